//! What a call brought home, on its way into the next commit.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    core::Core,
    landing::{Landed, Landing},
    passes::{Gathering, Pass},
    troubles::shrink_alert,
};
use crate::{
    console::{Fact, Ordinal},
    domain::{Anomaly, Department, Organisation, Stream},
    store::{Cursor, FormBatch, ListBatch, OrganisationAnswer, PapersBatch, RecordsBatch, SecondLook, SetAside},
    sync::{Forms, Harvest, Job, Operations, Papers, Rows, Work},
    wecom::{ApiError, wire::Quarantined},
};

impl Core {
    pub(super) fn on_fetched(
        &mut self,
        job: Job,
        outcome: Result<Harvest, ApiError>,
        asked_at: Timestamp,
        took: Duration,
        now: Timestamp,
    ) {
        if self.running.remove(&job.id).is_none() {
            return;
        }
        // The clock may have been put right by this very answer: nothing to come counts as seen.
        let asked_at = asked_at.min(now);
        match outcome {
            Ok(harvest) => {
                self.settle_call_troubles(&job, now);
                self.learn_from(&job, now);
                self.take_harvest(job, harvest, asked_at, took, now);
            }
            Err(error) => self.take_failure(job, &error, now),
        }
    }

    fn take_harvest(&mut self, job: Job, harvest: Harvest, asked_at: Timestamp, took: Duration, now: Timestamp) {
        let (pass, stream) = (job.pass, job.work.stream());
        self.note_unreadable(pass, stream, harvest.unreadable(), now);
        if let Some(met) = harvest.unfamiliar() {
            self.note_unfamiliar(stream, met, now);
        }
        let landing = |landed, rows| Landing { pass, stream, rows, took, landed };
        match harvest {
            Harvest::Application { closed } => {
                self.count_call(pass, stream);
                self.judge_application(closed, now);
            }
            Harvest::Departments { departments, .. } => {
                self.count_call(pass, stream);
                self.take_departments(pass, departments, asked_at, now);
            }
            Harvest::Members { department, employees, .. } => {
                self.count_call(pass, stream);
                if let Some(gathering) = self.gathering(pass) {
                    gathering.outstanding.remove(&department);
                    gathering.employees.extend(employees.into_iter().map(|employee| (employee.id.clone(), employee)));
                }
                self.finish_gathering(pass, now);
            }
            Harvest::Rules { rules, answer, .. } => {
                self.draft.rules = Some((answer.to_vec(), asked_at));
                let count = rules.len() as u64;
                self.land(landing(Landed::Rules { rules, asked_at }, count));
            }
            Harvest::Papers(papers) => {
                let (count, uploaded) = (papers.papers.len() as u64, papers.days.is_none());
                let second_look = self.second_look(pass, stream);
                self.draft.papers.push(papers_batch(papers, asked_at).looking(second_look));
                self.land(landing(Landed::Papers { uploaded }, count));
            }
            Harvest::Forms(forms) => {
                let (count, calls) = (forms.listed.rows.len() as u64, forms.listed.pages);
                self.draft.lists.push(forms_batch(forms, asked_at));
                self.land(landing(Landed::List { calls }, count));
            }
            Harvest::Form(form) => {
                self.draft.forms.push(FormBatch { form: *form, at: asked_at });
                self.land(landing(Landed::Form, 1));
            }
            Harvest::Operations(operations) => {
                let (count, calls) = (operations.listed.rows.len() as u64, operations.listed.pages);
                self.draft.lists.push(operations_batch(operations, asked_at));
                self.land(landing(Landed::List { calls }, count));
            }
            Harvest::Records(rows) => {
                let count = rows.punches.len() as u64;
                let second_look = self.second_look(pass, stream);
                let asked_by = self.passes.get(&pass).map(Pass::record);
                self.draft.records.push(batch(rows, asked_at).looking(second_look).asked_by(asked_by));
                self.land(landing(Landed::Records, count));
            }
        }
    }

