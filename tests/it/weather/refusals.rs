//! Refusals that last until a person acts, people who cannot be asked about, rows that cannot be read.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use punchdeck::{
    console::{
        Remedy, SyncRequest,
        view::{PassState, Tally},
    },
    domain::{AnomalyKind, CoverageState, DayRange, EmployeeId, Severity, Stream},
    sim::{
        InProcess, Scenario,
        weather::{Fault, FaultRule},
        world::Endpoint,
    },
    store::MemoryDisk,
    wecom::{Request, Response, Transport, TransportError},
};
use serde_json::Value;

use super::records;
use crate::desk::{Desk, Setup, all_days, calls, clock, stormy_world, strikes, ten_days, weather};

#[tokio::test(start_paused = true)]
async fn y10_an_address_that_is_not_trusted_is_named_and_nobody_storms() {
    let untrusted = weather([FaultRule::always(Fault::IpNotTrusted)]);
    let (world, clock) = (stormy_world(230, &untrusted), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    let pass = desk.seat.pass(1).await;
    assert_eq!(pass.state, PassState::Failed);
    assert!(world.lock().journal().count() <= 4, "a token and what was under way");
    let remedy = Remedy::TrustAddress { ip: Some("203.0.113.7".into()) };
    assert!(pass.failures.iter().all(|failure| failure.trouble.remedy == remedy), "{:?}", pass.failures);

    desk.seat.rest(Duration::from_hours(1)).await;
    assert!(world.lock().journal().count() <= 40, "a few calls at each look, none of them repeated");
    let open = desk.seat.open(AnomalyKind::Permission).await;
    assert!(open.iter().all(|anomaly| anomaly.severity == Severity::P1), "{open:?}");

    world.lock().set_scenario(&Scenario::default());
    desk.seat.rest(Duration::from_mins(11)).await;
    assert_eq!(desk.seat.open(AnomalyKind::Permission).await, []);
    assert_eq!(desk.seat.view().passes[0].state, PassState::Done);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_permission_that_is_missing_for_one_interface_fails_that_one_alone() {
    let closed = weather([strikes(Endpoint::CheckinRecords, Fault::Errcode(48002))]);
    let (world, clock) = (stormy_world(500, &closed), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let pass = desk.sync(all_days()).await;
    assert_eq!((pass.state, records(&pass).failures), (PassState::Partial, 10));
    assert!(pass.failures.iter().all(|failure| failure.trouble.remedy == Remedy::GrantInterface));
    assert!(calls(&world, Endpoint::CheckinRecords).len() <= 4, "the rest of the pass is not asked for");
    assert!(desk.store.rules().unwrap().is_some());
    assert_eq!(desk.store.organisation().unwrap().employees.len(), 500);
    assert_eq!(desk.seat.open(AnomalyKind::Permission).await.len(), 1);
    world.lock().set_scenario(&Scenario::default());
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    assert_eq!(desk.seat.open(AnomalyKind::Permission).await, []);
    assert_eq!(desk.rows(), desk.truth());
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y07_one_account_that_wecom_does_not_know_is_found_among_a_hundred() {
    let (world, clock) = (stormy_world(99, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(DayRange::one(ten_days().from)).await;
    let nobody = EmployeeId::parse("nobody.knows").unwrap();
    let mut people: Vec<_> = desk.store.organisation().unwrap().employees.into_keys().collect();
    people.insert(40, nobody.clone());
    let before = calls(&world, Endpoint::CheckinRecords).len();
    let request = SyncRequest { days: Some(ten_days()), people, streams: vec![Stream::Records], ..everything() };
    let pass = desk.pull(request).await;

    assert_eq!(pass.state, PassState::Partial);
    assert_eq!(pass.failures.len(), 1);
    assert!(pass.failures[0].shard.contains("nobody.knows"), "{:?}", pass.failures);
    assert_eq!(desk.rows_of(ten_days()), desk.truth_of(ten_days()));
    let known = desk.store.coverage(Stream::Records, &[nobody], ten_days()).unwrap();
    assert_eq!(known.len(), 10);
    assert!(known.values().all(|known| known.state == CoverageState::NotVisible));
    let asked = calls(&world, Endpoint::CheckinRecords).len() - before;
    assert!(asked <= 2 * 7 + 2, "halving a hundred finds one in fifteen calls or so, not in {asked}");
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn people_who_became_invisible_keep_what_is_known_of_them() {
    let (world, clock) = (stormy_world(30, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(ten_days()).await;
    let rows = desk.rows();
    let refused = weather([strikes(Endpoint::CheckinRecords, Fault::Errcode(60011))]);
    world.lock().set_scenario(&refused);
    desk.sync(ten_days()).await;
    assert_eq!(desk.rows(), rows);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y15_a_row_that_cannot_be_read_is_set_aside_and_the_others_are_stored() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let setup = Setup { carried_by: Box::new(|transport| Arc::new(Misprint(transport))), ..Setup::default() };
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, setup).await;
    let pass = desk.sync(ten_days()).await;
    assert_eq!(pass.state, PassState::Done);
    let Tally { inserted, quarantined, .. } = records(&pass).tally;
    assert_eq!(quarantined, 1);
    assert_eq!(desk.rows().len() as u64, inserted);
    let stored = desk.rows_of(ten_days());
    let lost = desk.truth_of(ten_days()).into_iter().filter(|row| !stored.contains(row));
    assert_eq!(lost.count(), 1);
    let aside = desk.store.set_aside(100).unwrap();
    assert_eq!(aside.len(), 1);
    assert!(aside[0].text.contains(r#""abc""#), "the row as it came: {}", aside[0].text);
    let who = aside[0].who.clone().expect("whom it is about could be read");
    let known = desk.store.coverage(Stream::Records, std::slice::from_ref(&who), ten_days()).unwrap();
    assert!(
        known.values().all(|day| day.state == CoverageState::Failed),
        "nobody is absent for a row we could not read"
    );

    desk.sync(ten_days()).await;
    assert_eq!(desk.store.set_aside(100).unwrap().len(), 1, "the same row again is the same row");
    assert_eq!(desk.seat.open(AnomalyKind::BadRow).await.len(), 1);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_past_that_cannot_be_pulled_does_not_make_every_poll_a_pull_of_everything() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let setup = Setup { carried_by: Box::new(|transport| Arc::new(Overworked(transport))), ..Setup::scheduled() };
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, setup).await;
    desk.seat.rest(Duration::from_hours(2)).await;
    let pulls = calls(&world, Endpoint::AgentGet).len();
    assert!((4..=5).contains(&pulls), "every half hour, not every five minutes: {pulls}");
    assert_eq!(desk.seat.open(AnomalyKind::SyncFailed).await.len(), 1, "polls of today do not hide the gap");
    desk.close().await;
}

/// The interface of the rows.
const RECORDS: &str = "checkin/getcheckindata";

/// Is busy whenever somebody asks for more rows than today's and yesterday's.
struct Overworked(InProcess);

impl Transport for Overworked {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        async move {
            let too_much = request.endpoint == RECORDS && days_asked(&request) > 3;
            let answer = self.0.send(request).await?;
            let busy = Bytes::from_static(br#"{"errcode":-1,"errmsg":"system error"}"#);
            Ok(if too_much { Response { body: busy, ..answer } } else { answer })
        }
        .boxed()
    }
}

fn days_asked(request: &Request) -> i64 {
    let question: Value = request.body.as_ref().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    let second = |key| question.get(key).and_then(Value::as_i64).unwrap_or(0);
    (second("endtime") - second("starttime")) / 86_400
}

/// Prints "abc" for the time of the first row of each answer.
struct Misprint(InProcess);

impl Transport for Misprint {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        async move {
            let of_records = request.endpoint == RECORDS;
            let answer = self.0.send(request).await?;
            Ok(if of_records { Response { body: misprinted(&answer.body), ..answer } } else { answer })
        }
        .boxed()
    }
}

fn misprinted(body: &Bytes) -> Bytes {
    let mut answer: Value = serde_json::from_slice(body).unwrap();
    match answer.get_mut("checkindata").and_then(|rows| rows.get_mut(0)) {
        Some(row) => row["checkin_time"] = "abc".into(),
        None => return body.clone(),
    }
    answer.to_string().into()
}

fn everything() -> SyncRequest {
    SyncRequest::everything()
}
