//! What WeCom itself makes of people's days: day reports (打卡日报) and totals of a stretch of days (打卡月报).

use std::fmt;

use jiff::civil::Date;

use super::{
    id::{EmployeeId, RuleId},
    time::DayRange,
};

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

/// The rule that a report names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedRule {
    /// Its number.
    pub id: RuleId,
    /// Its name at the time.
    pub name: String,
}

/// Whether a day was to be worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayType {
    /// 工作日.
    Workday,
    /// 休息日.
    RestDay,
    /// A number this program does not know.
    Other(i64),
}

/// By what kind of rule a day was recorded. Not the numbers of [`RuleKind`](super::rule::RuleKind).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// 固定上下班.
    Fixed,
    /// 外出: by the document it never appears here.
    Outside,
    /// 按班次上下班.
    Shift,
    /// 自由签到.
    Free,
    /// 加班.
    Overtime,
    /// 无规则.
    NoRule,
    /// A number this program does not know.
    Other(i64),
}

/// When work was due, in seconds after 0:00 of the attendance day; may exceed 86 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTimes {
    /// Start of work.
    pub on_s: i64,
    /// End of work.
    pub off_s: i64,
}

/// Something that was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedException {
    /// What.
    pub kind: ExceptionKind,
    /// How often.
    pub count: i64,
    /// For how many seconds; of late, early and absent only.
    pub seconds: i64,
}

/// What can be wrong in WeCom's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExceptionKind {
    /// 迟到.
    Late,
    /// 早退.
    Early,
    /// 缺卡.
    Missing,
    /// 旷工.
    Absent,
    /// 地点异常.
    Place,
    /// 设备异常.
    Device,
    /// A number this program does not know.
    Other(i64),
}

/// A figure for each class of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByDayClass<T> {
    /// 工作日.
    pub workday: T,
    /// 休息日.
    pub rest_day: T,
    /// 节假日.
    pub holiday: T,
}

/// What overtime is made good by, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MadeGood {
    /// 调休: time off in lieu.
    pub as_vacation_s: Option<i64>,
    /// 加班费: pay.
    pub as_money_s: Option<i64>,
}

/// Overtime of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayOvertime {
    /// Whether there was any.
    pub status: Option<OvertimeStatus>,
    /// How long.
    pub seconds: Option<i64>,
    /// By how much it falls short of its forms, one by one.
    pub short_s: Vec<i64>,
    /// What it is made good by.
    pub made_good: ByDayClass<MadeGood>,
}

/// Whether there was overtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OvertimeStatus {
    /// 无加班.
    None,
    /// 正常.
    Normal,
    /// 缺时长.
    Short,
    /// A number this program does not know.
    Other(i64),
}

/// Overtime of a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RangeOvertime {
    /// How many seconds.
    pub seconds: ByDayClass<Option<i64>>,
    /// What they are made good by.
    pub made_good: ByDayClass<MadeGood>,
}

/// Leave, a trip, a correction or the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedItem {
    /// What.
    pub kind: ItemKind,
    /// WeCom's words for it.
    pub name: String,
    /// How often.
    pub count: i64,
    /// How long, always in seconds.
    pub seconds: i64,
    /// In what people count it.
    pub shown_in: Option<ItemUnit>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// 请假, by the number of its kind of vacation (假期类型).
    Leave(Option<i64>),
    /// 补卡.
    Correction,
    /// 出差.
    Trip,
    /// 外出.
    Outing,
    /// 审批打卡.
    ApprovalPunch,
    /// 外勤.
    FieldWork,
    /// A number this program does not know.
    Other(i64),
}

/// In what people count an item; its length is in seconds nevertheless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemUnit {
    /// Days of 86 400 seconds.
    Day,
    /// Hours.
    Hour,
    /// A number this program does not know.
    Other(i64),
}

/// A row as it came, as JSON. Personal: for the store, never for a log.
#[derive(Clone, PartialEq, Eq)]
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
