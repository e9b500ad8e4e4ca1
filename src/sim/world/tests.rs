//! The contract, call by call.

mod agreement;
mod app;
mod cases;
mod changes;
mod contacts;
mod forms;
mod messages;
mod operations;
mod reports;
mod writes;

use std::collections::BTreeSet;

use bytes::Bytes;
use jiff::{Timestamp, civil::date};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    Call, Credentials, Delivery, Endpoint, MissingRowTime, OutOfRangeUser, Outcome, RowOrder, Separator, Switches,
    World,
};
use crate::{
    sim::{
        Company, CompanySpec, Scenario, Seed,
        company::Change,
        weather::{Fault, FaultRule, LateRows, Span},
    },
    wecom::Method,
};

const MONDAY: &str = "2026-06-08T00:00:00+08:00";
const RECORDS: &str = "checkin/getcheckindata";

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Somebody who calls a world, with a token once there is one.
struct Caller {
    world: World,
    now: Timestamp,
    token: String,
}

impl Caller {
    fn of(world: World) -> Self {
        let mut caller = Self { world, now: instant(MONDAY), token: String::new() };
        caller.sign_in();
        caller
    }

    fn under(scenario: &Scenario) -> Self {
        Self::of(World::new(Company::seeded(&spec()), scenario))
    }

    fn sign_in(&mut self) -> Value {
        let credentials = self.world.credentials().clone();
        let answer =
            self.ask_token(&[("corpid", &credentials.corp_id), ("corpsecret", credentials.secret.expose_secret())]);
        answer["access_token"].as_str().unwrap_or_default().clone_into(&mut self.token);
        answer
    }

    fn ask_token(&mut self, query: &[(&str, &str)]) -> Value {
        self.raw(Method::Get, "gettoken", query, "")
    }

    fn get(&mut self, endpoint: &str, query: &[(&str, &str)]) -> Value {
        let token = self.token.clone();
        let query = [&[("access_token", token.as_str())], query].concat();
        self.raw(Method::Get, endpoint, &query, "")
    }

    fn post(&mut self, endpoint: &str, body: &str) -> Value {
        let token = self.token.clone();
        self.raw(Method::Post, endpoint, &[("access_token", &token)], body)
    }

    /// Another caller of the same world: 通讯录同步.
    fn sign_in_as_contact_sync(&mut self) {
        let Credentials { corp_id, contact_secret, .. } = self.world.credentials().clone();
        let answer = self.ask_token(&[("corpid", &corp_id), ("corpsecret", contact_secret.expose_secret())]);
        answer["access_token"].as_str().unwrap().clone_into(&mut self.token);
    }

    fn raw(&mut self, method: Method, endpoint: &str, query: &[(&str, &str)], body: &str) -> Value {
        match self.send(method, endpoint, query, body) {
            Delivery::Whole { status: 200, body } => serde_json::from_slice(&body).unwrap(),
            Delivery::Trickled { body, .. } => serde_json::from_slice(&body).unwrap(),
            Delivery::Whole { .. } | Delivery::Truncated(_) | Delivery::Reset | Delivery::Never => Value::Null,
        }
    }

    fn send(&mut self, method: Method, endpoint: &str, query: &[(&str, &str)], body: &str) -> Delivery {
        let query = query.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let call = Call {
            method,
            endpoint: endpoint.into(),
            query,
            body: Bytes::copy_from_slice(body.as_bytes()),
            from_ip: [203, 0, 113, 7].into(),
        };
        self.world.handle(&call, self.now).delivery
    }

    fn records(&mut self, who: &[&str], from: &str, to: &str) -> Value {
        let (starttime, endtime) = (instant(from).as_second(), instant(to).as_second());
        let body = json!({"opencheckindatatype": 3, "starttime": starttime, "endtime": endtime, "useridlist": who});
        self.post(RECORDS, &body.to_string())
    }

