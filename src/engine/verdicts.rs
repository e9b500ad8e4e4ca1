//! What was judged, and what must be.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{core::Core, judging::Judgement, queue::Effected};
use crate::{
    console::{Fact, Trouble},
    domain::{DayRange, EmployeeId},
};

impl Core {
    pub(super) fn on_judged(&mut self, outcome: Result<Judgement, Trouble>, now: Timestamp) {
        let Some(mut asked) = self.judging.take() else { return };
        match outcome {
            Ok(judgement) => {
                for (who, trouble) in &judgement.unread {
                    let days = asked.remove_entry(who);
                    self.put_aside(days, trouble, now);
                }
                self.take_judgement(judgement, now);
            }
            Err(trouble) => self.put_aside(asked, &trouble, now),
        }
    }

    /// Keeps days that could not be judged, and says so once.
    fn put_aside(
        &mut self,
        days: impl IntoIterator<Item = (EmployeeId, BTreeSet<Date>)>,
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

    fn take_judgement(&mut self, judgement: Judgement, now: Timestamp) {
        let at = judgement.at.unwrap_or(now);
        let mut effected = Effected::default();
        let days = judgement.days.len() as u64;
        self.take_alerts(&judgement, now);
        for (who, date, findings) in judgement.days {
            let changed = self.queue.judged(&who, date, findings, at, &mut effected);
            self.draft.anomalies.extend(changed);
        }
        if effected != Effected::default() {
            let Effected { opened, resolved } = effected;
            self.log(Fact::Judged { days, opened, resolved }, now);
        }
    }

    /// Marks days for judging, with the day before and the day after, as far back as anomalies are
    /// kept: windows reach over midnight, so what is known of one day decides about its neighbours.
    pub(super) fn soil(&mut self, touched: impl IntoIterator<Item = (EmployeeId, BTreeSet<Date>)>, now: Timestamp) {
        let look_back = self.look_back(now);
        for (who, days) in touched {
            let around = |day: Date| DayRange { from: day.saturating_sub(1.day()), to: day.saturating_add(1.day()) };
            let days: BTreeSet<_> = days.into_iter().flat_map(|day| around(day).days()).collect();
            let days: Vec<_> = days.into_iter().filter(|day| look_back.contains(*day)).collect();
            if !days.is_empty() {
                self.dirty.entry(who).or_default().extend(days);
            }
        }
    }

    /// Marks everybody's days for judging.
    pub(super) fn soil_look_back(&mut self, now: Timestamp) {
        let days: DayRange = self.look_back(now);
        for who in self.company().organisation.employees.keys() {
            self.dirty.entry(who.clone()).or_default().extend(days.days());
        }
    }
}
