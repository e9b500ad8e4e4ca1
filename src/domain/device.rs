//! What attendance machines (考勤机) recorded, whether or not a rule let it count.

use std::fmt;

use jiff::Timestamp;

use super::{id::EmployeeId, report::Verbatim};

/// A punch on a machine (document 94126). The machine tells where somebody was: it is personal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceRecord {
    /// Who punched.
    pub who: EmployeeId,
    /// When.
    pub at: Timestamp,
    /// The machine's serial number.
    pub serial: Option<String>,
    /// The machine's name.
    pub name: Option<String>,
    /// The row as it came.
    pub given: Verbatim,
}

impl fmt::Debug for DeviceRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceRecord({} {})", self.who, self.at)
    }
}
