//! The five panes: each turns what is known into a [`Sheet`](super::widgets::Sheet) for the room it has.

pub mod anomalies;
pub mod context;
pub mod tokens;

pub mod history;
pub mod streams;
pub mod sync;

pub mod audit;
pub mod log;

pub mod footer;
pub mod header;
pub mod status;

use super::look::Look;
use crate::console::View;

/// What there is to draw, and how.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Everything known.
    pub view: &'a View,
    /// How it is shown.
    pub look: &'a Look,
}
