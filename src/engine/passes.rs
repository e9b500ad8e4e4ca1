//! What is being pulled: passes from their start to their end.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{core::Core, effect::Effect, forms::Reading, progress::Pace};
use crate::{
    audit::Entry,
    console::{
        Fact, Occasion, Ordinal, SyncRequest, Trouble,
        view::{Lane, PassState, PassView, ShardFailure, StreamProgress, Tally},
    },
    domain::{DayRange, Department, DepartmentId, Employee, EmployeeId, Stream, time::wecom_date},
    store::PassRecord,
    sync::{Job, Lesson, Work, agenda},
    wecom::quota::Urgency,
};

/// One run of the sync.
#[derive(Debug)]
pub struct Pass {
    pub(super) view: PassView,
    /// Whether its calls were planned; not yet, if it was paused when an earlier engine left it.
    pub(super) begun: bool,
    /// Whether an earlier pass or engine has done a part of it.
    pub(super) taken_up: bool,
    pub(super) gathering: Option<Gathering>,
    /// How far it has come with approval forms, if it reads any.
    pub(super) reading: Option<Reading>,
    /// Streams that have not come yet and that others wait for.
    pub(super) awaited: BTreeSet<Stream>,
    /// Streams without days that have come and are on the disk.
    pub(super) arrived: BTreeSet<Stream>,
    /// Streams whose calls are not planned yet.
    pub(super) unplanned: BTreeSet<Stream>,
    /// Streams of which the disk has not said yet what is left.
    pub(super) surveys: usize,
    pub(super) landing: usize,
    /// People and forms that WeCom refused to tell of, since it last answered about one.
    pub(super) refused_in_a_row: BTreeMap<Stream, BTreeSet<String>>,
    /// Streams in which something could not be read.
    pub(super) unreadable: BTreeSet<Stream>,
    /// Streams of which an answer lacked more than half of what was known.
    pub(super) shrunk: BTreeSet<Stream>,
    pub(super) pace: BTreeMap<Stream, Pace>,
    pub(super) changed: bool,
}

/// The organisation, as far as its departments have answered.
#[derive(Debug)]
pub struct Gathering {
    pub(super) departments: Vec<Department>,
    /// When the departments were asked for.
    pub(super) asked_at: Timestamp,
    pub(super) employees: BTreeMap<EmployeeId, Employee>,
    pub(super) outstanding: BTreeSet<DepartmentId>,
    pub(super) failed: bool,
}

impl Gathering {
    fn since(now: Timestamp) -> Self {
        let (departments, employees, outstanding) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        Self { departments, asked_at: now, employees, outstanding, failed: false }
    }
}

impl Pass {
    /// A pass of which nothing is done.
    pub(super) fn new(view: PassView) -> Self {
        let (awaited, unplanned) =
            view.streams.iter().map(|progress| progress.stream).partition(|stream| needed_by_others(*stream));
        Self {
            reading: Reading::of(view.lane, &view.request),
            view,
            begun: false,
            taken_up: false,
            gathering: None,
            awaited,
            arrived: BTreeSet::new(),
            unplanned,
            surveys: 0,
            landing: 0,
            refused_in_a_row: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            shrunk: BTreeSet::new(),
            pace: BTreeMap::new(),
            changed: true,
        }
    }

    /// What the store keeps of it, if it finds something.
    pub(super) fn record(&self) -> PassRecord {
        let PassView { id, origin, occasion, days, state, started, ended, .. } = &self.view;
        let ended = ended.map(|at| (at, *state));
        let (occasion, origin) = (*occasion, origin.clone());
        PassRecord { number: *id, occasion, origin, days: *days, began: *started, ended }
    }

    /// A pass of which a part is done, and these streams as a whole.
    pub(super) fn taken_up(view: PassView, arrived: BTreeSet<Stream>) -> Self {
        let mut pass = Self { taken_up: true, ..Self::new(view) };
        pass.awaited.retain(|stream| !arrived.contains(stream));
        Self { arrived, ..pass }
    }

