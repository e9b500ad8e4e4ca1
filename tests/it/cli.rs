//! The program itself: its commands, exit statuses and JSON, over real HTTP and a real disk.

use std::{fs, path::Path};

use serde_json::Value;

use crate::workshop::{Simulator, Workshop, as_wecom_wrote_it, lines, sorted};

#[test]
fn what_is_exported_equals_the_truth_row_for_row_and_a_second_sync_changes_nothing() {
    let shop = Workshop::new();
    let truth = shop.file("truth.jsonl");
    let simulator = Simulator::start(&["--employees", "150", "--days", "30", "--truth", truth.to_str().unwrap()]);
    let first = shop.run(&simulator, &["sync", "--json"]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let summary = first.json();
    let exported = shop.run(&simulator, &["export", "records"]);
    let rows: Vec<Value> = lines(&exported.stdout).map(as_wecom_wrote_it).collect();
    let expected: Vec<Value> = lines(&fs::read_to_string(truth).unwrap()).collect();
    assert_eq!(summary["streams"]["records"]["inserted"], expected.len());
    assert_eq!(summary["token_refreshes"], 1);
    assert_eq!(sorted(rows), sorted(expected));

    let second = shop.run(&simulator, &["sync", "--json"]).json();
    assert_eq!(second["streams"]["records"]["inserted"], 0);
    assert_eq!(second["streams"]["records"]["updated"], 0);
    assert_eq!(second["token_refreshes"], 0, "the token was kept");
    let verified = shop.run(&simulator, &["audit", "verify", "--json"]);
    assert_eq!((verified.status, &verified.json()["ok"]), (0, &Value::Bool(true)));
}

#[test]
fn each_failure_ends_with_its_status_and_its_remedy() {
    for (fault, status, remedy) in [
        ("do = \"secret_reset\"", 1, "secret"),
        ("do = \"ip_not_trusted\"", 4, "203.0.113.7"),
        ("endpoint = \"checkin/getcheckindata\"\ndo = \"permission_withdrawn\"", 3, "可调用接口的应用"),
        ("endpoint = \"checkin/getcheckindata\"\ncalls = { from = 1, to = 1 }\ndo = \"truncated\"", 0, ""),
        ("endpoint = \"checkin/getcheckindata\"\ncalls = { from = 1, to = 1 }\ndo = \"reset\"", 0, ""),
        ("endpoint = \"checkin/getcheckindata\"\ncalls = { from = 1, to = 3 }\ndo = { errcode = -1 }", 0, ""),
    ] {
        let shop = Workshop::new();
        let scenario = shop.file("scenario.toml");
        fs::write(&scenario, format!("[[fault]]\n{fault}\n")).unwrap();
        let simulator =
            Simulator::start(&["--employees", "30", "--days", "5", "--scenario", scenario.to_str().unwrap()]);
        let run = shop.run(&simulator, &["sync", "--json"]);
        assert_eq!(run.status, status, "{fault}: {}", run.stderr);
        assert!(run.stderr.contains(remedy), "{fault}: {}", run.stderr);
        assert_eq!(run.json()["ok"], status == 0, "{fault}");
    }
}

#[test]
fn a_token_that_dies_in_the_middle_is_renewed_once() {
    let shop = Workshop::new();
    let scenario = shop.file("scenario.toml");
    let dies =
        "[[fault]]\nendpoint = \"checkin/getcheckindata\"\ncalls = { from = 3, to = 3 }\ndo = \"token_revoked\"\n";
    fs::write(&scenario, dies).unwrap();
    let simulator = Simulator::start(&["--employees", "250", "--days", "30", "--scenario", scenario.to_str().unwrap()]);
    let run = shop.run(&simulator, &["sync", "--json"]);
    assert_eq!((run.status, &run.json()["token_refreshes"]), (0, &Value::from(2)), "{}", run.stderr);
}

#[test]
fn a_dry_run_says_what_it_would_cost_and_stores_nothing() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "30", "--days", "5"]);
    shop.run(&simulator, &["sync"]);
    let before = shop.run(&simulator, &["export", "records"]).stdout;
    let dry = shop.run(&simulator, &["sync", "--dry-run", "--json", "--from", "2020-01-01"]);
    assert_eq!(dry.status, 0, "{}", dry.stderr);
    assert!(dry.json()["calls"]["records"].as_u64().unwrap() > 50);
    assert_eq!(shop.run(&simulator, &["export", "records"]).stdout, before);
}

