//! Approval forms (审批): what a form claims about days, and whether it holds.
//!
//! What people write into them (reasons, comments) stays in the form as it came, and is not read.

use std::{collections::BTreeSet, fmt};

use jiff::{Timestamp, ToSpan, civil::Date};
use thiserror::Error;

use super::{
    day::Edge,
    id::EmployeeId,
    report::Verbatim,
    time::{DayRange, seconds_after, wecom_date},
};

/// The number of a form (审批单号): digits as text, 1 to 64 letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApprovalNumber(String);

/// A text that is no number of a form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a number of an approval form: 1 to 64 letters or digits")]
pub struct NotAnApprovalNumber(pub String);

/// A form as it stands. It may change for as long as it exists, even after it was approved, and nobody need
/// be told: only [`ApprovalStatus::Approved`] counts (rule R10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Its number.
    pub number: ApprovalNumber,
    /// The name of its template: 请假, 补卡, …
    pub name: String,
    /// Its template.
    pub template: String,
    /// How far it has come.
    pub status: ApprovalStatus,
    /// When it was submitted.
    pub applied_at: Timestamp,
    /// Whom it is about; several if somebody applied for others too.
    pub applicants: Vec<EmployeeId>,
    /// What it claims about attendance; nothing if it is about something else.
    pub claims: Vec<Claim>,
    /// The form as it came.
    pub given: Verbatim,
}

/// What may still become of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prospect {
    /// It is not decided.
    Open,
    /// It holds, and may be taken back.
    Holds,
    /// It claims nothing any more.
    Over,
}

/// How far a form has come (审批状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalStatus {
    /// 审批中.
    Pending,
    /// 已通过.
    Approved,
    /// 已驳回.
    Rejected,
    /// 已撤销: withdrawn before it was decided.
    Withdrawn,
    /// 通过后撤销: approved, and taken back later.
    Revoked,
    /// 已删除.
    Deleted,
    /// 已支付.
    Paid,
    /// A number this program does not know, kept as given.
    Other(i64),
}

/// What a form claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// 请假.
    Leave {
        /// Which kind of leave.
        kind: LeaveKind,
        /// When.
        span: Span,
    },
    /// 出差.
    Trip(Span),
    /// 外出.
    Outing(Span),
    /// 加班.
    Overtime(Span),
    /// 补卡.
    Correction(CorrectionClaim),
    /// A kind of absence or presence this program does not know, by WeCom's number.
    Other(i64, Span),
}

/// A kind of leave (假期类型), as the company named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveKind {
    /// WeCom's id of it.
    pub id: String,
    /// 年假, 病假, …
    pub name: String,
}

/// The time a form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// How begin and end are meant.
    pub unit: SpanUnit,
    /// Its begin; of half days a stamp that names the first half.
    pub begin: Timestamp,
    /// Its end; of half days a stamp that names the last half, which is included.
    pub end: Timestamp,
    /// How long it counts, in seconds. Need not be what lies between begin and end.
    pub duration_s: i64,
    /// How many seconds a day of it counts, where that is told.
    pub day_s: Option<i64>,
    /// How much of it falls on which day, where that is told; a day that is not listed has none.
    pub slices: Option<Vec<Slice>>,
    /// The applicant's zone in WeCom's words (`UTC+9`), told only where it is not UTC+8.
    pub zone: Option<String>,
}

/// How begin and end of a span are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpanUnit {
    /// Stamps that name halves of attendance days: 0:00 the first, 12:00 or later the second.
    HalfDays,
    /// Instants.
    Hours,
    /// A word this program does not know, kept as given.
    Other(String),
}

/// The part of a span that falls on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The day.
    pub day: Date,
    /// How much of it, in seconds; 0 takes the day away.
    pub duration_s: i64,
}

/// A punch that somebody asks to have put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionClaim {
    /// What was wrong, in WeCom's words: 上班-未打卡, 迟到, …
    pub state: String,
    /// The time to be put there.
    pub at: Timestamp,
    /// The attendance day, where it is told (since 2023-11).
    pub day: Option<Date>,
}

impl ApprovalNumber {
    /// Reads a number.
    ///
    /// # Errors
    /// If the text is empty, too long, or has anything but ASCII letters and digits in it.
    pub fn parse(text: &str) -> Result<Self, NotAnApprovalNumber> {
        let well_formed = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if well_formed { Ok(Self(text.to_owned())) } else { Err(NotAnApprovalNumber(text.to_owned())) }
    }

    /// The number as WeCom wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApprovalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl ApprovalStatus {
    /// The status of a number (`sp_status`, document 91983).
    #[must_use]
    pub fn of(number: i64) -> Self {
        match number {
            1 => Self::Pending,
            2 => Self::Approved,
            3 => Self::Rejected,
            4 => Self::Withdrawn,
            6 => Self::Revoked,
            7 => Self::Deleted,
            10 => Self::Paid,
            other => Self::Other(other),
        }
    }

