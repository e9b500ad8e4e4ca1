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

    /// Tells everybody of a change. Whoever has fallen behind waits for [`nudge`](Self::nudge).
    pub fn tell(&mut self, change: &Change) {
        self.seq += 1;
        let seq = self.seq;
        self.listeners.retain(|_, listener| listener.tell(seq, change));
    }

    /// Answers one console, sooner or later.
    pub fn reply(&mut self, console: ConsoleId, id: RequestId, outcome: Outcome) {
        if let Some(listener) = self.listeners.get_mut(&console) {
            listener.reply(Update::Reply { id, outcome });
        }
    }

    /// Gives everybody who fell behind another chance, and forgets who has left.
    ///
    /// `view` has every change that was told and no other: this is for the end of a step, since a
    /// snapshot in the midst of one would hold changes that are still to be told.
    pub fn nudge(&mut self, view: &View) {
        let seq = self.seq;
        self.listeners.retain(|_, listener| listener.catch_up(seq, view));
    }
}

impl Listener {
    /// Whether somebody is still there.
    fn tell(&mut self, seq: u64, change: &Change) -> bool {
        if self.lags() {
            self.behind = true;
            return !self.updates.is_closed();
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

    fn reply(&mut self, reply: Update) {
        self.owed.push_back(reply);
        if !self.behind {
            // Whoever has left is forgotten at the next nudge.
            let _still_there = self.pay();
        }
    }

    /// Whether something must be sent before the next change.
    fn lags(&self) -> bool {
        self.behind || !self.owed.is_empty()
    }

    /// Sends what is owed, and a snapshot if changes were dropped, as far as there is room. Whether
    /// somebody is still there.
    fn catch_up(&mut self, seq: u64, view: &View) -> bool {
        let still_there = self.pay();
        if self.behind
            && self.owed.is_empty()
            && let Ok(room) = self.updates.try_reserve()
        {
            room.send(Update::Snapshot { seq, view: Box::new(view.clone()) });
            self.behind = false;
        }
        still_there
    }

    fn pay(&mut self) -> bool {
        while let Ok(room) = self.updates.try_reserve()
            && let Some(update) = self.owed.pop_front()
        {
            room.send(update);
        }
        !self.updates.is_closed()
    }
}
