//! Calls that failed for good: split, noted, or given up for everybody alike.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    core::Core,
    landing::{Landed, Landing},
    passes::Gathering,
    troubles::stream_of,
};
use crate::{
    console::{Fact, Ordinal},
    domain::Stream,
    store::RecordsBatch,
    sync::{Job, Work},
    wecom::{ApiError, Class},
};

impl Core {
    pub(super) fn take_failure(&mut self, job: Job, error: &ApiError, now: Timestamp) {
        if error.class() == Class::Split
            && let Some(halves) = job.work.halves(error.means_not_visible())
        {
            self.log(Fact::ShardSplit { stream: job.work.stream(), errcode: error.errcode() }, now);
            self.count_call(job.pass, job.work.stream());
            for half in halves {
                self.enqueue(job.pass, half);
            }
            return;
        }
        self.raise_call_trouble(&job.work, error, now);
        self.log(Fact::ShardFailed { stream: job.work.stream(), trouble: error.trouble(None) }, now);
        let pass = job.pass;
        self.fail(job, error, now);
        if error.class() == Class::Operator {
            self.give_up_alike(pass, error, now);
        }
    }

    /// What fails until a person acts is not asked again for everybody else in the pass.
    fn give_up_alike(&mut self, pass: Ordinal, error: &ApiError, now: Timestamp) {
        let everything = error.concerns_every_call();
        let stream = stream_of(error.endpoint);
        let hopeless = |job: &Job| job.pass == pass && (everything || Some(job.work.stream()) == stream);
        let (given_up, kept): (Vec<_>, Vec<_>) = self.ready.drain(..).partition(hopeless);
        self.ready = kept.into();
        for job in given_up {
            self.fail(job, error, now);
        }
    }

    fn fail(&mut self, job: Job, error: &ApiError, now: Timestamp) {
        let Job { pass: id, work, .. } = job;
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.fail(&work, error.trouble(None));
        }
        match work {
            Work::Application | Work::Rules => {}
            Work::Departments => {
                self.spoil_gathering(id, |gathering| gathering.outstanding.clear());
                self.finish_gathering(id, now);
            }
            Work::Members(department) => {
                self.spoil_gathering(id, |gathering| gathering.outstanding.retain(|other| *other != department));
                self.finish_gathering(id, now);
            }
            Work::Records { people, window, .. } => {
                let not_visible = people.len() == 1 && error.means_not_visible();
                self.draft.records.push(RecordsBatch::failed(people, window, error.errcode(), not_visible));
                let (stream, landed) = (Stream::Records, Landed::Failure);
                self.land(Landing { pass: id, stream, rows: 0, took: Duration::ZERO, landed });
            }
        }
    }

    fn spoil_gathering(&mut self, pass: Ordinal, forget: impl FnOnce(&mut Gathering)) {
        if let Some(gathering) = self.gathering(pass) {
            gathering.failed = true;
            forget(gathering);
        }
    }
}
