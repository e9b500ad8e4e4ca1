//! The full-screen console.

pub mod focus;
pub mod keymap;
pub mod link;
pub mod look;
pub mod theme;
pub mod widgets;
