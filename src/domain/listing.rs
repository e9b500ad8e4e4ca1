//! Which stretches of time were asked for whole, where a list is about when things happened and not about
//! whose they are.

use jiff::Timestamp;

use super::time::Window;

/// What is known of the lists of one stream. Stretches that touch are one; what is in neither part was never
/// asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listings {
    whole: Vec<Window>,
    failed: Vec<(Window, Option<i64>)>,
}

/// What is known of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingState {
    /// Nobody asked.
    Never,
    /// Asked, and no usable answer, with WeCom's code if there was one.
    Failed(Option<i64>),
    /// Asked and answered, to the last page.
    Whole,
}

impl Listings {
    /// Those that were kept.
    #[must_use]
    pub fn kept(whole: Vec<Window>, failed: Vec<(Window, Option<i64>)>) -> Self {
        Self { whole, failed }
    }

    /// Stretches that were listed whole, in order.
    #[must_use]
    pub fn whole(&self) -> &[Window] {
        &self.whole
    }

    /// Stretches that were asked for in vain and not listed since, each with WeCom's code.
    #[must_use]
    pub fn failed(&self) -> &[(Window, Option<i64>)] {
        &self.failed
    }

    /// A stretch was listed to its end.
    pub fn note_whole(&mut self, window: Window) {
        self.failed = self.failed_outside(window);
        let touches = |one: &Window| one.start <= window.end && window.start <= one.end;
        let (joined, apart): (Vec<_>, Vec<_>) = self.whole.drain(..).partition(touches);
        let join = |a: Window, b: Window| Window { start: a.start.min(b.start), end: a.end.max(b.end) };
        self.whole = apart;
        self.whole.push(joined.into_iter().fold(window, join));
        self.whole.sort_unstable();
    }

    /// A stretch was asked for and did not come. What is known of it stays known.
    pub fn note_failed(&mut self, window: Window, errcode: Option<i64>) {
        self.failed = self.failed_outside(window);
        let holes = self.whole.iter().fold(vec![window], |holes, one| outside(holes, *one));
        self.failed.extend(holes.into_iter().map(|hole| (hole, errcode)));
        self.failed.sort_unstable();
    }

    /// The first instant from `start` on that was not listed.
    #[must_use]
    pub fn first_gap(&self, start: Timestamp) -> Timestamp {
        self.whole.iter().find(|one| one.contains(start)).map_or(start, |one| one.end)
    }

    /// What is known of a stretch, part by part, in order.
    #[must_use]
    pub fn states(&self, window: Window) -> Vec<(Window, ListingState)> {
        let part = |one: &Window| Window { start: one.start.max(window.start), end: one.end.min(window.end) };
        let whole = self.whole.iter().map(|one| (part(one), ListingState::Whole));
        let failed = self.failed.iter().map(|(one, errcode)| (part(one), ListingState::Failed(*errcode)));
        let mut states: Vec<_> = whole.chain(failed).filter(|(part, _)| part.start < part.end).collect();
        let never = states.iter().fold(vec![window], |holes, (known, _)| outside(holes, *known));
        states.extend(never.into_iter().map(|hole| (hole, ListingState::Never)));
        states.sort_unstable_by_key(|(part, _)| *part);
        states
    }

    fn failed_outside(&self, window: Window) -> Vec<(Window, Option<i64>)> {
        let rest = |(one, errcode): &(Window, Option<i64>)| {
            let errcode = *errcode;
            outside(vec![*one], window).into_iter().map(move |left| (left, errcode))
        };
        self.failed.iter().flat_map(rest).collect()
    }
}

/// What is left of some stretches without another one.
fn outside(stretches: Vec<Window>, without: Window) -> Vec<Window> {
    let parts = |one: Window| {
        let before = Window { start: one.start, end: one.end.min(without.start) };
        let after = Window { start: one.start.max(without.end), end: one.end };
        [before, after]
    };
    stretches.into_iter().flat_map(parts).filter(|part| part.start < part.end).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window(start: i64, end: i64) -> Window {
        Window { start: Timestamp::from_second(start).unwrap(), end: Timestamp::from_second(end).unwrap() }
    }

    proptest! {
        #[test]
        fn every_second_is_what_was_last_heard_of_it_and_success_is_never_forgotten(
            asked in prop::collection::vec((0_i64..50, 1_i64..20, any::<bool>()), 0..12),
        ) {
            let (mut listings, mut known) = (Listings::default(), [ListingState::Never; 70]);
            for (start, length, good) in asked {
                let asked = window(start, start + length);
                if good { listings.note_whole(asked) } else { listings.note_failed(asked, Some(start)) }
                for second in start..start + length {
                    let known = &mut known[usize::try_from(second).unwrap()];
                    *known = match (good, *known) {
                        (true, _) | (false, ListingState::Whole) => ListingState::Whole,
                        (false, ListingState::Never | ListingState::Failed(_)) => ListingState::Failed(Some(start)),
                    };
                }
            }
            let states = listings.states(window(0, 70));
            prop_assert!(states.is_sorted_by(|(one, _), (next, _)| one.end == next.start));
            for (second, known) in (0..).zip(known) {
                let at = Timestamp::from_second(second).unwrap();
                let found = states.iter().find(|(part, _)| part.contains(at)).map(|(_, state)| *state);
                prop_assert_eq!(found, Some(known));
            }
            prop_assert!(listings.whole().is_sorted_by(|one, next| one.end < next.start), "what touches is one");
        }
    }

    #[test]
    fn the_next_list_begins_where_the_last_one_ended_and_not_behind_a_gap() {
        let mut listings = Listings::default();
        assert_eq!(listings.first_gap(window(5, 6).start), window(5, 6).start);
        listings.note_whole(window(0, 10));
        listings.note_whole(window(20, 30));
        assert_eq!(listings.first_gap(window(5, 6).start), window(10, 11).start);
        listings.note_whole(window(9, 20));
        assert_eq!(listings.first_gap(window(5, 6).start), window(30, 31).start);
    }
}