    /// WeCom's number of it.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Pending => 1,
            Self::Approved => 2,
            Self::Rejected => 3,
            Self::Withdrawn => 4,
            Self::Revoked => 6,
            Self::Deleted => 7,
            Self::Paid => 10,
            Self::Other(number) => number,
        }
    }
}

impl ApprovalStatus {
    /// What may still become of a form with this status. What this program does not know may be anything.
    #[must_use]
    pub fn prospect(self) -> Prospect {
        match self {
            Self::Pending | Self::Other(_) => Prospect::Open,
            Self::Approved => Prospect::Holds,
            Self::Rejected | Self::Withdrawn | Self::Revoked | Self::Deleted | Self::Paid => Prospect::Over,
        }
    }
}

impl Approval {
    /// Every calendar day of UTC+8 that it is about. The small hours of a night shift are on the day after
    /// its attendance day: whoever judges a day looks at its neighbours too.
    #[must_use]
    pub fn days(&self) -> BTreeSet<Date> {
        self.claims.iter().flat_map(Claim::days).collect()
    }
}

impl Claim {
    /// Every calendar day of UTC+8 that it is about.
    fn days(&self) -> BTreeSet<Date> {
        match self {
            Self::Leave { span, .. }
            | Self::Trip(span)
            | Self::Outing(span)
            | Self::Overtime(span)
            | Self::Other(_, span) => span.days(),
            Self::Correction(correction) => correction.day.into_iter().chain([wecom_date(correction.at)]).collect(),
        }
    }
}

impl Span {
    /// From its first day to its last, and those that are told beside. Where a zone is told its days may be
    /// a day off from ours, either way.
    fn days(&self) -> BTreeSet<Date> {
        let (begin, end) = (self.begin.min(self.end), self.begin.max(self.end));
        let last = match self.unit {
            SpanUnit::HalfDays => end,
            SpanUnit::Hours | SpanUnit::Other(_) => seconds_after(end, -1).max(begin),
        };
        let off = i64::from(self.zone.is_some());
        let range = DayRange {
            from: wecom_date(begin).saturating_sub(off.days()),
            to: wecom_date(last).saturating_add(off.days()),
        };
        range.days().chain(self.slices.iter().flatten().map(|slice| slice.day)).collect()
    }
}

impl CorrectionClaim {
    /// Which end of a segment it is about, if the words say so.
    #[must_use]
    pub fn edge(&self) -> Option<Edge> {
        let begins = |word| self.state.trim_start().starts_with(word);
        match () {
            () if begins("上班") => Some(Edge::On),
            () if begins("下班") => Some(Edge::Off),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_keeps_its_number() {
        for number in 0..=20 {
            assert_eq!(ApprovalStatus::of(number).number(), number);
        }
    }

    #[test]
    fn the_words_of_a_correction_say_which_end_it_is_about() {
        let edge = |state: &str| CorrectionClaim { state: state.into(), at: Timestamp::UNIX_EPOCH, day: None }.edge();
        assert_eq!((edge("上班-未打卡"), edge("下班-早退"), edge("迟到")), (Some(Edge::On), Some(Edge::Off), None));
    }

    #[test]
    fn a_form_is_about_every_day_from_its_first_to_its_last() {
        let at = |text: &str| format!("{text}+08:00").parse().unwrap();
        let span = |unit, begin, end, zone: Option<&str>| Span {
            unit,
            begin: at(begin),
            end: at(end),
            duration_s: 0,
            day_s: None,
            slices: None,
            zone: zone.map(str::to_owned),
        };
        let days = |claim: Claim| claim.days().into_iter().map(Date::day).collect::<Vec<_>>();
        let (first, third) = ("2026-03-01T00:00:00", "2026-03-03T00:00:00");
        assert_eq!(days(Claim::Trip(span(SpanUnit::HalfDays, first, third, None))), [1, 2, 3]);
        assert_eq!(days(Claim::Overtime(span(SpanUnit::Hours, first, third, None))), [1, 2], "until midnight");
        assert_eq!(days(Claim::Overtime(span(SpanUnit::Hours, third, third, None))), [3]);
        assert_eq!(days(Claim::Outing(span(SpanUnit::Hours, third, third, Some("UTC-5")))), [2, 3, 4]);
        let day = Some(jiff::civil::date(2026, 3, 2));
        assert_eq!(days(Claim::Correction(CorrectionClaim { state: String::new(), at: at(third), day })), [2, 3]);
    }

    #[test]
    fn a_number_of_a_form_is_letters_or_digits() {
        assert!(ApprovalNumber::parse("201909270002").is_ok());
        for text in ["", "2019 0927", "2019\"", &"9".repeat(65)] {
            assert_eq!(ApprovalNumber::parse(text), Err(NotAnApprovalNumber(text.into())));
        }
    }
}
