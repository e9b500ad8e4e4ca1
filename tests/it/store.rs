//! One suite over every disk: what a store promises does not depend on what keeps its bytes.

mod causes;
mod company;
mod faults;
mod people;

use jiff::{SignedDuration, Timestamp, civil::date};
use punchdeck::{
    audit::{Entry, Verifier},
    domain::{CoverageState, DayRange, EmployeeId, Punch, Stream, Window, punch::Place, time::wecom_midnight},
    store::{
        Cursor, Disk, MemoryDisk, RecordsBatch, SecondLook, SetAside, Shrink, SledDisk, Store, StoreError,
        StoreSettings, Unit,
    },
};

mod copying;
mod forms;
mod papers;

const DAY: jiff::civil::Date = date(2026, 3, 2);

fn settings() -> StoreSettings {
    StoreSettings { corp_id: "ww1234567890abcdef".into() }
}

fn who(text: &str) -> EmployeeId {
    EmployeeId::parse(text).unwrap()
}

fn at(hour: i64) -> Timestamp {
    wecom_midnight(DAY) + SignedDuration::from_hours(hour)
}

fn punch(account: &str, hour: i64, kind: &str) -> Punch {
    Punch {
        who: who(account),
        at: at(hour),
        kind: kind.into(),
        exception: Some(String::new()),
        scheduled: None,
        rule: Some(10),
        rule_name: Some("行政班".into()),
        schedule: None,
        segment: None,
        place: Place::default(),
        notes: None,
        media: None,
        extra: [("new_field".to_owned(), "{\"a\":1}".to_owned())].into(),
    }
}

fn answered(people: &[&str], punches: Vec<Punch>, fetched: Timestamp) -> RecordsBatch {
    let window = Window { start: wecom_midnight(DAY), end: at(28) };
    let cursor = Cursor { stream: Stream::Records, shard: 0, until: fetched };
    RecordsBatch::answered(people.iter().map(|one| who(one)).collect(), window, punches, Vec::new(), fetched, cursor)
}

fn unit(records: RecordsBatch) -> Unit {
    let audit = vec![Entry::system(at(20), "sync.end", "1", "ok").with("rows", 3)];
    Unit { records: vec![records], audit, ..Unit::default() }
}

fn all_rows(store: &Store) -> Vec<Punch> {
    let (mut rows, mut from) = (Vec::new(), None);
    loop {
        let page = store.rows(DayRange { from: date(1999, 1, 1), to: date(2030, 1, 1) }, from.as_deref()).unwrap();
        rows.extend(page.rows.into_iter().filter(|row| row.version.current).map(|row| row.version.punch));
        match page.next {
            Some(next) => from = Some(next),
            None => return rows,
        }
    }
}

