//! One call, as a value.

use std::fmt;

use super::plan::{self, CallSize};
use crate::{
    console::{Extent, Ordinal},
    domain::{ApprovalNumber, ApprovalStatus, DayRange, DepartmentId, EmployeeId, PaperKind, Stream, Window},
    wecom::quota::Urgency,
};

const DAY_S: usize = 86_400;

/// Tells jobs of one engine apart.
pub type JobId = u64;

/// One call that a pass needs, or the calls of one list, page by page.
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
    /// The numbers of forms (审批) that were submitted in a window.
    Forms {
        /// When; at most 31 days.
        submitted: Window,
        /// Only those that have come so far.
        status: Option<ApprovalStatus>,
    },
    /// One form.
    Form(ApprovalNumber),
    /// What administrators did (管理端操作日志) in a window.
    Operations {
        /// When; at most [`DAYS_MAX`](crate::wecom::operation::DAYS_MAX).
        done: Window,
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
            Self::Forms { .. } | Self::Form(_) => Stream::Approvals,
            Self::Operations { .. } => Stream::Operations,
        }
    }

    /// The one person or form that it asks about, by name; `None` if it is about several, or about none.
    #[must_use]
    pub fn only_subject(&self) -> Option<&str> {
        match (self, self.people()) {
            (Self::Form(number), _) => Some(number.as_str()),
            (_, [who]) => Some(who.as_str()),
            _ => None,
        }
    }

    /// The people it asks about; nobody, if it is not about people.
    #[must_use]
    pub fn people(&self) -> &[EmployeeId] {
        match self {
            Self::Application
            | Self::Departments
            | Self::Members(_)
            | Self::Rules
            | Self::Forms { .. }
            | Self::Form(_)
            | Self::Operations { .. } => &[],
            Self::Records { people, .. } | Self::Papers { people, .. } | Self::Uploads { people, .. } => people,
        }
    }

    /// The days of which it brings all there is; `None` if it is not about days.
    #[must_use]
    pub fn days(&self) -> Option<DayRange> {
        match self {
            Self::Application
            | Self::Departments
            | Self::Members(_)
            | Self::Rules
            | Self::Uploads { .. }
            | Self::Forms { .. }
            | Self::Form(_)
            | Self::Operations { .. } => None,
            Self::Records { window, .. } => {
                let from = window.whole_days().next()?;
                Some(DayRange { from, to: window.whole_days().last()? })
            }
            Self::Papers { days, .. } => Some(*days),
        }
    }

    /// How much it asks for at once; 0 where that is not a question.
    #[must_use]
    pub fn size(&self, extent: Extent) -> usize {
        match (extent, self) {
            (Extent::People, work) => work.people().len(),
            (Extent::Days, Self::Application | Self::Departments | Self::Members(_) | Self::Rules | Self::Form(_)) => 0,
            (Extent::Days, Self::Records { window, .. }) => window.whole_days().count(),
            (Extent::Days, Self::Papers { days, .. }) => days.count(),
            (
                Extent::Days,
                Self::Uploads { window, .. }
                | Self::Forms { submitted: window, .. }
                | Self::Operations { done: window },
            ) => usize::try_from(window.length().as_secs().max(0)).map_or(0, |seconds| seconds.div_ceil(DAY_S)),
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
        match extent {
            Extent::People => {
                let (left, right) = self.people().split_at(self.people().len() / 2);
                (!left.is_empty()).then(|| [self.about(left), self.about(right)])
            }
            Extent::Days => self.halves_of_time(),
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

    /// The same about others.
    #[must_use]
    pub fn about(&self, people: &[EmployeeId]) -> Self {
        let mut work = self.clone();
        match &mut work {
            Self::Application
            | Self::Departments
            | Self::Members(_)
            | Self::Rules
            | Self::Forms { .. }
            | Self::Form(_)
            | Self::Operations { .. } => {}
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
            Self::Application | Self::Departments | Self::Members(_) | Self::Rules | Self::Form(_) => None,
            Self::Forms { submitted, status } => {
                let part = |submitted| Self::Forms { submitted, status: *status };
                plan::halves_of_window(*submitted).map(|halves| halves.map(part))
            }
            Self::Operations { done } => {
                plan::halves_of_window(*done).map(|halves| halves.map(|done| Self::Operations { done }))
            }
            Self::Records { people, shard, window } => {
                let part = |window| Self::Records { people: people.clone(), shard: *shard, window };
                let days: Vec<_> = window.whole_days().collect();
                let middle = *days.get(days.len() / 2).filter(|_| days.len() > 1)?;
                Some(plan::cut(*window, middle).map(part))
            }
            Self::Papers { kind, people, days } => {
                let part = |days| Self::Papers { kind: *kind, people: people.clone(), days };
                plan::halves(*days).map(|halves| halves.map(part))
            }
            Self::Uploads { people, window } => {
                let part = |window| Self::Uploads { people: people.clone(), window };
                plan::halves_of_window(*window).map(|halves| halves.map(part))
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
            Self::Forms { submitted, status: None } => write!(f, "approvals: submitted {submitted}"),
            Self::Forms { submitted, status: Some(status) } => {
                write!(f, "approvals: submitted {submitted}, status {}", status.number())
            }
            Self::Form(number) => write!(f, "approvals: form {number}"),
            Self::Operations { done } => write!(f, "operations: {done}"),
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
