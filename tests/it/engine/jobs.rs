//! What people asked for outlives the process, and what failed of it can be asked for again.

use std::{sync::Arc, time::Duration};

use jiff::ToSpan;
use punchdeck::{
    console::{
        Command, Outcome, SyncRequest,
        view::{Lane, PassState, PassView},
    },
    domain::{DayRange, EmployeeId, Stream},
    engine::Tenure,
    sim::{CompanySpec, Scenario, SharedWorld, World, weather::Fault, world::Endpoint},
    store::{Disk, OrganisationAnswer, SecondLook, SledDisk, Unit},
};

use crate::desk::{Desk, Setup, Shared, audited, calls, clock, company, one_call, verified, weather};

/// Days of the companies here: six windows of records.
const DAYS: u32 = 146;
/// Groups of people.
const GROUPS: usize = 2;
const CALLS: usize = 6 * GROUPS;
/// Calls of one stream that are under way when the process ends.
const UNDER_WAY: usize = 4;

fn long_world(scenario: &Scenario) -> SharedWorld {
    let spec = CompanySpec { days: DAYS, ..company(110) };
    SharedWorld::new(World::new(punchdeck::sim::Company::seeded(&spec), scenario))
}

fn years() -> SyncRequest {
    let to = company(0).today.saturating_sub(1.day());
    let from = to.saturating_sub(i64::from(DAYS).days());
    let days = DayRange { from: from.saturating_add(1.day()), to };
    let streams = vec![Stream::Organisation, Stream::Rules, Stream::Records];
    SyncRequest { days: Some(days), streams, ..SyncRequest::everything() }
}

fn asked(world: &SharedWorld) -> usize {
    calls(world, Endpoint::CheckinRecords).len()
}

/// Listens until so many calls of the records are stored.
async fn stored(desk: &mut Desk, id: u64, least: u64) {
    let enough = |pass: &PassView| {
        pass.id == id && pass.streams.iter().any(|part| part.stream == Stream::Records && part.done >= least)
    };
    while !desk.seat.view().passes.iter().any(enough) {
        desk.seat.hear().await.expect("the engine talks on");
    }
}

fn pass(desk: &Desk, id: u64) -> PassView {
    desk.seat.view().passes.iter().find(|pass| pass.id == id).expect("it is known").clone()
}

