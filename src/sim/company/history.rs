//! Something that changes in the course of time.

use jiff::Timestamp;

/// A thing and what it was before; asked for a moment, it is what it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T>(Vec<(Timestamp, T)>);

impl<T> Dated<T> {
    /// It has always been so.
    pub fn always(value: T) -> Self {
        Self::since(Timestamp::MIN, value)
    }

    /// There was nothing before this moment.
    pub fn since(at: Timestamp, value: T) -> Self {
        Self(vec![(at, value)])
    }

    /// What it is at a moment, if it is there by then.
    pub fn at(&self, now: Timestamp) -> Option<&T> {
        let after = self.0.partition_point(|(since, _)| *since <= now);
        after.checked_sub(1).map(|last| &self.0[last].1)
    }

    /// What it was at first.
    pub fn first(&self) -> &T {
        &self.0[0].1
    }

    /// What it is from then on. A change that is older than the latest takes effect with it: what was
    /// decided later stands.
    pub fn set(&mut self, at: Timestamp, value: T) {
        let at = self.0.last().map_or(at, |(latest, _)| at.max(*latest));
        self.0.push((at, value));
    }

    /// Each state with the moments between which it holds, the second excluded.
    pub fn spans(&self) -> impl Iterator<Item = (Timestamp, Timestamp, &T)> {
        let ends = self.0.iter().skip(1).map(|(since, _)| *since).chain([Timestamp::MAX]);
        self.0.iter().zip(ends).map(|((since, value), end)| (*since, end, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_change_holds_from_its_moment_on_and_not_before() {
        let mut name = Dated::since(at(10), "old");
        name.set(at(20), "new");
        assert_eq!(
            [at(9), at(10), at(19), at(20)].map(|now| name.at(now)),
            [None, Some(&"old"), Some(&"old"), Some(&"new")]
        );
        name.set(at(15), "late");
        assert_eq!((name.at(at(19)), name.at(at(20))), (Some(&"old"), Some(&"late")));
    }
}
