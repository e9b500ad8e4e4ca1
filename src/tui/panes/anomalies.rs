//! Pane 1: the queue of what needs attention.

use ratatui::text::Line;

use super::Scene;
use crate::{
    console::{
        Query, QueueFilter,
        update::{Page, QueueRow},
    },
    domain::{
        AnomalyId, Severity, Stream,
        anomaly::{Anomaly, Subject},
    },
    tui::{
        look::seconds_between,
        theme::Role,
        widgets::{Column, Move, Room, Scroll, Sheet, Table},
    },
};

/// Rows asked for at most; the engine gives no more.
const ROWS_ASKED_MAX: usize = 500;

/// The part of the queue that is on the screen, and the row that keys act upon.
///
/// The selection is an anomaly, not a position: when the queue changes, the row holds still under
/// the reader's eyes, wherever in the list it has come to be. Until the reader has moved, the worst
/// row is on top and selected, whatever arrives.
#[derive(Debug, Default)]
pub struct Queue {
    page: Option<Page<QueueRow>>,
    scroll: Scroll,
    selected: Option<AnomalyId>,
    moved: bool,
}

impl Queue {
    /// The row that keys act upon.
    #[must_use]
    pub fn selected(&self) -> Option<&QueueRow> {
        self.row(self.scroll.at).filter(|row| Some(row.anomaly.id) == self.selected)
    }

    /// Whether the engine has told any of it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.page.is_some()
    }

    /// Moves the selection.
    pub fn step(&mut self, step: Move, height: usize) {
        self.moved = step != Move::First;
        self.scroll = self.scroll.step(step, self.total(), height);
        self.selected = self.row(self.scroll.at).map(|row| row.anomaly.id);
    }

    /// What must be asked so that `height` rows of this revision can be shown; nothing if they are here.
    ///
    /// A screen more on each side is asked for, so that the next page is there at once.
    #[must_use]
    pub fn wanted(&self, revision: u64, height: usize) -> Option<Query> {
        let height = height.max(1);
        let last = (self.scroll.top + height).min(self.total());
        let shown = self.page.as_ref().is_some_and(|page| {
            page.revision >= revision && page.offset <= self.scroll.top && last <= page.offset + page.rows.len()
        });
        let offset = self.scroll.top.saturating_sub(height);
        let limit = (3 * height).min(ROWS_ASKED_MAX);
        (!shown).then(|| Query::Anomalies { filter: QueueFilter::default(), offset, limit })
    }

    /// Takes a stretch of the queue in.
    pub fn receive(&mut self, page: Page<QueueRow>, height: usize) {
        let found = page.rows.iter().position(|row| Some(row.anomaly.id) == self.selected);
        if let Some(index) = found.filter(|_| self.moved) {
            self.scroll = self.scroll.moved_to(page.offset + index);
        }
        self.scroll = self.scroll.within(page.total, height);
        self.page = Some(page);
        self.selected = self.row(self.scroll.at).map(|row| row.anomaly.id);
    }

    /// Forgets the rows, not the place.
    pub fn forget(&mut self) {
        self.page = None;
    }

    /// Where in the queue the selection is: `3/11`.
    #[must_use]
    pub fn position(&self) -> String {
        if self.total() == 0 { String::new() } else { format!("{}/{}", self.scroll.at + 1, self.total()) }
    }

    /// The pane.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>, title: String, room: Room) -> Sheet {
        let note = self.position();
        if self.page.as_ref().is_some_and(|page| page.total == 0) {
            return Sheet { title, note, lines: nothing_open(scene), ..Sheet::default() };
        }
        let table = table(scene, room.columns);
        let rows = self.scroll.top..(self.scroll.top + rows_under_heads(room.rows)).min(self.total());
        let lines = rows.map(|at| self.row(at).map_or_else(Default::default, |row| line(scene, &table, row)));
        Sheet {
            title,
            note,
            head: has_heads(room.rows).then(|| table.head()),
            lines: lines.collect(),
            selected: self.page.is_some().then(|| self.scroll.at - self.scroll.top),
        }
    }

    fn total(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.total)
    }

    fn row(&self, at: usize) -> Option<&QueueRow> {
        let page = self.page.as_ref()?;
        page.rows.get(at.checked_sub(page.offset)?)
    }
}

/// Whether a list of that height spends a line on the titles of its columns.
fn has_heads(rows: usize) -> bool {
    rows > 8
}

/// Rows of a list that are left beside the titles of its columns.
#[must_use]
pub fn rows_under_heads(rows: usize) -> usize {
    rows - usize::from(has_heads(rows))
}

fn nothing_open(scene: Scene<'_>) -> Vec<Line<'static>> {
    let Scene { view, look } = scene;
    let text = look.text;
    let data = match view.fresh.get(&Stream::Records) {
        Some(at) => text.nothing_open_with_age(&text.rough(seconds_between(*at, view.now))),
        None => format!("{}; {}", text.nothing_open(), text.no_data()),
    };
    let watched = text.all_fine_about(&text.count(view.employees), &text.count(view.departments));
    vec![Line::default(), look.say(Role::Calm, data).into(), look.plain(watched)]
}

fn table(scene: Scene<'_>, width: usize) -> Table<'_> {
    let text = scene.look.text;
    let columns = [
        Column::fixed(text.column_severity(), 2, 0),
        Column::fixed(text.column_standing(), 4, 3),
        Column::fixed(text.column_age(), 4, 1).right(),
        Column::fixed(text.column_times(), 4, 4),
        Column::fixed(text.column_date(), 5, 2),
        Column::growing(text.column_whom(), 16, 0),
        Column::growing(text.column_what(), 20, 0),
    ];
    Table::new(scene.look, &columns, width)
}

fn line(scene: Scene<'_>, table: &Table<'_>, row: &QueueRow) -> Line<'static> {
    let (text, anomaly) = (scene.look.text, &row.anomaly);
    let times = if anomaly.count > 1 { format!("x{}", anomaly.count) } else { String::new() };
    table.row(vec![
        (severity_role(anomaly), format!("{:?}", anomaly.severity)),
        (standing_role(anomaly), text.standing(anomaly).into()),
        (Role::Base, text.age(seconds_between(anomaly.first_seen, scene.view.now))),
        (Role::Base, times),
        (Role::Base, date(anomaly)),
        (Role::Base, text.subject(&anomaly.subject, row.name.as_deref())),
        (Role::Base, text.what(anomaly)),
    ])
}

/// How the severity of an anomaly looks: only what is still true calls for attention.
#[must_use]
pub fn severity_role(anomaly: &Anomaly) -> Role {
    if anomaly.is_open() { open_role(anomaly.severity) } else { Role::Base }
}

/// How open anomalies of a severity look.
#[must_use]
pub fn open_role(severity: Severity) -> Role {
    match severity {
        Severity::P1 => Role::Urgent,
        Severity::P2 => Role::Alarm,
        Severity::P3 => Role::Warn,
        Severity::P4 => Role::Base,
    }
}

fn standing_role(anomaly: &Anomaly) -> Role {
    match (anomaly.is_open(), anomaly.reopened) {
        (false, _) => Role::Calm,
        (true, 0) => Role::Base,
        (true, _) => Role::Worse,
    }
}

fn date(anomaly: &Anomaly) -> String {
    match &anomaly.subject {
        Subject::Day { date, .. } => date.strftime("%m-%d").to_string(),
        Subject::Integration { .. } => String::new(),
    }
}
