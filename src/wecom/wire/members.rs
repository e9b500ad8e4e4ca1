//! Members (成员): `user/list`, `user/simplelist`, `user/get`, `user/list_id`.
//!
//! Source: documents 90201, 90200, 90196 and 96067. What is about a person and not about attendance
//! (telephone, mail, avatar, address) is not read at all.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    contacts::{accounts, department_id},
    envelope::open,
    error::{Fault, Quarantined, WireError, object},
    fields::Fields,
    lenient,
    page::{Cursor, Page},
    rows::{self, sift},
};
use crate::domain::{DepartmentId, Employee, EmployeeId, org::AccountStatus};

/// Rows that one page of `user/list_id` may hold (document 96067).
const ACCOUNTS_MAX: u32 = 10_000;

/// Where members stand.
const LIST: &str = "userlist";

/// Members of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members {
    /// Those that can be read.
    pub employees: Vec<Employee>,
    /// Rows that are set aside.
    pub quarantined: Vec<Quarantined>,
}

/// A member by name; whether the account is in use is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedMember {
    /// The account.
    pub id: EmployeeId,
    /// The name that people use.
    pub name: String,
    /// Departments, in WeCom's order.
    pub departments: Vec<DepartmentId>,
}

/// Members by name of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedMembers {
    /// Those that can be read.
    pub members: Vec<NamedMember>,
    /// Rows that are set aside.
    pub quarantined: Vec<Quarantined>,
}

/// That an account sits in a department. Somebody in two departments has two of these, and they may
/// stand on different pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The account.
    pub id: EmployeeId,
    /// One of its departments.
    pub department: DepartmentId,
}

/// Reads an answer of `user/list`.
pub fn members(body: &[u8]) -> Result<Members, WireError> {
    let rows::Answer { rows: employees, quarantined, .. } = sift(body, &[LIST], |row, _| employee(row.value()))?;
    Ok(Members { employees, quarantined })
}

/// Reads an answer of `user/simplelist`.
pub fn member_names(body: &[u8]) -> Result<NamedMembers, WireError> {
    let named = |row: Fields<'_>, _: &str| {
        let Employee { id, name, departments, .. } = employee(row.value())?;
        Ok(NamedMember { id, name, departments })
    };
    let rows::Answer { rows: members, quarantined, .. } = sift(body, &[LIST], named)?;
    Ok(NamedMembers { members, quarantined })
}

/// Reads an answer of `user/get`.
pub fn member(body: &[u8]) -> Result<Employee, WireError> {
    Ok(object(&open(body)?).and_then(employee)?)
}

/// The body that asks `user/list_id` for a page.
#[must_use]
pub fn placements_request(from: Option<&Cursor>) -> String {
    json!({ "cursor": Cursor::words(from), "limit": ACCOUNTS_MAX }).to_string()
}

/// Reads an answer of `user/list_id`.
pub fn placements(body: &[u8]) -> Result<Page<Placement>, WireError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default, deserialize_with = "lenient::text")]
        next_cursor: Option<String>,
    }
    let rows::Answer { rows, quarantined, .. } = sift(body, &["dept_user"], |row, _| placement(row.value()))?;
    let answer: Answer = open(body)?;
    Ok(Page { rows, quarantined, next: Cursor::of(answer.next_cursor) })
}

#[derive(Deserialize)]
struct MemberRow {
    #[serde(default, deserialize_with = "lenient::text")]
    userid: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::ints_in_place")]
    department: Vec<Option<i64>>,
    #[serde(default, deserialize_with = "lenient::int")]
    main_department: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    status: Option<i64>,
    /// 1 where the member leads the department at the same place.
    #[serde(default, deserialize_with = "lenient::ints_in_place")]
    is_leader_in_dept: Vec<Option<i64>>,
    #[serde(default, deserialize_with = "lenient::texts")]
    direct_leader: Vec<String>,
}

