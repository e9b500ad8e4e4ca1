//! The state with its one owner, and the step that changes it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{Timestamp, civil::Date};

use super::{
    effect::Effect,
    event::Event,
    forms::Desk,
    judging::{Company, Seen, SharedCompany},
    keeping::Kept,
    landing::{Landing, Writing},
    passes::Pass,
    queue::Queue,
    settings::Settings,
    verdicts::Dirty,
};
use crate::{
    audit::Entry,
    console::{
        Change, Fact, LearntLimit, LogLine, Ordinal, Trouble, View,
        view::{StoreView, TokenState, TokenView},
    },
    domain::{ApprovalNumber, DayRange, EmployeeId, Listings, Stream, anomaly::ResolvedBy},
    store::{KeptPass, Unit, Watched},
    sync::{Job, JobId, agenda::Looks},
    wecom::wire::Unfamiliar,
};

/// Tells in which group the store keeps a person.
pub type Shards = Box<dyn Fn(&EmployeeId) -> Option<u32> + Send>;

/// The engine's state. Nothing here waits, and time comes in as an argument.
pub struct Core {
    pub(super) settings: Settings,
    pub(super) view: View,
    pub(super) company: SharedCompany,
    /// People's groups in the store, for planning.
    pub(super) shards: Shards,

    pub(super) passes: BTreeMap<Ordinal, Pass>,
    /// Passes that people asked for, as they stand on the disk.
    pub(super) kept: Kept,
    pub(super) last_pass: Ordinal,
    pub(super) last_job: JobId,
    pub(super) ready: VecDeque<Job>,
    pub(super) running: BTreeMap<JobId, Job>,
    /// When each look of the schedule was last begun; of those of an earlier engine, the last at
    /// everything that ended without a failure.
    pub(super) looks: Looks,
    /// Whether the last look at everything brought nothing at all.
    pub(super) nothing_came: bool,
    /// Days on which a stream failed since it was last pulled whole.
    pub(super) gaps: BTreeMap<Stream, DayRange>,

    /// Uploads of machines before this were asked for.
    pub(super) uploads_until: Option<Timestamp>,
    /// Days before the present ones of which a machine delivered a punch only now: their rows are due.
    pub(super) delivered_late: BTreeMap<EmployeeId, BTreeSet<Date>>,
    /// Approval forms that are to be read, or read again.
    pub(super) forms: Desk,
    /// Which stretches of time were listed, of the streams that are listed by time.
    pub(super) listings: BTreeMap<Stream, Listings>,

    /// Since when somebody is missing from the organisation who may have left.
    pub(super) missing_since: Option<Timestamp>,

    pub(super) queue: Queue,
    pub(super) queue_told: u64,
    /// Days that must be judged.
    pub(super) dirty: Dirty,
    /// The days that are being judged; until the verdicts are in, they are not judged.
    pub(super) judging: Option<Dirty>,
    /// Days that the disk would not give up for judging. They wait until a person asks for a pass, or
    /// for the next start.
    pub(super) unread: Dirty,
    /// What was last found of each member whose whole look-back was judged since the start.
    pub(super) seen: BTreeMap<EmployeeId, Seen>,
    /// Values of WeCom's that nobody knows and that the log has told of.
    pub(super) told: BTreeSet<Unfamiliar>,

    /// What the next commit will write, and the calls whose rows are in it.
    pub(super) draft: Unit,
    pub(super) draft_landings: Vec<Landing>,
    /// What is being written.
    pub(super) committing: Option<Writing>,
    /// Why nothing is collected any more, until a person asks for a pass.
    pub(super) halted: Option<Trouble>,
    pub(super) ending: Ending,

    effects: Vec<Effect>,
}

/// Whether the engine is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It is not.
    No,
    /// As soon as what was fetched is stored.
    AtOnce,
    /// When what is stored is judged, too.
    WhenJudged,
    /// Everything is judged, and the disk is being told so.
    LastWord,
}

/// What was on the disk when the engine began.
#[derive(Debug, Default)]
pub struct Restored {
    /// The anomalies.
    pub queue: Queue,
    /// The number of the last pass.
    pub last_pass: Ordinal,
    /// Passes that people asked for, oldest first.
    pub passes: Vec<KeptPass>,
    /// When a pass of everything last ended without a failure.
    pub last_whole: Option<Timestamp>,
    /// Until when uploads of machines were asked for.
    pub uploads_until: Option<Timestamp>,
    /// Approval forms that are to be read, or read again.
    pub watched_forms: BTreeMap<ApprovalNumber, Watched>,
    /// Which stretches of time were listed, of the streams that are listed by time.
    pub listings: BTreeMap<Stream, Listings>,
    /// Since when somebody is missing from the organisation who may have left.
    pub missing_since: Option<Timestamp>,
    /// When each stream was last pulled whole.
    pub fresh: BTreeMap<Stream, Timestamp>,
    /// The newest audit records, newest first.
    pub audit: VecDeque<crate::console::AuditRow>,
    /// The digest of the configuration that was in force last.
    pub config_hash: Option<String>,
    /// What WeCom accepts less of in one call than its documents allow.
    pub learnt: Vec<LearntLimit>,
    /// Seconds by which this machine's clock was ahead of WeCom's when they were last compared.
    pub clock_ahead_s: i64,
    /// Whether every row on the disk had been judged.
    pub settled: bool,
    /// When the cached token was fetched and when it ends.
    pub token: Option<(Timestamp, Timestamp)>,
}

