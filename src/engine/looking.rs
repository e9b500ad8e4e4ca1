//! Answers that only the disk has.

use jiff::Timestamp;

use super::{effect::Look, judging::Bench, requests::PAGE_ROWS_MAX, weighing::weighed};
use crate::{
    console::{Outcome, Page, Query},
    domain::Anomaly,
    store::StoreError,
};

/// Looks it up; `anomaly` is the one asked about, as it now is.
pub(super) fn look_up(
    bench: &Bench,
    look: Look,
    anomaly: Option<Anomaly>,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    match (look, anomaly) {
        (Look::Audit(Query::Audit { before, limit }), _) => {
            let total = usize::try_from(bench.store.audit_count()?).unwrap_or(usize::MAX);
            let rows = bench.store.audit_before(before, limit.min(PAGE_ROWS_MAX))?;
            let offset = rows.first().map_or(0, |row| total.saturating_sub(usize::try_from(row.seq).unwrap_or(total)));
            Ok(Outcome::Audit(Page { offset, total, revision: total as u64, rows }))
        }
        (Look::Weigh(preview), _) => Ok(Outcome::Preview(weighed(&bench.store, preview, now)?)),
        (Look::Days { employee, days, .. }, Some(anomaly)) => {
            let days = bench.days(&employee, days, now)?;
            Ok(Outcome::Anomaly { anomaly: Box::new(anomaly), name: Some(employee.name), days })
        }
        (Look::Heat(look), _) => Ok(Outcome::Heat(Box::new(bench.heat(&look)?))),
        (Look::Trace { who, date, moment }, _) => Ok(bench
            .trace(&who, date, *moment, now)?
            .map_or(Outcome::NotFound, |trace| Outcome::Trace(Box::new(trace)))),
        (Look::Days { .. }, None) | (Look::Audit(_), _) => Ok(Outcome::NotFound),
    }
}
