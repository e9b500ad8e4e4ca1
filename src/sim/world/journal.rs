//! What was called and how it ended, for tests to audit and people to read.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::endpoint::Endpoint;

/// Calls remembered; older ones are dropped. A test makes fewer, a training day does not need more.
pub const JOURNAL_ENTRIES_MAX: usize = 100_000;

/// A call and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// When it arrived.
    pub at: Timestamp,
    /// What it asked for; none if nothing like it exists.
    pub endpoint: Option<Endpoint>,
    /// Which token it carried, from 1 in the order given out; none for no token or an unknown one.
    pub token: Option<u32>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With a WeCom answer of this errcode.
    Said(i64),
    /// With something that is no answer of WeCom's: no whole body, no JSON, or nothing.
    Broken,
}

/// The calls of a world, in order.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    count: u64,
}

impl Journal {
    /// How many calls there were, forgotten ones included.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The calls remembered, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The calls of one endpoint, in order.
    pub fn of(&self, endpoint: Endpoint) -> impl Iterator<Item = &Entry> {
        self.entries().filter(move |entry| entry.endpoint == Some(endpoint))
    }

    /// Tokens that were used again after WeCom had called them dead. Calls that were under way
    /// when the first refusal was spoken count too, so a concurrent caller may appear here innocently.
    #[must_use]
    pub fn tokens_used_when_dead(&self) -> Vec<u32> {
        let mut refused = BTreeMap::<u32, u32>::new();
        let dead = self.entries().filter(|entry| matches!(entry.outcome, Outcome::Said(40014 | 42001)));
        dead.filter_map(|entry| entry.token).for_each(|token| *refused.entry(token).or_default() += 1);
        refused.into_iter().filter(|(_, times)| *times > 1).map(|(token, _)| token).collect()
    }

    pub(super) fn write(&mut self, entry: Entry) {
        self.count += 1;
        self.entries.push_back(entry);
        if self.entries.len() > JOURNAL_ENTRIES_MAX {
            self.entries.pop_front();
        }
    }
}
