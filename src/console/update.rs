//! What the engine tells its consoles.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    fact::LogLine,
    heat::HeatPage,
    learnt::LearntLimit,
    request::RequestId,
    trace::Trace,
    trouble::Trouble,
    verb::VerbName,
    view::{PassView, QueueSummary, StoreView, TokenView, View},
};
use crate::domain::{Anomaly, AttendanceDay, DayRange, DepartmentId, EmployeeId, Stream};

/// The version of this seam; consoles and engines of different versions do not talk.
pub const PROTOCOL: u32 = 1;

/// Something told. After a `Snapshot` with number n the first change is n + 1, and there is no gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Update {
    /// The first thing told.
    Welcome {
        /// [`PROTOCOL`] of the engine.
        protocol: u32,
        /// The engine's build.
        build: String,
        /// What this console may do.
        may: Vec<VerbName>,
    },
    /// Everything, at the start and whenever this console fell too far behind.
    Snapshot {
        /// The number of the last change that is in it.
        seq: u64,
        /// Everything.
        view: Box<View>,
    },
    /// Something changed.
    Change {
        /// One more than the last.
        seq: u64,
        /// What changed.
        change: Change,
    },
    /// The answer to a request.
    Reply {
        /// The console's number of the request.
        id: RequestId,
        /// What came of it.
        outcome: Outcome,
    },
}

/// One change of the [`View`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Time went on.
    Now {
        /// The engine's time.
        at: Timestamp,
    },
    /// This machine's clock, compared with WeCom's.
    Clock {
        /// Seconds by which it is ahead.
        ahead_s: i64,
    },
    /// The token.
    Token(TokenView),
    /// A pass began or went on.
    Pass(PassView),
    /// A stream was last pulled whole at this time.
    Fresh {
        /// The stream.
        stream: Stream,
        /// When.
        at: Timestamp,
    },
    /// The use of the interfaces' quotas.
    Quota(Vec<super::view::QuotaView>),
    /// A limit was learnt or forgotten: those that hold now.
    Learnt(Vec<LearntLimit>),
    /// The queue: counts and a new revision. Its rows are asked for by [`super::Query::Anomalies`].
    Queue(QueueSummary),
    /// A record was added to the audit log.
    Audit(AuditRow),
    /// A line for the log pane.
    Log(LogLine),
    /// How many people are known.
    Organisation {
        /// Members.
        employees: u64,
        /// Departments.
        departments: u64,
        /// Rules.
        rules: u64,
    },
    /// The store's health.
    Store(StoreView),
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is done, or under way.
    Accepted,
    /// A pass was started.
    Started(super::Ordinal),
    /// Whoever asks may not.
    Denied {
        /// The verb that is not theirs.
        needs: VerbName,
    },
    /// What was asked about is not there.
    NotFound,
    /// It makes no sense now.
    NotNow,
    /// It could not be done.
    Failed(Trouble),
    /// A stretch of the queue.
    Anomalies(Page<QueueRow>),
    /// One anomaly.
    Anomaly {
        /// It.
        anomaly: Box<Anomaly>,
        /// The person's name, if it is about one.
        name: Option<String>,
        /// The person's days around it, judged.
        days: Vec<AttendanceDay>,
    },
    /// A stretch of the audit log.
    Audit(Page<AuditRow>),
    /// What a sync would cost.
    Preview(PlanPreview),
    /// Departments.
    Departments(Page<DepartmentRow>),
    /// Members.
    People(Page<PersonRow>),
    /// What is known of many people's days.
    Heat(Box<HeatPage>),
    /// Everything known of one person's day.
    Trace(Box<Trace>),
}

/// A stretch of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The position of the first row in the whole.
    pub offset: usize,
    /// How many rows the whole has.
    pub total: usize,
    /// The list's revision, if it changes: equal revisions, equal lists.
    pub revision: u64,
    /// The rows.
    pub rows: Vec<T>,
}

/// An anomaly, as the queue shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// It.
    pub anomaly: Anomaly,
    /// The person's name, if it is about one who is known.
    pub name: Option<String>,
}

/// A member, as a chooser shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The account.
    pub who: EmployeeId,
    /// The name.
    pub name: String,
}

/// A department, as a chooser shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRow {
    /// Its number.
    pub id: DepartmentId,
    /// Its name; empty where the interface gave none.
    pub name: String,
}

/// What a sync would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPreview {
    /// The days of the records.
    pub days: DayRange,
    /// People asked about.
    pub people: u64,
    /// Each stream's part, as far as it is known beforehand.
    pub streams: Vec<StreamCost>,
}

/// What one stream of a sync would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamCost {
    /// The stream.
    pub stream: Stream,
    /// Calls: one for each window and group of people.
    pub calls: u64,
    /// Stretches of days.
    pub windows: u64,
    /// Groups of people asked about in each.
    pub groups: u64,
    /// What they bring: persons' days, or members, or rules.
    pub units: u64,
    /// Seconds at least, at our share of the interface's quota.
    pub seconds: u64,
    /// Bytes of the answers before compression, estimated; `None` where nobody can say beforehand. So it is
    /// of approval forms, each of which also takes a call of its own that is not counted here, of what
    /// administrators did, and of members while none is known.
    pub bytes: Option<u64>,
    /// Whether that was measured on what is stored; it is a rule of thumb otherwise.
    pub measured: bool,
}

impl PlanPreview {
    /// Calls of all streams.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.streams.iter().map(|cost| cost.calls).sum()
    }

    /// Bytes of all streams of which anybody can say.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.streams.iter().filter_map(|cost| cost.bytes).sum()
    }

    /// Seconds at least. Streams wait for quotas of their own, so the slowest says how long it takes.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.streams.iter().map(|cost| cost.seconds).max().unwrap_or(0)
    }
}

/// An audit record, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number in the chain, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account, or `system`.
    pub actor: String,
    /// What was done: a stable word such as `token.refresh`.
    pub action: String,
    /// To what.
    pub object: String,
    /// What came of it: a stable word such as `ok`.
    pub outcome: String,
    /// What else there is to know, by stable names.
    pub detail: std::collections::BTreeMap<String, String>,
}
