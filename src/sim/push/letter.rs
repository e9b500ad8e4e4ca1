//! An event in WeCom's words (documents 90240, 90970, 90971, 91815).

use std::fmt::Display;

use jiff::Timestamp;

use crate::wecom::callback::{
    Event,
    event::{AppLife, ApprovalChange, BatchResult, CardClick, ContactChange},
    xml::cdata,
};

/// From whom events come that no member causes.
const SYSTEM: &str = "sys";

/// The text of the callback that tells the event to an application.
#[must_use]
pub fn letter(event: &Event, corp: &str, agent: i64, at: Timestamp) -> String {
    let (from, told) = told(event);
    let (to, from) = (cdata("ToUserName", corp), cdata("FromUserName", from));
    let created_at = plain("CreateTime", at.as_second());
    format!("<xml>{to}{from}{created_at}{told}{}</xml>", plain("AgentID", agent))
}

/// Who causes it, and what is said of it.
fn told(event: &Event) -> (&str, String) {
    match event {
        Event::Approval(change) => (SYSTEM, named("sys_approval_change", &approval(change))),
        Event::Subscribed { who } => (who.as_str(), named("subscribe", "")),
        Event::Unsubscribed { who } => (who.as_str(), named("unsubscribe", "")),
        Event::Contact(change) => (SYSTEM, named("change_contact", &contact(change))),
        Event::App(life) => (SYSTEM, app(*life)),
        Event::EnteredApp { who } => (who.as_str(), named("enter_agent", &cdata("EventKey", ""))),
        Event::Card(click) => (click.who.as_str(), card(click)),
        Event::Batch(result) => (SYSTEM, named("batch_job_result", &batch(result))),
        Event::Text { who, content } => {
            (who.as_str(), format!("{}{}", cdata("MsgType", "text"), cdata("Content", &content.0)))
        }
        Event::Unknown { kind } => (SYSTEM, named(kind, "")),
    }
}

fn named(kind: &str, rest: &str) -> String {
    format!("{}{}{rest}", cdata("MsgType", "event"), cdata("Event", kind))
}

fn approval(change: &ApprovalChange) -> String {
    let applicant = change.applicant.as_ref().map(|who| cdata("UserId", who.as_str()));
    let parts = [
        Some(cdata("SpNoStr", &change.number)),
        change.status.map(|status| plain("SpStatus", status.number())),
        change.template.as_ref().map(|template| cdata("TemplateId", template)),
        change.applied_at.map(|at| plain("ApplyTime", at.as_second())),
        applicant.map(|userid| plain("Applyer", userid)),
        change.step.number().map(|number| plain("StatuChangeEvent", number)),
    ];
    plain("ApprovalInfo", parts.into_iter().flatten().collect::<String>())
}

fn contact(change: &ContactChange) -> String {
    let kind = |kind| plain("ChangeType", kind);
    let member = |name, who: &dyn Display| cdata(name, &who.to_string());
    match change {
        ContactChange::MemberCreated { who, departments } => {
            [kind("create_user"), member("UserID", who), listed("Department", departments)].concat()
        }
        ContactChange::MemberUpdated { who, renamed_to, departments } => {
            let renamed_to = renamed_to.as_ref().map(|new| member("NewUserID", new)).unwrap_or_default();
            [kind("update_user"), member("UserID", who), renamed_to, listed("Department", departments)].concat()
        }
        ContactChange::MemberDeleted { who } => [kind("delete_user"), member("UserID", who)].concat(),
        ContactChange::DepartmentCreated { id, parent } => {
            let parent = parent.map(|parent| plain("ParentId", parent)).unwrap_or_default();
            [kind("create_party"), plain("Id", id), parent].concat()
        }
        ContactChange::DepartmentUpdated { id, parent } => {
            let parent = parent.map(|parent| plain("ParentId", parent)).unwrap_or_default();
            [kind("update_party"), plain("Id", id), parent].concat()
        }
        ContactChange::DepartmentDeleted { id } => [kind("delete_party"), plain("Id", id)].concat(),
        ContactChange::TagUpdated { tag, members_added, members_removed, departments_added, departments_removed } => [
            kind("update_tag"),
            plain("TagId", tag),
            listed("AddUserItems", members_added),
            listed("DelUserItems", members_removed),
            listed("AddPartyItems", departments_added),
            listed("DelPartyItems", departments_removed),
        ]
        .concat(),
    }
}

fn app(life: AppLife) -> String {
    let effect = |at: Option<Timestamp>| at.map(|at| plain("EffectTime", at.as_second())).unwrap_or_default();
    match life {
        AppLife::StopAnnounced { effect_at } => named("inactive_alert", &effect(effect_at)),
        AppLife::Stopped => named("close_inactive_agent", ""),
        AppLife::Reopened => named("reopen_inactive_agent", ""),
        AppLife::LimitAnnounced { effect_at } => named("low_active_alert", &effect(effect_at)),
        AppLife::Limited => named("low_active", ""),
        AppLife::Restored => named("active_restored", ""),
    }
}

