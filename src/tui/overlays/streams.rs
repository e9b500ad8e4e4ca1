//! The streams of a resync, each to be taken or left.

use std::collections::BTreeSet;

use ratatui::text::Line;

use super::chooser::marked_line;
use crate::{
    domain::Stream,
    tui::{
        look::Look,
        widgets::{Move, Scroll},
    },
};

/// Which streams are taken.
#[derive(Debug)]
pub struct Streams {
    taken: BTreeSet<Stream>,
    place: Scroll,
}

/// Those that are about days. Organisation and rules are read all the time; whoever joined only now is
/// asked about when the organisation is taken, too.
impl Default for Streams {
    fn default() -> Self {
        let about_days = |stream: &Stream| !matches!(stream, Stream::Organisation | Stream::Rules);
        Self { taken: Stream::ALL.into_iter().filter(about_days).collect(), place: Scroll::default() }
    }
}

impl Streams {
    /// Moves among them.
    pub fn step(&mut self, step: Move, height: usize) {
        self.place = self.place.step(step, Stream::ALL.len(), height);
    }

    /// Takes the one under the cursor, or leaves it.
    pub fn toggle(&mut self) {
        if let Some(stream) = Stream::ALL.get(self.place.at)
            && !self.taken.remove(stream)
        {
            self.taken.insert(*stream);
        }
    }

    /// Those taken, in the order in which a pass pulls them.
    #[must_use]
    pub fn chosen(&self) -> Vec<Stream> {
        Stream::ALL.into_iter().filter(|stream| self.taken.contains(stream)).collect()
    }

    /// Those taken, in words.
    #[must_use]
    pub fn in_words(&self, look: &Look) -> String {
        let names: Vec<_> = self.chosen().into_iter().map(|stream| look.text.stream(stream)).collect();
        names.join(", ")
    }

    /// All of them, `height` lines, and where in these lines the cursor is.
    #[must_use]
    pub fn lines(&self, look: &Look, height: usize) -> (Vec<Line<'static>>, Option<usize>) {
        let place = self.place.within(Stream::ALL.len(), height);
        let shown = Stream::ALL.into_iter().skip(place.top).take(height);
        let line = |stream| marked_line(look, self.taken.contains(&stream), look.text.stream(stream));
        (shown.map(line).collect(), Some(place.at - place.top))
    }
}
