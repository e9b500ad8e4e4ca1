//! What a trace is made of: all that the state and the disk know of one person's day.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    audited::pass_that_asked,
    core::Core,
    judging::Bench,
    trace::{Clues, assemble},
};
use crate::{
    console::{
        QueueFilter, Trace,
        trace::{NextLook, StreamTrace},
    },
    domain::{Anomaly, AttendanceDay, Coverage, CoverageState, DayRange, Employee, EmployeeId, Stream},
    store::StoreError,
    sync::next_look::next_look,
};

/// Open anomalies of one day that are looked at.
const ANOMALIES_MAX: usize = 50;

/// What the state adds to the disk.
#[derive(Debug, Default)]
pub struct Moment {
    /// Anomalies that may matter: of the day, and of the connection.
    pub anomalies: Vec<Anomaly>,
    /// Streams of which the day is being asked for.
    pub asking: Vec<Stream>,
    /// When each stream's day is looked at again.
    pub next: BTreeMap<Stream, NextLook>,
}

impl Core {
    /// What the state knows of one person's day.
    pub(super) fn moment(&self, who: &EmployeeId, date: Date, now: Timestamp) -> Moment {
        let of_day =
            QueueFilter { people: vec![who.clone()], days: Some(DayRange::one(date)), ..QueueFilter::default() };
        let (mut anomalies, _) = self.queue.page(&of_day, 0, ANOMALIES_MAX);
        anomalies.extend(self.queue.open_integration(|_| true).filter_map(|id| self.queue.get(id).cloned()));
        let asking = Stream::ALL.into_iter().filter(|stream| self.asking(*stream).contains(who, date)).collect();
        let next = Stream::ALL.map(|stream| (stream, self.next_look(stream, date, now))).into();
        Moment { anomalies, asking, next }
    }

    fn next_look(&self, stream: Stream, date: Date, now: Timestamp) -> NextLook {
        let scheduled = self
            .settings
            .schedule
            .and_then(|schedule| next_look(&schedule, &self.looks, self.settings.look_back_days, (stream, date), now));
        scheduled.map_or(NextLook::WhenAsked, NextLook::At)
    }
}

impl Bench {
    /// Everything known of one person's day; `None` of somebody who was never heard of.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn trace(
        &self,
        who: &EmployeeId,
        date: Date,
        moment: Moment,
        now: Timestamp,
    ) -> Result<Option<Trace>, StoreError> {
        let company = self.company();
        let member = company.organisation.employees.get(who);
        if member.is_none() && self.store.shard_of(who).is_none() {
            return Ok(None);
        }
        let streams = Stream::ALL.into_iter().map(|stream| self.stream_trace(stream, who, date, &moment, now));
        let around = DayRange { from: date.saturating_sub(1.day()), to: date.saturating_add(1.day()) };
        Ok(Some(assemble(Clues {
            who,
            date,
            now,
            company: &company,
            rows_since: self.store.rows_since(who)?,
            streams: streams.collect::<Result<_, _>>()?,
            rows: self.store.rows_of(who, around)?,
            doubtful: self.store.doubtful(who)?,
            day: member.map(|member| self.one_day(member, date, now)).transpose()?.flatten(),
            anomalies: moment.anomalies,
        })))
    }

    fn one_day(&self, member: &Employee, date: Date, now: Timestamp) -> Result<Option<AttendanceDay>, StoreError> {
        Ok(self.days(member, DayRange::one(date), now)?.pop())
    }

    fn stream_trace(
        &self,
        stream: Stream,
        who: &EmployeeId,
        date: Date,
        moment: &Moment,
        now: Timestamp,
    ) -> Result<StreamTrace, StoreError> {
        let fresh = self.store.fresh(stream)?;
        let known = stream.is_by_day().then(|| self.store.known_days(stream).of(who, date)).transpose()?;
        let asked_at = known.map_or(fresh, |known| asked_at(known, now));
        let pass = asked_at.map(|at| pass_that_asked(&self.store, stream, date, at)).transpose()?.flatten();
        let asking = moment.asking.contains(&stream);
        let coverage = known.map(|known| if asking { known.being_asked() } else { known });
        let next = moment.next.get(&stream).copied().unwrap_or(NextLook::NobodyRuns);
        Ok(StreamTrace { stream, coverage, fresh, pass, next })
    }
}

/// When a day was last asked for: of a failure, which the ledger does not date, the newest pass tells.
fn asked_at(known: Coverage, now: Timestamp) -> Option<Timestamp> {
    match known.state {
        CoverageState::Never | CoverageState::Pending => None,
        CoverageState::Failed | CoverageState::NotVisible => Some(now),
        CoverageState::Ok | CoverageState::Empty if known.is_in_doubt() => Some(now),
        CoverageState::Ok | CoverageState::Empty => known.fetched_at,
    }
}
