//! Chance that can be repeated.
//!
//! One [`Seed`] stands at the top. Every use derives its own stream by name, so one more roll of the
//! dice for one purpose never shifts what happens for another.

use std::ops::RangeInclusive;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ring::digest;

/// The one number from which a simulated world follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// Dice of their own for one purpose.
    #[must_use]
    pub fn dice(self, purpose: &str) -> Dice {
        Dice(ChaCha8Rng::from_seed(self.digest(purpose)))
    }

    /// 32 bytes that only this seed and this purpose give.
    #[must_use]
    pub fn digest(self, purpose: &str) -> [u8; 32] {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&self.0.to_be_bytes());
        context.update(purpose.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.finish().as_ref());
        bytes
    }
}

/// A stream of chance for one purpose.
#[derive(Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// True in `share` of 1000 cases.
    pub fn per_mille(&mut self, share: u32) -> bool {
        self.0.random_range(0..1000) < share
    }

    /// True once in `n` cases on average; never for 0.
    pub fn one_in(&mut self, n: u32) -> bool {
        n != 0 && self.0.random_range(0..n) == 0
    }

    /// A number of the range, each as likely as the next.
    pub fn within(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// One of several.
    ///
    /// # Panics
    /// If there is nothing to choose from.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.random_range(0..of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolls(mut dice: Dice) -> Vec<i64> {
        (0..8).map(|_| dice.within(0..=999_999)).collect()
    }

    #[test]
    fn the_same_purpose_rolls_the_same_and_another_does_not() {
        assert_eq!(rolls(Seed(7).dice("people")), rolls(Seed(7).dice("people")));
        assert_ne!(rolls(Seed(7).dice("people")), rolls(Seed(7).dice("weather")));
        assert_ne!(rolls(Seed(7).dice("people")), rolls(Seed(8).dice("people")));
    }

    #[test]
    fn one_more_roll_for_one_purpose_leaves_the_others_alone() {
        let seed = Seed(7);
        let undisturbed = rolls(seed.dice("people"));
        let mut weather = seed.dice("weather");
        assert!(weather.within(1..=6) <= 6);
        assert_eq!(rolls(seed.dice("people")), undisturbed);
    }
}
