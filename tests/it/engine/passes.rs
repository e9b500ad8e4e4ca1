//! Passes: paused, resumed, cancelled, previewed, audited; and who may.

use std::time::Duration;

use punchdeck::{
    access::Role,
    console::{
        Change, Command, Outcome, Query, SyncRequest, VerbName,
        view::{PassState, PassView, StreamProgress},
    },
    domain::{DayRange, Stream},
    sim::world::Endpoint,
    store::MemoryDisk,
};

use crate::desk::{Desk, Seat, all_days, audited, calls, clock, stormy_world, ten_days, verified, weather, world};

fn month() -> SyncRequest {
    SyncRequest { days: Some(all_days()), ..SyncRequest::everything() }
}

fn stored_some(change: &Change) -> bool {
    let some = |pass: &PassView| pass.streams.iter().any(|part| part.stream == Stream::Records && part.done > 0);
    matches!(change, Change::Pass(pass) if some(pass))
}

#[tokio::test(start_paused = true)]
async fn a_paused_pass_asks_nothing_more_until_it_is_resumed() {
    let (world, clock) = (stormy_world(500, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let id = desk.start(month()).await;
    desk.seat.until(stored_some).await;
    assert_eq!(desk.seat.command(Command::Pause(id)).await, Outcome::Accepted);
    assert_eq!(desk.seat.command(Command::Pause(id)).await, Outcome::NotNow);
    desk.seat.rest(Duration::from_mins(5)).await;
    let asked = calls(&world, Endpoint::CheckinRecords).len();
    desk.seat.rest(Duration::from_hours(1)).await;
    assert_eq!(calls(&world, Endpoint::CheckinRecords).len(), asked);
    assert_eq!(desk.seat.view().passes[0].state, PassState::Paused);

    assert_eq!(desk.seat.command(Command::Resume(id)).await, Outcome::Accepted);
    assert_eq!(desk.seat.pass(id).await.state, PassState::Done);
    assert_eq!(desk.rows(), desk.truth());
    assert_eq!(calls(&world, Endpoint::CheckinRecords).len(), 10, "nothing was asked twice");
    assert_eq!(desk.seat.command(Command::Resume(id)).await, Outcome::NotFound);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_pass_ends_at_once_and_keeps_what_is_stored() {
    let (world, clock) = (stormy_world(500, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let id = desk.start(month()).await;
    desk.seat.until(stored_some).await;
    assert_eq!(desk.seat.command(Command::Cancel(id)).await, Outcome::Accepted);
    let pass = desk.seat.pass(id).await;
    assert_eq!(pass.state, PassState::Cancelled);
    let asked = calls(&world, Endpoint::CheckinRecords).len();
    desk.seat.rest(Duration::from_mins(5)).await;
    assert_eq!(calls(&world, Endpoint::CheckinRecords).len(), asked);
    let kept = desk.rows().len();
    assert!((1..desk.truth().len()).contains(&kept), "{kept}");
    assert_eq!(desk.seat.command(Command::Cancel(id)).await, Outcome::NotFound);

    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    assert_eq!(desk.rows(), desk.truth());
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_reader_may_look_and_is_refused_every_verb_on_the_record() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let id = desk.start(month()).await;
    let mut reader = Seat::take(&desk.engine, "visitor", Role::Reader).await;
    let commands = [
        (Command::Sync(month()), VerbName::Sync),
        (Command::Pause(id), VerbName::Pause),
        (Command::Resume(id), VerbName::Resume),
        (Command::Cancel(id), VerbName::Cancel),
        (Command::Retry(id), VerbName::Retry),
        (Command::RetryToken, VerbName::RetryToken),
    ];
    for (command, needs) in commands {
        assert_eq!(reader.command(command).await, Outcome::Denied { needs });
    }
    assert!(matches!(reader.ask(Query::Preview(month())).await, Outcome::Preview(_)));
    assert_eq!(desk.seat.pass(id).await.state, PassState::Done, "nothing of it reached the pass");
    desk.seat.rest(Duration::from_secs(5)).await;
    let refused: Vec<_> = audited(&desk.store, "command.denied").into_iter().map(|(object, _)| object).collect();
    assert_eq!(refused, ["sync", "pause", "resume", "cancel", "retry", "retry-token"]);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y13_a_preview_touches_nothing_and_agrees_with_what_the_pass_then_does() {
    let (world, clock) = (stormy_world(230, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(DayRange::one(ten_days().from)).await;
    desk.seat.rest(Duration::from_mins(1)).await;
    let some: Vec<_> = desk.store.organisation().unwrap().employees.into_keys().skip(17).take(40).collect();
    for request in [
        month(),
        SyncRequest { people: some, streams: vec![Stream::Records], ..month() },
        SyncRequest { departments: vec![punchdeck::domain::DepartmentId(3)], ..month() },
        SyncRequest { days: Some(ten_days()), ..month() },
    ] {
        let (called, recorded) = (world.lock().journal().count(), desk.store.audit_count().unwrap());
        let Outcome::Preview(preview) = desk.seat.ask(Query::Preview(request.clone())).await else { panic!() };
        desk.seat.rest(Duration::from_mins(1)).await;
        assert_eq!((world.lock().journal().count(), desk.store.audit_count().unwrap()), (called, recorded));

        let pass = desk.pull(request).await;
        let asked: Vec<_> = pass.streams.iter().map(|part: &StreamProgress| (part.stream, part.tally.calls)).collect();
        let made = world.lock().journal().count() - called;
        assert_eq!(preview.calls(), made, "{preview:?} {asked:?}");
        desk.seat.rest(Duration::from_mins(1)).await;
    }
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn every_pass_is_in_the_audit_log_from_start_to_end_and_the_chain_holds() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(ten_days()).await;
    let cancelled = desk.start(month()).await;
    desk.seat.command(Command::Cancel(cancelled)).await;
    desk.seat.pass(cancelled).await;
    desk.sync(ten_days()).await;
    let store = std::sync::Arc::clone(&desk.store);
    desk.close().await;
    let started: Vec<_> = audited(&store, "sync.start").into_iter().map(|(pass, _)| pass).collect();
    assert_eq!(started, ["1", "2", "3"]);
    let ended = audited(&store, "sync.end");
    assert_eq!(ended, [("1", "ok"), ("2", "cancelled"), ("3", "ok")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(audited(&store, "token.refresh").len(), 1);
    assert_eq!(audited(&store, "engine.stop").len(), 1);
    assert_eq!(verified(&store).records, store.audit_count().unwrap());
}
