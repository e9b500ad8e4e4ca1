//! What happened, for the log: facts that are put into words at the edge.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{learnt::LearntLimit, request::Ordinal, trouble::Trouble};
use crate::domain::{DayRange, Stream, org::ChangeKind, rule::RuleChange};

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Somebody must act.
    Error,
    /// Something is not as it should be.
    Warn,
    /// Something was done.
    Info,
    /// How it was done.
    Debug,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What.
    pub fact: Fact,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The engine runs.
    Started {
        /// Days judged at the start.
        people: u64,
    },
    /// A token was fetched.
    TokenRenewed {
        /// When it ends.
        until: Timestamp,
    },
    /// No token could be had.
    TokenRefused(Trouble),
    /// A call is made again.
    Retried {
        /// Why.
        trouble: Trouble,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// Milliseconds until the next.
        wait_ms: u64,
    },
    /// An interface's quota is used up, by us or by another application.
    Throttled {
        /// The interface.
        endpoint: String,
        /// When calls go on.
        until: Timestamp,
    },
    /// This machine's clock was compared with WeCom's, and the outcome is new.
    ClockCompared {
        /// Seconds by which it is ahead; 0 if it is as good as right.
        ahead_s: i64,
    },
    /// A pass began.
    PassStarted {
        /// Its number.
        pass: Ordinal,
        /// Its days.
        days: DayRange,
    },
    /// A pass ended.
    PassEnded {
        /// Its number.
        pass: Ordinal,
        /// Rows new to us.
        inserted: u64,
        /// Rows with new content.
        updated: u64,
        /// Calls that failed for good.
        failures: u64,
    },
    /// One call's rows are on the disk.
    ShardStored {
        /// The stream.
        stream: Stream,
        /// Rows in the answer.
        rows: u64,
        /// Milliseconds from asking to stored.
        took_ms: u64,
    },
    /// One call failed for good.
    ShardFailed {
        /// The stream.
        stream: Stream,
        /// Why.
        trouble: Trouble,
    },
    /// A call is cut in two, because WeCom refuses it whole.
    ShardSplit {
        /// The stream.
        stream: Stream,
        /// Why.
        errcode: Option<i64>,
    },
    /// WeCom accepts less in one call than its documents allow; calls are planned so from now on.
    LimitLearnt(LearntLimit),
    /// Rows that could not be read were set aside.
    Quarantined {
        /// The stream.
        stream: Stream,
        /// How many.
        rows: u64,
    },
    /// WeCom used a word or number that this program does not know. It is kept as it came.
    Unfamiliar {
        /// The stream.
        stream: Stream,
        /// WeCom's name of the field.
        field: String,
        /// The value, cut if it is long.
        value: String,
    },
    /// An answer held less than half of what is known; nothing is withdrawn for it.
    Shrank {
        /// The stream.
        stream: Stream,
        /// Rows that are known.
        known: u64,
        /// Rows of them that were missing.
        missing: u64,
    },
    /// The organisation is not what it was.
    OrganisationChanged(BTreeMap<ChangeKind, u64>),
    /// A rule is not what it was.
    RuleChanged(RuleChange),
    /// Anomalies were opened and closed.
    Judged {
        /// Days looked at.
        days: u64,
        /// Opened or opened again.
        opened: u64,
        /// Closed.
        resolved: u64,
    },
    /// The store could not be written.
    StoreFailed(Trouble),
    /// The store was copied.
    BackedUp {
        /// Values in the copy.
        values: u64,
        /// Its folder.
        folder: String,
    },
    /// The store could not be copied.
    BackupFailed(Trouble),
    /// A rehearsal tells its story.
    Told {
        /// Which.
        story: Incident,
        /// What of it.
        part: Part,
    },
}

/// What a rehearsal lets happen, so that people can practise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Incident {
    /// WeCom kills the token in mid-life.
    TokenRevoked,
    /// The company's address changes, and WeCom does not trust the new one.
    IpNotTrusted,
    /// Everything that a network and a busy WeCom can do.
    Storm,
    /// Rows of past days appear only later.
    LateData,
    /// The last midnight of a month, with a night punch after it.
    MonthEnd,
}

/// A part of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What will happen, and when.
    Plan,
    /// What the console will show.
    Watch,
    /// What the operator can do.
    Act,
    /// It happens.
    Incident,
    /// Somebody helps, or WeCom recovers.
    Relief,
    /// All is well again.
    Over,
}

impl Fact {
    /// How much it matters.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::TokenRefused(_) | Self::ShardFailed { .. } | Self::StoreFailed(_) | Self::BackupFailed(_) => {
                Level::Error
            }
            Self::Retried { .. }
            | Self::Throttled { .. }
            | Self::ShardSplit { .. }
            | Self::LimitLearnt(_)
            | Self::ClockCompared { .. }
            | Self::Quarantined { .. }
            | Self::Unfamiliar { .. }
            | Self::Shrank { .. } => Level::Warn,
            Self::Started { .. }
            | Self::TokenRenewed { .. }
            | Self::PassStarted { .. }
            | Self::PassEnded { .. }
            | Self::OrganisationChanged(_)
            | Self::RuleChanged(_)
            | Self::Judged { .. }
            | Self::BackedUp { .. }
            | Self::Told { .. } => Level::Info,
            Self::ShardStored { .. } => Level::Debug,
        }
    }

    /// The part of the engine it comes from.
    #[must_use]
    pub fn target(&self) -> &'static str {
        match self {
            Self::Started { .. } => "engine",
            Self::TokenRenewed { .. } | Self::TokenRefused(_) => "token",
            Self::Retried { .. } | Self::Throttled { .. } | Self::ClockCompared { .. } => "wecom",
            Self::PassStarted { .. }
            | Self::PassEnded { .. }
            | Self::ShardStored { .. }
            | Self::ShardFailed { .. }
            | Self::ShardSplit { .. }
            | Self::LimitLearnt(_)
            | Self::Quarantined { .. }
            | Self::Unfamiliar { .. }
            | Self::OrganisationChanged(_)
            | Self::Shrank { .. } => "sync",
            Self::RuleChanged(_) | Self::Judged { .. } => "rules",
            Self::StoreFailed(_) | Self::BackedUp { .. } | Self::BackupFailed(_) => "store",
            Self::Told { .. } => "story",
        }
    }
}
