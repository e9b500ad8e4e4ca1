//! What can happen to a company.

use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::{form::Status, row::Row};

/// Something that happens to a company at a moment, as a scenario writes it:
/// `{ member_left = { userid = "li.lei" } }`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// Somebody leaves: nobody knows the account any more.
    MemberLeft {
        /// Whose account.
        userid: String,
    },
    /// Somebody gets another account name. The old one is unknown from then on, and everything that
    /// was theirs is served under the new one.
    MemberRenamed {
        /// The old account name.
        userid: String,
        /// The new one.
        new_userid: String,
    },
    /// Somebody moves to other departments.
    MemberMoved {
        /// Who.
        userid: String,
        /// Where they are from then on, the main one first.
        departments: Vec<u32>,
    },
    /// Somebody joins.
    MemberJoined {
        /// As in user/list (document 90201).
        profile: Value,
    },
    /// A rule becomes another: the one with its `groupid` is replaced. Days count under the rule that
    /// held at their midnight, as WeCom lets edits take effect on the next day.
    RuleEdited {
        /// As in getcorpcheckinoption (document 93384).
        group: Value,
    },
    /// Somebody is to work another shift on a day.
    RosterSet {
        /// Who.
        userid: String,
        /// When.
        date: Date,
        /// Which shift of their rule; 0 is rest (休息).
        schedule_id: u32,
    },
    /// A punch that is due gets another time (补卡), as by `punch_correction` (document 95803).
    PunchCorrected {
        /// Whose.
        userid: String,
        /// The attendance day.
        date: Date,
        /// When it is due, seconds of the day; absent where nothing is due at a time.
        scheduled_s: Option<i64>,
        /// When they punched, by what is now held true, seconds since 1970.
        checkin_time: i64,
    },
    /// Rows are added, as by `add_checkin_record` (document 99647). Those that fit no rule are not seen.
    RecordsAdded {
        /// Person, time and place count; what the rule makes of them is found anew.
        rows: Vec<Row>,
    },
    /// A machine that was offline hands in what it kept.
    MachineUploaded {
        /// Its serial number.
        device_sn: String,
        /// What it is called.
        device_name: String,
        /// What it kept.
        punches: Vec<Kept>,
    },
    /// A form (审批) is handed in.
    FormSubmitted {
        /// As `info` of getapprovaldetail (document 91983).
        info: Value,
    },
    /// A form is decided, withdrawn, revoked or deleted.
    FormSettled {
        /// Its number.
        sp_no: String,
        /// What becomes of it.
        status: Status,
    },
}

/// A punch that a machine kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Who.
    pub userid: String,
    /// When, seconds since 1970.
    pub checkin_time: i64,
}

impl fmt::Debug for Change {
    /// By its name: rows and forms tell where somebody was and why.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MemberLeft { .. } => "MemberLeft",
            Self::MemberRenamed { .. } => "MemberRenamed",
            Self::MemberMoved { .. } => "MemberMoved",
            Self::MemberJoined { .. } => "MemberJoined",
            Self::RuleEdited { .. } => "RuleEdited",
            Self::RosterSet { .. } => "RosterSet",
            Self::PunchCorrected { .. } => "PunchCorrected",
            Self::RecordsAdded { .. } => "RecordsAdded",
            Self::MachineUploaded { .. } => "MachineUploaded",
            Self::FormSubmitted { .. } => "FormSubmitted",
            Self::FormSettled { .. } => "FormSettled",
        })
    }
}

/// Why a change cannot happen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Impossible {
    /// Nobody has this account.
    #[error("nobody is called {0:?}")]
    NoSuchMember(String),
    /// Somebody else has it.
    #[error("somebody is called {0:?} already")]
    NameTaken(String),
    /// No rule has this number, or it has none.
    #[error("there is no rule {0}")]
    NoSuchRule(u64),
    /// The rule of this member has no such shift.
    #[error("there is no shift {0}")]
    NoSuchShift(u32),
    /// Nothing is due then.
    #[error("nothing is due at second {0} of that day")]
    NothingDue(i64),
    /// No form has this number.
    #[error("there is no form {0}")]
    NoSuchForm(String),
    /// Not in WeCom's shape.
    #[error("the {0} is not in WeCom's shape")]
    NotItsShape(&'static str),
}
