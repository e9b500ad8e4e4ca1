//! What is known of many people's days, with each value on the disk read once.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{error::StoreError, ledger::Store, strip::Strip};
use crate::domain::{Coverage, EmployeeId, Stream};

/// The coverage of one stream, as far as it was asked about.
///
/// Keeps what it reads, 4 kB for a hundred people's day: make one for each question.
pub struct KnownDays<'a> {
    store: &'a Store,
    stream: Stream,
    strips: BTreeMap<(Date, u32), Strip>,
}

impl Store {
    /// What is known of this stream.
    #[must_use]
    pub fn known_days(&self, stream: Stream) -> KnownDays<'_> {
        KnownDays { store: self, stream, strips: BTreeMap::new() }
    }
}

impl KnownDays<'_> {
    /// What is known of one person's day.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn of(&mut self, who: &EmployeeId, day: Date) -> Result<Coverage, StoreError> {
        let Some(number) = self.store.number_of(who) else { return Ok(Coverage::NEVER) };
        let (strip, place) = Strip::place(number);
        if let Some(read) = self.strips.get(&(day, strip)) {
            return read.get(place);
        }
        let bytes = self.store.disk.get(&self.store.corp.coverage(self.stream, day, strip))?;
        let read = bytes.map_or(Ok(Strip::default()), |bytes| Strip::decode(&bytes))?;
        let known = read.get(place);
        self.strips.insert((day, strip), read);
        known
    }
}