    /// What an interface answers about some members, over whole days that are both included.
    fn ask(&mut self, endpoint: &str, who: &[&str], (from, to): (&str, &str)) -> Value {
        let midnight = |day: &str| instant(&format!("{day}T00:00:00+08:00")).as_second();
        let body = json!({"starttime": midnight(from), "endtime": midnight(to), "useridlist": who});
        let answer = self.post(endpoint, &body.to_string());
        assert_eq!(answer["errcode"], 0, "{answer}");
        answer
    }

    /// The report of one member's day.
    fn day(&mut self, who: &str, day: &str) -> Value {
        self.ask("checkin/getcheckin_daydata", &[who], (day, day))["datas"].get(0).cloned().unwrap_or_default()
    }

    fn after(mut self, change: Change) -> Self {
        self.world.apply(change, self.now).unwrap();
        self
    }

    fn somebody(&self) -> String {
        self.world.company().members(self.now).next().unwrap().userid.clone()
    }

    fn pass(&mut self, seconds: i64) {
        self.now += jiff::SignedDuration::from_secs(seconds);
    }
}

fn spec() -> CompanySpec {
    CompanySpec {
        seed: Seed(11),
        employees: 30,
        days: 40,
        today: date(2026, 6, 8),
        live: false,
        shift_workers: false,
        forms: false,
    }
}

fn fault(fault: Fault) -> Scenario {
    Scenario { faults: vec![FaultRule::always(fault)], ..Scenario::default() }
}

fn switched(switches: Switches) -> Scenario {
    Scenario { switches, ..Scenario::default() }
}

/// Three people of which one is out of sight, a night punch at a month's end and a missing punch.
fn small() -> Company {
    let user = |userid: &str, department| json!({"userid": userid, "name": userid, "department": [department]});
    let row = |userid: &str, at: &str, exception: &str| {
        let at = instant(at).as_second();
        json!({"userid": userid, "checkin_type": "下班打卡", "exception_type": exception, "checkin_time": at,
            "sch_checkin_time": at, "new_in_2027": {"a": 1}})
    };
    Company::from_wire(&json!({
        "departments": [
            {"id": 1, "name": "总部", "parentid": 0, "order": 1},
            {"id": 2, "name": "研发", "parentid": 1, "order": 1},
            {"id": 3, "name": "平台组", "parentid": 2, "order": 1},
            {"id": 4, "name": "财务", "parentid": 1, "order": 1}
        ],
        "users": [user("LiNa", 3), user("zhang.wei", 2), user("hidden", 4)],
        "group": [{"groupid": 10, "groupname": "行政班"}],
        "checkindata": [
            row("LiNa", "2026-07-01T00:35:00+08:00", "地点异常;非常用设备"),
            row("LiNa", "2026-06-30T18:00:00+08:00", ""),
            row("zhang.wei", "2026-06-30T18:00:00+08:00", "未打卡"),
            row("hidden", "2026-06-30T18:00:00+08:00", "")
        ]
    }))
    .unwrap()
}

fn small_under(switches: Switches) -> Caller {
    Caller::of(World::new(small(), &switched(switches)).with_visible(&[2]))
}

const JUNE_30: (&str, &str) = ("2026-06-30T00:00:00+08:00", "2026-06-30T23:59:59+08:00");
const JULY_1: (&str, &str) = ("2026-07-01T00:00:00+08:00", "2026-07-01T23:59:59+08:00");

fn count(answer: &Value) -> usize {
    assert_eq!(answer["errcode"], 0, "{answer}");
    answer["checkindata"].as_array().unwrap().len()
}

#[test]
fn the_wrong_verb_is_a_parameter_error_with_http_200() {
    let mut caller = Caller::under(&Scenario::default());
    assert_eq!(caller.get(RECORDS, &[])["errcode"], 40063);
    assert_eq!(caller.post("user/list", "{}")["errcode"], 40058);
    assert_eq!(caller.post("checkin/getcorpcheckinoption", "{}")["errcode"], 0);
}

