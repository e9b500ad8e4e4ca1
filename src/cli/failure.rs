//! How commands end: exit status, words on standard error, and JSON where JSON was asked for.

use std::{io, path::PathBuf, process::ExitCode};

use jiff::tz::TimeZone;
use serde_json::json;
use thiserror::Error;

use super::{
    chinese,
    say::{print, tell},
};
use crate::{
    audit::Broken,
    config::ConfigError,
    console::{Cause, Remedy, Trouble},
    domain::time::WECOM_OFFSET,
    sim::weather::{BadCase, BadScenario},
    store::StoreError,
    text::{Lang, Text},
    tui::{ScreenError, theme::UnknownTheme},
    wecom::http::HttpError,
};

/// Done.
pub const DONE: u8 = 0;
/// Failed, nothing more can be done now.
pub const FAILED: u8 = 1;
/// Wrong usage or configuration.
pub const USAGE: u8 = 2;
/// Partly done; running it again continues.
pub const PARTLY: u8 = 3;
/// Refused: no permission.
pub const REFUSED: u8 = 4;
/// Try again later.
pub const LATER: u8 = 75;
/// Interrupted from the keyboard.
pub const INTERRUPTED: u8 = 130;

/// A command that could not be carried out.
#[derive(Debug, Error)]
pub enum Failure {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The theme.
    #[error(transparent)]
    Theme(#[from] UnknownTheme),
    /// The scenario of the simulator.
    #[error("{}: {error}", .path.display())]
    Scenario {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: BadScenario,
    },
    /// The acceptance case that the simulator is to serve.
    #[error("{}: {error}", .path.display())]
    Case {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: BadCase,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The way to WeCom.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The screen.
    #[error(transparent)]
    Screen(#[from] ScreenError),
    /// The audit log does not hold.
    #[error(transparent)]
    Audit(#[from] Broken),
    /// What WeCom or the disk said.
    #[error("{}", Text::new(Lang::English).last_trouble(.0, &TimeZone::fixed(WECOM_OFFSET)))]
    Trouble(Box<Trouble>),
    /// A file or a stream.
    #[error("{doing}: {cause}; look at the path and its rights")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Whoever read standard output has seen enough.
    #[error("nobody reads on")]
    Unread,
    /// Not allowed from here.
    #[error("{0}")]
    Refused(String),
    /// Records that should have been verified are not there.
    #[error("{0}")]
    Unverified(String),
    /// Something on the command line that only shows when it is used.
    #[error("{0}")]
    Usage(String),
    /// Interrupted from the keyboard.
    #[error("interrupted; what was stored stays, run it again to go on")]
    Interrupted,
    /// The engine ended before it answered.
    #[error("the engine ended early; run it again, and report it if it stays so")]
    EngineGone,
}

impl Failure {
    /// Wraps what the system said.
    pub fn io(doing: impl ToString) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { doing: doing.to_string(), cause }
    }

    /// Wraps what the system said of the export; a reader who has seen enough is no failure.
    #[must_use]
    pub fn writing(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Io { doing: "writing the export".into(), cause },
        }
    }

    /// The exit status.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Theme(_) | Self::Scenario { .. } | Self::Case { .. } | Self::Usage(_) => USAGE,
            Self::Http(HttpError::BadBase(_)) => USAGE,
            Self::Store(error) if error.is_locked() => LATER,
            Self::Trouble(trouble) => status_of(trouble),
            Self::Interrupted => INTERRUPTED,
            Self::Refused(_) => REFUSED,
            Self::Unread => DONE,
            Self::Store(_) | Self::Http(_) | Self::Screen(_) | Self::Audit(_) | Self::Unverified(_) => FAILED,
            Self::Io { .. } | Self::EngineGone => FAILED,
        }
    }

    /// Says it, and gives the exit status.
    #[must_use]
    pub fn report(&self, text: Text, as_json: bool) -> ExitCode {
        let zone = TimeZone::fixed(WECOM_OFFSET);
        let (message, remedy) = match self {
            Self::Unread => return ExitCode::from(self.status()),
            Self::Trouble(trouble) => (text.last_trouble(trouble, &zone), text.last_advice(trouble, &zone)),
            other => {
                let words = match text.lang {
                    Lang::Chinese => chinese::failure(other),
                    Lang::English => None,
                };
                let message = words.unwrap_or_else(|| other.to_string());
                let remedy = remedy_in(&message).to_owned();
                (message, remedy)
            }
        };
        tell(format!("punchdeck: {message}"));
        if as_json {
            print_error(self.kind(), &message, &remedy);
        }
        ExitCode::from(self.status())
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Config(_) => "config",
            Self::Theme(_) => "theme",
            Self::Scenario { .. } | Self::Case { .. } => "scenario",
            Self::Store(error) if error.is_locked() => "locked",
            Self::Store(_) => "store",
            Self::Http(_) => "http",
            Self::Screen(_) => "screen",
            Self::Audit(_) => "audit",
            Self::Trouble(_) => "trouble",
            Self::Io { .. } => "io",
            Self::Usage(_) => "usage",
            Self::Refused(_) => "refused",
            Self::Unverified(_) => "audit",
            Self::Unread => "unread",
            Self::Interrupted => "interrupted",
            Self::EngineGone => "engine",
        }
    }
}

/// The exit status that a trouble deserves when nothing else was achieved.
#[must_use]
pub fn status_of(trouble: &Trouble) -> u8 {
    match (&trouble.remedy, &trouble.cause) {
        (Remedy::TrustAddress { .. } | Remedy::GrantInterface | Remedy::WidenRange, _) => REFUSED,
        (Remedy::GrantApproval | Remedy::GrantOperationLog, _) => REFUSED,
        (Remedy::UseAppSecret | Remedy::UseContactSecret, _) => REFUSED,
        // Trying again is what must not be done.
        (Remedy::ReadBack, _) => FAILED,
        (Remedy::TriedAgain { .. }, _) | (_, Cause::Unreachable(_) | Cause::BadAnswer { .. }) => LATER,
        _ => FAILED,
    }
}

/// A failure as the JSON of the public contract, on standard output. The exit status says it too, so
/// that an output that cannot be written hides nothing.
pub fn print_error(kind: &str, message: &str, remedy: &str) {
    let _unheard = print(json!({ "error": { "kind": kind, "message": message, "remedy": remedy } }));
}

/// Our own errors end in what to do, after the last semicolon.
fn remedy_in(message: &str) -> &str {
    let ends = ["; ", "；"].iter().filter_map(|mark| Some(message.rfind(mark)? + mark.len()));
    ends.max().and_then(|end| message.get(end..)).unwrap_or(message)
}
