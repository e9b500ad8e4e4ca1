//! An object of an answer, read field by field.

use std::{cell::RefCell, collections::BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{
    error::Fault,
    lenient::{as_int, as_text},
    unfamiliar::Unfamiliar,
};
use crate::domain::{EmployeeId, RuleId, time::wecom_date};

/// No length of time or time of day that WeCom tells is longer than a leap year.
const SECONDS_MAX: u64 = 366 * 86_400;

/// What stands for an object that is not there.
static ABSENT: Value = Value::Null;

/// An object. What is not there, is `null`, or cannot be understood, is none, and never an error by
/// itself: [`must`](Fields::must) makes it one.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    value: &'a Value,
    notes: &'a Notes,
}

/// What is noticed while a row is read, and does not keep it from being used.
#[derive(Default)]
pub(super) struct Notes {
    /// Words and numbers that nobody knows.
    pub unfamiliar: RefCell<BTreeSet<Unfamiliar>>,
    /// Parts that are set aside, as JSON.
    pub set_aside: RefCell<Vec<(Fault, String)>>,
}

impl<'a> Fields<'a> {
    pub fn of(value: &'a Value, notes: &'a Notes) -> Self {
        Self { value, notes }
    }

    pub fn value(self) -> &'a Value {
        self.value
    }

    /// Whether there is anything in it.
    pub fn has_any(self) -> bool {
        self.value.as_object().is_some_and(|object| !object.is_empty())
    }

    pub fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn int(self, name: &str) -> Option<i64> {
        as_int(self.get(name)?)
    }

    /// A length of time or a time of day.
    pub fn seconds(self, name: &str) -> Option<i64> {
        self.int(name).filter(|seconds| seconds.unsigned_abs() <= SECONDS_MAX)
    }

    /// A length of time that is given in milliseconds.
    pub fn milliseconds(self, name: &str) -> Option<i64> {
        self.int(name).map(|ms| ms / 1_000).filter(|seconds| seconds.unsigned_abs() <= SECONDS_MAX)
    }

    pub fn text(self, name: &str) -> Option<String> {
        as_text(self.get(name)?)
    }

    /// Text that says something.
    pub fn words(self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    pub fn flag(self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text == "true" => Some(true),
            Value::String(text) if text == "false" => Some(false),
            other => as_int(other).map(|number| number == 1),
        }
    }

    pub fn is(self, name: &str) -> bool {
        self.flag(name).unwrap_or(false)
    }

    pub fn timestamp(self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(self.int(name)?).ok()
    }

    /// A date that is given by its midnight (0点).
    pub fn date(self, name: &str) -> Option<Date> {
        self.timestamp(name).map(wecom_date)
    }

    pub fn account(self, name: &str) -> Option<EmployeeId> {
        EmployeeId::parse(&self.text(name)?).ok()
    }

    pub fn rule_id(self, name: &str) -> Option<RuleId> {
        u32::try_from(self.int(name)?).ok().map(RuleId)
    }

    pub fn ints(self, name: &str) -> impl Iterator<Item = i64> {
        self.elements(name).iter().filter_map(as_int)
    }

    pub fn texts(self, name: &str) -> impl Iterator<Item = String> {
        self.elements(name).iter().filter_map(as_text)
    }

    /// An object inside; an empty one if there is none.
    pub fn part(self, name: &str) -> Self {
        Self { value: self.get(name).unwrap_or(&ABSENT), ..self }
    }

    /// The elements of a list inside, as objects; `None` if there is no list.
    pub fn list(self, name: &str) -> Option<impl Iterator<Item = Self>> {
        let elements = self.get(name)?.as_array()?;
        Some(elements.iter().map(move |value| Self { value, ..self }))
    }

    /// The same, where no list is as good as an empty one.
    pub fn parts(self, name: &str) -> impl Iterator<Item = Self> {
        self.list(name).into_iter().flatten()
    }

    /// A number of an enumeration by its table; one that is not in it is noted and kept.
    pub fn code<T: Copy>(self, name: &'static str, table: &[(i64, T)], other: impl Fn(i64) -> T) -> Option<T> {
        let value = self.get(name)?;
        let Some(number) = as_int(value) else {
            self.note(name, &as_text(value).unwrap_or_else(|| value.to_string()));
            return None;
        };
        let known = table.iter().find(|(known, _)| *known == number).map(|(_, meaning)| *meaning);
        known.or_else(|| {
            self.note(name, &number.to_string());
            Some(other(number))
        })
    }

    /// A value without which the row is none.
    pub fn must<T>(self, name: &'static str, read: impl FnOnce(Self, &'static str) -> Option<T>) -> Result<T, Fault> {
        let field = name;
        read(self, name).ok_or(if self.has(name) { Fault::Malformed { field } } else { Fault::Lacks { field } })
    }

    /// Notes a value that nobody knows.
    pub fn note(self, name: &'static str, value: &str) {
        Unfamiliar::new(name, value).join(&mut self.notes.unfamiliar.borrow_mut());
    }

    /// What could be read; a part that could not is set aside.
    pub fn or_aside<T>(self, read: Result<T, Fault>) -> Option<T> {
        let fault = match read {
            Ok(read) => return Some(read),
            Err(fault) => fault,
        };
        self.notes.set_aside.borrow_mut().push((fault, self.value.to_string()));
        None
    }

    fn get(self, name: &str) -> Option<&'a Value> {
        self.value.get(name).filter(|value| !value.is_null())
    }

    fn elements(self, name: &str) -> &'a [Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
