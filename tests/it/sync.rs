//! The sync from the simulated WeCom to the disk, in simulated time.

use punchdeck::{
    console::view::{PassState, PassView, Tally},
    domain::Stream,
    store::SledDisk,
};

use crate::desk::{Desk, all_days, clock, world};

fn records(pass: &PassView) -> Tally {
    pass.streams.iter().find(|progress| progress.stream == Stream::Records).unwrap().tally
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_equals_the_truth_and_a_second_pass_changes_nothing() {
    let (world, clock) = (world(230), clock());
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(SledDisk::open(folder.path(), 0).unwrap(), &world, &clock).await;
    let first = desk.sync(all_days()).await;
    assert_eq!(first.state, PassState::Done, "{:?}", first.failures);
    let truth = desk.truth();
    assert_eq!(records(&first).inserted, truth.len() as u64);
    assert_eq!(desk.rows(), truth);
    let second = desk.sync(all_days()).await;
    assert_eq!((records(&second).inserted, records(&second).updated), (0, 0));
    assert_eq!(records(&second).unchanged, truth.len() as u64);
    assert_eq!(second.token_refreshes, 0);
    desk.close().await;
}