#[test]
fn a_token_counts_only_in_the_address_and_only_while_it_lives() {
    let mut caller = Caller::under(&Scenario::default());
    let body = json!({"access_token": caller.token}).to_string();
    assert_eq!(caller.raw(Method::Post, RECORDS, &[], &body)["errcode"], 41001);
    let unknown = caller.raw(Method::Get, "user/list", &[("access_token", "x"), ("department_id", "1")], "");
    assert_eq!(unknown["errcode"], 40014);
    caller.pass(7199);
    assert_eq!(caller.get("department/simplelist", &[])["errcode"], 0);
    caller.pass(1);
    assert_eq!(caller.get("department/simplelist", &[])["errcode"], 42001);
    caller.sign_in();
    assert_eq!(caller.get("department/simplelist", &[])["errcode"], 0);
    let tokens = caller.world.journal().entries().map(|entry| entry.token).collect::<Vec<_>>();
    assert_eq!(tokens, [Some(1), None, None, Some(1), Some(1), Some(2), Some(2)]);
    assert_eq!(caller.world.journal().tokens_used_when_dead(), Vec::<u32>::new());
}

#[test]
fn gettoken_says_what_is_missing_or_wrong() {
    let mut caller = Caller::under(&Scenario::default());
    for (query, errcode) in [
        (&[("corpsecret", "s")][..], 41002),
        (&[("corpid", "ww0000000000000000")], 41004),
        (&[("corpid", "ww1"), ("corpsecret", "punchdeck-simulator")], 40013),
        (&[("corpid", "ww0000000000000000"), ("corpsecret", "guess")], 40001),
        (&[("corpid", "ww0000000000000000"), ("corpsecret", "punchdeck-simulator")], 0),
    ] {
        assert_eq!(caller.ask_token(query)["errcode"], errcode, "{query:?}");
        let token = caller.world.journal().entries().last().unwrap().token;
        assert_eq!(token, (errcode == 0).then_some(1));
    }
}

#[test]
fn rows_are_asked_for_within_limits() {
    let mut caller = Caller::under(&Scenario::default());
    let who = caller.somebody();
    let many = vec![who.as_str(); 101];
    for (users, from, to, errcode) in [
        (&[][..], 1, 2, 301_023),
        (&many, 1, 2, 301_023),
        (&many[..100], 1, 2, 0),
        (&many[..1], 0, 2, 301_024),
        (&many[..1], 2, 2, 301_024),
        (&many[..1], 1, 1 + 30 * 86_400, 0),
        (&many[..1], 1, 2 + 30 * 86_400, 301_024),
        (&many[..1], 1, i64::MAX, 301_024),
        (&[&who, "nobody.here"], 1, 2, 301_021),
    ] {
        let body = json!({"opencheckindatatype": 3, "starttime": from, "endtime": to, "useridlist": users});
        assert_eq!(caller.post(RECORDS, &body.to_string())["errcode"], errcode, "{} users {from} {to}", users.len());
    }
}

