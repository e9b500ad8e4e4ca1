//! The rows of one answer, merged into their people's months; and what the answer does not hold.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    answers::Doubt,
    block::{Block, Miss},
    draft::Draft,
    error::StoreError,
    keys::{Month, PersonNumber},
    sheets::Sheets,
    unit::{RecordsBatch, Shrink},
};
use crate::{
    console::view::Tally,
    domain::{EmployeeId, Punch, Stream, punch::PunchKey, time::wecom_date},
};

/// A good answer on its way into the blocks.
pub(super) struct Merging<'a> {
    pub(super) batch: &'a RecordsBatch,
    pub(super) punches: &'a [Punch],
    pub(super) at: Timestamp,
    pub(super) doubtful: &'a Doubt,
    pub(super) sheets: &'a Sheets<'a>,
}

/// What became of the rows.
pub(super) struct Merged {
    pub(super) tally: Tally,
    held: BTreeMap<(PersonNumber, Date), u16>,
}

/// A person's month, taken out for merging.
struct Opened<'a> {
    key: Vec<u8>,
    person: PersonNumber,
    who: &'a EmployeeId,
    block: Block,
    /// Rows that the answer should have held.
    missing: Vec<PunchKey>,
}

/// What an answer says of one person's month.
struct Told<'a> {
    who: &'a EmployeeId,
    rows: Vec<&'a Punch>,
    /// Whether there were more rows at the answer before.
    fewer: bool,
}

impl<'a> Told<'a> {
    fn of(who: &'a EmployeeId) -> Self {
        Self { who, rows: Vec::new(), fewer: false }
    }
}

impl Merged {
    /// Rows of a person's day that count.
    pub(super) fn held(&self, person: PersonNumber, day: Date) -> u16 {
        self.held.get(&(person, day)).copied().unwrap_or(0)
    }

    fn hold(&mut self, person: PersonNumber, day: Date) {
        let held = self.held.entry((person, day)).or_default();
        *held = held.saturating_add(1);
    }
}

impl<'a> Merging<'a> {
    pub(super) fn merge_into(&self, draft: &mut Draft<'_>) -> Result<Merged, StoreError> {
        let mut merged = Merged { tally: Tally::default(), held: BTreeMap::new() };
        let days: BTreeSet<Date> = self.sheets.days().collect();
        let mut opened = Vec::new();
        let pass = self.batch.asked_by.as_ref().map_or(0, |pass| pass.number);
        for ((month, person), told) in self.months(draft, &mut merged, &days)? {
            let key = draft.store.corp.block(month, person);
            let stored = draft.get(&key)?;
            let may_lack = stored.is_some();
            let mut block = stored.map_or(Ok(Block::default()), |bytes| Block::decode(&bytes))?.looked_at_by(pass);
            let tally = block.merge(told.rows.iter().copied(), self.at);
            let looked_for = may_lack && (told.fewer || tally.inserted > 0);
            let missing = if looked_for { self.missing(&block, &told, &days) } else { Vec::new() };
            if block.is_changed() {
                draft.receipt.touch_days(told.who, told.rows.iter().map(|punch| wecom_date(punch.named_at())));
            }
            merged.tally.add(tally);
            if block.is_changed() || !missing.is_empty() {
                opened.push(Opened { key, person, who: told.who, block, missing });
            }
        }
        self.look_at_missing(&mut opened, &mut merged, draft)?;
        opened.retain(|month| month.block.is_changed());
        if let Some(pass) = self.batch.asked_by.as_ref().filter(|_| !opened.is_empty()) {
            draft.keep_pass(pass)?;
        }
        for month in opened {
            draft.writes.insert(month.key, month.block.encode()?);
        }
        Ok(merged)
    }

    /// The months to be opened: those that have rows, which are counted by day, and those of people of
    /// whom there were more rows at the answer before.
    fn months(
        &self,
        draft: &Draft<'_>,
        merged: &mut Merged,
        days: &BTreeSet<Date>,
    ) -> Result<BTreeMap<(Month, PersonNumber), Told<'a>>, StoreError> {
        let mut months = BTreeMap::new();
        for punch in self.punches {
            if let Some(person) = draft.number(&punch.who) {
                let month = (Month::of(punch.named_at()), person);
                months.entry(month).or_insert_with(|| Told::of(&punch.who)).rows.push(punch);
                merged.hold(person, wecom_date(punch.named_at()));
            }
        }
        for (person, who) in self.sheets.people() {
            for day in days.iter().copied() {
                if self.sheets.known(person, day)?.rows > merged.held(person, day) {
                    months.entry((Month::of_day(day), person)).or_insert_with(|| Told::of(who)).fewer = true;
                }
            }
        }
        Ok(months)
    }

    /// Rows that are known, should be in the answer, and are not. Of people in doubt nothing is missing,
    /// and of people who were not asked about neither.
    fn missing(&self, block: &Block, told: &Told<'_>, days: &BTreeSet<Date>) -> Vec<PunchKey> {
        if self.doubtful.covers(told.who) || !self.batch.people.contains(told.who) {
            return Vec::new();
        }
        let present: BTreeSet<PunchKey> = told.rows.iter().map(|punch| punch.key()).collect();
        block.held(days).filter(|key| !present.contains(key)).cloned().collect()
    }

    /// Notes what is missing.
    fn look_at_missing(
        &self,
        opened: &mut [Opened<'_>],
        merged: &mut Merged,
        draft: &mut Draft<'_>,
    ) -> Result<(), StoreError> {
        let missing: u64 = opened.iter().map(|month| month.missing.len() as u64).sum();
        if missing == 0 {
            return Ok(());
        }
        let shrink = Shrink::of(Stream::Records, missing, missing + self.punches.len() as u64);
        let second = self.batch.second_look.about(shrink);
        for month in opened {
            for key in std::mem::take(&mut month.missing) {
                let day = wecom_date(key.at);
                let last_seen = self.sheets.known(month.person, day)?.fetched_at;
                if month.block.miss(&key, Miss { at: self.at, last_seen, second }) {
                    merged.tally.withdrawn += 1;
                    draft.receipt.touch(month.who, day);
                } else {
                    merged.tally.missing += 1;
                    merged.hold(month.person, day);
                }
            }
        }
        draft.receipt.shrinks.extend(shrink.and_then(|shrink| shrink.of_kept(merged.tally.missing)));
        Ok(())
    }
}
