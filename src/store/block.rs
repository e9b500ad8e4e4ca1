//! A person's month of check-in rows with all their versions: one value on the disk.
//!
//! Rows repeat their texts (place, network, rule) all month, so texts are kept once a block and
//! rows name them by number; zstd does the rest.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ring::digest;
use serde::{Deserialize, Serialize};

use super::{
    error::StoreError,
    record::{instant, pack, second, unpack},
};
use crate::{
    console::view::Tally,
    domain::{
        EmployeeId, Punch,
        punch::{Place, PunchKey},
    },
};

/// The first half of a SHA-256: enough to tell one row's content from another's.
pub type ContentHash = [u8; 16];

/// A block, taken apart.
#[derive(Default)]
pub struct Block {
    strings: Strings,
    rows: BTreeMap<PunchKey, Vec<VersionV1>>,
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
    /// Whether no later one is known.
    pub current: bool,
}

#[derive(Clone, Serialize, Deserialize)]
struct BlockV1 {
    strings: Vec<String>,
    rows: Vec<RowV1>,
}

#[derive(Clone, Serialize, Deserialize)]
struct RowV1 {
    named_at: i64,
    placeholder: bool,
    kind: u32,
    within: [Option<i64>; 3],
    versions: Vec<VersionV1>,
}

#[derive(Clone, Serialize, Deserialize)]
struct VersionV1 {
    first_seen: i64,
    hash: ContentHash,
    spelled: u32,
    at: i64,
    exception: Option<u32>,
    scheduled: Option<i64>,
    rule_name: Option<u32>,
    title: Option<u32>,
    detail: Option<u32>,
    latitude: Option<i64>,
    longitude: Option<i64>,
    wifi_name: Option<u32>,
    wifi_mac: Option<u32>,
    device: Option<u32>,
    notes: Option<u32>,
    media: Option<Vec<u32>>,
    extra: Vec<(u32, u32)>,
}

/// Texts of a block, each once. Personal: nothing here has a `Debug`.
#[derive(Default)]
struct Strings {
    texts: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

impl Block {
    /// Reads a block.
    pub fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let record: BlockV1 = unpack("block", bytes)?;
        let strings = Strings::from(record.strings);
        let mut rows = BTreeMap::new();
        for row in record.rows {
            let key = PunchKey {
                at: instant(row.named_at)?,
                placeholder: row.placeholder,
                kind: strings.text(row.kind)?.to_owned(),
                within: row.within,
            };
            rows.insert(key, row.versions);
        }
        Ok(Self { strings, rows })
    }

    /// Writes a block.
    pub fn encode(mut self) -> Result<Vec<u8>, StoreError> {
        let count = u32::try_from(self.rows.len()).map_err(StoreError::damaged)?;
        let strings = &mut self.strings;
        let row = |(key, versions): (PunchKey, Vec<VersionV1>)| RowV1 {
            named_at: second(key.at),
            placeholder: key.placeholder,
            kind: strings.number(&key.kind),
            within: key.within,
            versions,
        };
        let rows = self.rows.into_iter().map(row).collect();
        pack(count, &BlockV1 { strings: self.strings.texts, rows })
    }

    /// Takes in rows of one answer and says what became of them.
    ///
    /// An equal row changes nothing; other content under a known key becomes its next version.
    pub fn merge<'a>(&mut self, punches: impl IntoIterator<Item = &'a Punch>, seen_at: Timestamp) -> Tally {
        let mut tally = Tally::default();
        for (key, (hash, punch)) in once_each(punches) {
            tally.rows_seen += 1;
            let versions = self.rows.entry(key).or_default();
            match versions.last() {
                Some(latest) if latest.hash == hash => tally.unchanged += 1,
                // An answer that was asked for earlier and arrived later knows nothing newer.
                Some(latest) if latest.first_seen > second(seen_at) => tally.unchanged += 1,
                latest => {
                    let counter = if latest.is_none() { &mut tally.inserted } else { &mut tally.updated };
                    *counter += 1;
                    versions.push(VersionV1::new(punch, hash, seen_at, &mut self.strings));
                }
            }
        }
        tally
    }

    /// Every version of every row, by time and version.
    pub fn versions(&self) -> Result<Vec<RowVersion>, StoreError> {
        let mut all = Vec::with_capacity(self.rows.len());
        for (key, versions) in &self.rows {
            for (index, version) in versions.iter().enumerate() {
                all.push(RowVersion {
                    punch: version.punch(key, &self.strings)?,
                    number: u32::try_from(index + 1).map_err(StoreError::damaged)?,
                    first_seen: instant(version.first_seen)?,
                    current: index + 1 == versions.len(),
                });
            }
        }
        Ok(all)
    }
}

