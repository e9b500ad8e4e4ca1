//! Whom the options name, held against the organisation as last seen.

use crate::{
    cli::{arguments::Sync, failure::Failure, say::tell},
    domain::{DepartmentId, EmployeeId, Organisation},
    text::Text,
};

/// Whom the options name.
#[derive(Default)]
pub(super) struct Chosen {
    /// Members.
    pub people: Vec<EmployeeId>,
    /// Departments.
    pub departments: Vec<DepartmentId>,
}

impl Chosen {
    /// Reads the options. While nobody is known, accounts and numbers are taken as they stand.
    ///
    /// # Errors
    /// If somebody or something is named that is not there, with the nearest that is.
    pub(super) fn read(options: &Sync, organisation: &Organisation, text: Text) -> Result<Self, Failure> {
        let departments = options.dept.iter().map(|name| department(name, organisation, text));
        if !organisation.employees.is_empty() {
            options.user.iter().try_for_each(|who| member(who, organisation, text))?;
        }
        Ok(Self { people: options.user.clone(), departments: departments.collect::<Result<_, _>>()? })
    }
}

fn member(who: &EmployeeId, organisation: &Organisation, text: Text) -> Result<(), Failure> {
    if organisation.employees.contains_key(who) {
        return Ok(());
    }
    let accounts = organisation.employees.values().map(|one| (one.id.as_str(), one.id.to_string()));
    let names = organisation.employees.values().map(|one| (one.name.as_str(), format!("{} ({})", one.id, one.name)));
    let nearest = nearest(who.as_str(), accounts.chain(names));
    Err(Failure::Usage(text.no_such_person(who.as_str(), &nearest)))
}

/// A department by number or by name.
fn department(wanted: &str, organisation: &Organisation, text: Text) -> Result<DepartmentId, Failure> {
    let all = &organisation.departments;
    if let Ok(number) = wanted.parse().map(DepartmentId)
        && (all.is_empty() || all.contains_key(&number))
    {
        return Ok(number);
    }
    let meant: Vec<_> = all.values().filter(|one| one.name.as_deref() == Some(wanted)).map(|one| one.id).collect();
    match meant[..] {
        [only] => Ok(only),
        [] => {
            let names = all.values().filter_map(|one| one.name.as_deref().map(|name| (name, one.id)));
            let nearest = nearest(wanted, names.map(|(name, id)| (name, format!("{name} ({id})"))));
            Err(Failure::Usage(text.no_such_department(wanted, &nearest)))
        }
        [..] => {
            let numbers: Vec<_> = meant.iter().map(ToString::to_string).collect();
            Err(Failure::Usage(text.several_departments(wanted, &numbers.join(", "))))
        }
    }
}

/// The name nearest to a word, as it is to be shown; a dash if there is none.
fn nearest<'a>(wanted: &str, names: impl Iterator<Item = (&'a str, String)>) -> String {
    let nearness = |name: &str| strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase());
    let nearest = names.max_by(|one, two| nearness(one.0).total_cmp(&nearness(two.0)));
    nearest.map_or_else(|| "-".to_owned(), |(_, shown)| shown)
}

/// What is known of whom the options name, after the pass.
pub(super) struct Known {
    /// Whether anybody at all is known.
    pub anybody: bool,
    /// People who are not in the organisation; they were asked about all the same.
    strangers: Vec<EmployeeId>,
    /// Departments that are not in it.
    missing: Vec<DepartmentId>,
}

impl Known {
    pub(super) fn of(chosen: &Chosen, organisation: &Organisation) -> Self {
        let stranger = |who: &&EmployeeId| !organisation.employees.contains_key(*who);
        let missing = |id: &&DepartmentId| !organisation.departments.contains_key(*id);
        Self {
            anybody: !organisation.employees.is_empty(),
            strangers: chosen.people.iter().filter(stranger).cloned().collect(),
            missing: chosen.departments.iter().filter(missing).copied().collect(),
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
