//! What administrators did.

use super::*;
use crate::sim::{
    company::Change,
    weather::Turn,
    world::{AppChange, NewSecret, Range},
};

fn list(caller: &mut Caller, back_s: i64, fields: Value) -> Value {
    let now = caller.now.as_second();
    let mut body = json!({"start_time": now - back_s, "end_time": now - 1});
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    body.as_object_mut().unwrap().extend(fields);
    caller.post("security/admin_oper_log/list", &body.to_string())
}

fn kinds(answer: &Value) -> Vec<u64> {
    assert_eq!(answer["errcode"], 0, "{answer}");
    answer["record_list"].as_array().unwrap().iter().map(|one| one["detail_type"].as_u64().unwrap()).collect()
}

/// A world in which an administrator was busy a while ago.
fn busy() -> Caller {
    let mut caller = Caller::under(&Scenario::default());
    let secret = caller.world.credentials().secret.expose_secret().to_owned();
    for change in [
        AppChange::Range(Range::departments(&[1])),
        AppChange::Stopped,
        AppChange::Started,
        AppChange::InactiveAlert(86_400),
        AppChange::Trusted(vec![[203, 0, 113, 7].into()]),
        AppChange::SecretReset(NewSecret(secret)),
    ] {
        caller.world.turn(Turn::App(change), caller.now);
    }
    let mut rule = caller.world.company().rules(caller.now).next().unwrap().clone();
    rule["groupname"] = json!("夏令时");
    caller.world.turn(Turn::Company(Change::RuleEdited { group: rule }), caller.now);
    caller.world.turn(Turn::Company(Change::MemberLeft { userid: "nobody".into() }), caller.now);
    assert_eq!(caller.world.take_impossible(), ["nobody is called \"nobody\""]);
    caller.pass(600);
    caller.sign_in();
    caller
}

#[test]
fn everything_administrators_did_is_listed_over_short_pages() {
    let mut caller = busy();
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(&mut caller, 3600, json!({"cursor": cursor, "limit": 4}));
        assert!(kinds(&page).len() <= 2, "a page may be shorter than it was asked to be");
        found.extend(kinds(&page));
        page["next_cursor"].as_str().unwrap().clone_into(&mut cursor);
        if page["has_more"] == false {
            break;
        }
    }
    assert_eq!(found, [29, 66, 65, 172, 161, 80]);
    assert_eq!(kinds(&list(&mut caller, 3600, json!({"oper_type": 2}))), Vec::<u64>::new());
    assert_eq!(kinds(&list(&mut caller, 500, json!({}))), Vec::<u64>::new(), "it was earlier");
}

#[test]
fn it_is_asked_for_within_limits() {
    let mut caller = busy();
    let now = caller.now.as_second();
    for (fields, errcode) in [
        (json!({"start_time": now - 7 * 86_400 - 1}), 0),
        (json!({"start_time": now - 7 * 86_400 - 2}), 40058),
        (json!({"end_time": now}), 40058),
        (json!({"start_time": now - 181 * 86_400, "end_time": now - 180 * 86_400}), 40058),
        (json!({"limit": 401}), 40058),
        (json!({"oper_type": 1}), 40058),
        (json!({"cursor": "made-up"}), 50100),
    ] {
        let words = fields.to_string();
        assert_eq!(list(&mut caller, 60, fields)["errcode"], errcode, "{words}");
    }
}
