//! One line of parts; where room is short, the least important give way first.

use ratatui::text::{Line, Span};

use crate::text::cells;

/// One line of parts with a blank between them.
#[derive(Debug, Default)]
pub struct Strip {
    parts: Vec<Part>,
    gap: usize,
}

#[derive(Debug)]
struct Part {
    spans: Vec<Span<'static>>,
    rank: u8,
    right: bool,
}

impl Strip {
    /// An empty line whose parts will stand `gap` columns apart.
    #[must_use]
    pub fn new(gap: usize) -> Self {
        Self { parts: Vec::new(), gap }
    }

    /// Adds a part. The higher its rank, the earlier it gives way; rank 0 stays and is cut.
    #[must_use]
    pub fn part(mut self, rank: u8, spans: Vec<Span<'static>>) -> Self {
        self.parts.push(Part { spans, rank, right: false });
        self
    }

    /// Adds a part that stands against the right edge.
    #[must_use]
    pub fn right(mut self, rank: u8, spans: Vec<Span<'static>>) -> Self {
        self.parts.push(Part { spans, rank, right: true });
        self
    }

    /// The line in at most `columns`.
    #[must_use]
    pub fn fit(mut self, columns: usize) -> Line<'static> {
        self.parts.retain(|part| part.width() > 0);
        while self.width() > columns && self.drop_least() {}
        let blanks = columns.saturating_sub(self.width());
        let (mut spans, mut last_right) = (Vec::new(), false);
        for (at, part) in self.parts.into_iter().enumerate() {
            let stretch = if part.right && !last_right { blanks } else { 0 };
            last_right |= part.right;
            spans.push(Span::raw(" ".repeat(if at == 0 { 0 } else { self.gap } + stretch)));
            spans.extend(part.spans);
        }
        Line::from(spans)
    }

    fn drop_least(&mut self) -> bool {
        let least = self.parts.iter().enumerate().max_by_key(|(_, part)| part.rank);
        match least.filter(|(_, part)| part.rank > 0).map(|(at, _)| at) {
            Some(at) => {
                self.parts.remove(at);
                true
            }
            None => false,
        }
    }

    fn width(&self) -> usize {
        let gaps = self.gap * self.parts.len().saturating_sub(1);
        gaps + self.parts.iter().map(Part::width).sum::<usize>()
    }
}

impl Part {
    fn width(&self) -> usize {
        self.spans.iter().map(|span| cells::width(&span.content)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip() -> Strip {
        Strip::new(2)
            .part(1, vec!["keep".into()])
            .part(3, vec!["first".into(), " to go".into()])
            .part(2, vec!["second".into()])
            .right(0, vec!["09:17".into()])
    }

    #[test]
    fn the_least_important_gives_way_first() {
        for (columns, shown) in [
            (40, "keep  first to go  second          09:17"),
            (30, "keep  second             09:17"),
            (14, "keep     09:17"),
            (5, "09:17"),
        ] {
            assert_eq!(strip().fit(columns).to_string(), shown);
        }
    }
}
