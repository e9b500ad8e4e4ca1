//! What happens to the app, and weather that depends on the call.

use std::net::IpAddr;

use super::*;
use crate::sim::{
    weather::{Event, Turn, When},
    world::AppChange,
};

const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 9));

fn scripted(text: &str) -> Scenario {
    Scenario::parse(text).unwrap()
}

fn departments(caller: &mut Caller) -> i64 {
    caller.get("department/simplelist", &[])["errcode"].as_i64().unwrap()
}

#[test]
fn a_stopped_app_may_ask_only_what_became_of_it() {
    for (word, errcode) in [("stopped", 50003), ("suspended", 48006)] {
        let text = format!("[[event]]\nat_s = 60\ndo = \"{word}\"\n[[event]]\nat_s = 120\ndo = \"started\"");
        let mut caller = Caller::under(&scripted(&text));
        let closed = |caller: &mut Caller| caller.get("agent/get", &[("agentid", "1000002")])["close"].clone();
        assert_eq!((departments(&mut caller), closed(&mut caller)), (0, json!(0)));
        caller.pass(60);
        assert_eq!((departments(&mut caller), closed(&mut caller)), (errcode, json!(1)));
        assert_eq!(caller.sign_in()["errcode"], 0);
        caller.pass(60);
        assert_eq!((departments(&mut caller), closed(&mut caller)), (0, json!(0)));
    }
}

#[test]
fn a_range_that_shrinks_hides_people_from_then_on() {
    let event = Event {
        when: When::At(instant(MONDAY) + jiff::SignedDuration::from_secs(60)),
        turn: Turn::App(AppChange::Range(crate::sim::world::Range {
            departments: vec![3],
            users: vec!["HIDDEN".into()],
        })),
    };
    let mut caller = Caller::of(World::new(small(), &Scenario { events: vec![event], ..Scenario::default() }));
    let seen = |caller: &Caller| {
        caller.world.visible_members(caller.now).map(|member| member.userid.clone()).collect::<Vec<_>>()
    };
    assert_eq!(seen(&caller), ["hidden", "LiNa", "zhang.wei"]);
    caller.pass(60);
    let agent = caller.get("agent/get", &[("agentid", "1000002")]);
    assert_eq!(agent["allow_partys"], json!({"partyid": [3]}));
    assert_eq!(agent["allow_userinfos"], json!({"user": [{"userid": "HIDDEN"}]}));
    assert_eq!(seen(&caller), ["hidden", "LiNa"]);
    assert_eq!(count(&caller.records(&["LiNa", "zhang.wei", "hidden"], JUNE_30.0, JUNE_30.1)), 2);
}

#[test]
fn an_egress_that_flips_is_named_and_refused_until_it_is_trusted() {
    let mut caller = Caller::under(&scripted(
        r#"
        trusted = ["203.0.113.7"]
        [[fault]]
        seconds = { from = 10 }
        do = { egress = "198.51.100.9" }
        [[event]]
        at_s = 60
        do = { trusted = ["203.0.113.7", "198.51.100.9"] }
        "#,
    ));
    assert_eq!(departments(&mut caller), 0);
    caller.pass(10);
    let refused = caller.get("department/simplelist", &[]);
    assert_eq!(refused["errcode"], 60020);
    assert!(refused["errmsg"].as_str().unwrap().contains(&format!("from ip: {AWAY}")), "{refused}");
    assert_eq!(caller.sign_in()["errcode"], 0, "gettoken looks at no address");
    caller.pass(109);
    assert_eq!(departments(&mut caller), 60020, "a new address takes a minute");
    caller.pass(1);
    assert_eq!(departments(&mut caller), 0);
}

#[test]
fn a_reset_secret_lets_nobody_in_but_with_the_new_one() {
    let mut caller = Caller::under(&scripted("[[event]]\nat_s = 5\ndo = { secret_reset = \"brand-new\" }"));
    let old = caller.world.credentials().secret.clone();
    caller.pass(5);
    assert_eq!(departments(&mut caller), 40014);
    let corp = ("corpid", "ww0000000000000000");
    assert_eq!(caller.ask_token(&[corp, ("corpsecret", old.expose_secret())])["errcode"], 40001);
    assert_eq!(caller.sign_in()["errcode"], 0);
    let shown = format!("{:?}", scripted("[[event]]\nat_s = 5\ndo = { secret_reset = \"brand-new\" }"));
    assert!(!shown.contains("brand-new"), "{shown}");
}

