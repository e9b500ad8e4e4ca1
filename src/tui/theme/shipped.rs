//! Themes that come with the program, and themes of the user's own.

use std::{fs, io, path::Path};

use thiserror::Error;

use super::{Theme, ThemeError, nearest};

/// Name and text of each theme that comes with the program; the first is the default.
pub const SHIPPED: [(&str, &str); 5] = [
    ("term16", include_str!("../../../themes/term16.toml")),
    ("night", include_str!("../../../themes/night.toml")),
    ("day", include_str!("../../../themes/day.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// Why there is no such theme.
#[derive(Debug, Error)]
pub enum UnknownTheme {
    /// No file and no shipped theme has that name.
    #[error("no theme {name:?}; the nearest is {nearest:?}")]
    NotThere {
        /// The name.
        name: String,
        /// The shipped theme whose name differs least.
        nearest: &'static str,
    },
    /// The file could not be read.
    #[error("theme {path}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file is wrong.
    #[error("theme {path}: {cause}")]
    Wrong {
        /// The file.
        path: String,
        /// What is wrong.
        cause: ThemeError,
    },
}

/// The theme of that name: `NAME.toml` in the user's folder if it is there, else a shipped one.
pub fn load(name: &str, folder: Option<&Path>) -> Result<Theme, UnknownTheme> {
    let own = folder.filter(|_| is_plain(name)).map(|folder| folder.join(format!("{name}.toml")));
    if let Some(path) = own.filter(|path| path.exists()) {
        let shown = path.display().to_string();
        let toml =
            fs::read_to_string(&path).map_err(|cause| UnknownTheme::Unreadable { path: shown.clone(), cause })?;
        return Theme::parse(name, &toml).map_err(|cause| UnknownTheme::Wrong { path: shown, cause });
    }
    match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        Some((_, toml)) => Theme::parse(name, toml).map_err(|cause| UnknownTheme::Wrong { path: name.into(), cause }),
        None => Err(UnknownTheme::NotThere {
            name: name.into(),
            nearest: nearest(name, &SHIPPED.map(|(shipped, _)| shipped)).unwrap_or_default(),
        }),
    }
}

/// Whether a name stays inside the folder.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

impl Default for Theme {
    /// The terminal's own sixteen colours.
    fn default() -> Self {
        load(SHIPPED[0].0, None).unwrap_or_else(|_| Self::new("plain", std::collections::BTreeMap::new()))
    }
}

impl Theme {
    /// The theme for terminals without colour: weight, underline and reverse video alone.
    #[must_use]
    pub fn without_colour() -> Self {
        load("mono", None).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier, Style};

    use super::*;
    use crate::tui::theme::Role;

    #[test]
    fn every_shipped_theme_is_whole() {
        for (name, toml) in SHIPPED {
            let theme = Theme::parse(name, toml).unwrap_or_else(|error| panic!("{name}: {error}"));
            let selection = theme.style(Role::Selection);
            assert!(selection.add_modifier.contains(Modifier::REVERSED), "{name} hides the selection");
            assert_ne!(theme.style(Role::Alarm), theme.style(Role::Base), "{name} hides an alarm");
        }
    }

    #[test]
    fn the_theme_without_colour_has_none() {
        let mono = Theme::without_colour();
        for role in Role::ALL {
            let Style { fg, bg, .. } = mono.style(role);
            assert_eq!((fg, bg), (None, None), "{role:?}");
        }
    }

    #[test]
    fn the_default_keeps_the_terminals_own_colours() {
        for role in Role::ALL {
            let style = Theme::default().style(role);
            for colour in [style.fg, style.bg].into_iter().flatten() {
                assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(_) | Color::Blue), "{role:?}");
            }
        }
    }

    #[test]
    fn a_file_of_the_users_own_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("night.toml"), "[roles]\nwarn = { underline = true }").unwrap();
        let theme = load("night", Some(folder.path())).unwrap();
        assert_eq!(theme.style(Role::Alarm), Style::new().underlined());
        let missing = load("nigth", Some(folder.path())).unwrap_err();
        assert_eq!(missing.to_string(), r#"no theme "nigth"; the nearest is "night""#);
        assert!(load("../night", Some(folder.path())).is_err());
    }
}
