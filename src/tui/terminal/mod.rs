//! The terminal: modes that are always given back, frames in one write, keys, hang-ups and signals.
//!
//! What is here makes up for what crossterm 0.29 and ratatui 0.30 leave open: a reader that spins
//! after a hang-up ([`watchdog`]), escape sequences that a slow link tears apart ([`escape`]),
//! bytes written although nothing changed ([`frame`]), and a panic hook that any thread may trip
//! ([`modes`]).

pub mod modes;

pub mod frame;

pub mod escape;
pub mod keys;

pub mod signals;
pub mod watchdog;
