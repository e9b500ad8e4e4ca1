//! `checkin/getcheckindata`: check-in rows (打卡记录, document 90262), read and written back.

mod draft;
mod given;
mod row;

use serde::Deserialize;
use serde_json::{Value, json};

use self::{draft::Draft, row::Row};
use super::{
    envelope::open,
    error::{Fault, Quarantined, WireError},
};
use crate::domain::{EmployeeId, Punch, Window};

/// 上下班打卡, 外出打卡 and whatever else there is (`opencheckindatatype`).
const ALL_KINDS: u8 = 3;

/// The rows of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Rows that can be used, in WeCom's order.
    pub punches: Vec<Punch>,
    /// Rows that are set aside.
    pub quarantined: Vec<Quarantined>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    checkindata: Option<Vec<Row>>,
}

/// The body that asks for rows of all kinds.
#[must_use]
pub fn request(people: &[EmployeeId], window: Window) -> String {
    json!({
        "opencheckindatatype": ALL_KINDS,
        "starttime": window.start.as_second(),
        "endtime": window.end.as_second(),
        "useridlist": people.iter().map(EmployeeId::as_str).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Reads an answer of `getcheckindata`.
///
/// Nothing is lost: an unknown field, or a known one in another spelling (`null`, a number as text),
/// is kept word for word in [`Punch::extra`], and [`row()`] writes it back.
pub fn punches(body: &[u8]) -> Result<Rows, WireError> {
    let answer: Answer = open(body)?;
    let rows = answer.checkindata.ok_or(WireError::Lacks { field: "checkindata" })?;
    let mut read = Rows { punches: Vec::with_capacity(rows.len()), quarantined: Vec::new() };
    for (position, row) in rows.into_iter().enumerate() {
        match row.punch() {
            Ok(punch) => read.punches.push(punch),
            Err((fault, row)) => read.quarantined.push(Quarantined::new(position, fault, &row)),
        }
    }
    Ok(read)
}

/// Reads one row.
pub fn punch(row: &Value) -> Result<Punch, Fault> {
    let row = Row::deserialize(row).map_err(|_| Fault::NotAnObject)?;
    row.punch().map_err(|(fault, _)| fault)
}

/// The row as WeCom gave it.
#[must_use]
pub fn row(punch: &Punch) -> Value {
    Draft::of(punch).value()
}

#[cfg(test)]
mod tests;
