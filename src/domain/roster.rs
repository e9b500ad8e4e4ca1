//! Rosters (排班).

use jiff::civil::Date;

use super::{
    id::{EmployeeId, RuleId},
    report::Verbatim,
};

/// What a roster asks of one person on one date (document 93380).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterDay {
    /// Of whom.
    pub who: EmployeeId,
    /// On which date.
    pub date: Date,
    /// The rule that the roster belongs to.
    pub rule: Option<RuleId>,
    /// What is asked.
    pub duty: Duty,
    /// The entry as it came, as a row of this one date.
    pub given: Verbatim,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// 休息.
    Rest,
    /// A shift (班次).
    Shift {
        /// Its number in the rule, whose [`RosterShift`](super::rule::RosterShift) knows the terms.
        id: i64,
        /// Its name at the time.
        name: String,
        /// Its times, by start; where the rule says otherwise these hold.
        segments: Vec<RosterSegment>,
    },
}

/// One stretch of work. Times are seconds after 0:00 of the attendance day and may exceed 86 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterSegment {
    /// The number of the same [`Segment`](super::rule::Segment) in the rule.
    pub id: Option<i64>,
    /// Start of work.
    pub on_s: i64,
    /// End of work.
    pub off_s: i64,
}
