//! What happened, by kind (documents 90240, 90967, 90970, 90971, 91815).
//!
//! An event is a reason to look, not the truth: it may be lost, late, or come twice.

mod approval;
mod contact;

use std::fmt;

use jiff::Timestamp;

pub use approval::{ApprovalChange, ApprovalStep};
pub use contact::ContactChange;

use super::{message::instant, xml::Element};
use crate::domain::EmployeeId;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An approval form (审批单) changed: `sys_approval_change`.
    Approval(ApprovalChange),
    /// A member has come into the application's sight (关注).
    Subscribed {
        /// Who.
        who: EmployeeId,
    },
    /// A member has left it, or has left the company (取消关注).
    Unsubscribed {
        /// Who.
        who: EmployeeId,
    },
    /// The contacts (通讯录) changed: `change_contact`.
    Contact(ContactChange),
    /// Something about the application itself.
    App(AppLife),
    /// A member has opened the application (进入应用).
    EnteredApp {
        /// Who.
        who: EmployeeId,
    },
    /// A member has pressed a button of a card (模板卡片), or of its menu.
    Card(CardClick),
    /// An asynchronous job (异步任务) is done.
    Batch(BatchResult),
    /// A member has written to the application.
    Text {
        /// Who.
        who: EmployeeId,
        /// What.
        content: Private,
    },
    /// Anything else, or one of the above without what it needs; the message's raw text has it all.
    Unknown {
        /// `Event`, `InfoType` or `MsgType`.
        kind: String,
    },
}

/// WeCom stops applications that nobody uses (长期未使用应用). Source: document 90240.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppLife {
    /// It will be stopped: `inactive_alert`.
    StopAnnounced {
        /// When, if told.
        effect_at: Option<Timestamp>,
    },
    /// It is stopped: `close_inactive_agent`.
    Stopped,
    /// It runs again: `reopen_inactive_agent`.
    Reopened,
    /// It will be limited for being little used: `low_active_alert`.
    LimitAnnounced {
        /// When, if told.
        effect_at: Option<Timestamp>,
    },
    /// It is limited: `low_active`.
    Limited,
    /// It is used again as it should: `active_restored`.
    Restored,
}

/// A button that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardClick {
    /// Who.
    pub who: EmployeeId,
    /// The button (`EventKey`).
    pub button: String,
    /// The card (`TaskId`), as it was named when sent.
    pub task: String,
    /// With which the card may be changed, once and within 72 hours.
    pub response_code: Option<Private>,
    /// What was chosen (`SelectedItems`): a question and its answers.
    pub chosen: Vec<(String, Vec<String>)>,
    /// Whether it was the menu in the card's corner.
    pub in_menu: bool,
}

/// How an asynchronous job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchResult {
    /// The job.
    pub job: String,
    /// What kind, such as `sync_user`.
    pub kind: String,
    /// 0 if it went well.
    pub errcode: Option<i64>,
}

/// A text that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Private(pub String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Event {
    /// Reads what happened from a whole message.
    pub(super) fn read(root: &Element) -> Self {
        let kind = ["Event", "InfoType", "MsgType"].into_iter().find_map(|name| root.text_of(name)).unwrap_or_default();
        known(kind, root).unwrap_or_else(|| Self::Unknown { kind: kind.to_owned() })
    }
}

/// An event of a known kind that has what it needs.
fn known(kind: &str, root: &Element) -> Option<Event> {
    let who = || member(root, "FromUserName");
    let effect_at = || root.text_of("EffectTime").and_then(instant);
    Some(match kind {
        "sys_approval_change" => Event::Approval(ApprovalChange::read(root.child("ApprovalInfo")?)?),
        "subscribe" => Event::Subscribed { who: who()? },
        "unsubscribe" => Event::Unsubscribed { who: who()? },
        "change_contact" => Event::Contact(ContactChange::read(root)?),
        "inactive_alert" => Event::App(AppLife::StopAnnounced { effect_at: effect_at() }),
        "close_inactive_agent" => Event::App(AppLife::Stopped),
        "reopen_inactive_agent" => Event::App(AppLife::Reopened),
        "low_active_alert" => Event::App(AppLife::LimitAnnounced { effect_at: effect_at() }),
        "low_active" => Event::App(AppLife::Limited),
        "active_restored" => Event::App(AppLife::Restored),
        "enter_agent" => Event::EnteredApp { who: who()? },
        "template_card_event" | "template_card_menu_event" => {
            Event::Card(CardClick::read(root, kind == "template_card_menu_event")?)
        }
        "batch_job_result" => Event::Batch(BatchResult::read(root.child("BatchJob")?)?),
        "text" => Event::Text { who: who()?, content: Private(root.child("Content")?.text().to_owned()) },
        _ => return None,
    })
}

impl CardClick {
    fn read(root: &Element, in_menu: bool) -> Option<Self> {
        let items = root.child("SelectedItems");
        Some(Self {
            who: member(root, "FromUserName")?,
            button: text(root, "EventKey")?,
            task: text(root, "TaskId")?,
            response_code: text(root, "ResponseCode").map(Private),
            chosen: items.into_iter().flat_map(|items| items.children("SelectedItem")).filter_map(answer).collect(),
            in_menu,
        })
    }
}

/// A question of a card, and what was chosen.
fn answer(item: &Element) -> Option<(String, Vec<String>)> {
    let options = item.child("OptionIds").into_iter().flat_map(|options| options.children("OptionId"));
    Some((text(item, "QuestionKey")?, options.map(|option| option.text().to_owned()).collect()))
}

impl BatchResult {
    fn read(job: &Element) -> Option<Self> {
        Some(Self {
            job: text(job, "JobId")?,
            kind: text(job, "JobType").unwrap_or_default(),
            errcode: job.text_of("ErrCode").and_then(|digits| digits.parse().ok()),
        })
    }
}

fn text(of: &Element, name: &str) -> Option<String> {
    of.text_of(name).map(str::to_owned)
}

/// A member's account in a child of this name.
fn member(of: &Element, name: &str) -> Option<EmployeeId> {
    of.text_of(name).and_then(|userid| EmployeeId::parse(userid).ok())
}

#[cfg(test)]
mod tests;