/// The rows of an answer by key. Of two with one key the same one wins in any order of arrival.
fn once_each<'a>(punches: impl IntoIterator<Item = &'a Punch>) -> BTreeMap<PunchKey, (ContentHash, &'a Punch)> {
    let mut rows: BTreeMap<PunchKey, (ContentHash, &Punch)> = BTreeMap::new();
    for punch in punches {
        let hash = content_hash(punch);
        rows.entry(punch.key())
            .and_modify(|row| {
                if row.0 < hash {
                    *row = (hash, punch);
                }
            })
            .or_insert((hash, punch));
    }
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
    let bytes = postcard::to_stdvec(&content).unwrap_or_default();
    let mut half = ContentHash::default();
    half.copy_from_slice(&digest::digest(&digest::SHA256, &bytes).as_ref()[..16]);
    half
}

impl VersionV1 {
    fn new(punch: &Punch, hash: ContentHash, seen_at: Timestamp, strings: &mut Strings) -> Self {
        let place = &punch.place;
        Self {
            first_seen: second(seen_at),
            hash,
            spelled: strings.number(punch.who.as_str()),
            at: second(punch.at),
            exception: strings.maybe(punch.exception.as_ref()),
            scheduled: punch.scheduled.map(second),
            rule_name: strings.maybe(punch.rule_name.as_ref()),
            title: strings.maybe(place.title.as_ref()),
            detail: strings.maybe(place.detail.as_ref()),
            latitude: place.latitude,
            longitude: place.longitude,
            wifi_name: strings.maybe(place.wifi_name.as_ref()),
            wifi_mac: strings.maybe(place.wifi_mac.as_ref()),
            device: strings.maybe(place.device.as_ref()),
            notes: strings.maybe(punch.notes.as_ref()),
            media: punch.media.as_ref().map(|media| media.iter().map(|id| strings.number(id)).collect()),
            extra: punch.extra.iter().map(|(name, json)| (strings.number(name), strings.number(json))).collect(),
        }
    }

    fn punch(&self, key: &PunchKey, strings: &Strings) -> Result<Punch, StoreError> {
        let media = |ids: &Vec<u32>| ids.iter().map(|id| strings.text(*id).map(str::to_owned)).collect();
        let extra = self
            .extra
            .iter()
            .map(|(name, json)| Ok((strings.text(*name)?.to_owned(), strings.text(*json)?.to_owned())));
        let [rule, schedule, segment] = key.within;
        Ok(Punch {
            who: EmployeeId::parse(strings.text(self.spelled)?).map_err(StoreError::damaged)?,
            at: instant(self.at)?,
            kind: key.kind.clone(),
            exception: strings.owned(self.exception)?,
            scheduled: self.scheduled.map(instant).transpose()?,
            rule,
            rule_name: strings.owned(self.rule_name)?,
            schedule,
            segment,
            place: self.place(strings)?,
            notes: strings.owned(self.notes)?,
            media: self.media.as_ref().map(media).transpose()?,
            extra: extra.collect::<Result<_, StoreError>>()?,
        })
    }

    fn place(&self, strings: &Strings) -> Result<Place, StoreError> {
        Ok(Place {
            title: strings.owned(self.title)?,
            detail: strings.owned(self.detail)?,
            latitude: self.latitude,
            longitude: self.longitude,
            wifi_name: strings.owned(self.wifi_name)?,
            wifi_mac: strings.owned(self.wifi_mac)?,
            device: strings.owned(self.device)?,
        })
    }
}

impl Strings {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        // A month of one person has far fewer texts than there are numbers.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn maybe(&mut self, text: Option<&String>) -> Option<u32> {
        text.map(|text| self.number(text))
    }

    fn text(&self, number: u32) -> Result<&str, StoreError> {
        let text = self.texts.get(number as usize).map(String::as_str);
        text.ok_or_else(|| StoreError::damaged("block: a row names a text that is not there"))
    }

    fn owned(&self, number: Option<u32>) -> Result<Option<String>, StoreError> {
        number.map(|number| self.text(number).map(str::to_owned)).transpose()
    }
}

impl From<Vec<String>> for Strings {
    fn from(texts: Vec<String>) -> Self {
        let numbers = texts.iter().zip(0..).map(|(text, number)| (text.clone(), number)).collect();
        Self { texts, numbers }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            let expected = once_each(&punches).into_values().map(|(_, punch)| punch.clone());
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
        let base = Punch {
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
        };
        let cleared = Punch { exception: Some(String::new()), ..base.clone() };
        let mut block = Block::default();
        block.merge([&base], at(1));
        let tally = block.merge([&cleared], at(2));
        assert_eq!((tally.inserted, tally.updated, tally.unchanged), (0, 1, 0));
        let versions = block.versions().unwrap();
        assert_eq!(versions.iter().map(|row| (row.number, row.current)).collect::<Vec<_>>(), [(1, false), (2, true)]);
        assert_eq!(versions[1].punch, cleared);
    }
}
