//! The queue of what needs somebody's attention.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};
use ring::digest;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{coverage::Stream, id::EmployeeId};

/// How urgent it is; `P1` comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing works until somebody acts.
    P1,
    /// Data or wages are at stake today.
    P2,
    /// Somebody should look.
    P3,
    /// Good to know.
    P4,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnomalyKind {
    /// 迟到.
    Late,
    /// 早退.
    Early,
    /// 缺卡.
    Missing,
    /// 旷工.
    Absent,
    /// WeCom refuses the token or the secret.
    Token,
    /// WeCom refuses a call: address, permission, visible range.
    Permission,
    /// A stream could not be pulled whole.
    SyncFailed,
    /// Members without any rule.
    CoverageGap,
    /// The statutory calendar of a year is not loaded.
    CalendarMissing,
    /// WeCom used a word or number that this program does not know.
    UnknownEnum,
    /// Rows that could not be read and were set aside.
    BadRow,
    /// An answer held less than half of the rows that are known, or lacked too many members.
    Shrink,
    /// On one day so many people are without a punch that it is more likely the feed's fault than theirs.
    FeedSuspect,
    /// This machine's clock is off by more than a minute.
    ClockSkew,
    /// The disk is full or read-only, or the store is damaged.
    Store,
}

/// Whom or what an anomaly is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One person's attendance day.
    Day {
        /// The person.
        who: EmployeeId,
        /// The day.
        date: Date,
    },
    /// The connection to WeCom, or a part of it.
    Integration {
        /// The stream that is hit, if it is one.
        stream: Option<Stream>,
        /// What tells two of a kind apart: an endpoint, a year, a word.
        about: String,
    },
}

/// Whether it is still true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnomalyState {
    /// It is.
    Open,
    /// It ceased to be true by itself.
    AutoResolved(ResolvedBy),
}

/// What made an anomaly untrue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedBy {
    /// New, changed or vanished rows.
    LateData,
    /// A rule that changed.
    RuleChanged,
    /// Another anomaly that contains this one.
    Merged,
    /// The cause is gone: a call succeeded again.
    Recovered,
    /// Judged again with the same data.
    Recomputed,
}

/// Facts behind an anomaly. Never a place, a note or a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A due time and what was found.
    Slot(super::day::Slot),
    /// Seconds of absence.
    Absence {
        /// How long.
        seconds: i64,
    },
    /// What WeCom answered.
    Answer {
        /// The interface that was called.
        endpoint: String,
        /// WeCom's code, if there was an answer.
        errcode: Option<i64>,
    },
    /// Seconds by which this machine's clock is ahead of WeCom's.
    Clock {
        /// Negative if it is behind.
        ahead_s: i64,
    },
    /// So many people or rows are hit.
    Count(u64),
    /// Members who are known are missing from WeCom's answer, too many to have left.
    MembersMissing {
        /// How many are.
        missing: u64,
        /// Of how many.
        known: u64,
    },
}

/// The stable name of an anomaly: the same cause has the same id on every machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AnomalyId(pub u64);

/// A text that names no anomaly.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not an anomaly id: up to 16 hexadecimal digits, as the queue shows them")]
pub struct NotAnAnomalyId(pub String);

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anomaly {
    /// Its stable name.
    pub id: AnomalyId,
    /// Whom or what it is about.
    pub subject: Subject,
    /// What is wrong.
    pub kind: AnomalyKind,
    /// How urgent.
    pub severity: Severity,
    /// Whether it is still true.
    pub state: AnomalyState,
    /// When it was first found.
    pub first_seen: Timestamp,
    /// When it was last found, or found gone.
    pub last_seen: Timestamp,
    /// How often it was found anew or with other facts.
    pub count: u32,
    /// How often it came back after it was resolved.
    pub reopened: u32,
    /// The facts.
    pub evidence: Vec<Evidence>,
}

impl Anomaly {
    /// Whether it is still true.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == AnomalyState::Open
    }

    /// The person, if it is about one.
    #[must_use]
    pub fn who(&self) -> Option<&EmployeeId> {
        match &self.subject {
            Subject::Day { who, .. } => Some(who),
            Subject::Integration { .. } => None,
        }
    }
}

impl AnomalyKind {
    /// Those that concern the connection and no person.
    pub const OF_CONNECTION: [Self; 11] = [
        Self::Token,
        Self::Permission,
        Self::SyncFailed,
        Self::CoverageGap,
        Self::CalendarMissing,
        Self::UnknownEnum,
        Self::BadRow,
        Self::Shrink,
        Self::FeedSuspect,
        Self::ClockSkew,
        Self::Store,
    ];

    /// The stable name for commands and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Early => "early",
            Self::Missing => "missing",
            Self::Absent => "absent",
            Self::Token => "token",
            Self::Permission => "permission",
            Self::SyncFailed => "sync_failed",
            Self::CoverageGap => "coverage_gap",
            Self::CalendarMissing => "calendar_missing",
            Self::UnknownEnum => "unknown_enum",
            Self::BadRow => "bad_row",
            Self::Shrink => "shrink",
            Self::FeedSuspect => "feed_suspect",
            Self::ClockSkew => "clock_skew",
            Self::Store => "store",
        }
    }
}

impl AnomalyId {
    /// The name of what is wrong with a subject.
    #[must_use]
    pub fn of(subject: &Subject, kind: AnomalyKind) -> Self {
        let text = match subject {
            Subject::Day { who, date } => format!("day\0{}\0{date}\0{}", who.folded(), kind.name()),
            Subject::Integration { stream, about } => {
                format!("integration\0{}\0{about}\0{}", stream.map_or("", Stream::name), kind.name())
            }
        };
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_ref()[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// The first digits, enough for people.
    #[must_use]
    pub fn short(self) -> String {
        self.to_string()[..6].to_owned()
    }
}

impl fmt::Display for AnomalyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for AnomalyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AnomalyId {
    type Err = NotAnAnomalyId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self).map_err(|_| NotAnAnomalyId(text.into()))
    }
}