    /// Forgets the figures of calls that are planned anew. Rows stay counted, and what failed is asked
    /// for again.
    fn start_counting(&mut self) {
        let anew = |progress: &&mut StreamProgress| !self.arrived.contains(&progress.stream);
        for progress in self.view.streams.iter_mut().filter(anew) {
            (progress.done, progress.total, progress.failures) = (0, 0, 0);
        }
        self.view.failures.clear();
        self.view.failed = 0;
    }

    pub(super) fn progress(&mut self, stream: Stream) -> Option<&mut StreamProgress> {
        self.changed = true;
        self.view.streams.iter_mut().find(|progress| progress.stream == stream)
    }

    pub(super) fn fail(&mut self, work: &Work, trouble: Trouble) {
        if let Some(progress) = self.progress(work.stream()) {
            progress.failures += 1;
            progress.done += 1;
        }
        self.view.note_failure(ShardFailure { stream: Some(work.stream()), shard: work.to_string(), trouble });
    }

    fn final_state(&self) -> PassState {
        let stored: u64 = self.view.streams.iter().map(|progress| progress.tally.calls).sum();
        match (self.view.failed, stored) {
            (0, _) => PassState::Done,
            (_, 0) => PassState::Failed,
            (..) => PassState::Partial,
        }
    }
}

impl Core {
    /// Starts a pass and says its number.
    pub(super) fn start_pass(
        &mut self,
        origin: &str,
        occasion: Occasion,
        request: SyncRequest,
        now: Timestamp,
    ) -> Ordinal {
        let view = self.next_view(origin, occasion, request, now);
        self.launch(Pass::new(view), now)
    }

    /// Starts what somebody asks for.
    pub(super) fn start_asked(&mut self, actor: &str, request: SyncRequest, now: Timestamp) -> Ordinal {
        let days = request.days.unwrap_or_else(|| self.look_back(now));
        self.supersede(&request, days, actor, now);
        self.start_pass(actor, Occasion::Asked, request, now)
    }

    /// The lane of a pass: years that somebody asks for must not hold up the look-back.
    fn lane(&self, occasion: Occasion, days: DayRange, now: Timestamp) -> Lane {
        match occasion {
            Occasion::Live => Lane::Live,
            Occasion::LateUpload => Lane::Late,
            Occasion::Asked if days.from < self.look_back(now).from => Lane::Backfill,
            Occasion::Asked => Lane::Asked,
            Occasion::Week | Occasion::Company | Occasion::Whole | Occasion::Repair | Occasion::Forms => Lane::Warm,
        }
    }

    /// The next pass, before anything of it is done.
    pub(super) fn next_view(&self, origin: &str, occasion: Occasion, request: SyncRequest, now: Timestamp) -> PassView {
        let days = request.days.unwrap_or_else(|| self.look_back(now));
        let streams = Stream::ALL.into_iter().filter(|stream| request.streams.contains(stream));
        PassView {
            id: self.last_pass + 1,
            origin: origin.to_owned(),
            occasion,
            lane: self.lane(occasion, days, now),
            retry_of: None,
            since: now,
            days,
            state: PassState::Running,
            started: now,
            ended: None,
            streams: streams.map(nothing_yet).collect(),
            failures: Vec::new(),
            failed: 0,
            token_refreshes: 0,
            request,
        }
    }

    /// Begins the next pass, on the record.
    pub(super) fn launch(&mut self, pass: Pass, now: Timestamp) -> Ordinal {
        let PassView { id, ref origin, days, ref request, retry_of, .. } = pass.view;
        self.last_pass = id;
        self.draft.last_pass = Some(id);
        let streams: Vec<_> = request.streams.iter().map(|stream| stream.name()).collect();
        let entry =
            Entry::by(origin, now, "sync.start", id, "ok").with("days", days).with("streams", streams.join(","));
        let entry = entry.with("people", request.people.len()).with("departments", request.departments.len());
        self.audit(match retry_of {
            Some(first) => entry.with("retry_of", first),
            None => entry,
        });
        self.log(Fact::PassStarted { pass: id, days }, now);
        self.keep(&pass);
        self.passes.insert(id, pass);
        self.begin_pass(id, now);
        id
    }

