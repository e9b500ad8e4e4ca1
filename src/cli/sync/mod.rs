//! `punchdeck sync`: one pass now.

mod caller;
mod known;
mod progress;
mod report;

pub(super) use report::alert;

use caller::Caller;
use known::Known;
use report::Pulled;
use tokio::signal::unix::{SignalKind, signal};

use super::{
    arguments::Sync,
    failure::Failure,
    place::{Place, in_order, runtime},
};
use crate::{
    clock::Stopwatch,
    config::Config,
    console::{
        PlanPreview, SyncRequest,
        update::QueueRow,
        view::{PassState, PassView},
    },
    domain::{DayRange, DepartmentId, Organisation, Stream, time::wecom_date},
    engine::Engine,
};

pub(super) fn run(place: &Place, options: &Sync) -> Result<u8, Failure> {
    let config = place.config()?;
    let request = request(place, options, config.file.sync.look_back_days)?;
    place.admit_rehearsal();
    let runtime = runtime()?;
    let ended = runtime.block_on(pass(place, options, &config, request));
    if matches!(ended, Err(Failure::Interrupted)) {
        // Whoever interrupts does not wait for judgements; what is acknowledged is on the disk.
        runtime.shutdown_background();
    }
    ended
}

async fn pass(place: &Place, options: &Sync, config: &Config, request: SyncRequest) -> Result<u8, Failure> {
    let watch = Stopwatch::start();
    let mut interrupts = signal(SignalKind::interrupt()).map_err(Failure::io("listening for Ctrl-C"))?;
    let (engine, store) = place.engine(config, None)?;
    let worked = tokio::select! {
        worked = work(place, options, config, &engine, request) => worked,
        _ = interrupts.recv() => Err(Failure::Interrupted),
    };
    let ending = async {
        match &worked {
            Ok(_) => engine.finish().await,
            Err(_) => engine.stop().await,
        }
    };
    tokio::select! {
        () = ending => {}
        _ = interrupts.recv() => return Err(Failure::Interrupted),
    }
    let worked = worked?;
    let organisation = match (&worked, store.organisation()) {
        // What keeps it from being read is what the pass failed of, and the pass says it better.
        (Worked::Pulled { pass, .. }, Err(_)) if pass.state == PassState::Failed => Organisation::default(),
        (_, read) => read?,
    };
    let known = Known::of(options, &organisation);
    known.warn(place.text);
    match worked {
        Worked::Priced(preview) => report::say_preview(place, options, &preview, &known),
        Worked::Pulled { pass, alerts } => {
            let elapsed_s = watch.elapsed().as_secs_f64();
            report::say_pass(place, options, &Pulled { pass, alerts, elapsed_s, known })
        }
    }
}

/// What the engine has done, before it is ended.
enum Worked {
    /// It said what a pass would cost.
    Priced(PlanPreview),
    /// It carried out a pass.
    Pulled { pass: Box<PassView>, alerts: Vec<QueueRow> },
}

async fn work(
    place: &Place,
    options: &Sync,
    config: &Config,
    engine: &Engine,
    request: SyncRequest,
) -> Result<Worked, Failure> {
    let console = engine.console(place.actor(config)).await.ok_or(Failure::EngineGone)?;
    let mut caller = Caller::new(console, place);
    if options.dry_run {
        return Ok(Worked::Priced(caller.preview(request).await?));
    }
    let pass = Box::new(caller.carry_out(request).await?);
    Ok(Worked::Pulled { pass, alerts: caller.alerts().await? })
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
    let days = days.map(|days| in_order(place.text, days)).transpose()?;
    let streams = if options.stream.is_empty() { Stream::ALL.to_vec() } else { options.stream.clone() };
    let departments = options.dept.iter().copied().map(DepartmentId).collect();
    let believe_missing = options.believe_missing;
    Ok(SyncRequest { days, people: options.user.clone(), departments, streams, believe_missing })
}
