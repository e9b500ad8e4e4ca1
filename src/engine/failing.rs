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
    store::{PapersBatch, RecordsBatch},
    sync::{Job, Lesson, Work},
    wecom::{ApiError, Class},
};

/// So many people refused one after another, with no answer between them, are not asked about one by
/// one any further in this pass.
const REFUSED_IN_A_ROW_MAX: usize = 8;

/// Whether WeCom was really asked, or the call given up because another one failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Yes,
    No,
}

impl Core {
    pub(super) fn take_failure(&mut self, job: Job, error: &ApiError, now: Timestamp) {
        if (error.class() == Class::Split || error.means_not_visible())
            && let Some((halves, lesson)) = halves(&job.work, error)
        {
            self.log(Fact::ShardSplit { stream: job.work.stream(), errcode: error.errcode() }, now);
            self.count_done(job.pass, job.work.stream());
            let [first, second] = halves;
            self.enqueue_next(job.pass, second, lesson);
            self.enqueue_next(job.pass, first, lesson);
            return;
        }
        let everybody = self.concerns_everybody(&job, error);
        self.raise_call_trouble(&job.work, error, everybody, now);
        self.log(Fact::ShardFailed { stream: job.work.stream(), trouble: error.trouble(None) }, now);
        let pass = job.pass;
        self.fail(job, error, Asked::Yes, now);
        if everybody {
            self.give_up_alike(pass, error, now);
        }
    }

    /// Whether only a person can help, and everybody is hit. One person who is out of the visible
    /// range hits nobody else; many such people in a row are a range that was closed.
    fn concerns_everybody(&mut self, job: &Job, error: &ApiError) -> bool {
        match (job.work.people(), self.passes.get_mut(&job.pass)) {
            ([who], Some(pass)) if error.means_not_visible() => {
                let refused = pass.refused_in_a_row.entry(job.work.stream()).or_default();
                refused.insert(who.clone());
                error.class() == Class::Operator && refused.len() >= REFUSED_IN_A_ROW_MAX
            }
            _ => error.class() == Class::Operator,
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
            self.fail(job, error, Asked::No, now);
        }
    }

    fn fail(&mut self, job: Job, error: &ApiError, asked: Asked, now: Timestamp) {
        let Job { pass: id, work, .. } = job;
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.fail(&work, error.trouble(None));
        }
        let not_visible = asked == Asked::Yes && work.people().len() == 1 && error.means_not_visible();
        let (stream, took) = (work.stream(), Duration::ZERO);
        match work {
            // What machines uploaded is asked for again until it comes; no day of it was promised whole.
            Work::Application | Work::Uploads { .. } => {}
            Work::Rules => self.arrived(id, Stream::Rules, now),
            Work::Departments => {
                self.spoil_gathering(id, |gathering| gathering.outstanding.clear());
                self.finish_gathering(id, now);
            }
            Work::Members(department) => {
                self.spoil_gathering(id, |gathering| gathering.outstanding.retain(|other| *other != department));
                self.finish_gathering(id, now);
            }
            Work::Records { people, window, .. } => {
                self.draft.records.push(RecordsBatch::failed(people, window, error.errcode(), not_visible));
                self.land(Landing { pass: id, stream, rows: 0, took, landed: Landed::Failure });
            }
            Work::Papers { kind, people, days } => {
                self.draft.papers.push(PapersBatch::failed(kind, people, Some(days), error.errcode(), not_visible));
                self.land(Landing { pass: id, stream, rows: 0, took, landed: Landed::PapersFailure });
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

/// The two halves of refused work, and what it would teach if they succeed: WeCom says what it finds too
/// large, unless it is a person whom it does not know.
fn halves(work: &Work, error: &ApiError) -> Option<([Work; 2], Option<Lesson>)> {
    let by_size = error.too_large_in().and_then(|extent| {
        let most = u32::try_from(work.size(extent) / 2).ok()?;
        let lesson = (most > 0).then_some(Lesson { extent, most });
        Some((work.halves_by(extent)?, lesson))
    });
    by_size.or_else(|| Some((work.halves(error.means_not_visible())?, None)))
}
