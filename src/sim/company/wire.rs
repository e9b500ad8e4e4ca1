//! A company out of objects in WeCom's own shapes.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use thiserror::Error;

use super::{
    form::Form,
    history::Dated,
    machine::MachinePunch,
    member::{Member, Profile},
    register::{Company, Given},
};

/// Objects that are not in WeCom's shapes.
#[derive(Debug, Error)]
#[error("{key} is not in WeCom's shape")]
pub struct NotACompany {
    key: &'static str,
    #[source]
    cause: serde_json::Error,
}

impl Company {
    /// A company from what WeCom would answer, each list under its name there: `departments`, `users`,
    /// `group`, `schedule_list`, `checkindata`, `datas`, `approvals` (each an `info` of
    /// getapprovaldetail), `hardware` (with `upload_time`), `option`; and `agent` and `events`. What is
    /// absent is empty.
    ///
    /// # Errors
    /// If one of them is not in that shape.
    pub fn from_wire(wire: &Value) -> Result<Self, NotACompany> {
        let users: Vec<Profile> = list(wire, "users")?;
        let members = users.into_iter().map(Member::from).collect();
        let mut company =
            Self::listed(list(wire, "departments")?, members, list(wire, "group")?, list(wire, "checkindata")?);
        for month in list::<Month>(wire, "schedule_list")? {
            company.roster.extend(month.lines());
        }
        for info in list(wire, "approvals")? {
            let form = Form::read(info).map_err(|why| NotACompany::because("approvals", why))?;
            company.forms.insert(form.number.clone(), form);
        }
        for punch in list::<MachinePunch>(wire, "hardware")? {
            company.uploaded.entry(punch.userid.to_ascii_lowercase()).or_default().push(punch.settled());
        }
        company.given = Given {
            reports: list(wire, "datas")?,
            options: list(wire, "option")?,
            agent: wire.get("agent").cloned(),
            events: list(wire, "events")?,
        };
        Ok(company)
    }
}

impl NotACompany {
    fn because(key: &'static str, why: impl std::fmt::Display) -> Self {
        Self { key, cause: serde::de::Error::custom(why) }
    }
}

fn list<T: DeserializeOwned>(wire: &Value, key: &'static str) -> Result<Vec<T>, NotACompany> {
    match wire.get(key) {
        None => Ok(Vec::new()),
        Some(found) => Vec::deserialize(found).map_err(|cause| NotACompany { key, cause }),
    }
}

/// A member's month in a roster (document 93380).
#[derive(Deserialize)]
struct Month {
    userid: String,
    yearmonth: i32,
    schedule: Schedule,
}

#[derive(Deserialize)]
struct Schedule {
    #[serde(rename = "scheduleList")]
    list: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    day: i8,
    schedule_info: Value,
}

impl Month {
    /// Its lines by date; a day that the month does not have is no line.
    fn lines(self) -> impl Iterator<Item = ((String, Date), Dated<Value>)> {
        let person = self.userid.to_ascii_lowercase();
        let year = i16::try_from(self.yearmonth / 100).unwrap_or(0);
        let month = i8::try_from(self.yearmonth % 100).unwrap_or(0);
        self.schedule.list.into_iter().filter_map(move |line| {
            let date = Date::new(year, month, line.day).ok()?;
            Some(((person.clone(), date), Dated::since(Timestamp::MIN, line.schedule_info)))
        })
    }
}
