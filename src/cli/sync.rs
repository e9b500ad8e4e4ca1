//! `punchdeck sync`: one pass now.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, stderr},
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{
    arguments::Sync,
    failure::{DONE, FAILED, Failure, INTERRUPTED, PARTLY, status_of},
    place::{Place, runtime},
};
use crate::{
    clock::Stopwatch,
    console::{
        Change, Command, Console, Level, LogLine, Outcome, PlanPreview, Query, QueueFilter, Request, SyncRequest,
        Update,
        update::QueueRow,
        view::{PassState, PassView, StreamProgress},
    },
    domain::{
        AnomalyKind, DayRange, DepartmentId, Stream,
        anomaly::Subject,
        time::{WECOM_OFFSET, wecom_date},
    },
};

pub(super) fn run(place: &Place, options: &Sync) -> Result<u8, Failure> {
    let config = place.config()?;
    let request = request(place, options, config.file.sync.look_back_days)?;
    let watch = Stopwatch::start();
    runtime()?.block_on(async {
        let (engine, _store) = place.engine(&config, None)?;
        let console = engine.console(place.actor(&config)).await.ok_or(Failure::EngineGone)?;
        let mut caller = Caller { console, place, last: 0, log: Vec::new() };
        if options.dry_run {
            let preview = caller.preview(request).await?;
            engine.stop().await;
            return Ok(say_preview(place, options, &preview));
        }
        let outcome = tokio::select! {
            outcome = caller.carry_out(request) => outcome,
            _interrupted = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        };
        let alerts = match &outcome {
            Ok(_) => caller.alerts().await?,
            Err(_) => Vec::new(),
        };
        engine.finish().await;
        say_pass(place, options, &outcome?, &alerts, watch.elapsed().as_secs_f64())
    })
}

fn request(place: &Place, options: &Sync, look_back_days: u32) -> Result<SyncRequest, Failure> {
    let today = wecom_date(place.clock.now());
    let days = match (options.from, options.to) {
        (None, None) => None,
        (from, to) => {
            let to = to.unwrap_or(today);
            Some(DayRange { from: from.unwrap_or_else(|| DayRange::ending(to, look_back_days).from), to })
        }
    };
    if let Some(days) = days.filter(|days| days.from > days.to) {
        return Err(Failure::Usage(format!("--from {} is after --to {}; turn them round", days.from, days.to)));
    }
    let streams = if options.stream.is_empty() { Stream::ALL.to_vec() } else { options.stream.clone() };
    let departments = options.dept.iter().copied().map(DepartmentId).collect();
    Ok(SyncRequest { days, people: options.user.clone(), departments, streams })
}

/// The command line at its end of the seam.
struct Caller<'a> {
    console: Console,
    place: &'a Place,
    last: u64,
    log: Vec<LogLine>,
}

impl Caller<'_> {
    async fn preview(&mut self, request: SyncRequest) -> Result<PlanPreview, Failure> {
        match self.ask(Query::Preview(request)).await? {
            Outcome::Preview(preview) => Ok(preview),
            other => Err(unexpected(&other)),
        }
    }

    /// Starts the pass and follows it to its end.
    async fn carry_out(&mut self, request: SyncRequest) -> Result<PassView, Failure> {
        self.last += 1;
        let id = self.last;
        self.send(Request::Command { id, command: Command::Sync(request) }).await?;
        let mut progress = Progress::new(self.place);
        let (mut started, mut latest): (Option<u64>, BTreeMap<u64, PassView>) = (None, BTreeMap::new());
        loop {
            match self.hear().await? {
                Update::Reply { outcome: Outcome::Started(pass), .. } => started = Some(pass),
                Update::Reply { outcome, .. } => return Err(unexpected(&outcome)),
                Update::Change { change: Change::Pass(pass), .. } => drop(latest.insert(pass.id, pass)),
                Update::Change { change: Change::Log(line), .. } => progress.log(line),
                Update::Snapshot { view, .. } => latest.extend(view.passes.into_iter().map(|pass| (pass.id, pass))),
                Update::Change { .. } | Update::Welcome { .. } => {}
            }
            let Some(pass) = started.and_then(|id| latest.get(&id)) else { continue };
            progress.show(pass);
            if !pass.state.is_active() {
                progress.end();
                return Ok(pass.clone());
            }
        }
    }

    /// What is wrong with the connection, by kind.
    async fn alerts(&mut self) -> Result<Vec<QueueRow>, Failure> {
        let kinds = INTEGRATION.to_vec();
        let filter = QueueFilter { kinds, ..QueueFilter::default() };
        match self.ask(Query::Anomalies { filter, offset: 0, limit: 100 }).await? {
            Outcome::Anomalies(page) => Ok(page.rows),
            other => Err(unexpected(&other)),
        }
    }

    async fn ask(&mut self, query: Query) -> Result<Outcome, Failure> {
        self.last += 1;
        let asked = self.last;
        self.send(Request::Query { id: asked, query }).await?;
        loop {
            match self.hear().await? {
                Update::Reply { id, outcome } if id == asked => return Ok(outcome),
                Update::Change { change: Change::Log(line), .. } => self.log.push(line),
                Update::Reply { .. } | Update::Change { .. } | Update::Snapshot { .. } | Update::Welcome { .. } => {}
            }
        }
    }

    async fn send(&self, request: Request) -> Result<(), Failure> {
        self.console.requests.send(request).await.map_err(|_| Failure::EngineGone)
    }

    async fn hear(&mut self) -> Result<Update, Failure> {
        self.console.updates.recv().await.ok_or(Failure::EngineGone)
    }
}

