//! The map of what is known, through the engine.

use punchdeck::{
    console::{HeatOrder, HeatPage, HeatQuery, Outcome, Query, trace::NextLook},
    domain::{CoverageState, DayRange, EmployeeId, Stream},
    sim::{Scenario, weather::Fault, world::Endpoint},
    store::MemoryDisk,
};

use crate::desk::{Desk, Setup, clock, one_call, stormy_world, strikes, ten_days, weather, world};

fn records(days: DayRange) -> HeatQuery {
    HeatQuery { stream: Stream::Records, days, order: HeatOrder::Problems, offset: 0, limit: 500 }
}

async fn map(desk: &mut Desk, query: HeatQuery) -> HeatPage {
    match desk.seat.ask(Query::Heat(query)).await {
        Outcome::Heat(page) => *page,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_was_not_answered_for_comes_first_and_every_person_day_is_counted_once() {
    let refused = weather([strikes(Endpoint::CheckinRecords, Fault::Errcode(48002))]);
    let (world, clock) = (stormy_world(230, &Scenario::default()), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(ten_days()).await;
    let fine = map(&mut desk, records(ten_days())).await;
    assert_eq!((fine.census.total(), fine.census.answered()), (2_300, 2_300));

    world.lock().set_scenario(&refused);
    let before = DayRange { from: "2026-03-18".parse().unwrap(), to: "2026-03-19".parse().unwrap() };
    let last: EmployeeId = fine.people.rows[229].who.clone();
    let one = punchdeck::console::SyncRequest {
        days: Some(before),
        people: vec![last.clone()],
        ..punchdeck::console::SyncRequest::everything()
    };
    desk.pull(one).await;
    let wide = DayRange { from: before.from, to: ten_days().to };
    let page = map(&mut desk, HeatQuery { limit: 3, ..records(wide) }).await;
    assert_eq!((page.people.total, page.people.rows.len()), (230, 3));
    assert_eq!(page.people.rows[0].who, last, "what failed comes before what was never asked");
    assert_eq!((page.census.of(CoverageState::Failed), page.census.of(CoverageState::Never)), (2, 458));
    assert_eq!(page.census.total(), 230 * 12);

    let by_account = map(&mut desk, HeatQuery { order: HeatOrder::Account, offset: 229, ..records(wide) }).await;
    assert_eq!(by_account.people.rows.iter().map(|row| &row.who).collect::<Vec<_>>(), [&last]);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_being_asked_is_neither_unknown_nor_empty() {
    let slow = weather([one_call(Endpoint::CheckinRecords, 1, Fault::Hang)]);
    let (world, clock) = (stormy_world(30, &slow), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let request =
        punchdeck::console::SyncRequest { days: Some(ten_days()), ..punchdeck::console::SyncRequest::everything() };
    desk.start(request).await;
    desk.seat.rest(std::time::Duration::from_secs(3)).await;
    let page = map(&mut desk, records(ten_days())).await;
    assert_eq!(page.census.of(CoverageState::Pending), 300, "{:?}", page.census);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn the_engine_traces_whom_it_knows_with_the_pass_that_asked_and_the_next_look() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.pass(1).await;
    let who = map(&mut desk, records(ten_days())).await.people.rows[0].who.clone();
    let date = ten_days().to;
    let Outcome::Trace(trace) = desk.seat.ask(Query::Trace { who, date }).await else { panic!("a member") };
    for stream in trace.streams.iter().filter(|one| one.stream.is_essential()) {
        let pass = stream.pass.as_ref().expect("the log tells of it");
        assert_eq!((pass.id, pass.origin.as_str()), (1, "schedule"), "{stream:?}");
        assert!(matches!(stream.next, NextLook::At(at) if at > trace.at), "{stream:?}");
    }
    let who = EmployeeId::parse("stranger").unwrap();
    assert_eq!(desk.seat.ask(Query::Trace { who, date }).await, Outcome::NotFound);
    desk.close().await;
}
