use serde_json::{Value, json};

use super::*;
use crate::domain::RuleId;

fn only(group: &Value) -> Rule {
    let read = rules(json!({ "group": [group] }).to_string().as_bytes()).unwrap();
    assert_eq!((read.rules.len(), read.quarantined.len()), (1, 0));
    read.rules.into_iter().next().unwrap()
}

#[test]
fn a_rule_without_a_number_is_set_aside_and_the_others_are_used() {
    let body = json!({ "group": [{ "grouptype": 1 }, { "groupid": "7", "grouptype": 9 }, { "groupid": 8 }, []] });
    let read = rules(body.to_string().as_bytes()).unwrap();
    assert_eq!((read.rules[0].id, read.rules[0].kind), (RuleId(7), RuleKind::Other(9)));
    let faults: Vec<_> = read.quarantined.into_iter().map(|row| (row.position, row.fault)).collect();
    let lacks = |field| Fault::Lacks { field };
    assert_eq!(faults, [(0, lacks("groupid")), (2, lacks("grouptype")), (3, Fault::NotAnObject)]);
}

#[test]
fn whom_a_rule_covers_is_read_under_both_names() {
    for name in ["party_id", "partyid"] {
        let rule = only(&json!({
            "groupid": 1, "grouptype": 1, "white_users": ["Boss"],
            "range": { name: ["1", "2"], "userid": ["li.lei", "not an id"], "tagid": [2] },
        }));
        assert_eq!(rule.scope.departments.iter().map(|id| id.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(rule.scope.employees, [EmployeeId::parse("li.lei").unwrap()].into());
        assert!(rule.exempt.contains(&EmployeeId::parse("boss").unwrap()));
        assert_eq!(rule.scope.tags, [2].into());
    }
}

#[test]
fn a_roster_rule_tells_the_terms_of_its_shifts() {
    let night = json!({
        "schedule_id": 229, "schedule_name": "夜班", "limit_aheadtime": 3_600_000, "limit_offtime": 7_200,
        "flex_on_duty_time": 300, "noneed_offwork": true,
        "time_section": [{ "time_id": 1, "work_sec": 79_200, "off_work_sec": 21_600 }],
    });
    let rule = only(&json!({ "groupid": 11, "grouptype": 2, "schedulelist": [night] }));
    let shift = &rule.shifts[0];
    assert_eq!((shift.id, shift.name.as_str(), shift.hours.on_grace_s), (229, "夜班", Some(300)));
    assert_eq!((shift.hours.open_before_s, shift.hours.close_after_s), (Some(3_600), Some(7_200)));
    let segment = &shift.hours.segments[0];
    assert_eq!((segment.id, segment.on_s, segment.off_s), (Some(1), 79_200, 108_000));
    assert!(shift.hours.no_off_needed);
}

#[test]
fn a_free_rule_tells_how_punches_are_paired_and_where_its_day_ends() {
    let rule = only(&json!({
        "groupid": 12, "grouptype": 3, "checkin_method_type": 1, "offwork_interval_time": 300,
        "span_day_time": 0, "standard_work_duration": 28_800,
    }));
    assert_eq!((rule.kind, rule.pairing, rule.pair_gap_s), (RuleKind::Free, Some(Pairing::FirstAndLast), Some(300)));
    assert_eq!((rule.day_cut_s, rule.standard_work_s), (Some(0), Some(28_800)));
    let bare = only(&json!({ "groupid": 12, "grouptype": 3, "standard_work_duration": -1 }));
    assert_eq!((bare.day_cut_s, bare.standard_work_s, bare.pairing), (None, None, None));
}

#[test]
fn a_set_bit_closes_a_correction_and_minus_one_is_no_limit() {
    let rule = only(&json!({
        "groupid": 1, "grouptype": 1, "allow_apply_offworkday": true, "buka_restriction": 5,
        "allow_apply_bk_cnt": -1, "allow_apply_bk_day_limit": 2,
    }));
    assert_eq!(rule.corrections.closed_for, [Correctable::Missing, Correctable::Early].into());
    assert_eq!((rule.corrections.allowed, rule.corrections.per_month), (Some(true), Some(Limit::Unlimited)));
    assert_eq!(rule.corrections.days_back, Some(Limit::AtMost(2)));
    assert_eq!(only(&json!({ "groupid": 1, "grouptype": 1 })).corrections, Corrections::default());
}

#[test]
fn where_and_with_what_people_punch_is_read() {
    let rule = only(&json!({
        "groupid": 1, "grouptype": 1, "type": 3, "option_out_range": 1, "open_sp_checkin": false,
        "loc_infos": [{ "lat": 30_547_030, "lng": "104062890", "distance": 300 }, { "lat": 0, "lng": 0, "distance": 300 }],
        "wifimac_infos": [{ "wifiname": "HQ", "wifimac": "C0:7B:bc:37:f8:d3" }, { "wifiname": "no address" }],
    }));
    assert_eq!(rule.places, [Area { latitude: 30_547_030, longitude: 104_062_890, within_m: 300 }]);
    assert_eq!(rule.networks, ["c0:7b:bc:37:f8:d3".to_owned()].into());
    assert_eq!((rule.means, rule.out_of_range), (Some(Means::PhoneOrMachine), Some(OutOfRange::FieldWork)));
    assert!(!rule.approval_punches);
    assert!(only(&json!({ "groupid": 1, "grouptype": 1 })).approval_punches, "absent means open");
}

#[test]
fn a_special_day_without_a_date_is_set_aside_and_its_rule_is_used() {
    let body = json!({ "group": [
        { "groupid": 1, "grouptype": 1, "spe_offdays": [{ "timestamp": "soon" }, { "timestamp": 1_781_280_000 }], "spe_workdays": [7] },
    ] });
    let read = rules(body.to_string().as_bytes()).unwrap();
    assert_eq!((read.rules[0].special_offdays.len(), read.rules[0].special_workdays.len()), (1, 0));
    let field = "timestamp";
    let faults: Vec<_> = read.quarantined.iter().map(|part| (part.fault.clone(), part.row.as_str())).collect();
    let expected = [(Fault::Lacks { field }, "7"), (Fault::Malformed { field }, r#"{"timestamp":"soon"}"#)];
    assert_eq!(faults, expected);
}

#[test]
fn numbers_that_nobody_knows_are_kept_and_told_once() {
    let group = json!({
        "groupid": 1, "grouptype": 4, "type": 9, "buka_restriction": 16, "checkin_method_type": "twice",
        "ot_info": { "type": 5 },
    });
    let read = rules(json!({ "group": [group, group] }).to_string().as_bytes()).unwrap();
    assert_eq!((read.rules[0].kind, read.rules[0].means), (RuleKind::Other(4), Some(Means::Other(9))));
    let told: Vec<_> = read.unfamiliar.iter().map(|one| (one.field, one.value.as_str())).collect();
    let expected = [
        ("buka_restriction", "16"),
        ("checkin_method_type", "twice"),
        ("grouptype", "4"),
        ("type", "5"),
        ("type", "9"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_rule_of_a_person_knows_the_grace_that_the_company_wide_answer_keeps_to_itself() {
    let date = jiff::civil::date(2026, 6, 8);
    let body = json!({ "info": [
        { "userid": "li.lei", "group": {
            "groupid": 10, "grouptype": 1, "group.checkin_method_type": 0,
            "checkindate": [{ "workdays": [1], "flex_on_duty_time": -1, "flex_time": 300_000 }],
        } },
        { "userid": "han.meimei" },
    ] });
    let read = effective_rules(body.to_string().as_bytes(), date).unwrap();
    let found = &read.rows[0];
    assert_eq!((found.who.as_str(), found.date, found.rule.id), ("li.lei", date, RuleId(10)));
    assert_eq!(found.rule.week[0].hours.on_grace_s, Some(300));
    assert_eq!(found.rule.pairing, Some(Pairing::Alternating));
    assert_eq!(read.quarantined[0].fault, Fault::Lacks { field: "groupid" });
    assert_eq!(read.quarantined[0].who, EmployeeId::parse("han.meimei").ok());
}

#[test]
fn the_rule_of_a_person_is_asked_for_by_midnight_of_the_day() {
    let people = [EmployeeId::parse("li.lei").unwrap()];
    let asked: Value = serde_json::from_str(&effective_request(&people, jiff::civil::date(2017, 11, 30))).unwrap();
    assert_eq!(asked, json!({ "datetime": 1_511_971_200, "useridlist": ["li.lei"] }));
}
