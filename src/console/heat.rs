//! What is known of many people's days: a heat map of the coverage ledger.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::update::Page;
use crate::domain::{Coverage, CoverageState, DayRange, EmployeeId, Stream};

/// Which part of the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatQuery {
    /// Of which stream. One that comes whole has no map.
    pub stream: Stream,
    /// Which days; the engine looks at no more than 62, the latest ones.
    pub days: DayRange,
    /// Who comes first.
    pub order: HeatOrder,
    /// From this person on.
    pub offset: usize,
    /// At most so many people; the engine gives no more than 500.
    pub limit: usize,
}

/// Who comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeatOrder {
    /// Whoever has the most days of which nothing is known for certain.
    #[default]
    Problems,
    /// By account.
    Account,
}

/// A part of the map, and figures of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatPage {
    /// What was asked.
    pub query: HeatQuery,
    /// People, each with a cell for every day of the query.
    pub people: Page<HeatRow>,
    /// Every person-day of the map, not only of this part.
    pub census: Census,
}

/// One person's days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatRow {
    /// The account.
    pub who: EmployeeId,
    /// The name.
    pub name: String,
    /// What is known of each day, in order.
    pub days: Vec<Coverage>,
}

/// Person-days by what is known of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Census(BTreeMap<CoverageState, u64>);

impl Census {
    /// Counts one more.
    pub fn count(&mut self, state: CoverageState) {
        *self.0.entry(state).or_default() += 1;
    }

    /// How many are so.
    #[must_use]
    pub fn of(&self, state: CoverageState) -> u64 {
        self.0.get(&state).copied().unwrap_or(0)
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// How many WeCom has answered for.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.0.iter().filter(|(state, _)| state.is_answered()).map(|(_, n)| n).sum()
    }
}
