//! Papers: what WeCom says of people's days beside their punches, kept as it came.

use jiff::civil::Date;

use super::{coverage::Stream, id::EmployeeId, report::Verbatim};

/// The kinds of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperKind {
    /// WeCom's report of a day (打卡日报, document 93374); a day has at most one.
    DayReport,
    /// What a roster asks of a day (排班, document 93380); a day has one for each roster.
    Roster,
    /// A punch on a machine (考勤机, document 94126); a day has any number.
    DeviceRecord,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Whose day.
    pub who: EmployeeId,
    /// Which day, of UTC+8.
    pub date: Date,
    /// What tells it from others of its kind on that day; empty where there are none.
    pub mark: String,
    /// What it says: a row that the reader of its kind can read again.
    pub text: Verbatim,
}

impl PaperKind {
    /// The stream that brings them.
    #[must_use]
    pub fn stream(self) -> Stream {
        match self {
            Self::DayReport => Stream::DayReports,
            Self::Roster => Stream::Rosters,
            Self::DeviceRecord => Stream::Devices,
        }
    }
}
