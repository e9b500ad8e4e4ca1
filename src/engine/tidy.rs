//! What every step ends in, in this order: what is due, what can be asked, what is over, what must
//! be judged, told and written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    core::{Core, Ending},
    effect::Effect,
    landing::{Landing, Writing},
    passes::Pass,
    settings::IN_FLIGHT_MAX,
    troubles::shrink_alert,
};
use crate::{
    audit::Entry,
    console::{
        Change, Lane, Occasion, SyncRequest,
        view::{PassState, QuotaView, TokenState},
    },
    domain::{Anomaly, DayRange, EmployeeId, Stream},
    store::block::SECOND_LOOK_AFTER,
    sync::{
        Job, Schedule, Work,
        agenda::{self, Cost, Look},
        plan,
    },
};

/// People judged in one go; the loop hears of them before the next.
const JUDGED_AT_ONCE: usize = 500;
/// What failed in part is tried again so often: a member who can never be asked about must not make
/// every poll a pull of everything. What failed wholly is tried again as often as rows are looked at.
const REPAIR_EVERY: SignedDuration = SignedDuration::from_mins(30);
/// The name under which the schedule acts.
const SCHEDULE: &str = "schedule";

impl Core {
    pub(super) fn on_tick(&mut self, quota: Vec<QuotaView>, now: Timestamp) {
        self.tell(Change::Now { at: now });
        if quota != self.view.quota {
            self.tell(Change::Quota(quota));
        }
        self.looks.not_after(now);
        self.forget_old_limits(now);
        self.measure_pace(now);
    }

    pub(super) fn on_stopping(&mut self, judge_first: bool, now: Timestamp) {
        if self.ending != Ending::No {
            return;
        }
        self.ending = if judge_first { Ending::WhenJudged } else { Ending::AtOnce };
        // What the disk kept back gets one last chance.
        self.trust_the_disk_again();
        for id in self.passes.keys().copied().collect::<Vec<_>>() {
            self.leave(id, now);
        }
        self.audit(Entry::system(now, "engine.stop", env!("CARGO_PKG_VERSION"), "ok"));
    }

    pub(super) fn tidy(&mut self, now: Timestamp) {
        if self.ending == Ending::No && self.halted.is_none() {
            self.start_what_is_due(now);
            self.read_on(now);
            self.dispatch();
        }
        self.end_finished_passes(now);
        self.judge_some();
        self.tell_queue();
        self.tell_passes();
        self.commit();
        if self.is_written() {
            self.end();
        }
    }

    fn start_what_is_due(&mut self, now: Timestamp) {
        let Some(schedule) = self.settings.schedule else { return };
        if self.view.token.state == TokenState::Stopped {
            return;
        }
        if self.is_idle(Lane::Warm)
            && let Some(look) = self.background_due(&schedule, now)
        {
            self.begin_look(look, now);
        }
        if self.is_idle(Lane::Warm) && self.repair_due(now) {
            self.repair(now);
        }
        if self.is_idle(Lane::Warm)
            && let Some(request) = self.read_forms_due(now)
        {
            self.start_pass(SCHEDULE, Occasion::Forms, request, now);
        }
        if self.is_idle(Lane::Late) && !self.delivered_late.is_empty() {
            self.read_again(now);
        }
        if self.is_idle(Lane::Live)
            && self.knows_anybody()
            && agenda::live(&schedule, &self.looks, || self.cost_of_today(now), now)
        {
            self.begin_look(Look::Live, now);
        }
    }

    fn background_due(&self, schedule: &Schedule, now: Timestamp) -> Option<Look> {
        let pause = if self.nothing_came { schedule.records_every } else { REPAIR_EVERY };
        let repair = self.gaps.keys().any(|stream| stream.is_essential()) && is_over(self.looks.whole, pause, now);
        let scheduled = agenda::background(schedule, &self.looks, now);
        let second_look = self.second_look_due(now).then_some(Look::Company);
        if repair { Some(Look::Whole) } else { scheduled.max(second_look) }
    }

