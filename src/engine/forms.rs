//! Reading approval forms (审批): after the lists, in the background, and never all at once.
//!
//! A look at today only lists: forms take a call each, and today's rows must not wait for them. What it finds is
//! read by the next pass in the background, or by the one that is reading already.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{core::Core, passes::Pass, settings::IN_FLIGHT_MAX};
use crate::{
    console::{Lane, Ordinal, SyncRequest, view::PassState},
    domain::{ApprovalNumber, Stream, approval::Prospect},
    store::Watched,
    sync::{Work, agenda, forms::Rhythm, plan},
};

/// The most often that an open form is read again.
const OPEN_EVERY: SignedDuration = SignedDuration::from_mins(10);
/// Open forms alone take at most one in so many of the calls that are granted.
const OPEN_SHARE: u64 = 4;
/// Whether forms are due is looked at so often.
const READ_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// What could not be read is no reason to begin again before this has passed.
const RETRY_EVERY: SignedDuration = SignedDuration::from_mins(30);
/// Calls of one pass that stand ready; the rest wait as numbers, which are small.
const READY_MAX: usize = 2 * IN_FLIGHT_MAX;

/// How far a pass has come with forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// Lists have to come first.
    Listing,
    /// These are left.
    Forms(BTreeSet<ApprovalNumber>),
}

/// What is known of the forms that are to be read.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// As on the disk.
    pub(super) watched: BTreeMap<ApprovalNumber, Watched>,
    /// When forms were last asked for in vain.
    failed: BTreeMap<ApprovalNumber, Timestamp>,
    /// When it was last looked whether some are due.
    looked: Option<Timestamp>,
}

impl Reading {
    /// What a pass begins with: a look at today reads none.
    pub(super) fn of(lane: Lane, request: &SyncRequest) -> Option<Self> {
        (lane != Lane::Live && request.streams.contains(&Stream::Approvals)).then_some(Self::Listing)
    }

    /// Whether there is nothing left.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Forms(left) if left.is_empty())
    }
}

impl Desk {
    pub(super) fn of(watched: BTreeMap<ApprovalNumber, Watched>) -> Self {
        Self { watched, ..Self::default() }
    }

    fn due<'a>(&'a self, rhythm: &'a Rhythm, now: Timestamp) -> impl Iterator<Item = &'a ApprovalNumber> {
        self.watched.iter().filter(move |(_, form)| rhythm.is_due(form, now)).map(|(number, _)| number)
    }

    fn failed_lately(&self, number: &ApprovalNumber, now: Timestamp) -> bool {
        self.failed.get(number).is_some_and(|at| now.duration_since(*at) < RETRY_EVERY)
    }
}

impl Core {
    /// Takes in which forms are to be read now; those that a list named first are read by the pass that is
    /// reading, if one is.
    pub(super) fn take_watched(&mut self, changes: BTreeMap<ApprovalNumber, Option<Watched>>) {
        let mut news = BTreeSet::new();
        for (number, watched) in changes {
            self.forms.failed.remove(&number);
            match watched {
                Some(form) => {
                    if form.read_at.is_none() && !self.forms.watched.contains_key(&number) {
                        news.insert(number.clone());
                    }
                    self.forms.watched.insert(number, form);
                }
                None => drop(self.forms.watched.remove(&number)),
            }
        }
        let reader = self.passes.values_mut().find(|pass| matches!(pass.reading, Some(Reading::Forms(_))));
        if let Some(pass) = reader {
            pass.want(news);
        }
    }

    /// A form did not come.
    pub(super) fn note_unread_form(&mut self, number: &ApprovalNumber, now: Timestamp) {
        self.forms.failed.insert(number.clone(), now);
    }

    /// Nobody may read forms: what is left of a pass stays to be read.
    pub(super) fn give_up_forms(&mut self, pass: Ordinal) {
        if let Some(pass) = self.passes.get_mut(&pass).filter(|pass| pass.reading.is_some()) {
            pass.leave_forms();
        }
    }

    /// Reads forms by themselves, if some are due, nobody is at it, and an administrator has not denied it:
    /// that is tried by the repair.
    pub(super) fn read_forms_due(&mut self, now: Timestamp) -> Option<SyncRequest> {
        let lately = self.forms.looked.is_some_and(|at| now.duration_since(at).abs() < READ_EVERY);
        if lately || self.is_denied(Stream::Approvals) {
            return None;
        }
        self.forms.looked = Some(now);
        let rhythm = self.rhythm(Lane::Warm, now);
        let is_due = self.forms.due(&rhythm, now).any(|number| !self.forms.failed_lately(number, now));
        is_due.then(|| {
            let days = Some(agenda::live_days(now));
            SyncRequest { days, streams: vec![Stream::Approvals], ..SyncRequest::everything() }
        })
    }

