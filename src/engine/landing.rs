//! From an answer to the disk: what came home is believed when it is durable, and not before.

use std::time::Duration;

use jiff::{Timestamp, civil::Date};

use super::{
    core::Core,
    judging::{Company, Judgement},
    passes::Gathering,
    queue::Effected,
};
use crate::{
    console::{
        Change, Fact, Ordinal, Trouble,
        view::{PassState, ShardFailure, Tally},
    },
    domain::{DayRange, EmployeeId, Organisation, Rule, Stream},
    store::{Cursor, Receipt, RecordsBatch, SetAside, Unit},
    sync::{Directory, Harvest, Job, Work},
    wecom::{ApiError, Class, wire::checkin::Rows},
};

/// A commit under way.
#[derive(Debug)]
pub struct Writing {
    /// The calls whose rows are in it.
    pub(super) landings: Vec<Landing>,
    /// What must be written even if this commit fails.
    pub(super) lasting: Unit,
}

/// A call whose rows are on their way to the disk.
#[derive(Debug)]
pub struct Landing {
    pass: Ordinal,
    stream: Stream,
    rows: u64,
    took: Duration,
    landed: Landed,
}

impl Landing {
    /// The stream whose rows these are.
    pub(super) fn stream(&self) -> Stream {
        self.stream
    }
}

