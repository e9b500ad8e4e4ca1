//! The command line at its end of the seam: ask, and follow a pass to its end.

use std::collections::BTreeMap;

use super::progress::Progress;
use crate::{
    cli::{failure::Failure, place::Place},
    console::{
        Change, Command, Console, Outcome, Query, QueueFilter, Request, Update, update::QueueRow, view::PassView,
    },
    domain::AnomalyKind,
    text::Text,
};

/// The command line at its end of the seam.
pub(super) struct Caller<'a> {
    console: Console,
    place: &'a Place,
    last: u64,
}

impl<'a> Caller<'a> {
    pub(super) fn new(console: Console, place: &'a Place) -> Self {
        Self { console, place, last: 0 }
    }

    /// Starts a pass, or goes on with one, and follows it to its end.
    pub(super) async fn carry_out(&mut self, command: Command) -> Result<PassView, Failure> {
        self.last += 1;
        let id = self.last;
        self.send(Request::Command { id, command: command.clone() }).await?;
        let mut progress = Progress::new(self.place);
        let (mut started, mut latest): (Option<u64>, BTreeMap<u64, PassView>) = (None, BTreeMap::new());
        loop {
            match self.hear().await? {
                Update::Reply { outcome: Outcome::Started(pass), .. } => started = Some(pass),
                Update::Reply { outcome, .. } => started = Some(self.taken(&command, &outcome)?),
                Update::Change { change: Change::Pass(pass), .. } => drop(latest.insert(pass.id, pass)),
                Update::Change { change: Change::Log(line), .. } => progress.log(line),
                Update::Snapshot { view, .. } => latest.extend(view.passes.into_iter().map(|pass| (pass.id, pass))),
                Update::Change { .. } | Update::Welcome { .. } => {}
            }
            let Some(pass) = started.and_then(|id| latest.get(&id)) else { continue };
            progress.show(pass);
            if !pass.state.is_active() {
                progress.end();
                return Ok(pass.clone());
            }
        }
    }

    /// The pass that a command is about, if the engine did what it was told.
    fn taken(&self, command: &Command, outcome: &Outcome) -> Result<u64, Failure> {
        match (command, outcome) {
            (Command::Resume(id), Outcome::Accepted) => Ok(*id),
            (Command::Resume(id) | Command::Retry(id), Outcome::NotFound | Outcome::NotNow) => {
                Err(Failure::Usage(self.place.text.no_such_pass(*id)))
            }
            _ => Err(unexpected(self.place.text, outcome)),
        }
    }

    /// What is wrong with the connection, by kind.
    pub(super) async fn alerts(&mut self) -> Result<Vec<QueueRow>, Failure> {
        let kinds = AnomalyKind::OF_CONNECTION.to_vec();
        let filter = QueueFilter { kinds, ..QueueFilter::default() };
        match self.ask(Query::Anomalies { filter, offset: 0, limit: 100 }).await? {
            Outcome::Anomalies(page) => Ok(page.rows),
            other => Err(unexpected(self.place.text, &other)),
        }
    }

    async fn ask(&mut self, query: Query) -> Result<Outcome, Failure> {
        self.last += 1;
        let asked = self.last;
        self.send(Request::Query { id: asked, query }).await?;
        loop {
            match self.hear().await? {
                Update::Reply { id, outcome } if id == asked => return Ok(outcome),
                Update::Reply { .. } | Update::Change { .. } | Update::Snapshot { .. } | Update::Welcome { .. } => {}
            }
        }
    }

    async fn send(&self, request: Request) -> Result<(), Failure> {
        self.console.requests.send(request).await.map_err(|_| Failure::EngineGone)
    }

    async fn hear(&mut self) -> Result<Update, Failure> {
        self.console.updates.recv().await.ok_or(Failure::EngineGone)
    }
}

fn unexpected(text: Text, outcome: &Outcome) -> Failure {
    match outcome {
        Outcome::Failed(trouble) => Failure::Trouble(Box::new(trouble.clone())),
        Outcome::Denied { needs } => Failure::Refused(text.refused_here(needs.verb().word)),
        _ => Failure::EngineGone,
    }
}
