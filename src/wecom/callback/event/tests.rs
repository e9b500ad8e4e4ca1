//! Own samples, in the spelling of the documents.

use super::*;
use crate::{
    domain::{ApprovalStatus, DepartmentId},
    wecom::callback::message::Message,
};

/// An event of an application, with these elements besides.
fn event(kind: &str, rest: &str) -> Event {
    let xml = format!(
        "<xml><ToUserName><![CDATA[ww-rehearsal]]></ToUserName><FromUserName><![CDATA[LiNa]]></FromUserName>\
         <CreateTime>1780000000</CreateTime><MsgType><![CDATA[event]]></MsgType>\
         <Event><![CDATA[{kind}]]></Event><AgentID>1000002</AgentID>{rest}</xml>"
    );
    Message::read(xml).unwrap().event
}

fn approval(info: &str) -> Event {
    event("sys_approval_change", &format!("<ApprovalInfo>{info}</ApprovalInfo>"))
}

fn who(userid: &str) -> EmployeeId {
    EmployeeId::parse(userid).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn an_approval_form_goes_by_the_number_that_every_form_has() {
    let number = |info| match approval(info) {
        Event::Approval(change) => Some(change.number),
        _ => None,
    };
    assert_eq!(number("<SpNo>202606010007</SpNo><SpNoStr>XA-7</SpNoStr>").as_deref(), Some("XA-7"));
    assert_eq!(number("<SpNo>202606010007</SpNo>").as_deref(), Some("202606010007"));
    assert_eq!(number("<SpNo/><SpName>请假</SpName>"), None);
}

#[test]
fn a_step_that_is_not_known_keeps_its_number() {
    let read = |status: &str, step: &str| match approval(&format!(
        "<SpNo>7</SpNo><SpStatus>{status}</SpStatus><StatuChangeEvent>{step}</StatuChangeEvent>"
    )) {
        Event::Approval(change) => (change.status, change.step),
        other => panic!("{other:?}"),
    };
    assert_eq!(read("6", "8"), (Some(ApprovalStatus::Revoked), ApprovalStep::Revoked));
    assert_eq!(read("5", "99"), (Some(ApprovalStatus::Other(5)), ApprovalStep::Other(Some(99))));
    assert_eq!(read("", "99999999999999999999"), (None, ApprovalStep::Other(None)));
    for number in -1..=20 {
        assert_eq!(ApprovalStep::of(Some(number)).number(), Some(number));
    }
}

#[test]
fn times_with_too_many_digits_are_no_times() {
    let applied_at = |digits| match approval(&format!("<SpNo>7</SpNo><ApplyTime>{digits}</ApplyTime>")) {
        Event::Approval(change) => change.applied_at,
        other => panic!("{other:?}"),
    };
    assert_eq!(applied_at("1780000000"), Some(at(1_780_000_000)));
    assert_eq!(applied_at("17800000001"), Some(at(17_800_000_001)));
    assert_eq!(applied_at("1780000000000000"), None);
    assert_eq!(applied_at("99999999999999999999"), None);
    assert_eq!(applied_at("soon"), None);
}

#[test]
fn the_life_of_the_application_is_told_with_its_times() {
    let effect_at = Some(at(1_780_600_000));
    for (kind, rest, life) in [
        ("inactive_alert", "<EffectTime>1780600000</EffectTime>", AppLife::StopAnnounced { effect_at }),
        ("inactive_alert", "", AppLife::StopAnnounced { effect_at: None }),
        ("close_inactive_agent", "", AppLife::Stopped),
        ("reopen_inactive_agent", "", AppLife::Reopened),
        ("low_active_alert", "<EffectTime>1780600000</EffectTime>", AppLife::LimitAnnounced { effect_at }),
        ("low_active", "", AppLife::Limited),
        ("active_restored", "", AppLife::Restored),
    ] {
        assert_eq!(event(kind, rest), Event::App(life), "{kind}");
    }
}

#[test]
fn members_come_go_and_look_in() {
    assert_eq!(event("subscribe", ""), Event::Subscribed { who: who("LiNa") });
    assert_eq!(event("unsubscribe", ""), Event::Unsubscribed { who: who("LiNa") });
    assert_eq!(event("enter_agent", "<EventKey/>"), Event::EnteredApp { who: who("LiNa") });
}

#[test]
fn a_member_may_get_another_account() {
    let change = "<ChangeType>update_user</ChangeType><UserID>LiNa</UserID><NewUserID>li.na</NewUserID>";
    let renamed_to = Some(who("li.na"));
    let departments = vec![];
    let expected = ContactChange::MemberUpdated { who: who("LiNa"), renamed_to, departments };
    assert_eq!(event("change_contact", change), Event::Contact(expected));
}

#[test]
fn a_list_keeps_what_can_be_read_of_it() {
    let change =
        "<ChangeType>create_user</ChangeType><UserID>LiNa</UserID><Department>1, 2,x,,99999999999</Department>";
    let expected =
        ContactChange::MemberCreated { who: who("LiNa"), departments: vec![DepartmentId(1), DepartmentId(2)] };
    assert_eq!(event("change_contact", change), Event::Contact(expected));
}

#[test]
fn a_pressed_button_tells_what_was_chosen() {
    let rest = "<EventKey>agree</EventKey><TaskId>month-2026-05</TaskId><ResponseCode>once-only</ResponseCode>\
        <SelectedItems><SelectedItem><QuestionKey>why</QuestionKey><OptionIds><OptionId>a</OptionId>\
        <OptionId>b</OptionId></OptionIds></SelectedItem></SelectedItems>";
    let click = CardClick {
        who: who("LiNa"),
        button: "agree".into(),
        task: "month-2026-05".into(),
        response_code: Some(Private("once-only".into())),
        chosen: vec![("why".into(), vec!["a".into(), "b".into()])],
        in_menu: false,
    };
    let pressed = event("template_card_event", rest);
    assert_eq!(pressed, Event::Card(click.clone()));
    assert_eq!(event("template_card_menu_event", rest), Event::Card(CardClick { in_menu: true, ..click }));
    assert!(!format!("{pressed:?}").contains("once-only"));
}

#[test]
fn what_is_not_known_or_lacks_something_is_kept_by_its_kind() {
    let kept = |kind: &str| Event::Unknown { kind: kind.into() };
    assert_eq!(event("open_approval_change", ""), kept("open_approval_change"));
    assert_eq!(event("sys_approval_change", ""), kept("sys_approval_change"));
    assert_eq!(event("change_contact", "<ChangeType>delete_user</ChangeType>"), kept("change_contact"));
    assert_eq!(event("change_contact", "<ChangeType>paint_user</ChangeType>"), kept("change_contact"));
    assert_eq!(Message::read("<xml/>".into()).unwrap().event, kept(""));
    let image = "<xml><FromUserName>LiNa</FromUserName><MsgType>image</MsgType><MediaId>7</MediaId></xml>";
    let message = Message::read(image.into()).unwrap();
    assert_eq!((message.event, message.raw.as_str()), (kept("image"), image));
}

#[test]
fn what_people_write_is_not_shown() {
    let xml = "<xml><FromUserName>LiNa</FromUserName><MsgType>text</MsgType><Content> 我请病假 </Content></xml>";
    let message = Message::read(xml.into()).unwrap();
    assert_eq!(message.event, Event::Text { who: who("LiNa"), content: Private("我请病假".into()) });
    assert!(!format!("{message:?}").contains("病假"));
}