/// Runs a promise against every disk.
fn on_every_disk(promise: impl Fn(Store)) {
    promise(Store::open(MemoryDisk::default(), &settings()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    promise(Store::open(SledDisk::open(folder.path(), 0).unwrap(), &settings()).unwrap());
}

#[test]
fn the_same_answer_twice_is_one_set_of_rows() {
    on_every_disk(|store| {
        let rows =
            vec![punch("li.na", 9, "上班打卡"), punch("li.na", 18, "下班打卡"), punch("Han.MeiMei", 9, "上班打卡")];
        let first = store.commit(unit(answered(&["li.na", "han.meimei"], rows.clone(), at(20)))).unwrap();
        assert_eq!((first.tallies[0].inserted, first.tallies[0].unchanged), (3, 0));
        let second = store.commit(unit(answered(&["li.na", "han.meimei"], rows.clone(), at(21)))).unwrap();
        assert_eq!((second.tallies[0].inserted, second.tallies[0].updated, second.tallies[0].unchanged), (0, 0, 3));
        let mut kept = all_rows(&store);
        kept.sort_by_key(|punch| (punch.who.clone(), punch.at));
        assert_eq!(kept.len(), 3);
        assert_eq!(kept[0].who.as_str(), "Han.MeiMei");
        assert_eq!(kept[1], rows[0]);
    });
}

#[test]
fn empty_and_never_asked_are_different_facts() {
    on_every_disk(|store| {
        store.commit(unit(answered(&["li.na", "wang"], vec![punch("li.na", 9, "上班打卡")], at(30)))).unwrap();
        let people = [who("li.na"), who("wang"), who("nobody")];
        let next_day = date(2026, 3, 3);
        let known = store.coverage(Stream::Records, &people, DayRange { from: DAY, to: next_day }).unwrap();
        assert_eq!(known[&(who("li.na"), DAY)].state, CoverageState::Ok);
        assert_eq!(known[&(who("li.na"), DAY)].rows, 1);
        assert_eq!(known[&(who("wang"), DAY)].state, CoverageState::Empty);
        assert!(!known.contains_key(&(who("nobody"), DAY)));
        assert!(!known.contains_key(&(who("li.na"), next_day)), "the window held only four hours of it");
    });
}

#[test]
fn a_failure_takes_nothing_away() {
    on_every_disk(|store| {
        store.commit(unit(answered(&["li.na"], vec![punch("li.na", 9, "上班打卡")], at(30)))).unwrap();
        let window = Window { start: wecom_midnight(DAY), end: at(28) };
        let failed = RecordsBatch::failed(vec![who("li.na"), who("wang")], window, Some(-1), false);
        store.commit(unit(failed)).unwrap();
        let known = store.coverage(Stream::Records, &[who("li.na"), who("wang")], DayRange::one(DAY)).unwrap();
        assert_eq!(known[&(who("li.na"), DAY)].state, CoverageState::Ok);
        assert_eq!(known[&(who("li.na"), DAY)].errcode, Some(-1));
        assert_eq!(known[&(who("wang"), DAY)].state, CoverageState::Failed);
        assert_eq!(all_rows(&store).len(), 1);
    });
}

#[test]
fn the_audit_chain_goes_on_over_commits() {
    on_every_disk(|store| {
        for _ in 0..5 {
            store.commit(unit(answered(&["li.na"], Vec::new(), at(20)))).unwrap();
        }
        let links = store.audit_from(1, 100).unwrap();
        let mut verifier = Verifier::starting_at(1);
        for link in &links {
            verifier.check(link).unwrap();
        }
        assert_eq!(verifier.finish(1).records, 5);
        let page: Vec<u64> = store.audit_before(Some(4), 2).unwrap().iter().map(|row| row.seq).collect();
        assert_eq!(page, [3, 2]);
    });
}

#[test]
fn pages_join_without_loss_or_repeat() {
    on_every_disk(|store| {
        let accounts: Vec<String> = (0..300).map(|number| format!("person{number}")).collect();
        let people: Vec<&str> = accounts.iter().map(String::as_str).collect();
        let rows = accounts.iter().map(|account| punch(account, 9, "上班打卡")).collect();
        store.commit(unit(answered(&people, rows, at(20)))).unwrap();
        let mut seen: Vec<String> = all_rows(&store).iter().map(|row| row.who.to_string()).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 300);
    });
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Store::open(SledDisk::open(folder.path(), 0).unwrap(), &settings()).unwrap();
    open().commit(unit(answered(&["li.na"], vec![punch("li.na", 9, "上班打卡")], at(20)))).unwrap();
    let store = open();
    assert_eq!(all_rows(&store).len(), 1);
    assert_eq!(store.audit_count().unwrap(), 1);
    let again = store.commit(unit(answered(&["LI.NA"], vec![punch("li.na", 9, "上班打卡")], at(22)))).unwrap();
    assert_eq!(again.tallies[0].unchanged, 1);
}

#[test]
fn a_second_process_is_told_who_holds_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let _held = SledDisk::open(folder.path(), 0).unwrap();
    let refused = SledDisk::open(folder.path(), 0).unwrap_err();
    assert!(matches!(&refused, StoreError::Locked { pid, .. } if *pid == std::process::id().to_string()), "{refused}");
}

#[test]
fn a_snapshot_that_was_cut_short_does_not_block_opening() {
    let folder = tempfile::tempdir().unwrap();
    let open = || SledDisk::open(folder.path(), 0);
    Store::open(open().unwrap(), &settings()).unwrap().commit(unit(answered(&["li.na"], Vec::new(), at(20)))).unwrap();
    std::fs::write(folder.path().join("store/snap.FFFFFFFFFFFFFFFF.generating"), b"half of something").unwrap();
    assert_eq!(Store::open(open().unwrap(), &settings()).unwrap().audit_count().unwrap(), 1);
}

