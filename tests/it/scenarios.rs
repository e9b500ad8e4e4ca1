//! Acceptance cases as scenarios of the simulator: the program pulls from them as from WeCom.

use std::{
    fs,
    path::{Path, PathBuf},
};

use punchdeck::sim::Case;
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
    for name in ["F1", "F7", "H5", "N4", "P7", "X11"] {
        let (file, case) = case(name);
        let shop = Workshop::new();
        let steps = case["steps"].as_array().cloned().unwrap_or_default();
        let mut held = Value::Null;
        for state in std::iter::once(&case).chain(&steps) {
            if let Some(rows) = state["wecom"].get("checkindata") {
                held.clone_from(rows);
            }
            let now = state["now"].as_str().unwrap();
            let run = pull(&shop, &file, now);
            assert_eq!(run.status, 0, "{name} at {now}: {}", run.stderr);
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
