//! Attendance itself: no I/O, no clock, no async, nothing of WeCom's spelling.
//!
//! Read in this order: who and when ([`id`], [`time`]), what was seen ([`punch`], [`device`], [`coverage`]),
//! what was asked for ([`approval`]), what was asked of people ([`org`], [`rule`], [`roster`], [`calendar`],
//! [`policy`]), and what follows from it in our eyes ([`day`], [`judge`], [`anomaly`]) and in WeCom's
//! ([`report`]).

pub mod id;
pub mod time;

pub mod approval;
pub mod coverage;
pub mod device;
pub mod punch;

pub mod calendar;
pub mod org;
pub mod policy;
pub mod roster;
pub mod rule;

pub mod anomaly;
pub mod day;
pub mod judge;

pub mod paper;
pub mod report;

pub use anomaly::{Anomaly, AnomalyId, AnomalyKind, Severity};
pub use approval::{Approval, ApprovalNumber, ApprovalStatus, Claim};
pub use coverage::{Coverage, CoverageState, Stream};
pub use day::{AttendanceDay, DayStatus, Edge, Flag, Slot, Verdict};
pub use device::DeviceRecord;
pub use id::{DepartmentId, EmployeeId, RuleId};
pub use org::{Department, Employee, Organisation};
pub use paper::{Paper, PaperKind};
pub use punch::Punch;
pub use report::{DayReport, RangeReport};
pub use roster::RosterDay;
pub use rule::Rule;
pub use time::{DayRange, Window};
