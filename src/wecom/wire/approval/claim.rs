//! What the controls of a form (审批控件) claim: `Vacation`, `Attendance` and `PunchCorrection`.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    domain::{
        approval::{Claim, CorrectionClaim, LeaveKind, Slice, Span, SpanUnit},
        time::wecom_date,
    },
    wecom::wire::{error::Fault, lenient},
};

/// The longest time that a form may be about, in seconds: ten years. A longer one is a slip of the pen, and
/// would touch every day there is.
const SPAN_S_MAX: i64 = 10 * 366 * 86_400;

/// What a form claims; controls that are not about attendance are passed over.
pub(super) fn claims(apply_data: &Value) -> Result<Vec<Claim>, Fault> {
    let controls = list("contents", apply_data.get("contents"))?.ok_or(Fault::Lacks { field: "contents" })?;
    controls.iter().filter_map(|control| claim(control).transpose()).collect()
}

/// A list, if one is given; anything else in its place is not the same as none.
pub(super) fn list<'a>(field: &'static str, given: Option<&'a Value>) -> Result<Option<&'a [Value]>, Fault> {
    match given {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(elements)) => Ok(Some(elements)),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            Err(Fault::Malformed { field })
        }
    }
}

fn claim(control: &Value) -> Result<Option<Claim>, Fault> {
    let value = |field| part(control.get("value").unwrap_or(&Value::Null), field);
    Ok(match control.get("control").and_then(Value::as_str).ok_or(Fault::Lacks { field: "control" })? {
        "Vacation" => Some(leave(value("vacation")?)?),
        "Attendance" => Some(attendance(value("attendance")?)?),
        "PunchCorrection" => Some(correction(value("punch_correction")?)?),
        _ => None,
    })
}

/// An object within another.
fn part<'a>(whole: &'a Value, field: &'static str) -> Result<&'a Value, Fault> {
    whole.get(field).filter(|part| part.is_object()).ok_or(Fault::Lacks { field })
}

fn leave(vacation: &Value) -> Result<Claim, Fault> {
    let field = "selector";
    let chosen = vacation.pointer("/selector/options/0").ok_or(Fault::Lacks { field })?;
    let id = chosen.get("key").and_then(lenient::as_text).ok_or(Fault::Malformed { field })?;
    let name = chosen.pointer("/value/0/text").and_then(lenient::as_text).unwrap_or_default();
    let span = span(part(vacation, "attendance")?)?;
    Ok(Claim::Leave { kind: LeaveKind { id, name }, span })
}

fn attendance(attendance: &Value) -> Result<Claim, Fault> {
    let kind = attendance.get("type").and_then(lenient::as_int).ok_or(Fault::Lacks { field: "type" })?;
    let span = span(attendance)?;
    Ok(match kind {
        3 => Claim::Trip(span),
        4 => Claim::Outing(span),
        5 => Claim::Overtime(span),
        other => Claim::Other(other, span),
    })
}

#[derive(Deserialize)]
struct Range {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    unit: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    new_begin: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    new_end: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    new_duration: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    perday_duration: Option<i64>,
    #[serde(default)]
    timezone_info: Value,
}

fn span(attendance: &Value) -> Result<Span, Fault> {
    let field = "date_range";
    let range = Range::deserialize(part(attendance, field)?).map_err(|_| Fault::Malformed { field })?;
    let (begin, end) = (lenient::instant("new_begin", range.new_begin)?, lenient::instant("new_end", range.new_end)?);
    if end.duration_since(begin).as_secs().abs() > SPAN_S_MAX {
        return Err(Fault::Malformed { field });
    }
    Ok(Span {
        unit: match range.unit.ok_or(Fault::Malformed { field })?.as_str() {
            "halfday" => SpanUnit::HalfDays,
            "hour" => SpanUnit::Hours,
            other => SpanUnit::Other(other.to_owned()),
        },
        begin,
        end,
        duration_s: range.new_duration.ok_or(Fault::Lacks { field: "new_duration" })?,
        day_s: range.perday_duration,
        slices: slices(attendance)?,
        zone: range.timezone_info.get("zone_desc").and_then(lenient::as_text),
    })
}

/// An empty list is one that was not told: taken at its word it would take every day away.
fn slices(attendance: &Value) -> Result<Option<Vec<Slice>>, Fault> {
    let items = list("day_items", attendance.pointer("/slice_info/day_items"))?;
    items.filter(|items| !items.is_empty()).map(|items| items.iter().map(slice).collect()).transpose()
}

fn slice(item: &Value) -> Result<Slice, Fault> {
    let number = |field| item.get(field).and_then(lenient::as_int);
    let duration_s = number("duration").ok_or(Fault::Lacks { field: "duration" })?;
    Ok(Slice { day: day("daytime", number("daytime"))?, duration_s })
}

fn correction(correction: &Value) -> Result<Claim, Fault> {
    let number = |field| correction.get(field).and_then(lenient::as_int);
    let told = number("daymonthyear").filter(|second| *second != 0);
    Ok(Claim::Correction(CorrectionClaim {
        state: correction.get("state").and_then(lenient::as_text).unwrap_or_default(),
        at: lenient::instant("time", number("time"))?,
        day: told.map(|second| day("daymonthyear", Some(second))).transpose()?,
    }))
}

/// A day, by its midnight (0点) of UTC+8.
fn day(field: &'static str, second: Option<i64>) -> Result<Date, Fault> {
    lenient::instant(field, second).map(wecom_date)
}
