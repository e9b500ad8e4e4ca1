//! How many calls of one interface are answered at a time. WeCom publishes no number (45033).

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;

use super::{endpoint::Endpoint, refusal::Refusal};

/// When the answers under way will have been given.
///
/// Holds only what is under way, so no more than callers have open.
#[derive(Debug, Default)]
pub struct UnderWay {
    ends: BTreeMap<Endpoint, Vec<Timestamp>>,
}

impl UnderWay {
    /// Refuses a call when `most` of its interface are being answered.
    pub fn admit(&mut self, endpoint: Endpoint, most: Option<usize>, now: Timestamp) -> Result<(), Refusal> {
        let ends = self.ends.entry(endpoint).or_default();
        ends.retain(|end| *end > now);
        if most.is_some_and(|most| ends.len() >= most) { Err(Refusal::code(45033)) } else { Ok(()) }
    }

    /// An answer begins that takes so long.
    pub fn begin(&mut self, endpoint: Option<Endpoint>, takes: Duration, now: Timestamp) {
        let Some(endpoint) = endpoint else { return };
        let ends = self.ends.entry(endpoint).or_default();
        ends.retain(|end| *end > now);
        ends.push(now.saturating_add(takes).unwrap_or(Timestamp::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_of_two_is_refused_until_one_of_them_is_answered() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut under_way = UnderWay::default();
        for second in [0, 1] {
            under_way.admit(Endpoint::CheckinRecords, Some(2), at(second)).unwrap();
            under_way.begin(Some(Endpoint::CheckinRecords), Duration::from_secs(10), at(second));
        }
        assert_eq!(under_way.admit(Endpoint::CheckinRecords, Some(2), at(9)), Err(Refusal::code(45033)));
        assert_eq!(under_way.admit(Endpoint::UserList, Some(2), at(9)), Ok(()), "each interface by itself");
        assert_eq!(under_way.admit(Endpoint::CheckinRecords, Some(2), at(10)), Ok(()));
    }
}
