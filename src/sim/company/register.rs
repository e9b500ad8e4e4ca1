//! The company itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::{diary::Diary, row::Row};
use crate::domain::time::{Window, wecom_midnight};

/// A company as WeCom knows it.
pub struct Company {
    departments: Vec<Department>,
    members: BTreeMap<String, Member>,
    rules: Vec<Value>,
    records: Records,
}

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
}

impl Member {
    /// Whether one of these departments is theirs.
    #[must_use]
    pub fn is_in(&self, departments: &BTreeSet<u32>) -> bool {
        self.departments.iter().any(|id| departments.contains(id))
    }
}

/// How long the rows of a day may be filed after its midnight: the latest departure is at 4:00.
const NIGHT: SignedDuration = SignedDuration::from_hours(4);

/// Where rows come from.
enum Records {
    Seeded(Diary),
    /// Rows of each folded userid, in order.
    Listed(BTreeMap<String, Vec<Row>>),
}

/// Objects that are not in WeCom's shapes.
#[derive(Debug, Error)]
#[error("{key} is not in WeCom's shape")]
pub struct NotACompany {
    key: &'static str,
    #[source]
    cause: serde_json::Error,
}

impl Company {
    /// A company whose people live by a diary.
    #[must_use]
    pub(super) fn living(departments: Vec<Department>, members: Vec<Member>, rules: Vec<Value>, diary: Diary) -> Self {
        Self { departments, members: by_account(members), rules, records: Records::Seeded(diary) }
    }

    /// A company with exactly these rows.
    #[must_use]
    pub fn listed(departments: Vec<Department>, members: Vec<Member>, rules: Vec<Value>, rows: Vec<Row>) -> Self {
        let mut listed = BTreeMap::<String, Vec<Row>>::new();
        for row in rows {
            listed.entry(row.userid.to_ascii_lowercase()).or_default().push(row);
        }
        for rows in listed.values_mut() {
            rows.sort_by(|a, b| a.order().cmp(&b.order()));
        }
        Self { departments, members: by_account(members), rules, records: Records::Listed(listed) }
    }

    /// A company from `departments`, `users`, `group` and `checkindata`, each in WeCom's shape.
    ///
    /// # Errors
    /// If one of them is not.
    pub fn from_wire(wire: &Value) -> Result<Self, NotACompany> {
        let users: Vec<Profile> = list(wire, "users")?;
        Ok(Self::listed(
            list(wire, "departments")?,
            users.into_iter().map(Member::from).collect(),
            list(wire, "group")?,
            list(wire, "checkindata")?,
        ))
    }

    /// All departments, the root first.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.departments
    }

    /// All members, by folded userid.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// The member with this account, whatever its case.
    #[must_use]
    pub fn member(&self, userid: &str) -> Option<&Member> {
        self.members.get(&userid.to_ascii_lowercase())
    }

    /// Lets a member go: from now on nobody knows the account. False if nobody did before.
    pub fn dismiss(&mut self, userid: &str) -> bool {
        self.members.remove(&userid.to_ascii_lowercase()).is_some()
    }

    /// The rules, as in getcorpcheckinoption.
    #[must_use]
    pub fn rules(&self) -> &[Value] {
        &self.rules
    }

    /// A department and all below it; nothing if there is no such department.
    #[must_use]
    pub fn subtree(&self, root: u32) -> BTreeSet<u32> {
        let mut inside: BTreeSet<u32> = self.departments.iter().map(|d| d.id).filter(|id| *id == root).collect();
        let mut known = 0;
        while known < inside.len() {
            known = inside.len();
            let below = self.departments.iter().filter(|d| inside.contains(&d.parentid)).map(|d| d.id);
            let below = below.collect::<Vec<_>>();
            inside.extend(below);
        }
        inside
    }

    /// One member's rows that are filed in a stretch of time, in order.
    #[must_use]
    pub fn rows(&self, userid: &str, window: Window) -> Vec<Row> {
        let folded = userid.to_ascii_lowercase();
        match &self.records {
            Records::Seeded(diary) => diary.rows(&folded, window),
            Records::Listed(listed) => {
                let rows = listed.get(&folded).map_or(&[][..], Vec::as_slice);
                let (from, to) = (window.start.as_second(), window.end.as_second());
                let first = rows.partition_point(|row| row.filed_at() < from);
                let after = rows.partition_point(|row| row.filed_at() < to);
                rows[first..after.max(first)].to_vec()
            }
        }
    }

    /// The stretch of time in which everything past lies.
    #[must_use]
    pub fn past(&self) -> Window {
        match &self.records {
            Records::Seeded(diary) => Window {
                start: wecom_midnight(diary.history().from),
                end: wecom_midnight(diary.history().to.saturating_add(1.day()))
                    .saturating_add(NIGHT)
                    .unwrap_or(Timestamp::MAX),
            },
            Records::Listed(_) => Window { start: Timestamp::UNIX_EPOCH, end: Timestamp::MAX },
        }
    }
}

fn by_account(members: Vec<Member>) -> BTreeMap<String, Member> {
    members.into_iter().map(|member| (member.userid.to_ascii_lowercase(), member)).collect()
}

fn list<T: serde::de::DeserializeOwned>(wire: &Value, key: &'static str) -> Result<Vec<T>, NotACompany> {
    match wire.get(key) {
        None => Ok(Vec::new()),
        Some(found) => Vec::deserialize(found).map_err(|cause| NotACompany { key, cause }),
    }
}

/// The part of a profile that the simulator reads; all of it is served.
#[derive(Deserialize)]
struct Profile {
    userid: String,
    department: Vec<u32>,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

impl From<Profile> for Member {
    fn from(read: Profile) -> Self {
        let Profile { userid, department, mut rest } = read;
        rest.insert("userid".into(), userid.as_str().into());
        rest.insert("department".into(), department.clone().into());
        Self { userid, departments: department, profile: Value::Object(rest) }
    }
}
