//! Rows in columns; where room is short, the least important columns give way first.

use ratatui::text::{Line, Span};

use crate::{
    text::cells,
    tui::{look::Look, theme::Role},
};

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    title: &'static str,
    least: usize,
    grows: bool,
    right: bool,
    rank: u8,
}

impl Column {
    /// A column of so many columns of the terminal. The higher its rank, the earlier it gives way;
    /// rank 0 stays.
    #[must_use]
    pub fn fixed(title: &'static str, width: usize, rank: u8) -> Self {
        Self { title, least: width.max(cells::width(title)), grows: false, right: false, rank }
    }

    /// A column that shares what room is left with others of its kind.
    #[must_use]
    pub fn growing(title: &'static str, least: usize, rank: u8) -> Self {
        Self { grows: true, ..Self::fixed(title, least, rank) }
    }

    /// The same, with figures against its right edge.
    #[must_use]
    pub fn right(self) -> Self {
        Self { right: true, ..self }
    }
}

/// Columns laid out for a width; turns cells into lines.
#[derive(Debug)]
pub struct Table<'a> {
    look: &'a Look,
    columns: Vec<(Column, Option<usize>)>,
}

impl<'a> Table<'a> {
    /// Lays columns out in `width`.
    #[must_use]
    pub fn new(look: &'a Look, columns: &[Column], width: usize) -> Self {
        let mut kept: Vec<bool> = vec![true; columns.len()];
        while total(columns, &kept) > width {
            let shown = columns.iter().enumerate().filter(|(at, column)| kept[*at] && column.rank > 0);
            let Some((at, _)) = shown.max_by_key(|(_, column)| column.rank) else { break };
            kept[at] = false;
        }
        let spare = width.saturating_sub(total(columns, &kept));
        let growing = columns.iter().zip(&kept).filter(|(column, kept)| **kept && column.grows).count().max(1);
        let width_of = |column: &Column| column.least + if column.grows { spare / growing } else { 0 };
        let widths = columns.iter().zip(kept).map(|(column, kept)| (*column, kept.then(|| width_of(column))));
        Self { look, columns: widths.collect() }
    }

    /// The line of titles.
    #[must_use]
    pub fn head(&self) -> Line<'static> {
        let titles = self.columns.iter().map(|(column, _)| (Role::Heading, column.title.to_owned())).collect();
        self.row(titles)
    }

    /// A line of cells, one for each column, shown or not.
    #[must_use]
    pub fn row(&self, row: Vec<(Role, String)>) -> Line<'static> {
        let mut spans = Vec::new();
        for ((column, width), (role, text)) in self.columns.iter().zip(row) {
            let Some(width) = width else { continue };
            if !spans.is_empty() {
                spans.push(Span::raw(" "));
            }
            let (text, cut) = (cells::clean(&text), self.look.glyphs.cut());
            let shown = cells::cut(&text, *width, cut);
            let blanks = " ".repeat(width.saturating_sub(cells::width(&shown)));
            let [first, second] = [Span::styled(shown, self.look.style(role)), Span::raw(blanks)];
            spans.extend(if column.right { [second, first] } else { [first, second] });
        }
        Line::from(spans)
    }
}

fn total(columns: &[Column], kept: &[bool]) -> usize {
    let shown = columns.iter().zip(kept).filter(|(_, kept)| **kept);
    shown.map(|(column, _)| column.least + 1).sum::<usize>().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [fn() -> Column; 3] =
        [|| Column::fixed("N", 3, 2).right(), || Column::growing("WHO", 4, 1), || Column::growing("WHAT", 6, 0)];

    fn shown(width: usize) -> String {
        let look = Look::default();
        let table = Table::new(&look, &COLUMNS.map(|column| column()), width);
        let cells = ["7", "欧阳建国", "late 17 min"].map(|cell| (Role::Base, cell.to_owned()));
        table.row(cells.into()).to_string()
    }

    #[test]
    fn columns_give_way_by_rank_and_names_are_cut_whole() {
        assert_eq!(shown(27), "  7 欧阳建国   late 17 min ");
        assert_eq!(shown(15), "  7 欧…  late …");
        assert_eq!(shown(11), "欧…  late …");
        assert_eq!(shown(6), "late …");
    }
}
