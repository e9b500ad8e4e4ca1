//! What is written together, and what came of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{Timestamp, civil::Date};

use super::{
    believing::OrganisationAnswer, block::SECOND_LOOK_AFTER, folder::Filing, form::Watched,
    history::OrganisationOutcome, kept::KeptPass, passes::PassRecord,
};
use crate::{
    audit::Entry,
    console::{LearntLimit, update::AuditRow, view::Tally},
    domain::{
        Anomaly, Approval, ApprovalNumber, ApprovalStatus, DayRange, EmployeeId, Listings, Paper, PaperKind, Punch,
        Stream, Window, report::Verbatim,
    },
};

/// Fewer rows or papers than these may be missing without anybody being told.
const SHRINK_MIN: u64 = 10;

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
    /// The pass that asked, to be kept as the cause of whatever is found in it.
    pub(super) asked_by: Option<PassRecord>,
}

/// What a second answer without a row or a paper means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondLook {
    /// It is withdrawn, if [`SECOND_LOOK_AFTER`] has passed and the answer does not lack most of what is
    /// known.
    Later,
    /// It is withdrawn: a person says that it is gone.
    AtOnce,
    /// Nothing: too much is missing to believe it.
    Doubted,
}

impl SecondLook {
    /// Whether an answer of `at` withdraws what one of `missed` lacked already. Both are Unix seconds.
    pub(super) fn believes(self, missed: i64, at: i64) -> bool {
        match self {
            Self::Later => at - missed >= SECOND_LOOK_AFTER.as_secs(),
            Self::AtOnce => at > missed,
            Self::Doubted => false,
        }
    }

    /// The same about an answer that lacks so many of those that are known. Too much at once is more
    /// likely WeCom's trouble than people's doing.
    pub(super) fn about(self, shrink: Option<Shrink>) -> Self {
        if self == Self::Later && shrink.is_some() { Self::Doubted } else { self }
    }
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
            asked_by: None,
        }
    }

    /// The same, with another meaning of rows that it lacks.
    #[must_use]
    pub fn looking(self, second_look: SecondLook) -> Self {
        Self { second_look, ..self }
    }

    /// The same, asked for in a pass.
    #[must_use]
    pub fn asked_by(self, pass: Option<PassRecord>) -> Self {
        Self { asked_by: pass, ..self }
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
            asked_by: None,
        }
    }
}

/// The papers of one answer with what they prove.
#[derive(Debug, Clone)]
pub struct PapersBatch {
    pub(super) kind: PaperKind,
    pub(super) people: Vec<EmployeeId>,
    /// The days that the answer is about as a whole; none if it only adds to them.
    pub(super) days: Option<DayRange>,
    pub(super) answer: PapersAnswer,
    /// What it means if this is the second answer without a paper.
    pub(super) second_look: SecondLook,
}

/// What was answered.
#[derive(Debug, Clone)]
pub(super) enum PapersAnswer {
    /// These papers, at that time.
    Papers { papers: Vec<Paper>, quarantined: Vec<SetAside>, at: Timestamp },
    /// Nothing usable.
    Failure { errcode: Option<i64>, not_visible: bool },
}

impl PapersBatch {
    /// A good answer about these people, as of `at`: all there is of `days`, or if these are none, what is
    /// new of any day.
    #[must_use]
    pub fn answered(
        kind: PaperKind,
        people: Vec<EmployeeId>,
        days: Option<DayRange>,
        papers: Vec<Paper>,
        quarantined: Vec<SetAside>,
        at: Timestamp,
    ) -> Self {
        let answer = PapersAnswer::Papers { papers, quarantined, at };
        Self { kind, people, days, answer, second_look: SecondLook::Later }
    }

    /// The same, with another meaning of papers that it lacks.
    #[must_use]
    pub fn looking(self, second_look: SecondLook) -> Self {
        Self { second_look, ..self }
    }

