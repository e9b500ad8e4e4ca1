//! One call, as a value.

use std::fmt;

use crate::{
    console::Ordinal,
    domain::{DayRange, DepartmentId, EmployeeId, PaperKind, Stream, Window},
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
    /// Papers of some people on some days.
    Papers {
        /// Of which kind.
        kind: PaperKind,
        /// At most [`PEOPLE_MAX`](crate::wecom::client::PEOPLE_MAX) of them.
        people: Vec<EmployeeId>,
        /// At most [`DAYS_MAX`](crate::wecom::client::DAYS_MAX) of them.
        days: DayRange,
    },
    /// Punches on machines (考勤机) that reached WeCom in a window, whenever they were made.
    Uploads {
        /// At most [`PEOPLE_MAX`](crate::wecom::client::PEOPLE_MAX) of them.
        people: Vec<EmployeeId>,
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
            Self::Papers { kind, .. } => kind.stream(),
            Self::Uploads { .. } => Stream::Devices,
        }
    }

    /// The people it asks about; nobody, if it is not about people.
    #[must_use]
    pub fn people(&self) -> &[EmployeeId] {
        match self {
            Self::Application | Self::Departments | Self::Members(_) | Self::Rules => &[],
            Self::Records { people, .. } | Self::Papers { people, .. } | Self::Uploads { people, .. } => people,
        }
    }

    /// The same work in two halves, if there is more than one person in it, or more than one day.
    ///
    /// What is refused because of a person is refused on any day, and is not halved by days.
    #[must_use]
    pub fn halves(&self, because_of_a_person: bool) -> Option<[Self; 2]> {
        let people = self.people();
        if people.len() > 1 {
            let (left, right) = people.split_at(people.len() / 2);
            return Some([self.about(left), self.about(right)]);
        }
        if because_of_a_person { None } else { self.halves_of_time() }
    }

    /// The same about others.
    fn about(&self, people: &[EmployeeId]) -> Self {
        let mut work = self.clone();
        match &mut work {
            Self::Application | Self::Departments | Self::Members(_) | Self::Rules => {}
            Self::Records { people: asked, .. }
            | Self::Papers { people: asked, .. }
            | Self::Uploads { people: asked, .. } => {
                *asked = people.to_vec();
            }
        }
        work
    }

    fn halves_of_time(&self) -> Option<[Self; 2]> {
        match self {
            Self::Application | Self::Departments | Self::Members(_) | Self::Rules => None,
            Self::Records { people, shard, window } => {
                let part = |window| Self::Records { people: people.clone(), shard: *shard, window };
                let days: Vec<_> = window.whole_days().collect();
                let middle = *days.get(days.len() / 2).filter(|_| days.len() > 1)?;
                Some(super::plan::cut(*window, middle).map(part))
            }
            Self::Papers { kind, people, days } => {
                let part = |days| Self::Papers { kind: *kind, people: people.clone(), days };
                super::plan::halves(*days).map(|halves| halves.map(part))
            }
            Self::Uploads { people, window } => {
                let part = |window| Self::Uploads { people: people.clone(), window };
                super::plan::halves_of_window(*window).map(|halves| halves.map(part))
            }
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
            Self::Records { people, window, .. } => write!(f, "records: {}, {window}", Named(people)),
            Self::Papers { kind, people, days } => write!(f, "{}: {}, {days}", kind.stream().name(), Named(people)),
            Self::Uploads { people, window } => write!(f, "devices: {}, uploaded {window}", Named(people)),
        }
    }
}

/// People, as a failure names them.
struct Named<'a>(&'a [EmployeeId]);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("nobody"),
            [only] => write!(f, "{only}"),
            [first, .., last] => write!(f, "{} people {first}..{last}", self.0.len()),
        }
    }
}
