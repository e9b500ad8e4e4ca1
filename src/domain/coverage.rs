//! What has really been asked and answered, per person, day and stream.
//!
//! "Nothing known" and "nothing there" are different facts, and people's wages depend on the
//! difference.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A kind of data that is pulled from WeCom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Departments and members (通讯录).
    Organisation,
    /// Check-in rules (打卡规则).
    Rules,
    /// Check-in records (打卡记录).
    Records,
    /// WeCom's reports of single days (打卡日报).
    DayReports,
    /// Rosters (排班).
    Rosters,
    /// What attendance machines recorded (考勤机).
    Devices,
    /// Approval forms (审批).
    Approvals,
    /// What administrators did (管理端操作日志).
    Operations,
}

impl Stream {
    /// Every stream, in the order in which a pass pulls them.
    pub const ALL: [Self; 8] = [
        Self::Organisation,
        Self::Rules,
        Self::Records,
        Self::DayReports,
        Self::Rosters,
        Self::Devices,
        Self::Approvals,
        Self::Operations,
    ];

    /// The stable name for commands and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Rules => "rules",
            Self::Records => "records",
            Self::DayReports => "day_reports",
            Self::Rosters => "rosters",
            Self::Devices => "devices",
            Self::Approvals => "approvals",
            Self::Operations => "operations",
        }
    }

    /// Whether verdicts stand on it. What fails of the others delays no verdict, and is no reason to pull
    /// everything again.
    #[must_use]
    pub fn is_essential(self) -> bool {
        match self {
            Self::Organisation | Self::Rules | Self::Records => true,
            Self::DayReports | Self::Rosters | Self::Devices | Self::Approvals | Self::Operations => false,
        }
    }

    /// Whether it is about days that have been, so that only a pull of the latest ones makes it fresh.
    #[must_use]
    pub fn is_of_past_days(self) -> bool {
        match self {
            Self::Records | Self::DayReports | Self::Devices | Self::Approvals | Self::Operations => true,
            Self::Organisation | Self::Rules | Self::Rosters => false,
        }
    }

    /// Whether the ledger tells of each person and day what came of it. The others come whole.
    #[must_use]
    pub fn is_by_day(self) -> bool {
        match self {
            Self::Organisation | Self::Rules | Self::Approvals | Self::Operations => false,
            Self::Records | Self::DayReports | Self::Rosters | Self::Devices => true,
        }
    }
}

/// What is known of one person's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// Nobody asked yet.
    Never,
    /// Asked, rows came.
    Ok,
    /// Asked, answered, nothing there.
    Empty,
    /// Asked, no usable answer.
    Failed,
    /// Asked, and WeCom does not show this person to us (可见范围).
    NotVisible,
    /// Being asked.
    Pending,
}

impl CoverageState {
    /// Every state, what is known before what is not.
    pub const ALL: [Self; 6] = [Self::Ok, Self::Empty, Self::Pending, Self::Never, Self::NotVisible, Self::Failed];

    /// The stable name for commands and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Ok => "ok",
            Self::Empty => "empty",
            Self::Failed => "failed",
            Self::NotVisible => "not_visible",
            Self::Pending => "pending",
        }
    }

    /// Whether WeCom has answered, so that what is not there is not there.
    #[must_use]
    pub fn is_answered(self) -> bool {
        match self {
            Self::Ok | Self::Empty => true,
            Self::Pending | Self::Never | Self::NotVisible | Self::Failed => false,
        }
    }
}

/// One person's day in the coverage ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// What is known.
    pub state: CoverageState,
    /// Rows in the last good answer, placeholders included.
    pub rows: u16,
    /// When the last good answer came; rows that WeCom received later are not known.
    pub fetched_at: Option<Timestamp>,
    /// WeCom's code of the last failure, if that was later than the last good answer.
    pub errcode: Option<i64>,
}

impl Coverage {
    /// Nobody asked yet.
    pub const NEVER: Self = Self { state: CoverageState::Never, rows: 0, fetched_at: None, errcode: None };

    /// A good answer with that many rows.
    #[must_use]
    pub fn answered(rows: u16, at: Timestamp) -> Self {
        let state = if rows == 0 { CoverageState::Empty } else { CoverageState::Ok };
        Self { state, rows, fetched_at: Some(at), errcode: None }
    }

    /// The same day after a good answer, unless a later one is known already: answers may arrive in
    /// another order than they were asked for.
    #[must_use]
    pub fn answered_by(self, rows: u16, at: Timestamp) -> Self {
        if self.fetched_at > Some(at) { self } else { Self::answered(rows, at) }
    }

    /// The same day while it is asked about: what was answered before stays known.
    #[must_use]
    pub fn being_asked(self) -> Self {
        if self.state.is_answered() { self } else { Self { state: CoverageState::Pending, ..self } }
    }

    /// Whether the last look failed, though an earlier one was answered.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.state.is_answered() && self.errcode.is_some()
    }

    /// The same day after a failed attempt: what was known stays known.
    #[must_use]
    pub fn failed(self, errcode: Option<i64>) -> Self {
        let state = if self.fetched_at.is_some() { self.state } else { CoverageState::Failed };
        Self { state, errcode, ..self }
    }
}
