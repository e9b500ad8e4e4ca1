//! Weather in few words, and what the world remembers of a test.

use punchdeck::sim::{
    Scenario, SharedWorld,
    weather::{Fault, FaultRule, Span},
    world::{Endpoint, Entry},
};

/// These faults and no others, in answers that take a fifth of a second each.
pub fn weather(faults: impl IntoIterator<Item = FaultRule>) -> Scenario {
    Scenario { latency_ms: 200, faults: faults.into_iter().collect(), ..Scenario::default() }
}

/// A fault that strikes every call of an endpoint.
pub fn strikes(endpoint: Endpoint, fault: Fault) -> FaultRule {
    FaultRule { endpoint: Some(endpoint), ..FaultRule::always(fault) }
}

/// A fault that strikes one call of an endpoint, counted from 1.
pub fn one_call(endpoint: Endpoint, number: u64, fault: Fault) -> FaultRule {
    FaultRule { calls: Some(Span::only(number)), ..strikes(endpoint, fault) }
}

/// The calls of an endpoint so far.
pub fn calls(world: &SharedWorld, endpoint: Endpoint) -> Vec<Entry> {
    world.lock().journal().of(endpoint).copied().collect()
}
