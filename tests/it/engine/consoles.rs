//! Consoles: slow ones, late ones, and that all of them see the same.

use std::time::Duration;

use punchdeck::{
    access::Role,
    console::{Query, QueueFilter, SyncRequest, View, view::PassState},
    store::MemoryDisk,
};

use crate::desk::{Desk, Seat, all_days, clock, stormy_world, ten_days, weather};

/// A view without what is only the time of day.
fn timeless(view: &View) -> View {
    View { now: jiff::Timestamp::UNIX_EPOCH, ..view.clone() }
}

#[tokio::test(start_paused = true)]
async fn changes_folded_over_the_first_snapshot_equal_a_fresh_one_at_any_time() {
    let (world, clock) = (stormy_world(230, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let pass = desk.start(SyncRequest { days: Some(all_days()), ..SyncRequest::everything() }).await;
    for moment_ms in [0, 90, 150, 400, 401, 700, 1500, 3000, 9000] {
        desk.seat.rest(Duration::from_millis(moment_ms)).await;
        let mut late = Seat::take(&desk.engine, "late", Role::Reader).await;
        late.hear().await;
        late.hear().await;
        desk.seat.hear_until(late.seq).await;
        assert_eq!(desk.seat.seq, late.seq);
        assert_eq!(timeless(desk.seat.view()), timeless(late.view()), "after {moment_ms} ms more");
    }
    assert_eq!(desk.seat.pass(pass).await.state, PassState::Done);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_console_that_never_reads_delays_nobody_and_is_shown_everything_in_the_end() {
    let (world, clock) = (stormy_world(230, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let mut asleep = Seat::take(&desk.engine, "asleep", Role::Operator).await;
    let mut silent = Seat::take(&desk.engine, "silent", Role::Reader).await;
    let asked = asleep.send(Query::People { containing: "a".into(), limit: 5 }).await;
    for _ in 0..2 {
        assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    }
    desk.seat.rest(Duration::from_mins(10)).await;
    let later = asleep.send(Query::Preview(SyncRequest::everything())).await;
    desk.seat.rest(Duration::from_secs(2)).await;
    asleep.rest(Duration::from_secs(3)).await;
    assert!(asleep.snapshots >= 2, "what was missed came as a snapshot");
    assert!(asleep.has_reply(asked) && asleep.has_reply(later), "answers are never dropped");
    for late in [&mut asleep, &mut silent] {
        late.rest(Duration::from_secs(3)).await;
        desk.seat.hear_until(late.seq).await;
        late.hear_until(desk.seat.seq).await;
        assert_eq!(timeless(late.view()), timeless(desk.seat.view()));
    }
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_console_that_is_gone_is_forgotten() {
    let (world, clock) = (stormy_world(30, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    drop(Seat::take(&desk.engine, "gone", Role::Operator).await);
    assert_eq!(desk.sync(ten_days()).await.state, PassState::Done);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn the_queue_page_by_page_is_the_whole_queue() {
    let (world, clock) = (stormy_world(120, &weather([])), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.sync(all_days()).await;
    desk.seat.rest(Duration::from_mins(1)).await;
    let whole = desk.seat.queue(QueueFilter::default(), 500).await;
    assert!(whole.len() > 100, "{}", whole.len());
    for limit in [1, 7, 64] {
        assert_eq!(desk.seat.queue(QueueFilter::default(), limit).await, whole);
    }
    let counted: u64 = desk.seat.view().queue.open_by_kind.values().sum();
    assert_eq!(counted, whole.len() as u64);
    assert!(whole.is_sorted_by_key(|row| row.anomaly.severity));
    for (kind, count) in desk.seat.view().queue.open_by_kind.clone() {
        assert_eq!(desk.seat.open(kind).await.len() as u64, count, "{kind:?}");
    }
    desk.close().await;
}
