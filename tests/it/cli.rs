//! The program itself: its commands, exit statuses and JSON, over real HTTP and a real disk.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, BufRead, BufReader, PipeWriter},
    os::unix::{
        ffi::OsStrExt,
        fs::{FileTypeExt, PermissionsExt},
    },
    path::Path,
};

use punchdeck::store::{
    Disk, SledDisk,
    disk::{Entry, Order},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::workshop::{Run, Simulator, Workshop, as_wecom_wrote_it, lines, sorted};

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

/// Every value in the store. Its files are not compared: sled tidies them whenever it opens them.
fn values(shop: &Workshop) -> Vec<Entry> {
    SledDisk::open(&shop.data(), 0).unwrap().scan(&[], &[u8::MAX; 16], usize::MAX, Order::Forward).unwrap()
}

#[test]
fn y13_a_dry_run_changes_no_value_in_the_store_and_calls_nobody() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "");
    let nothing = shop.command(&["sync", "--dry-run", "--json"]);
    assert_eq!((nothing.status, &nothing.json()["people"]), (0, &Value::from(0)), "{}", nothing.stderr);
    assert!(!shop.data().exists(), "looking makes no store");

    let simulator = Simulator::start(&["--employees", "120", "--days", "12"]);
    assert_eq!(shop.run(&simulator, &["sync"]).status, 0);
    drop(simulator);
    let before = values(&shop);
    assert!(before.len() > 100);
    let dry = shop.command(&["sync", "--dry-run", "--json", "--from", "2026-01-01", "--to", "2026-02-27"]);
    assert_eq!(dry.status, 0, "nobody is there to be called: {}", dry.stderr);
    let records = &dry.json()["streams"]["records"];
    assert_eq!((&records["windows"], &records["groups"]), (&Value::from(2), &Value::from(2)));
    assert_eq!((&records["calls"], &records["measured"]), (&Value::from(4), &Value::Bool(true)));
    assert!(records["bytes"].as_u64().unwrap() > 100_000, "{records}");
    assert!(shop.command(&["resync", "--dry-run"]).stdout.contains("groups), at least"));
    assert!(values(&shop) == before);
}

/// Calls done and planned, of a line of progress such as `records: 12/93 calls, 4000 rows`.
fn progress(line: &str) -> Option<(u64, u64)> {
    let (done, rest) = line.strip_prefix("records: ")?.split_once('/')?;
    Some((done.parse().ok()?, rest.split_once(' ')?.0.parse().ok()?))
}

