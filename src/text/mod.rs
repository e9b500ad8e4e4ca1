//! Words, in English and Chinese.
//!
//! Everything else speaks in facts; here they become words, in the reader's language. Each entry
//! holds both languages side by side, so one that is missing does not compile. What came from
//! outside passes through [`cells`] before it reaches a terminal.

mod lang;
pub(crate) mod words;

pub mod cells;
mod units;

mod anomalies;
mod changes;
mod command_line;
mod coverage;
mod days;
mod facts;
mod keys;
mod panes;
mod passes;
mod stories;
pub mod trace;
mod trouble;

pub use lang::{Lang, Text};
