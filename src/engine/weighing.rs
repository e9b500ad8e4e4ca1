//! How many bytes a person's day takes, measured on what is stored.

use std::sync::{Arc, RwLock};

use jiff::{Timestamp, ToSpan};

use super::{
    core::{Core, Restored},
    judging::Company,
    settings::Settings,
};
use crate::{
    console::{PlanPreview, StreamCost, SyncRequest},
    domain::{DayRange, EmployeeId, PaperKind, Stream, time::wecom_date},
    store::{Store, StoreError},
    wecom::wire::checkin,
};

/// People whose days are measured. A company's days are much alike, and nobody waits for a preview.
const PEOPLE: usize = 50;
/// Days up to yesterday that are measured: a month, with its rest days.
const DAYS: u32 = 30;

/// What a pass of this request would cost by what lies in the store, without an engine.
///
/// # Errors
/// If the disk cannot be read.
pub fn price(
    store: &Arc<Store>,
    settings: Settings,
    request: &SyncRequest,
    now: Timestamp,
) -> Result<PlanPreview, StoreError> {
    let company = Arc::new(RwLock::new(Arc::new(Company::read(store)?)));
    let shards = {
        let store = Arc::clone(store);
        Box::new(move |who: &EmployeeId| store.shard_of(who))
    };
    // What this state would have done is dropped with it.
    let core = Core::new(settings, company, shards, Restored::read(store, None)?, now);
    weighed(store, core.preview(request, now), now)
}

/// The same preview with sizes as they were measured, for the streams of which something is stored.
///
/// # Errors
/// If the disk cannot be read.
pub(super) fn weighed(store: &Store, preview: PlanPreview, now: Timestamp) -> Result<PlanPreview, StoreError> {
    let people: Vec<_> = store.organisation()?.employees.into_keys().take(PEOPLE).collect();
    let days = DayRange::ending(wecom_date(now).saturating_sub(1.day()), DAYS);
    let streams = preview.streams.iter().map(|cost| one(store, *cost, &people, days));
    Ok(PlanPreview { streams: streams.collect::<Result<_, _>>()?, ..preview })
}

fn one(store: &Store, cost: StreamCost, people: &[EmployeeId], days: DayRange) -> Result<StreamCost, StoreError> {
    if !cost.stream.is_by_day() {
        return Ok(cost);
    }
    let (mut person_days, mut bytes) = (0, 0);
    let mut known = store.known_days(cost.stream);
    for who in people {
        for day in days.days() {
            person_days += u64::from(known.of(who, day)?.fetched_at.is_some());
        }
        bytes += stored(store, cost.stream, who, days)?;
    }
    let measured = |bytes: u64| StreamCost { bytes: Some(bytes), measured: true, ..cost };
    let scaled = u128::from(bytes) * u128::from(cost.units);
    Ok(scaled.checked_div(person_days.into()).map_or(cost, |bytes| measured(u64::try_from(bytes).unwrap_or(u64::MAX))))
}

/// Bytes of what is stored of one person's days, as WeCom wrote it; 0 of streams that have no days.
fn stored(store: &Store, stream: Stream, who: &EmployeeId, days: DayRange) -> Result<u64, StoreError> {
    let papers = |kind| -> Result<u64, StoreError> {
        Ok(store.papers(kind, who, days)?.iter().map(|filed| filed.paper.text.0.len() as u64).sum())
    };
    match stream {
        Stream::Organisation | Stream::Rules | Stream::Approvals | Stream::Operations => Ok(0),
        Stream::Records => {
            let punches = store.punches_around(who, days)?;
            let ours = punches.iter().filter(|punch| days.contains(wecom_date(punch.named_at())));
            Ok(ours.map(|punch| checkin::row(punch).to_string().len() as u64).sum())
        }
        Stream::DayReports => papers(PaperKind::DayReport),
        Stream::Rosters => papers(PaperKind::Roster),
        Stream::Devices => papers(PaperKind::DeviceRecord),
    }
}
