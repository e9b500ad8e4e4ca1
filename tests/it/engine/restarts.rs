//! What outlives the process, and what a disk without room does to it.

use std::{sync::Arc, time::Duration};

use punchdeck::{
    console::{
        Change, Command, Fact, LogLine, Outcome, Query, QueueFilter, Remedy, View,
        view::{PassState, TokenState},
    },
    domain::{AnomalyKind, Severity},
    sim::world::Endpoint,
    store::{SledDisk, Store, StoreSettings},
};

use crate::desk::{
    Bounded, Desk, Setup, Shared, all_days, audited, calls, clock, stored, stormy_world, ten_days, verified, weather,
};

#[tokio::test(start_paused = true)]
async fn token_queue_numbers_and_company_outlive_the_process() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let folder = tempfile::tempdir().unwrap();
    let opened = || SledDisk::open(folder.path(), 0).unwrap();
    let mut desk = Desk::open(opened(), &world, &clock).await;
    desk.sync(all_days()).await;
    desk.seat.rest(Duration::from_mins(1)).await;
    let queue = desk.seat.queue(QueueFilter::default(), 500).await;
    let before = desk.seat.view().clone();
    desk.close().await;

    let mut desk = Desk::open(opened(), &world, &clock).await;
    desk.seat.rest(Duration::from_mins(1)).await;
    assert_eq!(desk.seat.queue(QueueFilter::default(), 500).await, queue);
    let after = desk.seat.view().clone();
    assert_eq!((after.employees, after.departments, after.rules), (before.employees, before.departments, before.rules));
    let seconds = |view: &View| view.fresh.values().map(|at| at.as_second()).collect::<Vec<_>>();
    assert_eq!((seconds(&after), after.token.expires_at), (seconds(&before), before.token.expires_at));
    assert_eq!(after.token.state, TokenState::Valid);
    let pass = desk.sync(ten_days()).await;
    assert_eq!((pass.id, pass.state, pass.token_refreshes), (2, PassState::Done, 0));
    assert_eq!(calls(&world, Endpoint::GetToken).len(), 1, "the cached token is used");
    let store = Arc::clone(&desk.store);
    desk.close().await;
    assert_eq!(audited(&store, "engine.start").len(), 2);
    assert_eq!(audited(&store, "config.change").len(), 1, "the same configuration is no change");
    verified(&store);
}

#[tokio::test(start_paused = true)]
async fn a_changed_configuration_is_on_the_record() {
    let (world, clock) = (stormy_world(5, &weather([])), clock());
    let memory = Shared::default();
    for config_hash in ["one", "two", "two"] {
        let desk = Desk::open_as(memory.clone(), &world, &clock, Setup { config_hash, ..Setup::default() }).await;
        desk.close().await;
    }
    let desk = Desk::open_as(memory, &world, &clock, Setup { config_hash: "two", ..Setup::default() }).await;
    let changes: Vec<_> = audited(&desk.store, "config.change").into_iter().map(|(hash, _)| hash).collect();
    assert_eq!(changes, ["one", "two"]);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn y17_a_full_disk_stops_everything_says_so_and_takes_up_again_when_asked() {
    refuses_and_recovers(Bounded::with_room_for, Remedy::FreeSpace).await;
}

#[tokio::test(start_paused = true)]
async fn y17_a_disk_that_turned_read_only_stops_everything_says_so_and_takes_up_again_when_asked() {
    refuses_and_recovers(Bounded::read_only_after, Remedy::MakeWritable).await;
}

async fn refuses_and_recovers(with_room_for: fn(u64) -> Bounded, remedy: Remedy) {
    for room in [0, 1, 2, 5, 9] {
        let (world, clock) = (stormy_world(120, &weather([])), clock());
        let small = with_room_for(room);
        let mut desk = Desk::open_as(small.clone(), &world, &clock, Setup::scheduled()).await;
        desk.seat.rest(Duration::from_mins(12)).await;
        let trouble = desk.seat.view().store.trouble.clone().expect("the disk refuses");
        assert_eq!(trouble.remedy, remedy, "with room for {room} commits");
        let [anomaly] = desk.seat.open(AnomalyKind::Store).await.try_into().unwrap();
        assert_eq!(anomaly.severity, Severity::P1);
        assert!(desk.seat.view().passes.iter().all(|pass| !pass.state.is_active()));
        let asked = world.lock().journal().count();
        desk.seat.rest(Duration::from_mins(12)).await;
        assert_eq!(world.lock().journal().count(), asked, "nothing is pulled that cannot be kept");

        small.make_room_for(u64::MAX);
        assert_eq!(desk.sync(ten_days()).await.state, PassState::Done);
        assert_eq!(desk.rows_of(ten_days()), desk.truth_of(ten_days()));
        desk.seat.rest(Duration::from_secs(10)).await;
        assert_eq!(desk.seat.view().store.trouble, None);
        assert_eq!(desk.seat.open(AnomalyKind::Store).await, []);
        assert!(matches!(desk.seat.ask(Query::Audit { before: None, limit: 5 }).await, Outcome::Audit(_)));
        let (store, refreshes) = (Arc::clone(&desk.store), desk.seat.view().token.refreshes);
        desk.close().await;
        let (started, ended) = (audited(&store, "sync.start"), audited(&store, "sync.end"));
        assert_eq!(started.len(), ended.len(), "with room for {room} commits: {started:?} {ended:?}");
        assert_eq!(audited(&store, "config.change").len(), 1);
        assert_eq!(audited(&store, "token.refresh").len() as u64, refreshes);
        verified(&store);
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_can_be_asked_for_while_the_engine_works() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join("backups");
    let mut desk = Desk::open_as(
        SledDisk::open(&folder.path().join("data"), 0).unwrap(),
        &world,
        &clock,
        Setup { backups: backups.clone(), ..Setup::default() },
    )
    .await;
    desk.sync(ten_days()).await;
    assert_eq!(desk.seat.command(Command::BackUp).await, Outcome::Accepted);
    let is_done = |change: &Change| matches!(change, Change::Log(LogLine { fact: Fact::BackedUp { .. }, .. }));
    desk.seat.until(is_done).await;
    let copies: Vec<_> = std::fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(copies.len(), 1);
    let corp_id = world.lock().credentials().corp_id.clone();
    let copy = Store::open(SledDisk::open(&copies[0], 0).unwrap(), &StoreSettings { corp_id }).unwrap();
    assert_eq!(stored(&copy), desk.rows());
    let store = Arc::clone(&desk.store);
    desk.close().await;
    assert_eq!(audited(&store, "store.backup"), [(copies[0].display().to_string(), "ok".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_breaks_off_is_a_named_trouble_and_not_a_silence() {
    let (world, clock) = (stormy_world(60, &weather([])), clock());
    let mut desk = Desk::open(Bounded::breaking_after(3), &world, &clock).await;
    let pass = desk.sync(ten_days()).await;
    assert_eq!(pass.state, PassState::Failed);
    assert_eq!(desk.seat.view().store.trouble.clone().unwrap().remedy, Remedy::CheckStore);
    assert_eq!(desk.seat.open(AnomalyKind::Store).await.len(), 1);
    desk.close().await;
}
