//! What WeCom itself makes of people's days: day reports (打卡日报) and totals of a stretch of days (打卡月报).

pub mod figures;

use std::fmt;

use jiff::civil::Date;

pub use figures::{
    ByDayClass, DayOvertime, DayType, DueTimes, ExceptionKind, ItemKind, ItemUnit, MadeGood, OvertimeStatus,
    RangeOvertime, RecordKind, ReportedException, ReportedItem, ReportedRule,
};

use super::{id::EmployeeId, time::DayRange};

/// WeCom's verdict on one day of a person (document 93374). What it left out is absent.
#[derive(Clone, PartialEq, Eq)]
pub struct DayReport {
    /// Whose day.
    pub who: EmployeeId,
    /// Which day.
    pub date: Date,
    /// Whether it was to be worked.
    pub day_type: Option<DayType>,
    /// By what kind of rule it was recorded.
    pub record_kind: Option<RecordKind>,
    /// The rule in force.
    pub rule: Option<ReportedRule>,
    /// The shift (班次), by number and name; only under roster rules.
    pub shift: Option<(i64, String)>,
    /// When work was due; only under fixed rules.
    pub due: Vec<DueTimes>,
    /// How many punches there were.
    pub punches: Option<i64>,
    /// Seconds worked.
    pub worked_s: Option<i64>,
    /// Seconds that should be worked.
    pub standard_s: Option<i64>,
    /// The first punch, in seconds after 0:00 of the attendance day.
    pub earliest_s: Option<i64>,
    /// The last punch, in seconds after 0:00 of the attendance day.
    pub latest_s: Option<i64>,
    /// What was wrong.
    pub exceptions: Vec<ReportedException>,
    /// Overtime.
    pub overtime: DayOvertime,
    /// Approval forms that touch the day, by number (审批编号).
    pub approvals: Vec<String>,
    /// Leave, trips, corrections and the like; those that did not occur may be listed with a count of 0.
    pub items: Vec<ReportedItem>,
    /// The row as it came.
    pub given: Verbatim,
}

/// WeCom's totals of a person over a stretch of days (document 93387). What it left out is absent,
/// and that may stand for zero.
#[derive(Clone, PartialEq, Eq)]
pub struct RangeReport {
    /// Whose days.
    pub who: EmployeeId,
    /// Which days were asked for: the row itself does not say.
    pub days: DayRange,
    /// By what kind of rule they were recorded.
    pub record_kind: Option<RecordKind>,
    /// The rule in force.
    pub rule: Option<ReportedRule>,
    /// Days to be worked.
    pub due_days: Option<i64>,
    /// Days without an exception.
    pub normal_days: Option<i64>,
    /// Days off.
    pub rest_days: Option<i64>,
    /// Days with an exception.
    pub exception_days: Option<i64>,
    /// Seconds worked.
    pub worked_s: Option<i64>,
    /// Seconds that should be worked.
    pub standard_s: Option<i64>,
    /// What was wrong, summed up.
    pub exceptions: Vec<ReportedException>,
    /// Overtime.
    pub overtime: RangeOvertime,
    /// Leave, trips, corrections and the like, summed up.
    pub items: Vec<ReportedItem>,
    /// The row as it came.
    pub given: Verbatim,
}

/// A row as it came, as JSON. Personal: for the store, never for a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verbatim(pub String);

impl fmt::Debug for Verbatim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verbatim({} bytes)", self.0.len())
    }
}

/// What ails a person, and when, is nobody's business but the report's.
impl fmt::Debug for DayReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DayReport({} {})", self.who, self.date)
    }
}

impl fmt::Debug for RangeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RangeReport({} {})", self.who, self.days)
    }
}
