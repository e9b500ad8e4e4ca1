//! `checkin/getcorpcheckinoption`: check-in rules (打卡规则, document 93384).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{
    contacts::department_id,
    envelope::open,
    error::{Fault, Quarantined, WireError, sift},
    lenient,
    rule_dates::{SpecialDay, special_offdays, special_workdays},
    rule_hours::DayHours,
};
use crate::domain::{
    EmployeeId, Rule, RuleId,
    rule::{RuleKind, Scope},
};

/// The rules of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Those that can be read.
    pub rules: Vec<Rule>,
    /// Rules that are set aside.
    pub quarantined: Vec<Quarantined>,
}

/// Reads an answer of `getcorpcheckinoption`.
pub fn rules(body: &[u8]) -> Result<Rules, WireError> {
    #[derive(Deserialize)]
    struct Answer {
        group: Option<Vec<Value>>,
    }
    let answer: Answer = open(body)?;
    let groups = answer.group.ok_or(WireError::Lacks { field: "group" })?;
    let (rules, quarantined) = sift(&groups, rule);
    Ok(Rules { rules, quarantined })
}

/// Reads one rule, a `group` of WeCom.
pub fn rule(group: &Value) -> Result<Rule, Fault> {
    let group = Group::deserialize(group).map_err(|_| Fault::NotAnObject)?;
    Ok(Rule {
        id: number(group.groupid)?,
        kind: kind(group.grouptype.ok_or(Fault::Lacks { field: "grouptype" })?),
        name: group.groupname.unwrap_or_default(),
        week: group.checkindate.into_iter().map(DayHours::entry).collect(),
        special_workdays: group.spe_workdays.into_iter().filter_map(special_workdays).collect(),
        special_offdays: group.spe_offdays.iter().filter_map(special_offdays).collect(),
        sync_holidays: group.sync_holidays,
        outside_counts: group.sync_out_checkin,
        scope: group.range.scope(),
        exempt: accounts(&group.white_users),
    })
}

#[derive(Deserialize)]
struct Group {
    #[serde(default, deserialize_with = "lenient::int")]
    groupid: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    grouptype: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    groupname: Option<String>,
    #[serde(default, deserialize_with = "lenient::each")]
    checkindate: Vec<DayHours>,
    #[serde(default, deserialize_with = "lenient::each")]
    spe_workdays: Vec<SpecialDay>,
    #[serde(default, deserialize_with = "lenient::each")]
    spe_offdays: Vec<SpecialDay>,
    #[serde(default, deserialize_with = "lenient::flag")]
    sync_holidays: bool,
    #[serde(default, deserialize_with = "lenient::flag")]
    sync_out_checkin: bool,
    #[serde(default, deserialize_with = "lenient::part")]
    range: Range,
    #[serde(default, deserialize_with = "lenient::texts")]
    white_users: Vec<String>,
}

/// Departments come as text, under one of two names.
#[derive(Deserialize, Default)]
struct Range {
    #[serde(default, alias = "partyid", deserialize_with = "lenient::ints")]
    party_id: Vec<i64>,
    #[serde(default, deserialize_with = "lenient::texts")]
    userid: Vec<String>,
    #[serde(default, deserialize_with = "lenient::ints")]
    tagid: Vec<i64>,
}

impl Range {
    fn scope(self) -> Scope {
        Scope {
            departments: self.party_id.into_iter().filter_map(department_id).collect(),
            employees: accounts(&self.userid),
            tags: self.tagid.into_iter().collect(),
        }
    }
}

fn accounts(texts: &[String]) -> BTreeSet<EmployeeId> {
    texts.iter().filter_map(|text| EmployeeId::parse(text).ok()).collect()
}

fn number(groupid: Option<i64>) -> Result<RuleId, Fault> {
    let field = "groupid";
    let number = groupid.ok_or(Fault::Lacks { field })?;
    u32::try_from(number).map(RuleId).map_err(|_| Fault::Malformed { field })
}

fn kind(grouptype: i64) -> RuleKind {
    match grouptype {
        1 => RuleKind::Fixed,
        2 => RuleKind::Roster,
        3 => RuleKind::Free,
        other => RuleKind::Other(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_without_a_number_is_set_aside_and_the_others_are_used() {
        let body = json!({ "group": [{ "grouptype": 1 }, { "groupid": "7", "grouptype": 9 }, { "groupid": 8 }, []] });
        let read = rules(body.to_string().as_bytes()).unwrap();
        assert_eq!((read.rules[0].id, read.rules[0].kind), (RuleId(7), RuleKind::Other(9)));
        let faults: Vec<_> = read.quarantined.into_iter().map(|row| (row.position, row.fault)).collect();
        let lacks = |field| Fault::Lacks { field };
        assert_eq!(faults, [(0, lacks("groupid")), (2, lacks("grouptype")), (3, Fault::NotAnObject)]);
    }

    #[test]
    fn whom_a_rule_covers_is_read_under_both_names() {
        for name in ["party_id", "partyid"] {
            let rule = rule(&json!({
                "groupid": 1, "grouptype": 1, "white_users": ["Boss"],
                "range": { name: ["1", "2"], "userid": ["li.lei", "not an id"], "tagid": [2] },
            }));
            let rule = rule.unwrap();
            assert_eq!(rule.scope.departments.iter().map(|id| id.0).collect::<Vec<_>>(), [1, 2]);
            assert_eq!(rule.scope.employees, [EmployeeId::parse("li.lei").unwrap()].into());
            assert!(rule.exempt.contains(&EmployeeId::parse("boss").unwrap()));
            assert_eq!(rule.scope.tags, [2].into());
        }
    }
}
