//! Corrections, added records and rosters, written over the interface.

use super::{
    reports::{LATE_DAY, asking, office, whole},
    *,
};

const CORRECT: &str = "checkin/punch_correction";
const ADD: &str = "checkin/add_checkin_record";
const SET: &str = "checkin/setcheckinschedulist";
const MONDAY_S: i64 = 1_780_848_000;

fn correction() -> Value {
    json!({"userid": "li.lei", "schedule_date_time": MONDAY_S, "schedule_checkin_time": 32400, "checkin_time": MONDAY_S + 32000})
}

/// A value with other fields.
fn with(mut body: Value, fields: &[(&str, Value)]) -> Value {
    for (name, value) in fields {
        body[*name] = value.clone();
    }
    body
}

fn errcode(caller: &mut Caller, endpoint: &str, body: &Value) -> i64 {
    caller.post(endpoint, &body.to_string())["errcode"].as_i64().unwrap()
}

/// What a correction is answered under a rule with these fields.
fn under_rule(fields: &[(&str, Value)], body: &Value) -> i64 {
    let mut company = office(&LATE_DAY);
    company["group"][0] = with(company["group"][0].take(), fields);
    errcode(&mut asking(&company, whole()), CORRECT, body)
}

#[test]
fn a_correction_is_taken_and_seen() {
    let mut caller = asking(&office(&LATE_DAY), whole());
    assert_eq!(errcode(&mut caller, CORRECT, &correction()), 0);
    let report = caller.day("li.lei", "2026-06-08");
    assert_eq!((&report["exception_infos"], &report["summary_info"]["earliest_time"]), (&json!([]), &json!(32000)));
}

#[test]
fn a_correction_that_makes_no_sense_is_refused_by_its_code() {
    let cases = [
        (301_080, vec![("schedule_checkin_time", json!(32401))]),
        (301_080, vec![("schedule_checkin_time", Value::Null)]),
        (301_081, vec![("checkin_time", json!(MONDAY_S + 17 * 3600))]),
        (301_083, vec![("checkin_time", json!(MONDAY_S + 40 * 86_400))]),
        (301_083, vec![("schedule_date_time", json!(MONDAY_S + 1))]),
        (301_083, vec![("checkin_time", json!("1780880000"))]),
        (301_083, vec![("remark", json!("补".repeat(171)))]),
        (301_021, vec![("userid", json!("nobody"))]),
        (0, vec![("remark", json!("补".repeat(170)))]),
        (
            0,
            vec![
                ("schedule_date_time", json!(MONDAY_S - 86_400)),
                ("schedule_checkin_time", Value::Null),
                ("checkin_time", json!(MONDAY_S - 40_000)),
            ],
        ),
    ];
    for (code, fields) in cases {
        assert_eq!(under_rule(&[], &with(correction(), &fields)), code, "{fields:?}");
    }
    let sunday = with(
        correction(),
        &[
            ("schedule_date_time", json!(MONDAY_S - 86_400)),
            ("schedule_checkin_time", Value::Null),
            ("checkin_time", json!(MONDAY_S - 40_000)),
        ],
    );
    assert_eq!(under_rule(&[("allow_checkin_offworkday", json!(false))], &sunday), 301_082);
}

#[test]
fn a_rule_closes_corrections_by_kind_by_age_and_by_number() {
    let closed = |fields: &[(&str, Value)]| under_rule(fields, &correction());
    assert_eq!(closed(&[("buka_restriction", json!(0b0010))]), 301_101, "it was late");
    assert_eq!(closed(&[("buka_restriction", json!(0b0110))]), 301_105, "late, among others");
    assert_eq!(closed(&[("buka_restriction", json!(0b1101))]), 0, "everything but late is closed");
    assert_eq!(closed(&[("allow_apply_offworkday", json!(false))]), 301_099);
    assert_eq!(closed(&[("allow_apply_bk_day_limit", json!(1))]), 301_099, "only today");
    assert_eq!(closed(&[("allow_apply_bk_day_limit", json!(2))]), 0, "today and yesterday");
    let mut company = office(&LATE_DAY);
    company["group"][0]["allow_apply_bk_cnt"] = json!(1);
    let mut caller = asking(&company, whole());
    assert_eq!(errcode(&mut caller, CORRECT, &correction()), 0);
    let off = with(correction(), &[("schedule_checkin_time", json!(64800)), ("checkin_time", json!(MONDAY_S + 64801))]);
    assert_eq!(errcode(&mut caller, CORRECT, &off), 301_099, "one a month");
}

