//! One call, as a value.

use std::fmt;

use super::plan::{CallSize, cut};
use crate::{
    console::{Extent, Ordinal},
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
    /// What its success would teach.
    pub lesson: Option<Lesson>,
}

/// What is learnt if a call succeeds that is one half of a call refused for its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// In what the whole was too large.
    pub extent: Extent,
    /// How many the smaller half asks for.
    pub most: u32,
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

    /// How much it asks for at once; 0 where that is not a question.
    #[must_use]
    pub fn size(&self, extent: Extent) -> usize {
        let Self::Records { people, window, .. } = self else { return 0 };
        match extent {
            Extent::People => people.len(),
            Extent::Days => window.whole_days().count(),
        }
    }

    /// The same work in two halves, if there is more than one person in it, or more than one day.
    ///
    /// What is refused because of a person is refused on any day, and is not halved by days.
    #[must_use]
    pub fn halves(&self, because_of_a_person: bool) -> Option<[Self; 2]> {
        let by_days = || self.halves_by(Extent::Days).filter(|_| !because_of_a_person);
        self.halves_by(Extent::People).or_else(by_days)
    }

    /// The same work in two halves, the first of which is never the larger one; `None` if it asks for
    /// one alone.
    #[must_use]
    pub fn halves_by(&self, extent: Extent) -> Option<[Self; 2]> {
        let Self::Records { people, shard, window } = self else { return None };
        let part = |people: &[EmployeeId], window| Self::Records { people: people.to_vec(), shard: *shard, window };
        let half = Some(self.size(extent) / 2).filter(|half| *half > 0)?;
        match extent {
            Extent::People => {
                let (left, right) = people.split_at(half);
                Some([part(left, *window), part(right, *window)])
            }
            Extent::Days => {
                let [before, after] = cut(*window, window.whole_days().nth(half)?);
                Some([part(people, before), part(people, after)])
            }
        }
    }

    /// The same work in calls that ask for no more than that.
    #[must_use]
    pub fn within(self, most: CallSize) -> Vec<Self> {
        let too_large = Extent::ALL.into_iter().find(|extent| self.size(*extent) > most.of(*extent));
        match too_large.and_then(|extent| self.halves_by(extent)) {
            Some(halves) => halves.into_iter().flat_map(|half| half.within(most)).collect(),
            None => vec![self],
        }
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
