//! Themes as files: TOML with one table `[roles]`.
//!
//! ```toml
//! [roles]
//! alarm = { fg = "red", bold = true }
//! border = { fg = "#5f6b7a" }
//! ```

use std::{collections::BTreeMap, ops::Range};

use ratatui::style::{Color, Modifier, Style};
use thiserror::Error;
use toml::de::{DeTable, DeValue};

use super::{Role, Theme};

/// What is wrong with a theme's file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ThemeError {
    /// It is not TOML.
    #[error("line {line}: {what}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the reader said.
        what: String,
    },
    /// A name that means nothing.
    #[error("line {line}: {found:?} is no {expected}; the nearest is {nearest:?}")]
    UnknownName {
        /// The line, from 1.
        line: usize,
        /// The name.
        found: String,
        /// What it should have been.
        expected: &'static str,
        /// The known name that differs least.
        nearest: &'static str,
    },
    /// A value of the wrong kind.
    #[error("line {line}: {key} needs {expected}")]
    WrongKind {
        /// The line, from 1.
        line: usize,
        /// Whose value it is.
        key: String,
        /// What it needs.
        expected: &'static str,
    },
}

const COLOURS: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];
const KEYS: [&str; 5] = ["fg", "bg", "bold", "reverse", "underline"];

impl Theme {
    /// Reads a theme.
    pub fn parse(name: &str, toml: &str) -> Result<Self, ThemeError> {
        let lines = Lines(toml);
        let file = DeTable::parse(toml).map_err(|error| ThemeError::Syntax {
            line: lines.at(&error.span().unwrap_or_default()),
            what: error.message().into(),
        })?;
        let mut roles = BTreeMap::new();
        for (key, value) in file.get_ref() {
            if key.get_ref() != "roles" {
                return Err(lines.unknown(&key.span(), key.get_ref(), "table of a theme", &["roles"]));
            }
            let DeValue::Table(table) = value.get_ref() else {
                return Err(lines.wrong(&value.span(), "roles", "a table"));
            };
            for (key, value) in table {
                let role = role(key.get_ref())
                    .ok_or_else(|| lines.unknown(&key.span(), key.get_ref(), "role", &Role::ALL.map(Role::name)))?;
                let DeValue::Table(look) = value.get_ref() else {
                    return Err(lines.wrong(&value.span(), key.get_ref(), "a table such as { fg = \"red\" }"));
                };
                roles.insert(role, style(look, &lines)?);
            }
        }
        Ok(Self::new(name, roles))
    }
}

fn role(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.name() == name)
}

fn style(table: &DeTable<'_>, lines: &Lines<'_>) -> Result<Style, ThemeError> {
    let mut style = Style::new();
    for (key, value) in table {
        let (name, at) = (key.get_ref().as_ref(), value.span());
        style = match name {
            "fg" => style.fg(colour(value.get_ref(), name, &at, lines)?),
            "bg" => style.bg(colour(value.get_ref(), name, &at, lines)?),
            "bold" => attribute(style, Modifier::BOLD, value.get_ref(), name, &at, lines)?,
            "reverse" => attribute(style, Modifier::REVERSED, value.get_ref(), name, &at, lines)?,
            "underline" => attribute(style, Modifier::UNDERLINED, value.get_ref(), name, &at, lines)?,
            other => return Err(lines.unknown(&key.span(), other, "property of a role", &KEYS)),
        };
    }
    Ok(style)
}

fn colour(value: &DeValue<'_>, key: &str, at: &Range<usize>, lines: &Lines<'_>) -> Result<Color, ThemeError> {
    const EXPECTED: &str = "a colour: a name, \"#rrggbb\" or 0 to 255";
    let wrong = || lines.wrong(at, key, EXPECTED);
    match value {
        DeValue::Integer(index) => index.as_str().parse().map(Color::Indexed).map_err(|_| wrong()),
        DeValue::String(text) if text.starts_with('#') => rgb(text).ok_or_else(wrong),
        DeValue::String(text) => COLOURS
            .iter()
            .find(|(name, _)| name == text)
            .map(|(_, colour)| *colour)
            .ok_or_else(|| lines.unknown(at, text, "colour", &COLOURS.map(|(name, _)| name))),
        _ => Err(wrong()),
    }
}

fn rgb(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

fn attribute(
    style: Style,
    modifier: Modifier,
    value: &DeValue<'_>,
    key: &str,
    at: &Range<usize>,
    lines: &Lines<'_>,
) -> Result<Style, ThemeError> {
    match value {
        DeValue::Boolean(true) => Ok(style.add_modifier(modifier)),
        DeValue::Boolean(false) => Ok(style),
        _ => Err(lines.wrong(at, key, "true or false")),
    }
}

/// Finds the line of a place in the file.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn at(&self, span: &Range<usize>) -> usize {
        1 + self.0.bytes().take(span.start).filter(|byte| *byte == b'\n').count()
    }

    fn unknown(&self, at: &Range<usize>, found: &str, expected: &'static str, known: &[&'static str]) -> ThemeError {
        let nearest = nearest(found, known).unwrap_or_default();
        ThemeError::UnknownName { line: self.at(at), found: found.into(), expected, nearest }
    }

    fn wrong(&self, at: &Range<usize>, key: &str, expected: &'static str) -> ThemeError {
        ThemeError::WrongKind { line: self.at(at), key: key.into(), expected }
    }
}

/// The known name that differs least from the one found, by insertions, deletions and changes.
#[must_use]
pub fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().copied().min_by_key(|name| edits(found, name))
}

fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_read() {
        let theme = Theme::parse(
            "mine",
            "[roles]\nalarm = { fg = \"red\", bold = true }\nbusy = { bg = \"#0a0b0c\", fg = 214 }",
        );
        let theme = theme.unwrap();
        assert_eq!(theme.style(Role::Alarm), Style::new().fg(Color::Red).bold());
        assert_eq!(theme.style(Role::Busy), Style::new().fg(Color::Indexed(214)).bg(Color::Rgb(10, 11, 12)));
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_the_nearest_name() {
        for (toml, said) in [
            ("[roles]\n\nalram = {}", r#"line 3: "alram" is no role; the nearest is "alarm""#),
            ("[roles]\nwarn = { fg = \"yelow\" }", r#"line 2: "yelow" is no colour; the nearest is "yellow""#),
            ("[roles]\nwarn = { bald = true }", r#"line 2: "bald" is no property of a role; the nearest is "bold""#),
            ("[colours]", r#"line 1: "colours" is no table of a theme; the nearest is "roles""#),
            ("[roles]\nwarn = { fg = 256 }", "line 2: fg needs a colour: a name, \"#rrggbb\" or 0 to 255"),
            ("[roles]\nwarn = { bold = \"yes\" }", "line 2: bold needs true or false"),
        ] {
            assert_eq!(Theme::parse("t", toml).unwrap_err().to_string(), said);
        }
        assert!(matches!(Theme::parse("t", "[roles]\nwarn ="), Err(ThemeError::Syntax { line: 2, .. })));
    }
}
