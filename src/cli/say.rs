//! Saying things: the one way to standard output and standard error.
//!
//! `println!` panics when its reader has gone, which `punchdeck status | head -1` makes happen.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

use super::failure::Failure;

/// A line on standard output. If its reader has gone there is nobody left to tell, which is no failure.
///
/// # Errors
/// If it cannot be written, on a full disk for example.
pub fn print(words: impl Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{words}").and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => Err(Failure::io("standard output")(cause)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A line on standard error. Whoever does not listen there does not want to know.
pub fn tell(words: impl Display) {
    let _unheard = writeln!(io::stderr().lock(), "{words}");
}
