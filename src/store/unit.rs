//! What is written together, and what came of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{Timestamp, civil::Date};

use crate::{
    audit::Entry,
    console::{LearntLimit, update::AuditRow, view::Tally},
    domain::{Anomaly, Department, Employee, EmployeeId, Punch, Stream, Window},
};

/// How far a shard of a stream has been pulled: the furthest that any of its calls has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The stream.
    pub stream: Stream,
    /// Which people: a stable number of the group they were asked in.
    pub shard: u32,
    /// Everything before this was asked for.
    pub until: Timestamp,
}

/// A row that could not be read. Its `Debug` shows the reason alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Whom it is about; `None` puts everybody who was asked about in doubt.
    pub who: Option<EmployeeId>,
    /// The row, as WeCom wrote it. Personal.
    pub text: String,
    /// Why it could not be read.
    pub reason: String,
}

impl fmt::Debug for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetAside({})", self.reason)
    }
}

/// The rows of one answer with what they prove. There is no way to make one without its cursor.
#[derive(Debug, Clone)]
pub struct RecordsBatch {
    pub(super) people: Vec<EmployeeId>,
    pub(super) window: Window,
    pub(super) cursor: Option<Cursor>,
    pub(super) answer: Answer,
    /// What it means if this is the second answer without a row.
    pub(super) second_look: SecondLook,
}

/// What a second answer without a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondLook {
    /// The row is withdrawn, if [`SECOND_LOOK_AFTER`](super::block::SECOND_LOOK_AFTER) has passed and
    /// the answer does not lack most rows.
    Later,
    /// The row is withdrawn: a person says that it is gone.
    AtOnce,
    /// Nothing: too much is missing to believe it.
    Doubted,
}

/// What was answered.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// These rows, at that time.
    Rows { punches: Vec<Punch>, quarantined: Vec<SetAside>, at: Timestamp },
    /// Nothing usable.
    Failure { errcode: Option<i64>, not_visible: bool },
}

impl RecordsBatch {
    /// A good answer: rows of these people in this window, as of `at`.
    ///
    /// Only days that lie in the window whole count as covered.
    #[must_use]
    pub fn answered(
        people: Vec<EmployeeId>,
        window: Window,
        punches: Vec<Punch>,
        quarantined: Vec<SetAside>,
        at: Timestamp,
        cursor: Cursor,
    ) -> Self {
        Self {
            people,
            window,
            cursor: Some(cursor),
            answer: Answer::Rows { punches, quarantined, at },
            second_look: SecondLook::Later,
        }
    }

    /// The same, with another meaning of rows that it lacks.
    #[must_use]
    pub fn looking(self, second_look: SecondLook) -> Self {
        Self { second_look, ..self }
    }

    /// The rows of a good answer.
    pub(super) fn punches(&self) -> &[Punch] {
        match &self.answer {
            Answer::Rows { punches, .. } => punches,
            Answer::Failure { .. } => &[],
        }
    }

    /// No usable answer: what was known stays known, and the failure is noted beside it.
    #[must_use]
    pub fn failed(people: Vec<EmployeeId>, window: Window, errcode: Option<i64>, not_visible: bool) -> Self {
        Self {
            people,
            window,
            cursor: None,
            answer: Answer::Failure { errcode, not_visible },
            second_look: SecondLook::Later,
        }
    }
}

