//! One call, as a value.

use std::fmt;

use crate::{
    console::Ordinal,
    domain::{DepartmentId, EmployeeId, Stream, Window},
    wecom::quota::Urgency,
};

/// Tells jobs of one engine apart.
pub type JobId = u64;

/// One call that a pass needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// The pass that needs it.
    pub pass: Ordinal,
    /// The call.
    pub work: Work,
    /// Whether it goes before others.
    pub urgency: Urgency,
}

/// What is called for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// The application's own entry.
    Application,
    /// The departments that the application may see.
    Departments,
    /// The members of one department.
    Members(DepartmentId),
    /// All rules.
    Rules,
    /// Rows of some people in a window.
    Records {
        /// At most [`PEOPLE_MAX`](crate::wecom::client::PEOPLE_MAX) of them.
        people: Vec<EmployeeId>,
        /// Their group in the store.
        shard: u32,
        /// At most [`WINDOW_MAX`](crate::wecom::client::WINDOW_MAX) long.
        window: Window,
    },
}

impl Work {
    /// The stream it belongs to.
    #[must_use]
    pub fn stream(&self) -> Stream {
        match self {
            Self::Application | Self::Departments | Self::Members(_) => Stream::Organisation,
            Self::Rules => Stream::Rules,
            Self::Records { .. } => Stream::Records,
        }
    }

    /// The same work in two halves, if there is more than one person in it, or more than one day.
    ///
    /// What is refused because of a person is refused on any day, and is not halved by days.
    #[must_use]
    pub fn halves(&self, because_of_a_person: bool) -> Option<[Self; 2]> {
        let Self::Records { people, shard, window } = self else { return None };
        let part = |people: &[EmployeeId], window| Self::Records { people: people.to_vec(), shard: *shard, window };
        if people.len() > 1 {
            let (left, right) = people.split_at(people.len() / 2);
            return Some([part(left, *window), part(right, *window)]);
        }
        if because_of_a_person {
            return None;
        }
        let days: Vec<_> = window.whole_days().collect();
        let middle = *days.get(days.len() / 2).filter(|_| days.len() > 1)?;
        let [before, after] = super::plan::cut(*window, middle);
        Some([part(people, before), part(people, after)])
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application => f.write_str("organisation: application"),
            Self::Departments => f.write_str("organisation: departments"),
            Self::Members(department) => write!(f, "organisation: department {department}"),
            Self::Rules => f.write_str("rules"),
            Self::Records { people, window, .. } => match people.as_slice() {
                [] => write!(f, "records: nobody, {window}"),
                [only] => write!(f, "records: {only}, {window}"),
                [first, .., last] => write!(f, "records: {} people {first}..{last}, {window}", people.len()),
            },
        }
    }
}
