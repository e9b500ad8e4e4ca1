//! Making the call of a job.

use bytes::Bytes;

use super::job::{Job, Work};
use crate::{
    domain::{Department, Employee, Rule},
    wecom::{
        ApiError, Client,
        wire::{checkin, contacts},
    },
};

/// What a job brought home.
#[derive(Debug)]
pub enum Harvest {
    /// The application's entry and the departments it may see.
    Directory(Directory),
    /// Members of a department, and how many could not be read.
    Members(Vec<Employee>, usize),
    /// The rules, the answer they came in, and how many could not be read.
    Rules(Vec<Rule>, Bytes, usize),
    /// Rows.
    Records(checkin::Rows),
}

/// What the application may see.
#[derive(Debug)]
pub struct Directory {
    /// Whether the application is stopped.
    pub closed: bool,
    /// Departments.
    pub departments: Vec<Department>,
    /// Departments that could not be read.
    pub unreadable: usize,
}

/// Makes the call. Waits for its turn, for a token, and for repetitions, as the client sees fit.
///
/// # Errors
/// What WeCom or the network said, when it is final.
pub async fn fetch(client: &Client, job: &Job) -> Result<Harvest, ApiError> {
    match &job.work {
        Work::Directory => directory(client).await.map(Harvest::Directory),
        Work::Members(department) => {
            let contacts::Members { employees, quarantined } = client.members(*department).await?;
            Ok(Harvest::Members(employees, quarantined.len()))
        }
        Work::Rules => {
            let (body, rules) = client.rules().await?;
            Ok(Harvest::Rules(rules.rules, body, rules.quarantined.len()))
        }
        Work::Records { people, window, .. } => client.punches(people, *window).await.map(Harvest::Records),
    }
}

async fn directory(client: &Client) -> Result<Directory, ApiError> {
    let agent = client.agent().await?;
    let departments = client.departments().await?;
    Ok(Directory {
        closed: agent.closed,
        unreadable: departments.quarantined.len(),
        departments: departments.departments,
    })
}
