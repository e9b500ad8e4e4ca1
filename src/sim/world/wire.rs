//! Reading calls and writing answers.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{call::Call, checkin::SPAN_MAX, endpoint::Endpoint, refusal::Refusal};
use crate::{domain::time::Window, wecom::Method};

/// A successful answer with these fields.
#[must_use]
pub fn success(mut fields: Value) -> Bytes {
    fields["errcode"] = json!(0);
    fields["errmsg"] = json!("ok");
    Bytes::from(fields.to_string())
}

/// Refuses the wrong verb as WeCom does: with HTTP 200 and a parameter error (document 90313).
pub fn demand_verb(endpoint: Endpoint, call: &Call) -> Result<(), Refusal> {
    match (endpoint.method(), call.method) {
        (Method::Get, Method::Get) | (Method::Post, Method::Post) => Ok(()),
        (Method::Post, Method::Get) => Err(Refusal::code(40063)),
        (Method::Get, Method::Post) => Err(Refusal::code(40058)),
    }
}

/// A number among the parameters of the address.
pub fn number(call: &Call, name: &str) -> Result<Option<u32>, Refusal> {
    call.parameter(name).map(|text| text.parse().map_err(|_| Refusal::code(40058))).transpose()
}

/// The body, which must be raw UTF-8 JSON without `\u` escapes.
pub fn body<T: DeserializeOwned>(call: &Call) -> Result<T, Refusal> {
    if call.body.is_empty() {
        return Err(Refusal::code(40063));
    }
    if call.body.windows(2).any(|pair| pair == b"\\u") {
        return Err(Refusal::code(40033));
    }
    let value: Value = serde_json::from_slice(&call.body)
        .map_err(|_| Refusal::saying(40058, "invalid Request Parameter, Warning: wrong json format. "))?;
    serde_json::from_value(value).map_err(|_| Refusal::code(40058))
}

/// The body of an interface that has a code of its own for a body that is JSON and not what it wants.
pub fn body_or<T: DeserializeOwned>(call: &Call, errcode: i64) -> Result<T, Refusal> {
    T::deserialize(body::<Value>(call)?).map_err(|_| Refusal::code(errcode))
}

/// The body of questions about some members' days.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct DaysAsked {
    starttime: i64,
    endtime: i64,
    /// Whose days.
    pub useridlist: Vec<String>,
}

impl DaysAsked {
    /// The two ends, which may be one and are not further apart than any question allows; anything else is
    /// refused with `errcode`.
    pub fn ends(&self, errcode: i64) -> Result<(Timestamp, Timestamp), Refusal> {
        let instant = |second| Timestamp::from_second(second).map_err(|_| Refusal::code(errcode));
        let (start, end) = (instant(self.starttime)?, instant(self.endtime)?);
        if self.starttime <= 0 || start > end || end.duration_since(start) > SPAN_MAX {
            return Err(Refusal::code(errcode));
        }
        Ok((start, end))
    }
}

/// A stretch of time from its two ends, not longer than `longest`.
pub fn window(start: i64, end: i64, longest: SignedDuration, end_inclusive: bool) -> Result<Window, Refusal> {
    let instant = |second| Timestamp::from_second(second).map_err(|_| Refusal::code(301_024));
    let (starts, ends) = (instant(start)?, instant(end)?);
    if start <= 0 || starts >= ends || ends.duration_since(starts) > longest {
        return Err(Refusal::code(301_024));
    }
    Ok(Window { start: starts, end: instant(end + i64::from(end_inclusive))? })
}

/// A body in the shape that an interface asks for.
pub fn shaped<T: DeserializeOwned>(body: &Value) -> Result<T, Refusal> {
    T::deserialize(body).map_err(|_| Refusal::code(40058))
}

/// Where a list goes on, in words that mean nothing to the caller.
#[must_use]
pub fn cursor(list: &str, offset: usize) -> String {
    hex::encode(format!("{list}/{offset}"))
}

/// Where a cursor of this list points to.
pub fn cursor_offset(list: &str, cursor: &str) -> Result<usize, Refusal> {
    let text = hex::decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let offset = text.as_deref().and_then(|text| text.strip_prefix(list)?.strip_prefix('/')?.parse().ok());
    offset.ok_or(Refusal::code(50100))
}
