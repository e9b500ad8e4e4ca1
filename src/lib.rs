//! punchdeck.

pub mod access;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod config;
pub mod console;
pub mod domain;
pub mod engine;
pub mod export;
pub mod sim;
pub mod store;
pub mod sync;
pub mod text;
pub mod tui;
pub mod wecom;
