//! Making the call of a job.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::job::{Job, Work};
use crate::{
    domain::{Department, DepartmentId, Employee, EmployeeId, Punch, Rule, Window},
    wecom::{
        ApiError, Client,
        quota::Urgency,
        wire::{Quarantined, Unfamiliar, checkin},
    },
};

/// What a job brought home; `unreadable` counts what could not be read and was left out.
#[derive(Debug)]
pub enum Harvest {
    /// The application's own entry.
    Application {
        /// Whether an administrator has stopped it.
        closed: bool,
    },
    /// The departments that the application may see.
    Departments {
        /// Those that could be read.
        departments: Vec<Department>,
        /// How many could not.
        unreadable: usize,
    },
    /// The members of a department.
    Members {
        /// Which department.
        department: DepartmentId,
        /// Those that could be read.
        employees: Vec<Employee>,
        /// How many could not.
        unreadable: usize,
    },
    /// The rules.
    Rules {
        /// Those that could be read.
        rules: Vec<Rule>,
        /// The answer they came in.
        answer: Bytes,
        /// How many could not be read.
        unreadable: usize,
        /// Values in them that this program does not know.
        unfamiliar: BTreeSet<Unfamiliar>,
    },
    /// Rows.
    Records(Rows),
}

/// Rows of some people in a window.
#[derive(Debug)]
pub struct Rows {
    /// Who was asked about.
    pub people: Vec<EmployeeId>,
    /// Their group in the store.
    pub shard: u32,
    /// What was asked for.
    pub window: Window,
    /// Rows that could be read.
    pub punches: Vec<Punch>,
    /// Rows that could not.
    pub quarantined: Vec<Quarantined>,
    /// Words in them that this program does not know.
    pub unfamiliar: BTreeSet<Unfamiliar>,
}

impl Harvest {
    /// How much of it could not be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        match self {
            Self::Application { .. } => 0,
            Self::Departments { unreadable, .. }
            | Self::Members { unreadable, .. }
            | Self::Rules { unreadable, .. } => *unreadable,
            Self::Records(rows) => rows.quarantined.len(),
        }
    }

    /// Words and numbers in it that this program does not know.
    #[must_use]
    pub fn unfamiliar(&self) -> Option<&BTreeSet<Unfamiliar>> {
        match self {
            Self::Application { .. } | Self::Departments { .. } | Self::Members { .. } => None,
            Self::Rules { unfamiliar, .. } | Self::Records(Rows { unfamiliar, .. }) => Some(unfamiliar),
        }
    }
}

/// Makes the call. Waits for its turn, for a token, and for repetitions, as the client sees fit.
///
/// # Errors
/// What WeCom or the network said, when it is final.
pub async fn fetch(client: &Client, job: &Job) -> Result<Harvest, ApiError> {
    let hurried = (job.urgency == Urgency::Urgent).then(|| client.in_haste());
    let client = hurried.as_ref().unwrap_or(client);
    match &job.work {
        Work::Application => client.agent().await.map(|agent| Harvest::Application { closed: agent.closed }),
        Work::Departments => client.departments().await.map(|answer| Harvest::Departments {
            departments: answer.departments,
            unreadable: answer.quarantined.len(),
        }),
        Work::Members(department) => client.members(*department).await.map(|answer| Harvest::Members {
            department: *department,
            employees: answer.employees,
            unreadable: answer.quarantined.len(),
        }),
        Work::Rules => client.rules().await.map(|(answer, rules)| Harvest::Rules {
            rules: rules.rules,
            answer,
            unreadable: rules.quarantined.len(),
            unfamiliar: rules.unfamiliar,
        }),
        Work::Records { people, shard, window } => {
            let answer = client.punches(people, *window).await?;
            let (people, shard, window) = (people.clone(), *shard, *window);
            let checkin::Rows { punches, quarantined, unfamiliar } = answer;
            Ok(Harvest::Records(Rows { people, shard, window, punches, quarantined, unfamiliar }))
        }
    }
}
