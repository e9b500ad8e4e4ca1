//! What a user may choose.

use jiff::tz::TimeZone;

use super::{
    look::{Glyphs, Look},
    theme::Theme,
};
use crate::{
    domain::time::WECOM_OFFSET,
    text::{Lang, Text},
};

/// What a user may choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
    /// Whether there is colour at all.
    pub color: ColorChoice,
    /// With what lines and bars are drawn.
    pub glyphs: Glyphs,
    /// The zone of every time on the screen.
    pub zone: TimeZone,
}

/// Whether there is colour at all (`--color`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// Unless `NO_COLOR` is set or the terminal is dumb.
    #[default]
    Auto,
    /// Whatever the environment says.
    Always,
    /// Weight, underline and reverse video only.
    Never,
}

impl ColorChoice {
    /// Whether there is colour, given `NO_COLOR` and `TERM` of the environment. An empty `NO_COLOR`
    /// counts as none (no-color.org).
    #[must_use]
    pub fn decide(self, no_color: Option<&str>, term: Option<&str>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => no_color.is_none_or(str::is_empty) && term != Some("dumb"),
        }
    }
}

impl Settings {
    /// How things are shown, with colour or without.
    #[must_use]
    pub fn look(self, coloured: bool) -> Look {
        let theme = if coloured { self.theme } else { Theme::without_colour() };
        Look { text: Text::new(self.lang), theme, glyphs: self.glyphs, zone: self.zone }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            theme: Theme::default(),
            color: ColorChoice::default(),
            glyphs: Glyphs::default(),
            zone: TimeZone::fixed(WECOM_OFFSET),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_beats_the_environment() {
        assert!(ColorChoice::Auto.decide(None, Some("xterm-256color")));
        assert!(ColorChoice::Auto.decide(Some(""), None));
        assert!(!ColorChoice::Auto.decide(Some("1"), Some("xterm")));
        assert!(!ColorChoice::Auto.decide(None, Some("dumb")));
        assert!(ColorChoice::Always.decide(Some("1"), Some("dumb")));
        assert!(!ColorChoice::Never.decide(None, Some("xterm")));
    }
}