#[test]
fn y01_a_backfill_that_is_killed_in_the_middle_goes_on_where_it_was() {
    let shop = Workshop::new();
    let (scenario, truth) = (shop.file("scenario.toml"), shop.file("truth.jsonl"));
    fs::write(&scenario, "latency_ms = 100\n").unwrap();
    let simulated = ["--employees", "250", "--days", "30", "--scenario", scenario.to_str().unwrap()];
    let simulator = Simulator::start(&[&simulated[..], &["--truth", truth.to_str().unwrap()]].concat());
    shop.configure(&simulator.url, "");
    let streams = ["--stream", "organisation", "--stream", "rules", "--stream", "records"];
    let mut child = shop.prepared(&[&["sync", "--from", "2024-01-01"], &streams[..]].concat()).spawn().unwrap();
    let said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let (done, total) = said.filter_map(|line| progress(&line)).find(|(done, total)| done * 3 > *total).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(total > 90 && done < total, "{done} of {total}");

    assert!(shop.command(&["sync", "--stream", "rules"]).stderr.contains("sync --resume 1"), "it is mentioned");
    let rest = shop.command(&["sync", "--resume", "1", "--json"]);
    assert_eq!((rest.status, &rest.json()["pass"]), (0, &Value::from(1)), "{}", rest.stderr);
    let calls = rest.json()["streams"]["records"]["calls"].as_u64().unwrap();
    // The ledger knows seconds: what was asked in the pass's first one is asked again.
    let repeated = calls.saturating_sub(total - done);
    assert!(repeated <= 20, "{done} of {total} calls were stored, and {calls} were made for the rest");
    let exported = shop.command(&["export", "records"]).stdout;
    let truth = fs::read_to_string(truth).unwrap();
    assert_eq!(sorted(lines(&exported).map(as_wecom_wrote_it).collect()), sorted(lines(&truth).collect()));
    assert_eq!(shop.command(&["sync", "--resume", "1"]).status, 2, "there is nothing left");
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
fn y18_a_second_process_is_refused_with_the_first_ones_number() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "");
    let held = SledDisk::open(&shop.data(), 0).unwrap();
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
    // Rows alone: of day reports so many are granted a minute that nine years take three.
    let rows = ["--stream", "organisation", "--stream", "rules", "--stream", "records"];
    for span in [["2000-01-01", "2000-12-31"], ["2015-01-01", "2022-12-31"]] {
        let run = shop.run(&simulator, &[&["sync", "--json", "--from", span[0], "--to", span[1]], &rows[..]].concat());
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

#[test]
fn an_environment_may_hold_any_bytes_but_not_in_our_own_variables() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "");
    let strange = OsStr::from_bytes(b"/srv/\xff");
    assert_eq!(Run::of(shop.prepared(&["config", "check"]).env("LS_COLORS", strange)).status, 0);
    let run = Run::of(shop.prepared(&["config", "check"]).env("PUNCHDECK_DATA_DIR", strange));
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("PUNCHDECK_DATA_DIR: not UTF-8"), "{}", run.stderr);
}

#[test]
fn a_reader_who_has_gone_is_no_failure_and_a_full_disk_is_one() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "30", "--days", "5"]);
    assert_eq!(shop.run(&simulator, &["sync"]).status, 0);
    for line in [
        &["status"][..],
        &["status", "--json"],
        &["export", "records"],
        &["export", "records", "--format", "csv"],
        &["audit", "verify"],
        &["config", "check"],
    ] {
        let run = Run::of(shop.prepared(line).stdout(unread()));
        assert_eq!(run.status, 0, "{line:?}: {}", run.stderr);
        assert!(!run.stderr.contains("standard output") && !run.stderr.contains("writing"), "{}", run.stderr);
        let full = File::options().write(true).open("/dev/full").unwrap();
        assert_eq!(Run::of(shop.prepared(line).stdout(full)).status, 1, "{line:?}");
    }
    assert_eq!(Run::of(shop.prepared(&["status", "--from"]).stderr(unread())).status, 2);
    assert_eq!(Run::of(shop.prepared(&["status", "--theme", "none"]).stderr(unread())).status, 0);
    assert_eq!(Run::of(shop.prepared(&["export", "days", "--from", "2030-01-01"]).stderr(unread())).status, 2);
}

#[test]
fn a_rehearsal_says_so_and_never_writes_into_the_real_store() {
    let shop = Workshop::new();
    let then = ["--now", "2026-03-02T00:00:00Z"];
    let simulator = Simulator::start(&["--employees", "20", "--days", "3", then[0], then[1]]);
    let with = |line: &[&str]| shop.run(&simulator, &[line, &then].concat());
    let sync = with(&["sync", "--json"]);
    assert_eq!((sync.status, &sync.json()["rehearsal"]), (0, &Value::Bool(true)), "{}", sync.stderr);
    assert_eq!(shop.run(&simulator, &["sync", "--json", "--stream", "rules"]).json()["rehearsal"], false);
    for line in [&["sync", "--dry-run"][..], &["status"], &["export", "days"]] {
        assert!(with(line).stderr.contains("rehearsal"), "{line:?}");
    }

    shop.configure("https://QYAPI.weixin.qq.com/", "");
    let paced = fs::read_to_string(shop.file("config.toml")).unwrap().replace("enabled = false\n", "");
    fs::write(shop.file("config.toml"), paced).unwrap();
    let real = |line: &[&str]| shop.command(&[line, &then].concat());
    let refused = real(&["sync", "--json"]);
    assert_eq!(refused.status, 2, "{}", refused.stderr);
    assert!(refused.json()["error"]["remedy"].as_str().unwrap().contains("--data-dir"));
    assert_eq!(real(&["sync", "--dry-run", "--data-dir", shop.data().to_str().unwrap()]).status, 2, "no copy");
    assert_eq!(real(&["sync", "--dry-run", "--data-dir", shop.file("copy").to_str().unwrap()]).status, 0);
    assert_eq!(real(&["status"]).status, 0, "looking is free");
}

