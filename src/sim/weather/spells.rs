//! Weather by chance: spells of bad conditions over a long time, out of a seed.
//!
//! A month of weather is one line of a scenario. Every quarter of an hour may bring one spell; what it
//! brings follows from the seed and the quarter's number, and from nothing else.

use serde::Deserialize;

use super::{
    fault::Fault,
    scenario::{FaultRule, Span},
};
use crate::sim::{seed::Seed, world::Endpoint};

/// Seconds of a quarter of an hour; no spell lasts longer than one.
pub const QUARTER_S: u64 = 900;

/// How much happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weather {
    /// From which everything follows.
    #[serde(default)]
    pub seed: u64,
    /// Quarters of an hour in twenty that bring a spell: 1 is a fair month, 20 a lasting storm.
    pub intensity: u8,
}

/// What a spell may be: what happens, where, to one call in so many, how often at most, and for how
/// many seconds.
type Kind = (Fault, Option<Endpoint>, u32, Option<u64>, u64);

const KINDS: [Kind; 15] = [
    (Fault::Errcode(-1), None, 2, None, 600),
    (Fault::Errcode(301_022), Some(Endpoint::CheckinRecords), 2, None, 600),
    (Fault::Errcode(45033), None, 2, None, 600),
    (Fault::OtherApplicationS(60), Some(Endpoint::CheckinRecords), 1, Some(1), 900),
    (Fault::HttpStatus(502), None, 2, None, 600),
    (Fault::Truncated, None, 3, None, 900),
    (Fault::Garbage, None, 3, None, 900),
    (Fault::Reset, None, 3, None, 900),
    (Fault::Hang, None, 4, Some(2), 900),
    (Fault::SlowS(3), None, 2, None, 900),
    (Fault::TrickleS(5), Some(Endpoint::CheckinRecords), 2, None, 900),
    (Fault::RowsTwice, Some(Endpoint::CheckinRecords), 1, None, 900),
    (Fault::TokenRevoked, None, 1, Some(1), 900),
    (Fault::TokenLifeS(600), Some(Endpoint::GetToken), 1, None, 900),
    (Fault::IpNotTrusted, None, 1, None, 600),
];

impl Weather {
    /// The spell that begins in a quarter of an hour, counted from 0.
    #[must_use]
    pub fn spell(self, quarter: u64) -> Option<FaultRule> {
        let mut dice = Seed(self.seed).dice(&format!("spell/{quarter}"));
        if dice.within(1..=20) > i64::from(self.intensity) {
            return None;
        }
        let (fault, endpoint, one_in, times, longest) = *dice.pick(&KINDS);
        let mut up_to = |most: u64| dice.within(0..=i64::try_from(most).unwrap_or(i64::MAX)).unsigned_abs();
        let from = quarter * QUARTER_S + up_to(QUARTER_S - 1);
        let seconds = Some(Span { from, to: Some(from + longest / 4 + up_to(longest * 3 / 4)) });
        Some(FaultRule { endpoint, seconds, one_in: Some(one_in), times, ..FaultRule::always(fault) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(seed: u64, intensity: u8) -> Vec<FaultRule> {
        (0..30 * 96).filter_map(|quarter| Weather { seed, intensity }.spell(quarter)).collect()
    }

    #[test]
    fn a_seed_brings_the_same_month_and_another_brings_another() {
        assert_eq!(month(1, 5), month(1, 5));
        assert_ne!(month(1, 5), month(2, 5));
    }

    #[test]
    fn intensity_says_how_much_of_a_month_is_bad_and_everything_comes() {
        assert_eq!(month(3, 0), []);
        assert_eq!(month(3, 20).len(), 30 * 96);
        let month = month(3, 5);
        assert!((600..840).contains(&month.len()), "{}", month.len());
        for (fault, ..) in KINDS {
            assert!(month.iter().any(|rule| rule.fault == fault), "{fault:?}");
        }
        let longest = month.iter().filter_map(|rule| Some(rule.seconds?.to? - rule.seconds?.from)).max();
        assert!(longest <= Some(QUARTER_S));
    }
}
