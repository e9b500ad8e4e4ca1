//! Everything known of one person's day, as facts: why a punch is here, or is not.
//!
//! Never a place, a network, a device or a note; a set-aside row shows why it could not be read, not what
//! it said.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{request::Ordinal, view::PassState};
use crate::domain::{
    Anomaly, AttendanceDay, Coverage, DepartmentId, EmployeeId, RuleId, Stream, org::AccountStatus, rule::RuleKind,
};

/// Everything known of one person's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The person.
    pub who: EmployeeId,
    /// The day.
    pub date: Date,
    /// As of when.
    pub at: Timestamp,
    /// What the person is to this program.
    pub standing: Standing,
    /// The first day of which a row of the person is stored.
    pub rows_since: Option<Date>,
    /// The rule by which the day was judged.
    pub rule: Option<AppliedRule>,
    /// Every stream, in the order in which a pass pulls them.
    pub streams: Vec<StreamTrace>,
    /// Rows filed under the day or counted for it, every version, by time and version.
    pub rows: Vec<RowTrace>,
    /// Rows that could not be read and may belong here.
    pub set_aside: Vec<SetAsideTrace>,
    /// The day, judged; `None` of somebody who is not a member as far as can be seen.
    pub day: Option<AttendanceDay>,
    /// Why the day, or a part of it, is not decided.
    pub undecided: Option<Undecided>,
    /// Open anomalies of the day.
    pub anomalies: Vec<Anomaly>,
    /// Open alerts about the connection that may have kept rows away.
    pub alerts: Vec<Anomaly>,
    /// What can be done, the most promising first.
    pub steps: Vec<Step>,
}

/// What a person is to this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In the organisation as last seen, so the application may see them (可见范围).
    Member {
        /// The name.
        name: String,
        /// Their departments, with names where they are known.
        departments: Vec<(DepartmentId, Option<String>)>,
        /// The account's state.
        status: AccountStatus,
    },
    /// Known from before, and no longer listed: has left, or is outside the visible range (可见范围).
    Unlisted,
}

/// A rule, as far as a trace shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedRule {
    /// Its number.
    pub id: RuleId,
    /// Its name.
    pub name: String,
    /// How it asks for punches.
    pub kind: RuleKind,
}

/// What became of one stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamTrace {
    /// The stream.
    pub stream: Stream,
    /// What is known of the person's day; `None` of streams that come whole.
    pub coverage: Option<Coverage>,
    /// When it was last pulled whole, for everybody.
    pub fresh: Option<Timestamp>,
    /// The pass that asked last, as far as the audit log tells.
    pub pass: Option<PassTrace>,
    /// When it is looked at again.
    pub next: NextLook,
}

/// A pass, as the audit log tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassTrace {
    /// Its number.
    pub id: Ordinal,
    /// Who asked for it: an account, or `schedule`.
    pub origin: String,
    /// When it began.
    pub started: Timestamp,
    /// How it ended; `None` if the log knows no end of it.
    pub ended: Option<PassState>,
}

/// When something is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextLook {
    /// At the latest then, as long as the engine runs.
    At(Timestamp),
    /// Only when a person asks: the day lies beyond every look of the schedule, or there is none.
    WhenAsked,
    /// No engine runs; the next one knows.
    NobodyRuns,
}

/// One version of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowTrace {
    /// The time by which it is known.
    pub at: Timestamp,
    /// WeCom's words for what it was.
    pub kind: String,
    /// WeCom's objections; empty is normal.
    pub exception: String,
    /// Whether it only says that a punch was expected.
    pub placeholder: bool,
    /// Its version, from 1.
    pub version: u32,
    /// When this version was first seen.
    pub first_seen: Timestamp,
    /// When WeCom was last seen to have it.
    pub last_seen: Timestamp,
    /// How it stands.
    pub state: RowState,
    /// Where it was made, as far as anybody may know.
    pub whereabouts: Option<Whereabouts>,
    /// Whether it fills an expected punch of the day.
    pub counts: bool,
}

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// WeCom has it.
    Current,
    /// A later version took its place.
    Superseded,
    /// One answer lacked it; it counts until a second one does.
    MissingOnce,
    /// A second answer lacked it, too: it does not count any more.
    Withdrawn {
        /// When that was found.
        at: Timestamp,
    },
}

/// Where a punch was made, without the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// Where the rule allows it.
    Inside,
    /// Elsewhere (地点异常).
    Outside,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAsideTrace {
    /// When it came.
    pub at: Timestamp,
    /// Why it could not be read.
    pub reason: String,
    /// Whether it names the person; otherwise it may be anybody's.
    pub named: bool,
    /// Whether it names the day; otherwise it may be of any.
    pub dated: bool,
}

/// Why a day, or a part of it, is not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undecided {
    /// Nobody asked for its rows yet.
    NeverAsked,
    /// Its rows are being asked for.
    BeingAsked,
    /// Its rows were asked for without a usable answer.
    Failed {
        /// WeCom's code, if it answered with one.
        errcode: Option<i64>,
    },
    /// WeCom does not show the person to us (可见范围).
    NotVisible,
    /// A punch may still be made, or come in, until then.
    Open {
        /// Rows that are fetched after this decide.
        until: Timestamp,
    },
    /// The last rows were fetched before the day was over.
    LookedTooEarly,
    /// Its kind of rule is not judged, or contradicts itself.
    NotJudged,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Settle an open alert first: until then nothing better can be known.
    SettleAlerts,
    /// Let the application see the person (可见范围), then pull the organisation.
    WidenRange,
    /// Put the person into the scope of a rule.
    AddToRule,
    /// Wait: by itself it is looked at then.
    Wait {
        /// When, at the latest.
        until: Timestamp,
    },
    /// Pull the day again for this person alone.
    Resync {
        /// Whether rows that are missing again are to be believed gone.
        believe_missing: bool,
    },
}
