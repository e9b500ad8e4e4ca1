//! Forms (审批): lists, details, and what they do to a day.

use super::{
    super::ApprovalPages,
    reports::{asking, office, whole},
    *,
};
use crate::sim::company::form::Status;

const NUMBERS: &str = "oa/getapprovalinfo";
const DETAIL: &str = "oa/getapprovaldetail";

fn leave(sp_no: &str, range: &Value) -> Value {
    json!({
        "sp_no": sp_no, "sp_name": "请假", "sp_status": 1, "template_id": "leave", "apply_time": 1_780_617_600,
        "applyer": {"userid": "li.lei", "partyid": "1"},
        "sp_record": [{"sp_status": 1, "approverattr": 1, "details": [
            {"approver": {"userid": "boss"}, "speech": "", "sp_status": 1, "sptime": 0, "media_id": []}
        ]}],
        "apply_data": {"contents": [{"control": "Vacation", "id": "v", "title": [], "value": {"vacation": {
            "selector": {"type": "single", "options": [{"key": "2", "value": [{"text": "事假", "lang": "zh_CN"}]}]},
            "attendance": {"date_range": range, "type": 1}
        }}}]}
    })
}

fn whole_day() -> Value {
    json!({"type": "halfday", "new_begin": 1_780_848_000, "new_end": 1_780_891_200, "new_duration": 86400})
}

fn settled(status: Status) -> Change {
    Change::FormSettled { sp_no: "1".into(), status }
}

