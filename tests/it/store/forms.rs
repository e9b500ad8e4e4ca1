//! Approval forms and lists by time: the same promises, on every disk, in the same bytes.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use punchdeck::{
    domain::{
        Approval, ApprovalNumber, ApprovalStatus, Claim, DayRange, ListingState, Stream, Window,
        approval::{LeaveKind, Span, SpanUnit},
        report::Verbatim,
    },
    store::{
        Disk, FormBatch, ListBatch, Receipt, SetAside, SledDisk, Store, Unit,
        check::check,
        disk::{Entry, Order},
    },
};

use super::{DAY, at, on_every_disk, settings, who};
use crate::desk::Shared;

fn number(text: &str) -> ApprovalNumber {
    ApprovalNumber::parse(text).unwrap()
}

/// A leave of li.na from the first hour to the second.
fn leave(sp_no: &str, status: ApprovalStatus, hours: (i64, i64)) -> Approval {
    let span = Span {
        unit: SpanUnit::Hours,
        begin: at(hours.0),
        end: at(hours.1),
        duration_s: 0,
        day_s: None,
        slices: None,
        zone: None,
    };
    Approval {
        number: number(sp_no),
        name: "请假".into(),
        template: "t".into(),
        status,
        applied_at: at(9),
        applicants: vec![who("li.na")],
        claims: vec![Claim::Leave { kind: LeaveKind { id: "1".into(), name: "年假".into() }, span }],
        given: Verbatim(format!("{{\"sp_status\":{},\"from\":{},\"to\":{}}}", status.number(), hours.0, hours.1)),
    }
}

fn read(store: &Store, form: Approval, at: Timestamp) -> Receipt {
    store.commit(Unit { forms: vec![FormBatch { form, at }], ..Unit::default() }).unwrap()
}

fn list(store: &Store, batch: ListBatch) -> Receipt {
    store.commit(Unit { lists: vec![batch], ..Unit::default() }).unwrap()
}

fn window() -> Window {
    Window { start: at(0), end: at(24) }
}

fn all(numbers: &[&str], fetched: Timestamp) -> ListBatch {
    ListBatch::forms(window(), None, numbers.iter().map(|one| number(one)).collect(), Vec::new(), fetched)
}

fn unread(store: &Store) -> Vec<String> {
    let watched = store.watched_approvals().unwrap().into_iter();
    watched.filter(|(_, form)| form.stale).map(|(number, _)| number.to_string()).collect()
}

fn of_day(store: &Store, day: Date) -> Vec<(String, u32)> {
    let forms = store.approvals_of(&who("Li.Na"), DayRange::one(day)).unwrap();
    forms.into_iter().map(|form| (form.number.to_string(), form.version)).collect()
}

const PENDING: ApprovalStatus = ApprovalStatus::Pending;
const APPROVED: ApprovalStatus = ApprovalStatus::Approved;

#[test]
fn a_form_is_found_by_the_days_that_it_is_about_now_and_changes_touch_those_before_too() {
    on_every_disk(|store| {
        let (next, after) = (DAY.tomorrow().unwrap(), DAY.tomorrow().unwrap().tomorrow().unwrap());
        let first = read(&store, leave("1", PENDING, (9, 33)), at(30));
        assert_eq!(first.forms[0].inserted, 1);
        assert_eq!(first.touched, [(who("li.na"), [DAY, next].into())].into());
        assert_eq!((of_day(&store, DAY), of_day(&store, next)), (vec![("1".into(), 1)], vec![("1".into(), 1)]));
        let again = read(&store, leave("1", PENDING, (9, 33)), at(31));
        assert_eq!((again.forms[0].unchanged, again.touched.len()), (1, 0));

        let moved = read(&store, leave("1", APPROVED, (33, 50)), at(32));
        assert_eq!(moved.forms[0].updated, 1);
        assert_eq!(moved.touched[&who("li.na")], BTreeSet::from([DAY, next, after]));
        assert_eq!((of_day(&store, DAY), of_day(&store, after)), (vec![], vec![("1".into(), 2)]));
        read(&store, leave("1", PENDING, (9, 33)), at(31));
        let form = store.approval(&number("1")).unwrap().unwrap();
        assert_eq!((form.status, form.version, form.first_seen), (APPROVED, 2, at(32)), "no older answer counts");
        assert_eq!(store.approval(&number("2")).unwrap(), None);
    });
}

