//! Values that may come in another spelling, or not at all.
//!
//! For fields with `#[serde(default, deserialize_with = …)]`: none of these ever fails, and what
//! cannot be read is as absent as `null`.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error::Fault;

/// A number, or a number written as text.
pub(super) fn int<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(as_int(&Value::deserialize(from)?))
}

/// Text, or a number as its digits.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(as_text(&Value::deserialize(from)?))
}

/// `true`, 1 or "true"; anything else is `false`.
pub(super) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(flag) => flag,
        Value::String(text) => text == "true" || text == "1",
        other => as_int(&other) == Some(1),
    })
}

/// The numbers of a list.
pub(super) fn ints<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<i64>, D::Error> {
    Ok(elements(Value::deserialize(from)?).iter().filter_map(as_int).collect())
}

/// The numbers of a list, each at its place: for lists that run beside another.
pub(super) fn ints_in_place<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Option<i64>>, D::Error> {
    Ok(elements(Value::deserialize(from)?).iter().map(as_int).collect())
}

/// The texts of a list.
pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(elements(Value::deserialize(from)?).iter().filter_map(as_text).collect())
}

/// The readable elements of a list.
pub(super) fn each<'de, D: Deserializer<'de>, T: for<'a> Deserialize<'a>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(elements(Value::deserialize(from)?).into_iter().filter_map(|one| T::deserialize(one).ok()).collect())
}

/// An object, or its default.
pub(super) fn part<'de, D: Deserializer<'de>, T: for<'a> Deserialize<'a> + Default>(from: D) -> Result<T, D::Error> {
    Ok(T::deserialize(Value::deserialize(from)?).unwrap_or_default())
}

/// A number, or a number written as text.
pub(super) fn as_int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Text, or a number as its digits.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A time that a row cannot do without, in seconds.
pub(super) fn instant(field: &'static str, second: Option<i64>) -> Result<Timestamp, Fault> {
    let second = second.ok_or(Fault::Lacks { field })?;
    Timestamp::from_second(second).map_err(|_| Fault::Malformed { field })
}

fn elements(value: Value) -> Vec<Value> {
    match value {
        Value::Array(elements) => elements,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => Vec::new(),
    }
}
