//! What happens in a company and to its app while the world is looked at.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use crate::sim::{company::Change, world::AppChange};

/// Something that happens once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Event {
    /// When.
    pub when: When,
    /// What.
    pub turn: Turn,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// So many seconds after the first call.
    After(u32),
    /// At this instant.
    At(Timestamp),
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Something in the company.
    Company(Change),
    /// Something about the app.
    App(AppChange),
    /// The company is from now on the one that these objects describe, in WeCom's own shapes.
    Instead(Box<Value>),
}

/// An event as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at_s: Option<u32>,
    at: Option<Timestamp>,
    #[serde(rename = "do")]
    turn: Turn,
}

impl TryFrom<Written> for Event {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let when = match (written.at_s, written.at) {
            (Some(seconds), None) => When::After(seconds),
            (None, Some(at)) => When::At(at),
            (None, None) | (Some(_), Some(_)) => return Err("an event has either `at_s` or `at`"),
        };
        Ok(Self { when, turn: written.turn })
    }
}

impl When {
    /// The instant, once the first call has been made.
    #[must_use]
    pub fn instant(self, began: Option<Timestamp>) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::After(seconds) => {
                let seconds = jiff::SignedDuration::from_secs(seconds.into());
                began.map(|began| began.saturating_add(seconds).unwrap_or(Timestamp::MAX))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Turn {
    /// By its name, which is that of a change of the app or else of the company.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Value::deserialize(from)?;
        let name = written.as_str().or_else(|| written.as_object()?.keys().next().map(String::as_str));
        let turn = if name.is_some_and(|name| AppChange::NAMES.contains(&name)) {
            AppChange::deserialize(written).map(Self::App)
        } else {
            Change::deserialize(written).map(Self::Company)
        };
        turn.map_err(D::Error::custom)
    }
}
