//! The loop that owns the terminal: keys at once, updates at most ten times a second, nothing when
//! nothing changed.

use std::{
    env,
    fs::File,
    io::{self, IsTerminal},
    os::fd::AsFd,
    time::Duration,
};

use crossterm::event::{Event, KeyEvent};
use ratatui::{
    Terminal,
    layout::{Rect, Size},
};
use thiserror::Error;
use tokio::{
    sync::mpsc::{self, error::TrySendError},
    time::{Interval, MissedTickBehavior, interval, sleep},
};

use super::{
    app::{App, Effect},
    panes::log::Log,
    settings::Settings,
    terminal::{
        escape::EscapeFilter,
        frame::Frames,
        keys,
        modes::Modes,
        signals::{self, Asked, Signals},
        watchdog,
    },
};
use crate::{
    clock::Stopwatch,
    console::{Console, Request, Update},
};

/// Between two pictures that only show news. Keys are answered at once.
const FRAME_TIME: Duration = Duration::from_millis(100);
/// Updates taken in at a stretch before keys get their turn again.
const UPDATES_AT_ONCE: usize = 256;

/// Why the screen ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The reader left.
    Left,
    /// The terminal is gone.
    HungUp,
    /// A signal asked for it.
    Terminated,
    /// The engine is gone.
    EngineGone,
}

/// Why there is no screen.
#[derive(Debug, Error)]
pub enum ScreenError {
    /// Nobody sits there.
    #[error("standard input or output is no terminal; use `ssh -t`, or `punchdeck status`")]
    NoTerminal,
    /// The terminal could not be used.
    #[error("terminal")]
    Terminal(#[from] io::Error),
    /// The engine is of another version.
    #[error("the engine speaks version {theirs} of the console, this program {ours}: restart the older one")]
    Stranger {
        /// The engine's version.
        theirs: u32,
        /// Ours.
        ours: u32,
    },
}

/// Shows the console until the reader leaves, the terminal goes or the engine does. Owns the terminal
/// until it returns.
///
/// To be awaited on the main thread: a panic there gives the terminal back, one elsewhere leaves it alone.
pub async fn run(console: Console, settings: Settings) -> Result<Ended, ScreenError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(ScreenError::NoTerminal);
    }
    let coloured = settings.color.decide(env::var("NO_COLOR").ok().as_deref(), env::var("TERM").ok().as_deref());
    // crossterm itself would answer NO_COLOR with resets that wipe out the selection.
    crossterm::style::force_color_output(true);
    let modes = Modes::take()?;
    let (watchdog, mut hang_up) = watchdog::watch()?;
    let mut signals = Signals::listen()?;
    let mut keys = keys::listen()?;
    let mut screen = Screen::new(modes, console.requests, settings, coloured)?;
    let mut updates = console.updates;

    let ended = loop {
        let held_for = screen.held_for();
        let next = tokio::select! {
            biased;
            _ = &mut hang_up => break Ended::HungUp,
            asked = signals.next() => screen.signalled(asked)?,
            event = keys.recv() => match event {
                Some(event) => screen.typed(event)?,
                None => break Ended::HungUp,
            },
            () = sleep(held_for.unwrap_or_default()), if held_for.is_some() => screen.waited()?,
            _ = screen.frames.tick(), if screen.dirty => screen.show()?,
            update = updates.recv() => match update {
                Some(update) => screen.told(update, &mut updates)?,
                None => break Ended::EngineGone,
            },
        };
        if let Some(ended) = next {
            break ended;
        }
    };
    watchdog.disarm();
    Ok(ended)
}

/// The app on its terminal.
struct Screen {
    app: App,
    terminal: Terminal<Frames<File>>,
    requests: mpsc::Sender<Request>,
    escapes: EscapeFilter,
    clock: Stopwatch,
    frames: Interval,
    dirty: bool,
    modes: Modes,
}

/// Whether the screen has ended.
type Next = Result<Option<Ended>, ScreenError>;

