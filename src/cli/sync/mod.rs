//! `punchdeck sync`: one pass now.

mod caller;
mod known;
mod pricing;
mod progress;
mod report;

pub(super) use report::alert;

use caller::Caller;
use known::{Chosen, Known};
use report::Report;
use tokio::signal::unix::{SignalKind, signal};

use super::{
    arguments::Sync,
    failure::Failure,
    place::{Place, in_order, runtime},
    say::tell,
};
use crate::{
    clock::Stopwatch,
    config::Config,
    console::{
        Command, SyncRequest,
        update::QueueRow,
        view::{PassState, PassView},
    },
    domain::{DayRange, Organisation, Stream, time::wecom_date},
    engine::Engine,
    store::Store,
};

pub(super) fn run(place: &Place, options: &Sync) -> Result<u8, Failure> {
    let config = place.config()?;
    place.admit_rehearsal();
    if options.dry_run {
        return pricing::run(place, options, &config);
    }
    let runtime = runtime()?;
    let ended = runtime.block_on(pass(place, options, &config));
    if matches!(ended, Err(Failure::Interrupted)) {
        // Whoever interrupts does not wait for judgements; what is acknowledged is on the disk.
        runtime.shutdown_background();
    }
    ended
}

async fn pass(place: &Place, options: &Sync, config: &Config) -> Result<u8, Failure> {
    let watch = Stopwatch::start();
    let mut interrupts = signal(SignalKind::interrupt()).map_err(Failure::io("listening for Ctrl-C"))?;
    let (engine, store) = place.engine(config, None)?;
    let mention = mention_unfinished(place, options, &store);
    let worked = tokio::select! {
        worked = work(place, options, config, &engine, &store) => mention.and(worked),
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
    if matches!(worked, Err(Failure::Interrupted)) {
        mention_cancelled(place, &store)?;
    }
    let Pulled { pass, alerts, chosen } = worked?;
    let organisation = match store.organisation() {
        // What keeps it from being read is what the pass failed of, and the pass says it better.
        Err(_) if pass.state == PassState::Failed => Organisation::default(),
        read => read?,
    };
    let known = Known::of(&chosen, &organisation);
    known.warn(place.text);
    let elapsed_s = watch.elapsed().as_secs_f64();
    report::say_pass(place, options, &Report { pass, alerts, elapsed_s, known })
}

/// Says what earlier commands and consoles left unfinished, unless that is what this one is about.
fn mention_unfinished(place: &Place, options: &Sync, store: &Store) -> Result<(), Failure> {
    let silent = place.global.quiet || options.resume.is_some();
    for pass in store.passes()?.into_iter().map(|kept| kept.view).filter(|pass| !silent && pass.state.is_active()) {
        tell(place.text.left_unfinished(pass.id, &pass.days.to_string()));
    }
    Ok(())
}

/// Says how to go on with what was just interrupted.
fn mention_cancelled(place: &Place, store: &Store) -> Result<(), Failure> {
    let last = store.passes()?.pop().map(|kept| kept.view);
    if let Some(pass) = last.filter(|pass| pass.state == PassState::Cancelled) {
        tell(place.text.rest_by_retry(pass.id));
    }
    Ok(())
}

/// A pass that the engine has carried out, before it is ended.
struct Pulled {
    pass: Box<PassView>,
    alerts: Vec<QueueRow>,
    chosen: Chosen,
}

async fn work(
    place: &Place,
    options: &Sync,
    config: &Config,
    engine: &Engine,
    store: &Store,
) -> Result<Pulled, Failure> {
    let chosen = Chosen::read(options, &store.organisation()?, place.text)?;
    let (people, departments) = (chosen.people.clone(), chosen.departments.clone());
    let command = match (options.resume, options.retry) {
        (Some(id), _) => Command::Resume(id),
        (None, Some(id)) => Command::Retry(id),
        (None, None) => {
            let chosen = Chosen { people, departments };
            Command::Sync(request(place, options, config.file.sync.look_back_days, chosen)?)
        }
    };
    let console = engine.console(place.actor(config)).await.ok_or(Failure::EngineGone)?;
    let mut caller = Caller::new(console, place);
    let pass = Box::new(caller.carry_out(command).await?);
    Ok(Pulled { pass, alerts: caller.alerts().await?, chosen })
}

fn request(place: &Place, options: &Sync, look_back_days: u32, chosen: Chosen) -> Result<SyncRequest, Failure> {
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
    let Chosen { people, departments } = chosen;
    Ok(SyncRequest { days, people, departments, streams, believe_missing: options.believe_missing })
}
