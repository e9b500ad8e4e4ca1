//! Everything kept of one person's days, and the coverage of many people's.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{
    block::Block,
    disk::Order,
    error::StoreError,
    keys::{Kind, Month, block_parts, just_after},
    ledger::Store,
    pages::{StoredRow, filed_on, last_seen},
    record::{QuarantineV1, decode, instant},
    strip::Strip,
};
use crate::domain::{Coverage, DayRange, EmployeeId, Stream, time::wecom_date};

/// Set-aside rows read at once.
const ROWS: usize = 256;

/// A row set aside that is one person's, or may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// When it came.
    pub at: Timestamp,
    /// Whether it names the person.
    pub named: bool,
    /// The day of UTC+8 that it names, if that could be read.
    pub day: Option<Date>,
    /// Why it could not be read.
    pub reason: String,
}

impl Store {
    /// Every version of one person's rows of some days, by month, time and version.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn rows_of(&self, who: &EmployeeId, days: DayRange) -> Result<Vec<StoredRow>, StoreError> {
        let Some(person) = self.number_of(who) else { return Ok(Vec::new()) };
        let (mut rows, mut known) = (Vec::new(), self.known_days(Stream::Records));
        for month in Month::of_day(days.from).0..=Month::of_day(days.to).0 {
            let Some(bytes) = self.disk.get(&self.corp.block(Month(month), person))? else { continue };
            let versions = Block::decode(&bytes)?.versions()?;
            for version in versions.into_iter().filter(|row| days.contains(filed_on(&row.punch))) {
                let last_seen = last_seen(&version, &mut known)?;
                rows.push(StoredRow { version, last_seen });
            }
        }
        Ok(rows)
    }

    /// The first day of which a row of the person is stored.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn rows_since(&self, who: &EmployeeId) -> Result<Option<Date>, StoreError> {
        let Some(person) = self.number_of(who) else { return Ok(None) };
        let (from, to) = (self.corp.first(Kind::Block), self.corp.after(Kind::Block));
        let end = |order| self.disk.scan(&from, &to, 1, order).map(|entries| block_parts(&entries.first()?.0));
        let (Some((first, _)), Some((last, _))) = (end(Order::Forward)?, end(Order::Backward)?) else {
            return Ok(None);
        };
        for month in first.0..=last.0 {
            let Some(bytes) = self.disk.get(&self.corp.block(Month(month), person))? else { continue };
            let versions = Block::decode(&bytes)?.versions()?;
            if let Some(day) = versions.iter().map(|row| filed_on(&row.punch)).min() {
                return Ok(Some(day));
            }
        }
        Ok(None)
    }

    /// Rows that could not be read and are the person's, or may be.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn doubtful(&self, who: &EmployeeId) -> Result<Vec<Doubtful>, StoreError> {
        let (mut from, to) = (self.corp.first(Kind::Quarantine), self.corp.after(Kind::Quarantine));
        let mut found = Vec::new();
        loop {
            let entries = self.disk.scan(&from, &to, ROWS, Order::Forward)?;
            for (_, value) in &entries {
                found.extend(doubt(who, &decode("quarantine", value)?)?);
            }
            match entries.last() {
                Some((key, _)) if entries.len() == ROWS => from = just_after(key),
                Some(_) | None => return Ok(found),
            }
        }
    }

    /// Tells what is known of each person's days, one cell a day, with the person's place in the list.
    ///
    /// Each value on the disk is read once and nothing is kept, however many people there are; they come
    /// in no order that means anything. Whoever is not known has never been asked about.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn each_coverage(
        &self,
        stream: Stream,
        people: &[EmployeeId],
        days: DayRange,
        mut tell: impl FnMut(usize, Vec<Coverage>),
    ) -> Result<(), StoreError> {
        let mut strips: BTreeMap<Option<u32>, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, who) in people.iter().enumerate() {
            let place = self.number_of(who).map(Strip::place);
            strips.entry(place.map(|(strip, _)| strip)).or_default().push((at, place.map_or(0, |(_, place)| place)));
        }
        for (strip, members) in strips {
            let known = days.days().map(|day| self.strip(stream, day, strip)).collect::<Result<Vec<_>, _>>()?;
            for (at, place) in members {
                tell(at, known.iter().map(|day| day.get(place)).collect::<Result<_, _>>()?);
            }
        }
        Ok(())
    }

    fn strip(&self, stream: Stream, day: Date, strip: Option<u32>) -> Result<Strip, StoreError> {
        let Some(strip) = strip else { return Ok(Strip::default()) };
        let bytes = self.disk.get(&self.corp.coverage(stream, day, strip))?;
        bytes.map_or(Ok(Strip::default()), |bytes| Strip::decode(&bytes))
    }
}

/// A row set aside, unless it is about somebody else.
fn doubt(who: &EmployeeId, record: &QuarantineV1) -> Result<Option<Doubtful>, StoreError> {
    let named = record.who.as_ref().map(|named| EmployeeId::parse(named).is_ok_and(|named| named == *who));
    if named == Some(false) {
        return Ok(None);
    }
    let row: Option<serde_json::Value> = serde_json::from_str(&record.text).ok();
    let second = row.and_then(|row| row.get("checkin_time")?.as_i64());
    let day = second.and_then(|second| Timestamp::from_second(second).ok()).map(wecom_date);
    Ok(Some(Doubtful { at: instant(record.at)?, named: named.is_some(), day, reason: record.reason.clone() }))
}
