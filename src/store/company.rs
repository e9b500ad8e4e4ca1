//! Members and departments on the disk: what each form of theirs holds.
//!
//! The second form adds who leads whom. The first is read as it was written: nobody is known to lead.

use serde::{Deserialize, Serialize};

use super::{
    error::StoreError,
    record::{form, pack_as, unpack_body},
};
use crate::domain::{Department, DepartmentId, Employee, EmployeeId, org::AccountStatus};

/// The form that this program writes.
const FORM: u8 = 2;

/// Writes members that share a value.
pub(super) fn pack_employees(employees: &[&Employee]) -> Result<Vec<u8>, StoreError> {
    let records: Vec<EmployeeV2> = employees.iter().map(|employee| EmployeeV2::from(*employee)).collect();
    pack_as(FORM, count(&records)?, &records)
}

/// Reads members that share a value, of either form.
pub(super) fn unpack_employees(bytes: &[u8]) -> Result<Vec<Employee>, StoreError> {
    let what = "employees";
    let records: Vec<EmployeeV2> = match form(what, bytes, FORM)? {
        FORM => unpack_body(what, bytes)?,
        _ => unpack_body::<Vec<EmployeeV1>>(what, bytes)?.into_iter().map(EmployeeV2::from).collect(),
    };
    records.into_iter().map(EmployeeV2::employee).collect()
}

/// Writes departments that share a value.
pub(super) fn pack_departments(departments: &[Department]) -> Result<Vec<u8>, StoreError> {
    let records: Vec<DepartmentV2> = departments.iter().map(DepartmentV2::from).collect();
    pack_as(FORM, count(&records)?, &records)
}

/// Reads departments that share a value, of either form.
pub(super) fn unpack_departments(bytes: &[u8]) -> Result<Vec<Department>, StoreError> {
    let what = "departments";
    let records: Vec<DepartmentV2> = match form(what, bytes, FORM)? {
        FORM => unpack_body(what, bytes)?,
        _ => unpack_body::<Vec<DepartmentV1>>(what, bytes)?.into_iter().map(DepartmentV2::from).collect(),
    };
    records.into_iter().map(DepartmentV2::department).collect()
}

#[derive(Serialize, Deserialize)]
struct EmployeeV1 {
    id: String,
    name: String,
    departments: Vec<u32>,
    main_department: Option<u32>,
    status: i64,
}