#[test]
fn an_export_leaves_out_no_day_and_refuses_days_the_wrong_way_round() {
    let shop = Workshop::new();
    let log = shop.file("attlog.dat");
    fs::write(&log, "1\t1970-01-02 08:00:00\t1\t0\t1\t0\n1\t2037-12-30 08:00:00\t1\t0\t1\t0\n").unwrap();
    let simulator = Simulator::start(&["--punches", log.to_str().unwrap()]);
    let ahead = "2037-12-31T00:00:00Z";
    for line in [&["sync", "--from", "1970-01-02", "--to", "1970-01-02"][..], &["sync", "--now", ahead]] {
        let run = shop.run(&simulator, line);
        assert_eq!(run.status, 0, "{}", run.stderr);
    }
    assert_eq!(lines(&shop.run(&simulator, &["export", "records"]).stdout).count(), 2);
    assert_eq!(lines(&shop.run(&simulator, &["export", "records", "--to", "2000-01-01"]).stdout).count(), 1);
    let reversed = shop.run(&simulator, &["export", "records", "--from", "2026-03-02", "--to", "2026-03-01"]);
    assert_eq!((reversed.status, reversed.stdout.as_str()), (2, ""));
}

#[test]
fn an_exported_file_is_for_its_owner_only_and_a_device_stays_one() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "30", "--days", "5"]);
    shop.run(&simulator, &["sync"]);
    let (file, link) = (shop.file("rows.jsonl"), shop.file("latest.jsonl"));
    fs::write(&file, "yesterday's").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let run = shop.run(&simulator, &["export", "records", "-o", link.to_str().unwrap()]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), shop.run(&simulator, &["export", "records"]).stdout);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(link.is_symlink());

    assert_eq!(shop.command(&["export", "records", "-o", "/dev/full"]).status, 1);
    assert!(Path::new("/dev/full").metadata().unwrap().file_type().is_char_device());
}

#[test]
fn each_mistake_has_its_own_status_and_its_remedy_in_json() {
    let shop = Workshop::new();
    let told = |run: Run, status: i32, kind: &str, remedy: &str| {
        assert_eq!(run.status, status, "{}", run.stderr);
        let error = &run.json()["error"];
        assert_eq!(error["kind"], kind, "{error}");
        assert!(error["remedy"].as_str().unwrap().starts_with(remedy), "{error}");
    };
    shop.configure("http://127.0.0.1:1", "[access]\nread_only = true\n");
    told(shop.command(&["sync", "--json"]), 4, "refused", "ask whoever");
    told(shop.command(&["sync", "--json", "--from", "yesterday"]), 2, "usage", "see `punchdeck --help`");
    told(shop.command(&["--lang", "zh-CN", "sync", "--json", "--form"]), 2, "usage", "请看");
    shop.configure("127.0.0.1:1", "");
    told(shop.command(&["sync", "--json"]), 2, "http", "write https://");
    assert_eq!(shop.command(&["config", "check"]).status, 2, "an address that is none");
    shop.configure("http://127.0.0.1:1", "[console]\nlanguage = \"fr\"\n");
    let french = shop.command(&["config", "check"]);
    assert!(french.status == 2 && french.stderr.contains("language"), "{}", french.stderr);
}

