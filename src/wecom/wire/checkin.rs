//! `checkin/getcheckindata`: check-in rows (打卡记录, document 90262), read and written back.

mod draft;
mod given;
mod row;

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use self::{draft::Draft, row::Row};
use super::{
    envelope::open,
    error::{Fault, Quarantined, WireError},
    rows::each,
    unfamiliar::Unfamiliar,
};
use crate::domain::{EmployeeId, Punch, Window};

/// 上下班打卡, 外出打卡 and whatever else there is (`opencheckindatatype`).
const ALL_KINDS: u8 = 3;
/// Where the rows stand.
const LIST: &str = "checkindata";

/// The rows of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Rows that can be used, in WeCom's order.
    pub punches: Vec<Punch>,
    /// Rows that are set aside.
    pub quarantined: Vec<Quarantined>,
    /// Words that this program does not know.
    pub unfamiliar: BTreeSet<Unfamiliar>,
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
    match all_at_once(body) {
        // Some row is no JSON at all, which ends the reading of all of them: slowly it is found out which.
        Err(WireError::NotJson { .. }) => one_by_one(body),
        read => read,
    }
}

fn all_at_once(body: &[u8]) -> Result<Rows, WireError> {
    let answer: Answer = open(body)?;
    let rows = answer.checkindata.ok_or(WireError::Lacks { field: LIST })?;
    let mut read = Rows { punches: Vec::with_capacity(rows.len()), ..Rows::default() };
    for (position, row) in rows.into_iter().enumerate() {
        match row.punch() {
            Ok(punch) => read.take(punch),
            Err((fault, row)) => read.quarantined.push(Quarantined::new(position, fault, &row.to_string())),
        }
    }
    Ok(read)
}

fn one_by_one(body: &[u8]) -> Result<Rows, WireError> {
    let mut read = Rows::default();
    each(body, &[LIST], |position, text| {
        let row = serde_json::from_str::<Row>(text).map_err(|_| Fault::Unreadable);
        match row.and_then(|row| row.punch().map_err(|(fault, _)| fault)) {
            Ok(punch) => read.take(punch),
            Err(fault) => read.quarantined.push(Quarantined::new(position, fault, text)),
        }
    })?;
    Ok(read)
}

impl Rows {
    fn take(&mut self, punch: Punch) {
        let objections = punch.unknown_exceptions().map(|word| Unfamiliar::new("exception_type", word));
        let kind = punch.unknown_kind().map(|kind| Unfamiliar::new("checkin_type", kind));
        objections.chain(kind).for_each(|one| one.join(&mut self.unfamiliar));
        self.punches.push(punch);
    }
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
