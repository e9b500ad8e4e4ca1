//! A row as it stands in an answer: an object, or something that should not be there.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value},
};
use serde_json::Value;

use super::{draft::Draft, given::Given};
use crate::{domain::Punch, wecom::wire::error::Fault};

/// A row as read. Reading one never fails, so one bad row cannot spoil an answer.
pub(super) enum Row {
    Object(Box<Draft>),
    Other(Value),
}

impl Row {
    /// The punch, or why it is none, and the row again.
    pub fn punch(self) -> Result<Punch, (Fault, Value)> {
        match self {
            Self::Object(draft) => draft.punch(),
            Self::Other(value) => Err((Fault::NotAnObject, value)),
        }
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(RowVisitor)
    }
}

/// The name of a field, read in place: a row has a score of them.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Row, A::Error> {
        let mut draft = Box::<Draft>::default();
        while let Some((Name(name), given)) = object.next_entry::<Name<'_>, Given>()? {
            draft.take(&name, given);
        }
        Ok(Row::Object(draft))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Row, A::Error> {
        Value::deserialize(value::SeqAccessDeserializer::new(list)).map(Row::Other)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Row, E> {
        Ok(Row::Other(text.into()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Row, E> {
        Ok(Row::Other(number.into()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Row, E> {
        Ok(Row::Other(number.into()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Row, E> {
        Ok(Row::Other(number.into()))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Row, E> {
        Ok(Row::Other(flag.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Row, E> {
        Ok(Row::Other(Value::Null))
    }
}
