//! Stories that `demo --faults` plays, by name.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::scenario::{BadScenario, Scenario};

/// A named scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// WeCom kills the token in mid-life, twice.
    TokenRevoked,
    /// The company's egress address changes; after five minutes somebody has entered the new one.
    IpNotTrusted,
    /// Everything that a network and a busy WeCom can do.
    Storm,
    /// Rows of past days appear only later.
    LateData,
    /// A night punch that no calendar-day window finds, and a WeCom under load.
    MonthEnd,
}

/// A name that no story has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no story is called {0:?}: token-revoked, ip-not-trusted, storm, late-data, month-end")]
pub struct NoSuchStory(pub String);

impl Story {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::TokenRevoked, Self::IpNotTrusted, Self::Storm, Self::LateData, Self::MonthEnd];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TokenRevoked => "token-revoked",
            Self::IpNotTrusted => "ip-not-trusted",
            Self::Storm => "storm",
            Self::LateData => "late-data",
            Self::MonthEnd => "month-end",
        }
    }

    /// The scenario as a file, an example for one's own.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::TokenRevoked => include_str!("../stories/token-revoked.toml"),
            Self::IpNotTrusted => include_str!("../stories/ip-not-trusted.toml"),
            Self::Storm => include_str!("../stories/storm.toml"),
            Self::LateData => include_str!("../stories/late-data.toml"),
            Self::MonthEnd => include_str!("../stories/month-end.toml"),
        }
    }

    /// The scenario.
    ///
    /// # Errors
    /// Never, as a test holds: the files are part of the program.
    pub fn scenario(self) -> Result<Scenario, BadScenario> {
        Scenario::parse(self.text())
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Story {
    type Err = NoSuchStory;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|story| story.name() == name).ok_or_else(|| NoSuchStory(name.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_can_be_told_and_has_something_to_tell() {
        for story in Story::ALL {
            assert_ne!(story.scenario().unwrap(), Scenario::default(), "{story}");
            assert_eq!(story.name().parse(), Ok(story));
        }
        assert_eq!("sunshine".parse::<Story>(), Err(NoSuchStory("sunshine".into())));
    }
}
