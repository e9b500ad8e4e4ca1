//! Tokens that end, early or in time, and secrets that are wrong.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use punchdeck::{
    clock::SharedClock,
    console::{
        Change, Command, Outcome, Remedy,
        view::{PassState, TokenState},
    },
    domain::{AnomalyKind, EmployeeId, Severity, Window, time::wecom_midnight},
    sim::{
        InProcess, Scenario, SharedWorld,
        weather::Fault,
        world::{self, Endpoint},
    },
    store::MemoryDisk,
    wecom::{
        Client, Credentials,
        quota::{Limits, Quota},
    },
};
use tokio::sync::mpsc;

use super::assert_no_token_outlives_its_successor;
use crate::desk::{
    Desk, Setup, all_days, calls, clock, one_call, stormy_world, strikes, ten_days, weather, world as fair_world,
};

/// A client alone, without an engine; signals are read and forgotten.
fn client(world: &SharedWorld, clock: &SharedClock) -> Client {
    let known = world.lock().credentials().clone();
    let credentials = Credentials { corp_id: known.corp_id, agent_id: known.agent_id.into(), secret: known.secret };
    let (sender, mut signals) = mpsc::channel(8);
    tokio::spawn(async move { while signals.recv().await.is_some() {} });
    let transport = Arc::new(InProcess::new(world.clone(), Arc::clone(clock)));
    Client::new(transport, credentials, Quota::new(Limits::default()), Arc::clone(clock), None, sender)
}

/// So many calls for rows, all at once.
async fn at_once(client: &Client, count: usize) {
    let days = ten_days();
    let window = Window { start: wecom_midnight(days.from), end: wecom_midnight(days.to) };
    let everybody = [EmployeeId::parse("zhang.wei").unwrap()];
    let outcomes = join_all((0..count).map(|_| client.punches(&everybody, window))).await;
    // The account is unknown to this company: what counts is that WeCom looked at the question.
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_err_and(|error| error.errcode() == Some(301_021))));
}

#[tokio::test(start_paused = true)]
async fn forty_calls_without_a_token_fetch_one() {
    let (world, clock) = (stormy_world(5, &weather([])), clock());
    at_once(&client(&world, &clock), 40).await;
    assert_eq!(calls(&world, Endpoint::GetToken).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn y09_fifty_calls_whose_token_was_revoked_fetch_one_and_none_tries_the_old_one_again() {
    let (world, clock) = (stormy_world(5, &weather([])), clock());
    let client = client(&world, &clock);
    at_once(&client, 1).await;
    world.lock().revoke_tokens();
    at_once(&client, 50).await;
    assert_eq!(calls(&world, Endpoint::GetToken).len(), 2);
    let dead = calls(&world, Endpoint::CheckinRecords).iter().filter(|call| call.outcome == said(40014)).count();
    assert!((1..=50).contains(&dead), "{dead}");
    assert_no_token_outlives_its_successor(&world);
}

#[tokio::test(start_paused = true)]
async fn a_token_revoked_in_the_middle_of_a_pass_is_replaced_once() {
    for code in [Fault::TokenRevoked, Fault::Errcode(42001)] {
        let (world, clock) = (stormy_world(230, &weather([one_call(Endpoint::CheckinRecords, 3, code)])), clock());
        let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
        let pass = desk.sync(all_days()).await;
        assert_eq!((pass.state, pass.token_refreshes), (PassState::Done, 2), "{:?}", pass.failures);
        assert_eq!(calls(&world, Endpoint::GetToken).len(), 2);
        assert_eq!(desk.rows(), desk.truth());
        assert_no_token_outlives_its_successor(&world);
        desk.close().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_during_a_pass_is_renewed_before_any_call_finds_out() {
    let short = one_call(Endpoint::GetToken, 1, Fault::TokenLifeS(2));
    let (world, clock) = (stormy_world(230, &weather([short, strikes(Endpoint::UserList, Fault::SlowS(1))])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let pass = desk.sync(ten_days()).await;
    assert_eq!((pass.state, pass.token_refreshes), (PassState::Done, 2), "{:?}", pass.failures);
    assert!(world.lock().journal().entries().all(|call| call.outcome == said(0)), "no call carried a dead token");
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_day_of_polling_needs_a_token_each_two_hours_and_no_call_fails() {
    let (world, clock) = (fair_world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_hours(24)).await;
    // Asked for early, WeCom gives the same token again until it has ended: a few calls a life.
    let asked = calls(&world, Endpoint::GetToken).len();
    assert!((12..=26).contains(&asked), "{asked}");
    assert!(world.lock().journal().entries().all(|call| call.outcome == said(0)));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_stops_everything_until_a_person_acts() {
    let wrong = weather([strikes(Endpoint::GetToken, Fault::SecretReset)]);
    let (world, clock) = (stormy_world(30, &wrong), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    let pass = desk.seat.pass(1).await;
    assert_eq!(pass.state, PassState::Failed);
    assert!(pass.failures.iter().all(|failure| failure.trouble.remedy == Remedy::CheckSecret), "{:?}", pass.failures);
    desk.seat.rest(Duration::from_hours(3)).await;
    assert_eq!(world.lock().journal().count(), 1, "one question, one answer, and silence");
    assert_eq!(desk.seat.view().token.state, TokenState::Stopped);
    let [anomaly] = desk.seat.open(AnomalyKind::Token).await.try_into().unwrap();
    assert_eq!((anomaly.severity, anomaly.count), (Severity::P1, 1));

    world.lock().set_scenario(&Scenario::default());
    desk.seat.rest(Duration::from_hours(1)).await;
    assert_eq!(world.lock().journal().count(), 1, "that the secret is right again is for a person to say");
    assert_eq!(desk.seat.command(Command::RetryToken).await, Outcome::Accepted);
    desk.seat.until(|change| matches!(change, Change::Pass(pass) if pass.state == PassState::Done)).await;
    assert_eq!(desk.seat.view().token.state, TokenState::Valid);
    assert_eq!(desk.seat.open(AnomalyKind::Token).await, []);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_token_server_in_trouble_is_asked_again_later_and_not_by_everybody() {
    let broken = weather([strikes(Endpoint::GetToken, Fault::HttpStatus(500))]);
    let (world, clock) = (stormy_world(230, &broken), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let pass = desk.sync(ten_days()).await;
    assert_eq!(pass.state, PassState::Failed);
    assert_eq!(calls(&world, Endpoint::GetToken).len(), 4, "one question and three repetitions");
    assert_eq!(desk.seat.view().token.state, TokenState::Failing);
    world.lock().set_scenario(&Scenario::default());
    desk.seat.rest(Duration::from_mins(1)).await;
    assert_eq!(desk.sync(ten_days()).await.state, PassState::Done);
    assert_eq!(desk.seat.open(AnomalyKind::Token).await, []);
    desk.close().await;
}

fn said(errcode: i64) -> world::Outcome {
    world::Outcome::Said(errcode)
}
