use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    RuleId,
    report::{DueTimes, ExceptionKind, ItemKind, ItemUnit, MadeGood, ReportedException, ReportedItem, ReportedRule},
};

/// A day as full as they come, written by ourselves.
const DAY: &str = r#"{ "base_info": {"date": 1780848000, "record_type": 3, "name": "李雷", "departs_name": "总部;总部/研发",
    "acctid": "li.lei", "day_type": 0, "rule_info": {"groupid": 11, "groupname": "轮班", "scheduleid": 229,
    "schedulename": "夜班", "checkintime": [{"work_sec": 79200, "off_work_sec": 108000}]}},
    "summary_info": {"checkin_count": 2, "regular_work_sec": 25200, "standard_work_sec": "28800", "earliest_time": 79500,
    "lastest_time": 104700}, "holiday_infos": [{"sp_number": "202606080001", "sp_title": {"data": []}}],
    "exception_infos": [{"exception": 1, "count": 1, "duration": 300}, {"exception": 3, "count": 1}],
    "ot_info": {"ot_status": 2, "ot_duration": 3600, "exception_duration": [600, "60"], "workday_over_as_vacation": 1,
    "workday_over_as_money": 2, "restday_over_as_vacation": 3, "restday_over_as_money": 4, "holiday_over_as_vacation": 5,
    "holiday_over_as_money": 6}, "sp_items": [{"type": 1, "vacation_id": 2, "count": 1, "duration": 43200, "time_type": 0,
    "name": "年假"}, {"type": 100, "vacation_id": 0, "count": 0, "duration": 0, "time_type": 1, "name": "外勤次数"}],
    "zeta": 12345678901234567890123 , "alpha": null}"#;

