//! What a sync must survive, by the ids of the list of cases (Y). Many stand where their subject is, all
//! under their ids: `cargo test y0` and `cargo test y1` run them.

use std::{collections::BTreeSet, time::Duration};

use jiff::{ToSpan, civil::date};
use punchdeck::{
    console::{Extent, view::PassState},
    domain::{AnomalyKind, DayRange},
    sim::{
        Company, CompanySpec, Scenario, SharedWorld, World,
        weather::Fault,
        world::{Endpoint, Outcome, Switches},
    },
    store::MemoryDisk,
};

use super::vanishing::{all_rows, keep_rows};
use crate::desk::{Desk, Setup, all_days, calls, clock, company, stormy_world, strikes, weather, world};

fn refused(world: &SharedWorld, errcode: i64) -> usize {
    let calls = calls(world, Endpoint::CheckinRecords);
    calls.iter().filter(|call| call.outcome == Outcome::Said(errcode)).count()
}

#[tokio::test(start_paused = true)]
async fn y02_a_row_of_a_second_that_was_pulled_already_is_fetched_when_it_appears() {
    let (world, clock) = (world(60), clock());
    let rows = all_rows(&world);
    let is_twin = |row: &punchdeck::sim::company::Row| {
        rows.iter().any(|other| other.checkin_time == row.checkin_time && other.userid != row.userid)
    };
    let late = rows.iter().rposition(is_twin).expect("two people of the same second");
    keep_rows(&world, |number| number != late);
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(all_days()).await;
    assert_eq!(desk.rows(), desk.truth());
    let before = desk.rows().len();
    world.lock().set_company(Company::seeded(&company(60)));
    desk.sync(all_days()).await;
    assert_eq!(desk.rows(), desk.truth());
    assert_eq!(desk.rows().len(), before + 1);
    desk.close().await;
}

/// Runs two passes against a WeCom with these switches: what was learnt, and how often it refused in each.
async fn two_passes(switches: Switches, errcode: i64) -> (BTreeSet<(Extent, u32)>, [usize; 2]) {
    let (world, clock) = (stormy_world(120, &Scenario { switches, ..Scenario::default() }), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    assert_eq!(desk.rows(), desk.truth());
    let first = refused(&world, errcode);
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    assert_eq!(desk.rows(), desk.truth());
    let learnt = desk.seat.view().learnt.iter().map(|limit| (limit.extent, limit.most)).collect();
    desk.seat.rest(Duration::from_secs(10)).await;
    let seconds = |limits: &[punchdeck::console::LearntLimit]| -> Vec<_> {
        limits.iter().map(|limit| (limit.extent, limit.most, limit.learnt_at.as_second())).collect()
    };
    assert_eq!(seconds(&desk.store.learnt().unwrap()), seconds(&desk.seat.view().learnt));
    desk.close().await;
    (learnt, [first, refused(&world, errcode) - first])
}

#[tokio::test(start_paused = true)]
async fn y06_a_list_over_the_threshold_is_halved_until_accepted_and_the_limit_is_kept() {
    let switches = Switches { users_in_call_max: 49, ..Switches::default() };
    let (learnt, [first, second]) = two_passes(switches, 301_023).await;
    assert_eq!(learnt, BTreeSet::from([(Extent::People, 25)]), "of every stream alike");
    assert!((1..=12).contains(&first), "{first}");
    assert_eq!(second, 0);
}

#[tokio::test(start_paused = true)]
async fn y11_thirty_one_days_are_two_calls_and_no_row_is_lost_where_they_meet() {
    let spec = CompanySpec { days: 40, ..company(60) };
    let (world, clock) = (SharedWorld::new(World::seeded(&spec)), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let last = date(2026, 3, 29);
    let days = DayRange { from: last.saturating_sub(30.days()), to: last };
    assert_eq!(desk.sync(days).await.state, PassState::Done);
    let asked = calls(&world, Endpoint::CheckinRecords);
    assert!(asked.iter().all(|call| call.outcome == Outcome::Said(0)));
    assert_eq!(asked.len(), 2);
    assert_eq!(desk.rows_of(days), desk.truth_of(days));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y12_a_span_that_is_refused_shrinks_is_learnt_and_the_backfill_goes_on() {
    let switches = Switches { days_in_call_max: 3, ..Switches::default() };
    let (learnt, [first, second]) = two_passes(switches, 301_024).await;
    assert_eq!(
        learnt,
        BTreeSet::from([(Extent::Days, 1)]),
        "with its reach into the neighbours a window of three days is longer"
    );
    assert!(first > 0);
    assert_eq!(second, 0);
}

#[tokio::test(start_paused = true)]
async fn y19_while_rows_cannot_be_pulled_nobody_is_said_to_be_missing_and_the_feed_is() {
    let spec = CompanySpec { live: true, ..company(30) };
    let (world, clock) = (SharedWorld::new(World::seeded(&spec)), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_mins(3)).await;
    let accused = desk.seat.view().queue.people;
    world.lock().set_scenario(&weather([strikes(Endpoint::CheckinRecords, Fault::HttpStatus(500))]));
    desk.seat.rest(Duration::from_hours(12)).await;
    assert_eq!(desk.seat.view().queue.people, accused, "everybody's evening is unknown, and nobody's is missing");
    assert_eq!(desk.seat.open(AnomalyKind::SyncFailed).await.len(), 1);

    world.lock().set_scenario(&Scenario::default());
    desk.seat.rest(Duration::from_hours(1)).await;
    assert_eq!(desk.seat.open(AnomalyKind::SyncFailed).await, []);
    let today = DayRange::one(company(0).today);
    assert_eq!(desk.rows_of(today), desk.truth_of(today));
    desk.close().await;
}
