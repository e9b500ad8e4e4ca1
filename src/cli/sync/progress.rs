//! Progress on standard error: a bar on a terminal, lines otherwise.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, stderr},
};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;

use crate::{
    cli::{place::Place, say::tell},
    console::{
        Level, LogLine,
        view::{PassView, StreamProgress},
    },
    domain::{Stream, time::WECOM_OFFSET},
};

/// What people see while a pass runs.
pub(super) struct Progress<'a> {
    place: &'a Place,
    bar: Option<ProgressBar>,
    said: BTreeMap<Stream, u64>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(place: &'a Place) -> Self {
        let bar = (stderr().is_terminal() && !place.global.quiet).then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { place, bar, said: BTreeMap::new() }
    }

    pub(super) fn show(&mut self, pass: &PassView) {
        if let Some(bar) = &self.bar {
            bar.set_length(pass.streams.iter().map(|stream| stream.total).sum());
            bar.set_position(pass.streams.iter().map(|stream| stream.done).sum());
            let running = pass.streams.iter().rfind(|stream| stream.done < stream.total);
            bar.set_message(running.map_or_else(String::new, |stream| self.line(stream)));
            return;
        }
        for stream in pass.streams.iter().filter(|stream| stream.total > 0) {
            self.say_tenths(stream);
        }
    }

    /// A line for each tenth of a stream: enough to see it move, not enough to fill a log.
    fn say_tenths(&mut self, stream: &StreamProgress) {
        let tenth = stream.done * 10 / stream.total.max(1);
        let new = self.said.insert(stream.stream, tenth) != Some(tenth);
        if new && stream.done > 0 && !self.place.global.quiet {
            tell(self.line(stream));
        }
    }

    fn line(&self, stream: &StreamProgress) -> String {
        let StreamProgress { stream: name, done, total, tally, .. } = stream;
        self.place.text.stream_progress(self.place.text.stream(*name), *done, *total, tally.rows_seen)
    }

    pub(super) fn log(&self, line: LogLine) {
        let least = match (self.place.global.quiet, self.place.global.verbose) {
            (true, _) => Level::Error,
            (false, 0) => Level::Warn,
            (false, 1) => Level::Info,
            (false, _) => Level::Debug,
        };
        if line.fact.level() <= least {
            let words = self.place.text.fact(&line.fact, &TimeZone::fixed(WECOM_OFFSET));
            match &self.bar {
                Some(bar) => bar.suspend(|| tell(words)),
                None => tell(words),
            }
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
