//! Reads the keyboard on a thread of its own, so that no draw and no update delays a key.

use std::{io, thread};

use crossterm::event::{self, Event};
use tokio::sync::mpsc;

/// Keys waiting to be taken in: more than a person types while one frame is drawn.
const KEYS_QUEUED_MAX: usize = 256;

/// Starts reading. The channel closes when the terminal can be read no more.
///
/// The thread lives as long as the process: a read cannot be taken back.
pub fn listen() -> io::Result<mpsc::Receiver<Event>> {
    let (events, received) = mpsc::channel(KEYS_QUEUED_MAX);
    thread::Builder::new().name("keys".into()).spawn(move || {
        while let Ok(event) = event::read() {
            if events.blocking_send(event).is_err() {
                return;
            }
        }
    })?;
    Ok(received)
}
