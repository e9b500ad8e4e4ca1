//! punchdeck.

pub mod clock;
pub mod console;
pub mod domain;
pub mod sim;
pub mod text;
pub mod tui;
pub mod wecom;
