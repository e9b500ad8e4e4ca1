//! Somebody at a console, who checks what they are told.

use std::{collections::BTreeMap, time::Duration};

use punchdeck::{
    access::{Actor, Role},
    console::{Change, Command, Console, Outcome, Query, QueueFilter, QueueRow, Request, Update, View, view::PassView},
    domain::{Anomaly, AnomalyKind},
    engine::Engine,
};

/// A console with what it was told.
pub struct Seat {
    console: Console,
    pub view: Option<View>,
    pub seq: u64,
    /// How often everything was told anew.
    pub snapshots: usize,
    replies: BTreeMap<u64, Outcome>,
    last_request: u64,
}

impl Seat {
    pub async fn take(engine: &Engine, name: &str, role: Role) -> Self {
        let console = engine.console(Actor { name: name.into(), role }).await.unwrap();
        Self { console, view: None, seq: 0, snapshots: 0, replies: BTreeMap::new(), last_request: 0 }
    }

    /// Takes in one update, checking that none is missing.
    pub async fn hear(&mut self) -> Option<Update> {
        let update = tokio::time::timeout(Duration::from_hours(2), self.console.updates.recv()).await.ok()??;
        match &update {
            Update::Welcome { .. } => {}
            Update::Snapshot { seq, view } => {
                self.snapshots += 1;
                (self.seq, self.view) = (*seq, Some((**view).clone()));
            }
            Update::Change { seq, change } => {
                assert_eq!(*seq, self.seq + 1, "a change is missing");
                self.seq = *seq;
                self.view.as_mut().expect("a snapshot came first").apply(change.clone());
            }
            Update::Reply { id, outcome } => drop(self.replies.insert(*id, outcome.clone())),
        }
        Some(update)
    }

    pub async fn command(&mut self, command: Command) -> Outcome {
        self.last_request += 1;
        let id = self.last_request;
        self.console.requests.send(Request::Command { id, command }).await.unwrap();
        self.reply(id).await
    }

    pub async fn ask(&mut self, query: Query) -> Outcome {
        let id = self.send(query).await;
        self.reply(id).await
    }

    /// Asks without waiting for the answer.
    pub async fn send(&mut self, query: Query) -> u64 {
        self.last_request += 1;
        let id = self.last_request;
        self.console.requests.send(Request::Query { id, query }).await.unwrap();
        id
    }

    /// Whether the answer is here.
    pub fn has_reply(&self, id: u64) -> bool {
        self.replies.contains_key(&id)
    }

    /// Listens until the change of that number is taken in.
    pub async fn hear_until(&mut self, seq: u64) {
        while self.seq < seq {
            self.hear().await.expect("the engine talks on");
        }
    }

    /// Every open anomaly, page by page.
    pub async fn queue(&mut self, filter: QueueFilter, limit: usize) -> Vec<QueueRow> {
        let mut rows = Vec::new();
        loop {
            let query = Query::Anomalies { filter: filter.clone(), offset: rows.len(), limit };
            let Outcome::Anomalies(page) = self.ask(query).await else { panic!("no page") };
            assert_eq!(page.offset, rows.len());
            rows.extend(page.rows);
            if rows.len() >= page.total {
                return rows;
            }
        }
    }

    /// The open anomalies of one kind.
    pub async fn open(&mut self, kind: AnomalyKind) -> Vec<Anomaly> {
        let filter = QueueFilter { kinds: vec![kind], ..QueueFilter::default() };
        self.queue(filter, 500).await.into_iter().map(|row| row.anomaly).collect()
    }

    /// What is known now.
    pub fn view(&self) -> &View {
        self.view.as_ref().expect("a snapshot came first")
    }

    /// Waits for the end of a pass.
    pub async fn pass(&mut self, id: u64) -> PassView {
        let over = |pass: &PassView| pass.id == id && !pass.state.is_active();
        loop {
            if let Some(pass) = self.view.as_ref().and_then(|view| view.passes.iter().find(|pass| over(pass))) {
                return pass.clone();
            }
            self.hear().await.expect("the engine talks on");
        }
    }

    /// Listens until a change satisfies the condition.
    pub async fn until(&mut self, wanted: impl Fn(&Change) -> bool) {
        loop {
            if let Update::Change { change, .. } = self.hear().await.expect("the engine talks on")
                && wanted(&change)
            {
                return;
            }
        }
    }

    /// Listens for so long.
    pub async fn rest(&mut self, length: Duration) {
        let _over = tokio::time::timeout(length, async { while self.hear().await.is_some() {} }).await;
    }

    async fn reply(&mut self, id: u64) -> Outcome {
        loop {
            if let Some(outcome) = self.replies.remove(&id) {
                return outcome;
            }
            self.hear().await.expect("the engine talks on");
        }
    }
}
