//! Passes that found something: of a row's version only the number of its pass is kept with the row, and
//! what that pass was is kept here, once, by that number.
//!
//! Most polls find nothing, and nothing is kept of them; those that are kept are as few as the minutes in
//! which somebody punched.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    draft::Draft,
    error::StoreError,
    ledger::Store,
    record::{decode, encode, instant, second},
};
use crate::{
    console::{Occasion, Ordinal, view::PassState},
    domain::DayRange,
};

/// A pass, as far as it explains what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassRecord {
    /// Its number, from 1.
    pub number: Ordinal,
    /// Why it began.
    pub occasion: Occasion,
    /// Who asked for it; the schedule's own name if nobody did.
    pub origin: String,
    /// The days that it was about.
    pub days: DayRange,
    /// When it began.
    pub began: Timestamp,
    /// When and how it ended; `None` while it runs, and of one that the process did not survive.
    pub ended: Option<(Timestamp, PassState)>,
}

/// The same, as it lies on the disk; its number is in its key.
#[derive(Serialize, Deserialize)]
pub(super) struct PassV1 {
    occasion: String,
    origin: String,
    days: (Date, Date),
    began: i64,
    ended: Option<(i64, String)>,
}

impl Store {
    /// The pass of that number, if it found something.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn pass(&self, number: Ordinal) -> Result<Option<PassRecord>, StoreError> {
        let bytes = self.disk.get(&self.corp.pass(number))?;
        bytes.map(|bytes| decode::<PassV1>("pass", &bytes)?.record(number)).transpose()
    }
}

impl Draft<'_> {
    /// Keeps a pass that found something.
    pub(super) fn keep_pass(&mut self, pass: &PassRecord) -> Result<(), StoreError> {
        self.put(self.store.corp.pass(pass.number), encode(&PassV1::from(pass))).map(drop)
    }

    /// Notes how passes ended, as far as they are kept.
    pub(super) fn end_passes(&mut self, ended: &[PassRecord]) -> Result<(), StoreError> {
        for pass in ended {
            if self.get(&self.store.corp.pass(pass.number))?.is_some() {
                self.keep_pass(pass)?;
            }
        }
        Ok(())
    }
}

impl From<&PassRecord> for PassV1 {
    fn from(pass: &PassRecord) -> Self {
        Self {
            occasion: pass.occasion.name().to_owned(),
            origin: pass.origin.clone(),
            days: (pass.days.from, pass.days.to),
            began: second(pass.began),
            ended: pass.ended.map(|(at, state)| (second(at), state.name().to_owned())),
        }
    }
}

impl PassV1 {
    pub(super) fn record(self, number: Ordinal) -> Result<PassRecord, StoreError> {
        let unknown = |what: &str| StoreError::damaged(format!("pass: the unknown word {what:?}"));
        let occasion = Occasion::ALL.into_iter().find(|occasion| occasion.name() == self.occasion);
        let ended =
            |(at, name): (i64, String)| Ok((instant(at)?, PassState::named(&name).ok_or_else(|| unknown(&name))?));
        let (from, to) = self.days;
        Ok(PassRecord {
            number,
            occasion: occasion.ok_or_else(|| unknown(&self.occasion))?,
            origin: self.origin,
            days: DayRange { from, to },
            began: instant(self.began)?,
            ended: self.ended.map(ended).transpose()?,
        })
    }
}