impl Screen {
    fn new(modes: Modes, requests: mpsc::Sender<Request>, settings: Settings, coloured: bool) -> io::Result<Self> {
        let size = size()?;
        let tty = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let mut frames = interval(FRAME_TIME);
        frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
        frames.reset();
        Ok(Self {
            app: App::new(settings.look(coloured), Log::of_process(), size),
            terminal: Terminal::new(Frames::new(tty, size))?,
            requests,
            escapes: EscapeFilter::default(),
            clock: Stopwatch::start(),
            frames,
            dirty: true,
            modes,
        })
    }

    /// Takes news in. The first picture waits until it is whole, so that nothing flickers by.
    fn told(&mut self, update: Update, more: &mut mpsc::Receiver<Update>) -> Next {
        let knew = self.app.is_whole();
        self.app.update(update);
        for _ in 0..UPDATES_AT_ONCE {
            let Ok(update) = more.try_recv() else { break };
            self.app.update(update);
        }
        self.dirty = true;
        match (knew, self.app.is_whole()) {
            (false, true) => self.show(),
            (false, false) => self.settle(),
            (true, _) => Ok(None),
        }
    }

    fn typed(&mut self, event: Event) -> Next {
        match event {
            Event::Key(key) => {
                let keys = self.escapes.push(key, self.clock.elapsed());
                return self.pressed(keys);
            }
            Event::Paste(text) => self.app.paste(&text),
            Event::Resize(columns, rows) => self.resize(Size::new(columns, rows)),
            Event::FocusGained | Event::FocusLost | Event::Mouse(_) => return Ok(None),
        }
        self.show()
    }

    fn waited(&mut self) -> Next {
        let keys = self.escapes.expire(self.clock.elapsed());
        self.pressed(keys)
    }

    fn pressed(&mut self, keys: Vec<KeyEvent>) -> Next {
        if keys.is_empty() {
            return Ok(None);
        }
        for key in keys {
            self.app.key(key);
            if let Some(ended) = self.settle()? {
                return Ok(Some(ended));
            }
        }
        self.show()
    }

    fn held_for(&self) -> Option<Duration> {
        self.escapes.deadline().map(|deadline| deadline.saturating_sub(self.clock.elapsed()))
    }

    fn signalled(&mut self, asked: Asked) -> Next {
        match asked {
            Asked::HangUp => Ok(Some(Ended::HungUp)),
            Asked::End => Ok(Some(Ended::Terminated)),
            Asked::Stop => {
                self.stop()?;
                self.show()
            }
            Asked::GoOn => {
                self.repaint()?;
                self.show()
            }
        }
    }

    /// Draws what is new, after what must happen before.
    fn show(&mut self) -> Next {
        if let Some(ended) = self.settle()? {
            return Ok(Some(ended));
        }
        self.terminal.draw(|frame| self.app.draw(frame))?;
        self.dirty = false;
        Ok(None)
    }

    fn settle(&mut self) -> Next {
        for effect in self.app.due() {
            match effect {
                Effect::Send(request) => match self.requests.try_send(request) {
                    Ok(()) => {}
                    Err(TrySendError::Full(request)) => self.app.unsent(&request),
                    Err(TrySendError::Closed(_)) => return Ok(Some(Ended::EngineGone)),
                },
                Effect::Leave => return Ok(Some(Ended::Left)),
                Effect::Stranger { protocol } => {
                    let ours = crate::console::update::PROTOCOL;
                    return Err(ScreenError::Stranger { theirs: protocol, ours });
                }
                Effect::Suspend => self.stop()?,
                Effect::Repaint => self.repaint()?,
            }
        }
        Ok(None)
    }

    fn stop(&mut self) -> io::Result<()> {
        if !signals::can_stop() {
            self.app.cannot_suspend();
            return Ok(());
        }
        self.modes.suspend();
        signals::stop()?;
        self.repaint()
    }

    /// Takes the terminal anew and draws every cell. [`Terminal::clear`] would ask the terminal where
    /// its cursor is and wait for an answer that may never come.
    fn repaint(&mut self) -> io::Result<()> {
        self.modes.resume()?;
        self.resize(size()?);
        self.terminal.resize(Rect::from((ratatui::layout::Position::ORIGIN, self.app.size())))
    }

    fn resize(&mut self, size: Size) {
        self.terminal.backend_mut().resized(size);
        self.app.resize(size);
    }
}

fn size() -> io::Result<Size> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok(Size::new(columns, rows))
}
