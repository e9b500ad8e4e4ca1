//! Secrets: where they are kept, and fetching them.

use std::{env, fmt, fs, path::PathBuf, process::Command};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use thiserror::Error;

/// Where a secret is kept.
#[derive(Clone, Deserialize)]
#[serde(untagged, expecting = "a secret: { file = \"…\" }, { env = \"…\" }, { command = [\"…\"] }, or the text itself")]
pub enum SecretSource {
    /// In the configuration itself, which draws a warning.
    Plain(SecretString),
    /// Anywhere better.
    Elsewhere(Elsewhere),
}

/// A better place for a secret than the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Elsewhere {
    /// A file that holds nothing else.
    File(PathBuf),
    /// A variable of the environment.
    Env(String),
    /// A command that prints it.
    Command(Vec<String>),
}

/// A secret that cannot be had.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The file.
    #[error("read the secret from {}: {cause}; write it there, readable by this account only", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// The variable.
    #[error("the secret's variable {0} is not set; set it, or name another place in the configuration")]
    Env(String),
    /// The command.
    #[error("the secret's command {program} failed ({why}); run it by hand and see")]
    Command {
        /// Which.
        program: String,
        /// How.
        why: String,
    },
    /// Nothing there.
    #[error("the secret is empty; copy it from the application's page in WeCom's administration")]
    Empty,
}

impl SecretSource {
    /// Fetches the secret, without the line's end.
    ///
    /// # Errors
    /// If it cannot be had, or is empty.
    pub fn fetch(&self) -> Result<SecretString, SecretError> {
        let text = match self {
            Self::Plain(text) => text.expose_secret().to_owned(),
            Self::Elsewhere(Elsewhere::File(path)) => {
                fs::read_to_string(path).map_err(|cause| SecretError::File { path: path.clone(), cause })?
            }
            Self::Elsewhere(Elsewhere::Env(name)) => env::var(name).map_err(|_| SecretError::Env(name.clone()))?,
            Self::Elsewhere(Elsewhere::Command(words)) => printed_by(words)?,
        };
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() { Err(SecretError::Empty) } else { Ok(text.into()) }
    }

    /// The secret, if it can be had without running a command.
    #[must_use]
    pub fn at_hand(&self) -> Option<SecretString> {
        match self {
            Self::Elsewhere(Elsewhere::Command(_)) => None,
            Self::Plain(_) | Self::Elsewhere(Elsewhere::File(_) | Elsewhere::Env(_)) => self.fetch().ok(),
        }
    }

    /// Whether it stands in the configuration itself.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Plain(_))
    }
}

fn printed_by(words: &[String]) -> Result<String, SecretError> {
    let (program, arguments) = words.split_first().ok_or(SecretError::Empty)?;
    let failed = |why: String| SecretError::Command { program: program.clone(), why };
    let output = Command::new(program).args(arguments).output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(output.status.to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("it printed no text".into()))
}

impl PartialEq for SecretSource {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Plain(one), Self::Plain(two)) => one.expose_secret() == two.expose_secret(),
            (Self::Elsewhere(one), Self::Elsewhere(two)) => one == two,
            (Self::Plain(_), Self::Elsewhere(_)) | (Self::Elsewhere(_), Self::Plain(_)) => false,
        }
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("…"),
            Self::Elsewhere(place) => place.fmt(f),
        }
    }
}