#[test]
fn a_mistake_in_the_configuration_is_named_with_its_place() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "\n[sync]\nlook_bak_days = 3\n");
    let run = shop.command(&["sync", "--json"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("unknown key `look_bak_days`; the nearest known one is `look_back_days`"),
        "{}",
        run.stderr
    );
    assert_eq!(run.json()["error"]["kind"], "config");
}

#[test]
fn wrong_usage_ends_with_two_and_help_with_none_in_either_language() {
    let shop = Workshop::new();
    assert_eq!(shop.command(&["sync", "--from", "yesterday"]).status, 2);
    assert_eq!(shop.command(&["sync", "--from", "2026-03-02", "--to", "2026-03-01"]).status, 2);
    let english = shop.command(&["--help", "--lang", "en"]);
    assert_eq!(english.status, 0);
    assert!(english.stdout.contains("One pass now"), "{}", english.stdout);
    assert!(shop.command(&["--lang", "zh-CN", "--help"]).stdout.contains("立即同步一次"));
}

#[test]
fn a_second_process_is_refused_with_the_first_ones_number() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "");
    let held = punchdeck::store::SledDisk::open(&shop.data(), 0).unwrap();
    let run = shop.command(&["status", "--json"]);
    assert_eq!(run.status, 75);
    assert!(run.stderr.contains(&format!("process {}", std::process::id())), "{}", run.stderr);
    drop(held);
    assert_eq!(shop.command(&["status", "--json"]).status, 0);
}

#[test]
fn neither_token_nor_secret_lies_in_the_clear_anywhere() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "20", "--days", "3"]);
    let run = shop.run(&simulator, &["-vv", "sync", "--json"]);
    let audit = shop.run(&simulator, &["export", "audit"]);
    assert!(audit.stdout.contains("token.refresh"));
    let texts = [run.stdout, run.stderr, audit.stdout].concat();
    let files = files_below(&shop.data()).into_iter().map(|path| fs::read(path).unwrap());
    for bytes in files.chain([texts.into_bytes()]) {
        for secret in ["punchdeck-simulator", "access_token="] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} lies in the clear");
        }
    }
}

#[test]
fn a_real_terminals_log_arrives_whole_over_its_whole_span() {
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/datasets/zk-attlog-a-2016-2022.dat");
    if !log.exists() {
        eprintln!("skipped: {} is not here", log.display());
        return;
    }
    let shop = Workshop::new();
    let truth = shop.file("truth.jsonl");
    let simulator = Simulator::start(&["--punches", log.to_str().unwrap(), "--truth", truth.to_str().unwrap()]);
    assert!(simulator.said("14360 lines: 14359 rows, 0 duplicates, 0 blank, 1 damaged"));
    assert!(simulator.said("line 7175"));
    // From before the terminal's clock was first set, so that every row is inside.
    for span in [["2000-01-01", "2000-12-31"], ["2015-01-01", "2022-12-31"]] {
        let run = shop.run(&simulator, &["sync", "--json", "--from", span[0], "--to", span[1]]);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    let exported = shop.run(&simulator, &["export", "records"]);
    let rows: Vec<Value> = lines(&exported.stdout).map(as_wecom_wrote_it).collect();
    assert_eq!(rows.len(), 14_359);
    assert_eq!(sorted(rows), sorted(lines(&fs::read_to_string(truth).unwrap()).collect()));
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
