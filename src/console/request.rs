//! What can be asked of the engine.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::heat::HeatQuery;
use crate::domain::{AnomalyId, AnomalyKind, DayRange, DepartmentId, EmployeeId, Severity, Stream};

/// A console's own number for a request; the reply carries it.
pub type RequestId = u64;

/// The number of a pass (one run of the sync), counted since the store was made.
pub type Ordinal = u64;

/// Something asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Do something.
    Command {
        /// The console's number for it.
        id: RequestId,
        /// What to do.
        command: Command,
    },
    /// Tell something.
    Query {
        /// The console's number for it.
        id: RequestId,
        /// What to tell.
        query: Query,
    },
}

/// Something to do. Each is one verb of [`super::verb::VERBS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Pull now.
    Sync(SyncRequest),
    /// Start no further calls of this pass.
    Pause(Ordinal),
    /// Go on with it.
    Resume(Ordinal),
    /// Give it up; what is stored stays.
    Cancel(Ordinal),
    /// Ask again for what an ended pass failed of or was not given the time for, in a pass of its own.
    Retry(Ordinal),
    /// Try the token again after it was refused.
    RetryToken,
    /// Copy the store to a folder of its own, and go on meanwhile.
    BackUp,
}

/// What to pull.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The days of the records; `None` is the configured look-back up to today.
    pub days: Option<DayRange>,
    /// Only these people; empty is everybody visible.
    pub people: Vec<EmployeeId>,
    /// Only members of these departments and below; empty is every department.
    pub departments: Vec<DepartmentId>,
    /// Which streams, in any order.
    pub streams: Vec<Stream>,
    /// Whether rows that were missing before and are missing again are gone, however many they are.
    pub believe_missing: bool,
}

impl SyncRequest {
    /// Everything about everybody over the configured look-back.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            days: None,
            people: Vec::new(),
            departments: Vec::new(),
            streams: Stream::ALL.to_vec(),
            believe_missing: false,
        }
    }
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// A stretch of the queue in its order.
    Anomalies {
        /// Which ones.
        filter: QueueFilter,
        /// From this position.
        offset: usize,
        /// At most so many; the engine gives no more than 500.
        limit: usize,
    },
    /// One anomaly, and the days around it.
    Anomaly(AnomalyId),
    /// Audit records, newest first.
    Audit {
        /// Only those before this sequence number; `None` is from the newest.
        before: Option<u64>,
        /// At most so many; the engine gives no more than 500.
        limit: usize,
    },
    /// What a sync would cost. Touches nothing.
    Preview(SyncRequest),
    /// What is known of many people's days.
    Heat(HeatQuery),
    /// Everything known of one person's day.
    Trace {
        /// The person.
        who: EmployeeId,
        /// The day.
        date: Date,
    },
    /// Departments whose name or number contains the text, in order of number.
    Departments {
        /// Part of the name or of the number, in any case.
        containing: String,
        /// At most so many; the engine gives no more than 500.
        limit: usize,
    },
    /// Members whose account or name contains the text, in order of account.
    People {
        /// Part of the account or of the name, in any case.
        containing: String,
        /// At most so many; the engine gives no more than 500.
        limit: usize,
    },
}

/// Which anomalies. Empty lists exclude nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueueFilter {
    /// Only these kinds.
    pub kinds: Vec<AnomalyKind>,
    /// Only these severities.
    pub severities: Vec<Severity>,
    /// Only these people.
    pub people: Vec<EmployeeId>,
    /// Only these days.
    pub days: Option<DayRange>,
    /// Also those that are no longer true.
    pub resolved_too: bool,
    /// Only those last seen at or after this instant.
    pub since: Option<Timestamp>,
}