    /// Asks for what others wait for, and plans the rest.
    pub(super) fn begin_pass(&mut self, id: Ordinal, now: Timestamp) {
        let Some(pass) = self.passes.get_mut(&id) else { return };
        pass.begun = true;
        pass.start_counting();
        let awaited = pass.awaited.clone();
        if awaited.contains(&Stream::Organisation) {
            pass.gathering = Some(Gathering::since(now));
            self.enqueue(id, Work::Application);
            self.enqueue(id, Work::Departments);
        }
        if awaited.contains(&Stream::Rules) {
            self.enqueue(id, Work::Rules);
        }
        self.plan_what_can_be(id, now);
    }

    /// The days that are looked at when nothing else is said.
    pub(super) fn look_back(&self, now: Timestamp) -> DayRange {
        DayRange::ending(wecom_date(now), self.settings.look_back_days)
    }

    pub(super) fn enqueue(&mut self, pass: Ordinal, work: Work) {
        let job = self.job(pass, work);
        self.ready.push_back(job);
    }

    /// Before all others: the halves of a call are asked to the end before the next call, so that a
    /// refusal is known to be one person's, or everybody's, after few calls.
    pub(super) fn enqueue_next(&mut self, pass: Ordinal, work: Work, lesson: Option<Lesson>) {
        let job = Job { lesson, ..self.job(pass, work) };
        self.ready.push_front(job);
    }

    /// One of those that the pass has counted already.
    pub(super) fn enqueue_counted(&mut self, pass: Ordinal, work: Work) {
        let job = self.counted_job(pass, work);
        self.ready.push_back(job);
    }

    fn job(&mut self, pass: Ordinal, work: Work) -> Job {
        if let Some(progress) = self.passes.get_mut(&pass).and_then(|pass| pass.progress(work.stream())) {
            progress.total += 1;
        }
        self.counted_job(pass, work)
    }

    fn counted_job(&mut self, pass: Ordinal, work: Work) -> Job {
        self.last_job += 1;
        let is_live = self.passes.get(&pass).is_some_and(|pass| pass.view.lane == Lane::Live);
        let urgency = if is_live { Urgency::Urgent } else { Urgency::Patient };
        Job { id: self.last_job, pass, work, urgency, lesson: None }
    }

    /// Ends every pass that has nothing left to do.
    pub(super) fn end_finished_passes(&mut self, now: Timestamp) {
        let busy: BTreeSet<Ordinal> =
            self.ready.iter().map(|job| job.pass).chain(self.running.values().map(|job| job.pass)).collect();
        let over = |(id, pass): (&Ordinal, &Pass)| {
            let planned = pass.begun && pass.unplanned.is_empty() && pass.surveys == 0 && pass.gathering.is_none();
            let read = pass.reading.as_ref().is_none_or(Reading::is_over);
            (planned && read && pass.landing == 0 && !busy.contains(id)).then_some(*id)
        };
        for id in self.passes.iter().filter_map(over).collect::<Vec<_>>() {
            if let Some(pass) = self.passes.remove(&id) {
                let state = pass.final_state();
                self.end_pass(pass, state, now);
            }
        }
    }

    /// Gives a pass up: nothing more is asked, what is stored stays.
    pub(super) fn abandon(&mut self, id: Ordinal, state: PassState, now: Timestamp) {
        let Some(pass) = self.passes.remove(&id) else { return };
        self.give_up_calls(id);
        self.end_pass(pass, state, now);
    }

    /// Makes no more calls for a pass.
    pub(super) fn give_up_calls(&mut self, id: Ordinal) {
        self.ready.retain(|job| job.pass != id);
        let running: Vec<_> = self.running.values().filter(|job| job.pass == id).map(|job| job.id).collect();
        for job in running {
            self.running.remove(&job);
            self.effect(Effect::Abort(job));
        }
    }

