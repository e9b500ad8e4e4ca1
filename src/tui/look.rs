//! How things are shown: language, theme, glyphs and time zone together.

use jiff::{Timestamp, tz::TimeZone};
use ratatui::{
    style::Style,
    symbols::border,
    text::{Line, Span},
};

use super::theme::{Role, Theme};
use crate::{
    domain::time::{WECOM_OFFSET, wecom_date},
    text::{Text, cells},
};

/// How things are shown.
#[derive(Debug, Clone)]
pub struct Look {
    /// Words.
    pub text: Text,
    /// Styles.
    pub theme: Theme,
    /// Lines and bars.
    pub glyphs: Glyphs,
    /// The zone of the clock and of every time on the screen.
    pub zone: TimeZone,
}

/// With what lines and bars are drawn. Box-drawing characters may be two columns wide in a terminal
/// configured for Chinese; ASCII never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// `┌─┐` and `█`.
    #[default]
    Box,
    /// `+-+` and `#`.
    Ascii,
}

const ASCII: border::Set<'_> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};
const ASCII_FOCUSED: border::Set<'_> = border::Set { horizontal_top: "=", horizontal_bottom: "=", ..ASCII };

impl Glyphs {
    /// The border of a pane.
    #[must_use]
    pub fn border(self, focused: bool) -> border::Set<'static> {
        match (self, focused) {
            (Self::Box, false) => border::PLAIN,
            (Self::Box, true) => border::DOUBLE,
            (Self::Ascii, false) => ASCII,
            (Self::Ascii, true) => ASCII_FOCUSED,
        }
    }

    /// The mark where text was cut.
    #[must_use]
    pub fn cut(self) -> &'static str {
        match self {
            Self::Box => "…",
            Self::Ascii => "~",
        }
    }

    /// A bar of `columns`, filled by `done` of `total`. Full only when all is done.
    #[must_use]
    pub fn bar(self, done: u64, total: u64, columns: usize) -> String {
        let (full, empty) = match self {
            Self::Box => ("█", "░"),
            Self::Ascii => ("#", "-"),
        };
        let filled = share(done, total, columns);
        full.repeat(filled) + &empty.repeat(columns - filled)
    }
}

/// `done` of `total`, in steps of `whole`: rounded down, so that the whole means all.
#[must_use]
pub fn share(done: u64, total: u64, whole: usize) -> usize {
    let part = u128::from(done.min(total)) * whole as u128 / u128::from(total.max(1));
    usize::try_from(part).unwrap_or(whole).min(whole)
}

impl Look {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Text in a role, made fit for cells.
    pub fn say(&self, role: Role, text: impl AsRef<str>) -> Span<'static> {
        Span::styled(cells::clean(text.as_ref()).into_owned(), self.style(role))
    }

    /// A line that means nothing in particular.
    pub fn plain(&self, text: impl AsRef<str>) -> Line<'static> {
        Line::from(self.say(Role::Base, text))
    }

    /// The wall clock: `03:12:07`.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> String {
        self.text.clock(at, &self.zone)
    }

    /// The wall clock with its offset: `03:12:07+08`.
    #[must_use]
    pub fn clock_and_offset(&self, at: Timestamp) -> String {
        let shown = self.zone.to_offset(at).to_string();
        format!("{}{}", self.clock(at), shown.trim_end_matches(":00"))
    }

    /// A time in as few columns as tell it: the clock today, else day and clock.
    #[must_use]
    pub fn when(&self, at: Timestamp, now: Timestamp) -> String {
        let day = |at| self.zone.to_datetime(at).date();
        if day(at) == day(now) { self.clock(at) } else { self.text.day_and_clock(at, &self.zone) }
    }
}

impl Default for Look {
    fn default() -> Self {
        Self {
            text: Text::default(),
            theme: Theme::default(),
            glyphs: Glyphs::default(),
            zone: TimeZone::fixed(WECOM_OFFSET),
        }
    }
}

/// Seconds from one instant to a later one.
#[must_use]
pub fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second() - from.as_second()
}

/// Today, as WeCom counts days.
#[must_use]
pub fn today(now: Timestamp) -> jiff::civil::Date {
    wecom_date(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        assert_eq!(Glyphs::Ascii.bar(999, 1_000, 10), "#########-");
        assert_eq!(Glyphs::Ascii.bar(10, 10, 10), "##########");
        assert_eq!(Glyphs::Ascii.bar(0, 0, 4), "----");
        assert_eq!(Glyphs::Ascii.bar(u64::MAX, 1, 4), "####");
    }

    #[test]
    fn a_time_of_another_day_shows_its_day() {
        let look = Look::default();
        let now: Timestamp = "2026-03-02T01:17:03Z".parse().unwrap();
        assert_eq!(look.when(now, now), "09:17:03");
        assert_eq!(look.when("2026-03-01T15:59:59Z".parse().unwrap(), now), "03-01 23:59");
        assert_eq!(look.clock_and_offset(now), "09:17:03+08");
    }
}
