//! Colours by meaning.
//!
//! The screen asks for a [`Role`], never for a colour. A [`Theme`] says how each role looks; what it
//! leaves out looks like the role it falls back to. Colour stands for state and for nothing else, so
//! a screen on which nothing is wrong has almost none.

mod role;
mod style;

mod file;
mod shipped;

pub use file::{ThemeError, nearest};
pub use role::Role;
pub use shipped::{SHIPPED, UnknownTheme, load};
pub use style::Theme;
