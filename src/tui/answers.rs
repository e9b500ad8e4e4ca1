//! What answers of the engine change.

use super::{app::App, focus::Pane, link::Asked, overlays::Overlay, theme::Role};
use crate::{
    console::{Outcome, update::Page},
    domain::{DepartmentId, EmployeeId},
};

impl App {
    /// Takes an answer in; one that nobody waits for any more changes nothing.
    pub(super) fn answered(&mut self, asked: Asked, outcome: Outcome) {
        let audit_height = self.list_height(Pane::Audit);
        match (asked, outcome, &mut self.overlay) {
            (Asked::Queue, outcome, _) => self.rows_came(outcome),
            (Asked::Audit, Outcome::Audit(page), _) => self.audit.receive_older(page.rows, audit_height),
            (Asked::Audit, _, _) => self.audit.receive_older(Vec::new(), audit_height),
            (Asked::Detail(id), outcome, Overlay::Detail(detail)) if detail.row.anomaly.id == id => {
                detail.receive(outcome);
            }
            (Asked::People(search), outcome, Overlay::Resync(form)) => form.people.receive(search, people(outcome)),
            (Asked::Departments(search), outcome, Overlay::Resync(form)) => {
                form.departments.receive(search, departments(outcome));
            }
            (Asked::Preview, Outcome::Preview(plan), Overlay::Resync(form)) => form.estimated(Ok(plan)),
            (Asked::Preview, Outcome::Failed(trouble), Overlay::Resync(form)) => form.estimated(Err(trouble)),
            (Asked::Preview, outcome, Overlay::Resync(form)) => {
                form.reconsider();
                self.explain(outcome);
            }
            (Asked::Done(verb), Outcome::Accepted, _) => {
                let words = self.look.text.done_verb(self.look.text.verb(verb));
                self.say(Role::Base, words);
            }
            (Asked::Done(_), outcome, _) => self.explain(outcome),
            (Asked::Heat, Outcome::Heat(page), Overlay::Heat(map)) => map.receive(*page),
            (Asked::Heat, outcome, Overlay::Heat(_)) => self.explain(outcome),
            (Asked::Trace(who, date), outcome, Overlay::Why(why)) if why.who == who && why.date == date => {
                match outcome {
                    Outcome::Trace(trace) => why.receive(trace),
                    other => {
                        self.back();
                        self.explain(other);
                    }
                }
            }
            (
                Asked::Detail(_)
                | Asked::People(_)
                | Asked::Departments(_)
                | Asked::Preview
                | Asked::Heat
                | Asked::Trace(..),
                _,
                _,
            ) => {}
        }
    }

    fn rows_came(&mut self, outcome: Outcome) {
        let height = self.list_height(Pane::Anomalies);
        let revision = self.link.view().map_or(0, |view| view.queue.revision);
        match outcome {
            Outcome::Anomalies(page) => self.queue.receive(page, height),
            other => {
                self.queue.receive(Page { offset: 0, total: 0, revision, rows: Vec::new() }, height);
                self.explain(other);
            }
        }
    }

    /// Says what came of something, if it is not what was hoped for.
    fn explain(&mut self, outcome: Outcome) {
        let text = self.look.text;
        match outcome {
            Outcome::Started(pass) => self.say(Role::Base, text.started_pass(pass)),
            Outcome::Denied { needs } => {
                self.say(Role::Warn, format!("{}: {}", text.verb(needs), text.not_permitted()));
            }
            Outcome::NotFound => self.say(Role::Warn, text.not_found()),
            Outcome::NotNow => self.say(Role::Warn, text.not_now()),
            Outcome::Failed(trouble) => {
                self.say(Role::Alarm, text.failed_because(&text.trouble(&trouble, &self.look.zone)));
            }
            Outcome::Accepted
            | Outcome::Anomalies(_)
            | Outcome::Anomaly { .. }
            | Outcome::Audit(_)
            | Outcome::Preview(_)
            | Outcome::Departments(_)
            | Outcome::People(_)
            | Outcome::Heat(_)
            | Outcome::Trace(_) => {}
        }
    }
}

/// The people of an answer; nobody, if it is another.
fn people(outcome: Outcome) -> Page<(EmployeeId, String)> {
    match outcome {
        Outcome::People(page) => choices(page, |row| (row.who, row.name)),
        _ => nothing(),
    }
}

/// The departments of an answer; none, if it is another.
fn departments(outcome: Outcome) -> Page<(DepartmentId, String)> {
    match outcome {
        Outcome::Departments(page) => choices(page, |row| (row.id, row.name)),
        _ => nothing(),
    }
}

fn choices<T, U>(page: Page<T>, choice: impl FnMut(T) -> U) -> Page<U> {
    let Page { offset, total, revision, rows } = page;
    Page { offset, total, revision, rows: rows.into_iter().map(choice).collect() }
}

fn nothing<T>() -> Page<T> {
    Page { offset: 0, total: 0, revision: 0, rows: Vec::new() }
}
