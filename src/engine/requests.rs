//! What people ask: commands through the permit, queries from the state or the disk.

use std::path::Path;

use jiff::{Timestamp, ToSpan};

use super::{
    core::Core,
    effect::{Effect, Look},
    event::ConsoleId,
};
use crate::{
    access::{self, Actor, Permit},
    audit::Entry,
    console::{
        Change, Command, DepartmentRow, Fact, Ordinal, Outcome, Page, PersonRow, Query, QueueFilter, QueueRow, Request,
        RequestId, Trouble,
        view::{PassState, TokenState, TokenView},
    },
    domain::{Anomaly, AnomalyId, DayRange, Department, anomaly::Subject, time::WECOM_OFFSET},
};

/// Rows in one answer; a screen shows fewer, and asks again.
pub const PAGE_ROWS_MAX: usize = 500;
/// Days shown on each side of an anomaly's day.
const DAYS_AROUND: i32 = 3;

impl Core {
    pub(super) fn on_asked(&mut self, console: ConsoleId, actor: &Actor, request: Request, now: Timestamp) {
        match request {
            Request::Command { id, command } => {
                let outcome = match access::check(actor, command) {
                    Ok(permit) => self.perform(&permit, now),
                    Err(denied) => {
                        let verb = denied.needs.verb().word;
                        self.audit(Entry::by(&actor.name, now, "command.denied", verb, "denied"));
                        Outcome::Denied { needs: denied.needs }
                    }
                };
                self.effect(Effect::Reply { console, id, outcome });
            }
            Request::Query { id, query } => self.answer(console, id, actor, query, now),
        }
    }

    fn perform(&mut self, permit: &Permit, now: Timestamp) -> Outcome {
        let actor = &permit.actor().name;
        match permit.command() {
            Command::Sync(request) => {
                self.trust_the_disk_again();
                Outcome::Started(self.start_asked(actor, request.clone(), now))
            }
            Command::Pause(pass) => self.set_pass(*pass, PassState::Running, PassState::Paused, actor, now),
            Command::Resume(pass) => self.set_pass(*pass, PassState::Paused, PassState::Running, actor, now),
            Command::Cancel(pass) => self.cancel(*pass, actor, now),
            Command::BackUp => {
                let stamp = WECOM_OFFSET.to_datetime(now).strftime("punchdeck-%Y%m%dT%H%M%S").to_string();
                let folder = self.settings.backups.join(stamp);
                self.effect(Effect::BackUp { actor: actor.clone(), folder });
                Outcome::Accepted
            }
            Command::Retry(pass) => {
                self.trust_the_disk_again();
                self.retry(*pass, actor, now)
            }
            Command::RetryToken => {
                self.audit(Entry::by(actor, now, "token.retry", "access_token", "ok"));
                self.effect(Effect::AllowToken);
                self.tell(Change::Token(TokenView { state: TokenState::None, ..self.view.token.clone() }));
                Outcome::Accepted
            }
        }
    }

    pub(super) fn on_backed_up(&mut self, actor: &str, folder: &Path, outcome: Result<u64, Trouble>, now: Timestamp) {
        let word = if outcome.is_ok() { "ok" } else { "failed" };
        self.audit(Entry::by(actor, now, "store.backup", folder.display(), word));
        let copied = |values| Fact::BackedUp { values, folder: folder.display().to_string() };
        self.log(outcome.map_or_else(Fact::BackupFailed, copied), now);
    }

    fn set_pass(&mut self, id: Ordinal, from: PassState, to: PassState, actor: &str, now: Timestamp) -> Outcome {
        let Some(pass) = self.passes.get_mut(&id) else { return Outcome::NotFound };
        if pass.view.state != from {
            return Outcome::NotNow;
        }
        pass.view.state = to;
        pass.changed = true;
        let waits = to == PassState::Running && !pass.begun;
        let action = if to == PassState::Paused { "sync.pause" } else { "sync.resume" };
        self.audit(Entry::by(actor, now, action, id, "ok"));
        if waits {
            self.begin_pass(id, now);
        }
        self.keep_running(id);
        Outcome::Accepted
    }

    fn cancel(&mut self, id: Ordinal, actor: &str, now: Timestamp) -> Outcome {
        if !self.passes.contains_key(&id) {
            return Outcome::NotFound;
        }
        self.audit(Entry::by(actor, now, "sync.cancel", id, "ok"));
        self.abandon(id, PassState::Cancelled, now);
        Outcome::Accepted
    }