#[test]
fn what_was_not_verified_is_no_proof_and_an_anchor_may_lie_before_what_is() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "20", "--days", "3"]);
    shop.run(&simulator, &["sync"]);
    let beyond = shop.run(&simulator, &["audit", "verify", "--from", "99999", "--json"]);
    assert_eq!((beyond.status, &beyond.json()["error"]["kind"]), (1, &Value::from("audit")));
    let first = lines(&shop.run(&simulator, &["export", "audit"]).stdout).next().unwrap();
    let anchor = shop.file("anchor");
    let verify = ["audit", "verify", "--from", "2", "--anchor", anchor.to_str().unwrap()];
    fs::write(&anchor, format!("1 {}\n", first["hash"].as_str().unwrap())).unwrap();
    let run = shop.run(&simulator, &verify);
    assert_eq!(run.status, 0, "{}", run.stderr);
    fs::write(&anchor, format!("1 {}\n", "0".repeat(64))).unwrap();
    assert_eq!(shop.run(&simulator, &verify).status, 1);
}

#[test]
fn whom_nobody_knows_is_said() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "20", "--days", "3"]);
    let nobody = shop.run(&simulator, &["sync", "--stream", "records", "--json"]);
    assert_eq!((nobody.status, &nobody.json()["ok"]), (1, &Value::Bool(false)), "{}", nobody.stderr);
    assert!(nobody.stderr.contains("nobody is known yet"), "{}", nobody.stderr);
    assert_eq!(shop.run(&simulator, &["sync"]).status, 0);
    let elsewhere = shop.run(&simulator, &["sync", "--dept", "98765"]);
    assert_eq!(elsewhere.status, 2, "{}", elsewhere.stderr);
    assert!(elsewhere.stderr.contains("--dept 98765 is not"), "{}", elsewhere.stderr);
    let exported = shop.run(&simulator, &["export", "records"]).stdout;
    let known = lines(&exported).next().unwrap()["userid"].as_str().unwrap().to_owned();
    let stranger = shop.run(&simulator, &["sync", "--user", &format!("{known}x"), "--json"]);
    assert_eq!((stranger.status, &stranger.json()["error"]["kind"]), (2, &Value::from("usage")));
    assert!(stranger.stderr.contains(&format!("the nearest is {known}")), "{}", stranger.stderr);
    let one = shop.run(&simulator, &["resync", "--stream", "records", "--user", &known, "--dept", "1", "--json"]);
    assert_eq!(one.status, 0, "{}", one.stderr);
    let ahead = shop.run(&simulator, &["sync", "--from", "2200-01-01", "--to", "2200-01-02"]);
    assert_eq!(ahead.status, 0, "nothing is asked about days to come: {}", ahead.stderr);
}

#[test]
fn a_look_at_the_status_runs_no_command() {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "20", "--days", "3"]);
    shop.run(&simulator, &["sync"]);
    assert_eq!(shop.command(&["status", "--json"]).json()["token"]["state"], "cached");
    let (config, ran) = (shop.file("config.toml"), shop.file("ran"));
    let command = format!("{{ command = [\"touch\", {ran:?}] }}");
    let text = fs::read_to_string(&config).unwrap().replace("{ env = \"WORKSHOP_SECRET\" }", &command);
    fs::write(&config, text).unwrap();
    let status = shop.command(&["status", "--json"]);
    assert_eq!((status.status, &status.json()["token"]["state"]), (0, &Value::from("sealed")), "{}", status.stderr);
    assert!(!ran.exists());
}

#[test]
fn an_interrupted_sync_ends_soon_and_keeps_what_it_has() {
    let shop = Workshop::new();
    let scenario = shop.file("scenario.toml");
    fs::write(&scenario, "latency_ms = 400\n").unwrap();
    let simulator = Simulator::start(&["--employees", "500", "--days", "30", "--scenario", scenario.to_str().unwrap()]);
    shop.configure(&simulator.url, "");
    let mut child = shop.prepared(&["sync", "--from", "2020-01-01"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains('/'), "it makes progress: {line}");
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(shop.command(&["audit", "verify"]).status, 0);
}

/// A pipe that nobody reads any more.
fn unread() -> PipeWriter {
    io::pipe().unwrap().1
}
