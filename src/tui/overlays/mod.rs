//! What is opened over the panes: help, the details of an anomaly, a question, the heat map, the
//! trace of a day, the resync form.

pub mod confirm;
pub mod detail;
pub mod help;

pub mod heat;
pub mod why;

pub mod chooser;
pub mod estimate;
pub mod resync;
pub mod streams;

pub use confirm::Confirm;
pub use detail::Detail;
pub use heat::HeatMap;
pub use resync::Resync;
pub use why::Why;

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
    /// The heat map.
    Heat(Box<HeatMap>),
    /// The trace of one person's day.
    Why(Box<Why>),
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
            Self::Help(_) | Self::Detail(_) | Self::Why(_) => Mode::Reading,
            Self::Heat(_) => Mode::Map,
            Self::Confirm(_) => Mode::Asking,
            Self::Resync(form) if form.is_previewing() => Mode::Asking,
            Self::Resync(_) => Mode::Typing,
        }
    }
}
