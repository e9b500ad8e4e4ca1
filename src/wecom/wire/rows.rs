//! The rows of an answer, each read by itself: one that is damaged cannot spoil its neighbours, whatever
//! is wrong with it.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::{
    envelope::accept,
    error::{Fault, Quarantined, WireError},
    fields::{Fields, Notes},
    unfamiliar::Unfamiliar,
};
use crate::domain::EmployeeId;

/// The rows of an answer, sorted by whether they can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// Those that can be read, in WeCom's order.
    pub rows: Vec<T>,
    /// Those that are set aside, and parts of the others.
    pub quarantined: Vec<Quarantined>,
    /// Words and numbers that this program does not know.
    pub unfamiliar: BTreeSet<Unfamiliar>,
}

/// Reads an answer whose rows are objects. The list stands under one of `names`.
pub(super) fn sift<T>(
    body: &[u8],
    names: &[&'static str],
    read: impl Fn(Fields<'_>, &str) -> Result<T, Fault>,
) -> Result<Answer<T>, WireError> {
    let mut answer = Answer::default();
    each(body, names, |position, text| {
        let notes = Notes::default();
        match object(text).and_then(|row| read(Fields::of(&row, &notes), text)) {
            Ok(row) => answer.rows.push(row),
            Err(fault) => answer.quarantined.push(Quarantined::new(position, fault, text)),
        }
        answer.take(position, text, notes);
    })?;
    Ok(answer)
}

/// Hands out the rows of a list one by one, with their places, as they came.
///
/// Bytes that are no text become signs of replacement: half a character in somebody's remark must not
/// cost everybody's rows.
pub(super) fn each(body: &[u8], names: &[&'static str], mut take: impl FnMut(usize, &str)) -> Result<(), WireError> {
    accept(body)?;
    let text = String::from_utf8_lossy(body);
    let Entries(entries) = serde_json::from_str(&text).map_err(|error| WireError::unreadable(&error, body))?;
    let lacks = WireError::Lacks { field: names[0] };
    let found: Vec<_> = entries.iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    // A list that is there twice is no list: nobody can tell which rows were meant.
    let [(_, list)] = found.as_slice() else { return Err(lacks) };
    let rows: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(|_| lacks)?;
    rows.iter().enumerate().for_each(|(position, row)| take(position, row.get()));
    Ok(())
}

/// Whose row it is, if that much can be read.
pub(super) fn whose(text: &str) -> Option<EmployeeId> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(alias = "acctid")]
        userid: Option<String>,
        #[serde(default)]
        base_info: Option<Box<Named>>,
    }
    let named: Named = serde_json::from_str(text).ok()?;
    let userid = named.userid.or_else(|| named.base_info?.userid)?;
    EmployeeId::parse(&userid).ok()
}

fn object(text: &str) -> Result<Value, Fault> {
    let row: Value = serde_json::from_str(text).map_err(|_| Fault::Unreadable)?;
    if row.is_object() { Ok(row) } else { Err(Fault::NotAnObject) }
}

impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), quarantined: Vec::new(), unfamiliar: BTreeSet::new() }
    }
}

impl<T> Answer<T> {
    fn take(&mut self, position: usize, text: &str, notes: Notes) {
        notes.unfamiliar.into_inner().into_iter().for_each(|one| one.join(&mut self.unfamiliar));
        let parts = notes.set_aside.into_inner().into_iter();
        self.quarantined.extend(parts.map(|(fault, row)| Quarantined { position, who: whose(text), fault, row }));
    }
}

/// The entries of an object, each as it came, none left out.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
