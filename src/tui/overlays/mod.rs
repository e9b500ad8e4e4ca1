//! What is opened over the panes: help, the details of an anomaly, a question, the resync form.

pub mod confirm;
pub mod detail;
pub mod help;

pub mod chooser;
pub mod estimate;
pub mod resync;
pub mod streams;

pub use confirm::Confirm;
pub use detail::Detail;
pub use resync::Resync;

use super::keymap::Mode;

/// What is open; at most one thing is.
#[derive(Debug, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The keys, from a line on.
    Help(usize),
    /// An anomaly.
    Detail(Box<Detail>),
    /// A question.
    Confirm(Box<Confirm>),
    /// The resync form, its preview included.
    Resync(Box<Resync>),
}

impl Overlay {
    /// How keys are read under it.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self {
            Self::None => Mode::Panes,
            Self::Help(_) | Self::Detail(_) => Mode::Reading,
            Self::Confirm(_) => Mode::Asking,
            Self::Resync(form) if form.is_previewing() => Mode::Asking,
            Self::Resync(_) => Mode::Typing,
        }
    }
}
