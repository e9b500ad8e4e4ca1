//! The sync from the simulated WeCom to the disk, in simulated time.

use std::{collections::BTreeSet, time::Duration};

use jiff::{ToSpan, civil::date};
use punchdeck::{
    console::{
        QueueFilter,
        view::{PassState, PassView, Tally},
    },
    domain::{AnomalyId, DayRange, DepartmentId, Stream},
    store::{MemoryDisk, SledDisk},
};

use crate::desk::{Desk, all_days, clock, world};

fn records(pass: &PassView) -> Tally {
    pass.streams.iter().find(|progress| progress.stream == Stream::Records).unwrap().tally
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_equals_the_truth_and_a_second_pass_changes_nothing() {
    let (world, clock) = (world(230), clock());
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(SledDisk::open(folder.path(), 0).unwrap(), &world, &clock).await;
    let first = desk.sync(all_days()).await;
    assert_eq!(first.state, PassState::Done, "{:?}", first.failures);
    let truth = desk.truth();
    assert_eq!(records(&first).inserted, truth.len() as u64);
    assert_eq!(desk.rows(), truth);
    let second = desk.sync(all_days()).await;
    assert_eq!((records(&second).inserted, records(&second).updated), (0, 0));
    assert_eq!(records(&second).unchanged, truth.len() as u64);
    assert_eq!(second.token_refreshes, 0);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn departments_are_stored_by_name_and_with_who_leads_them() {
    let (world, clock) = (world(120), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(DayRange::one(date(2026, 3, 2))).await;
    let stored = desk.store.organisation().unwrap();
    let known: Vec<_> = world.lock().company().departments().to_vec();
    assert!(known.len() > 1 && stored.departments.len() == known.len());
    for known in &known {
        let department = &stored.departments[&DepartmentId(known.id)];
        assert_eq!(department.name.as_deref(), Some(known.name.as_str()));
        let leaders: Vec<_> = department.leaders.iter().map(ToString::to_string).collect();
        assert_eq!(leaders, known.department_leader);
    }
    desk.close().await;
}

/// Everything that is open after these pulls, one after the other.
async fn open_after(pulls: &[DayRange]) -> BTreeSet<AnomalyId> {
    let (world, clock) = (world(120), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    for days in pulls {
        assert_eq!(desk.sync(*days).await.state, PassState::Done);
        desk.seat.rest(Duration::from_mins(1)).await;
    }
    let open = desk.seat.queue(QueueFilter::default(), 500).await;
    desk.close().await;
    open.into_iter().map(|row| row.anomaly.id).collect()
}

#[tokio::test(start_paused = true)]
async fn in_whatever_pieces_the_days_are_pulled_the_same_anomalies_are_open() {
    let whole = all_days();
    let before = |day| DayRange { from: whole.from, to: day };
    let after = |day: jiff::civil::Date| DayRange { from: day.saturating_add(1.day()), to: whole.to };
    let expected = open_after(&[whole]).await;
    assert!(expected.len() > 50, "there is something to find");
    for cut in [date(2026, 3, 12), date(2026, 3, 20)] {
        assert_eq!(open_after(&[before(cut), after(cut)]).await, expected, "cut after {cut}");
        assert_eq!(open_after(&[after(cut), before(cut)]).await, expected, "cut after {cut}, the later first");
    }
}
