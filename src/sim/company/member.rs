//! Departments and the people in them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A department (部门), as in department/list (document 90208).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Number; the root is 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// The department above; 0 for the root.
    pub parentid: u32,
    /// Bigger comes first.
    pub order: u32,
    /// Accounts of its leaders.
    #[serde(default)]
    pub department_leader: Vec<String>,
}

/// A member (成员).
#[derive(Clone, PartialEq)]
pub struct Member {
    /// Account name.
    pub userid: String,
    /// Departments, the main one first.
    pub departments: Vec<u32>,
    /// What user/list says (document 90201).
    pub profile: Value,
    /// The folded account name they began with: under it everything of theirs is filed.
    pub(super) person: String,
}

impl Member {
    /// A member from what user/list says; account and departments are written into it.
    #[must_use]
    pub fn new(userid: &str, departments: Vec<u32>, mut profile: Value) -> Self {
        profile["userid"] = json!(userid);
        profile["department"] = json!(departments);
        Self { userid: userid.into(), departments, profile, person: userid.to_ascii_lowercase() }
    }

    /// Whether one of these departments is theirs.
    #[must_use]
    pub fn is_in(&self, departments: &BTreeSet<u32>) -> bool {
        self.departments.iter().any(|id| departments.contains(id))
    }

    /// 姓名.
    #[must_use]
    pub fn name(&self) -> &str {
        self.profile["name"].as_str().unwrap_or_default()
    }

    /// The same person under another account name.
    pub(super) fn renamed(&self, userid: &str) -> Self {
        Self { person: self.person.clone(), ..Self::new(userid, self.departments.clone(), self.profile.clone()) }
    }

    /// The same person elsewhere.
    pub(super) fn moved(&self, departments: Vec<u32>) -> Self {
        let mut profile = self.profile.clone();
        profile["order"] = json!(vec![0; departments.len()]);
        profile["is_leader_in_dept"] = json!(vec![0; departments.len()]);
        profile["main_department"] = json!(departments.first());
        Self { person: self.person.clone(), ..Self::new(&self.userid, departments, profile) }
    }
}

/// The part of a profile that the simulator reads; all of it is served.
#[derive(Deserialize)]
pub(super) struct Profile {
    userid: String,
    department: Vec<u32>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl From<Profile> for Member {
    fn from(read: Profile) -> Self {
        Self::new(&read.userid, read.department, Value::Object(read.rest))
    }
}
