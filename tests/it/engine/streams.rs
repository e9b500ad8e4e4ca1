//! What is pulled beside the rows: day reports, rosters, and what machines recorded.

use std::time::Duration;

use jiff::{SignedDuration, civil::date};
use punchdeck::{
    console::{
        SyncRequest,
        view::{PassState, PassView, Tally},
    },
    domain::{AnomalyKind, DayRange, PaperKind, Stream, report::Verbatim, time::wecom_midnight},
    engine::core::Restored,
    sim::{
        CompanySpec, SharedWorld, World,
        company::{Change, Kept},
    },
    store::{MemoryDisk, SledDisk},
    sync::{Job, Work},
    wecom::wire::{day_reports, device_records, rosters},
};
use serde_json::Value;

use super::stage::{Stage, fair, refused};
use crate::desk::{Desk, Setup, clock, company, ten_days, world};

const PAPERS: [Stream; 3] = [Stream::DayReports, Stream::Rosters, Stream::Devices];

fn tallies(pass: &PassView) -> [Tally; 3] {
    PAPERS.map(|stream| pass.streams.iter().find(|part| part.stream == stream).unwrap().tally)
}

#[tokio::test(start_paused = true)]
async fn papers_are_kept_as_wecom_told_them_and_a_second_pass_changes_nothing() {
    let world = SharedWorld::new(World::seeded(&CompanySpec { shift_workers: true, ..company(40) }));
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(SledDisk::open(folder.path(), 0).unwrap(), &world, &clock()).await;
    let first = desk.sync(ten_days()).await;
    assert_eq!(first.state, PassState::Done, "{:?}", first.failures);
    assert!(tallies(&first).iter().all(|tally| tally.inserted > 0), "{:?}", tallies(&first));
    let second = desk.sync(ten_days()).await;
    let changed = tallies(&second).map(|tally| (tally.inserted, tally.updated, tally.missing));
    assert_eq!(changed, [(0, 0, 0); 3]);
    assert_eq!(tallies(&second).map(|tally| tally.unchanged), tallies(&first).map(|tally| tally.inserted));

    let (mut read, march) = ([0, 0, 0], DayRange { from: date(2026, 3, 1), to: date(2026, 3, 31) });
    for who in desk.store.organisation().unwrap().employees.keys() {
        let texts = |kind| -> Vec<Verbatim> {
            desk.store.papers(kind, who, march).unwrap().into_iter().map(|filed| filed.paper.text).collect()
        };
        for Verbatim(text) in texts(PaperKind::DayReport) {
            read[0] += day_reports(format!("{{\"datas\":[{text}]}}").as_bytes()).unwrap().rows.len();
        }
        for Verbatim(text) in texts(PaperKind::Roster) {
            read[1] += rosters(format!("{{\"schedule_list\":[{text}]}}").as_bytes()).unwrap().rows.len();
        }
        for Verbatim(text) in texts(PaperKind::DeviceRecord) {
            read[2] += device_records(format!("{{\"checkindata\":[{text}]}}").as_bytes()).unwrap().rows.len();
        }
    }
    assert_eq!(read.map(|rows| rows as u64), tallies(&first).map(|tally| tally.inserted), "every paper reads again");
    desk.close().await;
}

/// Case Y3.
#[tokio::test(start_paused = true)]
async fn y03_what_a_gate_delivers_days_later_is_found_by_the_next_poll() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_mins(10)).await;
    let day = DayRange::one(date(2026, 3, 26));
    let evening = wecom_midnight(day.from) + SignedDuration::from_secs(20 * 3600 + 31 * 60);
    let everybody = desk.store.organisation().unwrap().employees.into_keys();
    let punches = everybody.map(|who| Kept { userid: who.to_string(), checkin_time: evening.as_second() }).collect();
    let change = Change::MachineUploaded { device_sn: "GATE-01".into(), device_name: "一号门".into(), punches };
    world.lock().apply(change, clock.now()).unwrap();
    let delivered = |rows: Vec<Value>| -> Vec<Value> {
        rows.into_iter().filter(|row| row["checkin_time"] == evening.as_second()).collect()
    };
    let due = delivered(desk.truth_of(day));
    assert!(!due.is_empty() && delivered(desk.rows_of(day)).is_empty(), "the upload changes rows of the past");

    desk.seat.rest(Duration::from_mins(6)).await;
    assert_eq!(delivered(desk.rows_of(day)), due);
    let again = |desk: &Desk| {
        let started = desk.store.audit_from(1, usize::MAX).unwrap().into_iter().map(|link| link.row);
        started.filter(|row| row.action == "sync.start" && row.detail["days"] == day.to_string()).count()
    };
    assert_eq!(again(&desk), 1);
    desk.seat.rest(Duration::from_mins(20)).await;
    assert_eq!(again(&desk), 1, "once for each upload");
    assert!(desk.store.uploads_until().unwrap() > Some(evening), "a restart goes on from there");
    desk.close().await;
}

#[test]
fn a_stream_that_is_denied_is_an_alert_and_holds_up_no_other() {
    let mut stage = Stage::open(30, &Setup::scheduled(), Restored::default());
    let is_report = |job: &Job| matches!(job.work, Work::Papers { kind: PaperKind::DayReport, .. });
    stage.answers = Box::new(move |job| if is_report(job) { Err(refused(job, 48002)) } else { Ok(fair(job, 30)) });
    stage.after(SignedDuration::ZERO);
    assert_eq!(stage.open_of(AnomalyKind::Permission), 1);
    assert!(stage.written.iter().any(|unit| unit.last_whole.is_some()), "what verdicts stand on was pulled whole");

    let asked = stage.asked.len();
    stage.after(SignedDuration::from_mins(31));
    let since: Vec<_> = stage.asked[asked..].iter().map(|job| job.work.stream()).collect();
    assert!(since.contains(&Stream::DayReports), "what was denied is tried again");
    assert!(!since.contains(&Stream::Organisation), "and nothing is pulled again for it: {since:?}");

    stage.answers = Box::new(|job| Ok(fair(job, 30)));
    stage.after(SignedDuration::from_mins(31));
    assert_eq!([AnomalyKind::Permission, AnomalyKind::SyncFailed].map(|kind| stage.open_of(kind)), [0, 0]);
}

#[test]
fn todays_report_is_asked_for_only_where_everything_is() {
    let last_day = |request: SyncRequest| {
        let mut stage = Stage::open(3, &Setup::default(), Restored::default());
        stage.sync(SyncRequest { streams: vec![Stream::DayReports], ..request });
        stage
            .asked
            .iter()
            .filter_map(|job| if let Work::Papers { days, .. } = &job.work { Some(days.to) } else { None })
            .max()
    };
    let today = date(2026, 3, 30);
    let week = DayRange { from: date(2026, 3, 24), to: today };
    assert_eq!(last_day(SyncRequest::everything()), Some(today));
    assert_eq!(last_day(SyncRequest { days: Some(week), ..SyncRequest::everything() }), Some(date(2026, 3, 29)));
}
