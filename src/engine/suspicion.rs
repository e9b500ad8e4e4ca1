//! Whether people are missing, or what tells of them is.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{core::Core, queue::integration};
use crate::domain::{
    AnomalyKind, DayRange, Severity, Stream,
    anomaly::{Evidence, Subject},
};

/// Fewer people without a punch on one day are people.
const PEOPLE_MIN: u64 = 20;
/// So is less than this part of the company: one in ten.
const PART_OF_COMPANY: u64 = 10;
/// So are those who are no more than so many times as many as on a usual day.
const TIMES_USUAL: u64 = 3;

/// The days on which so many people are without a punch that it is more likely the feed's fault than
/// theirs, with their numbers. `without` says how many there are on each day that has any.
#[must_use]
pub fn suspect_days(without: &BTreeMap<Date, u64>, members: u64) -> BTreeMap<Date, u64> {
    let suspicious = |(day, people): &(&Date, &u64)| {
        let usual = median(without.iter().filter(|(other, _)| other != day).map(|(_, people)| *people).collect());
        **people >= PEOPLE_MIN && **people * PART_OF_COMPANY >= members && **people > usual * TIMES_USUAL
    };
    without.iter().filter(suspicious).map(|(day, people)| (*day, *people)).collect()
}

/// The lower one of the two in the middle; 0 of nothing.
fn median(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

impl Core {
    /// One alert for each day on which hundreds seem to be missing; until it is cleared, nobody is to be
    /// told about such a day that they are.
    pub(super) fn suspect_the_feed(&mut self, now: Timestamp) {
        if !self.dirty.is_empty() || self.judging.is_some() {
            return;
        }
        let look_back: DayRange = self.look_back(now);
        let members = self.company().organisation.employees.len() as u64;
        let recent =
            self.queue.without_punch().iter().filter(|(day, people)| **people > 0 && look_back.contains(**day));
        let suspect = suspect_days(&recent.map(|(day, people)| (*day, *people)).collect(), members);
        for (day, people) in &suspect {
            let evidence = vec![Evidence::Count(*people)];
            let stream = Some(Stream::Records);
            self.raise(integration(AnomalyKind::FeedSuspect, Severity::P2, stream, day, evidence), now);
        }
        let days: Vec<String> = suspect.keys().map(ToString::to_string).collect();
        self.resolve_where(now, move |anomaly| {
            let is_cleared = |about: &String| !days.contains(about);
            anomaly.kind == AnomalyKind::FeedSuspect
                && matches!(&anomaly.subject, Subject::Integration { about, .. } if is_cleared(about))
        });
    }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    /// The suspect ones of ten days, of which the last is another than the rest.
    fn last_of_ten(usual: u64, last: u64, members: u64) -> Vec<u64> {
        let first = date(2026, 3, 2);
        let days = (0..9).map(|day| (first.saturating_add(day.days()), usual));
        let without = days.chain([(first.saturating_add(9.days()), last)]).collect();
        suspect_days(&without, members).into_values().collect()
    }

    #[test]
    fn a_tenth_of_the_company_all_at_once_is_the_feed() {
        assert_eq!(last_of_ten(90, 1_000, 10_000), [1_000]);
        assert_eq!(last_of_ten(90, 999, 10_000), [] as [u64; 0], "less than a tenth");
        assert_eq!(last_of_ten(400, 1_000, 10_000), [] as [u64; 0], "not much more than on other days");
        assert_eq!(last_of_ten(1, 19, 30), [] as [u64; 0], "a small company has flu");
        assert_eq!(last_of_ten(1_000, 1_000, 10_000), [] as [u64; 0], "who never punch are no news");
        assert_eq!(suspect_days(&[(date(2026, 3, 2), 200)].into(), 200).len(), 1, "the first day there is");
    }
}
