//! Which pass found what: a version names it, and it is kept as long as the version is.

use punchdeck::{
    console::{Occasion, view::PassState},
    domain::{DayRange, Punch},
    store::{PassRecord, RecordsBatch, SecondLook, Store, Unit, block::RowVersion, check::check},
};

use super::{DAY, answered, at, on_every_disk, punch, settings};

fn pass(number: u64, occasion: Occasion) -> PassRecord {
    PassRecord { number, occasion, origin: "schedule".into(), days: DayRange::one(DAY), began: at(20), ended: None }
}

fn found_by(pass: &PassRecord, batch: RecordsBatch) -> Unit {
    Unit { records: vec![batch.asked_by(Some(pass.clone()))], ..Unit::default() }
}

fn versions(store: &Store) -> Vec<RowVersion> {
    store.rows(DayRange::one(DAY), None).unwrap().rows.into_iter().map(|row| row.version).collect()
}

#[test]
fn a_version_names_the_pass_that_found_it_and_a_withdrawal_the_one_that_missed_it_twice() {
    on_every_disk(|store| {
        let (live, night) = (pass(1, Occasion::Live), pass(2, Occasion::Whole));
        let (again, asked) = (pass(3, Occasion::Week), pass(4, Occasion::Asked));
        let first = punch("li.na", 9, "上班打卡");
        let corrected = Punch { exception: Some("时间异常".into()), ..first.clone() };
        let kept = punch("li.na", 18, "下班打卡");
        store.commit(found_by(&live, answered(&["li.na"], vec![first.clone(), kept.clone()], at(20)))).unwrap();
        store.commit(found_by(&night, answered(&["li.na"], vec![corrected, kept.clone()], at(27)))).unwrap();
        store.commit(found_by(&again, answered(&["li.na"], vec![kept.clone()], at(28)))).unwrap();
        let gone = answered(&["li.na"], vec![kept], at(29)).looking(SecondLook::AtOnce);
        store.commit(found_by(&asked, gone)).unwrap();
        let found: Vec<_> = versions(&store).iter().map(|row| (row.found_in, row.withdrawn_in)).collect();
        assert_eq!(found, [(Some(1), None), (Some(2), Some(4)), (Some(1), None)]);
        assert_eq!([1, 2, 4].map(|number| store.pass(number).unwrap()), [live, night, asked].map(Some));
    });
}

#[test]
fn of_a_pass_that_found_nothing_nothing_is_kept_and_of_others_how_they_ended() {
    on_every_disk(|store| {
        let (finds, repeats) = (pass(1, Occasion::Live), pass(2, Occasion::Live));
        let rows = || answered(&["li.na"], vec![punch("li.na", 9, "上班打卡")], at(20));
        store.commit(found_by(&finds, rows())).unwrap();
        store.commit(found_by(&repeats, rows())).unwrap();
        let over = |pass: PassRecord| PassRecord { ended: Some((at(21), PassState::Partial)), ..pass };
        let ended = vec![over(finds), over(repeats)];
        store.commit(Unit { ended: ended.clone(), ..Unit::default() }).unwrap();
        assert_eq!(store.pass(1).unwrap().as_ref(), ended.first());
        assert_eq!(store.pass(2).unwrap(), None);
    });
}

#[test]
fn the_check_reads_passes_too() {
    let disk = crate::desk::Shared::default();
    let store = Store::open(disk.clone(), &settings()).unwrap();
    let rows = answered(&["li.na"], vec![punch("li.na", 9, "上班打卡")], at(20));
    store.commit(found_by(&pass(7, Occasion::LateUpload), rows)).unwrap();
    let findings = check(&disk, &settings().corp_id).unwrap();
    assert_eq!((findings.sound.get("passes"), findings.damaged), (Some(&1), 0));
}
