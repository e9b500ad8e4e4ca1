//! What people did, what WeCom makes of it, and what changes when it is put right.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use punchdeck::{
    domain::{
        ApprovalStatus, Claim, DayRange, EmployeeId, Punch,
        report::{DayReport, ExceptionKind},
        time::{wecom_date, wecom_midnight},
    },
    wecom::{
        approvals::Question,
        bounds::Checked,
        wire::RecordTime,
        writing::{Addition, Additions, Correction, Device},
    },
};

use super::{Tenant, now, weeks, window};

async fn punches(tenant: &Tenant, people: &[EmployeeId], days: DayRange) -> Vec<Punch> {
    let read = tenant.client.punches(people, window(days)).await.unwrap();
    assert_eq!(read.quarantined, []);
    read.punches
}

async fn reports(tenant: &Tenant, people: &[EmployeeId], days: DayRange) -> Vec<DayReport> {
    let read = tenant.client.day_reports(people, days).await.unwrap();
    assert_eq!((read.quarantined, read.unfamiliar), (Vec::new(), std::collections::BTreeSet::new()));
    read.rows
}

fn missing(report: &DayReport) -> i64 {
    let cards = report.exceptions.iter().filter(|one| one.kind == ExceptionKind::Missing);
    cards.map(|one| one.count).sum()
}

#[tokio::test]
async fn totals_are_the_sums_of_the_days() {
    let tenant = Tenant::open().await;
    let people = &tenant.people()[..60];
    let mut worked: BTreeMap<EmployeeId, i64> = BTreeMap::new();
    for report in reports(&tenant, people, weeks()).await {
        *worked.entry(report.who).or_default() += report.worked_s.unwrap_or(0);
    }
    let totals = tenant.client.range_reports(people, weeks()).await.unwrap().rows;
    assert_eq!(totals.len(), people.len());
    for total in totals {
        assert_eq!(total.worked_s.unwrap_or(0), worked.get(&total.who).copied().unwrap_or(0), "{}", total.who);
    }
    assert!(worked.values().any(|seconds| *seconds > 300_000));
}

#[tokio::test]
async fn machines_know_who_punched_at_them_by_either_time() {
    let tenant = Tenant::open().await;
    let people = &tenant.people()[..100];
    let by = async |time| tenant.client.device_records(people, time, window(weeks())).await.unwrap().rows;
    let punched = by(RecordTime::Punched).await;
    assert!(punched.len() > 20 && punched.iter().all(|record| record.serial.is_some()), "{}", punched.len());
    let days: BTreeMap<_, _> = punched.iter().map(|record| (record.who.clone(), record.at)).collect();
    assert!(days.values().all(|at| weeks().contains(wecom_date(*at))));
    let uploaded = by(RecordTime::Uploaded).await;
    assert!(uploaded.iter().filter(|record| punched.contains(record)).count() > punched.len() / 2);
}

#[tokio::test]
async fn a_correction_fills_the_gap_in_rows_and_report() {
    let tenant = Tenant::open().await;
    let people = tenant.people();
    let rows = punches(&tenant, &people[..100], weeks()).await;
    let gap = rows.iter().find(|row| row.is_placeholder() && row.rule == Some(1)).expect("somebody forgot to punch");
    let (who, due) = (gap.who.clone(), gap.scheduled.unwrap());
    let day = wecom_date(due);
    let only = DayRange::one(day);
    let before = missing(&reports(&tenant, std::slice::from_ref(&who), only).await[0]);
    let due_s = due.duration_since(wecom_midnight(day)).as_secs();
    let correction =
        Correction { who: who.clone(), day, due_s: Some(due_s), at: due, remark: Some("忘打卡".into()) };
    tenant.client.correct_punch(&Checked::new(correction.clone()).unwrap()).await.unwrap();
    let after = reports(&tenant, std::slice::from_ref(&who), only).await;
    assert_eq!(missing(&after[0]), before - 1);
    let rows = punches(&tenant, &[who], only).await;
    assert!(rows.iter().any(|row| row.at == due && !row.is_placeholder()));

    let nothing_due = Correction { due_s: Some(due_s + 60), ..correction };
    let refused = tenant.client.correct_punch(&Checked::new(nothing_due).unwrap()).await.unwrap_err();
    assert_eq!(refused.errcode(), Some(301_080));
}

#[tokio::test]
async fn an_added_record_is_among_the_rows() {
    let tenant = Tenant::open().await;
    let who = tenant.people().remove(0);
    let day = weeks().to;
    let at = wecom_midnight(day) + SignedDuration::from_hours(8);
    let addition = Addition {
        who: who.clone(),
        at,
        place: "东门".into(),
        address: "-".into(),
        notes: None,
        wifi: None,
        photo: None,
        position: None,
        device: Device::Door,
        device_name: "门禁一号".into(),
    };
    let before = punches(&tenant, std::slice::from_ref(&who), DayRange::one(day)).await.len();
    tenant.client.add_records(&Checked::new(Additions(vec![addition])).unwrap()).await.unwrap();
    let rows = punches(&tenant, &[who], DayRange::one(day)).await;
    assert!(rows.iter().any(|row| row.at == at), "{before} before, {} after", rows.len());
}

#[tokio::test]
async fn every_form_can_be_paged_to_and_read() {
    let tenant = Tenant::open().await;
    let question = Checked::new(Question::all(window(weeks()))).unwrap();
    let (mut numbers, mut next) = (Vec::new(), None);
    loop {
        let page = tenant.client.approvals(&question, next.as_ref()).await.unwrap();
        numbers.extend(page.rows);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert!(numbers.len() > 30, "{}", numbers.len());
    let (mut kinds, mut states) = (BTreeMap::<&str, u32>::new(), BTreeMap::<String, u32>::new());
    for number in &numbers {
        let form = tenant.client.approval(number).await.unwrap();
        assert!(form.number == *number && form.applied_at < now() && form.applicants.len() == 1);
        let kind = match form.claims.as_slice() {
            [Claim::Leave { .. }] => "leave",
            [Claim::Trip { .. }] => "trip",
            [Claim::Outing { .. }] => "outing",
            [Claim::Overtime { .. }] => "overtime",
            [Claim::Correction { .. }] => "correction",
            claims => panic!("{} claims", claims.len()),
        };
        *kinds.entry(kind).or_default() += 1;
        *states.entry(format!("{:?}", form.status)).or_default() += 1;
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
    assert!(states.contains_key(&format!("{:?}", ApprovalStatus::Approved)) && states.len() >= 2, "{states:?}");
}
