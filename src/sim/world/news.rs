//! What WeCom pushes to the app when something happens (documents 90240 and 91815).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{
    app::{AppChange, AppStanding},
    tenant::World,
};
use crate::{
    domain::{ApprovalStatus, EmployeeId},
    sim::{
        company::{Change, form::Status},
        weather::Turn,
    },
    wecom::callback::{
        Event,
        event::{AppLife, ApprovalChange, ApprovalStep},
    },
};

/// Something that happened and is worth a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
}

/// What must be known before something happens to tell afterwards what was new about it.
pub(super) struct Before {
    visible: Option<BTreeSet<EmployeeId>>,
    told: Option<Told>,
}

/// News that follow from the turn itself.
enum Told {
    Form(String, ApprovalStep),
    App(AppLife),
}

impl World {
    /// Lets the app have somebody who takes its callbacks.
    #[must_use]
    pub fn with_callback(mut self) -> Self {
        self.has_callback = true;
        self
    }

    /// What happened since the last question, oldest first; nothing for an app without a callback.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Looks at the world before a turn.
    pub(super) fn before(&self, turn: &Turn, at: Timestamp) -> Before {
        if !self.has_callback {
            return Before { visible: None, told: None };
        }
        let told = match turn {
            Turn::Company(change) => form_news(change),
            Turn::App(change) => self.app_news(change, at).map(Told::App),
            Turn::Instead(_) => None,
        };
        Before { visible: moves_people(turn).then(|| self.accounts(at)), told }
    }

    /// Tells what a turn was, and who came into sight or left it.
    pub(super) fn report(&mut self, before: Before, at: Timestamp) {
        let own = before.told.and_then(|told| match told {
            Told::Form(number, step) => self.form_event(&number, step, at),
            Told::App(life) => Some(Event::App(life)),
        });
        let seen = before.visible.map(|was| (was, self.accounts(at))).unwrap_or_default();
        let (was, is) = seen;
        let gone = was.difference(&is).map(|who| Event::Unsubscribed { who: who.clone() });
        let come = is.difference(&was).map(|who| Event::Subscribed { who: who.clone() });
        let events: Vec<_> = own.into_iter().chain(gone).chain(come).collect();
        self.news.extend(events.into_iter().map(|event| News { at, event }));
    }

    /// The accounts that the app sees.
    fn accounts(&self, at: Timestamp) -> BTreeSet<EmployeeId> {
        self.visible_members(at).filter_map(|member| EmployeeId::parse(&member.userid).ok()).collect()
    }

    fn app_news(&self, change: &AppChange, at: Timestamp) -> Option<AppLife> {
        match change {
            AppChange::InactiveAlert(seconds) => {
                let effect_at = at.checked_add(SignedDuration::from_secs((*seconds).into())).ok();
                Some(AppLife::StopAnnounced { effect_at })
            }
            AppChange::Suspended => Some(AppLife::Stopped),
            AppChange::Started => (self.app.standing == AppStanding::Suspended).then_some(AppLife::Reopened),
            AppChange::Range(_) | AppChange::Stopped | AppChange::SecretReset(_) | AppChange::Trusted(_) => None,
        }
    }

    fn form_event(&self, number: &str, step: ApprovalStep, at: Timestamp) -> Option<Event> {
        let form = self.company.form(number)?;
        let applicant = form.applicants.first().and_then(|userid| EmployeeId::parse(userid).ok());
        Some(Event::Approval(ApprovalChange {
            status: Some(status(form.status(at)?)),
            number: form.number,
            template: Some(form.template),
            applicant,
            applied_at: Some(form.submitted),
            step,
        }))
    }
}

/// Whether somebody may come into sight by it, or leave it; who is renamed does neither.
fn moves_people(turn: &Turn) -> bool {
    match turn {
        Turn::App(AppChange::Range(_)) | Turn::Instead(_) => true,
        Turn::App(
            AppChange::Stopped
            | AppChange::InactiveAlert(_)
            | AppChange::Suspended
            | AppChange::Started
            | AppChange::SecretReset(_)
            | AppChange::Trusted(_),
        ) => false,
        Turn::Company(change) => {
            matches!(change, Change::MemberLeft { .. } | Change::MemberMoved { .. } | Change::MemberJoined { .. })
        }
    }
}

/// A form's step. Whether a deleted form is pushed is not documented, and reports say it is not.
fn form_news(change: &Change) -> Option<Told> {
    match change {
        Change::FormSubmitted { info } => Some(Told::Form(info["sp_no"].as_str()?.into(), ApprovalStep::Submitted)),
        Change::FormSettled { sp_no, status } => {
            let step = match status {
                Status::Approved => ApprovalStep::Agreed,
                Status::Rejected => ApprovalStep::Rejected,
                Status::Withdrawn => ApprovalStep::Withdrawn,
                Status::Revoked => ApprovalStep::Revoked,
                Status::Paid => ApprovalStep::Handled,
                Status::Pending | Status::Deleted => return None,
            };
            Some(Told::Form(sp_no.clone(), step))
        }
        Change::MemberLeft { .. }
        | Change::MemberRenamed { .. }
        | Change::MemberMoved { .. }
        | Change::MemberJoined { .. }
        | Change::RuleEdited { .. }
        | Change::RosterSet { .. }
        | Change::PunchCorrected { .. }
        | Change::RecordsAdded { .. }
        | Change::MachineUploaded { .. } => None,
    }
}

fn status(status: Status) -> ApprovalStatus {
    match status {
        Status::Pending => ApprovalStatus::Pending,
        Status::Approved => ApprovalStatus::Approved,
        Status::Rejected => ApprovalStatus::Rejected,
        Status::Withdrawn => ApprovalStatus::Withdrawn,
        Status::Revoked => ApprovalStatus::Revoked,
        Status::Deleted => ApprovalStatus::Deleted,
        Status::Paid => ApprovalStatus::Paid,
    }
}