#[derive(Debug)]
enum Landed {
    /// Rows; what became of them is the next tally of the receipt.
    Records,
    /// A failure that is noted in the coverage; it has a tally too, an empty one.
    Failure,
    Organisation(Box<Organisation>),
    Rules(Vec<Rule>),
}

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
        match outcome {
            Ok(harvest) => {
                self.settle_call_troubles(&job.work, now);
                self.take_harvest(job, harvest, asked_at, took, now);
            }
            Err(error) => self.take_failure(job, &error, now),
        }
    }

    fn take_harvest(&mut self, job: Job, harvest: Harvest, asked_at: Timestamp, took: Duration, now: Timestamp) {
        let landing = |landed, rows| Landing { pass: job.pass, stream: job.work.stream(), rows, took, landed };
        match harvest {
            Harvest::Directory(directory) => self.take_directory(job.pass, directory, now),
            Harvest::Members(employees, unreadable) => {
                self.note_unreadable(Stream::Organisation, unreadable, now);
                if let (Work::Members(department), Some(gathering)) = (&job.work, self.gathering(job.pass)) {
                    gathering.outstanding.remove(department);
                    gathering.employees.extend(employees.into_iter().map(|employee| (employee.id.clone(), employee)));
                }
                self.count_call(job.pass, Stream::Organisation);
                self.finish_gathering(job.pass, now);
            }
            Harvest::Rules(rules, answer, unreadable) => {
                self.note_unreadable(Stream::Rules, unreadable, now);
                self.draft.rules = Some((answer.to_vec(), asked_at));
                self.land(landing(Landed::Rules(rules.clone()), rules.len() as u64));
            }
            Harvest::Records(rows) => {
                let count = rows.punches.len() as u64;
                self.note_unreadable(Stream::Records, rows.quarantined.len(), now);
                let landing = landing(Landed::Records, count);
                self.draft.records.push(batch(job.work, rows, asked_at));
                self.land(landing);
            }
        }
    }

    fn take_directory(&mut self, pass: Ordinal, directory: Directory, now: Timestamp) {
        self.judge_application(directory.closed, now);
        self.note_unreadable(Stream::Organisation, directory.unreadable, now);
        let departments: Vec<_> = directory.departments.iter().map(|department| department.id).collect();
        if let Some(gathering) = self.gathering(pass) {
            gathering.departments = directory.departments;
            gathering.outstanding = departments.iter().copied().collect();
        }
        self.count_call(pass, Stream::Organisation);
        for department in departments {
            self.enqueue(pass, Work::Members(department));
        }
        self.finish_gathering(pass, now);
    }

    /// Puts the organisation on its way to the disk once every department has answered. If one did
    /// not, the old organisation stays: half a company must not look like a layoff.
    fn finish_gathering(&mut self, pass: Ordinal, now: Timestamp) {
        let done = self.gathering(pass).is_some_and(|gathering| gathering.outstanding.is_empty());
        let Some(gathering) = self.passes.get_mut(&pass).filter(|_| done).and_then(|pass| pass.gathering.take()) else {
            return;
        };
        if gathering.failed {
            self.plan_records(pass, now);
            return;
        }
        let employees: Vec<_> = gathering.employees.values().cloned().collect();
        self.draft.organisation = Some((gathering.departments.clone(), employees));
        let departments = gathering.departments.into_iter().map(|department| (department.id, department)).collect();
        let organisation = Organisation { departments, employees: gathering.employees };
        let landed = Landed::Organisation(Box::new(organisation));
        self.land(Landing { pass, stream: Stream::Organisation, rows: 0, took: Duration::ZERO, landed });
    }

    fn take_failure(&mut self, job: Job, error: &ApiError, now: Timestamp) {
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
        let stream = super::troubles::stream_of(error.endpoint);
        let hopeless = |job: &Job| job.pass == pass && (everything || Some(job.work.stream()) == stream);
        let (given_up, kept): (Vec<_>, Vec<_>) = self.ready.drain(..).partition(hopeless);
        self.ready = kept.into();
        for job in given_up {
            self.fail(job, error, now);
        }
    }

    fn fail(&mut self, job: Job, error: &ApiError, now: Timestamp) {
        let trouble = error.trouble(None);
        if let Some(pass) = self.passes.get_mut(&job.pass) {
            pass.fail(&job.work, trouble);
        }
        match job.work {
            Work::Directory | Work::Members(_) => {
                if let Some(gathering) = self.gathering(job.pass) {
                    gathering.failed = true;
                    match job.work {
                        Work::Members(department) => drop(gathering.outstanding.remove(&department)),
                        Work::Directory | Work::Rules | Work::Records { .. } => gathering.outstanding.clear(),
                    }
                }
                self.finish_gathering(job.pass, now);
            }
            Work::Rules => {}
            Work::Records { people, window, .. } => {
                let not_visible = people.len() == 1 && error.means_not_visible();
                self.draft.records.push(RecordsBatch::failed(people, window, error.errcode(), not_visible));
                let landed = Landed::Failure;
                self.land(Landing { pass: job.pass, stream: Stream::Records, rows: 0, took: Duration::ZERO, landed });
            }
        }
    }

    pub(super) fn on_committed(&mut self, outcome: Result<Receipt, Trouble>, now: Timestamp) {
        let Some(writing) = self.committing.take() else { return };
        match outcome {
            Ok(receipt) => self.take_receipt(receipt, writing.landings, now),
            Err(trouble) => self.halt(trouble, writing, now),
        }
    }

    fn take_receipt(&mut self, receipt: Receipt, landings: Vec<Landing>, now: Timestamp) {
        receipt.audit.into_iter().for_each(|row| self.tell(Change::Audit(row)));
        self.store_recovered(now);
        let mut tallies = receipt.tallies.into_iter();
        for landing in landings {
            let tally = match landing.landed {
                Landed::Records | Landed::Failure => tallies.next().unwrap_or_default(),
                Landed::Organisation(_) | Landed::Rules(_) => Tally { calls: 1, ..Tally::default() },
            };
            self.believe(landing, tally, receipt.rules_changed || receipt.organisation_changed, now);
        }
        self.soil(receipt.touched, now);
    }

    fn believe(&mut self, landing: Landing, tally: Tally, company_changed: bool, now: Timestamp) {
        let Landing { pass: id, stream, rows, took, landed } = landing;
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.landing -= 1;
            pass.pace.entry(stream).or_default().landed(rows, now);
            if let Some(progress) = pass.progress(stream) {
                progress.tally.add(tally);
            }
        }
        match landed {
            Landed::Records => {
                self.count_done(id, stream);
                self.log(Fact::ShardStored { stream, rows, took_ms: millis(took) }, now);
            }
            Landed::Failure => {}
            Landed::Rules(rules) => {
                self.count_done(id, stream);
                self.know(company_changed, now, |company| company.rules = rules);
            }
            Landed::Organisation(organisation) => {
                self.know(company_changed, now, |company| company.organisation = *organisation);
                self.plan_records(id, now);
            }
        }
    }

    fn know(&mut self, changed: bool, now: Timestamp, change: impl FnOnce(&mut Company)) {
        self.replace_company(change);
        if changed {
            self.soil_look_back(now);
        }
    }

    /// The disk refused: nothing more is collected until a person asks again. What was done and
    /// found waits for that, answers do not: they can be asked for anew.
    fn halt(&mut self, trouble: Trouble, writing: Writing, now: Timestamp) {
        self.store_failed(&trouble, now);
        for id in self.passes.keys().copied().collect::<Vec<_>>() {
            if let Some(pass) = self.passes.get_mut(&id) {
                pass.view.failures.push(ShardFailure { shard: "store".into(), trouble: trouble.clone() });
            }
            self.abandon(id, PassState::Failed, now);
        }
        let later = self.draft.without_answers();
        self.draft = writing.lasting;
        self.draft.append(later);
        self.draft_landings.clear();
        self.halted = Some(trouble);
    }

    pub(super) fn on_judged(&mut self, outcome: Result<Judgement, Trouble>, now: Timestamp) {
        self.judging = false;
        match outcome {
            Ok(judgement) => self.take_judgement(judgement, now),
            Err(trouble) => self.store_failed(&trouble, now),
        }
    }

    fn take_judgement(&mut self, judgement: Judgement, now: Timestamp) {
        let at = judgement.at.unwrap_or(now);
        let mut effected = Effected::default();
        let days = judgement.days.len() as u64;
        self.take_alerts(&judgement, now);
        for (who, date, findings) in judgement.days {
            let changed = self.queue.judged(&who, date, findings, at, &mut effected);
            self.draft.anomalies.extend(changed);
        }
        if effected != Effected::default() {
            let Effected { opened, resolved } = effected;
            self.log(Fact::Judged { days, opened, resolved }, now);
        }
    }

    /// Marks days for judging, as far back as anomalies are kept.
    pub(super) fn soil(
        &mut self,
        touched: impl IntoIterator<Item = (EmployeeId, std::collections::BTreeSet<Date>)>,
        now: Timestamp,
    ) {
        let look_back = self.look_back(now);
        for (who, days) in touched {
            let days: Vec<_> = days.into_iter().filter(|day| look_back.contains(*day)).collect();
            if !days.is_empty() {
                self.dirty.entry(who).or_default().extend(days);
            }
        }
    }

    /// Marks everybody's days for judging.
    pub(super) fn soil_look_back(&mut self, now: Timestamp) {
        let days: DayRange = self.look_back(now);
        for who in self.company().organisation.employees.keys() {
            self.dirty.entry(who.clone()).or_default().extend(days.days());
        }
    }

    fn note_unreadable(&mut self, stream: Stream, rows: usize, now: Timestamp) {
        if rows > 0 {
            self.log(Fact::Quarantined { stream, rows: rows as u64 }, now);
            self.raise_unreadable(stream, rows as u64, now);
        }
    }

    fn land(&mut self, landing: Landing) {
        if let Some(pass) = self.passes.get_mut(&landing.pass) {
            pass.landing += 1;
        }
        self.draft_landings.push(landing);
    }

    /// A call that has nothing to store by itself.
    fn count_call(&mut self, pass: Ordinal, stream: Stream) {
        if let Some(progress) = self.passes.get_mut(&pass).and_then(|pass| pass.progress(stream)) {
            progress.done += 1;
            progress.tally.calls += 1;
        }
    }

    fn count_done(&mut self, pass: Ordinal, stream: Stream) {
        if let Some(progress) = self.passes.get_mut(&pass).and_then(|pass| pass.progress(stream)) {
            progress.done += 1;
        }
    }

    fn gathering(&mut self, pass: Ordinal) -> Option<&mut Gathering> {
        self.passes.get_mut(&pass).and_then(|pass| pass.gathering.as_mut())
    }
}

fn batch(work: Work, rows: Rows, asked_at: Timestamp) -> RecordsBatch {
    let set_aside = |row: crate::wecom::wire::Quarantined| SetAside { reason: row.fault.to_string(), text: row.row };
    let quarantined = rows.quarantined.into_iter().map(set_aside).collect();
    match work {
        Work::Records { people, shard, window } => {
            let until = window.end.min(asked_at);
            let cursor = Cursor { stream: Stream::Records, shard, until };
            RecordsBatch::answered(people, window, rows.punches, quarantined, asked_at, cursor)
        }
        Work::Directory | Work::Members(_) | Work::Rules => {
            let nothing = crate::domain::Window { start: asked_at, end: asked_at };
            RecordsBatch::failed(Vec::new(), nothing, None, false)
        }
    }
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
