//! A person's month of check-in rows with all their versions and absences: one value on the disk.
//!
//! `form` is what the disk holds; texts are kept once a block (`strings`); zstd does the rest.

mod form;
mod strings;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date};
use ring::digest;

use self::{
    form::{BlockV3, GoneV1, GoneV2, RowV3, VersionV1, VersionV2},
    strings::Strings,
};
use super::{
    error::StoreError,
    record::{instant, second},
    unit::SecondLook,
};
use crate::{
    console::{Ordinal, view::Tally},
    domain::{DayRange, Punch, punch::PunchKey, time::wecom_date},
};

/// The first half of a SHA-256: enough to tell one row's content from another's.
pub type ContentHash = [u8; 16];

/// A second look sooner after the first could meet the same trouble: nothing is withdrawn for it.
pub const SECOND_LOOK_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Room for the content of most rows.
const CONTENT_BYTES: usize = 512;

/// A block, taken apart.
#[derive(Default)]
pub struct Block {
    strings: Strings,
    rows: BTreeMap<PunchKey, Kept>,
    changed: bool,
    /// The pass that looks, 0 if none does.
    looking: Ordinal,
}

/// A row with everything that became of it.
#[derive(Default)]
struct Kept {
    versions: Vec<VersionV2>,
    gone: Vec<GoneV2>,
}

/// A row's content at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowVersion {
    /// The content.
    pub punch: Punch,
    /// From 1.
    pub number: u32,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Whether WeCom has it, as far as is known: no later one came, and it was not withdrawn.
    pub current: bool,
    /// When WeCom was last seen to have the row, if an answer that should have held it did not.
    pub last_seen: Option<Timestamp>,
    /// When a second such answer withdrew it.
    pub withdrawn: Option<Timestamp>,
    /// The pass that found this content; `None` if that was before passes were kept with rows.
    pub found_in: Option<Ordinal>,
    /// The pass whose answer withdrew it.
    pub withdrawn_in: Option<Ordinal>,
}

/// A good answer that should have held a row and did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miss {
    /// When it was asked for.
    pub at: Timestamp,
    /// When the answer before it came.
    pub last_seen: Option<Timestamp>,
    /// What a second one means.
    pub second: SecondLook,
}