    /// Whether it is time to see if people have left who were missing: every call that names one may be
    /// refused for all. While too many are missing a person has to say so, and no look is due for it.
    fn second_look_due(&self, now: Timestamp) -> bool {
        let doubted = self.queue.get(shrink_alert(Stream::Organisation)).is_some_and(Anomaly::is_open);
        let waited = self.missing_since.is_some_and(|since| is_over(Some(since), SECOND_LOOK_AFTER, now));
        waited && !doubted && is_over(self.looks.company, SECOND_LOOK_AFTER, now)
    }

    fn begin_look(&mut self, look: Look, now: Timestamp) {
        self.looks.begin(look, now);
        let occasion = match look {
            Look::Live => Occasion::Live,
            Look::Week => Occasion::Week,
            Look::Company => Occasion::Company,
            Look::Whole => Occasion::Whole,
        };
        let request = SyncRequest { days: look.days(now), streams: self.streams_of(look), ..SyncRequest::everything() };
        self.start_pass(SCHEDULE, occasion, request, now);
    }

    /// What a look is at. What is denied and no verdict stands on is not asked for with every poll: the
    /// repair tries it.
    fn streams_of(&self, look: Look) -> Vec<Stream> {
        let mut streams = look.streams();
        streams.retain(|stream| look != Look::Live || stream.is_essential() || !self.is_denied(*stream));
        streams
    }

    fn repair_due(&self, now: Timestamp) -> bool {
        self.gaps.keys().any(|stream| !stream.is_essential()) && is_over(self.looks.repair, REPAIR_EVERY, now)
    }

    /// Pulls what failed and what no verdict stands on, and nothing else: an application that may not see
    /// approvals, say, is no reason to pull every row twice an hour.
    fn repair(&mut self, now: Timestamp) {
        self.looks.repair = Some(now);
        let streams = self.gaps.keys().copied().filter(|stream| !stream.is_essential()).collect();
        let request = SyncRequest { streams, ..SyncRequest::everything() };
        self.start_pass(SCHEDULE, Occasion::Repair, request, now);
    }

    /// Reads the rows of days of which a machine delivered punches late: no poll would come by there before
    /// the night. All of it is one pass, so that many people at one gate are few calls.
    fn read_again(&mut self, now: Timestamp) {
        let late = std::mem::take(&mut self.delivered_late);
        let days: BTreeSet<Date> = late.values().flatten().copied().collect();
        let (Some(from), Some(to)) = (days.first(), days.last()) else { return };
        let (days, people) = (DayRange { from: *from, to: *to }, late.into_keys().collect());
        let request =
            SyncRequest { days: Some(days), people, streams: vec![Stream::Records], ..SyncRequest::everything() };
        self.start_pass(SCHEDULE, Occasion::LateUpload, request, now);
    }

    fn is_idle(&self, lane: Lane) -> bool {
        !self.passes.values().any(|pass| pass.view.lane == lane)
    }

    fn knows_anybody(&self) -> bool {
        !self.company().organisation.employees.is_empty()
    }

    fn cost_of_today(&self, now: Timestamp) -> Cost {
        let company = self.company();
        let people_a_call = self.call_size(Stream::Records).people;
        let calls = company.organisation.employees.len().div_ceil(people_a_call) as u64;
        let half = self.settings.limits.seconds_for(plan::endpoint(Stream::Records), calls * 2);
        Cost {
            busy: agenda::is_busy(company.rules.now(), &self.settings.policy.zone, now),
            live_floor: SignedDuration::from_secs(i64::try_from(half).unwrap_or(i64::MAX)),
        }
    }

    /// Starts calls while there is room for their answers.
    fn dispatch(&mut self) {
        while let Some(job) = self.take_next() {
            if let Some(pass) = self.passes.get_mut(&job.pass) {
                pass.changed = true;
            }
            self.running.insert(job.id, job.clone());
            self.effect(Effect::Fetch(job));
        }
    }

    /// Lists of forms have room of their own, since they are another interface: a look at today must not wait
    /// for the many calls that read forms.
    fn has_room(&self, (stream, form): Queue) -> bool {
        let running = self.running.values().filter(|job| queue_of(&job.work) == (stream, form)).count();
        let landings = self.landings().filter(|landing| (landing.stream, landing.is_form()) == (stream, form));
        running + landings.count() < IN_FLIGHT_MAX
    }

