//! The chained record of everything done.
//!
//! Each record carries the hash of the one before, so that nothing can be changed or taken out of
//! the middle unnoticed. What is hashed is the record as [`chain::line`] writes it: the line that
//! `export audit` prints, without its `hash`, so anybody can check it with a JSON tool and SHA-256.

pub mod chain;

pub use chain::{Broken, Entry, GENESIS, Hash, Link, Verified, Verifier};
