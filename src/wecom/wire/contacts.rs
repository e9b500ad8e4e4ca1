//! Contacts (通讯录): `department/simplelist`, `department/list`, and `agent/get`.
//!
//! Source: documents 95350, 90208 and 90227.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{
    envelope::open,
    error::{Fault, Quarantined, WireError},
    lenient,
    rows::{Answer, sift},
};
use crate::domain::{Department, DepartmentId, EmployeeId};

/// Departments of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Departments {
    /// Those that can be read.
    pub departments: Vec<Department>,
    /// Rows that are set aside.
    pub quarantined: Vec<Quarantined>,
}

/// Our own application, as WeCom sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentProfile {
    /// Its name.
    pub name: String,
    /// Whether it is stopped.
    pub closed: bool,
    /// Members in its visible range (可见范围) by name.
    pub employees: BTreeSet<EmployeeId>,
    /// Departments in its visible range, with all below.
    pub departments: BTreeSet<DepartmentId>,
    /// Tags in its visible range.
    pub tags: BTreeSet<i64>,
}

/// Reads an answer of `department/simplelist` or `department/list`.
pub fn departments(body: &[u8]) -> Result<Departments, WireError> {
    let Answer { rows: departments, quarantined, .. } =
        sift(body, &["department_id", "department"], |row, _| department(row.value()))?;
    Ok(Departments { departments, quarantined })
}

/// Reads an answer of `agent/get`.
pub fn agent(body: &[u8]) -> Result<AgentProfile, WireError> {
    let answer: AgentAnswer = open(body)?;
    let users = answer.allow_userinfos.user.into_iter().filter_map(|user| user.userid);
    Ok(AgentProfile {
        name: answer.name.unwrap_or_default(),
        closed: answer.close,
        employees: users.filter_map(|id| EmployeeId::parse(&id).ok()).collect(),
        departments: answer.allow_partys.partyid.into_iter().filter_map(department_id).collect(),
        tags: answer.allow_tags.tagid.into_iter().collect(),
    })
}

/// The accounts among some texts. What is no account names nobody who could be asked about.
pub(super) fn accounts(texts: &[String]) -> Vec<EmployeeId> {
    texts.iter().filter_map(|text| EmployeeId::parse(text).ok()).collect()
}

/// A department's number, where it is one.
pub(super) fn department_id(number: i64) -> Option<DepartmentId> {
    u32::try_from(number).ok().map(DepartmentId)
}

#[derive(Deserialize)]
struct DepartmentRow {
    #[serde(default, deserialize_with = "lenient::int")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    parentid: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    order: Option<i64>,
    #[serde(default, deserialize_with = "lenient::texts")]
    department_leader: Vec<String>,
}

fn department(row: &Value) -> Result<Department, Fault> {
    let row = DepartmentRow::deserialize(row).map_err(|_| Fault::NotAnObject)?;
    let number = |value: Option<i64>, field| {
        department_id(value.ok_or(Fault::Lacks { field })?).ok_or(Fault::Malformed { field })
    };
    Ok(Department {
        id: number(row.id, "id")?,
        parent: number(row.parentid, "parentid")?,
        name: row.name,
        order: row.order.and_then(|order| u32::try_from(order).ok()).unwrap_or(0),
        leaders: accounts(&row.department_leader),
    })
}

#[derive(Deserialize)]
struct AgentAnswer {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::flag")]
    close: bool,
    #[serde(default, deserialize_with = "lenient::part")]
    allow_userinfos: AllowedUsers,
    #[serde(default, deserialize_with = "lenient::part")]
    allow_partys: AllowedDepartments,
    #[serde(default, deserialize_with = "lenient::part")]
    allow_tags: AllowedTags,
}

#[derive(Deserialize, Default)]
struct AllowedUsers {
    #[serde(default, deserialize_with = "lenient::each")]
    user: Vec<AllowedUser>,
}

#[derive(Deserialize)]
struct AllowedUser {
    #[serde(default, deserialize_with = "lenient::text")]
    userid: Option<String>,
}

#[derive(Deserialize, Default)]
struct AllowedDepartments {
    #[serde(default, deserialize_with = "lenient::ints")]
    partyid: Vec<i64>,
}

#[derive(Deserialize, Default)]
struct AllowedTags {
    #[serde(default, deserialize_with = "lenient::ints")]
    tagid: Vec<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_of_departments_are_read() {
        let simple = departments(br#"{"department_id":[{"id":2,"parentid":1,"order":10},{"id":-1}]}"#).unwrap();
        assert_eq!(simple.departments[0].parent, DepartmentId(1));
        assert_eq!(simple.quarantined[0].fault, Fault::Malformed { field: "id" });
        let full = r#"{"department":[{"id":2,"parentid":1,"name":"研发","department_leader":["HanMei",null,"李"]}]}"#;
        let full = departments(full.as_bytes()).unwrap();
        assert_eq!(full.departments[0].name.as_deref(), Some("研发"));
        assert_eq!(full.departments[0].leaders, [EmployeeId::parse("HanMei").unwrap()]);
    }

    #[test]
    fn the_visible_range_of_the_application_is_read() {
        let body = br#"{"errcode":0,"agentid":1000002,"name":"sync","close":1,
            "allow_userinfos":{"user":[{"userid":"li.lei"},{}]},"allow_partys":{"partyid":[2]},"allow_tags":{"tagid":[7]}}"#;
        let profile = agent(body).unwrap();
        assert!(profile.closed);
        assert_eq!(profile.employees, [EmployeeId::parse("li.lei").unwrap()].into());
        assert_eq!((profile.departments, profile.tags), ([DepartmentId(2)].into(), [7].into()));
        assert!(!agent(br#"{"name":"sync"}"#).unwrap().closed);
    }
}