    /// Calls whose answers wait to be written, or are being written.
    pub(super) fn landings(&self) -> impl Iterator<Item = &Landing> {
        self.draft_landings.iter().chain(self.committing.iter().flat_map(|writing| &writing.landings))
    }

    fn take_next(&mut self) -> Option<Job> {
        let queues = Stream::ALL.into_iter().flat_map(|stream| [(stream, false), (stream, true)]);
        let open: Vec<_> = queues.filter(|queue| self.has_room(*queue)).collect();
        let lane = |job: &Job| {
            let pass = self.passes.get(&job.pass)?;
            (pass.view.state == PassState::Running && open.contains(&queue_of(&job.work))).then_some(pass.view.lane)
        };
        let candidates = self.ready.iter().enumerate().filter_map(|(place, job)| lane(job).map(|lane| (lane, place)));
        let (_, place) = candidates.min()?;
        self.ready.remove(place)
    }

    fn judge_some(&mut self) {
        let ending = matches!(self.ending, Ending::AtOnce | Ending::LastWord);
        if self.judging.is_some() || ending || self.dirty.is_empty() || self.halted.is_some() {
            return;
        }
        let rest = self.dirty.keys().nth(JUDGED_AT_ONCE).cloned();
        let later = rest.map(|who| self.dirty.split_off(&who)).unwrap_or_default();
        let some = std::mem::replace(&mut self.dirty, later);
        let days = |(who, days): (&EmployeeId, &BTreeMap<Date, _>)| (who.clone(), days.keys().copied().collect());
        self.effect(Effect::Judge(some.iter().map(days).collect()));
        self.judging = Some(some);
    }

    fn tell_queue(&mut self) {
        if self.queue_told != self.queue.revision() {
            self.queue_told = self.queue.revision();
            self.tell(Change::Queue(self.queue.summary()));
        }
    }

    fn tell_passes(&mut self) {
        let running: Vec<_> = self.running.values().map(|job| (job.pass, job.work.stream())).collect();
        let count = |pass: u64, stream| running.iter().filter(|job| **job == (pass, stream)).count() as u64;
        let changed = self.passes.values_mut().filter(|pass| pass.changed).map(|pass: &mut Pass| {
            pass.changed = false;
            let id = pass.view.id;
            pass.view.streams.iter_mut().for_each(|progress| progress.running = count(id, progress.stream));
            pass.view.clone()
        });
        for view in changed.collect::<Vec<_>>() {
            self.tell(Change::Pass(view));
        }
    }

    /// Ends the loop, if it is to end and nothing is on its way any more.
    fn end(&mut self) {
        let judged = self.dirty.is_empty() && self.judging.is_none();
        match self.ending {
            Ending::No => {}
            Ending::WhenJudged if self.halted.is_none() && !judged => {}
            Ending::WhenJudged if self.halted.is_none() => {
                self.ending = Ending::LastWord;
                self.draft.settled = Some(self.unread.is_empty());
                self.commit();
            }
            // A judge at work still holds the store, and with it the lock that the next engine wants.
            Ending::AtOnce | Ending::WhenJudged | Ending::LastWord if self.judging.is_some() => {}
            Ending::AtOnce | Ending::WhenJudged | Ending::LastWord => self.effect(Effect::Stop),
        }
    }

    fn is_written(&self) -> bool {
        self.committing.is_none() && (self.draft.is_empty() || self.halted.is_some())
    }

    fn commit(&mut self) {
        if self.committing.is_none() && self.halted.is_none() && !self.draft.is_empty() {
            let unit = std::mem::take(&mut self.draft);
            let landings = std::mem::take(&mut self.draft_landings);
            self.committing = Some(Writing { landings, lasting: unit.without_answers() });
            self.effect(Effect::Commit(Box::new(unit)));
        }
    }
}

/// What calls wait in: a stream, and whether they read forms.
type Queue = (Stream, bool);

fn queue_of(work: &Work) -> Queue {
    (work.stream(), matches!(work, Work::Form(_)))
}

fn is_over(last: Option<Timestamp>, every: SignedDuration, now: Timestamp) -> bool {
    last.is_none_or(|last| now.duration_since(last) >= every)
}
