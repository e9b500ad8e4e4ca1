//! What was judged, and what must be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{core::Core, judging::Judgement, queue::Effected};
use crate::{
    console::{Fact, Trouble},
    domain::{DayRange, EmployeeId, anomaly::ResolvedBy},
};

/// Days to be judged, each with the reason: what is no longer true then has ceased to be for it.
pub type Dirty = BTreeMap<EmployeeId, BTreeMap<Date, ResolvedBy>>;

impl Core {
    pub(super) fn on_judged(&mut self, outcome: Result<Judgement, Trouble>, now: Timestamp) {
        let Some(mut asked) = self.judging.take() else { return };
        match outcome {
            Ok(judgement) => {
                for (who, trouble) in &judgement.unread {
                    let days = asked.remove_entry(who);
                    self.put_aside(days, trouble, now);
                }
                self.take_judgement(judgement, &asked, now);
            }
            Err(trouble) => self.put_aside(asked, &trouble, now),
        }
    }

    fn take_judgement(&mut self, judgement: Judgement, asked: &Dirty, now: Timestamp) {
        let at = judgement.at.unwrap_or(now);
        let mut effected = Effected::default();
        let days = judgement.days.len() as u64;
        self.take_alerts(&judgement, asked, now);
        let company = self.company();
        let members = |(who, ..): &(EmployeeId, _, _)| company.organisation.employees.contains_key(who);
        for (who, date, findings) in judgement.days.into_iter().filter(members) {
            let reason = asked.get(&who).and_then(|days| days.get(&date)).copied().unwrap_or(ResolvedBy::Recomputed);
            let changed = self.queue.judged(&who, date, findings, reason, at, &mut effected);
            self.draft.anomalies.extend(changed);
        }
        if effected != Effected::default() {
            let Effected { opened, resolved } = effected;
            self.log(Fact::Judged { days, opened, resolved }, now);
        }
        self.suspect_the_feed(now);
    }

    /// Keeps days that could not be judged, and says so once.
    fn put_aside(
        &mut self,
        days: impl IntoIterator<Item = (EmployeeId, BTreeMap<Date, ResolvedBy>)>,
        trouble: &Trouble,
        now: Timestamp,
    ) {
        for (who, days) in days {
            self.unread.entry(who).or_default().extend(days);
        }
        if self.view.store.trouble.as_ref() != Some(trouble) {
            self.store_failed(trouble, now);
        }
    }

    /// Gives what the disk refused another chance: a person asked for it.
    pub(super) fn trust_the_disk_again(&mut self) {
        self.halted = None;
        for (who, days) in std::mem::take(&mut self.unread) {
            self.dirty.entry(who).or_default().extend(days);
        }
    }

    /// Marks days for judging whose rows or coverage changed, with the day before and the day after, as
    /// far back as anomalies are kept: windows reach over midnight, so what is known of one day decides
    /// about its neighbours.
    pub(super) fn soil(&mut self, touched: impl IntoIterator<Item = (EmployeeId, BTreeSet<Date>)>, now: Timestamp) {
        let look_back = self.look_back(now);
        for (who, days) in touched {
            let around = |day: Date| DayRange { from: day.saturating_sub(1.day()), to: day.saturating_add(1.day()) };
            let days: BTreeSet<_> = days.into_iter().flat_map(|day| around(day).days()).collect();
            let days: Vec<_> = days.into_iter().filter(|day| look_back.contains(*day)).collect();
            if !days.is_empty() {
                let late = days.into_iter().map(|day| (day, ResolvedBy::LateData));
                self.dirty.entry(who).or_default().extend(late);
            }
        }
    }

    /// Marks everybody's days for judging.
    pub(super) fn soil_look_back(&mut self, reason: ResolvedBy, now: Timestamp) {
        let look_back: DayRange = self.look_back(now);
        for who in self.company().organisation.employees.keys() {
            let days = self.dirty.entry(who.clone()).or_default();
            for day in look_back.days() {
                days.entry(day).or_insert(reason);
            }
        }
    }

    /// Nobody judges the days of people who are not in the organisation any more.
    pub(super) fn close_days_of_leavers(&mut self, now: Timestamp) {
        let company = self.company();
        let has_left = |who: &EmployeeId| !company.organisation.employees.contains_key(who);
        self.seen.retain(|who, _| !has_left(who));
        for id in self.queue.open_of_people(has_left).collect::<Vec<_>>() {
            let closed = self.queue.resolve(id, ResolvedBy::Recomputed, now, &mut Effected::default());
            self.draft.anomalies.extend(closed);
        }
    }
}
