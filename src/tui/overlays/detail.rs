//! An anomaly in full: its facts, and the person's days around it with slots and punches.

use ratatui::text::Line;

use crate::{
    console::{Outcome, update::QueueRow},
    domain::AttendanceDay,
    tui::{
        panes::{Scene, context},
        widgets::{Move, Room, Scroll, Sheet},
    },
};

/// An anomaly in full. It begins with what the queue knew; the days come with the engine's answer.
#[derive(Debug)]
pub struct Detail {
    /// What is known of it.
    pub row: QueueRow,
    days: Days,
    top: usize,
    asked_at: Option<u64>,
}

#[derive(Debug)]
enum Days {
    Asked,
    Here(Vec<AttendanceDay>),
    Gone,
}

impl Detail {
    /// Opens a row of the queue.
    #[must_use]
    pub fn of(row: QueueRow) -> Self {
        Self { row, days: Days::Asked, top: 0, asked_at: None }
    }

    /// Whether it must be asked again, because the queue has changed since.
    pub fn wants_asking(&mut self, revision: u64) -> bool {
        let stale = self.asked_at != Some(revision);
        self.asked_at = Some(revision);
        stale
    }

    /// Takes the engine's answer in.
    pub fn receive(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Anomaly { anomaly, name, days } => {
                self.row = QueueRow { anomaly: *anomaly, name };
                self.days = Days::Here(days);
            }
            Outcome::Accepted
            | Outcome::Started(_)
            | Outcome::Denied { .. }
            | Outcome::NotFound
            | Outcome::NotNow
            | Outcome::Failed(_)
            | Outcome::Anomalies(_)
            | Outcome::Audit(_)
            | Outcome::Preview(_)
            | Outcome::Departments(_)
            | Outcome::People(_)
            | Outcome::Heat(_)
            | Outcome::Trace(_) => self.days = Days::Gone,
        }
    }

    /// Moves in the text.
    pub fn step(&mut self, step: Move, scene: Scene<'_>, room: Room) {
        self.top = step_text(self.top, step, self.lines(scene, room.columns).len(), room.rows);
    }

    /// The sheet.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>, room: Room) -> Sheet {
        let lines = self.lines(scene, room.columns).into_iter().skip(self.top).collect();
        let note = self.row.anomaly.id.short();
        Sheet { title: scene.look.text.pane_detail().into(), note, lines, ..Sheet::default() }
    }

    fn lines(&self, scene: Scene<'_>, columns: usize) -> Vec<Line<'static>> {
        let (look, days) = match &self.days {
            Days::Here(days) => (scene.look, days.as_slice()),
            Days::Asked | Days::Gone => (scene.look, [].as_slice()),
        };
        let mut lines = context::in_full(scene, &self.row, days, columns);
        match self.days {
            Days::Here(_) => {}
            Days::Asked => lines.push(look.plain(look.text.loading())),
            Days::Gone => lines.push(look.plain(look.text.no_longer_there())),
        }
        lines
    }
}

/// The first line on the screen after a step in a text of `total` lines.
#[must_use]
pub fn step_text(top: usize, step: Move, total: usize, height: usize) -> usize {
    let last_top = total.saturating_sub(height);
    let page = match step {
        Move::Up | Move::Down => return Scroll { at: top, top }.step(step, last_top + 1, 1).at,
        Move::PageUp | Move::PageDown | Move::HalfUp | Move::HalfDown | Move::First | Move::Last => height,
    };
    Scroll { at: top, top }.step(step, last_top + 1, page).at
}
