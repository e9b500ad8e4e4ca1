//! The texts of a block: rows repeat place, network and rule all month, so each is kept once.

use std::collections::BTreeMap;

use crate::store::error::StoreError;

/// Texts of a block, each once. Personal: nothing here has a `Debug`.
#[derive(Default)]
pub struct Strings {
    /// They, by number.
    pub texts: Vec<String>,
    /// Their numbers, from the first text on that wants one: whoever only reads needs none.
    numbers: BTreeMap<String, u32>,
}

impl Strings {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> u32 {
        if self.numbers.is_empty() {
            self.numbers = self.texts.iter().cloned().zip(0..).collect();
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        // A month of one person has far fewer texts than there are numbers.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The number of a text that may not be there.
    pub fn maybe(&mut self, text: Option<&String>) -> Option<u32> {
        text.map(|text| self.number(text))
    }

    /// The text with a number.
    pub fn text(&self, number: u32) -> Result<&str, StoreError> {
        let text = self.texts.get(number as usize).map(String::as_str);
        text.ok_or_else(|| StoreError::damaged("block: a row names a text that is not there"))
    }

    /// The text with a number that may not be there.
    pub fn owned(&self, number: Option<u32>) -> Result<Option<String>, StoreError> {
        number.map(|number| self.text(number).map(str::to_owned)).transpose()
    }
}

impl From<Vec<String>> for Strings {
    fn from(texts: Vec<String>) -> Self {
        Self { texts, numbers: BTreeMap::new() }
    }
}
