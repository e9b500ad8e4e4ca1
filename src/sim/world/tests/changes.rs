//! What changes, and what of it can be seen.

use super::{
    super::{Leaver, MissingRowsFrom},
    reports::{LATE_DAY, asking, office, whole},
    *,
};
use crate::sim::company::{CorrectionShows, Impossible, Kept, Member, form::Status};

const JUNE_8: (&str, &str) = (MONDAY, "2026-06-09T05:00:00+08:00");

fn left(userid: &str) -> Change {
    Change::MemberLeft { userid: userid.into() }
}

/// Time and exceptions of each row of that Monday.
fn rows(caller: &mut Caller, who: &str) -> Vec<(String, String)> {
    let answer = caller.records(&[who], JUNE_8.0, JUNE_8.1);
    assert_eq!(answer["errcode"], 0, "{answer}");
    let told = |row: &Value| {
        let at = Timestamp::from_second(row["checkin_time"].as_i64().unwrap()).unwrap();
        let time = crate::domain::time::WECOM_OFFSET.to_datetime(at).strftime("%H:%M:%S").to_string();
        (time, row["exception_type"].as_str().unwrap().to_owned())
    };
    answer["checkindata"].as_array().unwrap().iter().map(told).collect()
}

fn row(time: &str, exception: &str) -> (String, String) {
    (time.into(), exception.into())
}

fn exceptions(caller: &mut Caller) -> Value {
    caller.day("li.lei", "2026-06-08")["exception_infos"].clone()
}

#[test]
fn a_leavers_account_fails_the_batch_or_is_left_out_as_the_switch_says() {
    for (leaver, errcode) in [(Leaver::NotInContacts, 301_021), (Leaver::Omit, 0)] {
        let mut caller = small_under(Switches { leaver, ..Switches::default() }).after(left("LiNa"));
        let answer = caller.records(&["LiNa", "zhang.wei"], JUNE_30.0, JUNE_30.1);
        assert_eq!(answer["errcode"], errcode);
        assert_eq!(answer["checkindata"].as_array().unwrap().len(), usize::from(errcode == 0));
        assert_eq!(caller.records(&["never.was"], JUNE_30.0, JUNE_30.1)["errcode"], 301_021);
    }
}

#[test]
fn whoever_is_renamed_is_found_under_the_new_name_with_everything_they_did() {
    let renamed = Change::MemberRenamed { userid: "lina".into(), new_userid: "LN001".into() };
    let mut caller = small_under(Switches::default()).after(renamed);
    assert_eq!(caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)["errcode"], 301_021);
    let answer = caller.records(&["ln001"], JUNE_30.0, JUNE_30.1);
    assert_eq!(answer["checkindata"][0]["userid"], "LN001");
    let users = caller.get("user/list", &[("department_id", "3")]);
    assert_eq!(users["userlist"][0]["userid"], "LN001");
}

#[test]
fn a_change_is_not_seen_before_its_time() {
    let mut caller = small_under(Switches::default());
    caller.world.apply(left("LiNa"), caller.now + jiff::SignedDuration::from_secs(10)).unwrap();
    assert_eq!(count(&caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)), 1);
    caller.pass(10);
    assert_eq!(caller.records(&["LiNa"], JUNE_30.0, JUNE_30.1)["errcode"], 301_021);
}