#[test]
fn bodies_are_read_as_strictly_as_wecom_reads_them() {
    let mut caller = Caller::under(&Scenario::default());
    let body = |kind: &str, users: &str| {
        format!(r#"{{"opencheckindatatype":{kind},"starttime":1,"endtime":2,"useridlist":{users}}}"#)
    };
    for (body, errcode) in [
        (String::new(), 40063),
        ("{\"starttime\":".into(), 40058),
        (body("3", "[\"\\u674e\"]"), 40033),
        (body("4", "[\"x\"]"), 40058),
        (body("\"3\"", "[\"x\"]"), 40058),
        (body("3", "\"x\""), 40058),
    ] {
        assert_eq!(caller.post(RECORDS, &body)["errcode"], errcode, "{body}");
    }
    let errmsg = caller.post(RECORDS, "{")["errmsg"].to_string();
    assert!(errmsg.contains("Warning: wrong json format."), "{errmsg}");
}

#[test]
fn accounts_are_the_same_whatever_their_case_and_are_told_once() {
    let mut caller = small_under(Switches::default());
    let answer = caller.records(&["lina", "LINA"], JUNE_30.0, JULY_1.1);
    assert_eq!(count(&answer), 2);
    assert_eq!(answer["checkindata"][0]["userid"], "LiNa");
    assert_eq!(answer["checkindata"][0]["new_in_2027"], json!({"a": 1}), "unknown fields are served");
}

#[test]
fn people_out_of_sight_are_treated_as_the_switch_says() {
    for (rule, errcode) in
        [(OutOfRangeUser::Omit, 0), (OutOfRangeUser::NoPrivilege, 60011), (OutOfRangeUser::NotInContacts, 301_021)]
    {
        let mut caller = small_under(Switches { out_of_range_user: rule, ..Switches::default() });
        let answer = caller.records(&["hidden", "LiNa"], JUNE_30.0, JUNE_30.1);
        assert_eq!(answer["errcode"], errcode);
        assert_eq!(answer["checkindata"].as_array().unwrap().len(), usize::from(errcode == 0));
    }
}

#[test]
fn contacts_end_where_the_visible_range_ends() {
    let mut caller = small_under(Switches::default());
    assert_eq!(caller.get("agent/get", &[("agentid", "1000002")])["allow_partys"], json!({"partyid": [2]}));
    assert_eq!(caller.get("agent/get", &[("agentid", "7")])["errcode"], 40056);
    let seen = caller.get("department/simplelist", &[]);
    let ids = seen["department_id"].as_array().unwrap().iter().map(|d| d["id"].as_u64().unwrap());
    assert_eq!(ids.collect::<Vec<_>>(), [2, 3]);
    assert_eq!(caller.get("department/list", &[("id", "3")])["department"][0]["name"], "平台组");
    let users = |caller: &mut Caller, id| caller.get("user/list", &[("department_id", id)]);
    assert_eq!(users(&mut caller, "2")["userlist"].as_array().unwrap().len(), 1, "not those of departments below");
    assert_eq!(users(&mut caller, "4")["errcode"], 60011);
    assert_eq!(users(&mut caller, "4")["userlist"], json!([]));
    assert_eq!(users(&mut caller, "99")["errcode"], 60123);
}

#[test]
fn a_row_at_endtime_is_inside_or_not_as_the_switch_says() {
    let end = "2026-06-30T18:00:00+08:00";
    for (endtime_inclusive, rows) in [(true, 1), (false, 0)] {
        let mut caller = small_under(Switches { endtime_inclusive, ..Switches::default() });
        assert_eq!(count(&caller.records(&["LiNa"], JUNE_30.0, end)), rows);
    }
}

#[test]
fn a_night_punch_at_a_months_end_is_lost_between_two_calendar_days() {
    let switches = Switches { lose_month_end_night_punch: true, ..Switches::default() };
    let mut caller = small_under(switches);
    assert_eq!(count(&caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)), 1);
    assert_eq!(count(&caller.records(&["LiNa"], JULY_1.0, JULY_1.1)), 0);
    assert_eq!(count(&caller.records(&["LiNa"], JUNE_30.0, JULY_1.1)), 2);
    assert_eq!(count(&small_under(Switches::default()).records(&["LiNa"], JULY_1.0, JULY_1.1)), 1);
}

#[test]
fn placeholders_and_separators_are_served_as_the_switches_say() {
    let switches = Switches {
        missing_row_time: MissingRowTime::Zero,
        separator: Separator::FullWidth,
        row_order: RowOrder::Person,
        ..Switches::default()
    };
    let mut caller = small_under(switches);
    let answer = caller.records(&["zhang.wei", "LiNa"], JUNE_30.0, JULY_1.1);
    let rows = answer["checkindata"].as_array().unwrap();
    assert_eq!((&rows[0]["checkin_time"], &rows[0]["exception_type"]), (&json!(0), &json!("未打卡")));
    assert_eq!(rows[2]["exception_type"], "地点异常；非常用设备");
    let truth = caller.world.truth().map(|row| serde_json::to_value(row).unwrap());
    assert_eq!(truth.collect::<Vec<_>>(), [&rows[1], &rows[2], &rows[0]].map(Clone::clone));
}

