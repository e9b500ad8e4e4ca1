//! On which dates a rule asks something.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::hours::Segment;
use crate::domain::policy::WeekStart;

/// Weekdays, 0 = Sunday to 6 = Saturday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weekdays {
    /// The same every week.
    Every(BTreeSet<u8>),
    /// 大小周: the week of 2024-01-01 is odd.
    Alternating {
        /// In odd weeks.
        odd: BTreeSet<u8>,
        /// In even weeks.
        even: BTreeSet<u8>,
    },
}

/// Dates that are special.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpecialDates {
    /// One date.
    One(Date),
    /// All dates from the first to the last.
    Range(Date, Date),
    /// Every 14 days from the first to the last.
    Fortnightly(Date, Date),
}

/// Dates to be worked, with their own times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialWorkdays {
    /// Which dates.
    pub dates: SpecialDates,
    /// What they ask.
    pub segments: Vec<Segment>,
}

impl Weekdays {
    /// Whether the date is one of these.
    #[must_use]
    pub fn contains(&self, day: Date, weeks_start: WeekStart) -> bool {
        let weekday = weekday_number(day);
        match self {
            Self::Every(days) => days.contains(&weekday),
            Self::Alternating { odd, even } => {
                if is_odd_week(day, weeks_start) {
                    odd.contains(&weekday)
                } else {
                    even.contains(&weekday)
                }
            }
        }
    }

    /// Whether the weekday is one of these in some week.
    #[must_use]
    pub fn may_contain(&self, weekday: u8) -> bool {
        match self {
            Self::Every(days) => days.contains(&weekday),
            Self::Alternating { odd, even } => odd.contains(&weekday) || even.contains(&weekday),
        }
    }
}

impl SpecialDates {
    /// Whether the date is one of these.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        match *self {
            Self::One(only) => day == only,
            Self::Range(first, last) => first <= day && day <= last,
            Self::Fortnightly(first, last) => first <= day && day <= last && days_from(first, day) % 14 == 0,
        }
    }
}

/// WeCom's number of a weekday: 0 = Sunday to 6 = Saturday.
#[must_use]
pub fn weekday_number(day: Date) -> u8 {
    day.weekday().to_sunday_zero_offset().unsigned_abs()
}

/// The week of 2024-01-01 is number 1, and weeks of WeCom are not those of ISO 8601 (document 98041).
fn is_odd_week(day: Date, weeks_start: WeekStart) -> bool {
    let first = match weeks_start {
        WeekStart::Monday => date(2024, 1, 1),
        WeekStart::Sunday => date(2023, 12, 31),
    };
    days_from(first, day).div_euclid(7) % 2 == 0
}

fn days_from(first: Date, day: Date) -> i32 {
    first.until(day).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(numbers: &[u8]) -> BTreeSet<u8> {
        numbers.iter().copied().collect()
    }

    #[test]
    fn alternating_weeks_count_on_past_a_year_of_fifty_three_weeks() {
        let weeks = Weekdays::Alternating { odd: days(&[6]), even: days(&[]) };
        let saturdays = [(date(2024, 1, 6), true), (date(2026, 12, 26), false), (date(2027, 1, 2), true)];
        for (day, worked) in saturdays {
            assert_eq!(weeks.contains(day, WeekStart::Monday), worked, "{day}");
        }
        assert!(!weeks.contains(date(2023, 12, 30), WeekStart::Monday), "the week before the first is even");
    }

    #[test]
    fn a_week_that_starts_on_sunday_turns_a_day_earlier() {
        let weeks = Weekdays::Alternating { odd: days(&[0]), even: days(&[]) };
        assert!(weeks.contains(date(2023, 12, 31), WeekStart::Sunday));
        assert!(weeks.contains(date(2024, 1, 7), WeekStart::Monday));
        assert!(!weeks.contains(date(2024, 1, 7), WeekStart::Sunday));
    }

    #[test]
    fn fortnightly_dates_end_with_their_last() {
        let dates = SpecialDates::Fortnightly(date(2026, 6, 6), date(2026, 7, 4));
        assert!(dates.contains(date(2026, 6, 20)) && dates.contains(date(2026, 7, 4)));
        assert!(!dates.contains(date(2026, 6, 13)) && !dates.contains(date(2026, 7, 18)));
    }
}