#[test]
fn whoever_moves_or_joins_is_where_they_are() {
    let joins = Change::MemberJoined { profile: json!({"userid": "new.one", "name": "新人", "department": [3]}) };
    let moves = Change::MemberMoved { userid: "hidden".into(), departments: vec![3] };
    let mut caller = small_under(Switches::default()).after(joins).after(moves);
    let users = caller.get("user/list", &[("department_id", "3")]);
    let names = users["userlist"].as_array().unwrap().iter().map(|user| user["userid"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["hidden", "LiNa", "new.one"]);
    assert_eq!(count(&caller.records(&["hidden"], JUNE_30.0, JUNE_30.1)), 1, "now the app may see them");
}

#[test]
fn what_cannot_happen_does_not() {
    let mut company = small();
    let mut fails = |change| company.apply(change, instant(MONDAY)).unwrap_err();
    assert_eq!(fails(left("nobody")), Impossible::NoSuchMember("nobody".into()));
    let renamed = Change::MemberRenamed { userid: "LiNa".into(), new_userid: "HIDDEN".into() };
    assert_eq!(fails(renamed), Impossible::NameTaken("HIDDEN".into()));
    assert_eq!(fails(Change::RuleEdited { group: json!({"groupid": 11}) }), Impossible::NoSuchRule(11));
    let settled = Change::FormSettled { sp_no: "1".into(), status: Status::Approved };
    assert_eq!(fails(settled), Impossible::NoSuchForm("1".into()));
}

#[test]
fn changes_are_read_as_a_scenario_writes_them() {
    let read = |text: &str| -> Change {
        toml::from_str::<std::collections::BTreeMap<String, Change>>(text).unwrap().remove("do").unwrap()
    };
    assert_eq!(read(r#"do = { member_left = { userid = "li.lei" } }"#), left("li.lei"));
    let roster = r#"do = { roster_set = { userid = "li.lei", date = "2026-06-09", schedule_id = 0 } }"#;
    let expected = Change::RosterSet { userid: "li.lei".into(), date: date(2026, 6, 9), schedule_id: 0 };
    assert_eq!(read(roster), expected);
    let settled = r#"do = { form_settled = { sp_no = "1", status = "revoked" } }"#;
    assert_eq!(read(settled), Change::FormSettled { sp_no: "1".into(), status: Status::Revoked });
    let uploaded = r#"do = { machine_uploaded = { device_sn = "G1", device_name = "门", punches = [ { userid = "a", checkin_time = 1 } ] } }"#;
    assert!(matches!(read(uploaded), Change::MachineUploaded { .. }));
}

#[test]
fn a_correction_changes_the_days_rows_and_its_report() {
    let late = row("09:08:00", "时间异常");
    let off = row("18:00:00", "");
    for (shows, expected) in [
        (CorrectionShows::ChangedRow, vec![row("08:58:00", ""), off.clone()]),
        (CorrectionShows::NewRow, vec![row("08:58:00", ""), late.clone(), off.clone()]),
        (CorrectionShows::ExceptionCleared, vec![row("09:08:00", ""), off.clone()]),
    ] {
        let mut caller = asking(&office(&LATE_DAY), Switches { correction_shows: shows, ..whole() });
        assert_eq!(rows(&mut caller, "li.lei"), [late.clone(), off.clone()]);
        assert_eq!(exceptions(&mut caller), json!([{"exception": 1, "count": 1, "duration": 480}]));
        let at = instant("2026-06-08T08:58:00+08:00").as_second();
        let change = Change::PunchCorrected {
            userid: "li.lei".into(),
            date: date(2026, 6, 8),
            scheduled_s: Some(32400),
            checkin_time: at,
        };
        let mut caller = caller.after(change);
        assert_eq!(rows(&mut caller, "li.lei"), expected, "{shows:?}");
        assert_eq!(exceptions(&mut caller), json!([]), "{shows:?}");
        assert_eq!(caller.day("li.lei", "2026-06-08")["sp_items"][0]["count"], 1);
        let truth = caller.world.truth_at(caller.now).count();
        assert_eq!((truth, caller.world.truth().count()), (expected.len(), expected.len()));
    }
}

#[test]
fn a_punch_that_a_machine_kept_takes_the_place_of_the_missing_one() {
    let company = office(&[("上班打卡", "08:55:00"), ("下班打卡", "未打卡 18:00:00")]);
    let mut caller = asking(&company, whole());
    assert_eq!(exceptions(&mut caller), json!([{"exception": 3, "count": 1, "duration": 0}]));
    let kept = |time: &str, userid: &str| {
        let checkin_time = instant(&format!("2026-06-08T{time}+08:00")).as_second();
        Kept { userid: userid.into(), checkin_time }
    };
    let punches = vec![kept("18:05:00", "li.lei"), kept("04:30:00", "li.lei"), kept("18:06:00", "gone.since")];
    let before = caller.now.as_second();
    caller.pass(60);
    let mut caller =
        caller.after(Change::MachineUploaded { device_sn: "GATE-01".into(), device_name: "一号门".into(), punches });
    assert_eq!(rows(&mut caller, "li.lei"), [row("08:55:00", ""), row("18:05:00", "")]);
    assert_eq!(exceptions(&mut caller), json!([]));
    let mut ask = |filter_type: u8, from: i64| {
        let body = json!({"filter_type": filter_type, "starttime": from, "endtime": from + 86_400,
            "useridlist": ["li.lei", "gone.since", "nobody"]});
        let answer = caller.post("hardware/get_hardware_checkin_data", &body.to_string());
        answer["checkindata"].as_array().unwrap().clone()
    };
    let monday = instant(MONDAY).as_second();
    let times = |punches: Vec<Value>| {
        punches.iter().map(|punch| punch["checkin_time"].as_i64().unwrap() - monday).collect::<Vec<_>>()
    };
    assert_eq!(times(ask(1, monday)), [4 * 3600 + 1800, 18 * 3600 + 300], "what the rule rejects is there too");
    assert_eq!(times(ask(2, monday)), Vec::<i64>::new(), "nothing was uploaded on that day");
    let uploaded = ask(2, before + 30);
    assert_eq!(uploaded.len(), 2);
    let first =
        json!({"userid": "li.lei", "checkin_time": monday + 16_200, "device_sn": "GATE-01", "device_name": "一号门"});
    assert_eq!(uploaded[0], first);
}

#[test]
fn an_edited_rule_holds_from_the_next_day_on_and_moves_the_rows() {
    let company = Company::seeded(&CompanySpec { live: true, ..spec() });
    let mut caller = Caller::of(World::new(company, &switched(whole())));
    let company = caller.world.company();
    let in_office = |member: &&Member| company.rule(member, date(2026, 6, 8)).is_some_and(|rule| rule["groupid"] == 1);
    let who = company.members(caller.now).find(in_office).unwrap().userid.clone();
    let mut group = caller.world.company().rules(caller.now).find(|rule| rule["groupid"] == 1).unwrap().clone();
    group["checkindate"][0]["checkintime"][0]["work_sec"] = json!(8 * 3600);
    caller.pass(10 * 3600);
    let mut caller = caller.after(Change::RuleEdited { group });
    caller.pass(3 * 86_400);
    caller.sign_in();
    let due = |caller: &mut Caller, day: &str| {
        let report = caller.day(&who, day);
        let late = report["exception_infos"].as_array().unwrap().iter().any(|info| info["exception"] == 1);
        (report["base_info"]["rule_info"]["checkintime"][0]["work_sec"].clone(), late)
    };
    assert_eq!(due(&mut caller, "2026-06-08").0, 9 * 3600, "the day of the edit still counts as before");
    assert_eq!(due(&mut caller, "2026-06-09"), (json!(8 * 3600), true), "who comes at nine is late for eight");
    let rows = caller.records(&[&who], "2026-06-09T00:00:00+08:00", "2026-06-09T13:00:00+08:00");
    assert_eq!(rows["checkindata"][0]["sch_checkin_time"], instant("2026-06-09T08:00:00+08:00").as_second());
    assert!(rows["checkindata"][0]["exception_type"].as_str().unwrap().contains("时间异常"));
}

#[test]
fn placeholders_appear_when_the_switch_says() {
    for (missing_rows_from, hours) in
        [(MissingRowsFrom::SlotEnd, 14), (MissingRowsFrom::DayEnd, 24), (MissingRowsFrom::NextDay, 30)]
    {
        let company = Company::seeded(&CompanySpec { live: true, employees: 200, ..spec() });
        let switches = Switches { missing_rows_from, ..Switches::default() };
        let world = World::new(company, &switched(switches));
        let missing = |hour: i64| {
            let now = instant(MONDAY) + jiff::SignedDuration::from_secs(hour * 3600 - 1);
            let rows = world.truth_at(now).filter(|row| row.day() == Some(date(2026, 6, 8)));
            rows.filter(|row| row.is_placeholder() && row.checkin_type == "上班打卡").count()
        };
        let first = (1..=40).find(|hour| missing(*hour) > 0).unwrap();
        assert!((hours - 3..=hours + 1).contains(&first), "{missing_rows_from:?}: {first}");
    }
}

#[test]
fn a_company_tells_the_range_that_its_agent_names() {
    let mut company = office(&LATE_DAY);
    company["agent"] =
        json!({"allow_userinfos": {"user": [{"userid": "somebody.else"}]}, "allow_partys": {"partyid": []}});
    let mut caller = asking(&company, whole());
    assert_eq!(count(&caller.records(&["li.lei"], JUNE_8.0, JUNE_8.1)), 0);
    company["agent"]["allow_userinfos"]["user"][0]["userid"] = json!("LI.LEI");
    let mut caller = asking(&company, whole());
    assert_eq!(count(&caller.records(&["li.lei"], JUNE_8.0, JUNE_8.1)), 2);
    assert_eq!(caller.get("agent/get", &[("agentid", "1000002")])["allow_userinfos"]["user"][0]["userid"], "LI.LEI");
}