    fn end_pass(&mut self, mut pass: Pass, state: PassState, now: Timestamp) {
        pass.view.state = state;
        pass.view.ended = Some(now);
        for progress in &mut pass.view.streams {
            (progress.running, progress.eta_s, progress.waiting_until) = (0, None, None);
        }
        if is_about_everybody(&pass.view) && !pass.taken_up {
            self.mark_fresh(&pass.view, now);
        }
        if pass.view.request.days.is_none() && pass.view.streams.iter().any(|progress| progress.stream.is_essential()) {
            self.nothing_came = state == PassState::Failed;
        }
        self.note_uploads(&pass);
        self.draft.ended.push(pass.record());
        let total = total(&pass.view);
        let failures = pass.view.failed;
        let entry = Entry::system(now, "sync.end", pass.view.id, state.name())
            .with("inserted", total.inserted)
            .with("updated", total.updated)
            .with("unchanged", total.unchanged)
            .with("missing", total.missing)
            .with("withdrawn", total.withdrawn)
            .with("quarantined", total.quarantined)
            .with("failures", failures);
        self.audit(entry);
        let (inserted, updated) = (total.inserted, total.updated);
        self.log(Fact::PassEnded { pass: pass.view.id, inserted, updated, failures }, now);
        self.settle_sync_troubles(&pass.view, now);
        self.settle_bad_answers(&pass, now);
        self.keep(&pass);
        self.tell(crate::console::Change::Pass(pass.view));
    }

    /// Notes which streams were pulled whole; one that failed does not make the others stale, and rows
    /// of last month do not make the records fresh.
    fn mark_fresh(&mut self, pass: &PassView, now: Timestamp) {
        if !matches!(pass.state, PassState::Done | PassState::Partial) {
            return;
        }
        let is_fresh = |progress: &&StreamProgress| {
            let recent = !progress.stream.is_of_past_days() || pass.days.contains_all(agenda::live_days(now));
            progress.failures == 0 && progress.total > 0 && recent
        };
        for stream in pass.streams.iter().filter(is_fresh).map(|progress| progress.stream) {
            self.draft.fresh.push((stream, now));
            self.tell(crate::console::Change::Fresh { stream, at: now });
        }
        if pass.request.days.is_none() && pass.streams.len() == Stream::ALL.len() {
            self.looks.whole = self.looks.whole.max(Some(now));
            let whole = pass.streams.iter().all(|progress| progress.failures == 0 || !progress.stream.is_essential());
            self.draft.last_whole = whole.then_some(now).or(self.draft.last_whole);
        }
    }

    /// Uploads up to the beginning of a poll are known if all of them were asked for and stored.
    fn note_uploads(&mut self, pass: &Pass) {
        let whole = |progress: &StreamProgress| progress.stream == Stream::Devices && progress.failures == 0;
        let ended = matches!(pass.view.state, PassState::Done | PassState::Partial);
        if pass.view.lane == Lane::Live && ended && pass.view.streams.iter().any(whole) {
            self.uploads_until = Some(pass.view.started);
            self.draft.uploads_until = self.uploads_until;
        }
    }
}

/// Whether others wait for it.
fn needed_by_others(stream: Stream) -> bool {
    matches!(stream, Stream::Organisation | Stream::Rules)
}

/// Whether nobody was left out.
pub(super) fn is_about_everybody(pass: &PassView) -> bool {
    pass.request.people.is_empty() && pass.request.departments.is_empty()
}

/// The figures of all streams together.
#[must_use]
pub fn total(pass: &PassView) -> Tally {
    let mut total = Tally::default();
    pass.streams.iter().for_each(|progress| total.add(progress.tally));
    total
}

fn nothing_yet(stream: Stream) -> StreamProgress {
    StreamProgress {
        stream,
        done: 0,
        total: 0,
        running: 0,
        tally: Tally::default(),
        retries: 0,
        failures: 0,
        rows_per_second: 0.0,
        eta_s: None,
        waiting_until: None,
    }
}
