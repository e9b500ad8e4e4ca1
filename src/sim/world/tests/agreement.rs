//! What a tenant says twice it says alike: reports, rows, totals, machines.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{super::ZeroFields, *};
use crate::domain::time::{wecom_date, wecom_midnight};

const DAYS: (&str, &str) = ("2026-05-12", "2026-06-07");

/// A company with every kind of work, under all its rules.
fn busy(seed: u64) -> Caller {
    let company =
        Company::seeded(&CompanySpec { seed: Seed(seed), employees: 60, shift_workers: true, forms: true, ..spec() });
    let emit = Switches { zero_fields: ZeroFields::Emit, ..Switches::default() };
    let mut caller = Caller::of(World::new(company, &switched(emit)));
    caller.pass(12 * 3600);
    caller.sign_in();
    caller
}

fn everybody(caller: &Caller) -> Vec<String> {
    caller.world.company().members(caller.now).map(|member| member.userid.clone()).collect()
}

/// Rows of everybody, by account, and everybody's reports, as served.
fn told(caller: &mut Caller) -> (BTreeMap<String, Vec<Value>>, Vec<Value>) {
    let everybody = everybody(caller);
    let everybody = everybody.iter().map(String::as_str).collect::<Vec<_>>();
    let rows = caller.records(&everybody, "2026-05-12T00:00:00+08:00", "2026-06-08T12:00:00+08:00");
    let reports = caller.ask("checkin/getcheckin_daydata", &everybody, DAYS);
    let mut by_account = BTreeMap::<String, Vec<Value>>::new();
    for row in rows["checkindata"].as_array().unwrap() {
        by_account.entry(row["userid"].as_str().unwrap().to_owned()).or_default().push(row.clone());
    }
    (by_account, reports["datas"].as_array().unwrap().clone())
}

fn of<'a>(rows: &'a BTreeMap<String, Vec<Value>>, report: &Value) -> &'a [Value] {
    rows.get(report["base_info"]["acctid"].as_str().unwrap()).map_or(&[], Vec::as_slice)
}

/// The day of a slot: a slot before seven in the morning ends a night that began the day before.
fn day_of_slot(row: &Value) -> Option<Date> {
    let due = row["sch_checkin_time"].as_i64()?;
    Some(wecom_date(Timestamp::from_second(due - 7 * 3600).unwrap()))
}

fn exception(report: &Value, code: u8) -> (i64, i64) {
    let found = report["exception_infos"].as_array().unwrap().iter().find(|info| info["exception"] == code);
    found.map_or((0, 0), |info| (info["count"].as_i64().unwrap(), info["duration"].as_i64().unwrap()))
}

/// Slots of a day by when they are due, with the rows that are matched to them, in order.
fn slots<'a>(rows: &[&'a Value]) -> BTreeMap<(i64, String), Vec<&'a Value>> {
    let mut slots = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let due = row["sch_checkin_time"].as_i64().unwrap();
        slots.entry((due, row["checkin_type"].as_str().unwrap().to_owned())).or_default().push(*row);
    }
    slots
}

fn says(row: &Value, word: &str) -> bool {
    row["exception_type"].as_str().unwrap().contains(word)
}

#[test]
fn every_day_report_says_what_the_rows_of_the_day_say() {
    let mut compared = 0;
    for seed in [3, 11] {
        let (rows, reports) = told(&mut busy(seed));
        let ruled = reports.iter().filter(|report| report["base_info"]["record_type"] != 4);
        for report in ruled.filter(|report| report["holiday_infos"].as_array().unwrap().is_empty()) {
            let midnight = report["base_info"]["date"].as_i64().unwrap();
            let day = wecom_date(Timestamp::from_second(midnight).unwrap());
            let own = of(&rows, report).iter().filter(|row| day_of_slot(row) == Some(day)).collect::<Vec<_>>();
            let (mut late, mut early, mut empty, mut marks) = ((0, 0), (0, 0), 0, (0, 0));
            for ((due, kind), rows) in slots(&own) {
                let real = rows.iter().filter(|row| !says(row, "未打卡")).copied().collect::<Vec<_>>();
                let filling = if kind == "上班打卡" { real.first() } else { real.last() };
                let Some(row) = filling else {
                    empty += 1;
                    continue;
                };
                let off_s = (row["checkin_time"].as_i64().unwrap() - due).abs();
                let odd = if kind == "上班打卡" { &mut late } else { &mut early };
                if says(row, "时间异常") {
                    *odd = (odd.0 + 1, odd.1 + off_s);
                }
                marks = (marks.0 + i64::from(says(row, "地点异常")), marks.1 + i64::from(says(row, "非常用设备")));
            }
            let id = || format!("seed {seed}: {report}\n{own:#?}");
            assert_eq!((exception(report, 1), exception(report, 2)), (late, early), "{}", id());
            assert_eq!((exception(report, 5).0, exception(report, 6).0), marks, "{}", id());
            let missing = exception(report, 3).0;
            if exception(report, 4).0 == 0 {
                assert_eq!(missing, empty, "{}", id());
            } else {
                assert!(missing < empty && exception(report, 4).1 > 0, "{}", id());
            }
            compared += 1;
        }
    }
    assert!(compared > 2_500, "{compared}");
}

