//! What can be wrong with an answer, or with one row of it. Neither ever quotes personal data.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use super::envelope::Refusal;
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
}

impl From<Fault> for WireError {
    /// What is wrong with the only row of an answer is wrong with the answer.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotAnObject => Self::NotJson { line: 1, column: 1 },
            Fault::Lacks { field } | Fault::Malformed { field } => Self::Lacks { field },
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
    pub(super) fn new(position: usize, fault: Fault, row: &Value) -> Self {
        let who = row.get("userid").and_then(Value::as_str).and_then(|userid| EmployeeId::parse(userid).ok());
        Self { position, who, fault, row: row.to_string() }
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
        if error.is_eof() && !body.trim_ascii().is_empty() {
            Self::CutOff { bytes: body.len() }
        } else {
            Self::NotJson { line: error.line(), column: error.column() }
        }
    }
}

/// The rows of a list that can be read, and the others by name.
pub(super) fn sift<T>(rows: &[Value], read: impl Fn(&Value) -> Result<T, Fault>) -> (Vec<T>, Vec<Quarantined>) {
    let mut good = Vec::with_capacity(rows.len());
    let mut quarantined = Vec::new();
    for (position, row) in rows.iter().enumerate() {
        match object(row).and_then(&read) {
            Ok(read) => good.push(read),
            Err(fault) => quarantined.push(Quarantined::new(position, fault, row)),
        }
    }
    (good, quarantined)
}

/// A row, if it is an object: serde would take a list for one, field by field.
pub(super) fn object(row: &Value) -> Result<&Value, Fault> {
    if row.is_object() { Ok(row) } else { Err(Fault::NotAnObject) }
}