/// Kinds that concern the connection and not a person.
const INTEGRATION: [AnomalyKind; 8] = [
    AnomalyKind::Token,
    AnomalyKind::Permission,
    AnomalyKind::SyncFailed,
    AnomalyKind::CoverageGap,
    AnomalyKind::CalendarMissing,
    AnomalyKind::UnknownEnum,
    AnomalyKind::BadRow,
    AnomalyKind::Store,
];

/// Progress on standard error: a bar on a terminal, lines otherwise.
struct Progress<'a> {
    place: &'a Place,
    bar: Option<ProgressBar>,
    said: BTreeMap<Stream, u64>,
}

impl<'a> Progress<'a> {
    fn new(place: &'a Place) -> Self {
        let bar = (stderr().is_terminal() && !place.global.quiet).then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { place, bar, said: BTreeMap::new() }
    }

    fn show(&mut self, pass: &PassView) {
        if let Some(bar) = &self.bar {
            bar.set_length(pass.streams.iter().map(|stream| stream.total).sum());
            bar.set_position(pass.streams.iter().map(|stream| stream.done).sum());
            let running = pass.streams.iter().rfind(|stream| stream.done < stream.total);
            bar.set_message(running.map_or_else(String::new, |stream| self.line(stream)));
            return;
        }
        for stream in pass.streams.iter().filter(|stream| stream.total > 0) {
            self.say_tenths(stream);
        }
    }

    /// A line for each tenth of a stream: enough to see it move, not enough to fill a log.
    fn say_tenths(&mut self, stream: &StreamProgress) {
        let tenth = stream.done * 10 / stream.total.max(1);
        let new = self.said.insert(stream.stream, tenth) != Some(tenth);
        if new && stream.done > 0 && !self.place.global.quiet {
            eprintln!("{}", self.line(stream));
        }
    }

    fn line(&self, stream: &StreamProgress) -> String {
        let StreamProgress { stream: name, done, total, tally, .. } = stream;
        self.place.text.stream_progress(self.place.text.stream(*name), *done, *total, tally.rows_seen)
    }

    fn log(&self, line: LogLine) {
        let least = match (self.place.global.quiet, self.place.global.verbose) {
            (true, _) => Level::Error,
            (false, 0) => Level::Warn,
            (false, 1) => Level::Info,
            (false, _) => Level::Debug,
        };
        if line.fact.level() <= least {
            let words = self.place.text.fact(&line.fact, &jiff::tz::TimeZone::fixed(WECOM_OFFSET));
            match &self.bar {
                Some(bar) => bar.suspend(|| eprintln!("{words}")),
                None => eprintln!("{words}"),
            }
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn say_preview(place: &Place, options: &Sync, preview: &PlanPreview) -> u8 {
    let PlanPreview { days, people, calls, seconds } = preview;
    if options.json {
        let calls: serde_json::Map<_, _> =
            calls.iter().map(|(stream, calls)| (stream.name().to_owned(), json!(calls))).collect();
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

fn say_pass(
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
        (PassState::Failed, Some(failure)) if options.json => {
            eprintln!(
                "punchdeck: {}",
                place.text.last_trouble(&failure.trouble, &jiff::tz::TimeZone::fixed(WECOM_OFFSET))
            );
            Ok(status_of(&failure.trouble))
        }
        (PassState::Failed, Some(failure)) => Err(Failure::Trouble(Box::new(failure.trouble.clone()))),
        (PassState::Failed, None) => Ok(FAILED),
        (PassState::Partial | PassState::Running | PassState::Paused, failure) => {
            if let Some(failure) = failure {
                let zone = jiff::tz::TimeZone::fixed(WECOM_OFFSET);
                eprintln!("punchdeck: {}", place.text.last_trouble(&failure.trouble, &zone));
            }
            Ok(PARTLY)
        }
    }
}

/// The summary of `sync --json`: part of the public contract.
fn summary(place: &Place, pass: &PassView, alerts: &[QueueRow], elapsed_s: f64) -> Value {
    let zone = jiff::tz::TimeZone::fixed(WECOM_OFFSET);
    let uncovered = |stream: Stream| -> Vec<&str> {
        let ours = pass.failures.iter().filter(|failure| failure.shard.starts_with(stream.name()));
        ours.map(|failure| failure.shard.as_str()).collect()
    };
    let streams: serde_json::Map<_, _> = pass
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
pub(super) fn alert(row: &QueueRow) -> Value {
    let about = match &row.anomaly.subject {
        Subject::Integration { about, .. } => about.as_str(),
        Subject::Day { who, .. } => who.as_str(),
    };
    json!({ "kind": row.anomaly.kind.name(), "severity": row.anomaly.severity, "about": about, "count": row.anomaly.count })
}

fn unexpected(outcome: &Outcome) -> Failure {
    match outcome {
        Outcome::Failed(trouble) => Failure::Trouble(Box::new(trouble.clone())),
        Outcome::Denied { needs } => {
            Failure::Usage(format!("{} is refused: [access] read_only is set", needs.verb().word))
        }
        _ => Failure::EngineGone,
    }
}
