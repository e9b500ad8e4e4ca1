//! The engine's state alone, with a disk and a WeCom that say what a test wants.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use punchdeck::{
    access::{Actor, Role},
    console::{Change, Command, Request, SyncRequest, Trouble},
    domain::{
        Anomaly, AnomalyKind, DayRange, Department, DepartmentId, Employee, EmployeeId, Organisation, PaperKind,
        org::AccountStatus,
    },
    engine::{
        core::{Core, Restored},
        effect::Effect,
        event::Event,
        judging::{Company, Judgement},
        queue::Queue,
    },
    store::{OrganisationAnswer, OrganisationOutcome, Receipt, Unit},
    sync::{Forms, Harvest, Job, Operations, Papers, Rows, Work, paging::Listed},
    wecom::{ApiError, error::Fault, wire::Refusal},
};

use crate::desk::{OPENING, Setup, settings};

type Days = BTreeMap<EmployeeId, BTreeSet<Date>>;
type Answer = dyn Fn(&Job) -> Result<Harvest, ApiError>;
type Judge = dyn Fn(&Days) -> Result<Judgement, Trouble>;

/// A state, and everybody it talks to.
pub struct Stage {
    pub core: Core,
    pub now: Timestamp,
    /// WeCom.
    pub answers: Box<Answer>,
    /// The disk, as a judge reads it.
    pub verdicts: Box<Judge>,
    /// What every commit comes to.
    pub receipt: fn() -> Receipt,
    pub asked: Vec<Job>,
    pub written: Vec<Unit>,
    pub judged: Vec<Days>,
    pub told: Vec<Change>,
}

