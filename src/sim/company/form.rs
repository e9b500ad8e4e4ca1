//! A form (审批) and what it claims.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{change::Impossible, claim::Claim, history::Dated};

/// A form that somebody handed in (document 91983).
#[derive(Clone)]
pub struct Form {
    /// `sp_no`.
    pub number: String,
    /// Accounts of those it is for.
    pub applicants: Vec<String>,
    /// `template_id`.
    pub template: String,
    /// Department it was handed in for, as WeCom writes it.
    pub department: String,
    /// When it was handed in.
    pub submitted: Timestamp,
    /// What it claims.
    pub claim: Claim,
    info: Value,
    statuses: Dated<Status>,
}

/// What has become of a form; the names are those of `sp_status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 1: nobody has decided.
    Pending,
    /// 2.
    Approved,
    /// 3.
    Rejected,
    /// 4: taken back before it was decided.
    Withdrawn,
    /// 6: taken back after it was approved.
    Revoked,
    /// 7.
    Deleted,
    /// 10.
    Paid,
}

impl Status {
    /// Every one of them.
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Approved, Self::Rejected, Self::Withdrawn, Self::Revoked, Self::Deleted, Self::Paid];

    /// `sp_status`.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Pending => 1,
            Self::Approved => 2,
            Self::Rejected => 3,
            Self::Withdrawn => 4,
            Self::Revoked => 6,
            Self::Deleted => 7,
            Self::Paid => 10,
        }
    }

    /// `sp_status` of those who were to decide.
    fn of_approvers(self) -> u8 {
        match self {
            Self::Pending | Self::Withdrawn => 1,
            Self::Approved | Self::Revoked | Self::Deleted | Self::Paid => 2,
            Self::Rejected => 3,
        }
    }
}

impl Form {
    /// Reads `info` of getapprovaldetail.
    ///
    /// # Errors
    /// If it has no number, no time, no applicant or no known status.
    pub fn read(info: Value) -> Result<Self, Impossible> {
        let read = Info::deserialize(&info).map_err(|_| Impossible::NotItsShape("form"))?;
        let status = Status::ALL.into_iter().find(|status| status.number() == read.sp_status);
        let status = status.ok_or(Impossible::NotItsShape("status of a form"))?;
        let submitted =
            Timestamp::from_second(read.apply_time).map_err(|_| Impossible::NotItsShape("time of a form"))?;
        let Applicant { userid, partyid } = read.applyer.unwrap_or_default();
        let applicants = userid.into_iter().chain(read.batch_applyer.into_iter().filter_map(|one| one.userid));
        Ok(Self {
            number: read.sp_no,
            applicants: applicants.collect(),
            template: read.template_id,
            department: partyid,
            submitted,
            claim: read.apply_data.contents.iter().find_map(Claim::read).unwrap_or(Claim::Other),
            info,
            statuses: Dated::since(submitted, status),
        })
    }

    /// With a later status.
    #[must_use]
    pub fn settled(mut self, at: Timestamp, status: Status) -> Self {
        self.settle(at, status);
        self
    }

    /// Its status is another from then on.
    pub fn settle(&mut self, at: Timestamp, status: Status) {
        self.statuses.set(at, status);
    }

    /// Its status at a moment; none before it was handed in.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Option<Status> {
        self.statuses.at(now).copied()
    }

    /// Each status it had, and from when until when.
    pub fn spans(&self) -> impl Iterator<Item = (Timestamp, Timestamp, &Status)> {
        self.statuses.spans()
    }

    /// Whether what it claims holds.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.status(now) == Some(Status::Approved)
    }

    /// The number by which lists of forms are filtered (`record_type`); 0 for what has none here.
    #[must_use]
    pub fn record_type(&self) -> u8 {
        match &self.claim {
            Claim::Leave { .. } => 1,
            Claim::Correction { .. } => 2,
            Claim::Trip(_) => 3,
            Claim::Out(_) => 4,
            Claim::Overtime(_) => 5,
            Claim::Other => 0,
        }
    }

    /// As `info` of getapprovaldetail at a moment; its people keep the names they had.
    #[must_use]
    pub fn to_wire(&self, now: Timestamp) -> Value {
        let mut info = self.info.clone();
        let Some((since, _, status)) = self.statuses.spans().filter(|(since, ..)| *since <= now).last() else {
            return info;
        };
        if Some(status) != self.statuses.at(self.submitted) {
            info["sp_status"] = json!(status.number());
            decide(&mut info["sp_record"], "details", "sptime", *status, since);
            decide(&mut info["process_list"]["node_list"], "sub_node_list", "sptime", *status, since);
        }
        info
    }
}

/// Lets those who were to decide have decided.
fn decide(nodes: &mut Value, inner: &str, time: &str, status: Status, at: Timestamp) {
    for node in nodes.as_array_mut().into_iter().flatten() {
        node["sp_status"] = json!(status.of_approvers());
        for approver in node[inner].as_array_mut().into_iter().flatten() {
            approver["sp_status"] = json!(status.of_approvers());
            if approver.get("sp_yj").is_some() {
                approver["sp_yj"] = json!(status.of_approvers());
            }
            approver[time] = json!(at.as_second());
        }
    }
}

/// The part of `info` that the simulator reads; all of it is served.
#[derive(Deserialize)]
struct Info {
    sp_no: String,
    sp_status: u8,
    #[serde(default)]
    template_id: String,
    apply_time: i64,
    applyer: Option<Applicant>,
    #[serde(default)]
    batch_applyer: Vec<Applicant>,
    #[serde(default)]
    apply_data: ApplyData,
}

#[derive(Deserialize, Default)]
struct Applicant {
    userid: Option<String>,
    #[serde(default)]
    partyid: String,
}

#[derive(Deserialize, Default)]
struct ApplyData {
    contents: Vec<Value>,
}
