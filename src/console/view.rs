//! What a screen knows. Changed by [`View::apply`] and by nothing else.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    fact::LogLine,
    learnt::LearntLimit,
    occasion::Occasion,
    request::{Ordinal, SyncRequest},
    trouble::Trouble,
    update::{AuditRow, Change},
};
use crate::domain::{AnomalyKind, DayRange, Severity, Stream};

/// Ended passes kept in the view, beside the active ones: so many that people asked for, and as many of
/// the schedule's, so that a look at today every minute does not push out what somebody waits for.
pub const PASSES_KEPT: usize = 12;
/// Failures kept of a pass, the first ones; of the others there is a count.
pub const FAILURES_KEPT: usize = 50;
/// Audit records kept in the view; older ones are asked for.
pub const AUDIT_KEPT: usize = 200;
/// Log lines kept in the view, for a console that joins late.
pub const LOG_KEPT: usize = 500;

/// Everything a screen shows without asking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Where and who.
    pub identity: Identity,
    /// The engine's time.
    pub now: Timestamp,
    /// Seconds by which this machine's clock is ahead of WeCom's, which `now` follows; 0 if it is as good
    /// as right.
    pub clock_ahead_s: i64,
    /// The token.
    pub token: TokenView,
    /// Passes, newest first.
    pub passes: VecDeque<PassView>,
    /// When each stream was last pulled whole.
    pub fresh: BTreeMap<Stream, Timestamp>,
    /// The use of the interfaces' quotas.
    pub quota: Vec<QuotaView>,
    /// What WeCom accepts less of in one call than its documents allow.
    pub learnt: Vec<LearntLimit>,
    /// Counts of the anomaly queue.
    pub queue: QueueSummary,
    /// The newest audit records, newest first.
    pub audit: VecDeque<AuditRow>,
    /// The newest log lines, oldest first.
    pub log: VecDeque<LogLine>,
    /// Members known.
    pub employees: u64,
    /// Departments known.
    pub departments: u64,
    /// Rules known.
    pub rules: u64,
    /// The store's health.
    pub store: StoreView,
}

/// What this engine is connected to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The company, masked but for its ends.
    pub corp: String,
    /// The application.
    pub agent: u64,
    /// What stands at the other end.
    pub environment: Environment,
    /// Who sits at this console.
    pub actor: String,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// Whether the time is not the real one (`--now`, a demo's speed).
    pub rehearsal: bool,
}

/// What stands at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// WeCom itself.
    Wecom,
    /// Another address that speaks like WeCom: a proxy, a simulator.
    Custom,
    /// The built-in simulator and a throw-away store.
    Demo,
}

/// The token (`access_token`), never its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    /// How it stands.
    pub state: TokenState,
    /// When it was fetched.
    pub fetched_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Refreshes since this engine started.
    pub refreshes: u64,
    /// The last trouble with it, even if it is over.
    pub last_trouble: Option<(Timestamp, Trouble)>,
}

/// How the token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// None was needed yet.
    None,
    /// In use.
    Valid,
    /// WeCom refused to give one; nothing is tried until a person acts.
    Stopped,
    /// None could be had for now; it is tried again.
    Failing,
}

/// One run of the sync.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassView {
    /// Its number.
    pub id: Ordinal,
    /// Who asked for it: an account, or `schedule`.
    pub origin: String,
    /// Why it began.
    pub occasion: Occasion,
    /// Whose calls it lets go first, and who waits for it.
    pub lane: Lane,
    /// The pass whose gaps it fills, if it is a retry.
    pub retry_of: Option<Ordinal>,
    /// Days that were answered after this instant are not asked for again: its start, or of a retry the
    /// start of the first pass that it goes back to.
    pub since: Timestamp,
    /// What was asked.
    pub request: SyncRequest,
    /// The days that were meant.
    pub days: DayRange,
    /// How it stands.
    pub state: PassState,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Each stream's part.
    pub streams: Vec<StreamProgress>,
    /// What failed for good: the first [`FAILURES_KEPT`].
    pub failures: Vec<ShardFailure>,
    /// How much failed for good in all.
    pub failed: u64,
    /// Refreshes of the token while it ran.
    pub token_refreshes: u64,
}

/// Whose calls go first: the first of these before all others. Today's rows must not wait for years that
/// somebody asked for, nor for days that a machine delivered late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Today's rows.
    Live,
    /// Days of which a machine delivered a punch only now.
    Late,
    /// A person waits for it.
    Asked,
    /// The look-back.
    Warm,
    /// A person asked for days before the look-back.
    Backfill,
}

impl Lane {
    /// All of them, the first first.
    pub const ALL: [Self; 5] = [Self::Live, Self::Late, Self::Asked, Self::Warm, Self::Backfill];

    /// Whether a person asked for what is pulled in it.
    #[must_use]
    pub fn is_asked(self) -> bool {
        match self {
            Self::Asked | Self::Backfill => true,
            Self::Live | Self::Late | Self::Warm => false,
        }
    }
}

impl PassView {
    /// Notes a failure; the first ones are kept.
    pub fn note_failure(&mut self, failure: ShardFailure) {
        self.failed += 1;
        if self.failures.len() < FAILURES_KEPT {
            self.failures.push(failure);
        }
    }

    /// Whether a retry would ask for something: it ended, and not with all it was to bring.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.state {
            PassState::Partial | PassState::Failed | PassState::Cancelled => true,
            PassState::Running | PassState::Paused | PassState::Done => false,
        }
    }

    /// Seconds to go: of the stream that has the longest way.
    #[must_use]
    pub fn eta_s(&self) -> Option<u64> {
        self.streams.iter().filter_map(|stream| stream.eta_s).max()
    }
}

