//! Passes that people asked for, as they outlive the process: those that still go on, and the last ended
//! ones, which can be retried.

use serde::{Deserialize, Serialize};

use super::{
    error::StoreError,
    ledger::Store,
    record::{decode, encode},
};
use crate::{console::view::PassView, domain::Stream};

/// A pass on the disk.
///
/// Which of its calls are done stands nowhere: the coverage tells which days were answered since it
/// began, in the same commit as their rows, and a plan made anew leaves those out. So it holds whoever
/// joins or leaves meanwhile, whatever was learnt about sizes, and however the process ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptPass {
    /// What was known of it when it last changed its state.
    pub view: PassView,
    /// The streams without days that have come: they are not asked for again.
    pub arrived: Vec<Stream>,
}

impl Store {
    /// The passes kept, oldest first.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn passes(&self) -> Result<Vec<KeptPass>, StoreError> {
        self.disk.get(&self.corp.meta(NAME))?.map_or(Ok(Vec::new()), |value| read(&value))
    }
}

/// The name of their value.
pub(super) const NAME: &str = "passes";

pub(super) fn write(passes: &[KeptPass]) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(passes).map_err(StoreError::damaged)?;
    Ok(encode(&json))
}

pub(super) fn read(value: &[u8]) -> Result<Vec<KeptPass>, StoreError> {
    let json: Vec<u8> = decode(NAME, value)?;
    serde_json::from_slice(&json).map_err(StoreError::damaged)
}