#[test]
fn a_cut_file_is_an_error_that_says_so_and_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(SledDisk::open(folder.path(), 0).unwrap(), &settings()).unwrap();
    for hour in 0..200 {
        store.commit(unit(answered(&["li.na"], vec![punch("li.na", hour, "上班打卡")], at(20)))).unwrap();
    }
    drop(store);
    let data = folder.path().join("store/db");
    let length = std::fs::metadata(&data).unwrap().len();
    std::fs::OpenOptions::new().write(true).open(&data).unwrap().set_len(length / 3).unwrap();
    match SledDisk::open(folder.path(), 0).and_then(|disk| Store::open(disk, &settings())) {
        Err(error) => assert!(matches!(error, StoreError::Damaged { .. } | StoreError::Io { .. }), "{error}"),
        Ok(store) => assert!(store.audit_from(1, 1000).is_ok(), "what sled still has must be readable"),
    }
    assert!(data.exists());
}

#[test]
fn below_the_floor_nothing_is_written_and_what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let disk = SledDisk::open(folder.path(), u64::MAX).unwrap();
    let store = Store::open(disk, &settings()).unwrap();
    let refused = store.commit(unit(answered(&["li.na"], Vec::new(), at(20)))).unwrap_err();
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    assert_eq!(store.audit_count().unwrap(), 0);
}

#[test]
fn memory_and_sled_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let sled = SledDisk::open(folder.path(), 0).unwrap();
    let memory = MemoryDisk::default();
    let writes = || (0..50_u8).map(|n| (vec![n % 7, n], (n % 5 != 0).then(|| vec![n; 3]))).collect::<Vec<_>>();
    for disk in [&sled as &dyn Disk, &memory] {
        disk.write(writes()).unwrap();
    }
    for order in [punchdeck::store::disk::Order::Forward, punchdeck::store::disk::Order::Backward] {
        assert_eq!(sled.scan(&[1], &[5, 9], 20, order).unwrap(), memory.scan(&[1], &[5, 9], 20, order).unwrap());
    }
}

#[test]
fn an_answer_that_comes_late_takes_nothing_newer_away() {
    on_every_disk(|store| {
        let cleared = Punch { exception: Some(String::new()), ..punch("li.na", 9, "上班打卡") };
        let objected = Punch { exception: Some("时间异常".into()), ..cleared.clone() };
        store.commit(unit(answered(&["li.na"], vec![cleared.clone()], at(31)))).unwrap();
        let late = store.commit(unit(answered(&["li.na"], vec![objected], at(30)))).unwrap();
        assert_eq!((late.tallies[0].inserted, late.tallies[0].updated), (0, 0));
        assert_eq!(all_rows(&store), [cleared]);
        let known = store.coverage(Stream::Records, &[who("li.na")], DayRange::one(DAY)).unwrap();
        assert_eq!(known[&(who("li.na"), DAY)].fetched_at, Some(at(31)));
        assert_eq!(store.cursor(Stream::Records, 0).unwrap(), Some(at(31)));
    });
}

