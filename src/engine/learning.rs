//! What WeCom has shown to accept less of than its documents allow: learnt when the half of a refused
//! call succeeds, used for planning, and forgotten after a week.

use jiff::Timestamp;

use super::core::Core;
use crate::{
    audit::Entry,
    console::{Change, Fact, LearntLimit},
    domain::Stream,
    sync::{CallSize, Job},
};

impl Core {
    /// The most that one call of a stream asks for now.
    pub(super) fn call_size(&self, stream: Stream) -> CallSize {
        CallSize::learnt(stream, &self.view.learnt)
    }

    /// A call succeeded. If a larger one was refused for its size, that is now known; a refusal whose
    /// halves fail as well teaches nothing.
    pub(super) fn learn_from(&mut self, job: &Job, now: Timestamp) {
        let Some(lesson) = job.lesson else { return };
        let stream = job.work.stream();
        let is_same = |known: &LearntLimit| known.stream == stream && known.extent == lesson.extent;
        let mut learnt = self.view.learnt.clone();
        if learnt.iter().any(|known| is_same(known) && known.most <= lesson.most) {
            return;
        }
        let limit = LearntLimit { stream, extent: lesson.extent, most: lesson.most, learnt_at: now };
        learnt.retain(|known| !is_same(known));
        learnt.push(limit);
        self.log(Fact::LimitLearnt(limit), now);
        let entry = Entry::system(now, "limit.learnt", stream.name(), "ok");
        self.audit(entry.with(limit.extent.name(), limit.most));
        self.keep_learnt(learnt);
        self.cut_to_size(stream);
    }

    /// What was learnt long ago is tried anew.
    pub(super) fn forget_old_limits(&mut self, now: Timestamp) {
        let still: Vec<_> = self.view.learnt.iter().copied().filter(|limit| limit.ends_at() > now).collect();
        if still.len() < self.view.learnt.len() {
            self.keep_learnt(still);
        }
    }

    fn keep_learnt(&mut self, learnt: Vec<LearntLimit>) {
        self.draft.learnt = Some(learnt.clone());
        self.tell(Change::Learnt(learnt));
    }

    /// Calls that were planned before the limit was known are not made only to be refused.
    fn cut_to_size(&mut self, stream: Stream) {
        let most = self.call_size(stream);
        for job in std::mem::take(&mut self.ready) {
            if job.work.stream() != stream {
                self.ready.push_back(job);
                continue;
            }
            let mut parts = job.work.clone().within(most).into_iter();
            let first = parts.next().map(|work| Job { lesson: job.lesson.filter(|_| work == job.work), work, ..job });
            let pass = job.pass;
            self.ready.extend(first);
            parts.for_each(|work| self.enqueue(pass, work));
        }
    }
}
