//! Signals that concern the screen.

use std::io;

use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
use tokio::signal::unix::{Signal as Arrivals, SignalKind, signal};

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To end because the session did.
    HangUp,
    /// To end.
    End,
    /// To stop until the shell resumes the program.
    Stop,
    /// To draw anew: the program was resumed.
    GoOn,
}

/// Signals as they come.
#[derive(Debug)]
pub struct Signals {
    hang_up: Arrivals,
    terminate: Arrivals,
    interrupt: Arrivals,
    quit: Arrivals,
    stop: Arrivals,
    go_on: Arrivals,
}

impl Signals {
    /// Takes the signals over from the system's defaults.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            stop: signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(Signal::CONT.as_raw()))?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Asked {
        tokio::select! {
            biased;
            _ = self.hang_up.recv() => Asked::HangUp,
            _ = self.terminate.recv() => Asked::End,
            _ = self.interrupt.recv() => Asked::End,
            _ = self.quit.recv() => Asked::End,
            _ = self.stop.recv() => Asked::Stop,
            _ = self.go_on.recv() => Asked::GoOn,
        }
    }
}

/// Whether a shell is there that could resume a stopped program. A session's leader has none above it.
#[must_use]
pub fn can_stop() -> bool {
    getsid(None).is_ok_and(|leader| leader != getpid())
}

/// Stops the program, and all that the shell started with it; returns when it is resumed.
pub fn stop() -> io::Result<()> {
    kill_current_process_group(Signal::STOP).map_err(io::Error::from)
}
