//! Notices when the terminal is gone, even where nobody delivers SIGHUP.
//!
//! crossterm 0.29 reads an ended terminal in a tight loop and never returns (issue 793), so the loop
//! that draws might never hear of it: this thread asks the kernel and sees to it that the program ends.

use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::sync::oneshot;

/// How long the engine may take to be dropped in order before the process ends without it. What the
/// store acknowledged is on the disk; what it did not is fetched again.
const GRACE: Duration = Duration::from_millis(60);
/// The exit status after a hang-up: 128 + SIGHUP.
pub const EXIT_STATUS: i32 = 129;

/// Watches the terminal for as long as it lives.
#[derive(Debug)]
pub struct Watchdog(Arc<AtomicBool>);

/// Starts watching standard input. The receiver hears of a hang-up; the process ends a moment later
/// unless the watchdog was dropped.
pub fn watch() -> io::Result<(Watchdog, oneshot::Receiver<()>)> {
    let armed = Arc::new(AtomicBool::new(true));
    let (hang_up, heard) = oneshot::channel();
    let watched = armed.clone();
    thread::Builder::new().name("hang-up".into()).spawn(move || {
        wait_for_hang_up();
        if watched.load(Ordering::SeqCst) {
            let _told = hang_up.send(());
            wait(GRACE);
            process::exit(EXIT_STATUS);
        }
    })?;
    Ok((Watchdog(armed), heard))
}

impl Watchdog {
    /// Watches no longer: the screen has ended for another reason.
    pub fn disarm(&self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// Blocks until the terminal hangs up. With no events asked for, nothing else ends the wait.
fn wait_for_hang_up() {
    let stdin = io::stdin();
    loop {
        let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut watched, None) {
            Ok(_) if !watched[0].revents().is_empty() => return,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

fn wait(time: Duration) {
    let time = Timespec::try_from(time).ok();
    let _slept = poll(&mut [], time.as_ref());
}
