//! Acceptance cases as worlds: what WeCom holds, from one moment to the next (`tests/cases`).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{
    event::{Event, Turn, When},
    fault::Fault,
    scenario::{FaultRule, Period, Scenario},
};
use crate::sim::{
    company::{Company, NotACompany},
    world::{Endpoint, Switches},
};

/// A case that can be served.
pub struct Case {
    /// The first moment at which the case looks; its clock begins there.
    pub opening: Timestamp,
    /// What WeCom holds then.
    pub company: Company,
    /// What becomes of it, and what does not work.
    pub scenario: Scenario,
}

/// A file that is no case.
#[derive(Debug, Error)]
pub enum BadCase {
    /// It is no JSON, or lacks what every case has.
    #[error("no case: {0}")]
    NotItsShape(#[from] serde_json::Error),
    /// One of its states is nothing that WeCom could hold.
    #[error("the state at {at}: {cause}")]
    State {
        /// When it begins.
        at: Timestamp,
        /// Why.
        cause: NotACompany,
    },
}

/// The part of a file that the simulator reads; what must be concluded is none of its business.
#[derive(Deserialize)]
struct File {
    #[serde(flatten)]
    first: State,
    #[serde(default)]
    simulator: Switches,
    #[serde(default)]
    steps: Vec<State>,
}

#[derive(Deserialize)]
struct State {
    now: Timestamp,
    #[serde(default)]
    wecom: Map<String, Value>,
    #[serde(default)]
    synced_to: Reach,
}

/// Until when rows can be fetched.
#[derive(Clone, Copy, Default)]
enum Reach {
    /// All the time.
    #[default]
    Now,
    Until(Timestamp),
    /// Never: `null` in the file.
    Never,
}

impl<'de> Deserialize<'de> for Reach {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(from)?.map_or(Self::Never, Self::Until))
    }
}

impl Case {
    /// Reads a case. Each step is merged over the state before it and holds from its moment on.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(text: &str) -> Result<Self, BadCase> {
        let File { first, simulator, steps } = serde_json::from_str(text)?;
        let opening = first.now;
        let mut held = first.wecom.clone();
        let opens_with = company(&held, opening)?;
        let mut events = Vec::with_capacity(steps.len());
        for step in &steps {
            held.extend(step.wecom.clone());
            company(&held, step.now)?;
            let turn = Turn::Instead(Box::new(held.clone().into()));
            events.push(Event { when: When::At(step.now), turn });
        }
        let states: Vec<_> = std::iter::once(first).chain(steps).collect();
        let ends = states.iter().skip(1).map(|next| Some(next.now - MOMENT)).chain([None]);
        let faults = states.iter().zip(ends).filter_map(|(state, end)| state.silence(end)).collect();
        let scenario = Scenario { switches: simulator, faults, events, ..Scenario::default() };
        Ok(Self { opening, company: opens_with, scenario })
    }
}

/// The shortest time that a case tells apart.
const MOMENT: SignedDuration = SignedDuration::from_secs(1);

impl State {
    /// The time in which no rows can be fetched, until the next state begins.
    fn silence(&self, to: Option<Timestamp>) -> Option<FaultRule> {
        let from = match self.synced_to {
            Reach::Now => return None,
            Reach::Until(last) => Some(last + MOMENT),
            Reach::Never => None,
        };
        let endpoint = Some(Endpoint::CheckinRecords);
        Some(FaultRule { endpoint, period: Some(Period { from, to }), ..FaultRule::always(Fault::Errcode(-1)) })
    }
}

fn company(held: &Map<String, Value>, at: Timestamp) -> Result<Company, BadCase> {
    Company::from_wire(&Value::Object(held.clone())).map_err(|cause| BadCase::State { at, cause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Scenario, World, company::View};

    const CASE: &str = r#"{
        "id": "X", "now": "2026-06-09T12:00:00+08:00", "synced_to": "2026-06-09T05:00:00+08:00",
        "simulator": {"lose_month_end_night_punch": true},
        "wecom": {
            "departments": [{"id": 1, "name": "总部", "parentid": 0, "order": 1}],
            "users": [{"userid": "li.lei", "name": "李雷", "department": [1]}],
            "checkindata": [], "agent": {"allow_partys": {"partyid": [1]}}
        },
        "steps": [{"now": "2026-06-10T12:00:00+08:00", "wecom": {"checkindata": [
            {"userid": "li.lei", "checkin_type": "上班打卡", "checkin_time": 1780880701}
        ], "agent": {"allow_partys": {"partyid": []}}}}],
        "expect": {"days": []}
    }"#;

    #[test]
    fn a_step_holds_from_its_moment_on_and_what_it_does_not_say_stays() {
        let Case { opening, company, scenario } = Case::parse(CASE).unwrap();
        assert!(scenario.switches.lose_month_end_night_punch);
        let mut world = World::new(company, &scenario);
        let mut rows = |hours| {
            let now = opening + SignedDuration::from_hours(hours);
            world.advance(now);
            let member = world.company().member("li.lei", now).expect("a step that names no users keeps them");
            let view = View { now, corrections: scenario.switches.correction_shows };
            let rows = world.company().rows(member, world.company().past(), view).len();
            (rows, world.visible_members(now).count())
        };
        assert_eq!([rows(0), rows(23), rows(24)], [(0, 1), (0, 1), (1, 0)]);
    }

    #[test]
    fn rows_cannot_be_fetched_from_the_moment_the_case_names_until_its_next() {
        let Scenario { faults, .. } = Case::parse(CASE).unwrap().scenario;
        let period = faults[0].period.unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(!period.contains(at("2026-06-09T05:00:00+08:00")));
        assert!(period.contains(at("2026-06-09T05:00:01+08:00")) && period.contains(at("2026-06-10T11:59:59+08:00")));
        assert!(!period.contains(at("2026-06-10T12:00:00+08:00")));
        let never = CASE.replace("\"2026-06-09T05:00:00+08:00\"", "null");
        assert!(Case::parse(&never).unwrap().scenario.faults[0].period.unwrap().contains(Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn what_is_no_case_is_named() {
        for (text, word) in [
            ("{", "EOF"),
            ("{}", "now"),
            (r#"{"now": "2026-06-09T12:00:00+08:00", "simulator": {"fly": true}}"#, "fly"),
            (r#"{"now": "2026-06-09T12:00:00+08:00", "wecom": {"users": [{}]}}"#, "users"),
            (
                r#"{"now": "2026-06-09T12:00:00+08:00", "steps": [{"now": "2026-06-09T13:00:00+08:00",
                "wecom": {"checkindata": [7]}}]}"#,
                "2026-06-09T05:00:00Z",
            ),
        ] {
            let error = Case::parse(text).err().expect(text).to_string();
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
