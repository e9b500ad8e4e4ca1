//! The script of a world: its switches, and what goes wrong when. A TOML file or a value.
//!
//! ```toml
//! latency_ms = 40                       # every answer takes as long
//!
//! [switches]                            # the unconfirmed points
//! missing_row_time = "zero"
//!
//! [late_rows]                           # one past row in ten becomes visible two minutes later
//! one_in = 10
//! after_s = 120
//!
//! [[fault]]                             # the third to fifth call for rows is answered with -1
//! endpoint = "checkin/getcheckindata"
//! calls = { from = 3, to = 5 }
//! do = { errcode = -1 }
//!
//! [[fault]]                             # for half a minute, every second call hangs, four times at most
//! seconds = { from = 60, to = 90 }
//! every = 2
//! times = 4
//! do = "hang"
//!
//! [weather]                             # and something by chance, in one quarter of an hour out of four
//! seed = 1
//! intensity = 5
//!
//! [callbacks]                           # one callback in ten is lost, one in five is told twice
//! lost_one_in = 10
//! duplicated_one_in = 5
//!
//! [[event]]                             # somebody leaves two minutes after the first call
//! at_s = 120
//! do = { member_left = { userid = "li.lei" } }
//!
//! [[event]]                             # and at noon the app is stopped
//! at = "2026-06-09T12:00:00+08:00"
//! do = "stopped"
//! ```
//!
//! What an event can do is a [`Change`](crate::sim::company::Change) of the company or an
//! [`AppChange`](crate::sim::world::AppChange); what goes wrong is a [`Fault`].

use std::{net::IpAddr, num::NonZeroU64};

use jiff::Timestamp;
use serde::Deserialize;
use thiserror::Error;

use super::{event::Event, fault::Fault, spells::Weather};
use crate::sim::{
    push::PushWeather,
    world::{Endpoint, Switches},
};

/// The script of a world.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// Chance of the weather.
    pub seed: u64,
    /// Every answer takes so long.
    pub latency_ms: u64,
    /// The unconfirmed points.
    pub switches: Switches,
    /// Rows that come late.
    pub late_rows: Option<LateRows>,
    /// The addresses under 企业可信IP; none is the setting of an app older than June 2022.
    pub trusted: Option<Vec<IpAddr>>,
    /// What goes wrong with callbacks.
    pub callbacks: PushWeather,
    /// What goes wrong by chance.
    pub weather: Option<Weather>,
    /// What goes wrong.
    #[serde(rename = "fault")]
    pub faults: Vec<FaultRule>,
    /// What happens in the company and to the app.
    #[serde(rename = "event")]
    pub events: Vec<Event>,
}

/// Some rows of the past become visible only later, as from a machine that was offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateRows {
    /// One row in so many is late.
    pub one_in: u32,
    /// Seconds after the first call at which they appear.
    pub after_s: u32,
    /// Only rows of so many days before the first call.
    pub days: Option<u32>,
}

/// When a fault strikes. Without any condition: always.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Only calls of this endpoint, and only they are counted.
    pub endpoint: Option<Endpoint>,
    /// Only these of the calls, counted from 1.
    pub calls: Option<Span>,
    /// Only in this time, seconds after the first call.
    pub seconds: Option<Span>,
    /// Only in this time of the clock.
    pub period: Option<Period>,
    /// Of those calls only every so many-th.
    pub every: Option<NonZeroU64>,
    /// Of those calls one in so many, by chance.
    pub one_in: Option<u32>,
    /// So often at most.
    pub times: Option<u64>,
    /// What happens.
    #[serde(rename = "do")]
    pub fault: Fault,
}

impl FaultRule {
    /// A fault that always strikes; narrow it with the fields.
    #[must_use]
    pub fn always(fault: Fault) -> Self {
        Self { endpoint: None, calls: None, seconds: None, period: None, every: None, one_in: None, times: None, fault }
    }
}

/// From one number to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first.
    #[serde(default)]
    pub from: u64,
    /// The last; open without.
    pub to: Option<u64>,
}

impl Span {
    /// One number alone.
    #[must_use]
    pub fn only(number: u64) -> Self {
        Self { from: number, to: Some(number) }
    }

    /// Whether the number is one of these.
    #[must_use]
    pub fn contains(self, number: u64) -> bool {
        self.from <= number && self.to.is_none_or(|to| number <= to)
    }
}

/// From one instant to another, both included; open where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first.
    pub from: Option<Timestamp>,
    /// The last.
    pub to: Option<Timestamp>,
}

impl Period {
    /// Whether the instant is one of these.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}

/// A scenario file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct BadScenario {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// If it is no TOML, has an unknown key or a value that means nothing.
    pub fn parse(text: &str) -> Result<Self, BadScenario> {
        toml::from_str(text).map_err(|error| BadScenario::locate(text, &error))
    }
}

impl BadScenario {
    fn locate(text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        let before = text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: error.message().trim().replace('\n', "; "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::world::MissingRowTime;

    #[test]
    fn a_file_says_what_a_value_says() {
        let text = r#"
            latency_ms = 40
            [switches]
            missing_row_time = "zero"
            [[fault]]
            endpoint = "checkin/getcheckindata"
            calls = { from = 3, to = 5 }
            do = { errcode = -1 }
            [[fault]]
            seconds = { from = 60 }
            every = 2
            do = "hang"
        "#;
        let scenario = Scenario::parse(text).unwrap();
        assert_eq!(scenario.switches.missing_row_time, MissingRowTime::Zero);
        assert!(scenario.switches.endtime_inclusive, "what is not said keeps its default");
        let records = FaultRule {
            endpoint: Some(Endpoint::CheckinRecords),
            calls: Some(Span { from: 3, to: Some(5) }),
            ..FaultRule::always(Fault::Errcode(-1))
        };
        let hang = FaultRule {
            seconds: Some(Span { from: 60, to: None }),
            every: NonZeroU64::new(2),
            ..FaultRule::always(Fault::Hang)
        };
        assert_eq!(scenario.faults, [records, hang]);
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_place() {
        for (text, line, column, word) in [
            ("latency_ms = 1\nlatencyms = 2\n", 2, 1, "latencyms"),
            ("[[fault]]\ndo = \"explode\"\n", 2, 6, "explode"),
            ("[[fault]]\nendpoint = \"checkin/getdata\"\ndo = \"hang\"\n", 2, 12, "checkin/getdata"),
            ("[[fault]]\ntime = 3\ndo = \"hang\"\n", 2, 1, "time"),
            ("[switches]\nrow_order = \"sideways\"\n", 2, 13, "sideways"),
            ("[[fault]]\ncalls = { from = 3, until = 5 }\ndo = \"hang\"\n", 2, 21, "until"),
            ("[[fault]]\nevery = 2\n", 1, 1, "do"),
        ] {
            let error = Scenario::parse(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
            assert!(error.message.contains(word), "{error}");
        }
    }
}
