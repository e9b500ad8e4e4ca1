//! Pieces that panes are made of: parts of a line that give way by priority, tables whose columns do,
//! a frame around them, and the place in a list.

pub mod strip;
pub mod table;

pub mod scroll;
pub mod sheet;

pub use scroll::{Move, Scroll};
pub use sheet::{Framing, Room, Sheet};
pub use strip::Strip;
pub use table::{Column, Table};
