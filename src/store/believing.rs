//! What is believed of an organisation that comes. Pure.
//!
//! A member whom an answer lacks may have left; or an administrator has cut the visible range (可见范围),
//! or WeCom has answered half. So nobody has left at the first look, nor ever while too many are missing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    record::second,
    unit::{SecondLook, Shrink},
};
use crate::domain::{DepartmentId, EmployeeId, Organisation};

/// So many members may leave a small company at once: a team that is closed.
const MEMBERS_LOST_MAX: usize = 10;
/// No company loses more than one member in so many between two looks; a range that is cut by a
/// department usually does.
const SHARE_LOST_MAX: usize = 5;

/// The whole organisation, as it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationAnswer {
    /// All departments and members that the application may see.
    pub found: Organisation,
    /// When it was asked for.
    pub at: Timestamp,
    /// What it means if this is the second answer without a member.
    pub second_look: SecondLook,
}

/// Members and departments that the last answers lacked, each with the first that did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Absences {
    pub(super) employees: BTreeMap<EmployeeId, Timestamp>,
    pub(super) departments: BTreeMap<DepartmentId, Timestamp>,
}

/// What is believed after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Believed {
    /// The organisation that holds from now on.
    pub(super) in_force: Organisation,
    /// Who of it was missing.
    pub(super) absences: Absences,
    /// Too much to be believed, if it is.
    pub(super) shrink: Option<Shrink>,
}

/// What an answer makes of what was known.
///
/// Whoever is missing stays until a second look; while too many are, whatever was known stays as it
/// was, and only newcomers are taken in: members of a department that is out of sight seem to have moved.
pub(super) fn believe(known: &Organisation, absences: &Absences, answer: &OrganisationAnswer) -> Believed {
    let found = &answer.found;
    let missing = known.employees.keys().filter(|who| !found.employees.contains_key(who)).count();
    let shrink = Shrink::of_members(missing, known.employees.len());
    let second_look = answer.second_look.about(shrink);
    let mut now = Absences::default();
    let mut in_force = found.clone();
    for (who, employee) in known.employees.iter().filter(|(who, _)| !found.employees.contains_key(who)) {
        let since = absences.employees.get(who).copied();
        if !is_gone(since, second_look, answer.at) {
            now.employees.insert(who.clone(), since.unwrap_or(answer.at));
            in_force.employees.insert(who.clone(), employee.clone());
        }
    }
    for (id, department) in known.departments.iter().filter(|(id, _)| !found.departments.contains_key(id)) {
        let since = absences.departments.get(id).copied();
        if !is_gone(since, second_look, answer.at) {
            now.departments.insert(*id, since.unwrap_or(answer.at));
            in_force.departments.insert(*id, department.clone());
        }
    }
    let shrink = shrink.filter(|_| !now.employees.is_empty());
    if shrink.is_some() {
        in_force.employees.extend(known.employees.clone());
        in_force.departments.extend(known.departments.clone());
    }
    Believed { in_force, absences: now, shrink }
}

fn is_gone(missing_since: Option<Timestamp>, second_look: SecondLook, at: Timestamp) -> bool {
    missing_since.is_some_and(|since| second_look.believes(second(since), second(at)))
}

impl Shrink {
    /// Whether an organisation lacks more members than leave between two looks, or all of them.
    fn of_members(missing: usize, known: usize) -> Option<Self> {
        let too_many = missing > MEMBERS_LOST_MAX && missing * SHARE_LOST_MAX > known;
        let shrunk = too_many || (missing > 0 && missing == known);
        let (known, missing) = (known as u64, missing as u64);
        shrunk.then_some(Self { stream: crate::domain::Stream::Organisation, known, missing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Employee, org::AccountStatus};

    fn member(number: usize) -> Employee {
        Employee {
            id: EmployeeId::parse(&format!("p{number}")).unwrap(),
            name: "李雷".into(),
            departments: vec![DepartmentId(1)],
            main_department: None,
            status: AccountStatus::Active,
            leads: Vec::new(),
            direct_leaders: Vec::new(),
        }
    }

    fn company(numbers: impl Iterator<Item = usize>) -> Organisation {
        let employees = numbers.map(member).map(|one| (one.id.clone(), one)).collect();
        Organisation { employees, ..Organisation::default() }
    }

    /// How many members are in force after each answer; the answers come at these minutes.
    fn after(known: usize, answers: &[(i64, usize, SecondLook)]) -> Vec<(usize, bool)> {
        let (mut in_force, mut absences) = (company(0..known), Absences::default());
        let mut counts = Vec::new();
        for (minute, left, second_look) in answers {
            let (found, second_look) = (company(known - left..known), *second_look);
            let at = Timestamp::from_second(minute * 60).unwrap();
            let believed = believe(&in_force, &absences, &OrganisationAnswer { found, at, second_look });
            counts.push((believed.in_force.employees.len(), believed.shrink.is_some()));
            (in_force, absences) = (believed.in_force, believed.absences);
        }
        counts
    }

    #[test]
    fn a_few_leave_at_the_second_look_and_not_sooner_than_ten_minutes() {
        let later = SecondLook::Later;
        let counts = after(100, &[(0, 97, later), (9, 97, later), (10, 97, later)]);
        assert_eq!(counts, [(100, false), (100, false), (97, false)]);
    }

    #[test]
    fn whoever_is_back_at_the_second_look_has_never_left() {
        let later = SecondLook::Later;
        let counts = after(100, &[(0, 97, later), (10, 100, later), (20, 97, later), (25, 97, later)]);
        assert_eq!(counts, [(100, false); 4]);
    }

    #[test]
    fn a_fifth_never_leaves_until_somebody_says_so() {
        let later = SecondLook::Later;
        let many = [(0, 79, later), (60, 79, later), (600, 79, later), (601, 79, SecondLook::AtOnce)];
        assert_eq!(after(100, &many), [(100, true), (100, true), (100, true), (79, false)]);
        assert_eq!(after(8, &[(0, 0, later), (60, 0, later)]), [(8, true), (8, true)], "all of a small company");
        assert_eq!(after(12, &[(0, 2, later), (60, 2, later)]), [(12, false), (2, false)], "ten of a small company");
    }

    #[test]
    fn while_too_many_are_missing_the_known_stay_as_they_were_and_newcomers_are_taken_in() {
        let known = company(0..100);
        let mut found = company(50..101);
        found.employees.get_mut(&member(50).id).unwrap().departments = Vec::new();
        let answer = OrganisationAnswer { found, at: Timestamp::UNIX_EPOCH, second_look: SecondLook::Later };
        let believed = believe(&known, &Absences::default(), &answer);
        assert_eq!(believed.in_force, company(0..101));
        assert_eq!(believed.shrink.map(|shrink| (shrink.missing, shrink.known)), Some((50, 100)));
    }
}
