//! Check-in rules (打卡规则).

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::{
    id::{DepartmentId, EmployeeId, RuleId},
    policy::WeekStart,
};

/// A rule, with everything in seconds. Source: document 90263 and 93384.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// Its name.
    pub name: String,
    /// How it asks for punches.
    pub kind: RuleKind,
    /// What the weekdays ask, in WeCom's order.
    pub week: Vec<WeekEntry>,
    /// Dates to be worked beside the week, with times of their own.
    pub special_workdays: Vec<SpecialWorkdays>,
    /// Dates off beside the week.
    pub special_offdays: Vec<SpecialDates>,
    /// Whether the statutory calendar applies.
    pub sync_holidays: bool,
    /// Whether punches made outside (外出打卡) count as punches for work (`sync_out_checkin`).
    pub outside_counts: bool,
    /// Whom it covers.
    pub scope: Scope,
    /// Whom it asks nothing (白名单).
    pub exempt: BTreeSet<EmployeeId>,
}

/// How a rule asks for punches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// 固定上下班.
    Fixed,
    /// 按班次上下班 (排班).
    Roster,
    /// 自由上下班.
    Free,
    /// A number this program does not know.
    Other(i64),
}

/// What some weekdays ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekEntry {
    /// When it applies.
    pub weekdays: Weekdays,
    /// Segments of the day, by start.
    pub segments: Vec<Segment>,
    /// Whether no off punch is asked for.
    pub no_off_needed: bool,
    /// How long before a start its window opens, where the segment does not say.
    pub open_before_s: Option<i64>,
    /// How long after an end its window closes, where the segment does not say.
    pub close_after_s: Option<i64>,
    /// Seconds of lateness that are no lateness; `None` is a grace that WeCom keeps to itself.
    pub on_grace_s: Option<i64>,
    /// Seconds of earliness that are no earliness; `None` is a grace that WeCom keeps to itself.
    pub off_grace_s: Option<i64>,
    /// How far the day may slide with its first punch (弹性上下班).
    pub slide: Option<Slide>,
    /// Who left late the day before may come later (晚走晚到).
    pub late_leaving: Vec<LateLeaving>,
}

/// Early come, early gone; late come, late gone (早到早走、晚到晚走).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slide {
    /// By how many seconds the day may begin earlier.
    pub early_s: i64,
    /// By how many seconds the day may begin later.
    pub late_s: i64,
}

/// One tier of 晚走晚到.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateLeaving {
    /// Who left at least so many seconds after the end of work …
    pub left_after_s: i64,
    /// … may come so many seconds later the next day.
    pub come_later_s: i64,
}

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

/// One stretch of work. Times are seconds after 0:00 of the attendance day and may exceed 86 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// WeCom's number of it (`time_id`).
    pub id: Option<i64>,
    /// Start of work.
    pub on_s: i64,
    /// End of work.
    pub off_s: i64,
    /// The earliest on punch.
    pub earliest_on_s: Option<i64>,
    /// The latest on punch.
    pub latest_on_s: Option<i64>,
    /// The earliest off punch.
    pub earliest_off_s: Option<i64>,
    /// The latest off punch.
    pub latest_off_s: Option<i64>,
    /// Whether the on punch is not asked for.
    pub no_on_needed: bool,
    /// Whether the off punch is not asked for.
    pub no_off_needed: bool,
    /// Rests inside, `(begin, end)`, by begin.
    pub rests: Vec<(i64, i64)>,
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

/// Whom a rule covers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Departments, with all below.
    pub departments: BTreeSet<DepartmentId>,
    /// Members by name.
    pub employees: BTreeSet<EmployeeId>,
    /// Tags (标签), whose members this program cannot see; only rows that name the rule show them.
    pub tags: BTreeSet<i64>,
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
