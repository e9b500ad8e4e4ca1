//! The trace of one person's day: why a punch is here, or is not.

use jiff::civil::Date;
use ratatui::text::Line;

use super::{detail::step_text, heat::HeatMap};
use crate::{
    console::{Query, Trace},
    domain::EmployeeId,
    text::{
        cells,
        trace::{Tone, TraceLine},
    },
    tui::{
        look::Look,
        theme::Role,
        widgets::{Move, Room, Sheet},
    },
};

/// Columns by which facts stand in from their heading.
const INDENT: usize = 2;

/// The trace of one person's day.
#[derive(Debug)]
pub struct Why {
    /// The person.
    pub who: EmployeeId,
    /// The day.
    pub date: Date,
    told: Told,
    top: usize,
    /// The map that it was opened from.
    map: Option<Box<HeatMap>>,
}

#[derive(Debug)]
enum Told {
    No,
    Asked,
    All(Box<Trace>),
}

impl Why {
    /// The trace of this person's day, not asked for yet.
    #[must_use]
    pub fn of(who: EmployeeId, date: Date) -> Self {
        Self { who, date, told: Told::No, top: 0, map: None }
    }

    /// The same, opened from a map.
    #[must_use]
    pub fn from_map(self, map: Box<HeatMap>) -> Self {
        Self { map: Some(map), ..self }
    }

    /// The map to go back to.
    pub fn take_map(&mut self) -> Option<Box<HeatMap>> {
        self.map.take()
    }

    /// What must be asked; once.
    pub fn wanted(&mut self) -> Option<Query> {
        if !matches!(self.told, Told::No) {
            return None;
        }
        self.told = Told::Asked;
        Some(Query::Trace { who: self.who.clone(), date: self.date })
    }

    /// Asks again for what could not be asked for.
    pub fn ask_again(&mut self) {
        self.told = Told::No;
    }

    /// Takes the trace in.
    pub fn receive(&mut self, trace: Box<Trace>) {
        self.told = Told::All(trace);
    }

    /// Moves in the text.
    pub fn step(&mut self, step: Move, look: &Look, room: Room) {
        self.top = step_text(self.top, step, self.lines(look, room.columns).len(), room.rows);
    }

    /// The sheet.
    #[must_use]
    pub fn sheet(&self, look: &Look, room: Room) -> Sheet {
        let day = look.text.weekday(self.date.weekday());
        let title = format!("{}  {}  {} {day}", look.text.trace_title(), self.who, self.date);
        let lines = self.lines(look, room.columns).into_iter().skip(self.top).collect();
        Sheet { title, lines, ..Sheet::default() }
    }

    fn lines(&self, look: &Look, columns: usize) -> Vec<Line<'static>> {
        match &self.told {
            Told::No | Told::Asked => vec![look.plain(look.text.loading())],
            Told::All(trace) => {
                look.text.trace(trace, &look.zone).iter().flat_map(|line| broken(look, line, columns)).collect()
            }
        }
    }
}

/// A line of the trace in as many lines of the screen as it takes.
fn broken(look: &Look, line: &TraceLine, columns: usize) -> Vec<Line<'static>> {
    let words = cells::clean(&line.words);
    let (role, mark) = match line.tone {
        Tone::Heading => return vec![look.say(Role::Heading, words).into()],
        Tone::Fact => (Role::Base, " "),
        Tone::Doubt => (Role::Warn, "?"),
        Tone::Fault => (Role::Alarm, "!"),
        Tone::Step => (Role::Key, ">"),
    };
    let parts = cells::broken(&words, columns.saturating_sub(2 * INDENT));
    let marks = [mark].into_iter().chain(std::iter::repeat(" "));
    marks.zip(parts).map(|(mark, part)| look.say(role, format!(" {mark}  {part}")).into()).collect()
}
