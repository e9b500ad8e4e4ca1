use proptest::prelude::*;
use serde_json::json;

use super::*;

fn answer(rows: &Value) -> Rows {
    punches(json!({ "checkindata": rows, "errcode": 0 }).to_string().as_bytes()).unwrap()
}

fn faults(rows: &Value) -> Vec<(usize, Fault)> {
    answer(rows).quarantined.into_iter().map(|row| (row.position, row.fault)).collect()
}

#[test]
fn one_bad_row_is_set_aside_by_name_and_the_others_are_used() {
    let rows = json!([
        { "userid": "li.lei", "checkin_time": "abc" },
        { "userid": "li.lei", "checkin_time": 1_780_880_110 },
        { "checkin_time": 1_780_880_110 },
        { "userid": "_li", "checkin_time": 1 },
        { "userid": "li.lei" },
        { "userid": "li.lei", "checkin_time": i64::MAX },
        7, null, [1], "row", 1.5, true,
    ]);
    assert_eq!(answer(&rows).punches.len(), 1);
    let mut expected = vec![
        (0, Fault::Malformed { field: "checkin_time" }),
        (2, Fault::Lacks { field: "userid" }),
        (3, Fault::Malformed { field: "userid" }),
        (4, Fault::Lacks { field: "checkin_time" }),
        (5, Fault::Malformed { field: "checkin_time" }),
    ];
    expected.extend((6..12).map(|position| (position, Fault::NotAnObject)));
    assert_eq!(faults(&rows), expected);
}

#[test]
fn a_row_that_is_set_aside_keeps_its_text_but_does_not_show_it() {
    let rows = json!([{ "userid": "li.lei", "checkin_time": "abc", "location_title": "home", "new": [1] }]);
    let quarantined = answer(&rows).quarantined;
    assert_eq!(serde_json::from_str::<Value>(&quarantined[0].row).unwrap(), rows[0]);
    assert!(!format!("{quarantined:?}").contains("home"));
}

#[test]
fn numbers_written_as_text_are_understood() {
    let punch = punch(&json!({ "userid": "a", "checkin_time": "1780880110", "lat": "30547100", "groupid": "10" }));
    let punch = punch.unwrap();
    assert_eq!((punch.at.as_second(), punch.rule, punch.place.latitude), (1_780_880_110, Some(10), Some(30_547_100)));
}

#[test]
fn an_answer_without_its_list_is_no_empty_answer() {
    assert_eq!(punches(br#"{"errcode":0}"#), Err(WireError::Lacks { field: "checkindata" }));
}

/// A value as WeCom, or somebody who writes like WeCom, may give it.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        (0..2_000_000_000_i64).prop_map(|second| Value::from(second.to_string())),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_row() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        4 => prop::sample::select(vec![
            "checkin_type", "exception_type", "sch_checkin_time", "groupid", "groupname", "schedule_id",
            "timeline_id", "location_title", "location_detail", "lat", "lng", "wifiname", "wifimac", "deviceid",
            "notes", "mediaids",
        ]).prop_map(str::to_owned),
        1 => "[a-z_]{1,6}",
    ];
    let fields = prop::collection::btree_map(name, any_value(), 0..12);
    (fields, "[a-zA-Z0-9][a-zA-Z0-9_@.-]{0,8}", 0..4_000_000_000_i64).prop_map(|(fields, userid, second)| {
        let mut row: serde_json::Map<_, _> = fields.into_iter().collect();
        row.insert("userid".into(), userid.into());
        row.insert("checkin_time".into(), second.into());
        Value::Object(row)
    })
}

proptest! {
    #[test]
    fn every_row_is_written_back_as_it_came(given in any_row()) {
        let read = punch(&given).unwrap();
        prop_assert_eq!(row(&read), given);
    }

    #[test]
    fn a_row_that_was_written_back_is_the_same_punch(given in any_row()) {
        let read = punch(&given).unwrap();
        prop_assert_eq!(punch(&row(&read)).unwrap(), read);
    }

    #[test]
    fn no_bytes_can_break_the_reader(body in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = punches(&body);
    }
}
