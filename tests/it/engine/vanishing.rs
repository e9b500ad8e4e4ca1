//! Rows that WeCom no longer gives: kept, doubted, withdrawn.

use std::time::Duration;

use jiff::{Timestamp, civil::date};
use punchdeck::{
    console::{
        QueueFilter, SyncRequest,
        view::{PassView, Tally},
    },
    domain::{
        AnomalyKind, Stream,
        anomaly::{AnomalyState, Subject},
        time::wecom_date,
    },
    sim::{
        Company, SharedWorld,
        company::{CorrectionShows, Row, View},
    },
    store::MemoryDisk,
};

use crate::desk::{Desk, all_days, clock, company, world};

/// Longer than a second look must wait.
const A_WHILE: Duration = Duration::from_mins(11);

/// Every row of the company, in the order in which they are numbered.
pub fn all_rows(world: &SharedWorld) -> Vec<Row> {
    let world = world.lock();
    let company = world.company();
    let view = View { now: Timestamp::MAX, corrections: CorrectionShows::ChangedRow };
    company.members(view.now).flat_map(|member| company.rows(member, company.past(), view)).collect()
}

/// The same company, of whose rows only some are left.
pub fn keep_rows(world: &SharedWorld, keep: impl Fn(usize) -> bool) {
    let rows = all_rows(world).into_iter().enumerate();
    let left = rows.filter(|(number, _)| keep(*number)).map(|(_, row)| row).collect();
    let mut world = world.lock();
    let company = world.company();
    let members = company.members(Timestamp::MAX).cloned().collect();
    let rules = company.rules(Timestamp::MAX).cloned().collect();
    let poorer = Company::listed(company.departments().to_vec(), members, rules, left);
    world.set_company(poorer);
}

fn of_records(pass: &PassView) -> Tally {
    let records = pass.streams.iter().find(|progress| progress.stream == Stream::Records);
    records.map(|progress| progress.tally).unwrap_or_default()
}

/// A day on which a company of 200 works, and late enough to judge it.
const THE_DAY: jiff::civil::Date = date(2026, 3, 27);

#[tokio::test(start_paused = true)]
async fn y20_hundreds_missing_at_once_are_one_alert_about_the_feed_until_their_rows_come() {
    let (world, clock) = (world(200), clock());
    let rows = all_rows(&world);
    let of_the_day = |row: &Row| wecom_date(Timestamp::from_second(row.checkin_time).unwrap()) == THE_DAY;
    keep_rows(&world, |number| !of_the_day(&rows[number]) || number % 3 == 0);
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(all_days()).await;
    desk.seat.rest(A_WHILE).await;
    let [alert] = desk.seat.open(AnomalyKind::FeedSuspect).await.try_into().unwrap();
    let Subject::Integration { stream: Some(Stream::Records), about } = &alert.subject else { panic!("{alert:?}") };
    assert_eq!(*about, THE_DAY.to_string());
    world.lock().set_company(Company::seeded(&company(200)));
    desk.sync(all_days()).await;
    desk.seat.rest(A_WHILE).await;
    assert_eq!(desk.seat.open(AnomalyKind::FeedSuspect).await, []);
    desk.close().await;
}

/// How the alert that rows vanished stands. A company that is but a list of rows tells no day reports, and
/// that these vanished is an alert of its own.
async fn shrink_alert(desk: &mut Desk) -> Option<AnomalyState> {
    let filter = QueueFilter { kinds: vec![AnomalyKind::Shrink], resolved_too: true, ..QueueFilter::default() };
    let of_records = |subject: &Subject| matches!(subject, Subject::Integration { stream: Some(Stream::Records), .. });
    let alerts = desk.seat.queue(filter, 10).await;
    alerts.iter().find(|row| of_records(&row.anomaly.subject)).map(|row| row.anomaly.state)
}

#[tokio::test(start_paused = true)]
async fn y05_rows_that_vanish_all_at_once_are_kept_until_somebody_says_that_they_are_gone() {
    let (world, clock) = (world(60), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(all_days()).await;
    let known = desk.rows();
    keep_rows(&world, |_| false);
    for _ in 0..4 {
        let pass = desk.sync(all_days()).await;
        assert_eq!(of_records(&pass).withdrawn, 0);
        assert_eq!(of_records(&pass).missing, known.len() as u64);
        desk.seat.rest(A_WHILE).await;
    }
    assert_eq!(desk.rows(), known);
    assert_eq!(shrink_alert(&mut desk).await, Some(AnomalyState::Open));

    let believing = SyncRequest { days: Some(all_days()), believe_missing: true, ..SyncRequest::everything() };
    let pass = desk.pull(believing).await;
    assert_eq!(of_records(&pass).withdrawn, known.len() as u64);
    assert!(desk.rows().is_empty());
    desk.pull(SyncRequest::everything()).await;
    assert!(matches!(shrink_alert(&mut desk).await, Some(AnomalyState::AutoResolved(_))));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_few_rows_that_vanish_are_withdrawn_at_the_second_look() {
    let (world, clock) = (world(60), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(all_days()).await;
    let known = desk.rows().len();
    desk.seat.rest(A_WHILE).await;
    keep_rows(&world, |number| !number.is_multiple_of(20));
    let gone = known - desk.truth().len();
    let first = desk.sync(all_days()).await;
    assert_eq!((of_records(&first).missing, of_records(&first).withdrawn), (gone as u64, 0));
    assert_eq!(desk.rows().len(), known);
    desk.seat.rest(A_WHILE).await;
    let second = desk.sync(all_days()).await;
    assert_eq!((of_records(&second).missing, of_records(&second).withdrawn), (0, gone as u64));
    assert_eq!(desk.rows(), desk.truth());
    assert_eq!(shrink_alert(&mut desk).await, None);
    desk.close().await;
}
