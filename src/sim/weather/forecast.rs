//! Which faults strike a call.

use jiff::Timestamp;

use super::{
    fault::Sky,
    scenario::{FaultRule, Scenario},
    spells::{QUARTER_S, Weather},
};
use crate::sim::{seed::Seed, world::Endpoint};

/// Counts calls and says what goes wrong with each.
pub struct Forecast {
    seed: Seed,
    weather: Option<Weather>,
    /// Quarters of an hour that the weather has been asked about.
    quarters: u64,
    rules: Vec<Watched>,
}

/// A call that arrives.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// What it asks for; none if nothing like it exists.
    pub endpoint: Option<Endpoint>,
    /// Seconds after the first call.
    pub second: u64,
    /// When.
    pub at: Timestamp,
}

/// A rule, and what it has seen.
struct Watched {
    /// For which chance is thrown.
    name: String,
    rule: FaultRule,
    /// The second after which it can be forgotten.
    over: Option<u64>,
    calls: u64,
    eligible: u64,
    struck: u64,
}

impl Forecast {
    /// The weather of a scenario, from its beginning.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let numbered = scenario.faults.iter().enumerate();
        let watched = numbered.map(|(number, rule)| Watched::new(format!("weather/{number}"), rule.clone(), None));
        Self { seed: Seed(scenario.seed), weather: scenario.weather, quarters: 0, rules: watched.collect() }
    }

    /// The conditions that the next call meets.
    pub fn next(&mut self, call: Arrival) -> Sky {
        self.bring_spells(call.second);
        let seed = self.seed;
        let struck = self.rules.iter_mut().filter_map(|watched| {
            let purpose = watched.name.clone();
            let chance = |number: u64, one_in| seed.dice(&format!("{purpose}/{number}")).one_in(one_in);
            watched.strikes(call, chance).then_some(watched.rule.fault)
        });
        struck.fold(Sky::default(), Sky::with)
    }

    /// Those that have begun by now; of a long silence only what may last still.
    fn bring_spells(&mut self, second: u64) {
        let Some(weather) = self.weather else { return };
        let now = second / QUARTER_S;
        if self.quarters > now {
            return;
        }
        self.rules.retain(|watched| watched.over.is_none_or(|over| second <= over));
        for quarter in self.quarters.max(now.saturating_sub(1))..=now {
            if let Some(rule) = weather.spell(quarter) {
                let over = rule.seconds.and_then(|seconds| seconds.to);
                self.rules.push(Watched::new(format!("spell/{quarter}/calls"), rule, over));
            }
        }
        self.quarters = now + 1;
    }
}

impl Watched {
    fn new(name: String, rule: FaultRule, over: Option<u64>) -> Self {
        Self { name, rule, over, calls: 0, eligible: 0, struck: 0 }
    }

    fn strikes(&mut self, call: Arrival, chance: impl Fn(u64, u32) -> bool) -> bool {
        if self.rule.endpoint.is_some() && self.rule.endpoint != call.endpoint {
            return false;
        }
        self.calls += 1;
        let in_calls = self.rule.calls.is_none_or(|calls| calls.contains(self.calls));
        let in_time = self.rule.seconds.is_none_or(|seconds| seconds.contains(call.second))
            && self.rule.period.is_none_or(|period| period.contains(call.at));
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
    use crate::sim::weather::{Fault, Period, Span};

    const ROWS: Option<Endpoint> = Some(Endpoint::CheckinRecords);

    fn arrival(second: u64) -> Arrival {
        let at = Timestamp::from_second(1_780_000_000 + i64::try_from(second).unwrap()).unwrap();
        Arrival { endpoint: ROWS, second, at }
    }

    /// Which of the first twenty calls for rows, one a second, are answered with -1.
    fn struck(rule: FaultRule) -> Vec<u64> {
        let mut forecast = Forecast::of(&Scenario { faults: vec![rule], ..Scenario::default() });
        (1..=20).filter(|call| forecast.next(arrival(call - 1)).errcode.is_some()).collect()
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
    fn a_period_is_one_of_the_clock() {
        let at = |second| arrival(second).at;
        let period = Period { from: Some(at(5)), to: Some(at(7)) };
        assert_eq!(struck(FaultRule { period: Some(period), ..always() }), [6, 7, 8]);
    }

    #[test]
    fn spells_come_and_go_whether_anybody_called_before_or_not() {
        let scenario = Scenario { weather: Some(Weather { seed: 1, intensity: 20 }), ..Scenario::default() };
        let mut patient = Forecast::of(&scenario);
        let day: Vec<_> = (0..86_400).step_by(30).map(|second| patient.next(arrival(second))).collect();
        let fair = day.iter().filter(|sky| **sky == Sky::default()).count();
        assert!((day.len() / 2..day.len() * 9 / 10).contains(&fair), "{fair} of {} calls go well", day.len());
        assert!(patient.rules.len() <= 3, "what is over is forgotten");
        let late = Forecast::of(&scenario).next(arrival(50_000));
        let same = Forecast::of(&scenario).next(arrival(50_000));
        assert_eq!(late, same);
    }

    #[test]
    fn faults_that_can_hold_together_do() {
        let faults = [Fault::SlowS(2), Fault::SlowS(3), Fault::Reset, Fault::Hang, Fault::IpNotTrusted];
        let scenario = Scenario { faults: faults.map(FaultRule::always).into(), ..Scenario::default() };
        let sky = Forecast::of(&scenario).next(arrival(0));
        assert_eq!(sky.delay.as_secs(), 5);
        assert_eq!(sky.spoil, Some(crate::sim::weather::Spoil::Reset));
        assert!(sky.ip_not_trusted);
    }
}
