//! What can be wrong with an answer, or with one row of it. Neither ever quotes personal data.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use super::{envelope::Refusal, rows::whose};
use crate::domain::EmployeeId;

/// A whole answer that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WireError {
    /// WeCom answered with a code other than 0.
    #[error("refused ({}): {}", .0.errcode, .0.text)]
    Refused(Refusal),
    /// The body ends before the JSON does.
    #[error("answer cut off after {bytes} bytes")]
    CutOff {
        /// What did arrive.
        bytes: usize,
    },
    /// The body is not a JSON object: a proxy's page, an empty body.
    #[error("answer is no JSON object (line {line}, column {column})")]
    NotJson {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, from 1.
        column: usize,
    },
    /// A field that the answer cannot do without.
    #[error("answer without a usable {field}")]
    Lacks {
        /// WeCom's name of it.
        field: &'static str,
    },
}

/// Why one row of an answer is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// It is not JSON that can be read: a number beyond all bounds, half a character.
    #[error("not readable")]
    Unreadable,
    /// It is no JSON object.
    #[error("not an object")]
    NotAnObject,
    /// A field that it cannot do without is not there.
    #[error("without {field}")]
    Lacks {
        /// WeCom's name of it.
        field: &'static str,
    },
    /// A field that it cannot do without cannot be read.
    #[error("{field} cannot be read")]
    Malformed {
        /// WeCom's name of it.
        field: &'static str,
    },
    /// A day that the calendar does not have, such as 30 February.
    #[error("{year_month} has no day {day}")]
    NoSuchDate {
        /// Year and month as digits: 202602.
        year_month: i64,
        /// The day of the month.
        day: i64,
    },
}

impl From<Fault> for WireError {
    /// What is wrong with the only row of an answer is wrong with the answer.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotAnObject | Fault::Unreadable => Self::NotJson { line: 1, column: 1 },
            Fault::Lacks { field } | Fault::Malformed { field } => Self::Lacks { field },
            Fault::NoSuchDate { .. } => Self::Lacks { field: "day" },
        }
    }
}

/// A row that is set aside; the rest of its answer is used.
#[derive(Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its place in the answer, from 0.
    pub position: usize,
    /// Whom it is about, if that much can be read: what is known of them is in doubt now.
    pub who: Option<EmployeeId>,
    /// Why.
    pub fault: Fault,
    /// The row as it came, as JSON. May hold personal data: for the store, never for a log.
    pub row: String,
}

impl Quarantined {
    pub(super) fn new(position: usize, fault: Fault, row: &str) -> Self {
        Self { position, who: whose(row), fault, row: row.to_owned() }
    }
}

impl fmt::Debug for Quarantined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quarantined(row {}: {})", self.position, self.fault)
    }
}

impl WireError {
    /// What `serde_json` found, without the text that it quotes.
    pub(super) fn unreadable(error: &serde_json::Error, body: &[u8]) -> Self {
        let trimmed = body.trim_ascii();
        // A number that breaks off is wrong to `serde_json` and not short, but an object ends in a brace.
        let broken_off = error.is_eof() || (trimmed.starts_with(b"{") && !trimmed.ends_with(b"}"));
        if broken_off && !trimmed.is_empty() {
            Self::CutOff { bytes: body.len() }
        } else {
            Self::NotJson { line: error.line(), column: error.column() }
        }
    }
}

/// A row, if it is an object: serde would take a list for one, field by field.
pub(super) fn object(row: &Value) -> Result<&Value, Fault> {
    if row.is_object() { Ok(row) } else { Err(Fault::NotAnObject) }
}
