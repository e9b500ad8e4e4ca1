//! What `trace --json` says: the product's public contract, apart from every other type.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::shape::{self, Line};
use crate::{
    console::{
        Trace,
        trace::{NextLook, PassTrace, RowState, RowTrace, SetAsideTrace, Standing, Step, StreamTrace, Undecided},
    },
    text::trace::resync,
};

/// Everything known of one person's day. No field holds a place, a network, a device or a remark.
#[must_use]
pub fn trace(trace: &Trace) -> Line {
    let (standing, name, departments, status) = match &trace.standing {
        Standing::Member { name, departments, status } => {
            let departments = departments.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
            ("member", Some(name), departments, Some(status))
        }
        Standing::Unlisted => ("unlisted", None, Vec::new(), None),
    };
    shape::object(json!({
        "userid": trace.who,
        "date": trace.date,
        "at": trace.at.as_second(),
        "standing": standing,
        "name": name,
        "departments": departments,
        "status": status,
        "rows_since_date": trace.rows_since,
        "rule": trace.rule.as_ref().map(|rule| json!({ "groupid": rule.id, "name": rule.name, "kind": rule.kind })),
        "streams": trace.streams.iter().map(stream).collect::<Vec<_>>(),
        "rows": trace.rows.iter().map(row).collect::<Vec<_>>(),
        "set_aside": trace.set_aside.iter().map(set_aside).collect::<Vec<_>>(),
        "day": trace.day.as_ref().map(|day| shape::day(&trace.who, day, trace.at)),
        "undecided": trace.undecided.map(undecided),
        "anomalies": trace.anomalies.iter().map(shape::anomaly).collect::<Vec<_>>(),
        "alerts": trace.alerts.iter().map(shape::anomaly).collect::<Vec<_>>(),
        "steps": trace.steps.iter().map(|one| step(*one, trace)).collect::<Vec<_>>(),
    }))
}

fn stream(one: &StreamTrace) -> Value {
    let known = one.coverage;
    let (next, next_at) = match one.next {
        NextLook::At(at) => ("scheduled", Some(at)),
        NextLook::WhenAsked => ("when_asked", None),
        NextLook::NobodyRuns => ("nobody_runs", None),
    };
    json!({
        "stream": one.stream.name(),
        "state": known.map(|known| known.state.name()),
        "rows": known.map(|known| known.rows),
        "fetched_at": second(known.and_then(|known| known.fetched_at)),
        "errcode": known.and_then(|known| known.errcode),
        "fresh": second(one.fresh),
        "pass": one.pass.as_ref().map(pass),
        "next": next,
        "next_at": second(next_at),
    })
}

fn pass(pass: &PassTrace) -> Value {
    json!({ "id": pass.id, "origin": pass.origin, "started": pass.started.as_second(), "ended": pass.ended })
}

fn row(row: &RowTrace) -> Value {
    let (state, withdrawn) = match row.state {
        RowState::Current => ("current", None),
        RowState::Superseded => ("superseded", None),
        RowState::MissingOnce => ("missing_once", None),
        RowState::Withdrawn { at } => ("withdrawn", Some(at)),
    };
    json!({
        "checkin_time": row.at.as_second(),
        "checkin_type": row.kind,
        "exception_type": row.exception,
        "placeholder": row.placeholder,
        "version": row.version,
        "first_seen": row.first_seen.as_second(),
        "last_seen": row.last_seen.as_second(),
        "state": state,
        "withdrawn_at": second(withdrawn),
        "whereabouts": row.whereabouts,
        "counts": row.counts,
    })
}

fn set_aside(row: &SetAsideTrace) -> Value {
    json!({ "at": row.at.as_second(), "reason": row.reason, "named": row.named, "dated": row.dated })
}

fn undecided(why: Undecided) -> Value {
    let (reason, errcode, until) = match why {
        Undecided::NeverAsked => ("never_asked", None, None),
        Undecided::BeingAsked => ("being_asked", None, None),
        Undecided::Failed { errcode } => ("failed", errcode, None),
        Undecided::NotVisible => ("not_visible", None, None),
        Undecided::Open { until } => ("open", None, Some(until)),
        Undecided::LookedTooEarly => ("looked_too_early", None, None),
        Undecided::NotJudged => ("not_judged", None, None),
    };
    json!({ "reason": reason, "errcode": errcode, "until": second(until) })
}

fn step(step: Step, trace: &Trace) -> Value {
    match step {
        Step::SettleAlerts => json!({ "step": "settle_alerts" }),
        Step::WidenRange => json!({ "step": "widen_range" }),
        Step::AddToRule => json!({ "step": "add_to_rule" }),
        Step::Wait { until } => json!({ "step": "wait", "until": until.as_second() }),
        Step::Resync { believe_missing } => json!({ "step": "resync", "command": resync(trace, believe_missing) }),
    }
}

fn second(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_second)
}
