//! A form (审批) and what it claims.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{change::Impossible, history::Dated, shift::End};
use crate::domain::time::{wecom_date, wecom_midnight};

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

/// What a form claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Somebody does not work (请假).
    Leave {
        /// Which kind, by number.
        vacation_id: u32,
        /// Which kind, by name.
        name: String,
        /// When.
        span: Span,
    },
    /// Somebody works elsewhere for days (出差).
    Trip(Span),
    /// Somebody works elsewhere for hours (外出).
    Out(Span),
    /// Somebody works longer (加班).
    Overtime(Span),
    /// A punch was forgotten (补卡).
    Correction {
        /// The attendance day; unknown in forms before November 2023.
        date: Option<Date>,
        /// Which punch.
        end: End,
        /// When it was, seconds since 1970.
        at: i64,
    },
    /// Nothing about attendance.
    Other,
}

/// From when to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Whether both ends name half a day each, that half included; otherwise they are instants.
    pub halfdays: bool,
    /// The beginning, seconds since 1970.
    pub begin: i64,
    /// The end, seconds since 1970.
    pub end: i64,
    /// How long it is by WeCom's count.
    pub duration_s: i64,
    /// Seconds of each day, where the form says so.
    pub slices: BTreeMap<Date, i64>,
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
            claim: read.apply_data.contents.iter().find_map(claim).unwrap_or(Claim::Other),
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

    /// As `info` of getapprovaldetail at a moment, under the names its people have by then.
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

impl Span {
    /// What it covers of a day, seconds of that day; `noon_s` parts the halves.
    #[must_use]
    pub fn on(&self, date: Date, midnight: i64, noon_s: i64) -> Option<(i64, i64)> {
        if !self.slices.is_empty() && self.slices.get(&date).is_none_or(|seconds| *seconds == 0) {
            return None;
        }
        let (from, to) = if self.halfdays { self.halves(date, noon_s)? } else { (self.begin, self.end) };
        let (from, to) = if self.halfdays { (from, to) } else { (from - midnight, to - midnight) };
        (from < to).then_some((from, to))
    }

    /// Half days belong to the attendance day, however far its work reaches into the next.
    fn halves(&self, date: Date, noon_s: i64) -> Option<(i64, i64)> {
        let (first, last) = (half(self.begin)?, half(self.end)?);
        let morning = (first..=last).contains(&(date, Half::Morning));
        let afternoon = (first..=last).contains(&(date, Half::Afternoon));
        match (morning, afternoon) {
            (true, true) => Some((0, LONGEST_DAY_S)),
            (true, false) => Some((0, noon_s)),
            (false, true) => Some((noon_s, LONGEST_DAY_S)),
            (false, false) => None,
        }
    }

    /// How many halves of a day it names; 0 unless it is given in half days.
    #[must_use]
    pub fn halves_on(&self, date: Date) -> i64 {
        let Some((first, last)) = half(self.begin).zip(half(self.end)).filter(|_| self.halfdays) else { return 0 };
        let named = [Half::Morning, Half::Afternoon].into_iter().filter(|part| (first..=last).contains(&(date, *part)));
        i64::try_from(named.count()).unwrap_or(0)
    }
}

/// No attendance day reaches beyond its second midnight.
const LONGEST_DAY_S: i64 = 2 * 86_400;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Half {
    Morning,
    Afternoon,
}

/// A stamp that names half a day: 0:00 the morning, 12:00 and later the afternoon.
fn half(second: i64) -> Option<(Date, Half)> {
    let at = Timestamp::from_second(second).ok()?;
    let date = wecom_date(at);
    let afternoon = second - wecom_midnight(date).as_second() >= 12 * 3600;
    Some((date, if afternoon { Half::Afternoon } else { Half::Morning }))
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

fn claim(content: &Value) -> Option<Claim> {
    let value = &content["value"];
    match content["control"].as_str()? {
        "Vacation" => {
            let chosen = &value["vacation"]["selector"]["options"][0];
            Some(Claim::Leave {
                vacation_id: chosen["key"].as_str().and_then(|key| key.parse().ok()).unwrap_or(0),
                name: chosen["value"][0]["text"].as_str().unwrap_or("请假").into(),
                span: span(&value["vacation"]["attendance"])?,
            })
        }
        "Attendance" => {
            let span = span(&value["attendance"])?;
            match value["attendance"]["type"].as_i64()? {
                3 => Some(Claim::Trip(span)),
                4 => Some(Claim::Out(span)),
                5 => Some(Claim::Overtime(span)),
                _ => None,
            }
        }
        "PunchCorrection" => {
            let claimed = &value["punch_correction"];
            let day = claimed["daymonthyear"].as_i64().and_then(|second| Timestamp::from_second(second).ok());
            let off = claimed["state"].as_str().is_some_and(|state| state.starts_with("下班"));
            Some(Claim::Correction {
                date: day.map(wecom_date),
                end: if off { End::Off } else { End::On },
                at: claimed["time"].as_i64()?,
            })
        }
        _ => None,
    }
}

fn span(attendance: &Value) -> Option<Span> {
    let range = &attendance["date_range"];
    let slices = attendance["slice_info"]["day_items"].as_array().into_iter().flatten().filter_map(|item| {
        let day = Timestamp::from_second(item["daytime"].as_i64()?).ok()?;
        Some((wecom_date(day), item["duration"].as_i64()?))
    });
    Some(Span {
        halfdays: range["type"] == "halfday",
        begin: range["new_begin"].as_i64()?,
        end: range["new_end"].as_i64()?,
        duration_s: range["new_duration"].as_i64().unwrap_or(0),
        slices: slices.collect(),
    })
}
