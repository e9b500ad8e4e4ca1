//! The auditor: what must hold after any weather, by looking at store, world and consoles.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use punchdeck::{
    access::Role,
    console::{
        QueueFilter, View,
        view::{PassState, PassView},
    },
    domain::{CoverageState, EmployeeId, Stream},
    sim::{SharedWorld, world::Endpoint},
    store::Store,
    wecom::quota::Limits,
};

use crate::desk::{Desk, Seat, all_days, stored_rows, verified};

/// Everything that can be checked of a desk at rest.
pub async fn audit(desk: &mut Desk) {
    assert_eq!(desk.rows(), desk.truth(), "each row once, and no other");
    assert_rows_and_coverage_agree(&desk.store);
    assert_nothing_left_too_fast(&desk.world);
    desk.seat.view().passes.iter().for_each(assert_every_call_is_accounted_for);
    assert_all_see_the_same(desk).await;
    assert_each_anomaly_is_there_once(desk).await;
    assert_eq!(verified(&desk.store).records, desk.store.audit_count().unwrap());
}

/// What the coverage says was there is there: rows and coverage were written together.
pub fn assert_rows_and_coverage_agree(store: &Store) {
    let mut found: BTreeMap<_, u16> = BTreeMap::new();
    for row in stored_rows(store) {
        *found.entry((row.who.clone(), punchdeck::domain::time::wecom_date(row.named_at()))).or_default() += 1;
    }
    let people: Vec<EmployeeId> = store.organisation().unwrap().employees.into_keys().collect();
    let known = store.coverage(Stream::Records, &people, all_days()).unwrap();
    for (day, coverage) in known.iter().filter(|(_, known)| known.state == CoverageState::Ok) {
        assert_eq!(found.get(day), Some(&coverage.rows), "{day:?}");
    }
    assert!(known.iter().all(|(day, known)| known.state != CoverageState::Empty || !found.contains_key(day)));
}

fn assert_nothing_left_too_fast(world: &SharedWorld) {
    let world = world.lock();
    for endpoint in Endpoint::ALL {
        let allowed = Limits::default().allowed(endpoint.path()).map_or(usize::MAX, |calls| calls.get() as usize);
        let at: Vec<_> = world.journal().of(endpoint).map(|call| call.at).collect();
        let minute = SignedDuration::from_mins(1);
        for (first, start) in at.iter().enumerate() {
            let within = at[first..].iter().take_while(|at| at.duration_since(*start) < minute).count();
            assert!(within <= allowed, "{within} calls of {} in the minute from {start}", endpoint.path());
        }
    }
}

fn assert_every_call_is_accounted_for(pass: &PassView) {
    for part in pass.streams.iter().filter(|_| matches!(pass.state, PassState::Done | PassState::Partial)) {
        assert_eq!(part.done, part.total, "pass {} {:?}", pass.id, part.stream);
    }
    let failed: u64 = pass.streams.iter().map(|part| part.failures).sum();
    assert_eq!(failed, pass.failures.len() as u64, "pass {}", pass.id);
    assert_eq!(pass.state == PassState::Done, failed == 0, "pass {} is {:?}", pass.id, pass.state);
}

async fn assert_all_see_the_same(desk: &mut Desk) {
    let mut late = Seat::take(&desk.engine, "auditor", Role::Reader).await;
    late.hear().await;
    late.hear().await;
    desk.seat.hear_until(late.seq).await;
    let timeless = |view: &View| View { now: jiff::Timestamp::UNIX_EPOCH, ..view.clone() };
    assert_eq!(timeless(desk.seat.view()), timeless(late.view()));
}

async fn assert_each_anomaly_is_there_once(desk: &mut Desk) {
    let everything = QueueFilter { resolved_too: true, ..QueueFilter::default() };
    let shown: Vec<_> = desk.seat.queue(everything, 500).await.into_iter().map(|row| row.anomaly).collect();
    let mut stored = desk.store.anomalies().unwrap();
    assert_eq!(shown.len(), stored.len(), "none twice, none forgotten");
    let mut shown = shown;
    shown.sort_by_key(|anomaly| anomaly.id);
    stored.sort_by_key(|anomaly| anomaly.id);
    assert_eq!(shown, stored, "the queue is what is on the disk");
}
