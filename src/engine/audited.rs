//! What the audit log tells of passes that are long over.

use jiff::{Timestamp, civil::Date};

use crate::{
    console::{AuditRow, trace::PassTrace, view::PassState},
    domain::{DayRange, Stream},
    store::{Store, StoreError},
};

/// Records looked through on each side of an instant.
const RECORDS: usize = 500;

/// The newest pass that asked for a stream's day and was under way at an instant; if none was, the last
/// one before it.
///
/// # Errors
/// If the disk cannot be read.
pub(super) fn pass_that_asked(
    store: &Store,
    stream: Stream,
    date: Date,
    at: Timestamp,
) -> Result<Option<PassTrace>, StoreError> {
    let after = first_after(store, at)?;
    let before = store.audit_before(Some(after), RECORDS)?;
    let end_of = |start: &AuditRow| before.iter().find(|row| ends(row, start));
    let starts: Vec<_> = before.iter().filter(|row| asks_for(row, stream, date)).collect();
    let under_way = starts.iter().find(|start| end_of(start).is_none_or(|end| end.at >= at));
    let Some(start) = under_way.or(starts.first()) else { return Ok(None) };
    let ended = match end_of(start) {
        Some(end) => Some(end.clone()),
        None => store.audit_from(after, RECORDS)?.into_iter().map(|link| link.row).find(|row| ends(row, start)),
    };
    Ok(start.object.parse().ok().map(|id| PassTrace {
        id,
        origin: start.actor.clone(),
        started: start.at,
        ended: ended.and_then(|end| PassState::named(&end.outcome)),
    }))
}

/// The number of the first record after an instant. Records stand in order of time, unless a clock was
/// set back.
fn first_after(store: &Store, at: Timestamp) -> Result<u64, StoreError> {
    let (mut low, mut high) = (1, store.audit_count()? + 1);
    while low < high {
        let middle = low.midpoint(high);
        let later = store.audit_from(middle, 1)?.first().is_none_or(|link| link.row.at > at);
        (low, high) = if later { (low, middle) } else { (middle + 1, high) };
    }
    Ok(low)
}

fn asks_for(row: &AuditRow, stream: Stream, date: Date) -> bool {
    let named = |name: &str| row.detail.get(name).map_or("", String::as_str);
    let days = days(named("days"));
    row.action == "sync.start"
        && named("streams").split(',').any(|name| name == stream.name())
        && (!stream.is_by_day() || days.is_some_and(|days| days.contains(date)))
}

fn ends(row: &AuditRow, start: &AuditRow) -> bool {
    row.action == "sync.end" && row.object == start.object
}

/// Reads days as they are written for people: one, or the first and the last with two dots between.
fn days(text: &str) -> Option<DayRange> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    Some(DayRange { from: from.parse().ok()?, to: to.parse().ok()? })
}