/// A member.
#[derive(Serialize, Deserialize)]
pub(super) struct EmployeeV2 {
    known_before: EmployeeV1,
    leads: Vec<u32>,
    direct_leaders: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct DepartmentV1 {
    id: u32,
    parent: u32,
    name: Option<String>,
    order: u32,
}

/// A department.
#[derive(Serialize, Deserialize)]
pub(super) struct DepartmentV2 {
    known_before: DepartmentV1,
    leaders: Vec<String>,
}

impl From<EmployeeV1> for EmployeeV2 {
    fn from(known_before: EmployeeV1) -> Self {
        Self { known_before, leads: Vec::new(), direct_leaders: Vec::new() }
    }
}

impl From<&Employee> for EmployeeV2 {
    fn from(employee: &Employee) -> Self {
        let known_before = EmployeeV1 {
            id: employee.id.as_str().to_owned(),
            name: employee.name.clone(),
            departments: numbers(&employee.departments),
            main_department: employee.main_department.map(|department| department.0),
            status: match employee.status {
                AccountStatus::Active => 1,
                AccountStatus::Disabled => 2,
                AccountStatus::NotActivated => 4,
                AccountStatus::Left => 5,
                AccountStatus::Other(number) => number,
            },
        };
        Self { known_before, leads: numbers(&employee.leads), direct_leaders: texts(&employee.direct_leaders) }
    }
}

impl EmployeeV2 {
    pub(super) fn employee(self) -> Result<Employee, StoreError> {
        let record = self.known_before;
        Ok(Employee {
            id: account(&record.id)?,
            name: record.name,
            departments: departments(record.departments),
            main_department: record.main_department.map(DepartmentId),
            status: match record.status {
                1 => AccountStatus::Active,
                2 => AccountStatus::Disabled,
                4 => AccountStatus::NotActivated,
                5 => AccountStatus::Left,
                number => AccountStatus::Other(number),
            },
            leads: departments(self.leads),
            direct_leaders: accounts(&self.direct_leaders)?,
        })
    }
}

impl From<DepartmentV1> for DepartmentV2 {
    fn from(known_before: DepartmentV1) -> Self {
        Self { known_before, leaders: Vec::new() }
    }
}

impl From<&Department> for DepartmentV2 {
    fn from(department: &Department) -> Self {
        let known_before = DepartmentV1 {
            id: department.id.0,
            parent: department.parent.0,
            name: department.name.clone(),
            order: department.order,
        };
        Self { known_before, leaders: texts(&department.leaders) }
    }
}

impl DepartmentV2 {
    pub(super) fn department(self) -> Result<Department, StoreError> {
        let record = self.known_before;
        Ok(Department {
            id: DepartmentId(record.id),
            parent: DepartmentId(record.parent),
            name: record.name,
            order: record.order,
            leaders: accounts(&self.leaders)?,
        })
    }
}

fn count<T>(records: &[T]) -> Result<u32, StoreError> {
    u32::try_from(records.len()).map_err(StoreError::damaged)
}

fn numbers(departments: &[DepartmentId]) -> Vec<u32> {
    departments.iter().map(|department| department.0).collect()
}

fn departments(numbers: Vec<u32>) -> Vec<DepartmentId> {
    numbers.into_iter().map(DepartmentId).collect()
}

fn texts(accounts: &[EmployeeId]) -> Vec<String> {
    accounts.iter().map(|id| id.as_str().to_owned()).collect()
}

fn account(text: &str) -> Result<EmployeeId, StoreError> {
    EmployeeId::parse(text).map_err(StoreError::damaged)
}

fn accounts(texts: &[String]) -> Result<Vec<EmployeeId>, StoreError> {
    texts.iter().map(|text| account(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn li_lei() -> Employee {
        Employee {
            id: account("li.lei").unwrap(),
            name: "李雷".into(),
            departments: vec![DepartmentId(2), DepartmentId(3)],
            main_department: Some(DepartmentId(2)),
            status: AccountStatus::Other(9),
            leads: vec![DepartmentId(3)],
            direct_leaders: vec![account("HanMei").unwrap()],
        }
    }

    fn research() -> Department {
        let (id, parent) = (DepartmentId(2), DepartmentId(1));
        Department { id, parent, name: Some("研发".into()), order: 7, leaders: vec![account("li.lei").unwrap()] }
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(unpack_employees(&pack_employees(&[&li_lei()]).unwrap()).unwrap(), [li_lei()]);
        assert_eq!(unpack_departments(&pack_departments(&[research()]).unwrap()).unwrap(), [research()]);
    }

    /// Bytes that the program wrote when it knew the first form alone.
    #[test]
    fn a_store_from_before_leaders_were_kept_still_opens() {
        let old = |bytes| hex::decode(bytes).unwrap();
        let employees = old("01010000001500000028b52ffd2015a9000001066c692e6c656906e69d8ee99bb7020203010212");
        let alone = Employee { leads: Vec::new(), direct_leaders: Vec::new(), ..li_lei() };
        assert_eq!(unpack_employees(&employees).unwrap(), [alone]);
        let departments = old("01010000000c00000028b52ffd200c6100000102010106e7a094e58f9107");
        let nobody_leads = Department { leaders: Vec::new(), ..research() };
        assert_eq!(unpack_departments(&departments).unwrap(), [nobody_leads]);
    }

    #[test]
    fn a_newer_form_is_refused_by_name() {
        let mut bytes = pack_departments(&[research()]).unwrap();
        bytes[0] = FORM + 1;
        let error = unpack_departments(&bytes).unwrap_err();
        assert!(matches!(error, StoreError::Newer { what: "departments", found: 3, known: 2 }), "{error}");
    }
}
