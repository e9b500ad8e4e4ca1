//! The app, the departments and the members (documents 90227, 90208, 95350, 90201).

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call::Call,
    refusal::Refusal,
    tenant::World,
    wire::{number, success},
};
use crate::sim::company::Department;

/// agent/get: what the app is and whom it may see.
pub fn agent(world: &World, call: &Call) -> Result<Bytes, Refusal> {
    let agent_id = world.credentials.agent_id;
    if number(call, "agentid")? != Some(agent_id) {
        return Err(Refusal::code(40056));
    }
    let seen = world.visible.members.iter().map(|userid| json!({ "userid": userid })).collect::<Vec<_>>();
    Ok(success(json!({
        "agentid": agent_id, "name": "考勤运维台", "description": "punchdeck",
        "square_logo_url": "", "home_url": "", "redirect_domain": "",
        "allow_userinfos": {"user": seen}, "allow_partys": {"partyid": world.visible.departments}, "allow_tags": {"tagid": []},
        "close": 0, "report_location_flag": 0, "isreportenter": 0
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
    let id = number(call, "department_id")?.ok_or(Refusal::code(40063))?;
    demand_visible(world, id)?;
    let members = world.company.members(now).filter(|member| member.departments.contains(&id));
    let userlist = members.map(|member| &member.profile).collect::<Vec<_>>();
    Ok(success(json!({ "userlist": userlist })))
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
