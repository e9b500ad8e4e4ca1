//! Reports of days, and the rules and rosters they follow.

use super::{
    super::{DayReportReady, ZeroFields},
    *,
};

const DAY: &str = "checkin/getcheckin_daydata";

/// One person under office hours, with the rows of Monday 2026-06-08.
pub fn office(rows: &[(&str, &str)]) -> Value {
    let row = |(kind, time): &(&str, &str)| {
        let (word, at) = time.split_once(' ').unwrap_or(("", time));
        let at = instant(&format!("2026-06-08T{at}+08:00")).as_second();
        let due = if *kind == "上班打卡" { 9 } else { 18 } * 3600 + instant(MONDAY).as_second();
        json!({"userid": "li.lei", "checkin_type": kind, "exception_type": word, "checkin_time": at,
            "sch_checkin_time": due, "groupid": 10, "schedule_id": 0, "timeline_id": 1})
    };
    json!({
        "departments": [{"id": 1, "name": "总部", "parentid": 0, "order": 1}],
        "users": [{"userid": "li.lei", "name": "李雷", "department": [1], "status": 1}],
        "group": [{
            "grouptype": 1, "groupid": 10, "groupname": "行政班",
            "checkindate": [{
                "workdays": [1, 2, 3, 4, 5], "flex_on_duty_time": 300, "flex_off_duty_time": 0,
                "checkintime": [{
                    "time_id": 1, "work_sec": 32400, "off_work_sec": 64800,
                    "allow_rest": true, "rest_begin_time": 43200, "rest_end_time": 46800, "rest_times": []
                }]
            }],
            "range": {"party_id": ["1"], "userid": [], "tagid": []}, "white_users": [],
            "allow_checkin_offworkday": true, "allow_apply_offworkday": true,
            "allow_apply_bk_cnt": -1, "allow_apply_bk_day_limit": -1, "buka_restriction": 0
        }],
        "checkindata": rows.iter().map(row).collect::<Vec<_>>()
    })
}

/// Somebody who asks about that company on the next day at noon.
pub fn asking(company: &Value, switches: Switches) -> Caller {
    let world = World::new(Company::from_wire(company).unwrap(), &switched(switches));
    let mut caller = Caller::of(world);
    caller.now = instant("2026-06-09T12:00:00+08:00");
    caller.sign_in();
    caller
}

pub fn whole() -> Switches {
    Switches { zero_fields: ZeroFields::Emit, ..Switches::default() }
}

pub const LATE_DAY: [(&str, &str); 2] = [("上班打卡", "时间异常 09:08:00"), ("下班打卡", "18:00:00")];

#[test]
fn eight_minutes_late_is_480_seconds_in_the_shape_of_the_documents() {
    let report = asking(&office(&LATE_DAY), whole()).day("li.lei", "2026-06-08");
    assert_eq!(
        report,
        json!({
            "base_info": {
                "date": 1_780_848_000, "record_type": 1, "name": "李雷", "name_ex": "", "departs_name": "总部",
                "acctid": "li.lei", "day_type": 0,
                "rule_info": {
                    "groupid": 10, "groupname": "行政班", "scheduleid": 0, "schedulename": "",
                    "checkintime": [{"work_sec": 32400, "off_work_sec": 64800}]
                }
            },
            "summary_info": {
                "checkin_count": 2, "regular_work_sec": 28320, "standard_work_sec": 28800,
                "earliest_time": 32880, "lastest_time": 64800
            },
            "holiday_infos": [],
            "exception_infos": [{"exception": 1, "count": 1, "duration": 480}],
            "ot_info": {
                "ot_status": 0, "ot_duration": 0, "exception_duration": [],
                "workday_over_as_money": 0, "restday_over_as_vacation": 0
            },
            "sp_items": [
                {"type": 2, "vacation_id": 0, "count": 0, "duration": 0, "time_type": 0, "name": "补卡次数"},
                {"type": 3, "vacation_id": 0, "count": 0, "duration": 0, "time_type": 0, "name": "出差"},
                {"type": 4, "vacation_id": 0, "count": 0, "duration": 0, "time_type": 0, "name": "外出"},
                {"type": 100, "vacation_id": 0, "count": 0, "duration": 0, "time_type": 0, "name": "外勤次数"}
            ]
        })
    );
}

#[test]
fn figures_of_zero_are_left_out_unless_the_switch_says_otherwise() {
    let report = asking(&office(&LATE_DAY[1..]), Switches::default()).day("li.lei", "2026-06-08");
    assert_eq!(report["summary_info"].get("regular_work_sec"), None);
    assert_eq!(report["ot_info"], json!({"ot_status": 0, "exception_duration": []}));
    assert_eq!(report["exception_infos"], json!([{"exception": 3, "count": 1, "duration": 0}]));
    assert_eq!(report["sp_items"].as_array().unwrap().len(), 4, "rows of zero stay");
}

#[test]
fn a_window_that_is_not_aligned_has_no_reports_and_no_error() {
    let mut caller = asking(&office(&LATE_DAY), whole());
    for (from, to) in [(1_780_848_000, 1_780_934_399), (1_780_848_001, 1_780_934_400)] {
        for endpoint in [DAY, "checkin/getcheckin_monthdata"] {
            let body = json!({"starttime": from, "endtime": to, "useridlist": ["li.lei"]});
            let answer = caller.post(endpoint, &body.to_string());
            assert_eq!((&answer["errcode"], &answer["datas"]), (&json!(0), &json!([])));
        }
    }
    let long = json!({"starttime": 1_780_848_000, "endtime": 1_780_848_000 + 31 * 86_400, "useridlist": ["li.lei"]});
    assert_eq!(caller.post(DAY, &long.to_string())["errcode"], 301_024);
}

