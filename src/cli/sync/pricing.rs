//! `punchdeck sync --dry-run`: what a pass would cost. No engine runs, nobody is called and no value in the
//! store changes; the lock names whoever holds it, and sled tidies its own files as at any opening.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    known::{Chosen, Known},
    request,
};
use crate::{
    cli::{
        arguments::Sync,
        failure::{DONE, Failure},
        place::Place,
        say::{print, tell},
    },
    config::Config,
    console::{PlanPreview, StreamCost},
    engine,
    store::{MemoryDisk, SledDisk, Store, StoreSettings},
};

pub(super) fn run(place: &Place, options: &Sync, config: &Config) -> Result<u8, Failure> {
    place.refuse_rehearsal(config)?;
    let store = Arc::new(store(place, config)?);
    let organisation = store.organisation()?;
    let chosen = Chosen::read(options, &organisation, place.text)?;
    let known = Known::of(&chosen, &organisation);
    known.warn(place.text);
    let request = request(place, options, config.file.sync.look_back_days, chosen)?;
    let preview = engine::price(&store, place.settings(config, None), &request, place.clock.now())?;
    if options.json {
        print(facts(place, &preview))?;
    } else {
        say(place, &preview)?;
    }
    if preview.people == 0 {
        tell(known.nobody(place.text));
    }
    Ok(DONE)
}

/// The store, or an empty one where there is none: looking makes no folder.
fn store(place: &Place, config: &Config) -> Result<Store, Failure> {
    if SledDisk::is_at(&place.data_dir(config)) {
        return place.store(config);
    }
    let settings = StoreSettings { corp_id: config.file.wecom.corp_id.clone() };
    Ok(Store::open(MemoryDisk::default(), &settings)?)
}

fn say(place: &Place, preview: &PlanPreview) -> Result<(), Failure> {
    let text = place.text;
    for cost in &preview.streams {
        let StreamCost { stream, calls, windows, groups, seconds, measured, .. } = *cost;
        let basis = if measured { text.size_measured() } else { text.size_by_rule_of_thumb() };
        let size = cost.bytes.map_or("?".into(), |bytes| format!("{} ({basis})", text.bytes(bytes)));
        print(text.would_cost(text.stream(stream), calls, windows, groups, seconds, &size))?;
    }
    let (calls, seconds) = (preview.calls(), preview.seconds());
    print(text.would_take(preview.people, &preview.days.to_string(), calls, seconds, &text.bytes(preview.bytes())))
}

fn facts(place: &Place, preview: &PlanPreview) -> Value {
    let calls: Map<_, _> =
        preview.streams.iter().map(|cost| (cost.stream.name().to_owned(), json!(cost.calls))).collect();
    let stream = |cost: &StreamCost| {
        let figures = json!({
            "calls": cost.calls, "windows": cost.windows, "groups": cost.groups, "seconds": cost.seconds,
            "bytes": cost.bytes, "measured": cost.measured,
        });
        (cost.stream.name().to_owned(), figures)
    };
    let streams: Map<_, _> = preview.streams.iter().map(stream).collect();
    json!({
        "dry_run": true, "from": preview.days.from, "to": preview.days.to, "people": preview.people, "calls": calls,
        "streams": streams, "shards": preview.calls(), "seconds": preview.seconds(), "bytes": preview.bytes(),
        "rehearsal": place.is_rehearsal(),
    })
}
