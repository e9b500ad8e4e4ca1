//! Data out: one object a line, stable field names, in bounded memory.
//!
//! [`shape`] is what the lines say; [`sheet`] writes them as JSON Lines or CSV.

pub mod shape;
pub mod sheet;

pub use sheet::{Format, Sheet};
