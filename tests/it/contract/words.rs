//! Messages, addresses, and what administrators did.

use jiff::SignedDuration;
use punchdeck::{
    domain::Window,
    sim::{company::Change, weather::Turn},
    wecom::{
        bounds::Checked,
        message::{Content, Message, MessageId},
        operation::{OperationKind, Question},
    },
};

use super::{Tenant, id, now};

#[tokio::test]
async fn a_message_tells_whom_it_missed_and_can_be_taken_back() {
    let tenant = Tenant::open().await;
    let known = tenant.people().remove(0);
    let to = |people: &[_]| Message {
        to: people.iter().cloned().collect(),
        content: Content::Markdown("**请打卡** ✓".into()),
        once_within: None,
    };
    let message = Checked::new(to(&[known.clone(), id("Nobody.At.All")])).unwrap();
    let delivery = tenant.client.send(&message).await.unwrap();
    assert_eq!(delivery.unreachable.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Nobody.At.All"]);
    tenant.client.recall(&delivery.id.unwrap()).await.unwrap();
    assert!(tenant.client.recall(&MessageId("none".into())).await.is_err());
    let nobody = Checked::new(to(&[id("Nobody.At.All")])).unwrap();
    assert_eq!(tenant.client.send(&nobody).await.unwrap_err().errcode(), Some(81013));
}

#[tokio::test]
async fn wecom_says_where_it_answers_and_calls_from() {
    let tenant = Tenant::open().await;
    assert!(!tenant.client.api_addresses().await.unwrap().is_empty());
    assert!(!tenant.client.callback_addresses().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_rule_that_somebody_edits_is_in_the_administrators_log() {
    let tenant = Tenant::open().await;
    {
        let mut world = tenant.world.lock();
        let mut group = world.company().rules(now()).next().unwrap().clone();
        group["groupname"] = "行政班（新）".into();
        world.turn(Turn::Company(Change::RuleEdited { group }), now() - SignedDuration::from_hours(1));
    }
    let done = Window { start: now() - SignedDuration::from_hours(24), end: now() - SignedDuration::from_secs(1) };
    let question = Checked::new(Question { done, now: now(), by: None }).unwrap();
    let (mut kinds, mut next) = (Vec::new(), None);
    loop {
        let page = tenant.client.operations(&question, next.as_ref()).await.unwrap();
        kinds.extend(page.rows.into_iter().map(|one| one.kind));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert!(kinds.contains(&OperationKind::RuleChanged), "{kinds:?}");
}
