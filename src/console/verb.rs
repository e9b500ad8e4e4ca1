//! The one table of everything a person can do to the engine.
//!
//! Keys, help, command line, audit and permission all read it, so none of them can lie about the
//! others. A verb's words are in `text`, by its name.

use serde::{Deserialize, Serialize};

use super::request::Command;

/// A verb's stable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerbName {
    /// Pull now.
    Sync,
    /// Start no further calls of a pass.
    Pause,
    /// Go on with a pass.
    Resume,
    /// Give a pass up.
    Cancel,
    /// Ask again for what an ended pass does not have.
    Retry,
    /// Try the token again.
    RetryToken,
    /// Copy the store.
    BackUp,
}

/// How a verb is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversal {
    /// By another verb.
    By(VerbName),
    /// It needs none: doing it twice is doing it once.
    Harmless,
    /// By nothing; it asks first.
    Never,
}

/// One thing a person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// Its name.
    pub name: VerbName,
    /// The word for the audit log and the command line.
    pub word: &'static str,
    /// How it is taken back.
    pub reversal: Reversal,
    /// Whether it changes anything; a reader may not.
    pub changes: bool,
}

/// All of them, in the order in which help shows them.
pub const VERBS: [Verb; 7] = [
    Verb { name: VerbName::Sync, word: "sync", reversal: Reversal::Harmless, changes: true },
    Verb { name: VerbName::Pause, word: "pause", reversal: Reversal::By(VerbName::Resume), changes: true },
    Verb { name: VerbName::Resume, word: "resume", reversal: Reversal::By(VerbName::Pause), changes: true },
    Verb { name: VerbName::Cancel, word: "cancel", reversal: Reversal::Never, changes: true },
    Verb { name: VerbName::Retry, word: "retry", reversal: Reversal::Harmless, changes: true },
    Verb { name: VerbName::RetryToken, word: "retry-token", reversal: Reversal::Harmless, changes: true },
    Verb { name: VerbName::BackUp, word: "backup", reversal: Reversal::Harmless, changes: true },
];

impl VerbName {
    /// Its line in the table.
    #[must_use]
    pub fn verb(self) -> &'static Verb {
        &VERBS[self as usize]
    }
}

impl Command {
    /// The verb it is.
    #[must_use]
    pub fn verb(&self) -> VerbName {
        match self {
            Self::Sync(_) => VerbName::Sync,
            Self::Pause(_) => VerbName::Pause,
            Self::Resume(_) => VerbName::Resume,
            Self::Cancel(_) => VerbName::Cancel,
            Self::Retry(_) => VerbName::Retry,
            Self::RetryToken => VerbName::RetryToken,
            Self::BackUp => VerbName::BackUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_finds_its_own_line() {
        for verb in &VERBS {
            assert_eq!(verb.name.verb(), verb);
        }
    }
}
