//! punchdeck.

pub mod audit;
pub mod clock;
pub mod console;
pub mod domain;
pub mod sim;
pub mod store;
pub mod text;
pub mod tui;
pub mod wecom;