    /// No usable answer: what was known stays known, and the failure is noted beside it.
    #[must_use]
    pub fn failed(
        kind: PaperKind,
        people: Vec<EmployeeId>,
        days: Option<DayRange>,
        errcode: Option<i64>,
        not_visible: bool,
    ) -> Self {
        let answer = PapersAnswer::Failure { errcode, not_visible };
        Self { kind, people, days, answer, second_look: SecondLook::Later }
    }

    /// The papers of a good answer.
    pub(super) fn papers(&self) -> &[Paper] {
        match &self.answer {
            PapersAnswer::Papers { papers, .. } => papers,
            PapersAnswer::Failure { .. } => &[],
        }
    }
}

/// One list that came, or did not come, to its last page.
#[derive(Debug, Clone)]
pub struct ListBatch {
    pub(super) window: Window,
    pub(super) answer: ListAnswer,
}

/// What was listed.
#[derive(Debug, Clone)]
pub(super) enum ListAnswer {
    /// Approval forms (审批) by the time they were submitted: all, or those that have come so far.
    Forms { numbers: Vec<ApprovalNumber>, status: Option<ApprovalStatus>, quarantined: Vec<SetAside>, at: Timestamp },
    /// What administrators did, by the time they did it.
    Operations { rows: Vec<(Timestamp, Verbatim)>, quarantined: Vec<SetAside>, at: Timestamp },
    /// Nothing usable.
    Failure { stream: Stream, errcode: Option<i64> },
}

impl ListBatch {
    /// All forms that were submitted in a window, or those of them that have come so far, as of `at`.
    ///
    /// Only a list of all proves that a stretch of time is known.
    #[must_use]
    pub fn forms(
        window: Window,
        status: Option<ApprovalStatus>,
        numbers: Vec<ApprovalNumber>,
        quarantined: Vec<SetAside>,
        at: Timestamp,
    ) -> Self {
        Self { window, answer: ListAnswer::Forms { numbers, status, quarantined, at } }
    }

    /// All that administrators did in a window, as of `at`.
    #[must_use]
    pub fn operations(
        window: Window,
        rows: Vec<(Timestamp, Verbatim)>,
        quarantined: Vec<SetAside>,
        at: Timestamp,
    ) -> Self {
        Self { window, answer: ListAnswer::Operations { rows, quarantined, at } }
    }

    /// No usable answer: what was known stays known, and the failure is noted beside it.
    #[must_use]
    pub fn failed(stream: Stream, window: Window, errcode: Option<i64>) -> Self {
        Self { window, answer: ListAnswer::Failure { stream, errcode } }
    }
}

/// A form that came, as of when it was asked for.
#[derive(Debug, Clone)]
pub struct FormBatch {
    /// The form.
    pub form: Approval,
    /// When it was asked for.
    pub at: Timestamp,
}

/// What became of the papers of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filed {
    /// How many.
    pub tally: Tally,
    /// Days of people of which a paper was not known.
    pub news: BTreeMap<EmployeeId, BTreeSet<Date>>,
}

impl Filed {
    pub(super) fn count(&mut self, paper: &Paper, filing: Filing) {
        self.tally.rows_seen += 1;
        match filing {
            Filing::New => {
                self.tally.inserted += 1;
                self.news.entry(paper.who.clone()).or_default().insert(paper.date);
            }
            Filing::Changed => self.tally.updated += 1,
            Filing::Same => self.tally.unchanged += 1,
        }
    }
}

