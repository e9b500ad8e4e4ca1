//! What reports are made of.

use crate::domain::RuleId;

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

/// By what kind of rule a day was recorded. Not the numbers of [`RuleKind`](crate::domain::rule::RuleKind).
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