/// Everything of one commit. All of it is on the disk afterwards, or none.
#[derive(Debug, Default)]
pub struct Unit {
    /// Answers of the records stream.
    pub records: Vec<RecordsBatch>,
    /// The company as it now is.
    pub organisation: Option<(Vec<Department>, Vec<Employee>)>,
    /// The rules' answer, as WeCom wrote it, and when it came.
    pub rules: Option<(Vec<u8>, Timestamp)>,
    /// Anomalies as they now are.
    pub anomalies: Vec<Anomaly>,
    /// The sealed token.
    pub token: Option<Vec<u8>>,
    /// Streams that were pulled whole, and when.
    pub fresh: Vec<(Stream, Timestamp)>,
    /// When a pass of everything last ended without a failure.
    pub last_whole: Option<Timestamp>,
    /// The number of the last pass.
    pub last_pass: Option<u64>,
    /// The digest of the configuration in force.
    pub config_hash: Option<String>,
    /// What WeCom accepts less of in one call than its documents allow: all that holds now.
    pub learnt: Option<Vec<LearntLimit>>,
    /// Seconds by which this machine's clock is ahead of WeCom's.
    pub clock_ahead_s: Option<i64>,
    /// Whether every row on the disk has been judged.
    pub settled: Option<bool>,
    /// What was done, for the audit log.
    pub audit: Vec<Entry>,
}

impl Unit {
    /// Whether there is anything to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
            && self.organisation.is_none()
            && self.rules.is_none()
            && self.anomalies.is_empty()
            && self.token.is_none()
            && self.fresh.is_empty()
            && self.last_whole.is_none()
            && self.last_pass.is_none()
            && self.config_hash.is_none()
            && self.learnt.is_none()
            && self.clock_ahead_s.is_none()
            && self.settled.is_none()
            && self.audit.is_empty()
    }

    /// What was done and found, without the answers that would have proved it: this stays to be
    /// written when a commit has failed.
    #[must_use]
    pub fn without_answers(&self) -> Self {
        Self {
            records: Vec::new(),
            organisation: None,
            rules: None,
            anomalies: self.anomalies.clone(),
            token: self.token.clone(),
            fresh: self.fresh.clone(),
            last_whole: self.last_whole,
            last_pass: self.last_pass,
            config_hash: self.config_hash.clone(),
            learnt: self.learnt.clone(),
            clock_ahead_s: self.clock_ahead_s,
            settled: self.settled,
            audit: self.audit.clone(),
        }
    }

    /// Adds another's parts; of what there is one of, the later wins.
    pub fn append(&mut self, mut later: Self) {
        self.records.append(&mut later.records);
        self.organisation = later.organisation.or(self.organisation.take());
        self.rules = later.rules.or(self.rules.take());
        self.anomalies.append(&mut later.anomalies);
        self.token = later.token.or(self.token.take());
        self.fresh.append(&mut later.fresh);
        self.last_whole = later.last_whole.or(self.last_whole);
        self.last_pass = later.last_pass.or(self.last_pass);
        self.learnt = later.learnt.or(self.learnt.take());
        self.clock_ahead_s = later.clock_ahead_s.or(self.clock_ahead_s);
        self.settled = later.settled.or(self.settled);
        self.config_hash = later.config_hash.or(self.config_hash.take());
        self.audit.append(&mut later.audit);
    }
}

/// What came of a commit.
#[derive(Debug, Default)]
pub struct Receipt {
    /// What became of each records batch, in order.
    pub tallies: Vec<Tally>,
    /// Days of people whose rows or coverage changed.
    pub touched: BTreeMap<EmployeeId, BTreeSet<Date>>,
    /// Whether the rules differ from those before.
    pub rules_changed: bool,
    /// Whether members or departments differ from those before.
    pub organisation_changed: bool,
    /// The audit records, as numbered and chained.
    pub audit: Vec<AuditRow>,
    /// Answers that held less than half of what was known; nothing was withdrawn for them.
    pub shrinks: Vec<Shrink>,
}

/// An answer in which more than half of the known rows were missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrink {
    /// Rows that were known.
    pub known: u64,
    /// Rows of them that were missing.
    pub missing: u64,
}

impl Receipt {
    pub(super) fn touch(&mut self, who: &EmployeeId, day: Date) {
        self.touch_days(who, [day]);
    }

    pub(super) fn touch_days(&mut self, who: &EmployeeId, days: impl IntoIterator<Item = Date>) {
        let mut days = days.into_iter().peekable();
        if days.peek().is_some() {
            self.touched.entry(who.clone()).or_default().extend(days);
        }
    }
}
