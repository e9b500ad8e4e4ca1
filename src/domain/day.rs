//! What an attendance day came to.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Which end of a segment a slot stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// 上班.
    On,
    /// 下班.
    Off,
}

/// What became of one expected punch. Only `Missing` may be held against anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 正常: filled in time.
    Normal,
    /// 迟到 by so many seconds.
    Late(i64),
    /// 早退 by so many seconds.
    Early(i64),
    /// 缺卡: nothing fits, the window is closed, and punches were fetched after that.
    Missing,
    /// 无需打卡: not expected.
    NoNeed,
    /// 待定: nothing final yet.
    Pending,
    /// 未知: it cannot be seen.
    Unknown,
}

/// One expected punch (应打卡点).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The segment, from 1, in order of start.
    pub segment: u8,
    /// Which end of it.
    pub edge: Edge,
    /// When it was due.
    pub scheduled: Timestamp,
    /// What became of it.
    pub verdict: Verdict,
    /// The punch that filled it.
    pub at: Option<Timestamp>,
    /// Of a late or early one: whether it is so by so much that it counts as serious.
    pub serious: bool,
}

/// What the day was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayStatus {
    /// Outside employment, or the account is disabled or left.
    OutOfEmployment,
    /// 无规则: no rule covers the member.
    NoRule,
    /// On the rule's white list.
    Exempt,
    /// Cannot be told: not visible, never fetched, or a kind of rule that is not judged.
    Unknown,
    /// 休息.
    Rest,
    /// 节假日.
    Holiday,
    /// 请假.
    Leave,
    /// 出差.
    Trip,
    /// There was work.
    Worked,
    /// 旷工.
    Absent,
    /// 待定.
    Pending,
}

/// Something to know about a day that is no verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// 地点异常.
    Location,
    /// wifi异常.
    Wifi,
    /// 非常用设备.
    Device,
    /// Field work (外勤).
    Field,
    /// 补卡.
    Corrected,
    /// Several people punched on one device.
    SharedDevice,
    /// Leave and punches on one day.
    Conflict,
    /// The rule contradicts itself.
    RuleConflict,
    /// The calendar of the year is not loaded.
    Provisional,
    /// A form that may explain it is still under approval.
    ExplainedPending,
    /// WeCom's own words contradict each other.
    Inconsistent,
}

/// One person's attendance day (考勤日), judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceDay {
    /// The day.
    pub date: Date,
    /// What it was.
    pub status: DayStatus,
    /// Expected punches, in order.
    pub slots: Vec<Slot>,
    /// Seconds worked.
    pub worked_s: i64,
    /// Seconds of absence.
    pub absent_s: i64,
    /// What else there is to know, sorted.
    pub flags: Vec<Flag>,
    /// Every real punch of the day, counted or not, ascending.
    pub punches: Vec<Timestamp>,
    /// The rule that was applied.
    pub rule: Option<super::RuleId>,
    /// When a pending slot may change though no row does: the next window that closes, as soon as the
    /// rows are fetched again at or after this instant. Always later than the judgement.
    pub open_until: Option<Timestamp>,
}