fn card(click: &CardClick) -> String {
    let kind = if click.in_menu { "template_card_menu_event" } else { "template_card_event" };
    let code = click.response_code.as_ref().map(|code| cdata("ResponseCode", &code.0)).unwrap_or_default();
    let chosen: String = click.chosen.iter().map(|(question, options)| answer(question, options)).collect();
    let (button, task) = (cdata("EventKey", &click.button), cdata("TaskId", &click.task));
    named(kind, &format!("{button}{task}{code}{}", plain("SelectedItems", chosen)))
}

fn answer(question: &str, options: &[String]) -> String {
    let options: String = options.iter().map(|option| cdata("OptionId", option)).collect();
    plain("SelectedItem", cdata("QuestionKey", question) + &plain("OptionIds", options))
}

fn batch(result: &BatchResult) -> String {
    let errcode = result.errcode.map(|errcode| plain("ErrCode", errcode)).unwrap_or_default();
    plain("BatchJob", cdata("JobId", &result.job) + &cdata("JobType", &result.kind) + &errcode)
}

/// Several in one element, with commas; nothing if there are none.
fn listed(name: &str, items: &[impl Display]) -> String {
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    if items.is_empty() { String::new() } else { cdata(name, &items.join(",")) }
}

/// A number or elements, as they are.
fn plain(name: &str, value: impl Display) -> String {
    format!("<{name}>{value}</{name}>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{ApprovalStatus, DepartmentId, EmployeeId},
        wecom::callback::{
            Message,
            event::{ApprovalStep, Private},
        },
    };

    fn who() -> EmployeeId {
        EmployeeId::parse("LiNa").unwrap()
    }

    fn contacts() -> Vec<ContactChange> {
        let (id, parent, departments) =
            (DepartmentId(7), Some(DepartmentId(1)), vec![DepartmentId(7), DepartmentId(8)]);
        vec![
            ContactChange::MemberCreated { who: who(), departments: departments.clone() },
            ContactChange::MemberUpdated { who: who(), renamed_to: None, departments: vec![] },
            ContactChange::MemberUpdated {
                who: who(),
                renamed_to: Some(EmployeeId::parse("li.na").unwrap()),
                departments: departments.clone(),
            },
            ContactChange::MemberDeleted { who: who() },
            ContactChange::DepartmentCreated { id, parent },
            ContactChange::DepartmentUpdated { id, parent: None },
            ContactChange::DepartmentDeleted { id },
            ContactChange::TagUpdated {
                tag: 3,
                members_added: vec![who()],
                members_removed: vec![],
                departments_added: departments,
                departments_removed: vec![id],
            },
        ]
    }

    fn events() -> Vec<Event> {
        let effect_at = Some(Timestamp::from_second(1_780_600_000).unwrap());
        let lives = [
            AppLife::StopAnnounced { effect_at },
            AppLife::StopAnnounced { effect_at: None },
            AppLife::Stopped,
            AppLife::Reopened,
            AppLife::LimitAnnounced { effect_at },
            AppLife::Limited,
            AppLife::Restored,
        ];
        let mut events = vec![
            Event::Approval(ApprovalChange {
                number: "202606010007".into(),
                template: Some("leave".into()),
                applicant: Some(who()),
                applied_at: effect_at,
                status: Some(ApprovalStatus::Revoked),
                step: ApprovalStep::Revoked,
            }),
            Event::Approval(ApprovalChange {
                number: "XA-7".into(),
                template: None,
                applicant: None,
                applied_at: None,
                status: None,
                step: ApprovalStep::Other(Some(99)),
            }),
            Event::Subscribed { who: who() },
            Event::Unsubscribed { who: who() },
            Event::EnteredApp { who: who() },
            Event::Card(CardClick {
                who: who(),
                button: "agree".into(),
                task: "month".into(),
                response_code: Some(Private("once".into())),
                chosen: vec![("why".into(), vec!["a".into(), "b".into()])],
                in_menu: true,
            }),
            Event::Batch(BatchResult { job: "7".into(), kind: "sync_user".into(), errcode: Some(0) }),
            Event::Text { who: who(), content: Private("]]> 我忘了打卡 <b>".into()) },
            Event::Unknown { kind: "open_approval_change".into() },
        ];
        events.extend(lives.map(Event::App));
        events.extend(contacts().into_iter().map(Event::Contact));
        events
    }

    #[test]
    fn every_event_is_read_as_it_was_told() {
        let at = Timestamp::from_second(1_780_000_000).unwrap();
        for event in events() {
            let message = Message::read(letter(&event, "ww-rehearsal", 1_000_002, at)).unwrap();
            assert_eq!((message.created_at, message.agent), (Some(at), Some(1_000_002)), "{message:?}");
            assert_eq!(message.corp.as_deref(), Some("ww-rehearsal"));
            assert_eq!(message.event, event);
        }
    }
}
