//! From a unit to the writes of one commit.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{
    block::Block,
    disk::Writes,
    error::StoreError,
    keys::{Month, PersonNumber},
    ledger::{Head, Store},
    record::{AuditV1, QuarantineV1, decode, encode, second},
    strip::{Strip, by_strip},
    unit::{Answer, Receipt, RecordsBatch, SetAside, Unit},
};
use crate::{
    audit::{Entry, Link},
    console::view::Tally,
    domain::{Coverage, CoverageState, EmployeeId, Punch, Stream, time::wecom_date},
};

/// Writes that are being gathered; reads see them already.
pub(super) struct Draft<'a> {
    pub(super) store: &'a Store,
    pub(super) writes: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) receipt: Receipt,
    newcomers: BTreeMap<EmployeeId, PersonNumber>,
}

/// A unit, ready to be written.
pub(super) struct Drawn {
    pub(super) writes: Writes,
    pub(super) receipt: Receipt,
    pub(super) newcomers: BTreeMap<EmployeeId, PersonNumber>,
    pub(super) head: Head,
}

impl Draft<'_> {
    /// Draws up everything that a unit writes, its audit records behind `head`.
    pub(super) fn draw(store: &Store, unit: Unit, head: Head) -> Result<Drawn, StoreError> {
        let (writes, receipt) = (BTreeMap::new(), Receipt::default());
        let mut draft = Draft { store, writes, receipt, newcomers: BTreeMap::new() };
        draft.number_people(&unit);
        for batch in &unit.records {
            let tally = draft.records(batch)?;
            draft.receipt.tallies.push(tally);
        }
        draft.company(&unit)?;
        draft.single_facts(&unit)?;
        let head = draft.audit(unit.audit, head);
        let writes = draft.writes.into_iter().map(|(key, value)| (key, Some(value))).collect();
        Ok(Drawn { writes, receipt: draft.receipt, newcomers: draft.newcomers, head })
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.writes.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None => self.store.disk.get(key),
        }
    }

    /// Writes only what differs from what is there.
    pub(super) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<bool, StoreError> {
        let changed = self.get(&key)?.is_none_or(|old| old != value);
        if changed {
            self.writes.insert(key, value);
        }
        Ok(changed)
    }

    pub(super) fn number(&self, who: &EmployeeId) -> Option<PersonNumber> {
        self.newcomers.get(who).copied().or_else(|| self.store.people().numbers.get(who).copied())
    }

    /// Gives a number to everybody who has none: members, whoever was asked about, and whoever a
    /// row names.
    fn number_people(&mut self, unit: &Unit) {
        let known = self.store.people();
        let members = unit.organisation.iter().flat_map(|(_, employees)| employees.iter().map(|one| &one.id));
        let asked = unit.records.iter().flat_map(|batch| &batch.people);
        let named = unit.records.iter().flat_map(RecordsBatch::punches).map(|punch| &punch.who);
        for who in members.chain(asked).chain(named).filter(|who| !known.numbers.contains_key(*who)) {
            let next = known.accounts.len() + self.newcomers.len();
            self.newcomers.entry(who.clone()).or_insert(PersonNumber::try_from(next).unwrap_or(PersonNumber::MAX));
        }
        for (who, number) in &self.newcomers {
            self.writes.insert(self.store.corp.person(*number), encode(&who.as_str()));
        }
    }

    fn records(&mut self, batch: &RecordsBatch) -> Result<Tally, StoreError> {
        match &batch.answer {
            Answer::Rows { punches, quarantined, at } => {
                let mut tally = self.rows(punches, *at)?;
                tally.calls = 1;
                tally.quarantined = quarantined.len() as u64;
                self.set_aside(quarantined, *at)?;
                self.cover(batch, |who, counted, known| {
                    let doubtful = quarantined.iter().any(|row| row.who.as_ref().is_none_or(|named| named == who));
                    if doubtful { known.failed(None) } else { known.answered_by(counted, *at) }
                })?;
                Ok(tally)
            }
            Answer::Failure { errcode, not_visible } => {
                self.cover(batch, |_, _, known| failed(known, *errcode, *not_visible))?;
                Ok(Tally::default())
            }
        }
    }

    /// Merges rows into their people's months.
    fn rows(&mut self, punches: &[Punch], at: Timestamp) -> Result<Tally, StoreError> {
        let mut months: BTreeMap<(Month, PersonNumber), Vec<&Punch>> = BTreeMap::new();
        for punch in punches {
            if let Some(person) = self.number(&punch.who) {
                months.entry((Month::of(punch.named_at()), person)).or_default().push(punch);
            }
        }
        let mut tally = Tally::default();
        for ((month, person), rows) in months {
            let key = self.store.corp.block(month, person);
            let mut block = self.get(&key)?.map_or(Ok(Block::default()), |bytes| Block::decode(&bytes))?;
            let merged = block.merge(rows.iter().copied(), at);
            if merged.inserted + merged.updated > 0 {
                self.writes.insert(key, block.encode()?);
                for punch in &rows {
                    self.receipt.touch_row(punch);
                }
            }
            tally.add(merged);
        }
        Ok(tally)
    }

    /// Keeps rows that could not be read, with the time at which each first came.
    fn set_aside(&mut self, rows: &[SetAside], at: Timestamp) -> Result<(), StoreError> {
        for row in rows {
            let key = self.store.corp.quarantine(&row.text);
            if self.get(&key)?.is_none() {
                let stream = Stream::Records.name().to_owned();
                let (reason, text) = (row.reason.clone(), row.text.clone());
                let who = row.who.as_ref().map(|who| who.as_str().to_owned());
                self.writes.insert(key, encode(&QuarantineV1 { at: second(at), stream, who, reason, text }));
            }
        }
        Ok(())
    }

    /// Notes for each person and whole day of the window what is now known.
    fn cover(
        &mut self,
        batch: &RecordsBatch,
        known_now: impl Fn(&EmployeeId, u16, Coverage) -> Coverage,
    ) -> Result<(), StoreError> {
        let counts = count_rows(batch.punches());
        let strips = by_strip(&batch.people, |who| self.number(who));
        for day in batch.window.whole_days() {
            for (strip, people) in &strips {
                let key = self.store.corp.coverage(Stream::Records, day, *strip);
                let mut record = self.get(&key)?.map_or(Ok(Strip::default()), |bytes| Strip::decode(&bytes))?;
                for (place, who) in people {
                    let counted = counts.get(&((*who).clone(), day)).copied().unwrap_or(0);
                    record.set(*place, known_now(who, counted, record.get(*place)?));
                    self.receipt.touch(who, day);
                }
                self.writes.insert(key, record.encode()?);
            }
        }
        match batch.cursor {
            Some(cursor) => {
                let key = self.store.corp.cursor(cursor.stream, cursor.shard);
                let known = self.get(&key)?.map_or(Ok(i64::MIN), |bytes| decode("cursor", &bytes))?;
                self.put(key, encode(&second(cursor.until).max(known))).map(drop)
            }
            None => Ok(()),
        }
    }

    fn audit(&mut self, entries: Vec<Entry>, mut head: Head) -> Head {
        for entry in entries {
            let link = Link::new(entry, head.seq + 1, head.hash);
            head = Head { seq: link.row.seq, hash: link.hash };
            self.writes.insert(self.store.corp.audit(head.seq), encode(&AuditV1::from(&link)));
            self.receipt.audit.push(link.row);
        }
        head
    }
}

/// What is known after a failure: what was known, and that it failed.
fn failed(known: Coverage, errcode: Option<i64>, not_visible: bool) -> Coverage {
    let known = known.failed(errcode);
    if not_visible && known.fetched_at.is_none() {
        Coverage { state: CoverageState::NotVisible, ..known }
    } else {
        known
    }
}

fn count_rows(punches: &[Punch]) -> BTreeMap<(EmployeeId, Date), u16> {
    let mut counts = BTreeMap::new();
    for punch in punches {
        let count: &mut u16 = counts.entry((punch.who.clone(), wecom_date(punch.named_at()))).or_default();
        *count = count.saturating_add(1);
    }
    counts
}
