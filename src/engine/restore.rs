//! From the disk to the state at the start.

use std::collections::{BTreeMap, VecDeque};

use super::{core::Restored, queue::Queue};
use crate::{
    console::view::AUDIT_KEPT,
    domain::Stream,
    store::{Store, StoreError},
    wecom::token::Token,
};

impl Restored {
    /// What an earlier engine left on the disk; `token` is the cached one, if it could be opened.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn read(store: &Store, token: Option<&Token>) -> Result<Self, StoreError> {
        let mut fresh = BTreeMap::new();
        for stream in Stream::ALL {
            fresh.extend(store.fresh(stream)?.map(|at| (stream, at)));
        }
        let listed = [Stream::Approvals, Stream::Operations].map(|stream| Ok((stream, store.listings(stream)?)));
        Ok(Self {
            queue: Queue::restore(store.anomalies()?),
            last_pass: store.last_pass()?,
            passes: store.passes()?,
            last_whole: store.last_whole()?,
            uploads_until: store.uploads_until()?,
            watched_forms: store.watched_approvals()?,
            listings: listed.into_iter().collect::<Result<_, StoreError>>()?,
            missing_since: store.missing_since()?,
            fresh,
            audit: VecDeque::from(store.audit_before(None, AUDIT_KEPT)?),
            config_hash: store.config_hash()?,
            learnt: store.learnt()?,
            clock_ahead_s: store.clock_ahead_s()?,
            settled: store.settled()?,
            token: token.map(|token| (token.fetched_at, token.expires_at)),
        })
    }
}