/// A pass is left in the middle, and another engine takes it up.
async fn left_and_taken_up<D: Disk>(opened: impl Fn() -> D) {
    let (world, clock) = (long_world(&weather([])), clock());
    let mut desk = Desk::open(opened(), &world, &clock).await;
    let id = desk.start(years()).await;
    stored(&mut desk, id, 3).await;
    desk.close().await;
    let before = asked(&world);
    assert!(before < CALLS, "it was left in the middle");

    let mut desk = Desk::open(opened(), &world, &clock).await;
    let ended = desk.seat.pass(id).await;
    assert_eq!((ended.state, ended.lane, ended.retry_of), (PassState::Done, Lane::Backfill, None));
    let records = ended.streams.iter().find(|part| part.stream == Stream::Records).unwrap();
    assert_eq!((records.done, records.total), (CALLS as u64, CALLS as u64), "what was done stays counted");
    assert!(asked(&world) <= CALLS + UNDER_WAY, "{} of {CALLS} calls were asked for", asked(&world));
    assert_eq!(calls(&world, Endpoint::DepartmentList).len(), 1, "the organisation had come");
    assert_eq!(desk.rows(), desk.truth());
    let store = Arc::clone(&desk.store);
    desk.close().await;
    let (started, ended) = (audited(&store, "sync.start"), audited(&store, "sync.end"));
    assert_eq!((started.len(), ended), (1, vec![("1".to_owned(), "ok".to_owned())]));
    assert_eq!((audited(&store, "sync.suspend").len(), audited(&store, "sync.continue").len()), (1, 1));
    verified(&store);
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_for_goes_on_after_a_restart_where_it_was() {
    let memory = Shared::default();
    left_and_taken_up(|| memory.clone()).await;
    let folder = tempfile::tempdir().unwrap();
    left_and_taken_up(|| SledDisk::open(folder.path(), 0).unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_paused_stays_paused_and_what_was_cancelled_cancelled() {
    let (world, clock, memory) = (long_world(&weather([])), clock(), Shared::default());
    let mut desk = Desk::open(memory.clone(), &world, &clock).await;
    let (paused, cancelled) = (desk.start(years()).await, desk.start(years()).await);
    stored(&mut desk, paused, 3).await;
    assert_eq!(desk.seat.command(Command::Pause(paused)).await, Outcome::Accepted);
    assert_eq!(desk.seat.command(Command::Cancel(cancelled)).await, Outcome::Accepted);
    desk.seat.rest(Duration::from_mins(1)).await;
    desk.close().await;
    let before = asked(&world);

    let mut desk = Desk::open(memory, &world, &clock).await;
    desk.seat.rest(Duration::from_hours(1)).await;
    assert_eq!(asked(&world), before);
    assert_eq!((pass(&desk, paused).state, pass(&desk, cancelled).state), (PassState::Paused, PassState::Cancelled));
    assert_eq!(desk.seat.command(Command::Resume(cancelled)).await, Outcome::NotFound);
    assert_eq!(desk.seat.command(Command::Resume(paused)).await, Outcome::Accepted);
    assert_eq!(desk.seat.pass(paused).await.state, PassState::Done);
    assert!(asked(&world) < before + CALLS, "what was stored is not asked for again");
    assert_eq!(desk.rows(), desk.truth());
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_joins_between_two_runs_is_asked_about_on_every_day() {
    let (world, clock, memory) = (long_world(&weather([])), clock(), Shared::default());
    let newcomer = EmployeeId::parse("the.newcomer").unwrap();
    let mut desk = Desk::open(memory.clone(), &world, &clock).await;
    let id = desk.start(years()).await;
    stored(&mut desk, id, 4).await;
    let mut found = desk.store.organisation().unwrap();
    let mut joined = found.employees.values().next().unwrap().clone();
    joined.id = newcomer.clone();
    found.employees.insert(newcomer.clone(), joined);
    let store = Arc::clone(&desk.store);
    desk.close().await;
    let organisation = OrganisationAnswer { found, at: clock.now(), second_look: SecondLook::Later };
    store.commit(Unit { organisation: Some(organisation), ..Unit::default() }).unwrap();
    drop(store);

    let mut desk = Desk::open(memory, &world, &clock).await;
    desk.seat.pass(id).await;
    let days = years().days.unwrap();
    let known = desk.store.coverage(Stream::Records, &[newcomer], days).unwrap();
    assert_eq!(known.len(), days.count(), "asked about, and refused, on each day");
    assert_eq!(desk.rows(), desk.truth());
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_retry_asks_for_what_failed_and_for_nothing_else() {
    let fails = |number| one_call(Endpoint::CheckinRecords, number, Fault::Errcode(301_022));
    let (clock, memory) = (clock(), Shared::default());
    let world = long_world(&weather((4..20).map(fails)));
    let mut desk = Desk::open(memory.clone(), &world, &clock).await;
    let first = desk.pull(years()).await;
    assert_eq!(first.state, PassState::Partial, "{:?}", first.failures);
    assert_eq!(first.failed, first.failures.len() as u64);
    assert!(first.failures.iter().all(|failure| failure.stream == Some(Stream::Records)));
    world.lock().set_scenario(&weather([]));
    desk.close().await;
    let before = asked(&world);

    let mut desk = Desk::open(memory, &world, &clock).await;
    let Outcome::Started(id) = desk.seat.command(Command::Retry(first.id)).await else { panic!("not started") };
    let again = desk.seat.pass(id).await;
    assert_eq!((again.state, again.retry_of, again.since), (PassState::Done, Some(first.id), first.since));
    assert_eq!((asked(&world) - before) as u64, first.failed);
    assert_eq!(desk.rows(), desk.truth());
    assert_eq!(desk.seat.command(Command::Retry(id)).await, Outcome::NotNow, "there is nothing left");
    assert_eq!(desk.seat.command(Command::Retry(77)).await, Outcome::NotFound);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn an_engine_of_one_command_leaves_what_others_asked_for_and_takes_the_place_of_its_own() {
    let one_command = || Setup { tenure: Tenure::OneCommand, ..Setup::default() };
    let (world, clock, memory) = (long_world(&weather([])), clock(), Shared::default());
    let mut desk = Desk::open(memory.clone(), &world, &clock).await;
    let other = desk.start(SyncRequest { streams: vec![Stream::Organisation, Stream::DayReports], ..years() }).await;
    let same = desk.start(years()).await;
    desk.seat.rest(Duration::from_secs(2)).await;
    desk.close().await;

    let mut desk = Desk::open_as(memory.clone(), &world, &clock, one_command()).await;
    let before = asked(&world);
    desk.seat.rest(Duration::from_mins(1)).await;
    assert_eq!(asked(&world), before, "nobody told it to go on");
    let own = desk.start(years()).await;
    assert_eq!(pass(&desk, same).state, PassState::Cancelled, "it is asked for anew as a whole");
    stored(&mut desk, own, 3).await;
    desk.close().await;

    let mut desk = Desk::open(memory, &world, &clock).await;
    desk.seat.rest(Duration::from_secs(1)).await;
    assert_eq!(pass(&desk, own).state, PassState::Cancelled, "it ended with its command");
    assert_eq!(desk.seat.pass(other).await.state, PassState::Done, "nobody gave it up");
    desk.close().await;
}
