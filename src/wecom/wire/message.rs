//! `message/send` and `message/recall`. Source: documents 90236 and 94867.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{envelope::open, error::WireError, lenient, writing::put};
use crate::{
    domain::EmployeeId,
    wecom::message::{
        Colour, Content, Delivery, Heading, Leads, Link, Message, MessageId, NoticeCard, NoticeRow, TextCard,
    },
};

/// An answer to a message, by WeCom's spelling of accounts: lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// WeCom's id of the message.
    pub id: Option<MessageId>,
    invalid: BTreeSet<EmployeeId>,
    unlicensed: BTreeSet<EmployeeId>,
}

/// The body of a message from an application.
#[must_use]
pub fn request(message: &Message, agent_id: u64) -> String {
    let (kind, content) = match &message.content {
        Content::Text(text) => ("text", json!({ "content": text })),
        Content::Markdown(text) => ("markdown", json!({ "content": text })),
        Content::Card(card) => ("textcard", text_card(card)),
        Content::Notice(card) => ("template_card", notice_card(card)),
    };
    let to: Vec<&str> = message.to.iter().map(EmployeeId::as_str).collect();
    let mut body = json!({ "touser": to.join("|"), "msgtype": kind, "agentid": agent_id, kind: content });
    put(&mut body, "enable_duplicate_check", message.once_within.map(|_| 1));
    put(&mut body, "duplicate_check_interval", message.once_within.map(|length| length.as_secs()));
    body.to_string()
}

/// Reads an answer of `message/send`.
pub fn sent(body: &[u8]) -> Result<Sent, WireError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default, deserialize_with = "lenient::text")]
        msgid: Option<String>,
        #[serde(default, deserialize_with = "lenient::text")]
        invaliduser: Option<String>,
        #[serde(default, deserialize_with = "lenient::text")]
        unlicenseduser: Option<String>,
    }
    let answer: Answer = open(body)?;
    Ok(Sent {
        id: answer.msgid.filter(|id| !id.is_empty()).map(MessageId),
        invalid: accounts(answer.invaliduser.as_deref()),
        unlicensed: accounts(answer.unlicenseduser.as_deref()),
    })
}

/// The body that takes a message back.
#[must_use]
pub fn recall_request(id: &MessageId) -> String {
    json!({ "msgid": id.0 }).to_string()
}

impl Sent {
    /// What became of the message, by the names of those it was for.
    #[must_use]
    pub fn delivery(self, message: &Message) -> Delivery {
        let asked = |named: &BTreeSet<EmployeeId>| message.to.intersection(named).cloned().collect();
        Delivery { unreachable: asked(&self.invalid), unlicensed: asked(&self.unlicensed), id: self.id }
    }
}

/// Accounts between bars.
fn accounts(joined: Option<&str>) -> BTreeSet<EmployeeId> {
    joined.unwrap_or_default().split('|').filter_map(|text| EmployeeId::parse(text.trim()).ok()).collect()
}

fn text_card(card: &TextCard) -> Value {
    let mut body = json!({ "title": card.title, "description": card.description, "url": card.url });
    put(&mut body, "btntxt", card.button.as_deref());
    body
}

fn notice_card(card: &NoticeCard) -> Value {
    let mut body = json!({ "card_type": "text_notice", "card_action": { "type": 1, "url": card.url } });
    let source =
        |source: &crate::wecom::message::Source| json!({ "desc": source.words, "desc_color": colour(source.colour) });
    put(&mut body, "source", card.source.as_ref().map(source));
    put(&mut body, "main_title", card.heading.as_ref().map(heading));
    put(&mut body, "emphasis_content", card.figure.as_ref().map(heading));
    put(&mut body, "sub_title_text", card.subtitle.as_deref());
    put(&mut body, "horizontal_content_list", list(&card.rows, row));
    put(&mut body, "jump_list", list(&card.links, link));
    put(&mut body, "task_id", card.task_id.as_deref());
    body
}

fn list<T>(rows: &[T], write: impl Fn(&T) -> Value) -> Option<Vec<Value>> {
    (!rows.is_empty()).then(|| rows.iter().map(write).collect())
}

fn heading(heading: &Heading) -> Value {
    let mut body = json!({ "title": heading.title });
    put(&mut body, "desc", heading.words.as_deref());
    body
}

fn row(row: &NoticeRow) -> Value {
    let mut body = json!({ "keyname": row.key, "value": row.value });
    let leads = match &row.leads {
        Leads::Nowhere => None,
        Leads::To(url) => Some((1, "url", url.as_str())),
        Leads::Profile(who) => Some((3, "userid", who.as_str())),
    };
    if let Some((kind, field, target)) = leads {
        put(&mut body, "type", Some(kind));
        put(&mut body, field, Some(target));
    }
    body
}

fn link(link: &Link) -> Value {
    json!({ "type": 1, "title": link.title, "url": link.url })
}

fn colour(colour: Colour) -> u8 {
    match colour {
        Colour::Grey => 0,
        Colour::Black => 1,
        Colour::Red => 2,
        Colour::Green => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> EmployeeId {
        EmployeeId::parse(text).unwrap()
    }

    fn message() -> Message {
        let to = [id("LiNa"), id("li.lei"), id("HanMei")].into();
        Message { to, content: Content::Text("迟到\n17 分".into()), once_within: None }
    }

    #[test]
    fn words_leave_as_they_are_and_receivers_between_bars() {
        let body = request(&message(), 1_000_002);
        let expected =
            r#"{"agentid":1000002,"msgtype":"text","text":{"content":"迟到\n17 分"},"touser":"HanMei|li.lei|LiNa"}"#;
        assert_eq!(body, expected);
    }

    #[test]
    fn whoever_was_not_reached_is_named_as_we_know_them() {
        let body = br#"{"errcode":0,"errmsg":"ok","invaliduser":"lina| hanmei|stranger","unlicenseduser":"LI.LEI"}"#;
        let delivery = sent(body).unwrap().delivery(&message());
        let spelled = |people: &BTreeSet<EmployeeId>| people.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(spelled(&delivery.unreachable), ["HanMei", "LiNa"]);
        assert_eq!((spelled(&delivery.unlicensed), delivery.id), (vec!["li.lei".to_owned()], None));
    }

    #[test]
    fn an_answer_that_names_nobody_reached_everybody() {
        for body in
            [r#"{"errcode":0,"msgid":"m1"}"#, r#"{"errcode":0,"msgid":"m1","invaliduser":"","unlicenseduser":null}"#]
        {
            let delivery = sent(body.as_bytes()).unwrap().delivery(&message());
            assert_eq!(delivery.id, Some(MessageId("m1".into())));
            assert!(delivery.unreachable.is_empty() && delivery.unlicensed.is_empty());
        }
    }
}
