//! `punchdeck sync`: one pass now.

mod caller;
mod progress;
mod report;

pub(super) use report::alert;

use caller::Caller;

use super::{
    arguments::Sync,
    failure::Failure,
    place::{Place, runtime},
};
use crate::{
    clock::Stopwatch,
    console::SyncRequest,
    domain::{DayRange, DepartmentId, Stream, time::wecom_date},
};

pub(super) fn run(place: &Place, options: &Sync) -> Result<u8, Failure> {
    let config = place.config()?;
    let request = request(place, options, config.file.sync.look_back_days)?;
    let watch = Stopwatch::start();
    runtime()?.block_on(async {
        let (engine, _store) = place.engine(&config, None)?;
        let console = engine.console(place.actor(&config)).await.ok_or(Failure::EngineGone)?;
        let mut caller = Caller::new(console, place);
        if options.dry_run {
            let preview = caller.preview(request).await?;
            engine.stop().await;
            return Ok(report::say_preview(place, options, &preview));
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
        report::say_pass(place, options, &outcome?, &alerts, watch.elapsed().as_secs_f64())
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
