//! The terminal's modes: taken over, and given back however the screen ends.

use std::{
    io::{self, IsTerminal, Write},
    panic,
    sync::{Mutex, Once, PoisonError},
    thread::{self, ThreadId},
};

use crossterm::{
    ExecutableCommand, QueueableCommand,
    cursor::{Hide, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};

/// The thread whose screen has the terminal now.
static SCREEN: Mutex<Option<ThreadId>> = Mutex::new(None);
/// What other threads' panics said while the screen had the terminal; shown when it is given back.
static SAID_MEANWHILE: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Panics that are remembered; the first ones tell most.
const SAID_MAX: usize = 20;

/// The terminal is ours for as long as this lives.
#[derive(Debug)]
pub struct Modes(());

impl Modes {
    /// Takes the terminal over: raw keys, the alternate screen, no cursor, pastes told apart from keys.
    pub fn take() -> io::Result<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "standard input and output must be a terminal"));
        }
        guard_against_panics();
        let modes = Self(());
        modes.resume()?;
        Ok(modes)
    }

    /// Gives the terminal back for a while.
    pub fn suspend(&self) {
        give_back();
    }

    /// Takes it over again.
    pub fn resume(&self) -> io::Result<()> {
        *lock(&SCREEN) = Some(thread::current().id());
        enable_raw_mode()?;
        let mut modes = Vec::new();
        modes.queue(EnterAlternateScreen)?.queue(Hide)?.queue(EnableBracketedPaste)?;
        let mut out = io::stdout();
        out.write_all(&modes)?;
        out.flush()
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        give_back();
        for said in lock(&SAID_MEANWHILE).drain(..) {
            // Standard error may have gone with the terminal.
            let _unheard = writeln!(io::stderr(), "{said}");
        }
    }
}

/// Gives every mode back, once. A terminal that is gone cannot be helped, so errors are not looked at.
fn give_back() {
    if lock(&SCREEN).take().is_some() {
        let mut out = io::stdout();
        let _ = out
            .execute(DisableBracketedPaste)
            .and_then(|out| out.execute(LeaveAlternateScreen))
            .and_then(|out| out.execute(Show));
        let _ = disable_raw_mode();
    }
}

/// A panic of the screen's thread gives the terminal back before it speaks; one of any other thread
/// is remembered and leaves the screen alone. Without a screen panics speak as ever.
fn guard_against_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let speak = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let screen = *lock(&SCREEN);
            match screen {
                Some(owner) if owner != thread::current().id() => remember(panic.to_string()),
                Some(_) => {
                    give_back();
                    speak(panic);
                }
                None => speak(panic),
            }
        }));
    });
}

fn remember(said: String) {
    let mut all = lock(&SAID_MEANWHILE);
    if all.len() < SAID_MAX {
        all.push(said);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
