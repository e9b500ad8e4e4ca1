//! What this screen knows of the engine, and what it has asked it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    console::{
        Command, Outcome, Query, Request, RequestId, Update, VerbName, View,
        update::{Change, PROTOCOL},
    },
    domain::{AnomalyId, EmployeeId},
};

/// What a request was for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// A stretch of the queue.
    Queue,
    /// One anomaly.
    Detail(AnomalyId),
    /// Older audit records.
    Audit,
    /// What is known of many people's days.
    Heat,
    /// Everything known of one person's day.
    Trace(EmployeeId, Date),
    /// Members whose account or name contains this.
    People(String),
    /// Departments whose name or number contains this.
    Departments(String),
    /// What a sync would cost.
    Preview,
    /// That something is done.
    Done(VerbName),
}

/// What an update meant for the screen.
#[derive(Debug)]
pub enum News {
    /// Nothing beyond what the view says.
    None,
    /// The view is new as a whole.
    Fresh,
    /// The engine speaks another version of the seam.
    Stranger {
        /// Its version.
        protocol: u32,
    },
    /// An answer.
    Answer(Asked, Outcome),
}

/// What is known, and what was asked.
#[derive(Debug, Default)]
pub struct Link {
    view: Option<Box<View>>,
    may: BTreeSet<VerbName>,
    seq: u64,
    in_step: bool,
    asked: BTreeMap<RequestId, Asked>,
    last_id: RequestId,
}

impl Link {
    /// Everything known, once the engine has told it.
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        self.view.as_deref()
    }

    /// Whether no change was missed.
    #[must_use]
    pub fn is_in_step(&self) -> bool {
        self.in_step
    }

    /// Whether this reader may do it. The engine decides again; this only greys out keys.
    #[must_use]
    pub fn may(&self, verb: VerbName) -> bool {
        let locked = self.view().is_some_and(|view| view.identity.read_only) && verb.verb().changes;
        self.may.contains(&verb) && !locked
    }

    /// Whether an answer of that sort is still to come.
    #[must_use]
    pub fn awaits(&self, sort: impl Fn(&Asked) -> bool) -> bool {
        self.asked.values().any(sort)
    }

    /// Ignores answers of that sort that are still to come.
    pub fn forget(&mut self, sort: impl Fn(&Asked) -> bool) {
        self.asked.retain(|_, asked| !sort(asked));
    }

    /// A question, numbered.
    pub fn query(&mut self, asked: Asked, query: Query) -> Request {
        let id = self.number(asked);
        Request::Query { id, query }
    }

    /// A command, numbered.
    pub fn command(&mut self, command: Command) -> Request {
        let id = self.number(Asked::Done(command.verb()));
        Request::Command { id, command }
    }

    /// Forgets a request that could not be sent.
    pub fn unsent(&mut self, request: &Request) {
        let (Request::Command { id, .. } | Request::Query { id, .. }) = request;
        self.asked.remove(id);
    }

    /// Takes an update in.
    pub fn take(&mut self, update: Update) -> News {
        match update {
            Update::Welcome { protocol, .. } if protocol != PROTOCOL => News::Stranger { protocol },
            Update::Welcome { may, .. } => {
                self.may = may.into_iter().collect();
                self.asked.clear();
                News::None
            }
            Update::Snapshot { seq, view } => {
                (self.seq, self.view, self.in_step) = (seq, Some(view), true);
                News::Fresh
            }
            Update::Change { seq, change } => self.change(seq, change),
            Update::Reply { id, outcome } => match self.asked.remove(&id) {
                Some(asked) => News::Answer(asked, outcome),
                None => News::None,
            },
        }
    }

    fn change(&mut self, seq: u64, change: Change) -> News {
        if let Some(view) = &mut self.view {
            self.in_step &= seq == self.seq + 1;
            self.seq = seq;
            view.apply(change);
        }
        News::None
    }

    fn number(&mut self, asked: Asked) -> RequestId {
        self.last_id += 1;
        self.asked.insert(self.last_id, asked);
        self.last_id
    }
}
