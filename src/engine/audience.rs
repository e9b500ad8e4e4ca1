//! Everybody who listens: numbered changes, bounded queues, and a fresh snapshot for whoever falls
//! behind.

use std::collections::{BTreeMap, VecDeque};

use tokio::sync::mpsc::{self, error::TrySendError};

use super::event::ConsoleId;
use crate::console::{Change, Outcome, RequestId, Update, VerbName, View, update::PROTOCOL};

/// Consoles are people; a person who lags so many changes wants the summary, not the film.
pub const UPDATES_QUEUED_MAX: usize = 256;

/// Everybody who listens.
#[derive(Debug, Default)]
pub struct Audience {
    seq: u64,
    listeners: BTreeMap<ConsoleId, Listener>,
    last: ConsoleId,
}

#[derive(Debug)]
struct Listener {
    updates: mpsc::Sender<Update>,
    /// What must not be lost, while the queue is full: the welcome, and replies.
    owed: VecDeque<Update>,
    /// Whether changes were dropped, so that only a snapshot helps.
    behind: bool,
}

impl Audience {
    /// A new console, which is welcomed and shown everything.
    pub fn join(&mut self, may: Vec<VerbName>, view: &View) -> (ConsoleId, mpsc::Receiver<Update>) {
        let (sender, receiver) = mpsc::channel(UPDATES_QUEUED_MAX);
        let welcome = Update::Welcome { protocol: PROTOCOL, build: env!("CARGO_PKG_VERSION").to_owned(), may };
        let mut listener = Listener { updates: sender, owed: [welcome].into(), behind: true };
        listener.catch_up(self.seq, view);
        self.last += 1;
        self.listeners.insert(self.last, listener);
        (self.last, receiver)
    }

    /// Tells everybody of a change; `view` has it already.
    pub fn tell(&mut self, change: &Change, view: &View) {
        self.seq += 1;
        let seq = self.seq;
        self.listeners.retain(|_, listener| listener.tell(seq, change, view));
    }

    /// Answers one console, sooner or later.
    pub fn reply(&mut self, console: ConsoleId, id: RequestId, outcome: Outcome, view: &View) {
        let seq = self.seq;
        if let Some(listener) = self.listeners.get_mut(&console) {
            listener.owed.push_back(Update::Reply { id, outcome });
            listener.catch_up(seq, view);
        }
    }

    /// Gives everybody who fell behind another chance, and forgets who has left.
    pub fn nudge(&mut self, view: &View) {
        let seq = self.seq;
        self.listeners.retain(|_, listener| listener.catch_up(seq, view));
    }
}

impl Listener {
    /// Whether somebody is still there.
    fn tell(&mut self, seq: u64, change: &Change, view: &View) -> bool {
        if self.behind || !self.owed.is_empty() {
            self.behind = true;
            return self.catch_up(seq, view);
        }
        match self.updates.try_send(Update::Change { seq, change: change.clone() }) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.behind = true;
                true
            }
            Err(TrySendError::Closed(_)) => false,
        }
    }

    /// Sends what is owed, as far as there is room. Whether somebody is still there.
    fn catch_up(&mut self, seq: u64, view: &View) -> bool {
        while let Some(update) = self.owed.pop_front() {
            match self.updates.try_send(update) {
                Ok(()) => {}
                Err(TrySendError::Full(update)) => {
                    self.owed.push_front(update);
                    return true;
                }
                Err(TrySendError::Closed(_)) => return false,
            }
        }
        if !self.behind {
            return !self.updates.is_closed();
        }
        match self.updates.try_send(Update::Snapshot { seq, view: Box::new(view.clone()) }) {
            Ok(()) => {
                self.behind = false;
                true
            }
            Err(TrySendError::Full(_)) => true,
            Err(TrySendError::Closed(_)) => false,
        }
    }
}
