//! Rosters (排班), read and written (documents 93380 and 93385).

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    call::Call,
    refusal::Refusal,
    tenant::World,
    wire::{self, DaysAsked},
};
use crate::{
    domain::time::{DayRange, wecom_date},
    sim::company::{
        Change, Member,
        plan::{Kind, shift_of},
    },
};

/// getcheckinschedulist: a row for each member of a roster and each month the range touches.
pub fn read(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: DaysAsked = wire::body(call)?;
    let members = world.named(&question.useridlist, now)?;
    let (start, end) = question.ends(301_075)?;
    let range = DayRange { from: wecom_date(start), to: wecom_date(end) };
    let rows = members.into_iter().flat_map(|member| world.months(member, range, now)).collect::<Vec<_>>();
    Ok(wire::success(json!({ "schedule_list": rows })))
}

impl World {
    fn months(&self, member: &Member, range: DayRange, now: Timestamp) -> Vec<Value> {
        let mut months = BTreeMap::<(i32, u32), (String, Vec<Value>)>::new();
        for date in range.days() {
            let rule = self.company.rule(member, date).filter(|rule| Kind::of(rule) == Some(Kind::Roster));
            let Some((rule, info)) = rule.zip(self.company.assigned(member, date, now)) else { continue };
            let group = rule["groupid"].as_u64().and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
            let name = rule["groupname"].as_str().unwrap_or_default();
            let (_, days) = months.entry((yearmonth(date), group)).or_insert_with(|| (name.into(), Vec::new()));
            days.push(json!({ "day": date.day(), "schedule_info": info }));
        }
        let row = |((yearmonth, groupid), (groupname, days)): ((i32, u32), (String, Vec<Value>))| {
            json!({
                "userid": member.userid, "yearmonth": yearmonth, "groupid": groupid, "groupname": groupname,
                "schedule": {"scheduleList": days}
            })
        };
        months.into_iter().map(row).collect()
    }
}

fn yearmonth(date: Date) -> i32 {
    i32::from(date.year()) * 100 + i32::from(date.month())
}

/// setcheckinschedulist: all of it, or nothing.
pub fn write(world: &mut World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let order: Order = wire::body_or(call, 301_075)?;
    let today = wecom_date(now);
    let mut changes = Vec::new();
    for item in &order.items {
        let member = world.company.member(&item.userid, now).ok_or(Refusal::code(301_021))?;
        let date = order.date(item.day)?;
        let rule =
            world.company.rule(member, date).filter(|rule| rule["groupid"].as_u64() == Some(order.groupid.into()));
        let rule = rule.filter(|rule| Kind::of(rule) == Some(Kind::Roster)).ok_or(Refusal::code(301_075))?;
        shift_of(rule, item.schedule_id.into()).ok_or(Refusal::code(301_075))?;
        if date <= today {
            return Err(Refusal::code(301_073));
        }
        changes.push(Change::RosterSet { userid: item.userid.clone(), date, schedule_id: item.schedule_id });
    }
    for change in changes {
        world.company.apply(change, now).map_err(|_| Refusal::code(301_070))?;
    }
    Ok(wire::success(json!({})))
}

#[derive(Deserialize)]
struct Order {
    groupid: u32,
    yearmonth: i32,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    userid: String,
    day: i8,
    schedule_id: u32,
}

impl Order {
    fn date(&self, day: i8) -> Result<Date, Refusal> {
        let year = i16::try_from(self.yearmonth / 100).unwrap_or(0);
        let month = i8::try_from(self.yearmonth % 100).unwrap_or(0);
        Date::new(year, month, day).map_err(|_| Refusal::code(301_075))
    }
}
