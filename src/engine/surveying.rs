//! Which calls of a pass are left: whoever was answered about since it began is not asked about again.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::keeping::Survey;
use crate::{
    domain::{Coverage, EmployeeId, Stream},
    store::{Store, StoreError},
    sync::Work,
};

/// The calls that are left, each about nobody whose days are all known.
///
/// Reads a coverage value for each day of each call, and keeps none of them from one call to the next.
///
/// # Errors
/// If the disk cannot be read.
pub(super) fn left(store: &Store, survey: &Survey) -> Result<Vec<Work>, StoreError> {
    let mut left = Vec::new();
    for work in &survey.works {
        left.extend(rest(store, survey.stream, work, survey.since)?);
    }
    Ok(left)
}

fn rest(store: &Store, stream: Stream, work: &Work, since: Timestamp) -> Result<Option<Work>, StoreError> {
    let Some(days) = work.days() else { return Ok(Some(work.clone())) };
    let mut known = store.known_days(stream);
    let mut lacking: BTreeSet<&EmployeeId> = BTreeSet::new();
    for day in days.days() {
        for who in work.people() {
            if !lacking.contains(who) && !is_answered(known.of(who, day)?, since) {
                lacking.insert(who);
            }
        }
    }
    let people: Vec<_> = work.people().iter().filter(|who| lacking.contains(who)).cloned().collect();
    Ok((!people.is_empty()).then(|| work.about(&people)))
}

/// Whether the last attempt was answered, and begun after that instant. The ledger knows seconds, so that
/// what was asked in the first one is asked again.
fn is_answered(known: Coverage, since: Timestamp) -> bool {
    known.errcode.is_none() && known.fetched_at.is_some_and(|at| at.as_second() > since.as_second())
}