#[test]
fn rows_in_no_order_are_the_same_rows() {
    let told = |row_order| {
        let mut caller = Caller::under(&switched(Switches { row_order, ..Switches::default() }));
        let everybody =
            caller.world.company().members(caller.now).map(|member| member.userid.clone()).collect::<Vec<_>>();
        let everybody = everybody.iter().map(String::as_str).collect::<Vec<_>>();
        let answer = caller.records(&everybody, "2026-05-20T00:00:00+08:00", MONDAY);
        answer["checkindata"].as_array().unwrap().iter().map(Value::to_string).collect::<Vec<_>>()
    };
    let (by_time, random) = (told(RowOrder::Time), told(RowOrder::Random));
    assert_ne!(by_time, random);
    assert_eq!(random, told(RowOrder::Random));
    assert_eq!(BTreeSet::from_iter(by_time), BTreeSet::from_iter(random));
}

#[test]
fn what_an_administrator_has_not_granted_is_refused_with_our_address() {
    let untrusted = Caller::under(&fault(Fault::IpNotTrusted)).get("department/simplelist", &[]);
    assert_eq!(untrusted["errcode"], 60020);
    assert!(untrusted["errmsg"].as_str().unwrap().contains("from ip: 203.0.113.7"));
    let mut unlisted = Caller::under(&fault(Fault::PermissionWithdrawn));
    let refused = unlisted.records(&["x"], JUNE_30.0, JUNE_30.1);
    assert_eq!((&refused["errcode"], &refused["checkindata"]), (&json!(48002), &json!([])));
    assert_eq!(unlisted.get("department/simplelist", &[])["errcode"], 0, "contacts need no such permission");
}

#[test]
fn tokens_and_secrets_die_when_the_weather_says() {
    let once = |fault, call| FaultRule { calls: Some(Span::only(call)), ..FaultRule::always(fault) };
    let scenario =
        Scenario { faults: vec![once(Fault::TokenRevoked, 2), once(Fault::TokenLifeS(60), 3)], ..Scenario::default() };
    let mut caller = Caller::under(&scenario);
    assert_eq!(caller.get("department/simplelist", &[])["errcode"], 40014);
    assert_eq!(caller.sign_in()["expires_in"], 60);
    caller.pass(60);
    assert_eq!(caller.get("department/simplelist", &[])["errcode"], 42001);
    caller.world.set_scenario(&fault(Fault::SecretReset));
    assert_eq!(caller.sign_in()["errcode"], 40001);
}

#[test]
fn another_application_can_block_us_for_its_sixty_seconds() {
    let rule = FaultRule {
        endpoint: Some(Endpoint::CheckinRecords),
        calls: Some(Span::only(2)),
        ..FaultRule::always(Fault::OtherApplicationS(60))
    };
    let mut caller = Caller::under(&Scenario { faults: vec![rule], ..Scenario::default() });
    let who = caller.somebody();
    let mut errcode = |seconds| {
        caller.pass(seconds);
        caller.records(&[&who], "2026-06-01T00:00:00+08:00", MONDAY)["errcode"].as_i64().unwrap()
    };
    assert_eq!([errcode(0), errcode(0), errcode(59), errcode(1)], [0, 45009, 45009, 0]);
}