    fn answer(&mut self, console: ConsoleId, id: RequestId, actor: &Actor, query: Query, now: Timestamp) {
        let outcome = match query {
            Query::Anomalies { filter, offset, limit } => self.anomalies(&filter, offset, limit),
            Query::Anomaly(anomaly) => return self.anomaly(console, id, anomaly),
            Query::Audit { .. } => return self.effect(Effect::Look { console, id, look: Look::Audit(query) }),
            Query::Heat(query) => {
                let look = Look::Heat(Box::new(self.heat_look(query, actor)));
                return self.effect(Effect::Look { console, id, look });
            }
            Query::Trace { who, .. } if !access::sees(actor, &who) => Outcome::NotFound,
            Query::Trace { who, date } => {
                let moment = Box::new(self.moment(&who, date, now));
                return self.effect(Effect::Look { console, id, look: Look::Trace { who, date, moment } });
            }
            Query::Preview(request) => {
                let look = Look::Weigh(self.preview(&request, now));
                return self.effect(Effect::Look { console, id, look });
            }
            Query::Departments { containing, limit } => Outcome::Departments(self.departments(&containing, limit)),
            Query::People { containing, limit } => Outcome::People(self.people(&containing, limit)),
        };
        self.effect(Effect::Reply { console, id, outcome });
    }

    fn anomalies(&self, filter: &QueueFilter, offset: usize, limit: usize) -> Outcome {
        let (anomalies, total) = self.queue.page(filter, offset, limit.min(PAGE_ROWS_MAX));
        let rows = anomalies.into_iter().map(|anomaly| QueueRow { name: self.name_of(&anomaly), anomaly }).collect();
        Outcome::Anomalies(Page { offset, total, revision: self.queue.revision(), rows })
    }

    fn anomaly(&mut self, console: ConsoleId, id: RequestId, anomaly: AnomalyId) {
        let Some(found) = self.queue.get(anomaly).cloned() else {
            return self.effect(Effect::Reply { console, id, outcome: Outcome::NotFound });
        };
        let company = self.company();
        let person = found.who().and_then(|who| company.organisation.employees.get(who));
        match (&found.subject, person) {
            (Subject::Day { date, .. }, Some(employee)) => {
                let days = DayRange {
                    from: date.saturating_sub(DAYS_AROUND.days()),
                    to: date.saturating_add(DAYS_AROUND.days()),
                };
                let look = Look::Days { anomaly, employee: Box::new(employee.clone()), days };
                self.effect(Effect::Look { console, id, look });
            }
            (Subject::Day { .. }, None) | (Subject::Integration { .. }, _) => {
                let outcome = Outcome::Anomaly { name: None, days: Vec::new(), anomaly: Box::new(found) };
                self.effect(Effect::Reply { console, id, outcome });
            }
        }
    }

    fn people(&self, containing: &str, limit: usize) -> Page<PersonRow> {
        let wanted = containing.to_lowercase();
        let company = self.company();
        let matches =
            |who: &str, name: &str| who.to_lowercase().contains(&wanted) || name.to_lowercase().contains(&wanted);
        let found: Vec<_> = company
            .organisation
            .employees
            .values()
            .filter(|employee| matches(employee.id.as_str(), &employee.name))
            .map(|employee| PersonRow { who: employee.id.clone(), name: employee.name.clone() })
            .collect();
        let total = found.len();
        Page { offset: 0, total, revision: 0, rows: found.into_iter().take(limit.min(PAGE_ROWS_MAX)).collect() }
    }

    fn departments(&self, containing: &str, limit: usize) -> Page<DepartmentRow> {
        let wanted = containing.to_lowercase();
        let company = self.company();
        let row = |one: &Department| DepartmentRow { id: one.id, name: one.name.clone().unwrap_or_default() };
        let matches =
            |row: &DepartmentRow| row.name.to_lowercase().contains(&wanted) || row.id.to_string().contains(&wanted);
        let found: Vec<_> = company.organisation.departments.values().map(row).filter(matches).collect();
        let total = found.len();
        Page { offset: 0, total, revision: 0, rows: found.into_iter().take(limit.min(PAGE_ROWS_MAX)).collect() }
    }

    fn name_of(&self, anomaly: &Anomaly) -> Option<String> {
        let company = self.company();
        anomaly.who().and_then(|who| company.organisation.employees.get(who)).map(|employee| employee.name.clone())
    }

    /// What a look at the disk needs of the state: the anomaly as it now is.
    #[must_use]
    pub fn anomaly_now(&self, id: AnomalyId) -> Option<Anomaly> {
        self.queue.get(id).cloned()
    }
}
