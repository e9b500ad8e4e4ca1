//! Which rule covers a member (rule R18).

use jiff::civil::Date;

use super::material::Material;
use crate::domain::{DepartmentId, Employee, Organisation, Punch, Rule, org::ROOT, policy::RuleTie, rule::Scope};

/// The rule that covers the member on a day, if one does.
///
/// A rule that names the member beats one that names a department, and of departments the nearest
/// up the tree wins. Whom a tag covers cannot be seen; rows that name such a rule are believed.
pub(super) fn covering<'a>(employee: &Employee, date: Date, material: &Material<'a>) -> Option<&'a Rule> {
    let distances: Vec<_> = material
        .rules_on(date)
        .filter_map(|rule| Some((distance(&rule.scope, employee, material.organisation)?, rule)))
        .collect();
    match distances.iter().map(|(distance, _)| *distance).min() {
        Some(least) => {
            let nearest = distances.into_iter().filter(|(distance, _)| *distance == least).map(|(_, rule)| rule);
            among_equals(nearest.collect(), date, material)
        }
        None => material.rules_on(date).find(|rule| !rule.scope.tags.is_empty() && rows_name(rule, date, material)),
    }
}

/// A rule on whose white list (白名单) the member stands on a day.
pub(super) fn exempting<'a>(employee: &Employee, date: Date, material: &Material<'a>) -> Option<&'a Rule> {
    material.rules_on(date).find(|rule| rule.exempt.contains(&employee.id))
}

fn among_equals<'a>(mut rules: Vec<&'a Rule>, date: Date, material: &Material<'a>) -> Option<&'a Rule> {
    rules.sort_by_key(|rule| rule.id);
    let named = match material.policy.rule_tie {
        RuleTie::Rows => rules.iter().find(|rule| rows_name(rule, date, material)),
        RuleTie::Lowest => None,
    };
    named.or(rules.first()).copied()
}

/// Steps from the member to the scope: 0 by name, else one more than those up the tree.
fn distance(scope: &Scope, employee: &Employee, organisation: &Organisation) -> Option<usize> {
    if scope.employees.contains(&employee.id) {
        return Some(0);
    }
    let up = |own: &DepartmentId| organisation.upwards(*own).position(|above| scope.departments.contains(&above));
    let nearest = employee.departments.iter().filter_map(up).min();
    let whole_company = scope.departments.contains(&ROOT).then_some(usize::MAX - 1);
    nearest.or(whole_company).map(|steps| steps + 1)
}

fn rows_name(rule: &Rule, date: Date, material: &Material<'_>) -> bool {
    let day = material.attendance_day(date, material.policy.zone_of(rule.id));
    let names = |punch: &&Punch| punch.rule == Some(i64::from(rule.id.0));
    material.punches.iter().filter(names).any(|punch| day.contains(punch.named_at()))
}
