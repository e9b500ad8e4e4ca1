//! What keys do, by name.

use super::{focus::Pane, widgets::Move};
use crate::{console::VerbName, text::Text};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Gives the keys to a pane; to the one that has them: enlarges it, or back.
    Show(Pane),
    /// Gives the keys to the next pane.
    NextPane,
    /// Gives the keys to the pane before.
    PreviousPane,
    /// Moves in a list or a text.
    Move(Move),
    /// Opens the row.
    Open,
    /// One step back; never leaves the program.
    Back,
    /// Opens the form for a resync.
    Resync,
    /// Pauses or resumes a pass.
    PauseResume,
    /// Asks whether to give a pass up.
    Cancel,
    /// Asks again for what a pass failed of.
    Retry,
    /// Tries the token again.
    RetryToken,
    /// Copies the store.
    BackUp,
    /// Shows log lines about how things were done, or hides them.
    LogDetails,
    /// Opens the heat map.
    HeatMap,
    /// Opens the trace of the day that is meant.
    Why,
    /// To the day before.
    EarlierDay,
    /// To the day after.
    LaterDay,
    /// Shows another stream.
    NextStream,
    /// Puts others first.
    Reorder,
    /// Lists the keys.
    Help,
    /// Says yes to a question.
    Yes,
    /// Says no to a question.
    No,
    /// To the next field.
    NextField,
    /// To the field before.
    PreviousField,
    /// Marks a person, or takes the mark away.
    Mark,
    /// Shows what a resync would cost.
    Preview,
    /// Draws everything again.
    Repaint,
    /// Stops the program until the shell resumes it.
    Suspend,
    /// Back, and from the top: leaves.
    Quit,
    /// Stops typing or asking; twice: leaves.
    Interrupt,
}

impl Action {
    /// The verb it leads to, if it leads to one: who may not do that, may not press this.
    #[must_use]
    pub fn verb(self) -> Option<VerbName> {
        match self {
            Self::Resync => Some(VerbName::Sync),
            Self::PauseResume => Some(VerbName::Pause),
            Self::Cancel => Some(VerbName::Cancel),
            Self::Retry => Some(VerbName::Retry),
            Self::RetryToken => Some(VerbName::RetryToken),
            Self::BackUp => Some(VerbName::BackUp),
            Self::Show(_)
            | Self::NextPane
            | Self::PreviousPane
            | Self::Move(_)
            | Self::Open
            | Self::Back
            | Self::LogDetails
            | Self::HeatMap
            | Self::Why
            | Self::EarlierDay
            | Self::LaterDay
            | Self::NextStream
            | Self::Reorder
            | Self::Help
            | Self::Yes
            | Self::No
            | Self::NextField
            | Self::PreviousField
            | Self::Mark
            | Self::Preview
            | Self::Repaint
            | Self::Suspend
            | Self::Quit
            | Self::Interrupt => None,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn words(self, text: Text) -> &'static str {
        match self {
            Self::Show(_) => text.key_pane(),
            Self::NextPane => text.key_next_pane(),
            Self::PreviousPane => text.key_previous_pane(),
            Self::Move(Move::Up | Move::Down) => text.key_move(),
            Self::Move(Move::PageUp | Move::PageDown) => text.key_page(),
            Self::Move(Move::HalfUp | Move::HalfDown) => text.key_half(),
            Self::Move(Move::First | Move::Last) => text.key_ends(),
            Self::Open => text.key_open(),
            Self::Back => text.key_back(),
            Self::Resync => text.verb_sync(),
            Self::PauseResume => text.key_pause_resume(),
            Self::Cancel => text.verb_cancel(),
            Self::Retry => text.verb_retry(),
            Self::RetryToken => text.verb_retry_token(),
            Self::BackUp => text.verb_back_up(),
            Self::LogDetails => text.key_detail_level(),
            Self::HeatMap => text.key_heat_map(),
            Self::Why => text.key_why(),
            Self::EarlierDay => text.key_earlier_day(),
            Self::LaterDay => text.key_later_day(),
            Self::NextStream => text.key_next_stream(),
            Self::Reorder => text.key_reorder(),
            Self::Help => text.key_help(),
            Self::Yes => text.key_yes(),
            Self::No => text.key_no(),
            Self::NextField => text.key_next_field(),
            Self::PreviousField => text.key_previous_field(),
            Self::Mark => text.key_mark(),
            Self::Preview => text.key_preview(),
            Self::Repaint => text.key_repaint(),
            Self::Suspend => text.key_suspend(),
            Self::Quit => text.key_quit(),
            Self::Interrupt => text.key_interrupt(),
        }
    }
}