impl Block {
    /// Reads a block.
    pub fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let record = BlockV3::read(bytes)?;
        let strings = Strings::from(record.strings);
        let row = |row: RowV3| {
            let kind = strings.text(row.kind)?.to_owned();
            let RowV3 { named_at, placeholder, within, versions, gone, .. } = row;
            Ok((PunchKey { at: instant(named_at)?, placeholder, kind, within }, Kept { versions, gone }))
        };
        let rows = record.rows.into_iter().map(row).collect::<Result<_, StoreError>>()?;
        Ok(Self { strings, rows, ..Self::default() })
    }

    /// The same, looked at by a pass, which is the cause of whatever is found.
    #[must_use]
    pub fn looked_at_by(self, pass: Ordinal) -> Self {
        Self { looking: pass, ..self }
    }

    /// Writes a block.
    pub fn encode(mut self) -> Result<Vec<u8>, StoreError> {
        let strings = &mut self.strings;
        let row = |(key, kept): (PunchKey, Kept)| RowV3 {
            named_at: second(key.at),
            placeholder: key.placeholder,
            kind: strings.number(&key.kind),
            within: key.within,
            versions: kept.versions,
            gone: kept.gone,
        };
        let rows = self.rows.into_iter().map(row).collect();
        BlockV3 { strings: self.strings.texts, rows }.write()
    }

    /// Whether anything was taken in since it was read.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Takes in rows of one answer and says what became of them.
    ///
    /// An equal row changes nothing; other content under a known key becomes its next version; a row
    /// that was missing is back.
    pub fn merge<'a>(&mut self, punches: impl IntoIterator<Item = &'a Punch>, seen_at: Timestamp) -> Tally {
        let mut tally = Tally::default();
        for (key, hash, punch) in once_each(punches) {
            tally.rows_seen += 1;
            let kept = self.rows.entry(key).or_default();
            let came_back = kept.come_back(second(seen_at));
            self.changed |= came_back.is_some();
            let changes = match kept.versions.last() {
                Some(VersionV2 { content, .. }) if content.hash == hash => None,
                // An answer that was asked for earlier and arrived later knows nothing newer.
                Some(VersionV2 { content, .. }) if content.first_seen > second(seen_at) => None,
                Some(_) => Some(&mut tally.updated),
                None => Some(&mut tally.inserted),
            };
            match changes {
                Some(counter) => {
                    *counter += 1;
                    let content = VersionV1::new(punch, hash, seen_at, &mut self.strings);
                    kept.versions.push(VersionV2 { content, found_in: self.looking });
                    self.changed = true;
                }
                None if came_back == Some(Return::Withdrawn) => tally.updated += 1,
                None => tally.unchanged += 1,
            }
        }
        tally
    }

    /// Rows that count and are filed on these days.
    pub fn held(&self, days: &BTreeSet<Date>) -> impl Iterator<Item = &PunchKey> {
        let held = self.rows.iter().filter(|(_, kept)| !kept.is_withdrawn());
        held.map(|(key, _)| key).filter(|key| days.contains(&wecom_date(key.at)))
    }

    /// Notes that an answer did not hold a row, and says whether that withdrew it.
    pub fn miss(&mut self, key: &PunchKey, miss: Miss) -> bool {
        let Some(kept) = self.rows.get_mut(key) else { return false };
        let before = kept.gone.clone();
        kept.miss(miss, self.looking);
        self.changed |= kept.gone != before;
        kept.is_withdrawn()
    }

    /// Every version of every row, by time and version.
    pub fn versions(&self) -> Result<Vec<RowVersion>, StoreError> {
        self.versions_of(|_| true)
    }

    /// Every version of the rows that are filed on these days, by time and version.
    pub fn versions_on(&self, days: DayRange) -> Result<Vec<RowVersion>, StoreError> {
        self.versions_of(|key| days.contains(wecom_date(key.at)))
    }

    fn versions_of(&self, wanted: impl Fn(&PunchKey) -> bool) -> Result<Vec<RowVersion>, StoreError> {
        let mut all = Vec::new();
        for (key, kept) in self.rows.iter().filter(|(key, _)| wanted(key)) {
            for (index, version) in kept.versions.iter().enumerate() {
                let latest = index + 1 == kept.versions.len();
                let gone = kept.gone_now().filter(|_| latest);
                all.push(RowVersion {
                    punch: version.content.punch(key, &self.strings)?,
                    number: u32::try_from(index + 1).map_err(StoreError::damaged)?,
                    first_seen: instant(version.content.first_seen)?,
                    current: latest && !kept.is_withdrawn(),
                    last_seen: gone.map(|gone| instant(gone.absence.last_seen)).transpose()?,
                    withdrawn: gone.and_then(|gone| gone.absence.withdrawn).map(instant).transpose()?,
                    found_in: known(version.found_in),
                    withdrawn_in: gone.and_then(|gone| known(gone.withdrawn_in)),
                });
            }
        }
        Ok(all)
    }
}

/// The pass of that number, if passes were kept with rows already.
fn known(pass: Ordinal) -> Option<Ordinal> {
    Some(pass).filter(|pass| *pass > 0)
}

/// What a row came back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Return {
    /// It had only been missed once.
    Missed,
    /// It had been withdrawn.
    Withdrawn,
}

impl Kept {
    /// The absence that lasts.
    fn gone_now(&self) -> Option<&GoneV2> {
        self.gone.last().filter(|gone| gone.absence.back.is_none())
    }

    fn is_withdrawn(&self) -> bool {
        self.gone_now().is_some_and(|gone| gone.absence.withdrawn.is_some())
    }

