//! `punchdeck store`: a copy that can stand in, damage that is named, and the way out of it.

use std::fs::{self, OpenOptions};

use crate::workshop::{Run, Simulator, Workshop};

/// A shop that has pulled a small company, and its records.
fn stocked() -> (Workshop, Simulator, String) {
    let shop = Workshop::new();
    let simulator = Simulator::start(&["--employees", "60", "--days", "20"]);
    assert_eq!(shop.run(&simulator, &["sync"]).status, 0);
    let records = shop.command(&["export", "records"]).stdout;
    assert!(records.lines().count() > 1000);
    (shop, simulator, records)
}

fn records_without_times(exported: &str) -> Vec<String> {
    let ours = ["first_seen", "last_seen", "version"];
    let mut rows: Vec<String> = crate::workshop::lines(exported)
        .map(|mut row| {
            row.as_object_mut().unwrap().retain(|name, _| !ours.contains(&name.as_str()));
            row.to_string()
        })
        .collect();
    rows.sort();
    rows
}

fn cut_in_three(shop: &Workshop) {
    let db = OpenOptions::new().write(true).open(shop.data().join("store/db")).unwrap();
    db.set_len(db.metadata().unwrap().len() / 3).unwrap();
}

fn asides(shop: &Workshop) -> Vec<String> {
    let names = fs::read_dir(shop.data()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("store.damaged-")).collect()
}

fn ends_in_the_way_out(run: &Run) -> bool {
    run.stderr.trim_end().ends_with("restore a backup, or run `punchdeck store rebuild` and pull again")
}

#[test]
fn a_backup_stands_in_for_the_store_and_nothing_differs() {
    let (shop, _simulator, records) = stocked();
    let copy = shop.file("copy");
    let copy = copy.to_str().unwrap();
    let made = shop.command(&["store", "backup", copy]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let whole = shop.command(&["store", "check", "--json"]);
    let checked = shop.command(&["store", "check", "--json", "--data-dir", copy]);
    assert_eq!((checked.status, whole.status), (0, 0), "{}", checked.stderr);
    assert_eq!(checked.json(), whole.json());
    assert!(checked.json()["values"]["rows"].as_u64().unwrap() >= 60);
    for what in ["records", "days", "anomalies", "audit"] {
        let export = ["export", what, "--now", "2026-06-01T00:00:00Z"];
        let ours = shop.command(&export).stdout;
        assert_eq!(shop.command(&[&export[..], &["--data-dir", copy]].concat()).stdout, ours, "{what}");
    }
    assert_eq!(shop.command(&["export", "records", "--data-dir", copy]).stdout, records);
    assert_eq!(shop.command(&["audit", "verify", "--data-dir", copy]).status, 0);

    let again = shop.command(&["store", "backup", copy]);
    assert_eq!(again.status, 2, "a backup is never written over");
    assert!(!shop.file("copy.unfinished").exists());
}

#[test]
fn while_a_console_holds_the_store_its_care_waits() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "");
    let held = punchdeck::store::SledDisk::open(&shop.data(), 0).unwrap();
    let copy = shop.file("copy");
    for words in [vec!["store", "backup", copy.to_str().unwrap()], vec!["store", "check"], vec!["store", "rebuild"]] {
        assert_eq!(shop.command(&words).status, 75, "{words:?}");
    }
    assert!(!copy.exists() && !shop.file("copy.unfinished").exists());
    drop(held);
}

#[test]
fn a_damaged_store_is_moved_aside_whole_and_pulled_again() {
    let (shop, simulator, records) = stocked();
    cut_in_three(&shop);
    let damaged = fs::read(shop.data().join("store/db")).unwrap();
    let refused = shop.command(&["status"]);
    assert_eq!(refused.status, 1, "{}", refused.stdout);
    assert!(ends_in_the_way_out(&refused), "{}", refused.stderr);
    let checked = shop.command(&["store", "check"]);
    assert!(checked.status == 1 && ends_in_the_way_out(&checked), "{}", checked.stderr);

    let rebuilt = shop.command(&["store", "rebuild"]);
    assert_eq!(rebuilt.status, 0, "{}", rebuilt.stderr);
    assert!(rebuilt.stdout.contains("punchdeck sync --from "), "{}", rebuilt.stdout);
    let [aside] = asides(&shop).try_into().unwrap();
    assert_eq!(fs::read(shop.data().join(aside).join("db")).unwrap(), damaged, "nothing was deleted");
    assert_eq!(shop.run(&simulator, &["sync"]).status, 0);
    let pulled = shop.command(&["export", "records"]).stdout;
    assert_eq!(records_without_times(&pulled), records_without_times(&records));
    assert!(shop.command(&["export", "audit"]).stdout.contains("store.rebuild"));
    assert_eq!(shop.command(&["store", "check"]).status, 0);
}

#[test]
fn a_sound_store_is_not_moved_aside() {
    let shop = Workshop::new();
    shop.configure("http://127.0.0.1:1", "");
    assert_eq!(shop.command(&["status"]).status, 0);
    assert_eq!(shop.command(&["store", "rebuild"]).status, 2);
    assert_eq!(asides(&shop), Vec::<String>::new());
}
