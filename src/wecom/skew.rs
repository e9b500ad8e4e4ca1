//! How far this machine's clock is from WeCom's, by the `Date` of its answers.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

/// Exchanges of which the median is taken: one answer held up on the way must not move a clock.
const SAMPLES: usize = 9;
/// A longer exchange says too little: half of it is the error.
const EXCHANGE_MAX: SignedDuration = SignedDuration::from_secs(4);
/// A `Date` is cut to whole seconds: on average it is half a second old.
const DATE_CUT: SignedDuration = SignedDuration::from_millis(500);
/// Up to here it is noise: half an exchange, and the cut. A difference must change by as much before it
/// is told anew.
const NOISE_S: i64 = 2;

/// What the last exchanges said.
#[derive(Debug, Default)]
pub struct Skew {
    samples: VecDeque<SignedDuration>,
    told_s: Option<i64>,
}

impl Skew {
    /// Takes in an exchange, by this machine's own clock. Returns by how many seconds that is ahead of
    /// WeCom's, if this is news; 0 is as good as right.
    pub fn hear(&mut self, asked_at: Timestamp, answered_at: Timestamp, date: Timestamp) -> Option<i64> {
        let took = answered_at.duration_since(asked_at);
        if took.is_negative() || took > EXCHANGE_MAX {
            return None;
        }
        let middle = asked_at.saturating_add(took / 2).ok()?;
        self.samples.push_back(middle.duration_since(date).saturating_sub(DATE_CUT));
        self.samples.drain(..self.samples.len().saturating_sub(SAMPLES));
        let ahead_s = self.median_s();
        let is_news = self.told_s.is_none_or(|told| (told - ahead_s).abs() > NOISE_S);
        is_news.then(|| *self.told_s.insert(ahead_s))
    }

    fn median_s(&self) -> i64 {
        let mut sorted: Vec<_> = self.samples.iter().copied().collect();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).map_or(0, SignedDuration::as_secs);
        if median.abs() > NOISE_S { median } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_774_836_000_000 + ms).unwrap()
    }

    /// Hears of answers that took so long, of a machine that is so far ahead.
    fn hear(skew: &mut Skew, ahead_ms: i64, took_ms: i64) -> Option<i64> {
        let true_date = at(took_ms / 2).as_second();
        skew.hear(at(ahead_ms), at(ahead_ms + took_ms), Timestamp::from_second(true_date).unwrap())
    }

    #[test]
    fn a_clock_that_is_right_is_said_to_be_so_once() {
        let mut skew = Skew::default();
        assert_eq!(hear(&mut skew, 700, 300), Some(0));
        assert_eq!((0..20).find_map(|n| hear(&mut skew, n * 90, 200)), None);
    }

    #[test]
    fn a_clock_that_is_off_is_measured_to_two_seconds_both_ways() {
        for ahead_s in [-86_400, -90, -4, 4, 61, 300] {
            let told = hear(&mut Skew::default(), ahead_s * 1000, 900).unwrap();
            assert!((told - ahead_s).abs() <= NOISE_S, "{told} for {ahead_s}");
        }
    }

    #[test]
    fn one_answer_that_was_held_up_moves_nothing() {
        let mut skew = Skew::default();
        assert_eq!((0..5).filter_map(|_| hear(&mut skew, 0, 100)).count(), 1);
        assert_eq!(skew.hear(at(0), at(3_900), at(-60_000)), None, "an old date from a proxy");
        assert_eq!(skew.hear(at(0), at(9_000), at(-60_000)), None, "too long under way to say anything");
        assert_eq!(skew.hear(at(0), at(-9_000), at(0)), None, "the clock was set meanwhile");
    }

    #[test]
    fn a_clock_that_was_set_right_is_noticed_after_a_few_answers() {
        let mut skew = Skew::default();
        assert_eq!((0..9).filter_map(|_| hear(&mut skew, 120_000, 100)).count(), 1);
        let news: Vec<_> = (0..9).filter_map(|_| hear(&mut skew, 0, 100)).collect();
        assert_eq!(news, [0]);
    }
}