#[test]
fn a_report_waits_for_the_time_that_the_switch_names() {
    let ready = |text: &str| DayReportReady::try_from(text.to_owned());
    assert!(ready("whenever").is_err() && ready("next_day_25:00").is_err());
    let switches = Switches { day_report_ready: ready("next_day_12:30").unwrap(), ..whole() };
    let mut caller = asking(&office(&LATE_DAY), switches);
    assert_eq!(caller.day("li.lei", "2026-06-08"), Value::Null);
    caller.pass(1800);
    assert_ne!(caller.day("li.lei", "2026-06-08"), Value::Null);
    let mut live = asking(&office(&[]), whole());
    live.now = instant("2026-06-08T10:00:00+08:00");
    assert_eq!(live.day("li.lei", "2026-06-08"), Value::Null, "a company without anything has no days");
}

#[test]
fn nothing_is_missing_before_its_time_is_over() {
    let mut caller = asking(&office(&LATE_DAY[..1]), whole());
    let exceptions = |caller: &mut Caller, now: &str| {
        caller.now = instant(now);
        caller.sign_in();
        caller.day("li.lei", "2026-06-08")["exception_infos"].clone()
    };
    let late = json!({"exception": 1, "count": 1, "duration": 480});
    assert_eq!(exceptions(&mut caller, "2026-06-08T20:00:00+08:00"), json!([late]));
    let missing = json!({"exception": 3, "count": 1, "duration": 0});
    assert_eq!(exceptions(&mut caller, "2026-06-09T04:00:00+08:00"), json!([late, missing]));
}

#[test]
fn reports_that_are_given_are_served_as_given_and_summed() {
    let mut company = office(&LATE_DAY);
    let given = json!({
        "base_info": {"date": 1_780_848_000, "acctid": "li.lei", "day_type": 0, "rule_info": {"groupid": 10}},
        "summary_info": {"regular_work_sec": 7}, "exception_infos": [{"exception": 2, "count": 1, "duration": 60}],
        "new_in_2027": true
    });
    company["datas"] = json!([given]);
    let mut caller = asking(&company, whole());
    assert_eq!(caller.day("li.lei", "2026-06-08"), given);
    let total = caller.ask("checkin/getcheckin_monthdata", &["li.lei"], ("2026-06-01", "2026-06-30"));
    assert_eq!(total["datas"][0]["summary_info"]["regular_work_sec"], 7);
    assert_eq!(total["datas"][0]["summary_info"]["except_days"], 1);
}

#[test]
fn the_rule_of_a_member_is_told_for_a_midnight_only_and_with_its_flexible_time() {
    let mut caller = asking(&office(&LATE_DAY), whole());
    let mut ask = |datetime: i64| {
        let body = json!({"datetime": datetime, "useridlist": ["li.lei"]});
        caller.post("checkin/getcheckinoption", &body.to_string())
    };
    let answer = ask(1_780_848_000);
    let group = &answer["info"][0]["group"];
    assert_eq!((&group["groupid"], &group["checkindate"][0]["flex_time"]), (&json!(10), &json!(300_000)));
    assert_eq!(group.get("range"), None);
    assert_eq!(ask(1_780_848_060)["errcode"], 40058);
}

#[test]
fn rosters_are_told_by_month_and_only_of_those_who_have_one() {
    let company = Company::seeded(&CompanySpec { employees: 120, shift_workers: true, ..spec() });
    let mut caller = Caller::of(World::new(company, &Scenario::default()));
    let everybody = caller.world.company().members(caller.now).map(|m| m.userid.clone()).collect::<Vec<_>>();
    let (first, last) = ("2026-05-20", "2026-06-15");
    let mut rows = Vec::new();
    for people in everybody.chunks(100) {
        let people = people.iter().map(String::as_str).collect::<Vec<_>>();
        let answer = caller.ask("checkin/getcheckinschedulist", &people, (first, last));
        rows.extend(answer["schedule_list"].as_array().unwrap().clone());
    }
    let testers = caller.world.company().members(caller.now).filter(|member| member.departments[0] == 33).count();
    assert!(testers > 3);
    assert_eq!(rows.len(), 2 * testers, "one row for each of two months");
    let names = |row: &Value| {
        let days = row["schedule"]["scheduleList"].as_array().unwrap();
        days.iter()
            .map(|day| day["schedule_info"]["schedule_name"].as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    let all = rows.iter().flat_map(names).collect::<BTreeSet<_>>();
    assert_eq!(all, ["休息", "早班", "中班", "夜班"].map(String::from).into());
    let june = rows.iter().find(|row| row["yearmonth"] == 202_606).unwrap();
    assert_eq!(june["schedule"]["scheduleList"].as_array().unwrap().len(), 15);
    let worked = june["schedule"]["scheduleList"]
        .as_array()
        .unwrap()
        .iter()
        .find(|day| day["schedule_info"]["schedule_id"] != 0);
    assert_eq!(worked.unwrap()["schedule_info"]["time_section"][0]["id"], 1);
}
