//! The place in a list.

/// A step in a list or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One up.
    Up,
    /// One down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Half a page up.
    HalfUp,
    /// Half a page down.
    HalfDown,
    /// To the first.
    First,
    /// To the last.
    Last,
}

/// Which row is meant, and which row is the first on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    /// The row that is meant.
    pub at: usize,
    /// The first row on the screen.
    pub top: usize,
}

impl Scroll {
    /// The place after a step in `total` rows, `height` of which are on the screen.
    #[must_use]
    pub fn step(self, step: Move, total: usize, height: usize) -> Self {
        let (page, half) = (height.saturating_sub(1).max(1), (height / 2).max(1));
        let at = match step {
            Move::Up => self.at.saturating_sub(1),
            Move::Down => self.at.saturating_add(1),
            Move::PageUp => self.at.saturating_sub(page),
            Move::PageDown => self.at.saturating_add(page),
            Move::HalfUp => self.at.saturating_sub(half),
            Move::HalfDown => self.at.saturating_add(half),
            Move::First => 0,
            Move::Last => usize::MAX,
        };
        Self { at, ..self }.within(total, height)
    }

    /// The same place after the list came to have `total` rows and the screen `height`.
    #[must_use]
    pub fn within(self, total: usize, height: usize) -> Self {
        let at = self.at.min(total.saturating_sub(1));
        let lowest = (at + 1).saturating_sub(height.max(1));
        let top = self.top.clamp(lowest.min(at), at).min(total.saturating_sub(height.max(1)).max(lowest));
        Self { at, top }
    }

    /// The place of the same row after the list moved it to `at`: it stays where it is on the screen.
    #[must_use]
    pub fn moved_to(self, at: usize) -> Self {
        Self { at, top: at.saturating_sub(self.at.saturating_sub(self.top)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_that_moves_in_the_list_holds_still_on_the_screen() {
        let before = Scroll { at: 12, top: 10 };
        assert_eq!(before.moved_to(15), Scroll { at: 15, top: 13 });
        assert_eq!(before.moved_to(1), Scroll { at: 1, top: 0 });
    }

    #[test]
    fn the_last_page_is_full() {
        assert_eq!(Scroll::default().step(Move::Last, 100, 10), Scroll { at: 99, top: 90 });
        assert_eq!(Scroll { at: 99, top: 95 }.within(100, 10), Scroll { at: 99, top: 90 });
    }

    proptest! {
        #[test]
        fn the_row_that_is_meant_is_on_the_screen(at in 0usize..300, top in 0usize..300, total in 0usize..200, height in 0usize..60) {
            let place = Scroll { at, top }.within(total, height);
            prop_assert!(place.at < total.max(1));
            prop_assert!(place.top <= place.at && place.at < place.top + height.max(1));
        }
    }
}
