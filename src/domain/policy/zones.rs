//! Time zones by name, as a configuration writes them.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, de};

use crate::domain::id::RuleId;

/// A zone.
pub(super) fn one<'de, D: Deserializer<'de>>(from: D) -> Result<TimeZone, D::Error> {
    named(&String::deserialize(from)?)
}

/// Zones by the number of a rule, which TOML and JSON alike write as text.
pub(super) fn by_rule<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<RuleId, TimeZone>, D::Error> {
    let written = BTreeMap::<String, String>::deserialize(from)?;
    written.into_iter().map(|(rule, zone)| Ok((numbered(&rule)?, named(&zone)?))).collect()
}

fn named<E: de::Error>(name: &str) -> Result<TimeZone, E> {
    TimeZone::get(name).map_err(|_| E::custom(format_args!("{name:?} is not a time zone such as Asia/Shanghai")))
}

fn numbered<E: de::Error>(text: &str) -> Result<RuleId, E> {
    text.parse().map(RuleId).map_err(|_| E::custom(format_args!("{text:?} is not the number of a rule")))
}
