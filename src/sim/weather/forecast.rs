//! Which faults strike a call.

use super::{
    fault::Sky,
    scenario::{FaultRule, Scenario},
};
use crate::sim::{seed::Seed, world::Endpoint};

/// Counts calls and says what goes wrong with each.
pub struct Forecast {
    seed: Seed,
    rules: Vec<Watched>,
}

/// A rule, and what it has seen.
struct Watched {
    rule: FaultRule,
    calls: u64,
    eligible: u64,
    struck: u64,
}

impl Forecast {
    /// The weather of a scenario, from its beginning.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let watched = |rule: &FaultRule| Watched { rule: rule.clone(), calls: 0, eligible: 0, struck: 0 };
        Self { seed: Seed(scenario.seed), rules: scenario.faults.iter().map(watched).collect() }
    }

    /// The conditions that the next call meets, so many seconds after the first.
    pub fn next(&mut self, endpoint: Option<Endpoint>, second: u64) -> Sky {
        let seed = self.seed;
        let struck = self.rules.iter_mut().enumerate().filter_map(|(number, watched)| {
            let chance = |call: u64, one_in| seed.dice(&format!("weather/{number}/{call}")).one_in(one_in);
            watched.strikes(endpoint, second, chance).then_some(watched.rule.fault)
        });
        struck.fold(Sky::default(), Sky::with)
    }
}

impl Watched {
    fn strikes(&mut self, endpoint: Option<Endpoint>, second: u64, chance: impl Fn(u64, u32) -> bool) -> bool {
        if self.rule.endpoint.is_some() && self.rule.endpoint != endpoint {
            return false;
        }
        self.calls += 1;
        let in_calls = self.rule.calls.is_none_or(|calls| calls.contains(self.calls));
        let in_time = self.rule.seconds.is_none_or(|seconds| seconds.contains(second));
        if !(in_calls && in_time) {
            return false;
        }
        self.eligible += 1;
        let strikes = self.rule.every.is_none_or(|every| self.eligible.is_multiple_of(every.get()))
            && self.rule.one_in.is_none_or(|one_in| chance(self.calls, one_in))
            && self.rule.times.is_none_or(|times| self.struck < times);
        self.struck += u64::from(strikes);
        strikes
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use super::*;
    use crate::sim::weather::{Fault, Span};

    const ROWS: Option<Endpoint> = Some(Endpoint::CheckinRecords);

    /// Which of the first twenty calls for rows, one a second, are answered with -1.
    fn struck(rule: FaultRule) -> Vec<u64> {
        let mut forecast = Forecast::of(&Scenario { faults: vec![rule], ..Scenario::default() });
        (1..=20).filter(|call| forecast.next(ROWS, call - 1).errcode.is_some()).collect()
    }

    fn always() -> FaultRule {
        FaultRule::always(Fault::Errcode(-1))
    }

    #[test]
    fn a_fault_strikes_the_calls_it_names() {
        assert_eq!(struck(FaultRule { calls: Some(Span { from: 3, to: Some(5) }), ..always() }), [3, 4, 5]);
        assert_eq!(struck(FaultRule { seconds: Some(Span { from: 18, to: None }), ..always() }), [19, 20]);
        assert_eq!(struck(FaultRule { every: NonZeroU64::new(7), ..always() }), [7, 14]);
        assert_eq!(struck(FaultRule { times: Some(2), ..always() }), [1, 2]);
        assert_eq!(struck(FaultRule { endpoint: Some(Endpoint::GetToken), ..always() }), Vec::<u64>::new());
        assert_eq!(struck(always()).len(), 20);
    }

    #[test]
    fn chance_is_the_same_each_time() {
        let by_chance = || struck(FaultRule { one_in: Some(3), ..always() });
        assert_eq!(by_chance(), by_chance());
        assert!((1..20).contains(&by_chance().len()));
    }

    #[test]
    fn faults_that_can_hold_together_do() {
        let faults = [Fault::SlowS(2), Fault::SlowS(3), Fault::Reset, Fault::Hang, Fault::IpNotTrusted];
        let scenario = Scenario { faults: faults.map(FaultRule::always).into(), ..Scenario::default() };
        let sky = Forecast::of(&scenario).next(ROWS, 0);
        assert_eq!(sky.delay.as_secs(), 5);
        assert_eq!(sky.spoil, Some(crate::sim::weather::Spoil::Reset));
        assert!(sky.ip_not_trusted);
    }
}
