//! Scenarios of the simulator: acceptance cases from which the program pulls as from WeCom, and callbacks
//! of what happens.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use punchdeck::{
    sim::Case,
    wecom::callback::{Callback, Event, Message, Query, event::AppLife},
};
use serde_json::Value;

use crate::workshop::{Run, Simulator, Workshop, as_wecom_wrote_it, lines, sorted};

/// Cases of the project, and those that are shared with it where they are at hand.
const FOLDERS: [&str; 2] = ["tests/cases", "../shared/cases"];

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    files
}

fn case(name: &str) -> (PathBuf, Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name).with_extension("json");
    let case = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    (file, case)
}

#[test]
fn every_case_can_be_served() {
    let files: Vec<_> = FOLDERS.into_iter().flat_map(files).collect();
    assert!(files.len() >= 41, "only {} cases found", files.len());
    for file in files {
        let read = Case::parse(&fs::read_to_string(&file).unwrap());
        assert!(read.is_ok(), "{}: {}", file.display(), read.err().unwrap());
    }
}

/// Pulls from a case as it is at an instant.
fn pull(shop: &Workshop, file: &Path, now: &str) -> Run {
    let simulator = Simulator::start(&["--scenario", file.to_str().unwrap(), "--now", now]);
    shop.run(&simulator, &["sync", "--json", "--now", now, "--from", "2026-05-01"])
}

/// The records of the store, as WeCom wrote them.
fn records(shop: &Workshop) -> Vec<Value> {
    let exported = shop.command(&["export", "records"]);
    assert_eq!(exported.status, 0, "{}", exported.stderr);
    sorted(lines(&exported.stdout).map(as_wecom_wrote_it).collect())
}

#[test]
fn the_program_pulls_from_a_case_what_the_case_holds_step_by_step() {
    for name in ["F1", "F7", "H5", "N4", "P6", "P7", "X11"] {
        let (file, case) = case(name);
        let shop = Workshop::new();
        let steps = case["steps"].as_array().cloned().unwrap_or_default();
        let mut held = Value::Null;
        for state in std::iter::once(&case).chain(&steps) {
            if let Some(rows) = state["wecom"].get("checkindata") {
                held.clone_from(rows);
            }
            let now = state["now"].as_str().unwrap();
            // What WeCom gives no more is believed to be gone by a second look a while later.
            let later = now.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(15);
            for now in [now, &later.to_string()] {
                let run = pull(&shop, &file, now);
                assert_eq!(run.status, 0, "{name} at {now}: {}", run.stderr);
            }
            assert_eq!(records(&shop), sorted(held.as_array().unwrap().clone()), "{name} at {now}");
        }
    }
}

#[test]
fn a_case_begins_at_its_own_time_when_nobody_says_another() {
    let (file, case) = case("F1");
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--scenario", file.to_str().unwrap()]);
    let run = shop.run(&simulator, &["sync", "--json", "--now", case["now"].as_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(records(&shop), sorted(case["wecom"]["checkindata"].as_array().unwrap().clone()));
}

#[test]
fn when_a_case_says_that_nothing_could_be_fetched_nothing_can() {
    let (_, mut case) = case("F1");
    case["synced_to"] = Value::Null;
    let shop = Workshop::new();
    let file = shop.file("silent.json");
    fs::write(&file, case.to_string()).unwrap();
    let run = pull(&shop, &file, case["now"].as_str().unwrap());
    assert_eq!(run.status, 3, "{}", run.stderr);
    assert_eq!(records(&shop), Vec::<Value>::new());
}

#[test]
fn a_case_that_nobody_could_serve_is_refused_with_its_reason() {
    let shop = Workshop::new();
    let file = shop.file("broken.json");
    fs::write(&file, r#"{"now": "2026-06-09T12:00:00+08:00", "wecom": {"users": [{}]}}"#).unwrap();
    shop.configure("http://127.0.0.1:1", "");
    let run = shop.command(&["simulate", "--scenario", file.to_str().unwrap()]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("users"), "{}", run.stderr);
}

const TOKEN: &str = "rehearsalToken01";
const KEY: &str = "punchdeckTestKey0000000000000000000000000aB";

/// Takes one call, answers 200, and opens it with the company's own key.
fn take_callback(listener: &TcpListener) -> Event {
    let (mut stream, _) = listener.accept().unwrap();
    let (head, body) = request(&mut stream);
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
    let parameters = head.split(['?', ' ']).nth(2).unwrap();
    let parameter = |name: &str| parameters.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap().to_owned();
    let query = Query {
        msg_signature: parameter("msg_signature="),
        timestamp: parameter("timestamp="),
        nonce: parameter("nonce="),
    };
    let address = Callback::new(TOKEN.into(), &KEY.into(), "ww0000000000000000").unwrap();
    Message::read(address.open(&query, body.as_bytes()).unwrap()).unwrap().event
}

fn request(stream: &mut TcpStream) -> (String, String) {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if body.len() >= length.parse().unwrap() {
                return (head.to_owned(), body.to_owned());
            }
        }
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "the call ended early: {text}");
        bytes.extend_from_slice(&buffer[..read]);
    }
}

#[test]
fn what_happens_in_a_scenario_is_pushed_to_the_callback_address() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/wecom", listener.local_addr().unwrap());
    let shop = Workshop::new();
    let file = shop.file("app.toml");
    let at = |second| format!("[[event]]\nat = \"2026-06-09T04:00:0{second}Z\"\n");
    let script = format!("{}do = \"suspended\"\n{}do = \"started\"\n", at(1), at(2));
    fs::write(&file, script).unwrap();
    let arguments = ["--scenario", file.to_str().unwrap(), "--now", "2026-06-09T04:00:00Z", "--employees", "5"];
    let callback = ["--callback", &url, "--callback-token", TOKEN, "--callback-key", KEY];
    let _simulator = Simulator::start(&[&arguments[..], &callback[..]].concat());
    assert_eq!(take_callback(&listener), Event::App(AppLife::Stopped));
    assert_eq!(take_callback(&listener), Event::App(AppLife::Reopened));
}

#[test]
fn a_callback_without_its_token_and_key_is_wrong_usage() {
    let shop = Workshop::new();
    for more in [&[][..], &["--callback-token", TOKEN], &["--callback-token", TOKEN, "--callback-key", "short"]] {
        let run = shop.command(&[&["simulate", "--callback", "http://127.0.0.1:1"], more].concat());
        assert_eq!(run.status, 2, "{more:?}: {}", run.stderr);
        assert!(!run.stderr.contains("short\""), "{}", run.stderr);
    }
}