/// How a pass stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassState {
    /// Calls go out.
    Running,
    /// No further calls go out until it is resumed.
    Paused,
    /// All is stored.
    Done,
    /// Something failed; a retry asks for that alone.
    Partial,
    /// Nothing could be pulled.
    Failed,
    /// Given up by a person.
    Cancelled,
}

impl PassState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Running, Self::Paused, Self::Done, Self::Partial, Self::Failed, Self::Cancelled];

    /// The stable name for the audit log and the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "ok",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it may still go on.
    #[must_use]
    pub fn is_active(self) -> bool {
        match self {
            Self::Running | Self::Paused => true,
            Self::Done | Self::Partial | Self::Failed | Self::Cancelled => false,
        }
    }
}

/// A stream's part of a pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamProgress {
    /// The stream.
    pub stream: Stream,
    /// Calls whose rows are stored, or that failed for good.
    pub done: u64,
    /// Calls planned; grows while the organisation is being discovered.
    pub total: u64,
    /// Calls under way.
    pub running: u64,
    /// Rows and what became of them.
    pub tally: Tally,
    /// Calls made again.
    pub retries: u64,
    /// Calls that failed for good.
    pub failures: u64,
    /// Rows a second over the last ten seconds.
    pub rows_per_second: f64,
    /// Seconds to go, by the pace so far.
    pub eta_s: Option<u64>,
    /// Where people wait for a quota or a block: when calls go on.
    pub waiting_until: Option<Timestamp>,
}

/// What became of the rows of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Calls answered and stored.
    pub calls: u64,
    /// Rows in the answers, after equal ones were taken as one.
    pub rows_seen: u64,
    /// New to us.
    pub inserted: u64,
    /// Known, with new content.
    pub updated: u64,
    /// Known as they are.
    pub unchanged: u64,
    /// Known, and missing from an answer; kept until a second one says the same.
    pub missing: u64,
    /// Known, and missing from a second answer, too.
    pub withdrawn: u64,
    /// Not readable, and set aside.
    pub quarantined: u64,
}

impl Tally {
    /// Adds another's figures.
    pub fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.rows_seen += other.rows_seen;
        self.inserted += other.inserted;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.missing += other.missing;
        self.withdrawn += other.withdrawn;
        self.quarantined += other.quarantined;
    }
}

/// A call that failed for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardFailure {
    /// Its stream; `None` if it was the disk that failed.
    pub stream: Option<Stream>,
    /// Which call: stream, people and window in short.
    pub shard: String,
    /// Why.
    pub trouble: Trouble,
}

/// The use of one interface's quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaView {
    /// The interface.
    pub endpoint: String,
    /// Calls in the last sixty seconds.
    pub used: u32,
    /// Calls a minute we allow ourselves now; 0 is without limit.
    pub allowed: u32,
    /// The same in quiet times: less is allowed for a while after others have used the limit up.
    pub usual: u32,
    /// No calls before then, because WeCom said so.
    pub blocked_until: Option<Timestamp>,
}

/// Counts of the anomaly queue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueueSummary {
    /// Rises with each change of the queue.
    pub revision: u64,
    /// Open ones by severity.
    pub open_by_severity: BTreeMap<Severity, u64>,
    /// Open ones by kind.
    pub open_by_kind: BTreeMap<AnomalyKind, u64>,
    /// When the oldest open one was first seen.
    pub oldest: Option<Timestamp>,
    /// People with an open one.
    pub people: u64,
}

impl QueueSummary {
    /// How many are open.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.open_by_severity.values().sum()
    }
}

/// The store's health.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoreView {
    /// Bytes on the disk.
    pub bytes: u64,
    /// Bytes free beside it.
    pub free: u64,
    /// The last trouble, if nothing was stored since.
    pub trouble: Option<Trouble>,
}

impl View {
    /// Takes one change in.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Now { at } => self.now = at,
            Change::Clock { ahead_s } => self.clock_ahead_s = ahead_s,
            Change::Token(token) => self.token = token,
            Change::Pass(pass) => self.apply_pass(pass),
            Change::Fresh { stream, at } => {
                self.fresh.insert(stream, at);
            }
            Change::Quota(quota) => self.quota = quota,
            Change::Learnt(learnt) => self.learnt = learnt,
            Change::Queue(queue) => self.queue = queue,
            Change::Audit(row) => push_front(&mut self.audit, row, AUDIT_KEPT),
            Change::Log(line) => {
                self.log.push_back(line);
                self.log.drain(..self.log.len().saturating_sub(LOG_KEPT));
            }
            Change::Organisation { employees, departments, rules } => {
                (self.employees, self.departments, self.rules) = (employees, departments, rules);
            }
            Change::Store(store) => self.store = store,
        }
    }

    /// The pass that people mean: the newest that is active, else the newest.
    #[must_use]
    pub fn current_pass(&self) -> Option<&PassView> {
        self.passes.iter().find(|pass| pass.state.is_active()).or(self.passes.front())
    }

    fn apply_pass(&mut self, pass: PassView) {
        match self.passes.iter_mut().find(|known| known.id == pass.id) {
            Some(known) => *known = pass,
            None => self.passes.push_front(pass),
        }
        self.forget_old_passes();
    }

    /// Only ended ones, and of those the oldest first.
    fn forget_old_passes(&mut self) {
        let mut ended = BTreeMap::new();
        self.passes.retain(|pass| {
            let count: &mut usize = ended.entry(pass.lane.is_asked()).or_default();
            *count += usize::from(!pass.state.is_active());
            pass.state.is_active() || *count <= PASSES_KEPT
        });
    }
}

fn push_front<T>(list: &mut VecDeque<T>, item: T, most: usize) {
    list.push_front(item);
    list.truncate(most);
}
