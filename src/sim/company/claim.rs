//! What a form (审批) claims, and of which days.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::shift::End;
use crate::domain::time::{wecom_date, wecom_midnight};

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

impl Claim {
    /// What a control of a form claims; nothing if it is about something else.
    pub(super) fn read(content: &Value) -> Option<Self> {
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
