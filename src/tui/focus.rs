//! The five panes, and which of them has the keys.

use crate::text::Text;

/// A pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Pane {
    /// The queue of what needs attention.
    #[default]
    Anomalies,
    /// The token.
    Tokens,
    /// Passes of the sync.
    Sync,
    /// Who did what.
    Audit,
    /// What happened.
    Log,
}

/// Which pane has the keys, and whether it has the whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Focus {
    /// The pane.
    pub pane: Pane,
    /// Whether it is enlarged.
    pub zoomed: bool,
}

impl Pane {
    /// All of them, by their numbers.
    pub const ALL: [Self; 5] = [Self::Anomalies, Self::Tokens, Self::Sync, Self::Audit, Self::Log];

    /// Its key.
    #[must_use]
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// Its name.
    #[must_use]
    pub fn name(self, text: Text) -> &'static str {
        match self {
            Self::Anomalies => text.pane_anomalies(),
            Self::Tokens => text.pane_tokens(),
            Self::Sync => text.pane_sync(),
            Self::Audit => text.pane_audit(),
            Self::Log => text.pane_log(),
        }
    }

    /// The pane so many places further, around the corner.
    #[must_use]
    pub fn further(self, places: usize) -> Self {
        Self::ALL[(self as usize + places) % Self::ALL.len()]
    }
}

impl Focus {
    /// Goes to a pane; the one that has the keys already is enlarged, or back.
    #[must_use]
    pub fn to(self, pane: Pane) -> Self {
        if self.pane == pane { Self { zoomed: !self.zoomed, ..self } } else { Self { pane, zoomed: self.zoomed } }
    }
}
