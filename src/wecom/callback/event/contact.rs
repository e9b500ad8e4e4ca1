//! The contacts changed (通讯录变更, documents 90967, 90970 and 90971).
//!
//! Told to 通讯录同步助手 and to third parties, not to an ordinary application of the company's own.
//! Names and profiles may come along; they are left in the raw text.

use std::str::FromStr;

use super::member;
use crate::{
    domain::{DepartmentId, EmployeeId},
    wecom::callback::xml::Element,
};

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactChange {
    /// `create_user`.
    MemberCreated {
        /// Who.
        who: EmployeeId,
        /// In which departments; none if not told.
        departments: Vec<DepartmentId>,
    },
    /// `update_user`.
    MemberUpdated {
        /// Who, by the account before the change.
        who: EmployeeId,
        /// The account from now on, if it is another: the same person's punches come under this.
        renamed_to: Option<EmployeeId>,
        /// In which departments from now on; none if that did not change.
        departments: Vec<DepartmentId>,
    },
    /// `delete_user`.
    MemberDeleted {
        /// Who.
        who: EmployeeId,
    },
    /// `create_party`.
    DepartmentCreated {
        /// Which.
        id: DepartmentId,
        /// Below which.
        parent: Option<DepartmentId>,
    },
    /// `update_party`.
    DepartmentUpdated {
        /// Which.
        id: DepartmentId,
        /// Below which from now on, if that changed.
        parent: Option<DepartmentId>,
    },
    /// `delete_party`.
    DepartmentDeleted {
        /// Which.
        id: DepartmentId,
    },
    /// `update_tag`: who has a tag (标签).
    TagUpdated {
        /// Which tag.
        tag: i64,
        /// Members who have it now.
        members_added: Vec<EmployeeId>,
        /// Members who had it.
        members_removed: Vec<EmployeeId>,
        /// Departments that have it now.
        departments_added: Vec<DepartmentId>,
        /// Departments that had it.
        departments_removed: Vec<DepartmentId>,
    },
}

impl ContactChange {
    pub(super) fn read(root: &Element) -> Option<Self> {
        let who = || member(root, "UserID");
        let departments = |name| listed(root, name, |id| id.parse().ok().map(DepartmentId));
        let members = |name| listed(root, name, |userid| EmployeeId::parse(userid).ok());
        let id = || number(root, "Id").map(DepartmentId);
        let parent = || number(root, "ParentId").map(DepartmentId);
        Some(match root.text_of("ChangeType")? {
            "create_user" => Self::MemberCreated { who: who()?, departments: departments("Department") },
            "update_user" => Self::MemberUpdated {
                who: who()?,
                renamed_to: member(root, "NewUserID"),
                departments: departments("Department"),
            },
            "delete_user" => Self::MemberDeleted { who: who()? },
            "create_party" => Self::DepartmentCreated { id: id()?, parent: parent() },
            "update_party" => Self::DepartmentUpdated { id: id()?, parent: parent() },
            "delete_party" => Self::DepartmentDeleted { id: id()? },
            "update_tag" => Self::TagUpdated {
                tag: number(root, "TagId")?,
                members_added: members("AddUserItems"),
                members_removed: members("DelUserItems"),
                departments_added: departments("AddPartyItems"),
                departments_removed: departments("DelPartyItems"),
            },
            _ => return None,
        })
    }
}

fn number<T: FromStr>(of: &Element, name: &str) -> Option<T> {
    of.text_of(name).and_then(|digits| digits.parse().ok())
}

/// What can be read of a list with commas.
fn listed<T>(of: &Element, name: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let items = of.text_of(name).into_iter().flat_map(|items| items.split(','));
    items.filter_map(|item| read(item.trim())).collect()
}