impl Stage {
    /// A company of so many people at the usual opening, in fair weather.
    pub fn open(people: usize, setup: &Setup, restored: Restored) -> Self {
        let now = OPENING.parse().unwrap();
        let company =
            Arc::new(std::sync::RwLock::new(Arc::new(Company { organisation: company(people), ..Company::default() })));
        Self {
            core: Core::new(settings(setup), company, Box::new(|_| Some(0)), restored, now),
            now,
            answers: Box::new(move |job| Ok(fair(job, people))),
            verdicts: Box::new(|_| Ok(Judgement::default())),
            receipt: Receipt::default,
            asked: Vec::new(),
            written: Vec::new(),
            judged: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Lets something happen, and all that follows from it.
    pub fn happens(&mut self, event: Event) {
        let mut effects = VecDeque::from(self.core.step(event, self.now));
        while let Some(effect) = effects.pop_front() {
            if let Some(event) = self.perform(effect) {
                effects.extend(self.core.step(event, self.now));
            }
        }
    }

    /// An operator asks for a pass.
    pub fn sync(&mut self, request: SyncRequest) {
        let (actor, command) = (Actor { name: "tester".into(), role: Role::Operator }, Command::Sync(request));
        self.happens(Event::Asked { console: 1, actor, request: Request::Command { id: 1, command } });
    }

    /// Time passes, and is noticed at the end.
    pub fn after(&mut self, length: SignedDuration) {
        self.now = self.now.checked_add(length).unwrap();
        self.happens(Event::Tick { quota: Vec::new() });
    }

    pub fn open_of(&self, kind: AnomalyKind) -> u64 {
        self.core.view().queue.open_by_kind.get(&kind).copied().unwrap_or(0)
    }

    /// The anomalies as a later engine finds them on the disk.
    pub fn queue_on_disk(&self) -> Queue {
        let all: Vec<Anomaly> = self.written.iter().flat_map(|unit| unit.anomalies.clone()).collect();
        Queue::restore(all)
    }

    /// The last word on whether everything was judged.
    pub fn settled(&self) -> Option<bool> {
        self.written.iter().filter_map(|unit| unit.settled).next_back()
    }

    fn perform(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Fetch(job) => {
                let (outcome, asked_at, took) = ((self.answers)(&job), self.now, Duration::ZERO);
                self.asked.push(job.clone());
                Some(Event::Fetched { job, outcome, asked_at, took })
            }
            Effect::Commit(unit) => {
                let believed = |answer: &OrganisationAnswer| OrganisationOutcome {
                    in_force: answer.found.clone(),
                    changes: Vec::new(),
                    missing_since: None,
                };
                let organisation = unit.organisation.as_ref().map(believed);
                self.written.push(*unit);
                Some(Event::Committed(Ok(Receipt { organisation, ..(self.receipt)() })))
            }
            Effect::Survey(survey) => {
                let left = Ok(survey.works.clone());
                Some(Event::Surveyed { survey: survey.into(), left })
            }
            Effect::Judge(days) => {
                let outcome = (self.verdicts)(&days);
                self.judged.push(days);
                Some(Event::Judged(outcome))
            }
            Effect::Tell(change) => {
                self.told.push(change);
                None
            }
            Effect::Abort(_)
            | Effect::Reply { .. }
            | Effect::Look { .. }
            | Effect::BackUp { .. }
            | Effect::AllowToken
            | Effect::Stop => None,
        }
    }
}

/// One of the company's people.
pub fn person(number: usize) -> EmployeeId {
    EmployeeId::parse(&format!("p{number:04}")).unwrap()
}

/// WeCom's refusal of a job.
pub fn refused(job: &Job, errcode: i64) -> ApiError {
    let endpoint = punchdeck::sync::plan::endpoint(job.work.stream());
    ApiError { endpoint, fault: Fault::Refused(Refusal { errcode, text: "no".into(), hint: None, from_ip: None }) }
}

/// What a WeCom in good health answers for so many people: nobody punched.
pub fn fair(job: &Job, people: usize) -> Harvest {
    let unreadable = 0;
    let Organisation { departments, employees } = company(people);
    match job.work.clone() {
        Work::Application => Harvest::Application { closed: false },
        Work::Departments => Harvest::Departments { departments: departments.into_values().collect(), unreadable },
        Work::Members(department) => {
            Harvest::Members { department, employees: employees.into_values().collect(), unreadable }
        }
        Work::Rules => Harvest::Rules { rules: Vec::new(), answer: "{}".into(), unreadable, unfamiliar: [].into() },
        Work::Records { people, shard, window } => {
            let (punches, quarantined, unfamiliar) = (Vec::new(), Vec::new(), [].into());
            Harvest::Records(Rows { people, shard, window, punches, quarantined, unfamiliar })
        }
        Work::Papers { kind, people, days } => no_papers(kind, people, Some(days)),
        Work::Uploads { people, .. } => no_papers(PaperKind::DeviceRecord, people, None),
        Work::Forms { submitted, status } => Harvest::Forms(Forms { submitted, status, listed: nothing() }),
        Work::Form(number) => panic!("{number} was never listed"),
        Work::Operations { done } => Harvest::Operations(Operations { done, listed: nothing() }),
    }
}

fn nothing<T>() -> Listed<T> {
    Listed { rows: Vec::new(), quarantined: Vec::new(), pages: 1 }
}

fn no_papers(kind: PaperKind, people: Vec<EmployeeId>, days: Option<DayRange>) -> Harvest {
    let (papers, quarantined, unfamiliar) = (Vec::new(), Vec::new(), [].into());
    Harvest::Papers(Papers { kind, people, days, papers, quarantined, unfamiliar })
}

fn company(people: usize) -> Organisation {
    let root = Department { id: DepartmentId(1), parent: DepartmentId(0), name: None, order: 0, leaders: Vec::new() };
    let member = |number| Employee {
        id: person(number),
        name: format!("Person {number}"),
        departments: vec![DepartmentId(1)],
        main_department: None,
        status: AccountStatus::Active,
        leads: Vec::new(),
        direct_leaders: Vec::new(),
    };
    let employees = (0..people).map(member).map(|one| (one.id.clone(), one)).collect();
    Organisation { departments: [(root.id, root)].into(), employees }
}
