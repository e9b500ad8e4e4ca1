use jiff::{Timestamp, civil::date};

use super::*;
use crate::domain::{
    Claim, Window,
    approval::{CorrectionClaim, Slice, Span, SpanUnit},
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn of(contents: &Value) -> Result<Approval, WireError> {
    let info = json!({
        "sp_no": "202606050001", "sp_name": "请假", "sp_status": "2", "template_id": "t", "apply_time": "1780617600",
        "applyer": { "userid": "li.lei", "partyid": "1" }, "apply_data": { "contents": contents },
        "comments": [{ "commentcontent": "secret" }],
    });
    form(json!({ "errcode": 0, "info": info }).to_string().as_bytes())
}

fn claims(control: &str, value: &Value) -> Vec<Claim> {
    of(&json!([{ "control": "Text", "value": {} }, { "control": control, "value": value }])).unwrap().claims
}

#[test]
fn leave_says_its_kind_and_its_halves_even_if_its_numbers_are_written_as_text() {
    let value = json!({ "vacation": {
        "selector": { "options": [{ "key": 3, "value": [{ "text": "病假", "lang": "zh_CN" }] }] },
        "attendance": { "type": 1, "date_range": {
            "type": "halfday", "new_begin": "1780848000", "new_end": "1780891200", "new_duration": "86400",
            "perday_duration": 28800, "timezone_info": { "zone_offset": "-9", "zone_desc": "UTC+9" },
        }, "slice_info": { "day_items": [], "duration": 86400 } },
    }});
    let claims = claims("Vacation", &value);
    let [Claim::Leave { kind, span }] = claims.as_slice() else { panic!("{claims:?}") };
    assert_eq!((kind.id.as_str(), kind.name.as_str()), ("3", "病假"));
    let expected = Span {
        unit: SpanUnit::HalfDays,
        begin: at(1_780_848_000),
        end: at(1_780_891_200),
        duration_s: 86_400,
        day_s: Some(28_800),
        slices: None,
        zone: Some("UTC+9".into()),
    };
    assert_eq!(*span, expected);
}

#[test]
fn trip_outing_and_overtime_say_how_much_falls_on_which_day() {
    let value = |kind: i64| {
        json!({ "attendance": { "type": kind, "date_range": {
            "type": "hour", "new_begin": 1_781_834_400, "new_end": 1_781_841_600, "new_duration": 7200,
        }, "slice_info": { "day_items": [{ "daytime": 1_781_798_400, "duration": "7200" }, { "daytime": 1_781_884_800, "duration": 0 }] } } })
    };
    let slices = [Slice { day: date(2026, 6, 19), duration_s: 7200 }, Slice { day: date(2026, 6, 20), duration_s: 0 }];
    for kind in [3, 4, 5, 9] {
        let claims = claims("Attendance", &value(kind));
        let span = match claims.as_slice() {
            [Claim::Trip(span)] if kind == 3 => span,
            [Claim::Outing(span)] if kind == 4 => span,
            [Claim::Overtime(span)] if kind == 5 => span,
            [Claim::Other(9, span)] => span,
            other => panic!("{kind}: {other:?}"),
        };
        assert_eq!((&span.unit, span.slices.as_deref()), (&SpanUnit::Hours, Some(slices.as_slice())), "{kind}");
    }
}

#[test]
fn a_correction_says_its_day_if_it_was_told() {
    let value = |more: i64| json!({ "punch_correction": { "state": "上班-未打卡", "time": 1_780_880_400, "version": 1, "daymonthyear": more } });
    let claim =
        |day| Claim::Correction(CorrectionClaim { state: "上班-未打卡".into(), at: at(1_780_880_400), day });
    assert_eq!(claims("PunchCorrection", &value(1_780_848_000)), [claim(Some(date(2026, 6, 8)))]);
    assert_eq!(claims("PunchCorrection", &value(0)), [claim(None)]);
}

#[test]
fn a_form_about_something_else_claims_nothing_and_keeps_no_words_of_people() {
    let read = of(&json!([{ "control": "Textarea", "value": { "text": "secret" } }])).unwrap();
    assert_eq!((read.claims.len(), read.status), (0, ApprovalStatus::Approved));
    assert!(!format!("{read:?}").contains("secret"));
}

#[test]
fn a_claim_that_cannot_be_read_is_never_taken_for_none() {
    for (control, value, field) in [
        ("Vacation", json!({}), "vacation"),
        ("Vacation", json!({ "vacation": { "selector": { "options": [{ "key": "1" }] } } }), "attendance"),
        ("Vacation", json!({ "vacation": { "attendance": {} } }), "selector"),
        (
            "Attendance",
            json!({ "attendance": { "type": 3, "date_range": { "type": "hour", "new_begin": 1,
            "new_end": 2, "new_duration": 1 }, "slice_info": { "day_items": {} } } }),
            "day_items",
        ),
        ("Attendance", json!({ "attendance": { "date_range": {} } }), "type"),
        ("Attendance", json!({ "attendance": { "type": 3, "date_range": { "type": "hour" } } }), "new_begin"),
        ("PunchCorrection", json!({ "punch_correction": { "state": "迟到", "time": "" } }), "time"),
    ] {
        let error = of(&json!([{ "control": control, "value": value }])).unwrap_err();
        assert_eq!(error, WireError::Lacks { field }, "{control} {value}");
    }
    assert_eq!(of(&json!(null)), Err(WireError::Lacks { field: "contents" }));
    assert_eq!(of(&json!([{ "value": {} }])), Err(WireError::Lacks { field: "control" }));
}

#[test]
fn all_in_whose_name_somebody_applied_are_read_or_none() {
    let form_of = |people: Value| {
        let info = json!({
            "sp_no": "1", "sp_status": 1, "apply_time": 1, "batch_applyer": people, "apply_data": { "contents": [] },
        });
        form(json!({ "info": info }).to_string().as_bytes())
    };
    let read = form_of(json!([{ "userid": "a" }, { "userid": 7 }])).unwrap();
    assert_eq!(read.applicants.iter().map(EmployeeId::as_str).collect::<Vec<_>>(), ["a", "7"]);
    assert_eq!(form_of(json!([{ "userid": "a" }, {}])), Err(WireError::Lacks { field: "applyer" }));
    assert_eq!(form_of(json!({})), Err(WireError::Lacks { field: "batch_applyer" }));
    assert_eq!(form_of(json!([])), Err(WireError::Lacks { field: "applyer" }));
}

#[test]
fn an_empty_page_with_a_cursor_is_not_the_end() {
    let page = |body: &str| numbers(body.as_bytes()).unwrap();
    let first = page(r#"{"errcode":0,"sp_no_list":[],"new_next_cursor":"Ab9"}"#);
    let question = Question::all(Window { start: at(1), end: at(86_400) });
    let asked: Value = serde_json::from_str(&numbers_request(&question, first.next.as_ref())).unwrap();
    assert_eq!((first.rows.len(), &asked["new_cursor"]), (0, &json!("Ab9")));
    let last = page(r#"{"sp_no_list":["202606050001",202606050002,null,"-"]}"#);
    assert_eq!(last.rows.iter().map(ApprovalNumber::as_str).collect::<Vec<_>>(), ["202606050001", "202606050002"]);
    let positions: Vec<_> = last.quarantined.iter().map(|row| row.position).collect();
    assert_eq!((positions, last.next), (vec![2, 3], None));
}

#[test]
fn answers_without_their_list_or_form_are_named() {
    assert_eq!(numbers(br#"{"errcode":0}"#), Err(WireError::Lacks { field: "sp_no_list" }));
    for body in [r#"{"errcode":0}"#, r#"{"info":null}"#, r#"{"info":[1]}"#] {
        assert_eq!(form(body.as_bytes()), Err(WireError::Lacks { field: "info" }), "{body}");
    }
}
