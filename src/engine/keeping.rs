//! Passes that people asked for outlive the process: kept on the disk, taken up again, retried.
//!
//! What is kept is what was asked for and how it stood. Which calls are left is told by the coverage, in
//! a survey: days that were answered since the pass began are not asked for again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{core::Core, effect::Effect, passes::Pass, settings::Tenure};
use crate::{
    audit::Entry,
    console::{
        Fact, Occasion, Ordinal, Outcome, SyncRequest, Trouble,
        view::{PASSES_KEPT, PassState, PassView},
    },
    domain::{DayRange, Stream},
    store::KeptPass,
    sync::Work,
};

/// Calls of a pass that was begun before, held against what has been answered since.
#[derive(Debug)]
pub struct Survey {
    /// The pass.
    pub pass: Ordinal,
    /// The stream.
    pub stream: Stream,
    /// All calls of the stream, as they are planned now.
    pub works: Vec<Work>,
    /// Answers after this instant count.
    pub since: Timestamp,
}

impl Core {
    /// Takes up what an earlier engine left: unfinished passes go on, and stay paused if they were. An
    /// engine of one command leaves them be until it is told to go on with one.
    pub(super) fn restore_passes(&mut self, kept: Vec<KeptPass>, now: Timestamp) {
        self.kept = kept.into_iter().map(|one| (one.view.id, one)).collect();
        let all: Vec<_> = self.kept.values().cloned().collect();
        for KeptPass { mut view, arrived } in all {
            let goes_on = view.state == PassState::Running && self.settings.tenure == Tenure::Lasting;
            if view.state.is_active() && !goes_on {
                view.state = PassState::Paused;
            }
            self.tell(crate::console::Change::Pass(view.clone()));
            if view.state.is_active() {
                let (id, arrived) = (view.id, arrived.into_iter().collect());
                self.passes.insert(id, Pass::taken_up(view, arrived));
                if goes_on {
                    self.audit(Entry::system(now, "sync.continue", id, "ok"));
                    self.begin_pass(id, now);
                }
            }
        }
    }

    /// Notes on the next commit how a pass stands, if somebody asked for it.
    pub(super) fn keep(&mut self, pass: &Pass) {
        if pass.view.lane.is_asked() {
            let arrived = pass.arrived.iter().copied().collect();
            self.kept.insert(pass.view.id, KeptPass { view: pass.view.clone(), arrived });
            self.write_kept();
        }
    }

    /// The same of a pass that goes on.
    pub(super) fn keep_running(&mut self, id: Ordinal) {
        if let Some(pass) = self.passes.remove(&id) {
            self.keep(&pass);
            self.passes.insert(id, pass);
        }
    }

    /// A stream without days is on the disk; whoever takes the pass up need not ask for it.
    pub(super) fn came_whole(&mut self, id: Ordinal, stream: Stream) {
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.arrived.insert(stream);
            self.keep_running(id);
        }
    }

    /// Ends the process's part in a pass: what somebody asked for goes on with the next engine, unless
    /// this one was started for it alone.
    pub(super) fn leave(&mut self, id: Ordinal, now: Timestamp) {
        let Some(pass) = self.passes.get(&id) else { return };
        match (pass.begun, pass.view.lane.is_asked(), self.settings.tenure) {
            (false, ..) => drop(self.passes.remove(&id)),
            (true, true, Tenure::Lasting) => {
                self.audit(Entry::system(now, "sync.suspend", id, "ok"));
                self.keep_running(id);
                self.passes.remove(&id);
                self.give_up_calls(id);
            }
            (true, false, _) | (true, true, Tenure::OneCommand) => self.abandon(id, PassState::Cancelled, now),
        }
    }

    /// Asks again for what an ended pass does not have.
    pub(super) fn retry(&mut self, id: Ordinal, actor: &str, now: Timestamp) -> Outcome {
        let kept = self.kept.get(&id).cloned();
        let known = || self.view.passes.iter().find(|pass| pass.id == id).cloned();
        let Some(KeptPass { view, arrived }) =
            kept.or_else(|| known().map(|view| KeptPass { view, arrived: Vec::new() }))
        else {
            return Outcome::NotFound;
        };
        if !view.is_retryable() {
            return Outcome::NotNow;
        }
        let again = PassView {
            since: view.since,
            days: view.days,
            retry_of: Some(id),
            ..self.next_view(actor, Occasion::Asked, view.request, now)
        };
        Outcome::Started(self.launch(Pass::taken_up(again, arrived.into_iter().collect()), now))
    }

    /// Gives up what an earlier command left if this one asks for all of it anew: a command that was
    /// killed and is run again leaves nothing behind.
    pub(super) fn supersede(&mut self, request: &SyncRequest, days: DayRange, actor: &str, now: Timestamp) {
        let held = self.passes.values().filter(|pass| !pass.begun && covers(request, days, &pass.view));
        for id in held.map(|pass| pass.view.id).collect::<Vec<_>>() {
            self.audit(Entry::by(actor, now, "sync.cancel", id, "ok").with("instead", self.last_pass + 1));
            self.abandon(id, PassState::Cancelled, now);
        }
    }

    /// Has the disk say which of a stream's calls are left.
    pub(super) fn survey(&mut self, pass: Ordinal, stream: Stream, works: Vec<Work>) {
        if let Some(known) = self.passes.get_mut(&pass) {
            known.surveys += 1;
            let since = known.view.since;
            self.effect(Effect::Survey(Survey { pass, stream, works, since }));
        }
    }

    /// The calls that are left are asked for; the others count as done. A disk that does not say is no
    /// reason to leave anything out.
    pub(super) fn on_surveyed(&mut self, survey: &Survey, left: Result<Vec<Work>, Trouble>, now: Timestamp) {
        let Survey { pass: id, stream, ref works, .. } = *survey;
        let Some(pass) = self.passes.get_mut(&id) else { return };
        pass.surveys -= 1;
        let all = works.len();
        let left = left.unwrap_or_else(|trouble| {
            self.log(Fact::StoreFailed(trouble), now);
            works.clone()
        });
        let done = all.saturating_sub(left.len()) as u64;
        if let Some(progress) = self.passes.get_mut(&id).and_then(|pass| pass.progress(stream)) {
            progress.done += done;
            progress.total += done;
        }
        for work in left {
            self.enqueue(id, work);
        }
    }

    fn write_kept(&mut self) {
        let ended: BTreeSet<Ordinal> =
            self.kept.values().filter(|one| !one.view.state.is_active()).map(|one| one.view.id).collect();
        for old in ended.iter().rev().skip(PASSES_KEPT) {
            self.kept.remove(old);
        }
        self.draft.passes = Some(self.kept.values().cloned().collect());
    }
}

/// Passes on the disk, by number.
pub(super) type Kept = BTreeMap<Ordinal, KeptPass>;

/// Whether a request about some days asks for everything that a pass was to bring.
fn covers(request: &SyncRequest, days: DayRange, pass: &PassView) -> bool {
    let before = &pass.request;
    let same_days = request.days.is_none() && before.days.is_none();
    request.people == before.people
        && request.departments == before.departments
        && before.streams.iter().all(|stream| request.streams.contains(stream))
        && (same_days || days.contains_all(pass.days))
        && (request.believe_missing || !before.believe_missing)
}