/// Everything of one commit. All of it is on the disk afterwards, or none.
#[derive(Debug, Default)]
pub struct Unit {
    /// Answers of the records stream.
    pub records: Vec<RecordsBatch>,
    /// Answers of the streams that bring papers.
    pub papers: Vec<PapersBatch>,
    /// Lists of approval forms, and of what administrators did.
    pub lists: Vec<ListBatch>,
    /// Approval forms.
    pub forms: Vec<FormBatch>,
    /// Forms of which nothing that may still become of them matters.
    pub past_forms: Vec<ApprovalNumber>,
    /// The company, as it was answered.
    pub organisation: Option<OrganisationAnswer>,
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
    /// Uploads of machines before this were asked for.
    pub uploads_until: Option<Timestamp>,
    /// The number of the last pass.
    pub last_pass: Option<u64>,
    /// Passes that ended; kept if they found something.
    pub ended: Vec<PassRecord>,
    /// The passes that people asked for: all that are kept now.
    pub passes: Option<Vec<KeptPass>>,
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
            && self.papers.is_empty()
            && self.lists.is_empty()
            && self.forms.is_empty()
            && self.past_forms.is_empty()
            && self.organisation.is_none()
            && self.rules.is_none()
            && self.anomalies.is_empty()
            && self.token.is_none()
            && self.fresh.is_empty()
            && self.last_whole.is_none()
            && self.uploads_until.is_none()
            && self.last_pass.is_none()
            && self.ended.is_empty()
            && self.passes.is_none()
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
            papers: Vec::new(),
            lists: Vec::new(),
            forms: Vec::new(),
            past_forms: Vec::new(),
            organisation: None,
            rules: None,
            anomalies: self.anomalies.clone(),
            token: self.token.clone(),
            fresh: self.fresh.clone(),
            last_whole: self.last_whole,
            uploads_until: self.uploads_until,
            last_pass: self.last_pass,
            ended: self.ended.clone(),
            passes: self.passes.clone(),
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
        self.papers.append(&mut later.papers);
        self.lists.append(&mut later.lists);
        self.forms.append(&mut later.forms);
        self.past_forms.append(&mut later.past_forms);
        self.organisation = later.organisation.or(self.organisation.take());
        self.rules = later.rules.or(self.rules.take());
        self.anomalies.append(&mut later.anomalies);
        self.token = later.token.or(self.token.take());
        self.fresh.append(&mut later.fresh);
        self.last_whole = later.last_whole.or(self.last_whole);
        self.uploads_until = later.uploads_until.or(self.uploads_until);
        self.last_pass = later.last_pass.or(self.last_pass);
        self.ended.append(&mut later.ended);
        self.passes = later.passes.or(self.passes.take());
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
    /// What became of each batch of papers, in order.
    pub filed: Vec<Filed>,
    /// What became of each list, in order.
    pub lists: Vec<Tally>,
    /// What became of each form, in order.
    pub forms: Vec<Tally>,
    /// Forms that are to be read again, or no more, as far as that changed.
    pub watched: BTreeMap<ApprovalNumber, Option<Watched>>,
    /// The stretches that streams were listed for, as far as that changed.
    pub listings: BTreeMap<Stream, Listings>,
    /// Days of people whose rows or coverage changed.
    pub touched: BTreeMap<EmployeeId, BTreeSet<Date>>,
    /// Whether the rules differ from those before.
    pub rules_changed: bool,
    /// What came of an answer about the organisation.
    pub organisation: Option<OrganisationOutcome>,
    /// The audit records, as numbered and chained.
    pub audit: Vec<AuditRow>,
    /// Answers that lacked too much of what was known to be believed.
    pub shrinks: Vec<Shrink>,
}

/// An answer in which more than half of the known rows or papers were missing, or too many members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrink {
    /// Of which stream.
    pub stream: Stream,
    /// How many were known.
    pub known: u64,
    /// How many of them were missing.
    pub missing: u64,
}

impl Shrink {
    /// Whether an answer lacks more of what is known than anybody deletes by hand.
    pub(super) fn of(stream: Stream, missing: u64, known: u64) -> Option<Self> {
        let shrunk = missing >= SHRINK_MIN && missing * 2 > known;
        shrunk.then_some(Self { stream, known, missing })
    }

    /// The same with those that are missing and were not withdrawn, if there are any.
    pub(super) fn of_kept(self, missing: u64) -> Option<Self> {
        (missing > 0).then_some(Self { missing, ..self })
    }
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
