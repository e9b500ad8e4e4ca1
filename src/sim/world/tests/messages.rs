//! Messages: what is refused, what is cut, whom they reach.

use super::*;

/// A message to one person, but for these fields.
fn message(fields: Value) -> Value {
    let mut body = json!({"touser": "LiNa", "msgtype": "text", "agentid": 1_000_002, "text": {"content": "早"}});
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    body.as_object_mut().unwrap().extend(fields);
    body
}

fn send(caller: &mut Caller, fields: Value) -> Value {
    caller.post("message/send", &message(fields).to_string())
}

fn card(fields: Value) -> Value {
    let mut card = json!({
        "card_type": "text_notice", "main_title": {"title": "缺卡"}, "card_action": {"type": 1, "url": "https://x.cn"}
    });
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    card.as_object_mut().unwrap().extend(fields);
    json!({"msgtype": "template_card", "template_card": card})
}

#[test]
fn what_wecom_does_not_take_is_refused_with_its_code() {
    let mut caller = small_under(Switches::default());
    let long = "界".repeat(683);
    let text_card =
        |url: &str| json!({"msgtype": "textcard", "textcard": {"title": "t", "description": "d", "url": url}});
    for (fields, errcode) in [
        (json!({}), 0),
        (json!({"agentid": null}), 40056),
        (json!({"agentid": 7}), 301_002),
        (json!({"msgtype": "fax"}), 40008),
        (json!({"touser": ""}), 82001),
        (json!({"touser": vec!["LiNa"; 1001].join("|")}), 40032),
        (json!({"toparty": vec!["2"; 101].join("|")}), 82002),
        (json!({"touser": "", "totag": "1"}), 81013),
        (json!({"text": {"content": ""}}), 40063),
        (json!({"msgtype": "markdown", "markdown": {"content": long}}), 45002),
        (json!({"msgtype": "markdown", "markdown": {"content": "界".repeat(682)}}), 0),
        (text_card("https://x.cn"), 0),
        (text_card("x.cn"), 40058),
        (text_card(&format!("https://{}", "x".repeat(2048))), 45002),
        (card(json!({})), 0),
        (card(json!({"main_title": {}})), 40058),
        (card(json!({"card_action": null})), 40058),
        (card(json!({"card_type": "button_interaction"})), 43012),
        (card(json!({"horizontal_content_list": vec![json!({"keyname": "k"}); 7]})), 40058),
        (card(json!({"task_id": "with space"})), 40058),
        (card(json!({"task_id": "once"})), 0),
        (card(json!({"task_id": "once"})), 40058),
    ] {
        let words = fields.to_string();
        let answer = send(&mut caller, fields);
        assert_eq!(answer["errcode"], errcode, "{} {answer}", words.chars().take(80).collect::<String>());
    }
}

#[test]
fn limits_are_counted_in_bytes_and_texts_are_cut_between_characters() {
    let mut caller = small_under(Switches::default());
    send(&mut caller, json!({"text": {"content": "界".repeat(700)}}));
    let shown = &caller.world.outbox().sent().last().unwrap().asked.shown;
    assert_eq!(shown["content"].as_str().unwrap().len(), 2046);
    let body = json!({"msgtype": "textcard", "textcard": {
        "title": "题".repeat(200), "description": "d".repeat(600), "url": "http://x.cn", "btntxt": "查看详情吧"
    }});
    send(&mut caller, body);
    let shown = &caller.world.outbox().sent().last().unwrap().asked.shown;
    let length = |field: &str| shown[field].as_str().unwrap().chars().count();
    assert_eq!((length("title"), length("description"), length("btntxt")), (128, 512, 4));
}

#[test]
fn who_cannot_be_told_is_named_in_small_letters_and_the_others_are_told() {
    let mut caller = small_under(Switches::default());
    let answer = send(&mut caller, json!({"touser": "LINA|Hidden|NoBody", "toparty": "4|3"}));
    assert_eq!((&answer["errcode"], &answer["invaliduser"]), (&json!(0), &json!("hidden|nobody")));
    assert_eq!(answer["invalidparty"], "4");
    assert_eq!(caller.world.outbox().sent().last().unwrap().reached, ["LiNa"]);
    let nobody = send(&mut caller, json!({"touser": "Hidden"}));
    assert_eq!((&nobody["errcode"], &nobody["invaliduser"]), (&json!(81013), &json!("hidden")));
    send(&mut caller, json!({"touser": "@all", "toparty": "4"}));
    assert_eq!(caller.world.outbox().sent().last().unwrap().reached, ["LiNa", "zhang.wei"]);
}

#[test]
fn the_thirty_first_message_of_a_minute_is_dropped_without_a_word() {
    let mut caller = small_under(Switches::default());
    let reached = |caller: &Caller| caller.world.outbox().sent().last().unwrap().reached.len();
    for _ in 0..30 {
        send(&mut caller, json!({}));
        assert_eq!(reached(&caller), 1);
    }
    let answer = send(&mut caller, json!({"touser": "LiNa|zhang.wei"}));
    assert_eq!((&answer["errcode"], &answer["invaliduser"]), (&json!(0), &json!("")));
    assert_eq!(caller.world.outbox().sent().last().unwrap().reached, ["zhang.wei"]);
    caller.pass(60);
    send(&mut caller, json!({}));
    assert_eq!(reached(&caller), 1);
}

#[test]
fn the_same_message_again_is_held_back_while_it_is_asked_to_be() {
    let mut caller = small_under(Switches::default());
    let once = json!({"enable_duplicate_check": 1, "duplicate_check_interval": 600});
    let first = send(&mut caller, once.clone());
    caller.pass(599);
    assert_eq!(send(&mut caller, once.clone())["msgid"], first["msgid"]);
    caller.pass(1);
    assert_ne!(send(&mut caller, once)["msgid"], first["msgid"]);
    send(&mut caller, json!({}));
    send(&mut caller, json!({}));
    assert_eq!(caller.world.outbox().sent().count(), 4, "nobody asked to hold the plain one back");
}

#[test]
fn a_message_can_be_taken_back_for_a_day() {
    let mut caller = small_under(Switches::default());
    let sent = send(&mut caller, json!({}));
    let recall = json!({"msgid": sent["msgid"]}).to_string();
    caller.pass(86_400);
    caller.sign_in();
    assert_eq!(caller.post("message/recall", &recall)["errcode"], 0);
    caller.pass(1);
    assert_eq!(caller.post("message/recall", &recall)["errcode"], 42052);
    assert_eq!(caller.post("message/recall", r#"{"msgid":"of-somebody-else"}"#)["errcode"], 40058);
    assert!(caller.world.outbox().sent().all(|sent| sent.recalled.is_some()));
}
