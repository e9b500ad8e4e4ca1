//! Check-in rules (打卡规则).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::id::{DepartmentId, EmployeeId, RuleId};

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
    /// Seconds of lateness that are no lateness.
    pub on_grace_s: i64,
    /// Seconds of earliness that are no earliness.
    pub off_grace_s: i64,
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
}