#[test]
fn what_lies_on_the_disk_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let _disk = SledDisk::open(folder.path(), 0).unwrap();
    let mode = std::fs::metadata(folder.path().join("store")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

fn two_punches() -> Vec<Punch> {
    vec![punch("li.na", 9, "上班打卡"), punch("li.na", 18, "下班打卡")]
}

fn minutes(hour: i64, minute: i64) -> Timestamp {
    at(hour) + SignedDuration::from_mins(minute)
}

#[test]
fn a_row_that_is_missing_once_counts_and_one_that_is_missing_twice_does_not() {
    on_every_disk(|store| {
        let look = |rows: &[Punch], at| store.commit(unit(answered(&["li.na"], rows.to_vec(), at))).unwrap();
        let both = two_punches();
        look(&both, minutes(30, 0));
        let first = look(&both[..1], minutes(30, 1));
        assert_eq!((first.tallies[0].missing, first.tallies[0].withdrawn), (1, 0));
        let soon = look(&both[..1], minutes(30, 5));
        assert_eq!((soon.tallies[0].missing, soon.tallies[0].withdrawn), (1, 0));
        assert_eq!(all_rows(&store), both, "until a second look it counts");
        let known = store.coverage(Stream::Records, &[who("li.na")], DayRange::one(DAY)).unwrap();
        assert_eq!(known[&(who("li.na"), DAY)].rows, 2);
        let second = look(&both[..1], minutes(30, 12));
        assert_eq!((second.tallies[0].missing, second.tallies[0].withdrawn), (0, 1));
        assert!(second.touched[&who("li.na")].contains(&DAY));
        assert_eq!(all_rows(&store), both[..1]);
        let known = store.coverage(Stream::Records, &[who("li.na")], DayRange::one(DAY)).unwrap();
        assert_eq!(known[&(who("li.na"), DAY)].rows, 1);
        let back = look(&both, minutes(31, 0));
        assert_eq!((back.tallies[0].inserted, back.tallies[0].updated), (0, 1));
        assert_eq!(all_rows(&store), both);
    });
}

#[test]
fn a_row_in_another_persons_answer_or_on_another_day_is_not_missing() {
    on_every_disk(|store| {
        store.commit(unit(answered(&["li.na"], two_punches(), minutes(30, 0)))).unwrap();
        let others = store.commit(unit(answered(&["wang"], Vec::new(), minutes(31, 0)))).unwrap();
        let window = Window { start: at(24), end: at(52) };
        let cursor = Cursor { stream: Stream::Records, shard: 0, until: minutes(31, 0) };
        let next_day =
            RecordsBatch::answered(vec![who("li.na")], window, Vec::new(), Vec::new(), minutes(53, 0), cursor);
        let later = store.commit(unit(next_day)).unwrap();
        assert_eq!([others.tallies[0].missing, later.tallies[0].missing], [0, 0]);
    });
}

#[test]
fn a_row_set_aside_is_not_taken_for_gone() {
    on_every_disk(|store| {
        store.commit(unit(answered(&["li.na"], two_punches(), minutes(30, 0)))).unwrap();
        let window = Window { start: wecom_midnight(DAY), end: at(28) };
        for minute in [1, 20] {
            let cursor = Cursor { stream: Stream::Records, shard: 0, until: minutes(30, minute) };
            let text = format!("{{\"userid\":\"li.na\",\"checkin_time\":\"abc\",\"n\":{minute}}}");
            let bad = SetAside { who: Some(who("li.na")), text, reason: "checkin_time cannot be read".into() };
            let rows = vec![two_punches().remove(0)];
            let batch =
                RecordsBatch::answered(vec![who("li.na")], window, rows, vec![bad], minutes(30, minute), cursor);
            let receipt = store.commit(unit(batch)).unwrap();
            assert_eq!((receipt.tallies[0].missing, receipt.tallies[0].withdrawn), (0, 0));
        }
        assert_eq!(all_rows(&store).len(), 2);
    });
}

#[test]
fn an_answer_that_has_lost_most_rows_withdraws_nothing_until_somebody_says_so() {
    on_every_disk(|store| {
        let accounts: Vec<String> = (0..90).map(|number| format!("p{number:02}")).collect();
        let people: Vec<&str> = accounts.iter().map(String::as_str).collect();
        let rows: Vec<Punch> =
            people.iter().flat_map(|who| [punch(who, 9, "上班打卡"), punch(who, 18, "下班打卡")]).collect();
        store.commit(unit(answered(&people, rows, minutes(30, 0)))).unwrap();
        for hour in 31..40 {
            let empty = store.commit(unit(answered(&people, Vec::new(), at(hour)))).unwrap();
            assert_eq!(empty.shrinks, [Shrink { stream: Stream::Records, known: 180, missing: 180 }]);
            assert_eq!((empty.tallies[0].missing, empty.tallies[0].withdrawn), (180, 0));
        }
        assert_eq!(all_rows(&store).len(), 180);
        let believed = answered(&people, Vec::new(), at(41)).looking(SecondLook::AtOnce);
        let told = store.commit(unit(believed)).unwrap();
        assert_eq!((told.shrinks.len(), told.tallies[0].withdrawn), (0, 180));
        assert_eq!(all_rows(&store).len(), 0);
    });
}