#[test]
fn the_first_and_last_punch_of_a_report_are_punches_of_the_rows_and_their_count_is_right() {
    let (rows, reports) = told(&mut busy(11));
    let mut counted = 0;
    for report in &reports {
        let midnight = report["base_info"]["date"].as_i64().unwrap();
        let summary = &report["summary_info"];
        let real = |row: &&Value| !says(row, "未打卡") && row["checkin_type"] != "外出打卡";
        let own = of(&rows, report).iter().filter(real);
        let times = own.map(|row| row["checkin_time"].as_i64().unwrap() - midnight).collect::<Vec<_>>();
        let (first, last) = (summary["earliest_time"].as_i64().unwrap(), summary["lastest_time"].as_i64().unwrap());
        let between = times.iter().filter(|time| (first..=last).contains(*time)).count();
        let count = usize::try_from(summary["checkin_count"].as_i64().unwrap()).unwrap();
        counted += count;
        if count > 0 {
            assert!(times.contains(&first) && times.contains(&last), "{report}");
            assert_eq!(between, count, "{report}");
        }
        assert!(summary["regular_work_sec"].as_i64() <= Some(14 * 3600), "{report}");
    }
    let punches = rows.values().flatten().filter(|row| !says(row, "未打卡") && row["checkin_type"] != "外出打卡");
    let outside = punches.count().abs_diff(counted);
    assert!(outside < 60, "every punch counts for one day, but those of nights at the edges: {outside}");
}

#[test]
fn a_range_is_the_sum_of_its_days() {
    let mut caller = busy(12);
    let everybody = everybody(&caller);
    let everybody = everybody.iter().map(String::as_str).collect::<Vec<_>>();
    let days = caller.ask("checkin/getcheckin_daydata", &everybody, DAYS);
    let totals = caller.ask("checkin/getcheckin_monthdata", &everybody, DAYS);
    let totals = totals["datas"].as_array().unwrap();
    assert_eq!(totals.len(), everybody.len());
    for total in totals {
        let of_member = |day: &&Value| day["base_info"]["acctid"] == total["base_info"]["acctid"];
        let days = days["datas"].as_array().unwrap().iter().filter(of_member).collect::<Vec<_>>();
        assert_eq!(days.len(), 27);
        let sum = |pointer: &str| days.iter().map(|day| day.pointer(pointer).unwrap().as_i64().unwrap()).sum::<i64>();
        let summary = &total["summary_info"];
        assert_eq!(summary["regular_work_sec"], sum("/summary_info/regular_work_sec"));
        assert_eq!(summary["standard_work_sec"], sum("/summary_info/standard_work_sec"));
        let rest = sum("/base_info/day_type");
        assert_eq!((&summary["rest_days"], &summary["work_days"]), (&json!(rest), &json!(27 - rest)));
        for code in 1..=6 {
            let (count, seconds) =
                days.iter().map(|day| exception(day, code)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            assert_eq!(exception(total, code), (count, seconds), "{code} {total}");
        }
        let over = &total["overwork_info"];
        let overtime = over["workday_over_sec"].as_i64().unwrap() + over["restdays_over_sec"].as_i64().unwrap();
        assert_eq!(overtime, sum("/ot_info/ot_duration"));
        assert!(total["base_info"].get("date").is_none());
    }
}

#[test]
fn everything_that_a_report_can_say_is_said() {
    let (_, reports) = told(&mut busy(3));
    for code in 1..=6 {
        assert!(reports.iter().any(|report| exception(report, code).0 > 0), "{code}");
    }
    for kind in [1, 3, 4] {
        assert!(reports.iter().any(|report| report["base_info"]["record_type"] == kind), "{kind}");
    }
    for item in [1, 2, 4, 100] {
        let counted = |report: &Value| {
            let items = report["sp_items"].as_array().unwrap();
            items.iter().any(|sum| sum["type"] == item && sum["count"].as_i64() > Some(0))
        };
        assert!(reports.iter().any(counted), "{item}");
    }
    assert!(reports.iter().any(|report| report["ot_info"]["ot_duration"].as_i64() > Some(0)));
    assert!(reports.iter().all(|report| report["base_info"]["departs_name"].as_str().unwrap().starts_with("晨光智造")));
}

#[test]
fn an_approved_leave_is_no_absence_and_a_missed_day_without_one_is() {
    let (_, reports) = told(&mut busy(3));
    let on_leave = |report: &&Value| report["sp_items"].as_array().unwrap().iter().any(|sum| sum["type"] == 1);
    let mut found = 0;
    for report in reports.iter().filter(on_leave) {
        assert_eq!((exception(report, 3).0, exception(report, 4).0), (0, 0), "{report}");
        assert_eq!(report["holiday_infos"].as_array().unwrap().len(), 1);
        found += 1;
    }
    assert!(found > 5, "{found}");
}

#[test]
fn machine_punches_are_rows_or_were_rejected() {
    let mut caller = busy(11);
    let everybody = everybody(&caller);
    let everybody = everybody.iter().map(String::as_str).collect::<Vec<_>>();
    let machines = caller.ask("hardware/get_hardware_checkin_data", &everybody, DAYS);
    let rows = caller.records(&everybody, "2026-05-12T00:00:00+08:00", "2026-06-07T00:00:00+08:00");
    let is_row = |punch: &Value| {
        let rows = rows["checkindata"].as_array().unwrap();
        rows.iter().any(|row| row["userid"] == punch["userid"] && row["checkin_time"] == punch["checkin_time"])
    };
    let punches = machines["checkindata"].as_array().unwrap();
    let (taken, rejected) = punches.iter().partition::<Vec<_>, _>(|punch| is_row(punch));
    assert!(taken.len() > 30 && rejected.len() > 10, "{} {}", taken.len(), rejected.len());
    let early = |punch: &&Value| {
        let at = Timestamp::from_second(punch["checkin_time"].as_i64().unwrap()).unwrap();
        at.duration_since(wecom_midnight(wecom_date(at))).as_hours() == 4
    };
    assert!(rejected.iter().all(early), "only what no window takes is rejected");
}
