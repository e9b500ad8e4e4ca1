//! What became of the organisation from one look to the next.
//!
//! A change holds what was and what is, so that it can be applied and taken back: the present with the
//! changes since a day taken back is the organisation as of that day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Department, Employee, Organisation};
use crate::domain::{DepartmentId, EmployeeId};

/// What became of a member or a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn<T> {
    /// It was never there before.
    Came(T),
    /// It was there once, had gone, and is there again.
    CameBack(T),
    /// It is not there any more.
    Went(T),
    /// It was one thing and is another.
    Became {
        /// What it was.
        before: T,
        /// What it is.
        after: T,
    },
}

/// One change of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganisationChange {
    /// Of a member.
    Employee(Turn<Employee>),
    /// Of a department.
    Department(Turn<Department>),
}

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// 入职: an account that was never seen.
    Joined,
    /// An account that had left.
    CameBack,
    /// 离职, or out of the visible range (可见范围): the two look alike.
    Left,
    /// 调动: other departments, or another one first.
    Moved,
    /// Another name.
    Renamed,
    /// Enabled, disabled, activated.
    StatusChanged,
    /// Leads other departments, or reports to somebody else.
    LeaderChanged,
    /// A new department.
    DepartmentAdded,
    /// A department that is not there any more.
    DepartmentRemoved,
    /// Another name of a department.
    DepartmentRenamed,
    /// Another department above it, or another place among its siblings.
    DepartmentMoved,
    /// Other leaders of a department.
    DepartmentLeaderChanged,
}

impl ChangeKind {
    /// The stable name for the audit log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::CameBack => "came_back",
            Self::Left => "left",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::StatusChanged => "status_changed",
            Self::LeaderChanged => "leader_changed",
            Self::DepartmentAdded => "department_added",
            Self::DepartmentRemoved => "department_removed",
            Self::DepartmentRenamed => "department_renamed",
            Self::DepartmentMoved => "department_moved",
            Self::DepartmentLeaderChanged => "department_leader_changed",
        }
    }
}

impl Organisation {
    /// What must happen to this organisation for it to be the other one. Members who come are taken to be
    /// new: only a history knows who was there before.
    #[must_use]
    pub fn changes_to(&self, other: &Self) -> Vec<OrganisationChange> {
        let departments = turns(&self.departments, &other.departments).map(OrganisationChange::Department);
        let employees = turns(&self.employees, &other.employees).map(OrganisationChange::Employee);
        departments.chain(employees).collect()
    }

    /// Lets a change happen.
    pub fn apply(&mut self, change: &OrganisationChange) {
        match change {
            OrganisationChange::Employee(turn) => self.put_employee(turn.subject(), turn.after()),
            OrganisationChange::Department(turn) => self.put_department(turn.subject(), turn.after()),
        }
    }

    /// Takes a change back.
    pub fn take_back(&mut self, change: &OrganisationChange) {
        match change {
            OrganisationChange::Employee(turn) => self.put_employee(turn.subject(), turn.before()),
            OrganisationChange::Department(turn) => self.put_department(turn.subject(), turn.before()),
        }
    }

    fn put_employee(&mut self, subject: &Employee, state: Option<&Employee>) {
        self.employees.remove(&subject.id);
        self.employees.extend(state.map(|state| (state.id.clone(), state.clone())));
    }

    fn put_department(&mut self, subject: &Department, state: Option<&Department>) {
        self.departments.remove(&subject.id);
        self.departments.extend(state.map(|state| (state.id, state.clone())));
    }
}

impl<T> Turn<T> {
    /// What it was.
    #[must_use]
    pub fn before(&self) -> Option<&T> {
        match self {
            Self::Came(_) | Self::CameBack(_) => None,
            Self::Went(before) | Self::Became { before, .. } => Some(before),
        }
    }

    /// What it is.
    #[must_use]
    pub fn after(&self) -> Option<&T> {
        match self {
            Self::Came(after) | Self::CameBack(after) | Self::Became { after, .. } => Some(after),
            Self::Went(_) => None,
        }
    }

    /// Whom or what it is about: as it is, or if it is gone, as it was.
    #[must_use]
    pub fn subject(&self) -> &T {
        match self {
            Self::Came(it) | Self::CameBack(it) | Self::Went(it) | Self::Became { after: it, .. } => it,
        }
    }
}

impl OrganisationChange {
    /// Whose change it is, if it is a member's.
    #[must_use]
    pub fn who(&self) -> Option<&EmployeeId> {
        match self {
            Self::Employee(turn) => Some(&turn.subject().id),
            Self::Department(_) => None,
        }
    }

    /// Which department's change it is, if it is one's.
    #[must_use]
    pub fn department(&self) -> Option<DepartmentId> {
        match self {
            Self::Employee(_) => None,
            Self::Department(turn) => Some(turn.subject().id),
        }
    }