impl Core {
    /// The state at the start.
    #[must_use]
    pub fn new(settings: Settings, company: SharedCompany, shards: Shards, restored: Restored, now: Timestamp) -> Self {
        let view = view(&settings, &restored, now);
        let mut core = Self {
            settings,
            view,
            company,
            shards,
            passes: BTreeMap::new(),
            kept: Kept::new(),
            last_pass: restored.last_pass,
            last_job: 0,
            ready: VecDeque::new(),
            running: BTreeMap::new(),
            looks: Looks::after_whole(restored.last_whole),
            nothing_came: false,
            gaps: BTreeMap::new(),
            uploads_until: restored.uploads_until,
            delivered_late: BTreeMap::new(),
            forms: Desk::of(restored.watched_forms),
            listings: restored.listings,
            missing_since: restored.missing_since,
            queue: restored.queue,
            queue_told: 0,
            dirty: BTreeMap::new(),
            judging: None,
            unread: BTreeMap::new(),
            seen: BTreeMap::new(),
            told: BTreeSet::new(),
            draft: Unit::default(),
            draft_landings: Vec::new(),
            committing: None,
            halted: None,
            ending: Ending::No,
            effects: Vec::new(),
        };
        core.begin(restored.config_hash, restored.settled, now);
        core.restore_passes(restored.passes, now);
        core
    }

    /// What a console that joins now is shown.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Takes in one event and says what is to be done.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Tick { quota } => self.on_tick(quota, now),
            Event::Measured(health) => self.on_measured(health),
            Event::Asked { console, actor, request } => self.on_asked(console, &actor, request, now),
            Event::TokenRenewed { sealed, fetched_at, expires_at } => {
                self.on_token_renewed(sealed, fetched_at, expires_at, now);
            }
            Event::TokenRefused { error, stopped } => self.on_token_refused(&error, stopped, now),
            Event::Retried { error, attempt, wait } => self.on_retried(&error, attempt, wait, now),
            Event::ClockCompared { ahead_s } => self.on_clock_compared(ahead_s, now),
            Event::Blocked { endpoint, until } => self.on_blocked(endpoint, until, now),
            Event::Fetched { job, outcome, asked_at, took } => self.on_fetched(job, outcome, asked_at, took, now),
            Event::Committed(outcome) => self.on_committed(outcome, now),
            Event::Judged(outcome) => self.on_judged(outcome, now),
            Event::BackedUp { actor, folder, outcome } => self.on_backed_up(&actor, &folder, outcome, now),
            Event::Surveyed { survey, left } => self.on_surveyed(&survey, left, now),
            Event::LookedUp { console, id, outcome } => self.effect(Effect::Reply { console, id, outcome }),
            Event::Noted(fact) => self.log(fact, now),
            Event::Stopping { judge_first } => self.on_stopping(judge_first, now),
        }
        self.tidy(now);
        std::mem::take(&mut self.effects)
    }

    /// Changes what consoles know, here and there.
    pub(super) fn tell(&mut self, change: Change) {
        self.view.apply(change.clone());
        self.effects.push(Effect::Tell(change));
    }

    pub(super) fn log(&mut self, fact: Fact, at: Timestamp) {
        self.tell(Change::Log(LogLine { at, fact }));
    }

    pub(super) fn audit(&mut self, entry: Entry) {
        self.draft.audit.push(entry);
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn company(&self) -> std::sync::Arc<Company> {
        std::sync::Arc::clone(&self.company.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Puts a changed company in place of the old one, for judges and planners alike.
    pub(super) fn replace_company(&mut self, change: impl FnOnce(&mut Company)) {
        let mut company = Company::clone(&self.company());
        change(&mut company);
        let counts = Change::Organisation {
            employees: company.organisation.employees.len() as u64,
            departments: company.organisation.departments.len() as u64,
            rules: company.rules.now().len() as u64,
        };
        *self.company.write().unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(company);
        self.tell(counts);
    }

    /// A changed configuration is in the audit log; so is every start. What was stored and not judged
    /// is judged now, and after a change of the configuration everything is.
    fn begin(&mut self, known_hash: Option<String>, settled: bool, now: Timestamp) {
        let hash = self.settings.config_hash.clone();
        let changed = known_hash.as_ref() != Some(&hash);
        if changed {
            let before = known_hash.unwrap_or_else(|| "none".into());
            self.audit(Entry::system(now, "config.change", &hash, "ok").with("before", before));
            self.draft.config_hash = Some(hash);
        }
        self.audit(Entry::system(now, "engine.start", env!("CARGO_PKG_VERSION"), "ok"));
        self.settle_calendars(now);
        self.remember_gaps(now);
        self.replace_company(|_| ());
        self.close_days_of_leavers(now);
        self.draft.settled = Some(false);
        if changed || !settled {
            self.soil_look_back(ResolvedBy::Recomputed, now);
        }
    }
}

fn view(settings: &Settings, restored: &Restored, now: Timestamp) -> View {
    let (fetched_at, expires_at) = restored.token.unzip();
    let state = if restored.token.is_some() { TokenState::Valid } else { TokenState::None };
    View {
        identity: settings.identity.clone(),
        now,
        clock_ahead_s: restored.clock_ahead_s,
        token: TokenView { state, fetched_at, expires_at, refreshes: 0, last_trouble: None },
        passes: VecDeque::new(),
        fresh: restored.fresh.clone(),
        quota: Vec::new(),
        learnt: restored.learnt.clone(),
        queue: restored.queue.summary(),
        audit: restored.audit.clone(),
        log: VecDeque::new(),
        employees: 0,
        departments: 0,
        rules: 0,
        store: StoreView::default(),
    }
}
