//! One person's days, and the coverage of many people's.

use punchdeck::{domain::Coverage, store::Doubtful};

use super::*;

fn march(from: i8, to: i8) -> DayRange {
    DayRange { from: date(2026, 3, from), to: date(2026, 3, to) }
}

#[test]
fn everybodys_days_are_told_once_each_as_the_ledger_has_them_one_by_one() {
    on_every_disk(|store| {
        let accounts: Vec<String> = (0..250).map(|n| format!("p{n:03}")).collect();
        let names: Vec<&str> = accounts.iter().map(String::as_str).collect();
        let punches = accounts.iter().step_by(3).map(|one| punch(one, 9, "上班打卡")).collect();
        store.commit(unit(answered(&names, punches, at(30)))).unwrap();
        let window = Window { start: wecom_midnight(date(2026, 3, 3)), end: wecom_midnight(date(2026, 3, 4)) };
        let failed = accounts.iter().step_by(7).map(|one| who(one)).collect();
        store.commit(unit(RecordsBatch::failed(failed, window, Some(-1), false))).unwrap();

        let people: Vec<_> = names.iter().rev().chain(&["stranger"]).map(|one| who(one)).collect();
        let known = store.coverage(Stream::Records, &people, march(1, 4)).unwrap();
        let mut told = vec![Vec::new(); people.len()];
        let note = |at: usize, days: Vec<Coverage>| {
            assert!(told[at].is_empty(), "{} was told twice", people[at]);
            told[at] = days;
        };
        store.each_coverage(Stream::Records, &people, march(1, 4), note).unwrap();
        for (person, told) in people.iter().zip(told) {
            let one_by_one = march(1, 4).days().map(|day| known.get(&(person.clone(), day)).copied());
            let one_by_one: Vec<_> = one_by_one.map(|known| known.unwrap_or(Coverage::NEVER)).collect();
            assert_eq!(told, one_by_one, "{person}");
        }
    });
}

#[test]
fn a_persons_rows_come_with_every_version_and_nobody_elses() {
    on_every_disk(|store| {
        let early = punch("li.na", 9, "上班打卡");
        let changed = Punch { exception: Some("地点异常".into()), ..early.clone() };
        store.commit(unit(answered(&["li.na", "wang"], vec![early, punch("wang", 9, "上班打卡")], at(20)))).unwrap();
        store.commit(unit(answered(&["li.na", "wang"], vec![changed, punch("wang", 9, "上班打卡")], at(21)))).unwrap();
        let rows = store.rows_of(&who("LI.NA"), march(2, 2)).unwrap();
        let versions: Vec<_> = rows.iter().map(|row| (row.version.number, row.version.current)).collect();
        assert_eq!(versions, [(1, false), (2, true)]);
        assert_eq!(rows[1].last_seen, at(21));
        assert_eq!(store.rows_of(&who("li.na"), march(3, 9)).unwrap(), []);
        assert_eq!(store.rows_since(&who("li.na")).unwrap(), Some(DAY));
        assert_eq!(store.rows_since(&who("nobody")).unwrap(), None);
    });
}

#[test]
fn rows_set_aside_are_told_of_those_whom_they_may_be_about() {
    on_every_disk(|store| {
        let aside = |account: Option<&str>, text: &str| SetAside {
            who: account.map(who),
            text: text.into(),
            reason: "no time".into(),
        };
        let rows = vec![
            aside(Some("li.na"), &format!("{{\"checkin_time\":{}}}", at(9).as_second())),
            aside(Some("wang"), "{\"n\":1}"),
            aside(None, "{\"n\":2}"),
        ];
        let window = Window { start: wecom_midnight(DAY), end: at(28) };
        let cursor = Cursor { stream: Stream::Records, shard: 0, until: at(20) };
        let people = vec![who("li.na"), who("wang")];
        store.commit(unit(RecordsBatch::answered(people, window, Vec::new(), rows, at(20), cursor))).unwrap();
        let mut told = store.doubtful(&who("li.na")).unwrap();
        told.sort_by_key(|row| !row.named);
        let expected = |named, day| Doubtful { at: at(20), named, day, reason: "no time".into() };
        assert_eq!(told, [expected(true, Some(DAY)), expected(false, None)]);
    });
}
