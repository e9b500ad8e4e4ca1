//! What administrators did (管理端操作日志): the only trace of a changed rule. Source: document 100179.
//!
//! Changes that programs make are not in it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::bounds::{self, Bounded, OutOfBounds};
use crate::domain::{EmployeeId, Window, report::Verbatim};

/// Rows of one page.
pub const PAGE_MAX: u32 = 400;
/// The longest window, in days.
pub const DAYS_MAX: usize = 7;
const WINDOW_S_MAX: i64 = 7 * 86_400;
/// How far back WeCom remembers.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Operations in a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// When they were done; at most 7 days, within the last 180, and over.
    pub done: Window,
    /// The present.
    pub now: Timestamp,
    /// By this administrator alone.
    pub by: Option<EmployeeId>,
}

/// One thing that an administrator did. Its `Debug` shows neither words nor address.
#[derive(Clone, PartialEq, Eq)]
pub struct Operation {
    /// When.
    pub at: Timestamp,
    /// Who, as WeCom names them; empty if it does not.
    pub by: String,
    /// What.
    pub kind: OperationKind,
    /// WeCom's words for it. May be personal.
    pub words: String,
    /// The address it was done from. Personal.
    pub address: Option<String>,
    /// The row as it came.
    pub given: Verbatim,
}

/// What was done (`detail_type`), as far as it bears on attendance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// A member or department was added, changed or removed (9 to 15).
    Contacts(i64),
    /// The visible range (可见范围) of an application was changed.
    VisibleRange,
    /// What an application may do was changed.
    ApplicationPermission,
    /// An application was enabled.
    ApplicationEnabled,
    /// An application was disabled.
    ApplicationDisabled,
    /// A template or rule of approvals was changed (67 to 72).
    ApprovalRule(i64),
    /// An approval form was deleted.
    ApprovalDeleted,
    /// Settings of leave, or somebody's quota, were changed (74 to 78).
    Vacation(i64),
    /// A check-in rule (打卡规则) was added.
    RuleAdded,
    /// A check-in rule was changed.
    RuleChanged,
    /// A check-in rule was deleted.
    RuleDeleted,
    /// The settings of 外出打卡 were changed.
    OutdoorSettings,
    /// Check-in records were exported.
    RecordsExported,
    /// A secret was looked at.
    SecretViewed,
    /// A secret was reset: the one that is configured holds no more.
    SecretReset,
    /// A secret was stopped.
    SecretStopped,
    /// An address for callbacks was set.
    CallbackSet,
    /// Callbacks were stopped.
    CallbackStopped,
    /// The trusted addresses (企业可信IP) were changed.
    TrustedAddresses,
    /// Something else, by WeCom's number.
    Other(i64),
}

impl OperationKind {
    /// The kind of a number.
    #[must_use]
    pub fn of(number: i64) -> Self {
        match number {
            9..=15 => Self::Contacts(number),
            29 => Self::VisibleRange,
            59 => Self::ApplicationPermission,
            65 => Self::ApplicationEnabled,
            66 => Self::ApplicationDisabled,
            67..=72 => Self::ApprovalRule(number),
            73 => Self::ApprovalDeleted,
            74..=78 => Self::Vacation(number),
            79 => Self::RuleAdded,
            80 => Self::RuleChanged,
            81 => Self::RuleDeleted,
            82 => Self::OutdoorSettings,
            92 => Self::RecordsExported,
            159 => Self::SecretViewed,
            160 => Self::CallbackSet,
            161 => Self::SecretReset,
            172 => Self::TrustedAddresses,
            185 => Self::SecretStopped,
            186 => Self::CallbackStopped,
            other => Self::Other(other),
        }
    }
}

impl Bounded for Question {
    fn check(&self) -> Result<(), OutOfBounds> {
        let second = Timestamp::as_second;
        let remembered = self.now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
        bounds::number("start_time", second(self.done.start), second(remembered)..=second(self.now))?;
        bounds::number("end_time", second(self.done.end), second(self.done.start) + 1..=second(self.now) - 1)?;
        bounds::number("end_time", self.done.length().as_secs(), 1..=WINDOW_S_MAX)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({} {} {:?})", self.at, self.by, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wecom::bounds::Checked;

    #[test]
    fn at_most_a_week_that_is_over_and_still_remembered_can_be_asked_about() {
        let at = |day: i64| Timestamp::from_second(1_780_848_000 + day * 86_400).unwrap();
        for (from, to, good) in [
            (-7, -1, true),
            (-8, -1, true),
            (-9, -1, false),
            (-1, 0, false),
            (-1, -1, false),
            (-1, -2, false),
            (-180, -175, true),
            (-181, -176, false),
        ] {
            let question = Question { done: Window { start: at(from), end: at(to) }, now: at(0), by: None };
            assert_eq!(Checked::new(question).is_ok(), good, "{from}..{to}");
        }
    }
}
