//! `punchdeck trace` as its users have it: what it says of each sort of day.

use std::fs;

use serde_json::Value;

use crate::workshop::{Run, Simulator, Workshop, lines};

/// A Monday morning in Shanghai.
const NOW: [&str; 2] = ["--now", "2026-03-30T02:00:00Z"];
const FRIDAY: &str = "2026-03-27";
const SUNDAY: &str = "2026-03-29";

fn simulator(shop: &Workshop, scenario: &str) -> Simulator {
    let file = shop.file("scenario.toml");
    fs::write(&file, scenario).unwrap();
    let company = ["--employees", "30", "--days", "20", "--scenario", file.to_str().unwrap()];
    Simulator::start(&[&company[..], &NOW].concat())
}

fn sync(shop: &Workshop, simulator: &Simulator) -> Run {
    shop.run(simulator, &[&["sync", "--from", "2026-03-16"], &NOW[..]].concat())
}

fn trace(shop: &Workshop, who: &str, date: &str) -> Value {
    let run = shop.command(&[&["trace", who, date, "--json"], &NOW[..]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.json()
}

fn records(trace: &Value) -> &Value {
    let streams = trace["streams"].as_array().unwrap();
    streams.iter().find(|one| one["stream"] == "records").unwrap()
}

fn steps(trace: &Value) -> Vec<&str> {
    trace["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect()
}

/// Somebody who punched on Friday and not on Sunday.
fn somebody(shop: &Workshop) -> String {
    let punched = |day: &str| -> Vec<String> {
        let exported = shop.command(&["export", "records", "--from", day, "--to", day]);
        lines(&exported.stdout).map(|row| row["userid"].as_str().unwrap().to_owned()).collect()
    };
    let sunday = punched(SUNDAY);
    punched(FRIDAY).into_iter().find(|who| !sunday.contains(who)).unwrap()
}

#[test]
fn rows_an_empty_day_and_a_day_never_asked_are_three_different_things() {
    let shop = Workshop::new();
    assert_eq!(sync(&shop, &simulator(&shop, "")).status, 0);
    let who = somebody(&shop);

    let friday = trace(&shop, &who, FRIDAY);
    assert_eq!((&friday["standing"], &records(&friday)["state"]), (&Value::from("member"), &Value::from("ok")));
    assert_eq!(records(&friday)["rows"], friday["rows"].as_array().unwrap().len());
    assert_eq!(records(&friday)["pass"]["ended"], "done");
    assert_eq!(friday["undecided"], Value::Null);
    assert_eq!(friday["day"]["date"], FRIDAY);

    let sunday = trace(&shop, &who, SUNDAY);
    assert_eq!((&records(&sunday)["state"], &sunday["rows"]), (&Value::from("empty"), &Value::Array(Vec::new())));

    let never = trace(&shop, &who, "2026-02-03");
    assert_eq!((&records(&never)["state"], &never["undecided"]["reason"]), (&"never".into(), &"never_asked".into()));
    assert_eq!(records(&never)["pass"], Value::Null);
    let command = format!("punchdeck sync --user {who} --from 2026-02-03 --to 2026-02-03");
    assert_eq!(never["steps"].as_array().unwrap().last().unwrap()["command"], command.as_str());

    let words = |date, lang| shop.command(&[&["trace", &who, date, "--lang", lang], &NOW[..]].concat()).stdout;
    assert!(words(SUNDAY, "en").contains("there is nothing") && words(SUNDAY, "en").contains("has none"));
    assert!(
        words("2026-02-03", "en").contains("? records: never asked")
            || words("2026-02-03", "en").contains("nobody asked")
    );
    assert!(!words("2026-02-03", "en").contains("has none"), "nothing known is not nothing there");
    assert!(words(SUNDAY, "zh-CN").contains("确实没有") && words("2026-02-03", "zh-CN").contains("一无所知"));
}

#[test]
fn a_failed_day_names_the_refusal_and_the_alert_that_is_to_be_settled() {
    let shop = Workshop::new();
    let closed = "[[fault]]\nendpoint = \"checkin/getcheckindata\"\ndo = { errcode = 48002 }\n";
    assert_eq!(sync(&shop, &simulator(&shop, closed)).status, 3);
    let status = shop.command(&["status", "--json"]).json();
    assert_eq!(status["alerts"][0]["kind"], "permission");
    let who = shop.command(&[&["export", "days"], &NOW[..]].concat());
    let who = lines(&who.stdout).next().unwrap()["userid"].as_str().unwrap().to_owned();

    let failed = trace(&shop, &who, FRIDAY);
    assert_eq!((&records(&failed)["state"], &records(&failed)["errcode"]), (&"failed".into(), &48002.into()));
    assert_eq!((&records(&failed)["pass"]["id"], &records(&failed)["pass"]["ended"]), (&1.into(), &"partial".into()));
    assert_eq!(
        (&failed["undecided"]["reason"], &failed["alerts"][0]["kind"]),
        (&"failed".into(), &"permission".into())
    );
    assert_eq!(steps(&failed), ["settle_alerts", "resync"]);

    assert_eq!(sync(&shop, &simulator(&shop, "")).status, 0);
    let mended = trace(&shop, &who, FRIDAY);
    assert_eq!((&records(&mended)["pass"]["id"], &mended["alerts"]), (&2.into(), &Value::Array(Vec::new())));
}

#[test]
fn somebody_who_left_is_told_from_somebody_never_heard_of() {
    let shop = Workshop::new();
    assert_eq!(sync(&shop, &simulator(&shop, "")).status, 0);
    let who = somebody(&shop);
    let left = format!("[[event]]\nat_s = 0\ndo = {{ member_left = {{ userid = {who:?} }} }}\n");
    let simulator = simulator(&shop, &left);
    let first = sync(&shop, &simulator);
    assert_eq!(
        first.status, 3,
        "{}: one answer without somebody is no proof, and WeCom refuses the account",
        first.stderr
    );
    let second = shop.run(&simulator, &["sync", "--now", "2026-03-30T02:20:00Z"]);
    assert_eq!(second.status, 0, "{}", second.stderr);

    let leaver = trace(&shop, &who, FRIDAY);
    assert_eq!((&leaver["standing"], &leaver["day"]), (&Value::from("unlisted"), &Value::Null));
    assert!(!leaver["rows"].as_array().unwrap().is_empty(), "what was stored stays");
    assert_eq!(leaver["alerts"], Value::Array(Vec::new()));
    assert_eq!(steps(&leaver), ["widen_range", "resync"]);

    let stranger = shop.command(&["trace", "nobody.here", FRIDAY, "--json"]);
    assert_eq!((stranger.status, &stranger.json()["error"]["kind"]), (2, &Value::from("usage")));
    assert!(
        stranger.stderr.contains("nobody.here") && stranger.stderr.contains("punchdeck sync"),
        "{}",
        stranger.stderr
    );
}
