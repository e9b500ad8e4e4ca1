//! Stretches of a day, seconds, each `[from, to)`.

/// A stretch of a day.
pub type Interval = (i64, i64);

/// What is left of some stretches without others.
#[must_use]
pub fn without(whole: &[Interval], taken: &[Interval]) -> Vec<Interval> {
    taken.iter().fold(whole.to_vec(), |left, (from, to)| {
        let pieces = left.into_iter().flat_map(|(start, end)| [(start, end.min(*from)), (start.max(*to), end)]);
        pieces.filter(|(start, end)| start < end).collect()
    })
}

/// What of some stretches lies in one.
#[must_use]
pub fn within(whole: &[Interval], (from, to): Interval) -> Vec<Interval> {
    let cut = whole.iter().map(|(start, end)| ((*start).max(from), (*end).min(to)));
    cut.filter(|(start, end)| start < end).collect()
}

/// How long stretches are that do not overlap.
#[must_use]
pub fn length(whole: &[Interval]) -> i64 {
    whole.iter().map(|(from, to)| to - from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_gone_and_the_rest_keeps_its_place() {
        let day = [(9, 12), (13, 18)];
        assert_eq!(without(&day, &[(11, 14)]), [(9, 11), (14, 18)]);
        assert_eq!(without(&day, &[(0, 24)]), []);
        assert_eq!(without(&day, &[(10, 11), (10, 15)]), [(9, 10), (15, 18)]);
        assert_eq!((within(&day, (11, 14)), length(&day)), (vec![(11, 12), (13, 14)], 8));
    }
}
