//! What attendance machines (智慧考勤机) recorded (document 94126).

use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{call::Call, checkin::SPAN_MAX, refusal::Refusal, tenant::World, wire};
use crate::{domain::time::Window, sim::company::machine::MachinePunch};

/// `get_hardware_checkin_data`, those that the rule rejects among them. Unknown accounts are ignored.
pub fn records(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: Question = wire::body(call)?;
    let window = question.window(world.switches.endtime_inclusive)?;
    let by = question.by()?;
    if !(1..=world.switches.users_in_call_max).contains(&question.useridlist.len()) {
        return Err(Refusal::code(301_023));
    }
    let members = question.useridlist.iter().filter_map(|userid| world.company.member(userid, now));
    let punches = members.filter(|member| world.sees(member)).flat_map(|member| {
        world.company.machine_punches(member, window, now).into_iter().filter(|punch| by.is_in(punch, window))
    });
    Ok(wire::success(json!({ "checkindata": punches.collect::<Vec<_>>() })))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    filter_type: Option<u8>,
    starttime: i64,
    endtime: i64,
    useridlist: Vec<String>,
}

/// By which of a punch's two times it is looked for.
#[derive(Clone, Copy)]
enum By {
    Punch,
    Upload,
}

impl Question {
    fn by(&self) -> Result<By, Refusal> {
        match self.filter_type {
            None | Some(1) => Ok(By::Punch),
            Some(2) => Ok(By::Upload),
            Some(_) => Err(Refusal::code(40058)),
        }
    }

    fn window(&self, endtime_inclusive: bool) -> Result<Window, Refusal> {
        wire::window(self.starttime, self.endtime, SPAN_MAX, endtime_inclusive)
    }
}

impl By {
    fn is_in(self, punch: &MachinePunch, window: Window) -> bool {
        let at = match self {
            Self::Punch => punch.checkin_time,
            Self::Upload => punch.upload_time,
        };
        Timestamp::from_second(at).is_ok_and(|at| window.contains(at))
    }
}
