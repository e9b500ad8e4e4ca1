//! What a sync must survive, by the ids of the list of cases (Y). Those of the disk are in `crash`, those
//! of callbacks in `callbacks`; the rest of the list stands here.

use punchdeck::{
    console::{Extent, view::PassState},
    sim::{
        Scenario,
        world::{Endpoint, Outcome, Switches},
    },
    store::MemoryDisk,
};

use crate::desk::{Desk, all_days, calls, clock, stormy_world};

fn refused(world: &punchdeck::sim::SharedWorld, errcode: i64) -> usize {
    let calls = calls(world, Endpoint::CheckinRecords);
    calls.iter().filter(|call| call.outcome == Outcome::Said(errcode)).count()
}

/// Runs two passes against a WeCom with these switches: what was learnt, and how often it refused in each.
async fn two_passes(switches: Switches, errcode: i64) -> (Vec<(Extent, u32)>, [usize; 2]) {
    let (world, clock) = (stormy_world(120, &Scenario { switches, ..Scenario::default() }), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    assert_eq!(desk.rows(), desk.truth());
    let first = refused(&world, errcode);
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    assert_eq!(desk.rows(), desk.truth());
    let learnt = desk.seat.view().learnt.iter().map(|limit| (limit.extent, limit.most)).collect();
    desk.seat.rest(std::time::Duration::from_secs(10)).await;
    assert_eq!(desk.store.learnt().unwrap(), desk.seat.view().learnt);
    desk.close().await;
    (learnt, [first, refused(&world, errcode) - first])
}

#[tokio::test(start_paused = true)]
async fn y06_a_list_over_the_threshold_is_halved_until_accepted_and_the_limit_is_kept() {
    let switches = Switches { users_in_call_max: 49, ..Switches::default() };
    let (learnt, [first, second]) = two_passes(switches, 301_023).await;
    assert_eq!(learnt, [(Extent::People, 25)]);
    assert!((1..=12).contains(&first), "{first}");
    assert_eq!(second, 0);
}

#[tokio::test(start_paused = true)]
async fn y12_a_span_that_is_refused_shrinks_is_learnt_and_the_backfill_goes_on() {
    let switches = Switches { days_in_call_max: 3, ..Switches::default() };
    let (learnt, [first, second]) = two_passes(switches, 301_024).await;
    assert_eq!(learnt, [(Extent::Days, 1)], "with its reach into the neighbours a window of two days is longer");
    assert!(first > 0);
    assert_eq!(second, 0);
}
