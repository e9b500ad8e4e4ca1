//! The organisation and the rules as they were: what became of them, and what held on which day.

use jiff::{SignedDuration, Timestamp, civil::date};
use punchdeck::{
    domain::{
        Department, DepartmentId, Employee, EmployeeId, Organisation,
        org::{AccountStatus, ChangeKind, changes::counted},
        time::wecom_date,
    },
    store::{DatedChange, OrganisationAnswer, OrganisationOutcome, SecondLook, Store, Unit, check::check},
};

use super::{DAY, on_every_disk, settings, who};

/// So many days after the first look.
fn later(days: i64) -> Timestamp {
    super::at(10) + SignedDuration::from_hours(24 * days)
}

fn member(account: &str, departments: &[u32]) -> Employee {
    Employee {
        id: who(account),
        name: account.to_uppercase(),
        departments: departments.iter().copied().map(DepartmentId).collect(),
        main_department: None,
        status: AccountStatus::Active,
        leads: Vec::new(),
        direct_leaders: Vec::new(),
    }
}

/// Twelve people in department 1, whatever becomes of them first.
fn company(change: impl FnOnce(&mut Organisation)) -> Organisation {
    let names = ["an", "bo", "cai", "deng", "en", "fan", "gao", "hu", "ji", "kang", "li", "ma"];
    let root = Department { id: DepartmentId(1), parent: DepartmentId(0), name: None, order: 0, leaders: Vec::new() };
    let employees = names.map(|name| member(name, &[1])).map(|one| (one.id.clone(), one)).into();
    let mut organisation = Organisation { departments: [(root.id, root)].into(), employees };
    change(&mut organisation);
    organisation
}

fn answered(store: &Store, found: Organisation, at: Timestamp) -> OrganisationOutcome {
    let answer = OrganisationAnswer { found, at, second_look: SecondLook::Later };
    store.commit(Unit { organisation: Some(answer), ..Unit::default() }).unwrap().organisation.unwrap()
}

fn kinds(changes: &[DatedChange]) -> Vec<(i64, Vec<ChangeKind>)> {
    let days = |at: Timestamp| (at.as_second() - later(0).as_second()) / 86_400;
    changes.iter().map(|dated| (days(dated.at), dated.change.kinds())).collect()
}

fn moves(who: &EmployeeId) -> impl FnOnce(&mut Organisation) {
    move |company| company.employees.get_mut(who).unwrap().departments = vec![DepartmentId(7)]
}

#[test]
fn what_became_of_a_person_is_known_for_ever_and_so_is_what_they_were_on_a_day() {
    on_every_disk(|store| {
        let bo = who("bo");
        let departments = |day: i64| {
            let known = store.organisation_on(wecom_date(later(day))).unwrap();
            known.employees.get(&bo).map(|one| one.departments.clone())
        };
        answered(&store, company(|_| ()), later(0));
        answered(&store, company(moves(&bo)), later(3));
        let without = || company(|all| drop(all.employees.remove(&who("bo"))));
        answered(&store, without(), later(5));
        answered(&store, without(), later(6));
        answered(&store, company(moves(&bo)), later(9));
        let (left, came_back) = ((6, vec![ChangeKind::Left]), (9, vec![ChangeKind::CameBack]));
        let all = [(3, vec![ChangeKind::Moved]), left.clone(), came_back.clone()];
        assert_eq!(kinds(&store.changes_of(&bo).unwrap()), all);
        assert_eq!(kinds(&store.organisation_changes(later(4)).unwrap()), [left, came_back]);
        assert_eq!(store.changes_of(&who("an")).unwrap(), []);
        let (old, new) = (Some(vec![DepartmentId(1)]), Some(vec![DepartmentId(7)]));
        let expected = [&old, &old, &new, &new, &None, &None, &new];
        assert_eq!([-9, 2, 3, 5, 6, 8, 9].map(departments).each_ref(), expected);
    });
}

#[test]
fn the_first_organisation_is_no_change_and_an_older_answer_changes_nothing() {
    on_every_disk(|store| {
        assert_eq!(answered(&store, company(|_| ()), later(1)).changes, []);
        let outcome = answered(&store, company(moves(&who("bo"))), later(0));
        assert_eq!((outcome.in_force, outcome.changes), (company(|_| ()), vec![]));
        assert_eq!(store.organisation_changes(Timestamp::MIN).unwrap(), []);
    });
}

#[test]
fn a_member_who_is_missing_once_is_still_a_member_and_the_disk_knows_since_when() {
    on_every_disk(|store| {
        answered(&store, company(|_| ()), later(0));
        let without = || company(|all| drop(all.employees.remove(&who("bo"))));
        let first = answered(&store, without(), later(1));
        assert_eq!((first.in_force, first.changes.len()), (company(|_| ()), 0));
        assert_eq!(store.missing_since().unwrap(), Some(later(1)));
        let second = answered(&store, without(), later(1) + SignedDuration::from_mins(10));
        assert_eq!(counted(&second.changes), [(ChangeKind::Left, 1)].into());
        assert_eq!((store.organisation().unwrap(), store.missing_since().unwrap()), (without(), None));
    });
}

fn rules(store: &Store, answer: &str, at: Timestamp) -> bool {
    let rules = Some((answer.as_bytes().to_vec(), at));
    store.commit(Unit { rules, ..Unit::default() }).unwrap().rules_changed
}

#[test]
fn rules_are_told_apart_by_content_and_each_version_knows_when_it_was_seen() {
    on_every_disk(|store| {
        assert!(rules(&store, r#"{"group":[],"errcode":0}"#, later(0)));
        assert!(!rules(&store, r#"{"errcode":0,"group":[]}"#, later(2)), "another order of fields");
        assert!(rules(&store, r#"{"group":[1]}"#, later(4)));
        assert!(!rules(&store, r#"{"group":[2]}"#, later(3)), "asked for earlier, arrived later");
        assert!(rules(&store, r#"{"group":[]}"#, later(6)), "as it was before");
        let versions = store.rule_versions().unwrap();
        let seen: Vec<_> = versions.iter().map(|version| (version.first_seen, version.last_seen)).collect();
        assert_eq!(seen, [(later(0), later(2)), (later(4), later(4)), (later(6), later(6))]);
        let at = |days| store.rules_at(later(days)).unwrap().map(|version| version.first_seen);
        assert_eq!([-1, 3, 4, 9].map(at), [later(0), later(0), later(4), later(6)].map(Some));
    });
}

#[test]
fn the_check_reads_the_history_too_and_names_what_is_damaged() {
    use punchdeck::store::{Disk, disk::Order};
    let disk = crate::desk::Shared::default();
    let store = Store::open(disk.clone(), &settings()).unwrap();
    answered(&store, company(|_| ()), later(0));
    answered(&store, company(moves(&who("bo"))), later(1));
    assert_eq!(store.organisation_on(date(2026, 1, 1)).unwrap(), company(|_| ()));
    assert_eq!(wecom_date(later(0)), DAY);
    let sound = check(&disk, &settings().corp_id).unwrap();
    assert_eq!((sound.sound.get("organisation_changes"), sound.damaged), (Some(&1), 0));
    let all = disk.scan(&[], &[u8::MAX; 16], usize::MAX, Order::Forward).unwrap();
    let (key, value) = all.into_iter().find(|(key, _)| key[8] == b'h').unwrap();
    disk.write(vec![(key, Some(value[..value.len() - 3].to_vec()))]).unwrap();
    let damaged = check(&disk, &settings().corp_id).unwrap();
    assert_eq!((damaged.damaged, damaged.named[0].kind), (1, "organisation_changes"));
}
