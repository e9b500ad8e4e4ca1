//! What is wrong with a configuration, and where.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::secret::SecretError;

/// A configuration that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// There is none.
    #[error("no configuration at {}; write one as the README shows, or try `punchdeck demo`", list(.0))]
    NotFound(Vec<PathBuf>),
    /// It cannot be read.
    #[error("read {}: {cause}; look at the file's rights", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// It says what it must not.
    #[error("{place}: {what}")]
    Wrong {
        /// Where.
        place: Place,
        /// What, and what to write instead.
        what: String,
    },
    /// A secret cannot be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, or the variable that overrides it.
    pub source: String,
    /// Line and column, from 1, where the error has one.
    pub at: Option<(usize, usize)>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        self.at.map_or(Ok(()), |(line, column)| write!(f, ":{line}:{column}"))
    }
}

impl ConfigError {
    /// What a value means cannot be.
    #[must_use]
    pub fn wrong(source: &str, what: impl ToString) -> Self {
        Self::Wrong { place: Place { source: source.to_owned(), at: None }, what: what.to_string() }
    }

    /// An error of the TOML reader, with its place and, for a name, the nearest known one.
    #[must_use]
    pub fn toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map(|span| line_and_column(text, span.start));
        let place = Place { source: path.display().to_string(), at };
        Self::Wrong { place, what: advice(error.message()) }
    }

    /// The same, of a variable that overrides a key.
    #[must_use]
    pub fn toml_of(variable: &str, error: &toml::de::Error) -> Self {
        Self::wrong(variable, advice(error.message()))
    }
}

/// serde lists all known names; people want the one they meant.
fn advice(message: &str) -> String {
    let message = message.trim();
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown field").then(|| names.next()).flatten();
    let Some(unknown) = unknown else { return message.to_owned() };
    let nearest = names.max_by(|one, two| {
        let near = |name: &str| strsim::jaro_winkler(unknown, name);
        near(one).total_cmp(&near(two))
    });
    match nearest {
        Some(nearest) => format!("unknown key `{unknown}`; the nearest known one is `{nearest}`"),
        None => format!("unknown key `{unknown}`; remove it"),
    }
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    (line, column)
}

fn list(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(", ")
}