    /// Ends an absence that began before; one that led to nothing is forgotten.
    fn come_back(&mut self, at: i64) -> Option<Return> {
        let gone = self.gone.last_mut().map(|gone| &mut gone.absence)?;
        if gone.back.is_some() || gone.missed >= at {
            return None;
        }
        if gone.withdrawn.is_some() {
            gone.back = Some(at);
            return Some(Return::Withdrawn);
        }
        self.gone.pop();
        Some(Return::Missed)
    }

    fn miss(&mut self, miss: Miss, looking: Ordinal) {
        let at = second(miss.at);
        let first_seen = self.versions.last().map_or(i64::MAX, |latest| latest.content.first_seen);
        match self.gone.last_mut().filter(|gone| gone.absence.back.is_none()) {
            Some(gone) if gone.absence.withdrawn.is_none() && miss.second.believes(gone.absence.missed, at) => {
                (gone.absence.withdrawn, gone.withdrawn_in) = (Some(at), looking);
            }
            Some(_) => {}
            // An answer that was asked for before the row was seen says nothing about it.
            None if at > first_seen => {
                let last_seen = miss.last_seen.map_or(first_seen, |known| second(known).max(first_seen));
                let absence = GoneV1 { last_seen, missed: at, withdrawn: None, back: None };
                self.gone.push(GoneV2 { absence, withdrawn_in: 0 });
            }
            None => {}
        }
    }
}

/// The rows of an answer by key. Of two with one key the same one wins in any order of arrival.
fn once_each<'a>(punches: impl IntoIterator<Item = &'a Punch>) -> Vec<(PunchKey, ContentHash, &'a Punch)> {
    let mut rows: Vec<_> = punches.into_iter().map(|punch| (punch.key(), content_hash(punch), punch)).collect();
    rows.sort_by(|(key, hash, _), (other, theirs, _)| key.cmp(other).then(theirs.cmp(hash)));
    rows.dedup_by(|(later, ..), (key, ..)| later == key);
    rows
}

