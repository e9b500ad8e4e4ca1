//! Everything that a network and a busy WeCom can do, and what becomes of it.

mod answers;
mod month;
mod refusals;
mod tokens;

use punchdeck::{
    console::view::{PassView, StreamProgress},
    domain::Stream,
    sim::{
        SharedWorld,
        world::{Endpoint, Outcome},
    },
};

/// A pass's part for the rows.
fn records(pass: &PassView) -> &StreamProgress {
    pass.streams.iter().find(|progress| progress.stream == Stream::Records).unwrap()
}

/// No call carries an old token once WeCom has given a new one.
fn assert_no_token_outlives_its_successor(world: &SharedWorld) {
    let world = world.lock();
    let mut newest = None;
    for entry in world.journal().entries() {
        match entry.endpoint {
            Some(Endpoint::GetToken) if entry.outcome == Outcome::Said(0) => newest = entry.token,
            _ => assert!(entry.token.is_none() || entry.token == newest, "{entry:?} after token {newest:?}"),
        }
    }
}
