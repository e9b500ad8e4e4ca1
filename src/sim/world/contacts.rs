//! The app, the departments and the members (documents 90227, 90208, 95350, 90201, 90200, 90196, 96067).

use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    app::AppStanding,
    call::Call,
    refusal::Refusal,
    tenant::World,
    wire::{self, number, success},
};
use crate::sim::company::{Department, Member};

/// Rows in one page of `user/list_id`, at most.
const ACCOUNTS_MAX: usize = 10_000;

/// agent/get: what the app is and whom it may see.
pub fn agent(world: &World, call: &Call) -> Result<Bytes, Refusal> {
    let agent_id = world.credentials.agent_id;
    if number(call, "agentid")? != Some(agent_id) {
        return Err(Refusal::code(40056));
    }
    let range = &world.app.range;
    let users: Vec<_> = range.users.iter().map(|userid| json!({ "userid": userid })).collect();
    Ok(success(json!({
        "agentid": agent_id, "name": "考勤运维台", "description": "punchdeck",
        "square_logo_url": "", "home_url": "", "redirect_domain": "",
        "allow_userinfos": {"user": users}, "allow_partys": {"partyid": range.departments},
        "allow_tags": {"tagid": []},
        "close": u8::from(world.app.standing != AppStanding::Running),
        "report_location_flag": 0, "isreportenter": 0
    })))
}

/// department/list: a department and all below it, with names.
pub fn departments(world: &World, call: &Call) -> Result<Bytes, Refusal> {
    let department = chosen(world, call)?.collect::<Vec<_>>();
    Ok(success(json!({ "department": department })))
}

/// department/simplelist: the same, numbers only.
pub fn department_ids(world: &World, call: &Call) -> Result<Bytes, Refusal> {
    let bare = |d: &Department| json!({ "id": d.id, "parentid": d.parentid, "order": d.order });
    let department_id = chosen(world, call)?.map(bare).collect::<Vec<Value>>();
    Ok(success(json!({ "department_id": department_id })))
}

/// user/list: the profiles of one department, not of those below it.
pub fn users(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let userlist = members(world, call, now)?.map(|member| &member.profile).collect::<Vec<_>>();
    Ok(success(json!({ "userlist": userlist })))
}

/// user/simplelist: the same, names only.
pub fn user_names(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let bare = |member: &Member| {
        json!({
            "userid": member.userid, "name": member.profile["name"], "department": member.departments,
            "open_userid": ""
        })
    };
    let userlist = members(world, call, now)?.map(bare).collect::<Vec<_>>();
    Ok(success(json!({ "userlist": userlist })))
}

/// user/get: one profile.
pub fn user(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let userid = call.parameter("userid").ok_or(Refusal::code(40063))?;
    let member = world.company.member(userid, now).filter(|member| world.sees(member));
    let member = member.ok_or(Refusal::code(60111))?;
    Ok(success(member.profile.clone()))
}

/// `user/list_id`: every account of the company, once for each of its departments.
pub fn accounts(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: Accounts = wire::body(call)?;
    let limit = question.limit.unwrap_or(ACCOUNTS_MAX);
    if !(1..=ACCOUNTS_MAX).contains(&limit) {
        return Err(Refusal::code(40058));
    }
    let from = if question.cursor.is_empty() { 0 } else { wire::cursor_offset("account", &question.cursor)? };
    let row = |member: &Member, id| json!({ "userid": member.userid, "department": id });
    let rows = world.company.members(now).flat_map(|member| member.departments.iter().map(move |id| row(member, id)));
    let mut page: Vec<_> = rows.skip(from).take(limit + 1).collect();
    let next_cursor = if page.len() > limit { wire::cursor("account", from + limit) } else { String::new() };
    page.truncate(limit);
    Ok(success(json!({ "next_cursor": next_cursor, "dept_user": page })))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Accounts {
    cursor: String,
    limit: Option<usize>,
}

fn members<'a>(
    world: &'a World,
    call: &Call,
    now: Timestamp,
) -> Result<impl Iterator<Item = &'a Member> + use<'a>, Refusal> {
    let id = number(call, "department_id")?.ok_or(Refusal::code(40063))?;
    demand_visible(world, id)?;
    Ok(world.company.members(now).filter(move |member| member.departments.contains(&id)))
}

/// The visible departments at and below the one asked for, or all.
fn chosen<'a>(world: &'a World, call: &Call) -> Result<impl Iterator<Item = &'a Department> + use<'a>, Refusal> {
    let mut inside = world.visible_departments();
    if let Some(id) = number(call, "id")? {
        demand_visible(world, id)?;
        inside = &inside & &world.company.subtree(id);
    }
    Ok(world.company.departments().iter().filter(move |department| inside.contains(&department.id)))
}

fn demand_visible(world: &World, id: u32) -> Result<(), Refusal> {
    if !world.company.departments().iter().any(|department| department.id == id) {
        return Err(Refusal::code(60123));
    }
    if world.visible_departments().contains(&id) { Ok(()) } else { Err(Refusal::code(60011)) }
}
