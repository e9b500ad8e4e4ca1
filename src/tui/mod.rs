//! The full-screen console: eyes and hands of a sysadmin, over whatever terminal there is.
//!
//! It knows the engine only through [`crate::console`]. [`run()`] owns the terminal and waits;
//! [`app::App`] is everything else and needs neither a terminal nor a runtime: updates and keys go
//! in, requests and a picture come out. Reading order: the app and what keys do ([`keymap`]), where
//! things stand ([`layout`]), what the panes say ([`panes`], [`overlays`]), how it looks ([`look`],
//! [`theme`]), and the terminal ([`terminal`]).

mod act;
mod answers;
pub mod app;
mod draw;
pub mod link;

pub mod action;
pub mod focus;
pub mod keymap;

pub mod layout;
pub mod overlays;
pub mod panes;
pub mod widgets;

pub mod look;
pub mod settings;
pub mod theme;

mod run;
pub mod terminal;

pub use app::App;
pub use run::{Ended, ScreenError, run};
pub use settings::{ColorChoice, Settings};
