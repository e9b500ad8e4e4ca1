//! A pane's content: a title, a heading and lines, in a frame or without one.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::{Block, Clear, Widget},
};

use crate::{
    text::cells,
    tui::{look::Look, theme::Role, widgets::Strip},
};

/// A pane's content.
#[derive(Debug, Default)]
pub struct Sheet {
    /// What it is.
    pub title: String,
    /// Where one is in it; stands at the right.
    pub note: String,
    /// Titles of columns.
    pub head: Option<Line<'static>>,
    /// Lines, from the first on the screen.
    pub lines: Vec<Line<'static>>,
    /// Which of these lines is selected.
    pub selected: Option<usize>,
}

/// What is around a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Nothing; its title stands elsewhere.
    Bare,
    /// A border with the title.
    Framed,
}

/// How much room there is for lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Columns of the terminal.
    pub columns: usize,
    /// Lines.
    pub rows: usize,
}

impl Framing {
    /// The area that is left for lines.
    #[must_use]
    pub fn inner(self, area: Rect) -> Rect {
        match self {
            Self::Bare => area,
            Self::Framed => Block::bordered().inner(area),
        }
    }

    /// Columns and rows that are left for lines, beside the margin in which the selection is marked.
    #[must_use]
    pub fn room(self, area: Rect) -> Room {
        let inner = self.inner(area);
        Room { columns: usize::from(inner.width.saturating_sub(1)), rows: usize::from(inner.height) }
    }
}

impl Sheet {
    /// Draws it, border and all. A focused sheet has a double border and a reverse title.
    pub fn draw(self, framing: Framing, focused: bool, area: Rect, buf: &mut Buffer, look: &Look) {
        if framing == Framing::Framed {
            frame(&self.title, &self.note, focused, area, buf, look);
        }
        let area = framing.inner(area);
        let margin = Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(1), ..area };
        let head_rows = u16::from(self.head.is_some());
        if let Some(head) = self.head {
            line(&head, margin, 0, buf, look);
        }
        for (row, content) in (head_rows..area.height).zip(&self.lines) {
            line(content, margin, row, buf, look);
        }
        if let Some(row) = self.selected.and_then(|row| u16::try_from(row).ok()) {
            select(row.saturating_add(head_rows), focused, area, buf, look);
        }
    }

    /// Draws it over whatever is there.
    pub fn draw_over(self, area: Rect, buf: &mut Buffer, look: &Look) {
        part_from_left(area, buf);
        Clear.render(area, buf);
        buf.set_style(area, look.style(Role::Base));
        self.draw(Framing::Framed, true, area, buf, look);
    }
}

/// Blanks a wide letter whose second half reaches into an area: it would cover the area's border.
fn part_from_left(area: Rect, buf: &mut Buffer) {
    let Some(beside) = area.x.checked_sub(1).filter(|_| area.width > 0) else { return };
    for y in area.top()..area.bottom() {
        if cells::width(buf[(beside, y)].symbol()) > 1 {
            buf[(beside, y)].set_symbol(" ");
        }
    }
}

/// Draws a border with a title at the left and a note at the right.
pub fn frame(title: &str, note: &str, focused: bool, area: Rect, buf: &mut Buffer, look: &Look) {
    let role = if focused { Role::Focus } else { Role::Border };
    let title_role = if focused { Role::FocusTitle } else { Role::Border };
    let block = Block::bordered().border_set(look.glyphs.border(focused)).border_style(look.style(role));
    block.render(area, buf);
    if area.width > 4 && area.height > 0 {
        let top = Rect { x: area.x + 2, width: area.width - 4, height: 1, ..area };
        let spaced = |text: &str| if text.is_empty() { String::new() } else { format!(" {text} ") };
        let [title, note] = [look.say(title_role, spaced(title)), look.say(role, spaced(note))];
        let note_width = u16::try_from(note.width()).unwrap_or(u16::MAX);
        let title_width = u16::try_from(title.width()).unwrap_or(u16::MAX);
        Line::from(title).render(top, buf);
        if title_width.saturating_add(note_width).saturating_add(1) <= top.width {
            let right = Rect { x: top.right() - note_width, width: note_width, ..top };
            Line::from(note).render(right, buf);
        }
    }
}

/// Draws one line in a row of an area; what does not fit is cut at the edge.
pub fn line(content: &Line<'static>, area: Rect, row: u16, buf: &mut Buffer, look: &Look) {
    if row < area.height {
        let columns = usize::from(area.width);
        cut(content, columns, look).render(Rect { y: area.y + row, height: 1, ..area }, buf);
    }
}

/// The line, cut to at most `columns`; a mark says that something is missing.
#[must_use]
pub fn cut(content: &Line<'static>, columns: usize, look: &Look) -> Line<'static> {
    if content.width() <= columns {
        return content.clone();
    }
    let mark = cells::cut(look.glyphs.cut(), columns, "");
    let mut room = columns.saturating_sub(cells::width(&mark));
    let mut spans = Vec::new();
    for span in &content.spans {
        let kept = cells::cut(&span.content, room, "");
        room -= cells::width(&kept);
        let whole = kept.len() == span.content.len();
        spans.push(Span::styled(if whole { kept } else { kept + &mark }, span.style));
        if !whole {
            break;
        }
    }
    Line::from(spans)
}

/// Draws a rule across an area's row, with a title in it.
pub fn rule(title: &str, area: Rect, buf: &mut Buffer, look: &Look) {
    let dash = look.glyphs.border(false).horizontal_top;
    let title = look.say(Role::Border, if title.is_empty() { String::new() } else { format!(" {title} ") });
    let rest = usize::from(area.width).saturating_sub(title.width() + 2);
    let lead = look.say(Role::Border, dash.repeat(2));
    let tail = look.say(Role::Border, dash.repeat(rest));
    line(&Strip::new(0).part(0, vec![lead, title, tail]).fit(usize::from(area.width)), area, 0, buf, look);
}

/// Marks the selected row; only the pane that has the keys shows it in reverse.
fn select(row: u16, focused: bool, area: Rect, buf: &mut Buffer, look: &Look) {
    if row < area.height && area.width > 0 {
        let row = Rect { y: area.y + row, height: 1, ..area };
        if focused {
            buf.set_style(row, look.style(Role::Selection));
        }
        buf[(row.x, row.y)].set_symbol(">");
    }
}
