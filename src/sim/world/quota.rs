//! How often a company may call (document 90312).

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::{
    endpoint::Endpoint,
    refusal::Refusal,
    switches::{FrequencyWindow, Switches},
};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Calls counted against their limits, and who is blocked.
///
/// Holds at most a minute's calls of each endpoint, so never more than its limit.
#[derive(Debug, Default)]
pub struct Quota {
    calls: BTreeMap<Endpoint, VecDeque<Timestamp>>,
    blocked_until: BTreeMap<Endpoint, Timestamp>,
}

impl Quota {
    /// Counts a call. One too many is refused, and so is everything in the minute after it.
    pub fn admit(&mut self, endpoint: Endpoint, switches: &Switches, now: Timestamp) -> Result<(), Refusal> {
        if self.blocked_until.get(&endpoint).is_some_and(|until| now < *until) {
            if switches.block_extends {
                self.block(endpoint, now + MINUTE);
            }
            return Err(Refusal::code(45009));
        }
        let Some(limit) = endpoint.per_minute().filter(|_| switches.frequency_limits) else { return Ok(()) };
        let calls = self.calls.entry(endpoint).or_default();
        calls.retain(|at| counts_still(*at, switches.freq_window, now));
        if calls.len() >= limit {
            self.block(endpoint, now + MINUTE);
            return Err(Refusal::code(45009));
        }
        calls.push_back(now);
        Ok(())
    }

    /// Refuses everything until then, whoever used up the limit.
    pub fn block(&mut self, endpoint: Endpoint, until: Timestamp) {
        self.blocked_until.insert(endpoint, until);
    }
}

fn counts_still(at: Timestamp, window: FrequencyWindow, now: Timestamp) -> bool {
    match window {
        FrequencyWindow::Fixed => at.as_second() / 60 == now.as_second() / 60,
        FrequencyWindow::Sliding => now.duration_since(at) < MINUTE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Endpoint = Endpoint::CheckinRules;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn full(switches: &Switches, second: i64) -> Quota {
        let mut quota = Quota::default();
        for _ in 0..60 {
            quota.admit(RULES, switches, at(second)).unwrap();
        }
        quota
    }

    #[test]
    fn one_call_too_many_blocks_for_sixty_seconds() {
        let switches = Switches::default();
        let mut quota = full(&switches, 30);
        assert_eq!(quota.admit(RULES, &switches, at(40)), Err(Refusal::code(45009)));
        assert_eq!(quota.admit(RULES, &switches, at(99)), Err(Refusal::code(45009)));
        assert_eq!(quota.admit(RULES, &switches, at(100)), Ok(()));
        assert_eq!(quota.admit(Endpoint::CheckinRecords, &switches, at(40)), Ok(()), "limits are per interface");
    }

    #[test]
    fn a_fixed_window_forgets_at_the_minute_and_a_sliding_one_does_not() {
        let sliding = Switches::default();
        let fixed = Switches { freq_window: FrequencyWindow::Fixed, ..Switches::default() };
        assert_eq!(full(&fixed, 59).admit(RULES, &fixed, at(60)), Ok(()));
        assert_eq!(full(&sliding, 59).admit(RULES, &sliding, at(60)), Err(Refusal::code(45009)));
        assert_eq!(full(&sliding, 59).admit(RULES, &sliding, at(119)), Ok(()));
    }

    #[test]
    fn insisting_may_prolong_the_block() {
        let switches = Switches { block_extends: true, ..Switches::default() };
        let mut quota = Quota::default();
        quota.block(RULES, at(60));
        assert!(quota.admit(RULES, &switches, at(50)).is_err());
        assert!(quota.admit(RULES, &switches, at(100)).is_err());
        assert!(quota.admit(RULES, &switches, at(160)).is_ok());
    }
}