    /// Moves every pass that reads forms on: from its lists to the forms that are due, and from numbers to calls.
    pub(super) fn read_on(&mut self, now: Timestamp) {
        for id in self.passes.keys().copied().collect::<Vec<_>>() {
            if self.has_listed(id) {
                self.begin_reading(id, now);
            }
            self.ready_some(id);
        }
    }

    fn has_listed(&self, id: Ordinal) -> bool {
        let listing =
            |pass: &Pass| pass.reading == Some(Reading::Listing) && !pass.unplanned.contains(&Stream::Approvals);
        let mut jobs = self.ready.iter().chain(self.running.values());
        self.passes.get(&id).is_some_and(listing)
            && !jobs.any(|job| job.pass == id && matches!(job.work, Work::Forms { .. }))
            && !self.landings().any(|landing| landing.pass == id && landing.is_list_of_forms())
    }

    /// Everything that is due is read once in a pass; what cannot change any more in a way that matters is
    /// put out of sight.
    fn begin_reading(&mut self, id: Ordinal, now: Timestamp) {
        let Some(lane) = self.passes.get(&id).map(|pass| pass.view.lane) else { return };
        let rhythm = self.rhythm(lane, now);
        let past = self.forms.watched.iter().filter(|(_, form)| rhythm.is_past(form));
        let past: Vec<_> = past.map(|(number, _)| number.clone()).collect();
        for number in &past {
            self.forms.watched.remove(number);
        }
        self.draft.past_forms.extend(past);
        let due: BTreeSet<_> = self.forms.due(&rhythm, now).cloned().collect();
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.reading = Some(Reading::Forms(BTreeSet::new()));
            pass.want(due);
        }
    }

    /// The newest first: most is yet to become of them.
    fn ready_some(&mut self, id: Ordinal) {
        let is_ready = |job: &&crate::sync::Job| job.pass == id && matches!(job.work, Work::Form(_));
        let reading = self.passes.get(&id).filter(|pass| pass.view.state == PassState::Running);
        if reading.is_none_or(|pass| pass.reading.as_ref().is_none_or(Reading::is_over)) {
            return;
        }
        for _ in self.ready.iter().filter(is_ready).count()..READY_MAX {
            let next = self.passes.get_mut(&id).and_then(Pass::next_form);
            let Some(number) = next else { return };
            self.enqueue_counted(id, Work::Form(number));
        }
    }

    /// Who asks is told how every open form stands; otherwise open ones are read within their share.
    fn rhythm(&self, lane: Lane, now: Timestamp) -> Rhythm {
        let open = self.forms.watched.values().filter(|form| form.prospect() == Some(Prospect::Open)).count() as u64;
        let floor = self.settings.limits.seconds_for(plan::endpoint(Stream::Approvals), open * OPEN_SHARE);
        let open_every = match lane {
            Lane::Asked | Lane::Backfill => None,
            Lane::Live | Lane::Late | Lane::Warm => {
                Some(OPEN_EVERY.max(SignedDuration::from_secs(i64::try_from(floor).unwrap_or(i64::MAX))))
            }
        };
        Rhythm { open_every, look_back: self.look_back(now) }
    }
}

impl Pass {
    /// These forms are to be read, too; each counts as a call from now on.
    fn want(&mut self, numbers: BTreeSet<ApprovalNumber>) {
        let Some(Reading::Forms(left)) = &mut self.reading else { return };
        let before = left.len();
        left.extend(numbers);
        let more = (left.len() - before) as u64;
        if let Some(progress) = self.progress(Stream::Approvals) {
            progress.total += more;
        }
    }

    fn next_form(&mut self) -> Option<ApprovalNumber> {
        let Some(Reading::Forms(left)) = &mut self.reading else { return None };
        left.pop_last()
    }

    fn leave_forms(&mut self) {
        let left = match self.reading.replace(Reading::Forms(BTreeSet::new())) {
            Some(Reading::Forms(left)) => left.len() as u64,
            Some(Reading::Listing) | None => 0,
        };
        if let Some(progress) = self.progress(Stream::Approvals) {
            progress.total -= left;
        }
    }
}
