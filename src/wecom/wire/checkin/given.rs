//! One value of a row, of whatever kind it is.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value},
};
use serde_json::Value;

/// A value as given. The two kinds that rows are made of are kept apart, so that reading a row costs
/// no more than its text.
#[derive(Debug)]
pub(super) enum Given {
    Text(String),
    Int(i64),
    Other(Value),
}

impl Given {
    /// Takes text into its place; what is not written as text is returned, to be kept as it is.
    pub fn into_text(self, place: &mut Option<String>) -> Option<Value> {
        match self {
            Self::Text(text) => {
                *place = Some(text);
                None
            }
            Self::Int(number) => {
                *place = Some(number.to_string());
                Some(number.into())
            }
            Self::Other(other) => Some(other),
        }
    }

    /// Takes a number into its place; what is not written as one is returned, to be kept as it is.
    pub fn into_int(self, place: &mut Option<i64>) -> Option<Value> {
        match self {
            Self::Int(number) => {
                *place = Some(number);
                None
            }
            Self::Text(text) => {
                *place = text.trim().parse().ok();
                Some(text.into())
            }
            Self::Other(other) => Some(other),
        }
    }

    /// Takes a list of texts into its place; anything else is returned, to be kept as it is.
    pub fn into_texts(self, place: &mut Option<Vec<String>>) -> Option<Value> {
        match self {
            Self::Other(Value::Array(list)) if list.iter().all(Value::is_string) => {
                *place = Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect());
                None
            }
            other => Some(other.into_value()),
        }
    }

    pub fn into_value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Int(number) => number.into(),
            Self::Other(other) => other,
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Given, E> {
        Ok(Given::Text(text))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Given, E> {
        Ok(Given::Int(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Given, E> {
        Ok(i64::try_from(number).map_or_else(|_| Given::Other(number.into()), Given::Int))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Given, E> {
        Ok(Given::Other(number.into()))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Given, E> {
        Ok(Given::Other(flag.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Given, E> {
        Ok(Given::Other(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Given, A::Error> {
        Value::deserialize(value::SeqAccessDeserializer::new(list)).map(Given::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Given, A::Error> {
        Value::deserialize(value::MapAccessDeserializer::new(object)).map(Given::Other)
    }
}
