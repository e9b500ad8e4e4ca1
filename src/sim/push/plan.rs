//! What is sent for an event, and when.

use jiff::Timestamp;
use serde::Deserialize;

use super::letter::letter;
use crate::{
    domain::time::seconds_after,
    sim::seed::{Dice, Seed},
    wecom::callback::{Callback, Event, Query, Stamp, TooLong},
};

/// What goes wrong with callbacks. None of it by default.
///
/// Order is lost by lateness: a late push is overtaken by those of the seconds after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PushWeather {
    /// One event in so many is never told; 0 for none.
    pub lost_one_in: u32,
    /// One event in so many is told twice, each time encrypted anew; 0 for none.
    pub duplicated_one_in: u32,
    /// One push in so many is late; 0 for none.
    pub late_one_in: u32,
    /// How many seconds it is late at most.
    pub late_s: u32,
}

/// One call to the callback address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// When it is made.
    pub at: Timestamp,
    /// Its parameters.
    pub query: Query,
    /// Its body.
    pub body: String,
}

/// Turns the events of a world into pushes: the same seed and events, the same pushes.
#[derive(Debug)]
pub struct Pusher {
    callback: Callback,
    agent: i64,
    weather: PushWeather,
    seed: Seed,
    told: u64,
}

impl Pusher {
    /// Pushes to an application's callback address.
    #[must_use]
    pub fn new(callback: Callback, agent: i64, weather: PushWeather, seed: Seed) -> Self {
        Self { callback, agent, weather, seed, told: 0 }
    }

    /// The pushes for what happens at `at`, the earliest first. It may be none.
    ///
    /// # Errors
    /// If the event is too long to tell.
    pub fn plan(&mut self, event: &Event, at: Timestamp) -> Result<Vec<Push>, TooLong> {
        self.told += 1;
        let purpose = format!("push/{}", self.told);
        let text = letter(event, self.callback.receive_id(), self.agent, at);
        let mut times = self.times(at, self.seed.dice(&purpose));
        times.sort_unstable();
        let chance = |copy| self.seed.digest(&format!("{purpose}/{copy}"));
        times.into_iter().enumerate().map(|(copy, at)| self.push(&text, &Stamp::of(at, chance(copy)))).collect()
    }

    /// When the event is told.
    fn times(&self, at: Timestamp, mut dice: Dice) -> Vec<Timestamp> {
        let weather = self.weather;
        if dice.one_in(weather.lost_one_in) {
            return Vec::new();
        }
        let copies = 1 + usize::from(dice.one_in(weather.duplicated_one_in));
        let mut late_by = || if dice.one_in(weather.late_one_in) { dice.within(0..=weather.late_s.into()) } else { 0 };
        (0..copies).map(|_| seconds_after(at, late_by())).collect()
    }

    fn push(&self, text: &str, stamp: &Stamp) -> Result<Push, TooLong> {
        let sealed = self.callback.seal(text, stamp)?;
        Ok(Push { at: stamp.at, body: sealed.envelope(Some(self.agent)), query: sealed.query })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        domain::EmployeeId,
        wecom::callback::{Message, MessageKey},
    };

    fn address() -> Callback {
        let key = "punchdeckTestKey0000000000000000000000000aB".into();
        Callback::new("rehearsalToken01".into(), &key, "ww-rehearsal").unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + second).unwrap()
    }

    fn event(number: usize) -> Event {
        Event::Subscribed { who: EmployeeId::parse(&format!("member{number}")).unwrap() }
    }

    /// The pushes for a thousand events, one a second.
    fn thousand(weather: PushWeather, seed: u64) -> Vec<Vec<Push>> {
        let mut pusher = Pusher::new(address(), 1_000_002, weather, Seed(seed));
        (0..1000).map(|number| pusher.plan(&event(number), at(i64::try_from(number).unwrap())).unwrap()).collect()
    }

    fn opened(push: &Push) -> Message {
        Message::read(address().open(&push.query, push.body.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn in_calm_weather_each_event_is_told_once_and_at_once() {
        for (number, pushes) in thousand(PushWeather::default(), 7).iter().enumerate() {
            let [push] = &pushes[..] else { panic!("{pushes:?}") };
            let now = at(i64::try_from(number).unwrap());
            assert_eq!((push.at, push.query.sent_at()), (now, Some(now)));
            assert_eq!(opened(push).event, event(number));
        }
    }

    #[test]
    fn the_same_seed_is_the_same_weather() {
        let storm = PushWeather { lost_one_in: 5, duplicated_one_in: 3, late_one_in: 2, late_s: 60 };
        assert_eq!(thousand(storm, 7), thousand(storm, 7));
        assert_ne!(thousand(storm, 7), thousand(storm, 8));
    }

    #[test]
    fn some_events_are_lost() {
        let told = thousand(PushWeather { lost_one_in: 5, ..PushWeather::default() }, 7);
        let lost = told.iter().filter(|pushes| pushes.is_empty()).count();
        assert!((150..250).contains(&lost), "{lost}");
    }

    #[test]
    fn a_duplicate_differs_on_the_wire_and_not_in_what_it_says() {
        let told = thousand(PushWeather { duplicated_one_in: 3, ..PushWeather::default() }, 7);
        let twice: Vec<_> = told.iter().filter(|pushes| pushes.len() == 2).collect();
        assert!((270..400).contains(&twice.len()), "{}", twice.len());
        let keys = |pushes: &[Push]| pushes.iter().map(|push| opened(push).key).collect::<BTreeSet<MessageKey>>();
        for pushes in twice {
            assert_ne!(pushes[0].body, pushes[1].body);
            assert_eq!(keys(pushes).len(), 1);
        }
        assert_eq!(keys(&told.concat()).len(), 1000);
    }

    #[test]
    fn a_late_push_is_overtaken() {
        let told = thousand(PushWeather { late_one_in: 4, late_s: 30, ..PushWeather::default() }, 7).concat();
        let overtaken = told.windows(2).filter(|two| two[1].at < two[0].at).count();
        assert!(overtaken > 100, "{overtaken}");
        for (number, push) in told.iter().enumerate() {
            let late_by = push.at.as_second() - at(i64::try_from(number).unwrap()).as_second();
            assert!((0..=30).contains(&late_by), "{late_by}");
        }
    }
}
