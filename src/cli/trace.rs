//! `punchdeck trace`: everything known of one person's day, from the store, without WeCom.

use std::sync::Arc;

use super::{
    arguments::Trace,
    failure::{DONE, Failure},
    place::Place,
    say::print,
};
use crate::{
    engine::clues::Moment,
    export,
    text::trace::{Tone, TraceLine},
};

pub(super) fn run(place: &Place, options: &Trace) -> Result<u8, Failure> {
    let config = place.config()?;
    let store = Arc::new(place.store(&config)?);
    let bench = place.bench(&config, &store)?;
    place.admit_rehearsal();
    let moment = Moment { anomalies: store.anomalies()?, ..Moment::default() };
    let Some(trace) = bench.trace(&options.who, options.date, moment, place.clock.now())? else {
        return Err(Failure::Usage(place.text.unknown_to_trace(options.who.as_str())));
    };
    if options.json {
        print(serde_json::Value::Object(export::trace(&trace)))?;
    } else {
        let zone = &config.file.attendance.zone;
        let title = format!("{}  {} {}", trace.who, trace.date, place.text.weekday(trace.date.weekday()));
        let lines = place.text.trace(&trace, zone).into_iter().map(line);
        print([title].into_iter().chain(lines).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(DONE)
}

/// A line without colour: what is not as it should be has a mark in front.
fn line(TraceLine { tone, words }: TraceLine) -> String {
    let words = crate::text::cells::clean(&words).into_owned();
    match tone {
        Tone::Heading => format!("\n{words}"),
        Tone::Fact => format!("    {words}"),
        Tone::Doubt => format!("  ? {words}"),
        Tone::Fault => format!("  ! {words}"),
        Tone::Step => format!("  > {words}"),
    }
}
