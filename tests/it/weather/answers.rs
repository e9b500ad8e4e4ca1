//! Answers that do not come, come in half, or say that WeCom is busy.

use std::time::Duration;

use jiff::SignedDuration;
use punchdeck::{
    console::{
        Change, SyncRequest,
        view::{PassState, PassView},
    },
    domain::{AnomalyKind, CoverageState, DayRange, EmployeeId, Stream},
    sim::{
        Scenario,
        weather::{Fault, FaultRule, Span},
        world::{Endpoint, Outcome},
    },
    store::MemoryDisk,
};

use super::records;
use crate::desk::{Desk, all_days, calls, clock, one_call, stormy_world, strikes, ten_days, weather};

const ROWS: Endpoint = Endpoint::CheckinRecords;

fn first_calls(count: u64, fault: Fault) -> FaultRule {
    FaultRule { calls: Some(Span { from: 1, to: Some(count) }), ..strikes(ROWS, fault) }
}

fn length(pass: &PassView) -> SignedDuration {
    pass.ended.unwrap().duration_since(pass.started)
}

/// Pulls ten days of sixty people, which is one call for rows, and compares with the truth.
async fn completes(scenario: &Scenario) -> PassView {
    let (world, clock) = (stormy_world(60, scenario), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let pass = desk.sync(ten_days()).await;
    assert_eq!(pass.state, PassState::Done, "{:?}", pass.failures);
    assert_eq!(desk.rows_of(ten_days()), desk.truth_of(ten_days()));
    desk.close().await;
    pass
}

#[tokio::test(start_paused = true)]
async fn one_spoilt_answer_is_asked_for_again() {
    for fault in [Fault::Truncated, Fault::Garbage, Fault::Reset, Fault::HttpStatus(502), Fault::Errcode(-1)] {
        let pass = completes(&weather([one_call(ROWS, 1, fault)])).await;
        assert_eq!(records(&pass).retries, 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_costs_exactly_the_timeout_and_a_second() {
    let fair = length(&completes(&weather([])).await);
    let hung = length(&completes(&weather([one_call(ROWS, 1, Fault::Hang)])).await);
    // The answer itself takes a fifth of a second, once in fair weather and once after the hanging one.
    assert_eq!(hung - fair, SignedDuration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn a_busy_system_is_asked_three_times_more() {
    let pass = completes(&weather([first_calls(3, Fault::Errcode(-1))])).await;
    assert_eq!(records(&pass).retries, 3);
}

#[tokio::test(start_paused = true)]
async fn the_fourth_busy_answer_is_a_named_failure_that_the_next_pass_makes_good() {
    let (world, clock) = (stormy_world(60, &weather([first_calls(4, Fault::Errcode(-1))])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let pass = desk.sync(ten_days()).await;
    assert_eq!((pass.state, records(&pass).failures), (PassState::Partial, 1));
    assert_eq!(pass.failures[0].trouble.errcode(), Some(-1));
    assert_eq!(coverage(&desk, ten_days()), [CoverageState::Failed]);
    assert_eq!(desk.seat.open(AnomalyKind::SyncFailed).await.len(), 1);

    let again = desk.sync(ten_days()).await;
    assert_eq!(again.state, PassState::Done);
    assert_eq!(desk.rows_of(ten_days()), desk.truth_of(ten_days()));
    assert!(!coverage(&desk, ten_days()).contains(&CoverageState::Failed));
    assert_eq!(desk.seat.open(AnomalyKind::SyncFailed).await, []);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y04_what_was_known_before_a_failure_stays_known() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(ten_days()).await;
    let (rows, known) = (desk.rows(), coverage(&desk, ten_days()));
    for fault in [Fault::Errcode(-1), Fault::HttpStatus(500), Fault::Garbage, Fault::Truncated, Fault::Hang] {
        world.lock().set_scenario(&weather([strikes(ROWS, fault)]));
        assert_eq!(desk.sync(ten_days()).await.state, PassState::Partial, "{fault:?}");
        assert_eq!((desk.rows(), coverage(&desk, ten_days())), (rows.clone(), known.clone()), "{fault:?}");
    }
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y08_a_used_up_quota_stops_one_interface_for_its_minute_and_no_other() {
    let (world, clock) = (stormy_world(230, &weather([one_call(ROWS, 2, Fault::OtherApplicationS(60))])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let rows = desk.start(SyncRequest { days: Some(all_days()), ..SyncRequest::everything() }).await;
    desk.seat.until(|change| matches!(change, Change::Pass(pass) if waits(pass))).await;
    let rules = SyncRequest { streams: vec![Stream::Rules, Stream::Organisation], ..SyncRequest::everything() };
    let other = desk.pull(rules).await;
    assert_eq!(other.state, PassState::Done);
    assert!(length(&other) < SignedDuration::from_secs(10), "{:?}", length(&other));

    let pass = desk.seat.pass(rows).await;
    assert_eq!(pass.state, PassState::Done, "{:?}", pass.failures);
    assert!((60..70).contains(&length(&pass).as_secs()), "{:?}", length(&pass));
    let refused = calls(&world, ROWS).iter().filter(|call| call.outcome == Outcome::Said(45009)).count();
    assert!((1..=4).contains(&refused), "no more than were under way: {refused}");
    assert_eq!(desk.rows(), desk.truth());
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_department_that_does_not_answer_leaves_the_organisation_as_it_was() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(ten_days()).await;
    let before = desk.store.organisation().unwrap();
    let silent = FaultRule { calls: Some(Span { from: 3, to: None }), ..strikes(Endpoint::UserList, Fault::Hang) };
    world.lock().set_scenario(&weather([silent]));
    let pass = desk.sync(ten_days()).await;
    assert_eq!(pass.state, PassState::Partial);
    assert_eq!(desk.store.organisation().unwrap(), before);
    assert_eq!(desk.seat.view().employees, 60);
    assert_eq!(records(&pass).failures, 0, "the rows of the people who are known are pulled all the same");
    desk.seat.rest(Duration::from_secs(5)).await;
    desk.close().await;
}

fn waits(pass: &PassView) -> bool {
    pass.streams.iter().any(|progress| progress.waiting_until.is_some())
}

/// Which states everybody's days are in, each once.
fn coverage(desk: &Desk, days: DayRange) -> Vec<CoverageState> {
    let people: Vec<EmployeeId> = desk.store.organisation().unwrap().employees.into_keys().collect();
    let known = desk.store.coverage(Stream::Records, &people, days).unwrap();
    let mut states: Vec<_> = known.into_values().map(|known| known.state).collect();
    states.sort_by_key(|state| *state as u8);
    states.dedup();
    states
}
