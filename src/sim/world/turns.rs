//! What happens while time passes: to the company, to the app, and in the administrators' log.

use jiff::Timestamp;

use super::{
    app::{AppChange, AppStanding},
    operations::Deed,
    tenant::World,
};
use crate::sim::{
    company::{Change, Company, form::Status},
    weather::{Event, Turn},
};

impl World {
    /// Lets everything happen that the script has for the time up to now. Every call does so; whoever
    /// wants to know of it between calls asks for it.
    pub fn advance(&mut self, now: Timestamp) {
        let began = self.began;
        let due = |event: &Event| event.when.instant(began).filter(|at| *at <= now);
        let mut happening: Vec<_> = Vec::new();
        self.script.retain(|event| match due(event) {
            Some(at) => {
                happening.push((at, event.turn.clone()));
                false
            }
            None => true,
        });
        happening.sort_by_key(|(at, _)| *at);
        for (at, turn) in happening {
            self.turn(turn, at);
        }
    }

    /// Lets something happen at an instant.
    pub fn turn(&mut self, turn: Turn, at: Timestamp) {
        let before = self.before(&turn, at);
        match turn {
            Turn::Company(change) => {
                let deed = deed_of(&change);
                match self.apply(change, at) {
                    Ok(()) => self.note(deed, at),
                    Err(impossible) => self.impossible.push(impossible.to_string()),
                }
            }
            Turn::App(change) => self.change_app(change, at),
            Turn::Instead(wire) => match Company::from_wire(&wire) {
                Ok(company) => self.set_company(company),
                Err(error) => self.impossible.push(error.to_string()),
            },
        }
        self.report(before, at);
    }

    /// What the script wanted and could not be, oldest first; each is told once.
    pub fn take_impossible(&mut self) -> Vec<String> {
        std::mem::take(&mut self.impossible)
    }

    fn change_app(&mut self, change: AppChange, at: Timestamp) {
        let deed = match change {
            AppChange::Range(range) => {
                self.app.range = range;
                Some((Deed::RangeChanged, "修改应用可见范围"))
            }
            AppChange::Stopped => {
                self.app.standing = AppStanding::Stopped;
                Some((Deed::AppDisabled, "停用应用"))
            }
            AppChange::InactiveAlert(_) => None,
            AppChange::Suspended => {
                self.app.standing = AppStanding::Suspended;
                None
            }
            AppChange::Started => {
                self.app.standing = AppStanding::Running;
                Some((Deed::AppEnabled, "启用应用"))
            }
            AppChange::SecretReset(secret) => {
                self.credentials.secret = secret.0.into();
                self.tokens.revoke_all();
                Some((Deed::SecretReset, "重置应用Secret"))
            }
            AppChange::Trusted(addresses) => {
                self.app.trust(&addresses, at);
                Some((Deed::AddressesTrusted, "修改企业可信IP"))
            }
        };
        self.note(deed.map(|(deed, words)| (deed, words.to_owned())), at);
    }

    /// Administrators do it in the administration page, and so it is in their log.
    fn note(&mut self, deed: Option<(Deed, String)>, at: Timestamp) {
        if let Some((deed, words)) = deed {
            self.operations.write(deed, words, at);
        }
    }
}

/// What an administrator did when this happened, if one did it and WeCom's log has a name for it.
fn deed_of(change: &Change) -> Option<(Deed, String)> {
    match change {
        Change::RuleEdited { group } => {
            Some((Deed::RuleChanged, format!("修改打卡规则：{}", group["groupname"].as_str().unwrap_or_default())))
        }
        Change::FormSettled { sp_no, status: Status::Deleted } => {
            Some((Deed::ApprovalDeleted, format!("删除审批单：{sp_no}")))
        }
        Change::FormSettled { .. }
        | Change::FormSubmitted { .. }
        | Change::MemberLeft { .. }
        | Change::MemberRenamed { .. }
        | Change::MemberMoved { .. }
        | Change::MemberJoined { .. }
        | Change::RosterSet { .. }
        | Change::PunchCorrected { .. }
        | Change::RecordsAdded { .. }
        | Change::MachineUploaded { .. } => None,
    }
}
