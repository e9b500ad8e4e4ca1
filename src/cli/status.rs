//! `punchdeck status`: what the first screen shows, from the store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    arguments::Status,
    failure::{DONE, Failure},
    place::Place,
    say::print,
    sync::alert,
};
use crate::{
    config::Config,
    console::update::QueueRow,
    domain::{Anomaly, DayRange, EmployeeId, Stream, anomaly::Subject, time::wecom_date},
    store::Store,
    wecom::seal,
};

pub(super) fn run(place: &Place, options: &Status) -> Result<u8, Failure> {
    let config = place.config()?;
    let store = place.store(&config)?;
    let facts = facts(place, &config, &store)?;
    place.admit_rehearsal();
    if options.json {
        print(facts)?;
    } else {
        print(lines(&facts, 0).trim_end())?;
    }
    Ok(DONE)
}

fn facts(place: &Place, config: &Config, store: &Store) -> Result<Value, Failure> {
    let now = place.clock.now();
    let organisation = store.organisation()?;
    let people: Vec<EmployeeId> = organisation.employees.keys().cloned().collect();
    let days = DayRange::ending(wecom_date(now), config.file.sync.look_back_days);
    let anomalies = store.anomalies()?;
    let open: Vec<&Anomaly> = anomalies.iter().filter(|anomaly| anomaly.is_open()).collect();
    let health = store.health();
    let integration = open.iter().filter(|anomaly| matches!(anomaly.subject, Subject::Integration { .. }));
    let alerts = integration.map(|one| alert(&QueueRow { anomaly: Anomaly::clone(one), name: None }));
    Ok(json!({
        "at": now.as_second(),
        "rehearsal": place.is_rehearsal(),
        "token": token(config, store)?,
        "fresh": fresh(store)?,
        "coverage": coverage(store, &people, days)?,
        "anomalies": {
            "open": open.len(),
            "by_severity": count(open.iter().map(|anomaly| format!("{:?}", anomaly.severity))),
            "by_kind": count(open.iter().map(|anomaly| anomaly.kind.name().to_owned())),
        },
        "clock": { "ahead_s": store.clock_ahead_s()? },
        "learnt_limits": learnt(store, now)?,
        "alerts": alerts.collect::<Vec<_>>(),
        "organisation": { "employees": people.len(), "departments": organisation.departments.len() },
        "audit": { "records": store.audit_count()? },
        "store": { "bytes": health.used, "free_bytes": health.free },
    }))
}

/// The token, without its text. One that another secret sealed counts as none; without the secret at
/// hand it stays sealed, since a look at the store runs no commands.
fn token(config: &Config, store: &Store) -> Result<Value, Failure> {
    let Some(sealed) = store.token()? else { return Ok(json!({ "state": "none" })) };
    let Some(secret) = config.file.wecom.secret.at_hand() else { return Ok(json!({ "state": "sealed" })) };
    Ok(match seal::open(&sealed, &secret) {
        Some(token) => json!({
            "state": "cached",
            "fetched_at": token.fetched_at.as_second(),
            "expires_at": token.expires_at.as_second(),
        }),
        None => json!({ "state": "none" }),
    })
}

fn fresh(store: &Store) -> Result<Value, Failure> {
    let mut fresh = serde_json::Map::new();
    for stream in Stream::ALL {
        let at = store.fresh(stream)?.map(Timestamp::as_second);
        fresh.insert(stream.name().to_owned(), json!(at));
    }
    Ok(fresh.into())
}

/// What WeCom accepts less of in one call than its documents allow.
fn learnt(store: &Store, now: Timestamp) -> Result<Vec<Value>, Failure> {
    let holds = store.learnt()?.into_iter().filter(|limit| limit.ends_at() > now);
    let facts = holds.map(|limit| {
        json!({
            "stream": limit.stream.name(), "limit": limit.extent.name(), "most": limit.most,
            "learnt_at": limit.learnt_at.as_second(), "until": limit.ends_at().as_second(),
        })
    });
    Ok(facts.collect())
}

/// Person-days of the look-back by what is known of them.
fn coverage(store: &Store, people: &[EmployeeId], days: DayRange) -> Result<Value, Failure> {
    let known = store.coverage(Stream::Records, people, days)?;
    let mut counts = count(known.values().map(|coverage| coverage.state.name().to_owned()));
    let never = people.len() * days.count() - known.len();
    *counts.entry("never".to_owned()).or_default() += never as u64;
    Ok(json!({ "from": days.from, "to": days.to, "person_days": counts }))
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// The facts for people: a name and a value a line, indented by what they belong to.
fn lines(facts: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match facts {
        Value::Object(fields) => fields.iter().fold(String::new(), |text, (name, value)| match value {
            Value::Object(_) => format!("{text}{indent}{name}\n{}", lines(value, depth + 1)),
            Value::Array(list) => {
                let items: Vec<_> = list.iter().map(|item| format!("{indent}  {item}\n")).collect();
                format!("{text}{indent}{name}: {}\n{}", list.len(), items.concat())
            }
            plain => format!("{text}{indent}{name}: {plain}\n"),
        }),
        other => format!("{indent}{other}\n"),
    }
}
