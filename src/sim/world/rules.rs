//! Rules (documents 93384 and 90263).

use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{call::Call, refusal::Refusal, tenant::World, wire};
use crate::{
    domain::time::{wecom_date, wecom_midnight},
    sim::company::Member,
};

/// getcorpcheckinoption: every rule of the company, whatever the app may see.
pub fn all(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    wire::body::<Map<String, Value>>(call)?;
    Ok(wire::success(json!({ "group": world.company.rules(now).collect::<Vec<_>>() })))
}

/// getcheckinoption: the rules of some members on a day, which is named by its midnight. Who has no
/// rule is not in the answer.
pub fn of_members(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: Question = wire::body(call)?;
    let members = world.named(&question.useridlist, now)?;
    let midnight = Timestamp::from_second(question.datetime).map_err(|_| Refusal::code(40058))?;
    if question.datetime <= 0 || wecom_midnight(wecom_date(midnight)) != midnight {
        return Err(Refusal::code(40058));
    }
    let info = members.into_iter().filter_map(|member| world.option(member, midnight)).collect::<Vec<_>>();
    Ok(wire::success(json!({ "info": info })))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    datetime: i64,
    useridlist: Vec<String>,
}

/// What only the list of all rules tells.
const OF_THE_CORP: [&str; 7] =
    ["range", "ot_info", "ot_info_v2", "create_time", "create_userid", "update_userid", "white_users"];

impl World {
    fn option(&self, member: &Member, midnight: Timestamp) -> Option<Value> {
        let mut given = self.company.given().options.iter();
        let own = |option: &&Value| {
            option["userid"].as_str().is_some_and(|userid| userid.eq_ignore_ascii_case(&member.userid))
        };
        if let Some(given) = given.rfind(own) {
            return Some(given.clone());
        }
        let mut group = self.company.rule(member, wecom_date(midnight))?.clone();
        group.as_object_mut()?.retain(|name, _| !OF_THE_CORP.contains(&name.as_str()));
        for hours in group["checkindate"].as_array_mut().into_iter().flatten() {
            let grace_s = hours["flex_on_duty_time"].as_i64().unwrap_or(0).max(0);
            hours["flex_time"] = json!(grace_s * 1000);
        }
        Some(json!({ "userid": member.userid, "group": group }))
    }
}