fn body(rows: &str) -> Vec<u8> {
    format!(r#"{{"errcode": 0, "datas": [{rows}]}}"#).into_bytes()
}

fn day(row: &str) -> DayReport {
    let read = day_reports(&body(row)).unwrap();
    assert_eq!((read.rows.len(), read.quarantined.len()), (1, 0));
    read.rows.into_iter().next().unwrap()
}

#[test]
fn a_day_report_is_read_whole() {
    let report = day(DAY);
    assert_eq!((report.who.as_str(), report.date), ("li.lei", date(2026, 6, 8)));
    assert_eq!((report.day_type, report.record_kind), (Some(DayType::Workday), Some(RecordKind::Shift)));
    assert_eq!(report.rule, Some(ReportedRule { id: RuleId(11), name: "轮班".into() }));
    assert_eq!(report.shift, Some((229, "夜班".into())));
    assert_eq!(report.due, [DueTimes { on_s: 79_200, off_s: 108_000 }]);
    assert_eq!((report.punches, report.worked_s, report.standard_s), (Some(2), Some(25_200), Some(28_800)));
    assert_eq!((report.earliest_s, report.latest_s), (Some(79_500), Some(104_700)));
    assert_eq!(report.approvals, ["202606080001"]);
    let exception = |kind, seconds| ReportedException { kind, count: 1, seconds };
    assert_eq!(report.exceptions, [exception(ExceptionKind::Late, 300), exception(ExceptionKind::Missing, 0)]);
}

#[test]
fn overtime_of_a_day_is_told_by_class_of_day_and_by_what_makes_it_good() {
    let overtime = day(DAY).overtime;
    assert_eq!((overtime.status, overtime.seconds), (Some(OvertimeStatus::Short), Some(3_600)));
    assert_eq!(overtime.short_s, [600, 60]);
    let made_good = |vacation, money| MadeGood { as_vacation_s: Some(vacation), as_money_s: Some(money) };
    let expected = ByDayClass { workday: made_good(1, 2), rest_day: made_good(3, 4), holiday: made_good(5, 6) };
    assert_eq!(overtime.made_good, expected);
}

#[test]
fn items_are_seconds_whatever_people_count_them_in() {
    let leave = ReportedItem {
        kind: ItemKind::Leave(Some(2)),
        name: "年假".into(),
        count: 1,
        seconds: 43_200,
        shown_in: Some(ItemUnit::Day),
    };
    let items = day(DAY).items;
    assert_eq!(items[0], leave);
    assert_eq!((items[1].kind, items[1].count, items[1].shown_in), (ItemKind::FieldWork, 0, Some(ItemUnit::Hour)));
}

#[test]
fn a_report_keeps_its_row_to_the_letter_and_prints_none_of_it() {
    let report = day(DAY);
    assert_eq!(report.given.0, DAY, "order, blanks and digits included");
    let printed = format!("{report:?} {:?}", report.given);
    assert!(!printed.contains("李雷") && !printed.contains("年假"), "{printed}");
}

#[test]
fn a_report_of_nothing_but_a_person_and_a_day_is_one() {
    let report = day(r#"{"base_info":{"acctid":"li.lei","date":1780848000}}"#);
    assert_eq!((report.day_type, report.rule, report.shift, report.punches), (None, None, None, None));
    assert_eq!((report.overtime, report.items.len()), (DayOvertime::default(), 0));
}

#[test]
fn a_report_without_its_person_or_day_is_set_aside_and_the_others_are_used() {
    let rows =
        format!(r#"{{"base_info":{{"date":1780848000}}}},{DAY},{{"base_info":{{"acctid":"li.lei","date":"x"}}}},[]"#);
    let read = day_reports(&body(&rows)).unwrap();
    assert_eq!(read.rows.len(), 1);
    let faults: Vec<_> = read.quarantined.iter().map(|row| (row.position, row.fault.clone())).collect();
    let (lacks, malformed) = (Fault::Lacks { field: "acctid" }, Fault::Malformed { field: "date" });
    assert_eq!(faults, [(0, lacks), (2, malformed), (3, Fault::NotAnObject)]);
    assert_eq!(read.quarantined[1].who, EmployeeId::parse("li.lei").ok());
}

#[test]
fn numbers_that_nobody_knows_are_kept_and_told() {
    let row = r#"{"base_info":{"acctid":"a","date":0,"record_type":8,"day_type":2},"exception_infos":[{"exception":7}],
        "ot_info":{"ot_status":3},"sp_items":[{"type":101,"time_type":2}]}"#;
    let read = day_reports(&body(row)).unwrap();
    let report = &read.rows[0];
    assert_eq!((report.day_type, report.record_kind), (Some(DayType::Other(2)), Some(RecordKind::Other(8))));
    assert_eq!((report.exceptions[0].kind, report.items[0].kind), (ExceptionKind::Other(7), ItemKind::Other(101)));
    let told: Vec<_> = read.unfamiliar.iter().map(|one| format!("{} {}", one.field, one.value)).collect();
    assert_eq!(told, ["day_type 2", "exception 7", "ot_status 3", "record_type 8", "time_type 2", "type 101"]);
}

#[test]
fn totals_are_read_under_their_own_names_and_know_the_days_asked_for() {
    let row = json!({
        "base_info": { "acctid": "li.lei", "record_type": 1, "rule_info": { "groupid": 10, "groupname": "行政班" } },
        "summary_info": { "work_days": 22, "rest_days": 8, "except_days": 2, "regular_work_sec": 600_000, "standard_work_sec": 633_600 },
        "exception_infos": [{ "exception": 4, "count": 1, "duration": 28_800 }],
        "overwork_info": {
            "workday_over_sec": 1, "restdays_over_sec": 2, "holidays_over_sec": 3, "workdays_over_as_vacation": 4,
            "workdays_over_as_money": 5, "restdays_over_as_vacation": 6, "restdays_over_as_money": 7,
            "holidays_over_as_vacation": 8, "holidays_over_as_money": 9,
        },
    })
    .to_string();
    let days = DayRange { from: date(2026, 6, 1), to: date(2026, 6, 30) };
    let read = range_reports(&body(&row), days).unwrap();
    let total = &read.rows[0];
    assert_eq!((total.days, total.due_days, total.normal_days, total.rest_days), (days, Some(22), None, Some(8)));
    assert_eq!((total.exception_days, total.worked_s, total.standard_s), (Some(2), Some(600_000), Some(633_600)));
    assert_eq!(total.exceptions, [ReportedException { kind: ExceptionKind::Absent, count: 1, seconds: 28_800 }]);
    assert_eq!(total.overtime.seconds, ByDayClass { workday: Some(1), rest_day: Some(2), holiday: Some(3) });
    let made_good = |vacation, money| MadeGood { as_vacation_s: Some(vacation), as_money_s: Some(money) };
    let expected = ByDayClass { workday: made_good(4, 5), rest_day: made_good(6, 7), holiday: made_good(8, 9) };
    assert_eq!((total.overtime.made_good, total.given.0.as_str()), (expected, row.as_str()));
}

#[test]
fn reports_are_asked_for_by_the_midnights_of_the_first_and_the_last_day() {
    let people = [EmployeeId::parse("li.lei").unwrap()];
    let days = DayRange { from: date(2020, 9, 3), to: date(2020, 9, 7) };
    let asked: Value = serde_json::from_str(&request(&people, days)).unwrap();
    let expected = json!({ "starttime": 1_599_062_400, "endtime": 1_599_408_000, "useridlist": ["li.lei"] });
    assert_eq!(asked, expected);
}
