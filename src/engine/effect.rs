//! What an engine wants done.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use jiff::civil::Date;

use super::{clues::Moment, event::ConsoleId, heat::HeatLook, keeping::Survey};
use crate::{
    console::{Change, Outcome, PlanPreview, Query, RequestId},
    domain::{AnomalyId, DayRange, Employee, EmployeeId},
    store::Unit,
    sync::{Job, JobId},
};

/// Something to be done.
#[derive(Debug)]
pub enum Effect {
    /// Make a job's call.
    Fetch(Job),
    /// Give a job up.
    Abort(JobId),
    /// Write a unit; the answer comes as `Event::Committed`.
    Commit(Box<Unit>),
    /// Judge these days; the answer comes as `Event::Judged`.
    Judge(BTreeMap<EmployeeId, BTreeSet<Date>>),
    /// Find out which calls of a pass are left; the answer comes as `Event::Surveyed`.
    Survey(Survey),
    /// Tell every console.
    Tell(Change),
    /// Answer one console.
    Reply {
        /// Which.
        console: ConsoleId,
        /// Its number for the request.
        id: RequestId,
        /// The answer.
        outcome: Outcome,
    },
    /// Look something up on the disk and answer one console.
    Look {
        /// Which.
        console: ConsoleId,
        /// Its number for the request.
        id: RequestId,
        /// What to look up.
        look: Look,
    },
    /// Copy the store; the answer comes as `Event::BackedUp`.
    BackUp {
        /// Who asked.
        actor: String,
        /// The folder to be made for it.
        folder: PathBuf,
    },
    /// Let the next call try for a token again.
    AllowToken,
    /// Everything is on the disk; the loop may end.
    Stop,
}

/// Something that is looked up on the disk.
#[derive(Debug)]
pub enum Look {
    /// A page of the audit log.
    Audit(Query),
    /// What is known of many people's days.
    Heat(Box<HeatLook>),
    /// Everything known of one person's day.
    Trace {
        /// The person.
        who: EmployeeId,
        /// The day.
        date: Date,
        /// What the state adds to the disk.
        moment: Box<Moment>,
    },
    /// How many bytes a pass would bring, by what is stored.
    Weigh(PlanPreview),
    /// An anomaly's person, and the days around it.
    Days {
        /// The anomaly.
        anomaly: AnomalyId,
        /// The person.
        employee: Box<Employee>,
        /// The days.
        days: DayRange,
    },
}