#[test]
fn a_spoilt_answer_was_nevertheless_given() {
    for spoil in [Fault::Truncated, Fault::Reset, Fault::Hang, Fault::Garbage, Fault::HttpStatus(502)] {
        let rule = FaultRule { calls: Some(Span::only(1)), ..FaultRule::always(spoil) };
        let world = World::new(small(), &Scenario { faults: vec![rule], ..Scenario::default() });
        let mut caller = Caller { world, now: instant(MONDAY), token: String::new() };
        let right = [("corpid", "ww0000000000000000"), ("corpsecret", "punchdeck-simulator")];
        let delivery = caller.send(Method::Get, "gettoken", &right, "");
        match delivery {
            Delivery::Whole { status: 200, body } => assert!(serde_json::from_slice::<Value>(&body).is_err()),
            Delivery::Whole { status, .. } => assert_eq!(status, 502),
            Delivery::Truncated(body) => {
                assert!(serde_json::from_slice::<Value>(&body).is_ok(), "it is cut on the wire");
            }
            Delivery::Trickled { .. } => panic!("{spoil:?} spoils nothing"),
            Delivery::Reset | Delivery::Never => (),
        }
        caller.sign_in();
        let calls = caller.world.journal().entries().map(|entry| (entry.token, entry.outcome)).collect::<Vec<_>>();
        assert_eq!(calls, [(Some(1), Outcome::Broken), (Some(1), Outcome::Said(0))], "{spoil:?}: it had been given");
    }
}

#[test]
fn what_wecom_does_not_have_is_not_found() {
    let mut caller = Caller::under(&Scenario::default());
    let token = caller.token.clone();
    let delivery = caller.send(Method::Get, "user/everything", &[("access_token", &token)], "");
    assert!(matches!(delivery, Delivery::Whole { status: 404, .. }));
}

#[test]
fn a_live_day_unfolds_as_time_passes() {
    let company = Company::seeded(&CompanySpec { live: true, employees: 200, ..spec() });
    let mut world = World::new(company, &Scenario::default());
    let rows_by = |world: &World, time: &str| {
        let now = instant(&format!("2026-06-08T{time}+08:00"));
        let today = world.truth_at(now).filter(|row| row.day() == Some(date(2026, 6, 8)));
        today.map(|row| (row.is_placeholder(), row.checkin_time <= now.as_second())).collect::<Vec<_>>()
    };
    assert_eq!(rows_by(&world, "04:00:00").len(), 0, "nobody comes so early");
    let morning = rows_by(&world, "09:30:00");
    assert!((50..200).contains(&morning.len()), "{}", morning.len());
    assert!(morning.iter().all(|(placeholder, past)| !placeholder && *past));
    let noon = rows_by(&world, "14:30:00");
    assert!(noon.iter().any(|(placeholder, _)| *placeholder), "a morning's slot that stayed empty has closed");
    assert!(noon.len() > morning.len());
    let settled = world.truth().count();
    world.set_scenario(&switched(Switches::default()));
    assert_eq!(world.truth().count(), settled, "the past does not depend on the time");
    assert!(world.truth().all(|row| row.day() <= Some(date(2026, 6, 8))));
}

#[test]
fn late_rows_appear_in_days_long_past() {
    let scenario = Scenario { late_rows: Some(LateRows { one_in: 4, after_s: 90, days: None }), ..Scenario::default() };
    let mut caller = Caller::under(&scenario);
    let everything = caller.world.truth().count();
    caller.pass(89);
    let before = caller.world.truth_at(caller.now).count();
    assert!(before < everything * 9 / 10 && before > everything / 2, "{before} of {everything}");
    caller.pass(1);
    assert_eq!(caller.world.truth_at(caller.now).count(), everything);
}

#[test]
fn whoever_left_is_no_longer_in_the_contacts() {
    let mut caller = Caller::of(World::new(small(), &Scenario::default()));
    caller.world.apply(Change::MemberLeft { userid: "LINA".into() }, caller.now).unwrap();
    assert_eq!(caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)["errcode"], 301_021);
    assert_eq!(count(&caller.records(&["zhang.wei"], JUNE_30.0, JUNE_30.1)), 1);
}

#[test]
fn the_past_of_a_world_can_be_written_down() {
    let world = World::seeded(&spec());
    let mut lines = Vec::new();
    let count = world.write_truth(&mut lines).unwrap();
    let text = String::from_utf8(lines).unwrap();
    assert_eq!(text.lines().count(), usize::try_from(count).unwrap());
    assert!(text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}