    /// The kinds of change that it is; at least one.
    #[must_use]
    pub fn kinds(&self) -> Vec<ChangeKind> {
        match self {
            Self::Employee(Turn::Came(_)) => vec![ChangeKind::Joined],
            Self::Employee(Turn::CameBack(_)) => vec![ChangeKind::CameBack],
            Self::Employee(Turn::Went(_)) => vec![ChangeKind::Left],
            Self::Employee(Turn::Became { before, after }) => of_employee(before, after),
            Self::Department(Turn::Came(_) | Turn::CameBack(_)) => vec![ChangeKind::DepartmentAdded],
            Self::Department(Turn::Went(_)) => vec![ChangeKind::DepartmentRemoved],
            Self::Department(Turn::Became { before, after }) => of_department(before, after),
        }
    }
}

/// How many changes there are of each kind.
#[must_use]
pub fn counted(changes: &[OrganisationChange]) -> BTreeMap<ChangeKind, u64> {
    let mut counts = BTreeMap::new();
    for kind in changes.iter().flat_map(OrganisationChange::kinds) {
        *counts.entry(kind).or_default() += 1;
    }
    counts
}

fn of_employee(before: &Employee, after: &Employee) -> Vec<ChangeKind> {
    let homes = |one: &Employee| (one.departments.clone(), one.main_department);
    let leading = |one: &Employee| (one.leads.clone(), one.direct_leaders.clone());
    found([
        (ChangeKind::Moved, homes(before) != homes(after)),
        (ChangeKind::Renamed, before.name != after.name),
        (ChangeKind::StatusChanged, before.status != after.status),
        (ChangeKind::LeaderChanged, leading(before) != leading(after)),
    ])
}

fn of_department(before: &Department, after: &Department) -> Vec<ChangeKind> {
    found([
        (ChangeKind::DepartmentRenamed, before.name != after.name),
        (ChangeKind::DepartmentMoved, (before.parent, before.order) != (after.parent, after.order)),
        (ChangeKind::DepartmentLeaderChanged, before.leaders != after.leaders),
    ])
}

fn found<const N: usize>(kinds: [(ChangeKind, bool); N]) -> Vec<ChangeKind> {
    kinds.into_iter().filter(|(_, is_so)| *is_so).map(|(kind, _)| kind).collect()
}

/// What became of each thing, by its name.
fn turns<K: Ord, T: Clone + PartialEq>(old: &BTreeMap<K, T>, new: &BTreeMap<K, T>) -> impl Iterator<Item = Turn<T>> {
    let gone = old.iter().filter(|(name, _)| !new.contains_key(name)).map(|(_, before)| Turn::Went(before.clone()));
    let here = new.iter().filter_map(|(name, after)| match old.get(name) {
        None => Some(Turn::Came(after.clone())),
        Some(before) if before == after => None,
        Some(before) => Some(Turn::Became { before: before.clone(), after: after.clone() }),
    });
    gone.chain(here)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::org::AccountStatus;

    fn departments() -> impl Strategy<Value = Vec<DepartmentId>> {
        prop::collection::vec((1_u32..4).prop_map(DepartmentId), 0..3)
    }

    fn account() -> impl Strategy<Value = EmployeeId> {
        "[a-e]".prop_map(|text| EmployeeId::parse(&text).unwrap())
    }

    prop_compose! {
        fn employee()(
            id in account(),
            name in "[李王]",
            departments in departments(),
            main_department in prop::option::of((1_u32..4).prop_map(DepartmentId)),
            status in prop::sample::select(vec![AccountStatus::Active, AccountStatus::Disabled]),
            leads in departments(),
            direct_leaders in prop::collection::vec(account(), 0..2),
        ) -> Employee {
            Employee { id, name, departments, main_department, status, leads, direct_leaders }
        }
    }

    prop_compose! {
        fn department()(
            id in (1_u32..6).prop_map(DepartmentId),
            parent in (0_u32..3).prop_map(DepartmentId),
            name in prop::option::of("[研销]"),
            order in 0_u32..2,
            leaders in prop::collection::vec(account(), 0..2),
        ) -> Department {
            Department { id, parent, name, order, leaders }
        }
    }

    prop_compose! {
        fn organisation()(
            departments in prop::collection::vec(department(), 0..5),
            employees in prop::collection::vec(employee(), 0..6),
        ) -> Organisation {
            Organisation {
                departments: departments.into_iter().map(|one| (one.id, one)).collect(),
                employees: employees.into_iter().map(|one| (one.id.clone(), one)).collect(),
            }
        }
    }

    proptest! {
        #[test]
        fn the_changes_make_the_new_of_the_old_and_taken_back_the_old_of_the_new(
            old in organisation(),
            new in organisation(),
        ) {
            let changes = old.changes_to(&new);
            let mut walked = old.clone();
            for change in &changes {
                walked.apply(change);
            }
            prop_assert_eq!(&walked, &new);
            for change in changes.iter().rev() {
                walked.take_back(change);
            }
            prop_assert_eq!(&walked, &old);
        }

        #[test]
        fn every_change_is_of_some_kind_and_nothing_changes_by_itself(old in organisation(), new in organisation()) {
            prop_assert!(old.changes_to(&new).iter().all(|change| !change.kinds().is_empty()));
            prop_assert!(new.changes_to(&new).is_empty());
        }
    }
}
