//! Pane 5: what happened, newest at the bottom.

use log::LevelFilter;
use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};
use tui_logger::{Drain, ExtLogRecord, LogFormatter, TuiLoggerWidget, TuiWidgetEvent, TuiWidgetState};

use super::Scene;
use crate::{
    console::{Level, LogLine},
    text::cells,
    tui::{
        look::Look,
        theme::Role,
        widgets::{Move, sheet},
    },
};

/// Lines kept for scrolling back.
const LINES_KEPT: usize = 5_000;
/// Lines put aside before tui-logger sorts them in; more than its own limit would be lost.
const LINES_ASIDE_MAX: usize = 256;
/// Columns of the part of the engine that a line comes from.
const TARGET_COLUMNS: usize = 6;

/// The log, put into words as it arrives.
pub struct Log {
    journal: Journal,
    aside: usize,
    details: bool,
    scrolled: bool,
}

/// Where the lines are.
enum Journal {
    /// In tui-logger's buffer, which belongs to the whole process: for the one screen there is.
    Process(TuiWidgetState),
    /// In the view. Shows its end and nothing else: for any number of screens beside each other.
    View,
}

impl Log {
    /// A log in tui-logger's buffer. A process may have one.
    #[must_use]
    pub fn of_process() -> Self {
        tui_logger::set_hot_buffer_depth(2 * LINES_ASIDE_MAX);
        tui_logger::set_buffer_depth(LINES_KEPT);
        let log = Self { journal: Journal::Process(TuiWidgetState::new()), aside: 0, details: false, scrolled: false };
        log.filtered()
    }

    /// A log that shows the end of the view's.
    #[must_use]
    pub fn of_view() -> Self {
        Self { journal: Journal::View, aside: 0, details: false, scrolled: false }
    }

    /// Takes a line in.
    pub fn tell(&mut self, line: &LogLine, look: &Look) {
        match self.journal {
            Journal::Process(_) => {
                let words = format!("{} {}", look.clock(line.at), look.text.fact(&line.fact, &look.zone));
                let level = level(line.fact.level());
                Drain::new().log(
                    &log::Record::builder()
                        .level(level)
                        .target(line.fact.target())
                        .args(format_args!("{words}"))
                        .build(),
                );
                self.aside += 1;
                if self.aside >= LINES_ASIDE_MAX {
                    self.settle();
                }
            }
            Journal::View => {}
        }
    }

    /// Begins anew, with the lines that the engine still knows.
    pub fn restart<'a>(&mut self, lines: impl Iterator<Item = &'a LogLine>, look: &Look) {
        match self.journal {
            Journal::Process(_) => {
                self.settle();
                tui_logger::set_buffer_depth(LINES_KEPT);
                lines.for_each(|line| self.tell(line, look));
            }
            Journal::View => {}
        }
    }

    /// Sorts in what was put aside; due before a picture is drawn.
    pub fn settle(&mut self) {
        if self.aside > 0 {
            tui_logger::move_events();
            self.aside = 0;
        }
    }

    /// Scrolls back, or forward to where new lines come in.
    pub fn step(&mut self, step: Move) {
        if let Journal::Process(state) = &self.journal {
            let (event, scrolled) = match step {
                Move::Up | Move::PageUp | Move::HalfUp | Move::First => (TuiWidgetEvent::PrevPageKey, true),
                Move::Down | Move::PageDown | Move::HalfDown => (TuiWidgetEvent::NextPageKey, self.scrolled),
                Move::Last => (TuiWidgetEvent::EscapeKey, false),
            };
            state.transition(event);
            self.scrolled = scrolled;
        }
    }

    /// Shows lines about how things were done, or hides them.
    pub fn toggle_details(&mut self) {
        self.details = !self.details;
        let taken = std::mem::replace(self, Self::of_view());
        *self = taken.filtered();
    }

    /// What stands at the right of its title.
    #[must_use]
    pub fn note(&self, look: &Look) -> String {
        let place = if self.scrolled { look.text.scrolled() } else { look.text.following() };
        if self.details { format!("{place}, {}", look.text.details_too()) } else { place.into() }
    }

    /// Draws the lines.
    pub fn draw(&self, scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
        let area = Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(1), ..area };
        if self.shown(scene).next().is_none() {
            sheet::line(&scene.look.plain(scene.look.text.log_empty()), area, 0, buf, scene.look);
            return;
        }
        match &self.journal {
            Journal::Process(state) if !area.is_empty() => TuiLoggerWidget::default()
                .style(scene.look.style(Role::Base))
                .formatter(Box::new(OneLine(scene.look.clone())))
                .state(state)
                .render(area, buf),
            Journal::Process(_) => {}
            Journal::View => self.draw_end(scene, area, buf),
        }
    }

    fn draw_end(&self, scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
        let mut last: Vec<_> = self.shown(scene).take(usize::from(area.height)).collect();
        last.reverse();
        for (row, line) in (0..).zip(last) {
            sheet::line(&in_words(line, scene.look), area, row, buf, scene.look);
        }
    }

    fn shown<'a>(&self, scene: Scene<'a>) -> impl Iterator<Item = &'a LogLine> {
        let least = if self.details { Level::Debug } else { Level::Info };
        scene.view.log.iter().rev().filter(move |line| line.fact.level() <= least)
    }

    fn filtered(self) -> Self {
        let filter = if self.details { LevelFilter::Debug } else { LevelFilter::Info };
        let journal = match self.journal {
            Journal::Process(state) => Journal::Process(state.set_default_display_level(filter)),
            Journal::View => Journal::View,
        };
        Self { journal, ..self }
    }
}

/// A line of the log in words, as the pane shows it.
#[must_use]
pub fn in_words(line: &LogLine, look: &Look) -> Line<'static> {
    let words = look.text.fact(&line.fact, &look.zone);
    columns(level(line.fact.level()), &look.clock(line.at), line.fact.target(), &words, look)
}

fn columns(level: log::Level, time: &str, target: &str, words: &str, look: &Look) -> Line<'static> {
    let (letter, role) = match level {
        log::Level::Error => ("E", Role::Alarm),
        log::Level::Warn => ("W", Role::Warn),
        log::Level::Info => ("I", Role::Base),
        log::Level::Debug | log::Level::Trace => ("D", Role::Off),
    };
    let lead = |words: String| look.say(Role::Base, words);
    let words_role = if level == log::Level::Error { Role::Alarm } else { Role::Base };
    Line::from(vec![
        lead(format!("{time} ")),
        look.say(role, letter),
        lead(format!(" {} ", cells::fit(target, TARGET_COLUMNS, ""))),
        look.say(words_role, words),
    ])
}

fn level(level: Level) -> log::Level {
    match level {
        Level::Error => log::Level::Error,
        Level::Warn => log::Level::Warn,
        Level::Info => log::Level::Info,
        Level::Debug => log::Level::Debug,
    }
}

/// Writes each record on one line, cut at the edge: nothing on this screen wraps.
struct OneLine(Look);

impl LogFormatter for OneLine {
    fn min_width(&self) -> u16 {
        1
    }

    fn format(&self, width: usize, record: &ExtLogRecord) -> Vec<Line<'_>> {
        let (time, words) = record.msg().split_once(' ').unwrap_or(("", record.msg()));
        let line = columns(record.level, time, record.target(), words, &self.0);
        vec![sheet::cut(&line, width, &self.0)]
    }
}