#[test]
fn an_answer_that_is_too_long_is_refused_in_the_words_of_its_interface() {
    let switches = Switches { answer_bytes_max: Some(1000), ..Switches::default() };
    let mut caller = Caller::under(&switched(switches));
    let everybody = caller.world.company().members(caller.now).map(|member| member.userid.clone()).collect::<Vec<_>>();
    let everybody = everybody.iter().map(String::as_str).collect::<Vec<_>>();
    let from = "2026-05-20T00:00:00+08:00";
    assert_eq!(caller.records(&everybody, from, MONDAY)["errcode"], 301_112);
    assert_eq!(caller.records(&everybody[..1], "2026-06-07T23:00:00+08:00", MONDAY)["errcode"], 0);
    assert_eq!(caller.get("user/list", &[("department_id", "31")])["errcode"], 45029);
}

#[test]
fn more_calls_at_a_time_than_allowed_are_refused_until_one_is_answered() {
    let scenario = Scenario {
        latency_ms: 2000,
        switches: Switches { concurrent_max: Some(2), ..Switches::default() },
        ..Scenario::default()
    };
    let mut caller = Caller::under(&scenario);
    caller.pass(10);
    assert_eq!([departments(&mut caller), departments(&mut caller), departments(&mut caller)], [0, 0, 45033]);
    assert_eq!(caller.get("get_api_domain_ip", &[])["errcode"], 0, "each interface by itself");
    caller.pass(2);
    assert_eq!(departments(&mut caller), 0);
}

#[test]
fn rows_that_are_told_twice_are_the_same_rows() {
    let told = |scenario: &Scenario| {
        let mut caller = Caller::under(scenario);
        let who = caller.somebody();
        let answer = caller.records(&[&who], "2026-05-20T00:00:00+08:00", MONDAY);
        answer["checkindata"].as_array().unwrap().iter().map(Value::to_string).collect::<Vec<_>>()
    };
    let (once, twice) = (told(&Scenario::default()), told(&fault(Fault::RowsTwice)));
    assert_eq!(twice.len(), once.len() + once.len().div_ceil(3));
    assert_eq!(BTreeSet::from_iter(once), BTreeSet::from_iter(twice));
}

#[test]
fn a_company_changes_in_the_middle_of_a_run() {
    let who = small().member("LiNa", instant(MONDAY)).unwrap().userid.clone();
    let text =
        format!("[[event]]\nat_s = 60\ndo = {{ member_renamed = {{ userid = {who:?}, new_userid = \"li.na\" }} }}");
    let mut caller = Caller::of(World::new(small(), &scripted(&text)));
    assert_eq!(count(&caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)), 1);
    caller.pass(60);
    assert_eq!(caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)["errcode"], 301_021);
    assert_eq!(caller.records(&["li.na"], JUNE_30.0, JUNE_30.1)["checkindata"][0]["userid"], "li.na");
}

#[test]
fn what_happens_is_written_like_what_goes_wrong() {
    for (text, word) in [
        ("[[event]]\ndo = \"stopped\"", "either `at_s` or `at`"),
        ("[[event]]\nat_s = 1\nat = \"2026-06-08T00:00:00Z\"\ndo = \"stopped\"", "either `at_s` or `at`"),
        ("[[event]]\nat_s = 1\ndo = \"exploded\"", "exploded"),
        ("[[event]]\nat_s = 1\ndo = { member_left = { name = \"x\" } }", "name"),
        ("[[event]]\nat_s = 1\ndo = { range = { rooms = [1] } }", "rooms"),
    ] {
        let error = Scenario::parse(text).unwrap_err();
        assert!(error.message.contains(word), "{text}: {error}");
    }
}