#[test]
fn a_correction_waits_for_the_form_about_the_same_punch() {
    let mut company = office(&LATE_DAY);
    let claimed = json!({"state": "上班-未打卡", "time": MONDAY_S + 32000, "version": 1, "daymonthyear": MONDAY_S});
    company["approvals"] = json!([{
        "sp_no": "1", "sp_status": 1, "apply_time": MONDAY_S + 70_000, "applyer": {"userid": "li.lei"},
        "apply_data": {"contents": [{"control": "PunchCorrection", "value": {"punch_correction": claimed}}]}
    }]);
    let mut caller = asking(&company, whole());
    assert_eq!(errcode(&mut caller, CORRECT, &correction()), 301_113);
    let off = with(correction(), &[("schedule_checkin_time", json!(64800)), ("checkin_time", json!(MONDAY_S + 64801))]);
    assert_eq!(errcode(&mut caller, CORRECT, &off), 0, "another punch of the day");
}

fn record(time_s: i64) -> Value {
    json!({"userid": "li.lei", "checkin_time": MONDAY_S + time_s, "location_title": "门", "location_detail": "一号门",
        "device_type": 1, "device_detail": "GATE"})
}

#[test]
fn added_records_find_their_place_by_the_rule_and_those_without_are_not_seen() {
    let mut caller = asking(&office(&LATE_DAY[..1]), whole());
    let added = caller.post(ADD, &json!({"records": [record(18 * 3600 + 60), record(5 * 3600)]}).to_string());
    assert_eq!(added, json!({"errcode": 0, "errmsg": "ok"}), "not a word of what became of each");
    let rows = caller.records(&["li.lei"], MONDAY, "2026-06-09T00:00:00+08:00");
    let rows = rows["checkindata"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (&rows[1]["checkin_type"], &rows[1]["sch_checkin_time"]),
        (&json!("下班打卡"), &json!(MONDAY_S + 64800))
    );
}

#[test]
fn of_records_with_a_bad_one_among_them_none_is_added() {
    let mut caller = asking(&office(&LATE_DAY), whole());
    let good = record(18 * 3600 + 60);
    for (name, value) in [
        ("location_title", json!("门".repeat(1025))),
        ("device_detail", json!("d".repeat(41))),
        ("device_type", json!(4)),
        ("lat", json!(90_000_001)),
        ("lng", json!(-180_000_001)),
        ("wifiname", json!("guest")),
        ("mediaids", json!(["a", "b"])),
        ("checkin_time", json!(MONDAY_S + 40 * 86_400)),
    ] {
        let bad = with(good.clone(), &[(name, value)]);
        assert_eq!(errcode(&mut caller, ADD, &json!({"records": [good, bad]})), 40058, "{name}");
    }
    assert_eq!(errcode(&mut caller, ADD, &json!({"records": vec![good.clone(); 201]})), 40058);
    let stranger = with(good.clone(), &[("userid", json!("nobody"))]);
    assert_eq!(errcode(&mut caller, ADD, &json!({"records": [good, stranger]})), 301_021);
    assert_eq!(count(&caller.records(&["li.lei"], MONDAY, "2026-06-09T00:00:00+08:00")), 2);
}

#[test]
fn a_roster_is_written_for_days_to_come_only() {
    let company = Company::seeded(&CompanySpec { employees: 120, shift_workers: true, live: true, ..spec() });
    let mut caller = Caller::of(World::new(company, &Scenario::default()));
    let tester = caller.world.company().members(caller.now).find(|member| member.departments[0] == 33);
    let who = tester.unwrap().userid.clone();
    let mut set = |day: i8, schedule_id: u32, groupid: u32| {
        let body = json!({"groupid": groupid, "yearmonth": 202_606, "items": [{"userid": who, "day": day, "schedule_id": schedule_id}]});
        errcode(&mut caller, SET, &body)
    };
    assert_eq!([set(8, 303, 4), set(9, 999, 4), set(9, 303, 1), set(31, 303, 4)], [301_073, 301_075, 301_075, 301_075]);
    assert_eq!(set(9, 303, 4), 0);
    let told = caller.ask("checkin/getcheckinschedulist", &[&who], ("2026-06-09", "2026-06-09"));
    assert_eq!(told["schedule_list"][0]["schedule"]["scheduleList"][0]["schedule_info"]["schedule_name"], "夜班");
    caller.pass(2 * 86_400 + 12 * 3600);
    caller.sign_in();
    let rows = caller.records(&[&who], "2026-06-09T12:00:00+08:00", "2026-06-10T12:00:00+08:00");
    let rows = rows["checkindata"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["schedule_id"] == 303), "people work as they were told: {rows:?}");
    assert_eq!(caller.day(&who, "2026-06-09")["base_info"]["rule_info"]["schedulename"], "夜班");
}
