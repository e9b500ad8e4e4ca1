//! Departments and members; and what became of them from one look to the next ([`changes`]).

pub mod changes;

use std::collections::BTreeMap;

pub use changes::{ChangeKind, OrganisationChange, Turn};
use serde::{Deserialize, Serialize};

use super::id::{DepartmentId, EmployeeId};

/// The department that everybody is in (根部门).
pub const ROOT: DepartmentId = DepartmentId(1);

/// A department (部门).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its number.
    pub id: DepartmentId,
    /// The department above; the root's parent is not in the tree.
    pub parent: DepartmentId,
    /// Its name, where the interface gave one.
    pub name: Option<String>,
    /// Position among its siblings: the larger comes first.
    pub order: u32,
    /// Who leads it (部门负责人), as far as the application may see them.
    pub leaders: Vec<EmployeeId>,
}

/// Whether an account is in use (成员状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// 已激活.
    Active,
    /// 已禁用.
    Disabled,
    /// 未激活: invited, has not joined yet.
    NotActivated,
    /// 退出企业.
    Left,
    /// A number this program does not know, kept as given.
    Other(i64),
}

/// A member (成员) of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// The account.
    pub id: EmployeeId,
    /// The name that people use.
    pub name: String,
    /// Departments, in WeCom's order.
    pub departments: Vec<DepartmentId>,
    /// The first among them, where it is told (主部门).
    pub main_department: Option<DepartmentId>,
    /// In use or not.
    pub status: AccountStatus,
    /// Those among the departments that the member leads.
    pub leads: Vec<DepartmentId>,
    /// Who the member reports to (直属上级), as far as the application may see them.
    pub direct_leaders: Vec<EmployeeId>,
}

/// The company as last seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Departments by number.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// Members by account.
    pub employees: BTreeMap<EmployeeId, Employee>,
}

impl Organisation {
    /// The department and everything above it, from below; a loop in the tree ends the walk.
    pub fn upwards(&self, from: DepartmentId) -> impl Iterator<Item = DepartmentId> + '_ {
        let mut seen = Vec::new();
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let here = next.filter(|id| !seen.contains(id))?;
            seen.push(here);
            next = self.departments.get(&here).map(|department| department.parent);
            Some(here)
        })
    }

    /// Whether the member sits in the department or below it.
    #[must_use]
    pub fn is_in(&self, employee: &Employee, department: DepartmentId) -> bool {
        employee.departments.iter().any(|own| self.upwards(*own).any(|above| above == department))
    }
}
