//! What lies on the disk of approval forms (审批): each with its versions, and which are to be read again.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    error::StoreError,
    folder::VersionV1,
    record::{decode, encode, instant, pack, second, unpack},
};
use crate::domain::{Approval, ApprovalNumber, ApprovalStatus, EmployeeId, approval::Prospect, report::Verbatim};

/// A form as it now is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledApproval {
    /// Its number.
    pub number: ApprovalNumber,
    /// How far it has come.
    pub status: ApprovalStatus,
    /// When it was submitted.
    pub submitted: Timestamp,
    /// The form as it came; the reader of forms can read it again.
    pub text: Verbatim,
    /// How many versions there were up to this one, from 1.
    pub version: u32,
    /// When this version was first seen.
    pub first_seen: Timestamp,
}

/// A form that is still to be read, or read again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watched {
    /// How far it had come; absent if it was only listed.
    pub status: Option<ApprovalStatus>,
    /// When it was submitted.
    pub submitted: Option<Timestamp>,
    /// The last day that it is about, if it is about any.
    pub last_day: Option<Date>,
    /// When it was last asked for and came.
    pub read_at: Option<Timestamp>,
    /// Whether a list says that it is not as it was read.
    pub stale: bool,
}

impl Watched {
    /// What may still become of it, as far as it was read.
    #[must_use]
    pub fn prospect(&self) -> Option<Prospect> {
        self.status.map(ApprovalStatus::prospect)
    }

    /// What is known of a form that came whole.
    #[must_use]
    pub fn read(form: &Approval, at: Timestamp) -> Self {
        let (status, submitted) = (Some(form.status), Some(form.applied_at));
        Self { status, submitted, last_day: form.days().last().copied(), read_at: Some(at), stale: false }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let WatchedV1 { status, submitted, last_day, read_at, stale } = decode("watched form", bytes)?;
        Ok(Self {
            status: status.map(ApprovalStatus::of),
            submitted: submitted.map(instant).transpose()?,
            last_day,
            read_at: read_at.map(instant).transpose()?,
            stale,
        })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        encode(&WatchedV1 {
            status: self.status.map(ApprovalStatus::number),
            submitted: self.submitted.map(second),
            last_day: self.last_day,
            read_at: self.read_at.map(second),
            stale: self.stale,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct WatchedV1 {
    status: Option<i64>,
    submitted: Option<i64>,
    last_day: Option<Date>,
    read_at: Option<i64>,
    stale: bool,
}

/// A form with all its versions. Beside the newest stands what it is about, so that its names can be found
/// without reading it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormV1 {
    pub(super) status: i64,
    pub(super) submitted: i64,
    pub(super) people: BTreeSet<String>,
    pub(super) days: BTreeSet<Date>,
    versions: Vec<VersionV1>,
}

impl FormV1 {
    /// A form that was not known.
    pub(super) fn new(form: &Approval, at: Timestamp) -> Self {
        Self { versions: vec![VersionV1::new(&form.given.0, second(at))], ..Self::about(form) }
    }

    /// The same with another version; `None` if it says what it said, or something later is known.
    pub(super) fn with(mut self, form: &Approval, at: Timestamp) -> Option<Self> {
        let version = VersionV1::new(&form.given.0, second(at));
        let known = |latest: &VersionV1| latest.hash == version.hash || latest.first_seen > version.first_seen;
        if self.versions.last().is_some_and(known) {
            return None;
        }
        self.versions.push(version);
        Some(Self { versions: self.versions, ..Self::about(form) })
    }

    fn about(form: &Approval) -> Self {
        Self {
            status: form.status.number(),
            submitted: second(form.applied_at),
            people: form.applicants.iter().map(|who| who.as_str().to_owned()).collect(),
            days: form.days(),
            versions: Vec::new(),
        }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        unpack("form", bytes)
    }

    pub(super) fn encode(&self) -> Result<Vec<u8>, StoreError> {
        pack(u32::try_from(self.versions.len()).map_err(StoreError::damaged)?, self)
    }

    /// Whom it is about.
    pub(super) fn applicants(&self) -> Result<Vec<EmployeeId>, StoreError> {
        self.people.iter().map(|who| EmployeeId::parse(who).map_err(StoreError::damaged)).collect()
    }

    /// Whether it has a version and every version says what it said when it was filed.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if VersionV1::are_sound(&self.versions) {
            self.applicants().map(drop)
        } else {
            Err(StoreError::damaged("form: it is not what was filed"))
        }
    }

    /// The form as it now is.
    pub(super) fn current(self, number: ApprovalNumber) -> Result<FiledApproval, StoreError> {
        let version = u32::try_from(self.versions.len()).map_err(StoreError::damaged)?;
        let latest =
            self.versions.into_iter().next_back().ok_or_else(|| StoreError::damaged("form: one without a version"))?;
        Ok(FiledApproval {
            number,
            status: ApprovalStatus::of(self.status),
            submitted: instant(self.submitted)?,
            first_seen: instant(latest.first_seen)?,
            text: Verbatim(latest.text),
            version,
        })
    }
}
