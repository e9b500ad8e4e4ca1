//! Where everything stands, for any size: a pure function of size and focus.
//!
//! Two columns from 100x24 on; below that one pane at a time, with tabs, and a line each for what has
//! no room. Where rows are missing, what matters least goes first: the log line, the summary, the
//! context, the tabs, the footer. The header and the worst row stay to the end.

use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::{
    focus::{Focus, Pane},
    widgets::Framing,
};

/// Columns and rows from which panes stand side by side.
const TWO_COLUMNS_FROM: (u16, u16) = (100, 24);

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// One line or two.
    pub header: Rect,
    /// Names of the panes, where only one is shown.
    pub tabs: Option<Rect>,
    /// Panes that are shown.
    pub panes: Vec<(Pane, Rect)>,
    /// What is around them.
    pub framing: Framing,
    /// What is known of the selected row.
    pub context: Option<Rect>,
    /// Sync and token in one line.
    pub summary: Option<Rect>,
    /// The newest line of the log.
    pub last_log: Option<Rect>,
    /// Keys.
    pub footer: Option<Rect>,
    /// All but header and footer: room for what is opened over the panes.
    pub body: Rect,
}

impl Layout {
    /// Where everything stands in an area.
    #[must_use]
    pub fn of(area: Rect, focus: Focus) -> Self {
        if area.width >= TWO_COLUMNS_FROM.0 && area.height >= TWO_COLUMNS_FROM.1 {
            two_columns(area, focus)
        } else {
            one_pane(area, focus.pane)
        }
    }

    /// The area of a pane, if it is shown.
    #[must_use]
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().find(|(shown, _)| *shown == pane).map(|(_, area)| *area)
    }
}

fn two_columns(area: Rect, focus: Focus) -> Layout {
    let [header, body, footer] = rows(area, [Constraint::Length(2), Constraint::Min(0), Constraint::Length(1)]);
    let (panes, context) = if focus.zoomed { zoomed(body, focus.pane) } else { side_by_side(body) };
    Layout {
        header,
        tabs: None,
        panes,
        framing: Framing::Framed,
        context,
        summary: None,
        last_log: None,
        footer: Some(footer),
        body,
    }
}

fn zoomed(body: Rect, pane: Pane) -> (Vec<(Pane, Rect)>, Option<Rect>) {
    if !has_context(pane) {
        return (vec![(pane, body)], None);
    }
    let [list, context] = rows(body, [Constraint::Min(0), Constraint::Length((body.height / 3).min(9))]);
    (vec![(pane, list)], Some(context))
}

fn side_by_side(body: Rect) -> (Vec<(Pane, Rect)>, Option<Rect>) {
    let log_rows = (body.height / 6).clamp(4, 12);
    let [upper, log] = rows(body, [Constraint::Min(0), Constraint::Length(log_rows)]);
    let [left, right] = Split::horizontal([Constraint::Percentage(56), Constraint::Min(0)]).areas(upper);
    let [queue, context] = rows(left, [Constraint::Min(0), Constraint::Length((left.height / 3).min(11))]);
    let [tokens, sync, audit] =
        rows(right, [Constraint::Length(10.min(right.height / 3)), Constraint::Fill(2), Constraint::Fill(1)]);
    let panes =
        [(Pane::Anomalies, queue), (Pane::Tokens, tokens), (Pane::Sync, sync), (Pane::Audit, audit), (Pane::Log, log)];
    (panes.into(), Some(context))
}

fn one_pane(area: Rect, pane: Pane) -> Layout {
    let height = area.height;
    let wants = |from: u16, rows: u16| if height >= from { rows } else { 0 };
    let context_rows = if has_context(pane) { wants(12, 3) + wants(20, 2) } else { 0 };
    let [header, tabs, list, context, summary, last_log, footer] = rows(
        area,
        [
            Constraint::Length(wants(1, 1)),
            Constraint::Length(wants(8, 1)),
            Constraint::Min(0),
            Constraint::Length(context_rows),
            Constraint::Length(wants(14, 1)),
            Constraint::Length(wants(20, 1)),
            Constraint::Length(wants(5, 1)),
        ],
    );
    let shown = |area: Rect| (area.height > 0).then_some(area);
    let below = header.bottom();
    Layout {
        header,
        tabs: shown(tabs),
        panes: vec![(pane, list)],
        framing: Framing::Bare,
        context: shown(context),
        summary: shown(summary),
        last_log: shown(last_log).filter(|_| pane != Pane::Log),
        footer: shown(footer),
        body: Rect { y: below, height: footer.y.saturating_sub(below), ..area },
    }
}

/// Whether more is known of a pane's rows than a row has room for.
fn has_context(pane: Pane) -> bool {
    match pane {
        Pane::Anomalies | Pane::Audit => true,
        Pane::Tokens | Pane::Sync | Pane::Log => false,
    }
}

fn rows<const N: usize>(area: Rect, constraints: [Constraint; N]) -> [Rect; N] {
    Split::vertical(constraints).areas(area)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_phone_still_shows_the_header_and_the_worst_row() {
        let layout = Layout::of(Rect::new(0, 0, 30, 2), Focus::default());
        assert_eq!(layout.header.height, 1);
        assert_eq!(layout.pane(Pane::Anomalies), Some(Rect::new(0, 1, 30, 1)));
    }

    proptest! {
        #[test]
        fn nothing_stands_outside_or_on_something_else(width in 0u16..500, height in 0u16..200, pane in 0usize..5, zoomed: bool) {
            let area = Rect::new(0, 0, width, height);
            let layout = Layout::of(area, Focus { pane: Pane::ALL[pane], zoomed });
            let single = [layout.tabs, layout.context, layout.summary, layout.last_log, layout.footer];
            let mut all: Vec<Rect> = layout.panes.iter().map(|(_, area)| *area).collect();
            all.extend(single.into_iter().flatten());
            all.push(layout.header);
            for (at, one) in all.iter().enumerate() {
                prop_assert_eq!(one.intersection(area), *one);
                prop_assert!(all[..at].iter().all(|other| one.intersection(*other).is_empty()));
            }
        }
    }
}