    fn take_departments(&mut self, pass: Ordinal, departments: Vec<Department>, asked_at: Timestamp, now: Timestamp) {
        let ids: Vec<_> = departments.iter().map(|department| department.id).collect();
        if let Some(gathering) = self.gathering(pass) {
            gathering.departments = departments;
            gathering.asked_at = asked_at;
            gathering.outstanding = ids.iter().copied().collect();
        }
        for department in ids {
            self.enqueue(pass, Work::Members(department));
        }
        self.finish_gathering(pass, now);
    }

    /// Puts the organisation on its way to the disk once every department has answered. If one did
    /// not, the old organisation stays: half a company must not look like a layoff.
    pub(super) fn finish_gathering(&mut self, pass: Ordinal, now: Timestamp) {
        let done = self.gathering(pass).is_some_and(|gathering| gathering.outstanding.is_empty());
        let Some(gathering) = self.passes.get_mut(&pass).filter(|_| done).and_then(|pass| pass.gathering.take()) else {
            return;
        };
        if gathering.failed {
            self.arrived(pass, Stream::Organisation, now);
            return;
        }
        let departments = gathering.departments.into_iter().map(|department| (department.id, department)).collect();
        let found = Organisation { departments, employees: gathering.employees };
        let entries = found.departments.len() + found.employees.len();
        let second_look = self.second_look(pass, Stream::Organisation);
        self.draft.organisation = Some(OrganisationAnswer { found, at: gathering.asked_at, second_look });
        let landed = Landed::Organisation { entries };
        self.land(Landing { pass, stream: Stream::Organisation, rows: 0, took: Duration::ZERO, landed });
    }

    /// While most of some answer of a stream is missing, nothing of it is believed to be gone by itself.
    fn second_look(&self, pass: Ordinal, stream: Stream) -> SecondLook {
        let is_shrunk = || self.queue.get(shrink_alert(stream)).is_some_and(Anomaly::is_open);
        match self.passes.get(&pass) {
            Some(pass) if pass.view.request.believe_missing => SecondLook::AtOnce,
            Some(_) | None if is_shrunk() => SecondLook::Doubted,
            Some(_) | None => SecondLook::Later,
        }
    }

    fn note_unreadable(&mut self, pass: Ordinal, stream: Stream, rows: usize, now: Timestamp) {
        if rows > 0 {
            self.passes.get_mut(&pass).map(|pass| pass.unreadable.insert(stream));
            self.log(Fact::Quarantined { stream, rows: rows as u64 }, now);
            self.raise_unreadable(stream, rows as u64, now);
        }
    }

    pub(super) fn gathering(&mut self, pass: Ordinal) -> Option<&mut Gathering> {
        self.passes.get_mut(&pass).and_then(|pass| pass.gathering.as_mut())
    }
}

fn batch(rows: Rows, asked_at: Timestamp) -> RecordsBatch {
    let Rows { people, shard, window, punches, quarantined, unfamiliar: _ } = rows;
    let cursor = Cursor { stream: Stream::Records, shard, until: window.end.min(asked_at) };
    RecordsBatch::answered(people, window, punches, set_aside(quarantined), asked_at, cursor)
}

fn papers_batch(papers: Papers, asked_at: Timestamp) -> PapersBatch {
    let Papers { kind, people, days, papers, quarantined, unfamiliar: _ } = papers;
    PapersBatch::answered(kind, people, days, papers, set_aside(quarantined), asked_at)
}

fn forms_batch(forms: Forms, asked_at: Timestamp) -> ListBatch {
    let Forms { submitted, status, listed } = forms;
    ListBatch::forms(submitted, status, listed.rows, set_aside(listed.quarantined), asked_at)
}

fn operations_batch(operations: Operations, asked_at: Timestamp) -> ListBatch {
    let Operations { done, listed } = operations;
    let rows = listed.rows.into_iter().map(|row| (row.at, row.given)).collect();
    ListBatch::operations(done, rows, set_aside(listed.quarantined), asked_at)
}

fn set_aside(rows: Vec<Quarantined>) -> Vec<SetAside> {
    let set_aside = |row: Quarantined| SetAside { who: row.who, reason: row.fault.to_string(), text: row.row };
    rows.into_iter().map(set_aside).collect()
}
