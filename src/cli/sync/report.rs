//! What came of it, or what it would cost: for people, or as the JSON of the public contract.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::known::Known;
use crate::{
    cli::{
        arguments::Sync,
        failure::{DONE, FAILED, Failure, INTERRUPTED, PARTLY, status_of},
        place::Place,
        say::{print, tell},
    },
    console::{
        update::QueueRow,
        view::{PassState, PassView, StreamProgress, Tally},
    },
    domain::{
        Stream,
        anomaly::Subject,
        time::{WECOM_OFFSET, wecom_date},
    },
};

/// A pass at its end.
pub(super) struct Report {
    /// What came of it.
    pub pass: Box<PassView>,
    /// What is wrong with the connection.
    pub alerts: Vec<QueueRow>,
    /// What it took.
    pub elapsed_s: f64,
    /// Whom the options named.
    pub known: Known,
}

impl Report {
    /// Whether rows were asked for and nobody was there to ask about. Days to come need nobody.
    fn asked_nobody(&self, place: &Place) -> bool {
        let some_day = self.pass.days.from <= wecom_date(place.clock.now());
        let nobody = |stream: &StreamProgress| stream.stream == Stream::Records && stream.total == 0;
        some_day && self.pass.state == PassState::Done && self.pass.streams.iter().any(nobody)
    }
}

pub(super) fn say_pass(place: &Place, options: &Sync, report: &Report) -> Result<u8, Failure> {
    let pass = &report.pass;
    if options.json {
        print(summary(place, report))?;
    }
    let worth_a_line = |stream: &&StreamProgress| stream.stream.is_essential() || stream.total > 0;
    for stream in pass.streams.iter().filter(worth_a_line).filter(|_| !place.global.quiet && !options.json) {
        let tally = stream.tally;
        let name = place.text.stream(stream.stream);
        print(match stream.stream {
            Stream::Organisation | Stream::Rules => place.text.stream_seen(name, tally.rows_seen),
            Stream::Records
            | Stream::DayReports
            | Stream::Rosters
            | Stream::Devices
            | Stream::Approvals
            | Stream::Operations => {
                let Tally { inserted, updated, unchanged, quarantined, .. } = tally;
                place.text.stream_result(name, inserted, updated, unchanged, quarantined)
            }
        })?;
    }
    match (pass.state, pass.failures.first()) {
        (PassState::Done, _) if report.asked_nobody(place) => {
            tell(report.known.nobody(place.text));
            Ok(FAILED)
        }
        (PassState::Done, _) => Ok(DONE),
        (PassState::Cancelled, _) => Ok(INTERRUPTED),
        (PassState::Failed, Some(failure)) if !options.json => Err(Failure::Trouble(Box::new(failure.trouble.clone()))),
        (PassState::Failed, failure) => {
            complain(place, pass);
            Ok(failure.map_or(FAILED, |failure| status_of(&failure.trouble)))
        }
        (PassState::Partial | PassState::Running | PassState::Paused, _) => {
            complain(place, pass);
            Ok(PARTLY)
        }
    }
}

fn complain(place: &Place, pass: &PassView) {
    if let Some(failure) = pass.failures.first() {
        let zone = TimeZone::fixed(WECOM_OFFSET);
        tell(format!("punchdeck: {}", place.text.last_trouble(&failure.trouble, &zone)));
        tell(place.text.rest_by_retry(pass.id));
    }
}

/// The summary of `sync --json`: part of the public contract.
fn summary(place: &Place, report: &Report) -> Value {
    let pass = &report.pass;
    let zone = TimeZone::fixed(WECOM_OFFSET);
    let uncovered = |stream: Stream| -> Vec<&str> {
        let ours = pass.failures.iter().filter(|failure| failure.stream == Some(stream));
        ours.map(|failure| failure.shard.as_str()).collect()
    };
    let streams: Map<_, _> = pass
        .streams
        .iter()
        .map(|progress| {
            let tally = progress.tally;
            let figures = json!({
                "calls": tally.calls, "rows_seen": tally.rows_seen, "inserted": tally.inserted,
                "updated": tally.updated, "unchanged": tally.unchanged, "missing": tally.missing,
                "withdrawn": tally.withdrawn,
                "quarantined": tally.quarantined, "uncovered": uncovered(progress.stream),
            });
            (progress.stream.name().to_owned(), figures)
        })
        .collect();
    let failures = pass.failures.iter().map(|failure| {
        json!({
            "shard": failure.shard, "errcode": failure.trouble.errcode(),
            "message": place.text.mishap(&failure.trouble), "remedy": place.text.last_advice(&failure.trouble, &zone),
        })
    });
    json!({
        "pass": pass.id,
        "retry_of": pass.retry_of,
        "ok": pass.state == PassState::Done && !report.asked_nobody(place),
        "from": pass.days.from,
        "to": pass.days.to,
        "streams": streams,
        "token_refreshes": pass.token_refreshes,
        "retries": pass.streams.iter().map(|progress| progress.retries).sum::<u64>(),
        "elapsed_s": (report.elapsed_s * 1000.0).round() / 1000.0,
        "failures": failures.collect::<Vec<_>>(),
        "failed": pass.failed,
        "alerts": report.alerts.iter().map(alert).collect::<Vec<_>>(),
        "rehearsal": place.is_rehearsal(),
    })
}

/// An alert as `sync` and `status` print it.
pub(in crate::cli) fn alert(row: &QueueRow) -> Value {
    let about = match &row.anomaly.subject {
        Subject::Integration { about, .. } => about.as_str(),
        Subject::Day { who, .. } => who.as_str(),
    };
    json!({ "kind": row.anomaly.kind.name(), "severity": row.anomaly.severity, "about": about, "count": row.anomaly.count })
}
