//! What one answer of the records stream writes: rows, coverage, rows set aside, cursor.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    draft::Draft,
    error::StoreError,
    merging::Merging,
    record::{QuarantineV1, decode, encode, second},
    sheets::Sheets,
    unit::{Answer, RecordsBatch, SetAside},
};
use crate::{
    console::view::Tally,
    domain::{Coverage, CoverageState, EmployeeId, Stream},
};

impl Draft<'_> {
    pub(super) fn records(&mut self, batch: &RecordsBatch) -> Result<Tally, StoreError> {
        let mut sheets = Sheets::read(self, Stream::Records, &batch.people, batch.window.whole_days())?;
        let tally = match &batch.answer {
            Answer::Rows { punches, quarantined, at } => {
                let doubtful = Doubt::of(quarantined);
                let merging = Merging { batch, punches, at: *at, doubtful: &doubtful, sheets: &sheets };
                let merged = merging.merge_into(self)?;
                self.set_aside(Stream::Records, quarantined, *at)?;
                sheets.note(|person, who, day, known| {
                    let held = merged.held(person, day);
                    if doubtful.covers(who) { known.failed(None) } else { known.answered_by(held, *at) }
                })?;
                Tally { calls: 1, quarantined: quarantined.len() as u64, ..merged.tally }
            }
            Answer::Failure { errcode, not_visible } => {
                sheets.note(|_, _, _, known| failed(known, *errcode, *not_visible))?;
                Tally::default()
            }
        };
        sheets.touch(&mut self.receipt);
        sheets.write_into(self)?;
        self.advance(batch)?;
        Ok(tally)
    }

    /// Keeps rows that could not be read, with the time at which each first came.
    pub(super) fn set_aside(&mut self, stream: Stream, rows: &[SetAside], at: Timestamp) -> Result<(), StoreError> {
        for row in rows {
            let key = self.store.corp.quarantine(&row.text);
            if self.get(&key)?.is_none() {
                let stream = stream.name().to_owned();
                let (reason, text) = (row.reason.clone(), row.text.clone());
                let who = row.who.as_ref().map(|who| who.as_str().to_owned());
                self.writes.insert(key, encode(&QuarantineV1 { at: second(at), stream, who, reason, text }));
            }
        }
        Ok(())
    }

    /// Moves the cursor on, never back.
    fn advance(&mut self, batch: &RecordsBatch) -> Result<(), StoreError> {
        let Some(cursor) = batch.cursor else { return Ok(()) };
        let key = self.store.corp.cursor(cursor.stream, cursor.shard);
        let known = self.get(&key)?.map_or(Ok(i64::MIN), |bytes| decode("cursor", &bytes))?;
        self.put(key, encode(&second(cursor.until).max(known))).map(drop)
    }
}

/// Whom rows that could not be read put in doubt.
pub(super) enum Doubt {
    /// Everybody who was asked about: a row did not say whose it is.
    Everybody,
    /// These.
    These(BTreeSet<EmployeeId>),
}

impl Doubt {
    pub(super) fn of(quarantined: &[SetAside]) -> Self {
        let named: Option<BTreeSet<_>> = quarantined.iter().map(|row| row.who.clone()).collect();
        named.map_or(Self::Everybody, Self::These)
    }

    pub(super) fn covers(&self, who: &EmployeeId) -> bool {
        match self {
            Self::Everybody => true,
            Self::These(people) => people.contains(who),
        }
    }
}

/// What is known after a failure: what was known, and that it failed.
pub(super) fn failed(known: Coverage, errcode: Option<i64>, not_visible: bool) -> Coverage {
    let known = known.failed(errcode);
    if not_visible && known.fetched_at.is_none() {
        Coverage { state: CoverageState::NotVisible, ..known }
    } else {
        known
    }
}
