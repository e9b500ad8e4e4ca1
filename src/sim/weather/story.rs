//! Stories that `demo --faults` plays, by name: a beginning in which all is well, an incident, its end.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::scenario::{BadScenario, Scenario};
use crate::console::fact::{Incident, Part};

/// A named scenario that is told while it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// WeCom kills the token in mid-life, twice, and the second time gives no other for a while.
    TokenRevoked,
    /// The company's egress address changes; two minutes later somebody enters the new one.
    IpNotTrusted,
    /// Everything that a network and a busy WeCom can do.
    Storm,
    /// A machine that was offline hands in rows of past days.
    LateData,
    /// The last midnight of a month: WeCom under load, and a night punch that no calendar day finds.
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

    /// What happens, as a screen knows it.
    #[must_use]
    pub fn incident(self) -> Incident {
        match self {
            Self::TokenRevoked => Incident::TokenRevoked,
            Self::IpNotTrusted => Incident::IpNotTrusted,
            Self::Storm => Incident::Storm,
            Self::LateData => Incident::LateData,
            Self::MonthEnd => Incident::MonthEnd,
        }
    }

    /// When each part is told, seconds after the beginning.
    #[must_use]
    pub fn parts(self) -> [(u32, Part); 6] {
        let (incident, relief, over) = match self {
            Self::TokenRevoked => (40, 130, 180),
            Self::IpNotTrusted => (30, 150, 270),
            Self::Storm => (20, 180, 240),
            Self::LateData => (15, 90, 300),
            Self::MonthEnd => (180, 300, 420),
        };
        [
            (0, Part::Plan),
            (0, Part::Watch),
            (0, Part::Act),
            (incident, Part::Incident),
            (relief, Part::Relief),
            (over, Part::Over),
        ]
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
