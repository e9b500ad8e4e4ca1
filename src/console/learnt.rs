//! What WeCom has shown to accept less of than its documents allow.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::Stream;

/// In what a call can be too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// People named in it.
    People,
    /// Days asked for.
    Days,
}

/// The most that one call of a stream may ask for, learnt from a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearntLimit {
    /// The stream.
    pub stream: Stream,
    /// Of what.
    pub extent: Extent,
    /// How many were accepted, at least 1.
    pub most: u32,
    /// When that was learnt.
    pub learnt_at: Timestamp,
}

impl Extent {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::People, Self::Days];

    /// The stable name for commands and the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "people_per_call",
            Self::Days => "days_per_call",
        }
    }
}

impl LearntLimit {
    /// WeCom changes its thresholds without a word (document 90312): after a week the documents get
    /// another chance.
    pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

    /// When it is forgotten.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.learnt_at.saturating_add(Self::KEPT).unwrap_or(Timestamp::MAX)
    }
}
