//! Data out: one object a line, stable field names, in bounded memory.
//!
//! [`shape`] is what the lines say; [`sheet`] writes them as JSON Lines or CSV; [`fn@trace`] is one object
//! about one person's day.

pub mod shape;
pub mod sheet;
mod trace;

pub use sheet::{Format, Sheet};
pub use trace::trace;