#[test]
fn what_is_listed_stays_to_be_read_until_it_was_and_what_is_over_is_never_read_again() {
    on_every_disk(|store| {
        list(&store, all(&["1", "2", "3"], at(30)));
        assert_eq!(unread(&store), ["1", "2", "3"]);
        read(&store, leave("1", PENDING, (9, 12)), at(30));
        read(&store, leave("2", APPROVED, (9, 12)), at(30));
        let over = read(&store, leave("3", ApprovalStatus::Rejected, (9, 12)), at(30));
        assert_eq!(over.watched, [(number("3"), None)].into());
        list(&store, all(&["1", "2", "3"], at(31)));
        assert_eq!(unread(&store), Vec::<String>::new(), "all of it is known");
        assert_eq!(store.open_approvals().unwrap().len(), 1);

        let taken_back = vec![number("2"), number("3")];
        list(&store, ListBatch::forms(window(), Some(ApprovalStatus::Revoked), taken_back, Vec::new(), at(32)));
        assert_eq!(unread(&store), ["2"], "it was approved when it was read");
        read(&store, leave("2", ApprovalStatus::Revoked, (9, 12)), at(32));
        list(&store, all(&["2", "3"], at(33)));
        assert_eq!(unread(&store), ["1"], "it is not listed any more");
        store.commit(Unit { past_forms: vec![number("1")], ..Unit::default() }).unwrap();
        assert!(store.watched_approvals().unwrap().is_empty() && store.approval(&number("1")).unwrap().is_some());
    });
}

#[test]
fn never_listed_failed_and_empty_are_told_apart() {
    on_every_disk(|store| {
        let states = |store: &Store| -> Vec<(ListingState, usize)> {
            let known = store.submissions(Window { start: at(-24), end: at(48) }).unwrap();
            known.into_iter().map(|part| (part.state, part.forms)).collect()
        };
        assert_eq!(states(&store), [(ListingState::Never, 0)]);
        list(&store, ListBatch::failed(Stream::Approvals, window(), Some(301_055)));
        let never = (ListingState::Never, 0);
        assert_eq!(states(&store), [never, (ListingState::Failed(Some(301_055)), 0), never]);
        let unreadable = SetAside { who: None, text: "{}".into(), reason: "no number".into() };
        let tally = list(&store, ListBatch::forms(window(), None, Vec::new(), vec![unreadable], at(25))).lists[0];
        assert_eq!(tally.quarantined, 1);
        assert_eq!(states(&store)[1], (ListingState::Failed(None), 0), "a list of which a row is missing is none");
        list(&store, all(&[], at(26)));
        assert_eq!(states(&store), [never, (ListingState::Whole, 0), never]);
        list(&store, ListBatch::failed(Stream::Approvals, window(), Some(-1)));
        read(&store, leave("1", PENDING, (9, 12)), at(30));
        assert_eq!(states(&store), [never, (ListingState::Whole, 1), never]);
        assert_eq!(store.listings(Stream::Operations).unwrap().whole(), []);
    });
}

#[test]
fn what_administrators_did_is_kept_once_and_comes_in_pages() {
    on_every_disk(|store| {
        let row = |hour, text: &str| (at(hour), Verbatim(text.into()));
        let rows = vec![row(9, "{\"a\":1}"), row(9, "{\"b\":1}"), row(9, "{\"a\":1}"), row(10, "{\"a\":1}")];
        let tally = list(&store, ListBatch::operations(window(), rows.clone(), Vec::new(), at(30))).lists[0];
        assert_eq!((tally.inserted, tally.unchanged), (3, 1));
        let tally = list(&store, ListBatch::operations(window(), rows, Vec::new(), at(31))).lists[0];
        assert_eq!((tally.inserted, tally.unchanged), (0, 4));
        let first = store.operations(window(), None, 2).unwrap();
        assert_eq!(first.rows.iter().map(|row| row.at).collect::<Vec<_>>(), [at(9), at(9)]);
        let second = store.operations(window(), first.next.as_deref(), 2).unwrap();
        assert_eq!((second.rows.len(), second.rows[0].at, second.next), (1, at(10), None));
    });
}

/// Every value of a disk after some of everything, and that all of them are sound.
fn bytes_of(store: Store, disk: impl FnOnce(Store) -> Vec<Entry>) -> Vec<Entry> {
    list(&store, all(&["1", "2"], at(30)));
    read(&store, leave("1", PENDING, (9, 33)), at(30));
    read(&store, leave("1", ApprovalStatus::Withdrawn, (33, 50)), at(31));
    list(&store, ListBatch::operations(window(), vec![(at(9), Verbatim("{}".into()))], Vec::new(), at(31)));
    disk(store)
}

fn everything(disk: &impl Disk) -> Vec<Entry> {
    let findings = check(disk, &settings().corp_id).unwrap();
    assert_eq!((findings.damaged, findings.named), (0, Vec::new()));
    disk.scan(&[], &[u8::MAX; 64], usize::MAX, Order::Forward).unwrap()
}

#[test]
fn every_disk_holds_the_same_bytes() {
    let memory = Shared::default();
    let in_memory = bytes_of(Store::open(memory.clone(), &settings()).unwrap(), |_store| everything(&memory));
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(SledDisk::open(folder.path(), 0).unwrap(), &settings()).unwrap();
    let on_sled = bytes_of(store, |store| {
        drop(store);
        everything(&SledDisk::open(folder.path(), 0).unwrap())
    });
    assert_eq!(in_memory.len(), on_sled.len());
    assert!(in_memory == on_sled && in_memory.len() > 8);
}
