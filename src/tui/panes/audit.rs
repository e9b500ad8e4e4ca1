//! Pane 4: who did what.

use std::collections::BTreeMap;

use ratatui::text::Line;

use super::{Scene, anomalies::rows_under_heads};
use crate::{
    console::{AuditRow, Query, View},
    tui::{
        theme::Role,
        widgets::{Column, Move, Room, Scroll, Sheet, Table},
    },
};

/// Older records asked for at once.
const ROWS_ASKED: usize = 200;
/// Records kept here; who reads further back loses the newest ones until returning to the top.
const ROWS_KEPT: usize = 5_000;

/// The records that are known, by their number in the chain, and the one that is selected.
#[derive(Debug, Default)]
pub struct Audit {
    rows: BTreeMap<u64, AuditRow>,
    scroll: Scroll,
    selected: Option<u64>,
    whole: bool,
}

impl Audit {
    /// Takes in what the view knows.
    pub fn refresh(&mut self, view: &View, height: usize) {
        let newest = self.rows.last_key_value().map_or(0, |(seq, _)| *seq);
        let new: Vec<_> = view.audit.iter().take_while(|row| row.seq > newest).cloned().collect();
        self.receive(new, height);
    }

    /// Takes older records in; that there are none means that the whole log is known.
    pub fn receive_older(&mut self, rows: Vec<AuditRow>, height: usize) {
        self.whole |= rows.is_empty();
        self.receive(rows, height);
    }

    /// Takes records in.
    fn receive(&mut self, rows: Vec<AuditRow>, height: usize) {
        self.rows.extend(rows.into_iter().map(|row| (row.seq, row)));
        while self.rows.len() > ROWS_KEPT && self.scroll.at < ROWS_KEPT / 2 {
            self.rows.pop_first();
        }
        self.hold(height);
    }

    /// Forgets everything: the records that come next need not follow on those known.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Moves the selection. At the top nothing is selected, so that new records push in above.
    pub fn step(&mut self, step: Move, height: usize) {
        self.scroll = self.scroll.step(step, self.rows.len(), height);
        self.selected = if self.scroll.at == 0 { None } else { self.at(self.scroll.at).map(|row| row.seq) };
    }

    /// The record that is selected.
    #[must_use]
    pub fn selected(&self) -> Option<&AuditRow> {
        self.at(self.scroll.at)
    }

    /// What must be asked so that the reader does not run into the end of what is known.
    #[must_use]
    pub fn wanted(&self, height: usize) -> Option<Query> {
        let oldest = self.rows.first_key_value().map_or(0, |(seq, _)| *seq);
        let near_end = self.scroll.top + 2 * height.max(1) >= self.rows.len();
        (oldest > 1 && !self.whole && near_end && self.rows.len() < ROWS_KEPT)
            .then_some(Query::Audit { before: Some(oldest), limit: ROWS_ASKED })
    }

    /// The pane.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>, title: String, room: Room) -> Sheet {
        if self.rows.is_empty() {
            let lines = vec![Line::default(), scene.look.plain(scene.look.text.audit_empty())];
            return Sheet { title, lines, ..Sheet::default() };
        }
        let table = table(scene, room.columns);
        let shown = rows_under_heads(room.rows);
        let place = self.scroll.within(self.rows.len(), shown);
        let rows = self.rows.values().rev().skip(place.top).take(shown);
        Sheet {
            title,
            note: String::new(),
            head: (shown < room.rows).then(|| table.head()),
            lines: rows.map(|row| line(scene, &table, row)).collect(),
            selected: Some(place.at - place.top),
        }
    }

    fn hold(&mut self, height: usize) {
        let place = self.selected.and_then(|seq| self.rows.keys().rev().position(|known| *known == seq));
        if let Some(at) = place {
            self.scroll = self.scroll.moved_to(at);
        }
        self.scroll = self.scroll.within(self.rows.len(), height);
    }

    fn at(&self, index: usize) -> Option<&AuditRow> {
        self.rows.values().rev().nth(index)
    }
}

/// A record in a few lines, with every detail.
#[must_use]
pub fn context(scene: Scene<'_>, row: &AuditRow) -> Vec<Line<'static>> {
    let look = scene.look;
    let date = look.zone.to_datetime(row.at).strftime("%Y-%m-%d %H:%M:%S");
    let first = format!("#{}  {date}  {}  {}  {}", row.seq, actor(scene, row), row.action, row.object);
    let mut lines = vec![look.plain(first), look.say(role(row), &row.outcome).into()];
    lines.extend(row.detail.iter().map(|(name, value)| look.plain(format!("{name} = {value}"))));
    lines
}

fn table(scene: Scene<'_>, width: usize) -> Table<'_> {
    let text = scene.look.text;
    let columns = [
        Column::fixed(text.column_time(), 11, 0),
        Column::fixed(text.column_who(), 8, 2),
        Column::fixed(text.column_action(), 14, 0),
        Column::growing(text.column_object(), 8, 3),
        Column::growing(text.column_result(), 8, 1),
    ];
    Table::new(scene.look, &columns, width)
}

fn line(scene: Scene<'_>, table: &Table<'_>, row: &AuditRow) -> Line<'static> {
    table.row(vec![
        (Role::Base, scene.look.when(row.at, scene.view.now)),
        (Role::Base, actor(scene, row)),
        (Role::Base, row.action.clone()),
        (Role::Base, row.object.clone()),
        (role(row), row.outcome.clone()),
    ])
}

fn actor(scene: Scene<'_>, row: &AuditRow) -> String {
    scene.look.text.actor(&row.actor).to_owned()
}

fn role(row: &AuditRow) -> Role {
    if matches!(row.outcome.as_str(), "" | "ok" | "started" | "done") { Role::Base } else { Role::Warn }
}