#[test]
fn an_approved_leave_excuses_and_a_revoked_one_brings_the_absence_back() {
    let mut company = office(&[]);
    company["approvals"] = json!([leave("1", &whole_day())]);
    let mut caller = asking(&company, whole());
    let absent = json!([{"exception": 4, "count": 1, "duration": 28800}]);
    let report = |caller: &mut Caller| caller.day("li.lei", "2026-06-08");
    assert_eq!(report(&mut caller)["exception_infos"], absent, "a form nobody has decided excuses nothing");
    let mut caller = caller.after(settled(Status::Approved));
    let excused = report(&mut caller);
    assert_eq!(excused["exception_infos"], json!([]));
    assert_eq!(
        excused["sp_items"][0],
        json!({"type": 1, "vacation_id": 2, "count": 1, "duration": 86400, "time_type": 0, "name": "事假"})
    );
    assert_eq!(excused["holiday_infos"][0]["sp_number"], "1");
    assert_eq!(excused["holiday_infos"][0]["sp_title"]["data"][0]["text"], "请假1.0天");
    assert_eq!(excused["holiday_infos"][0]["sp_description"]["data"][0]["text"], "06/08 上午~06/08 下午");
    let mut caller = caller.after(settled(Status::Revoked));
    assert_eq!(report(&mut caller)["exception_infos"], absent);
    let detail = caller.post(DETAIL, r#"{"sp_no": "1"}"#);
    assert_eq!((&detail["info"]["sp_status"], &detail["info"]["sp_record"][0]["sp_status"]), (&json!(6), &json!(2)));
}

#[test]
fn leave_by_the_hour_moves_the_time_at_which_one_is_late() {
    let hours = json!({"type": "hour", "new_begin": 1_780_880_400, "new_end": 1_780_887_600, "new_duration": 7200});
    let mut company = office(&[("上班打卡", "时间异常 11:10:00"), ("下班打卡", "18:00:00")]);
    company["approvals"] = json!([leave("1", &hours)]);
    let mut caller = asking(&company, whole()).after(settled(Status::Approved));
    let report = caller.day("li.lei", "2026-06-08");
    assert_eq!(report["exception_infos"], json!([{"exception": 1, "count": 1, "duration": 600}]));
    assert_eq!(report["summary_info"]["regular_work_sec"], 50 * 60 + 5 * 3600);
    assert_eq!((&report["sp_items"][0]["duration"], &report["sp_items"][0]["time_type"]), (&json!(7200), &json!(1)));
}

/// A company whose people hand in forms.
fn paper(switches: Switches) -> Caller {
    let company = Company::seeded(&CompanySpec { employees: 120, forms: true, ..spec() });
    Caller::of(World::new(company, &switched(switches)))
}

/// The numbers of May, page by page, and how full the pages were.
fn may(caller: &mut Caller, filters: &Value) -> (Vec<String>, Vec<usize>) {
    let (mut numbers, mut pages, mut cursor) = (Vec::new(), Vec::new(), String::new());
    loop {
        let body = json!({"starttime": "1777564800", "endtime": "1780156800", "new_cursor": cursor, "size": 20, "filters": filters});
        let answer = caller.post(NUMBERS, &body.to_string());
        assert_eq!(answer["errcode"], 0, "{answer}");
        let page = answer["sp_no_list"].as_array().unwrap();
        pages.push(page.len());
        numbers.extend(page.iter().map(|number| number.as_str().unwrap().to_owned()));
        match answer.get("new_next_cursor") {
            Some(next) => next.as_str().unwrap().clone_into(&mut cursor),
            None => return (numbers, pages),
        }
    }
}

#[test]
fn pages_may_be_short_or_empty_while_more_follow_and_nothing_is_lost() {
    let (full, pages) = may(&mut paper(Switches::default()), &json!([]));
    assert!(full.len() > 60 && pages[..pages.len() - 1].iter().all(|page| *page == 20), "{pages:?}");
    let sparse = Switches { approval_pages: ApprovalPages::Sparse, ..Switches::default() };
    let (same, pages) = may(&mut paper(sparse), &json!([]));
    assert_eq!(full, same);
    assert!(pages.contains(&0) && pages.contains(&10), "{pages:?}");
    assert_eq!(full.iter().collect::<BTreeSet<_>>().len(), full.len());
}

#[test]
fn forms_of_every_kind_and_fate_can_be_filtered() {
    let mut caller = paper(Switches::default());
    let (all, _) = may(&mut caller, &json!([]));
    let mut by = |key: &str, value: &str| may(&mut caller, &json!([{"key": key, "value": value}])).0;
    let kinds = ["1", "2", "3", "4", "5"].map(|kind| by("record_type", kind).len());
    assert!(kinds.iter().all(|count| *count > 0) && kinds.iter().sum::<usize>() == all.len(), "{kinds:?}");
    let fates = ["1", "2", "3", "4", "6"].map(|status| by("sp_status", status).len());
    assert!(fates.iter().all(|count| *count > 0) && fates.iter().sum::<usize>() == all.len(), "{fates:?}");
    let detail =
        |caller: &mut Caller, number: &str| caller.post(DETAIL, &json!({"sp_no": number}).to_string())["info"].clone();
    let leave = by("record_type", "1");
    let info = detail(&mut caller, &leave[0]);
    assert_eq!((&info["sp_no"], &info["apply_data"]["contents"][0]["control"]), (&json!(leave[0]), &json!("Vacation")));
    let creator = info["applyer"]["userid"].clone();
    let of_creator =
        may(&mut caller, &json!([{"key": "creator", "value": creator}, {"key": "record_type", "value": "1"}])).0;
    assert!(of_creator.contains(&leave[0]));
    let mut caller = caller.after(Change::MemberLeft { userid: creator.as_str().unwrap().into() });
    let body = json!({"starttime": 1_777_564_800, "endtime": 1_780_156_800, "filters": [{"key": "creator", "value": creator}]});
    assert_eq!(caller.post(NUMBERS, &body.to_string())["errcode"], 301_055, "nobody asks for those who have left");
}

#[test]
fn a_form_that_is_deleted_is_not_listed_and_can_still_be_read() {
    let mut caller = paper(Switches::default());
    let (all, _) = may(&mut caller, &json!([]));
    let mut caller = caller.after(Change::FormSettled { sp_no: all[0].clone(), status: Status::Deleted });
    assert_eq!(may(&mut caller, &json!([])).0, all[1..]);
    assert_eq!(caller.post(DETAIL, &json!({"sp_no": all[0]}).to_string())["info"]["sp_status"], 7);
}

#[test]
fn what_is_asked_wrongly_is_refused_in_the_codes_of_forms() {
    let mut caller = paper(Switches::default());
    let mut errcode =
        |endpoint: &str, body: Value| caller.post(endpoint, &body.to_string())["errcode"].as_i64().unwrap();
    assert_eq!(errcode(DETAIL, json!({"sp_no": 202_605_010_001_i64})), 301_025);
    assert_eq!(errcode(DETAIL, json!({"sp_no": "202605019999"})), 301_025);
    assert_eq!(errcode(NUMBERS, json!({"starttime": "1780156800", "endtime": "1777564800"})), 301_025);
    assert_eq!(
        errcode(NUMBERS, json!({"starttime": 1_777_564_800, "endtime": 1_777_564_800 + 31 * 86_400 + 1})),
        301_112
    );
    let strict =
        json!({"starttime": 1_777_564_800, "endtime": 1_780_156_800, "filters": [{"key": "sp_status", "value": 2}]});
    assert_eq!(errcode(NUMBERS, strict), 301_025, "values of filters are text");
    let unlisted = &mut Caller::under(&fault(Fault::ApprovalsWithdrawn));
    assert_eq!(unlisted.post(NUMBERS, "{}")["errcode"], 301_055);
    let who = unlisted.somebody();
    assert_eq!(unlisted.records(&[&who], "2026-06-01T00:00:00+08:00", MONDAY)["errcode"], 0, "another list");
}

#[test]
fn corrections_on_paper_change_rows_only_while_they_hold() {
    let told = |forms| {
        let company = Company::seeded(&CompanySpec { employees: 120, forms, ..spec() });
        World::new(company, &Scenario::default())
    };
    let (with, without) = (told(true), told(false));
    let placeholders = |world: &World| world.truth().filter(crate::sim::company::Row::is_placeholder).count();
    let (fewer, more) = (placeholders(&with), placeholders(&without));
    assert!(fewer + 10 < more, "{fewer} {more}");
    let keys = |world: &World| {
        world
            .truth()
            .map(|row| (row.userid.clone(), row.sch_checkin_time, row.checkin_type.clone()))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(keys(&with), keys(&without), "the same slots, filled differently");
}
