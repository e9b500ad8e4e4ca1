//! Whom the options name, held against the organisation as last seen.

use crate::{
    cli::{arguments::Sync, say::tell},
    domain::{DepartmentId, EmployeeId, Organisation},
    text::Text,
};

/// What is known of whom the options name.
pub(super) struct Known {
    /// Whether anybody at all is known.
    pub anybody: bool,
    /// People who are not in the organisation; they were asked about all the same.
    strangers: Vec<EmployeeId>,
    /// Departments that are not in it.
    missing: Vec<DepartmentId>,
}

impl Known {
    pub(super) fn of(options: &Sync, organisation: &Organisation) -> Self {
        let stranger = |who: &&EmployeeId| !organisation.employees.contains_key(*who);
        let missing = |id: &DepartmentId| !organisation.departments.contains_key(id);
        Self {
            anybody: !organisation.employees.is_empty(),
            strangers: options.user.iter().filter(stranger).cloned().collect(),
            missing: options.dept.iter().copied().map(DepartmentId).filter(missing).collect(),
        }
    }

    /// Says who is not known.
    pub(super) fn warn(&self, text: Text) {
        self.strangers.iter().for_each(|who| tell(text.unknown_person(who.as_str())));
        self.missing.iter().for_each(|department| tell(text.unknown_department(department.0)));
    }

    /// Why nobody was asked about.
    pub(super) fn nobody(&self, text: Text) -> &'static str {
        if self.anybody { text.nobody_chosen() } else { text.nobody_known() }
    }
}