fn employee(row: &Value) -> Result<Employee, Fault> {
    let row = MemberRow::deserialize(row).map_err(|_| Fault::NotAnObject)?;
    let id = account(row.userid)?;
    let department = |number: &Option<i64>| number.and_then(department_id);
    let led = row.department.iter().zip(&row.is_leader_in_dept).filter(|(_, leads)| **leads == Some(1));
    Ok(Employee {
        // An application that may not see names is given none; the account stands in.
        name: row.name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.as_str().to_owned()),
        id,
        departments: row.department.iter().filter_map(department).collect(),
        main_department: row.main_department.and_then(department_id),
        status: status(row.status),
        leads: led.filter_map(|(number, _)| department(number)).collect(),
        direct_leaders: accounts(&row.direct_leader),
    })
}

/// A status that is not told is that of everybody who can be listed: in use.
fn status(number: Option<i64>) -> AccountStatus {
    match number {
        None | Some(1) => AccountStatus::Active,
        Some(2) => AccountStatus::Disabled,
        Some(4) => AccountStatus::NotActivated,
        Some(5) => AccountStatus::Left,
        Some(other) => AccountStatus::Other(other),
    }
}

fn placement(row: &Value) -> Result<Placement, Fault> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "lenient::text")]
        userid: Option<String>,
        #[serde(default, deserialize_with = "lenient::int")]
        department: Option<i64>,
    }
    let row = Row::deserialize(row).map_err(|_| Fault::NotAnObject)?;
    let field = "department";
    let number = row.department.ok_or(Fault::Lacks { field })?;
    Ok(Placement { id: account(row.userid)?, department: department_id(number).ok_or(Fault::Malformed { field })? })
}

fn account(userid: Option<String>) -> Result<EmployeeId, Fault> {
    let field = "userid";
    EmployeeId::parse(&userid.ok_or(Fault::Lacks { field })?).map_err(|_| Fault::Malformed { field })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_without_a_readable_account_are_set_aside() {
        let body = r#"{"errcode":0,"userlist":[{"userid":"LiNa","name":"李娜","department":[2,"3"],"status":4},
            {"name":"nobody"},{"userid":"李娜"},{"userid":"x","status":9,"main_department":2},null]}"#;
        let read = members(body.as_bytes()).unwrap();
        assert_eq!(read.employees[0].name, "李娜");
        assert_eq!(read.employees[0].departments, [DepartmentId(2), DepartmentId(3)]);
        assert_eq!(read.employees[0].status, AccountStatus::NotActivated);
        assert_eq!((read.employees[1].name.as_str(), read.employees[1].status), ("x", AccountStatus::Other(9)));
        let faults: Vec<_> = read.quarantined.into_iter().map(|row| (row.position, row.fault)).collect();
        let field = "userid";
        assert_eq!(faults, [(1, Fault::Lacks { field }), (2, Fault::Malformed { field }), (4, Fault::NotAnObject)]);
    }

    #[test]
    fn who_leads_is_read_place_by_place_even_beside_what_cannot_be_read() {
        let body = r#"{"userid":"LiNa","department":[7,null,3,4],"is_leader_in_dept":["1",1,null,1],
            "direct_leader":["HanMei",7,"李"]}"#;
        let read = member(body.as_bytes()).unwrap();
        assert_eq!(read.departments, [DepartmentId(7), DepartmentId(3), DepartmentId(4)]);
        assert_eq!(read.leads, [DepartmentId(7), DepartmentId(4)]);
        assert_eq!(read.direct_leaders.iter().map(EmployeeId::as_str).collect::<Vec<_>>(), ["HanMei", "7"]);
    }

    #[test]
    fn a_member_without_an_account_is_no_member() {
        assert_eq!(member(br#"{"errcode":0,"name":"x"}"#), Err(WireError::Lacks { field: "userid" }));
    }

    #[test]
    fn only_an_absent_or_empty_cursor_ends_the_accounts() {
        let page = |body: &str| placements(body.as_bytes()).unwrap();
        let first = page(r#"{"dept_user":[],"next_cursor":"c1"}"#);
        assert_eq!((first.rows.len(), first.next.is_some()), (0, true));
        assert!(placements_request(first.next.as_ref()).contains(r#""cursor":"c1""#));
        let last = page(r#"{"dept_user":[{"userid":"a","department":"2"},{"userid":"a"}],"next_cursor":""}"#);
        assert_eq!((last.rows[0].department, last.next), (DepartmentId(2), None));
        assert_eq!(last.quarantined[0].fault, Fault::Lacks { field: "department" });
    }
}
