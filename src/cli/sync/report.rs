//! What came of it, or what it would cost: for people, or as the JSON of the public contract.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::{
    cli::{
        arguments::Sync,
        failure::{DONE, FAILED, Failure, INTERRUPTED, PARTLY, status_of},
        place::Place,
    },
    console::{
        PlanPreview,
        update::QueueRow,
        view::{PassState, PassView, ShardFailure},
    },
    domain::{Stream, anomaly::Subject, time::WECOM_OFFSET},
};

pub(super) fn say_preview(place: &Place, options: &Sync, preview: &PlanPreview) -> u8 {
    let PlanPreview { days, people, calls, seconds } = preview;
    if options.json {
        let calls: Map<_, _> = calls.iter().map(|(stream, calls)| (stream.name().to_owned(), json!(calls))).collect();
        println!(
            "{}",
            json!({ "dry_run": true, "from": days.from, "to": days.to, "people": people, "calls": calls, "seconds": seconds })
        );
        return DONE;
    }
    for (stream, calls) in calls {
        println!("{}", place.text.would_cost(place.text.stream(*stream), *calls));
    }
    println!("{}", place.text.would_take(*people, &days.to_string(), *seconds));
    if *people == 0 {
        eprintln!("{}", place.text.nobody_known());
    }
    DONE
}

pub(super) fn say_pass(
    place: &Place,
    options: &Sync,
    pass: &PassView,
    alerts: &[QueueRow],
    elapsed_s: f64,
) -> Result<u8, Failure> {
    if options.json {
        println!("{}", summary(place, pass, alerts, elapsed_s));
    }
    for stream in pass.streams.iter().filter(|_| !place.global.quiet && !options.json) {
        let tally = stream.tally;
        let name = place.text.stream(stream.stream);
        let (inserted, updated) = (tally.inserted, tally.updated);
        println!("{}", place.text.stream_result(name, inserted, updated, tally.unchanged, tally.quarantined));
    }
    match (pass.state, pass.failures.first()) {
        (PassState::Done, _) => Ok(DONE),
        (PassState::Cancelled, _) => Ok(INTERRUPTED),
        (PassState::Failed, Some(failure)) if !options.json => Err(Failure::Trouble(Box::new(failure.trouble.clone()))),
        (PassState::Failed, failure) => {
            complain(place, failure);
            Ok(failure.map_or(FAILED, |failure| status_of(&failure.trouble)))
        }
        (PassState::Partial | PassState::Running | PassState::Paused, failure) => {
            complain(place, failure);
            Ok(PARTLY)
        }
    }
}

fn complain(place: &Place, failure: Option<&ShardFailure>) {
    if let Some(failure) = failure {
        eprintln!("punchdeck: {}", place.text.last_trouble(&failure.trouble, &TimeZone::fixed(WECOM_OFFSET)));
    }
}

/// The summary of `sync --json`: part of the public contract.
fn summary(place: &Place, pass: &PassView, alerts: &[QueueRow], elapsed_s: f64) -> Value {
    let zone = TimeZone::fixed(WECOM_OFFSET);
    let uncovered = |stream: Stream| -> Vec<&str> {
        let ours = pass.failures.iter().filter(|failure| failure.shard.starts_with(stream.name()));
        ours.map(|failure| failure.shard.as_str()).collect()
    };
    let streams: Map<_, _> = pass
        .streams
        .iter()
        .map(|progress| {
            let tally = progress.tally;
            let figures = json!({
                "calls": tally.calls, "rows_seen": tally.rows_seen, "inserted": tally.inserted,
                "updated": tally.updated, "unchanged": tally.unchanged, "withdrawn": tally.withdrawn,
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
        "ok": pass.state == PassState::Done,
        "from": pass.days.from,
        "to": pass.days.to,
        "streams": streams,
        "token_refreshes": pass.token_refreshes,
        "retries": pass.streams.iter().map(|progress| progress.retries).sum::<u64>(),
        "elapsed_s": (elapsed_s * 1000.0).round() / 1000.0,
        "failures": failures.collect::<Vec<_>>(),
        "alerts": alerts.iter().map(alert).collect::<Vec<_>>(),
        "rehearsal": place.global.now.map(|_| true),
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
