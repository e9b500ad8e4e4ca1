//! One line of the log.

use std::str::Utf8Error;

use jiff::{Timestamp, civil::DateTime};
use thiserror::Error;

use crate::{
    domain::{EmployeeId, time::WECOM_OFFSET},
    sim::company::row::{OFF_DUTY, ON_DUTY},
};

/// A line of the log.
pub struct Punch {
    /// Whose.
    pub userid: EmployeeId,
    /// When.
    pub at: Timestamp,
    /// Which key.
    pub status: Status,
}

/// Which key was pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0.
    On,
    /// 1.
    Off,
    /// Anything else; 255 on terminals without keys.
    Unsaid,
}

impl Punch {
    /// Reads a line; nothing of a blank one.
    pub fn read(line: &[u8]) -> Result<Option<Self>, Damage> {
        let line = std::str::from_utf8(line)?.trim_end_matches('\r');
        if line.trim().is_empty() {
            return Ok(None);
        }
        let fields = line.split('\t').map(str::trim).collect::<Vec<_>>();
        let [id, time, _verify, status, _work_code, _zero] = fields[..] else {
            return Err(Damage::Fields(fields.len()));
        };
        let userid = EmployeeId::parse(id).map_err(|_| Damage::Id(id.into()))?;
        Ok(Some(Self { userid, at: instant(time)?, status: Status::read(status)? }))
    }
}

/// A local time of UTC+8, each digit in its place.
fn instant(text: &str) -> Result<Timestamp, Damage> {
    let wrong = || Damage::Time(text.into());
    let local = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).map_err(|_| wrong())?;
    let at = WECOM_OFFSET.to_timestamp(local).map_err(|_| wrong())?;
    if text.len() == "2016-11-15 07:07:29".len() && at > Timestamp::UNIX_EPOCH { Ok(at) } else { Err(wrong()) }
}

impl Status {
    fn read(text: &str) -> Result<Self, Damage> {
        match text.parse::<u8>() {
            Ok(0) => Ok(Self::On),
            Ok(1) => Ok(Self::Off),
            Ok(_) => Ok(Self::Unsaid),
            Err(_) => Err(Damage::Status(text.into())),
        }
    }

    /// Without a key pressed, the first punch of a person's day is the arrival.
    #[must_use]
    pub fn checkin_type(self, first_of_day: bool) -> &'static str {
        match (self, first_of_day) {
            (Self::On, _) | (Self::Unsaid, true) => ON_DUTY,
            (Self::Off, _) | (Self::Unsaid, false) => OFF_DUTY,
        }
    }
}

/// Why a line makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Damage {
    /// Bytes that are no text.
    #[error("no UTF-8 text")]
    NotText(#[from] Utf8Error),
    /// Cut, or run together with another.
    #[error("{0} fields instead of 6")]
    Fields(usize),
    /// Not an account name.
    #[error("{0:?} is no id")]
    Id(String),
    /// Not a time, or one before 1970.
    #[error("{0:?} is no time")]
    Time(String),
    /// Not a status.
    #[error("{0:?} is no status")]
    Status(String),
}