/// The hash of the whole row, the account's spelling excepted.
#[must_use]
pub fn content_hash(punch: &Punch) -> ContentHash {
    let place = &punch.place;
    let content = (
        (second(punch.at), &punch.kind, &punch.exception, punch.scheduled.map(second)),
        (punch.rule, &punch.rule_name, punch.schedule, punch.segment),
        (&place.title, &place.detail, place.latitude, place.longitude, &place.wifi_name, &place.wifi_mac),
        (&place.device, &punch.notes, &punch.media, &punch.extra),
    );
    let bytes = postcard::to_extend(&content, Vec::with_capacity(CONTENT_BYTES)).unwrap_or_default();
    let mut half = ContentHash::default();
    half.copy_from_slice(&digest::digest(&digest::SHA256, &bytes).as_ref()[..16]);
    half
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{EmployeeId, punch::Place};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        prop::option::of("[a-z李娜;]{0,6}")
    }

    prop_compose! {
        fn punch()(
            second in 1_780_000_000_i64..1_780_000_040,
            kind in prop::sample::select(vec!["上班打卡", "下班打卡", "外出打卡"]),
            words in (text(), text(), text(), text(), text()),
            numbers in prop::array::uniform5(prop::option::of(-2_i64..2)),
            media in prop::option::of(prop::collection::vec("[a-c]{1,3}", 0..3)),
            extra in prop::collection::btree_map("[a-c]{1,2}", "[0-9]{1,2}", 0..2),
        ) -> Punch {
            let (exception, rule_name, title, wifi_name, notes) = words;
            let [rule, schedule, segment, latitude, longitude] = numbers;
            let place = Place { title, latitude, longitude, wifi_name, ..Place::default() };
            Punch {
                who: EmployeeId::parse("LiNa").unwrap(),
                at: at(second), kind: kind.into(), exception, scheduled: segment.map(at),
                rule, rule_name, schedule, segment, place, notes, media, extra,
            }
        }
    }

    proptest! {
        #[test]
        fn what_went_in_comes_out(punches in prop::collection::vec(punch(), 0..20)) {
            let mut block = Block::default();
            block.merge(&punches, at(1));
            let kept = Block::decode(&block.encode().unwrap()).unwrap().versions().unwrap();
            let expected = once_each(&punches).into_iter().map(|(_, _, punch)| punch.clone());
            prop_assert_eq!(kept.into_iter().map(|row| row.punch).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        }

        #[test]
        fn a_second_look_at_the_same_rows_changes_nothing(punches in prop::collection::vec(punch(), 0..20)) {
            let mut block = Block::default();
            let first = block.merge(&punches, at(1));
            let second = block.merge(punches.iter().rev(), at(2));
            prop_assert_eq!(second.unchanged, first.inserted);
            prop_assert_eq!((second.inserted, second.updated), (0, 0));
        }
    }

    #[test]
    fn other_content_under_a_known_key_is_its_next_version() {
        let base = plain();
        let cleared = Punch { exception: Some(String::new()), ..base.clone() };
        let mut block = Block::default();
        block.merge([&base], at(1));
        let tally = block.merge([&cleared], at(2));
        assert_eq!((tally.inserted, tally.updated, tally.unchanged), (0, 1, 0));
        let versions = block.versions().unwrap();
        assert_eq!(versions.iter().map(|row| (row.number, row.current)).collect::<Vec<_>>(), [(1, false), (2, true)]);
        assert_eq!(versions[1].punch, cleared);
    }

    fn plain() -> Punch {
        Punch {
            who: EmployeeId::parse("li.na").unwrap(),
            at: at(1_780_000_000),
            kind: "上班打卡".into(),
            exception: Some("时间异常".into()),
            scheduled: None,
            rule: Some(10),
            rule_name: None,
            schedule: None,
            segment: None,
            place: Place::default(),
            notes: None,
            media: None,
            extra: BTreeMap::new(),
        }
    }

    fn missed(block: &mut Block, second: i64, look: SecondLook) -> bool {
        let key = plain().key();
        block.miss(&key, Miss { at: at(second), last_seen: None, second: look })
    }

    #[test]
    fn a_row_is_withdrawn_by_a_second_look_and_not_by_the_first() {
        let mut block = Block::default();
        block.merge([&plain()], at(1));
        assert!(!missed(&mut block, 60, SecondLook::Later));
        assert!(!missed(&mut block, 120, SecondLook::Later), "too soon");
        assert!(!missed(&mut block, 6_000, SecondLook::Doubted), "too much is missing");
        assert!(missed(&mut block, 660, SecondLook::Later));
        let row = Block::decode(&block.encode().unwrap()).unwrap().versions().unwrap().remove(0);
        assert_eq!((row.current, row.last_seen, row.withdrawn), (false, Some(at(1)), Some(at(660))));
    }

    #[test]
    fn who_knows_that_a_row_is_gone_need_not_wait() {
        let mut block = Block::default();
        block.merge([&plain()], at(1));
        assert!(!missed(&mut block, 60, SecondLook::AtOnce));
        assert!(missed(&mut block, 61, SecondLook::AtOnce));
    }

    #[test]
    fn a_row_that_comes_back_counts_again_and_its_absence_is_remembered() {
        let mut block = Block::default();
        block.merge([&plain()], at(1));
        missed(&mut block, 60, SecondLook::Later);
        missed(&mut block, 700, SecondLook::Later);
        let tally = block.merge([&plain()], at(900));
        assert_eq!((tally.updated, tally.unchanged), (1, 0));
        assert!(block.versions().unwrap()[0].current);
        assert!(!missed(&mut block, 1_000, SecondLook::Later), "it starts anew");
        assert_eq!(block.rows.values().map(|kept| kept.gone.len()).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn an_answer_asked_for_before_a_row_was_seen_says_nothing_about_it() {
        let mut block = Block::default();
        block.merge([&plain()], at(100));
        missed(&mut block, 99, SecondLook::AtOnce);
        assert!(block.versions().unwrap()[0].last_seen.is_none());
    }
}
