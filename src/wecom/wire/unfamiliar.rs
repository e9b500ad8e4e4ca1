//! Words and numbers of WeCom's that this program does not know.

use std::collections::BTreeSet;

/// A value of an enumeration, as WeCom gave it. Enumerations grow without a version: each value is used
/// as far as it goes, and told to a person once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unfamiliar {
    /// WeCom's name of the field.
    pub field: &'static str,
    /// The value, cut after [`Unfamiliar::CHARS_MAX`] characters.
    pub value: String,
}

impl Unfamiliar {
    /// No word of WeCom's is as long as this.
    pub const CHARS_MAX: usize = 40;
    /// So many from one answer; more than that is a field misunderstood and no list of new words.
    pub const COUNT_MAX: usize = 32;

    pub(super) fn new(field: &'static str, value: &str) -> Self {
        Self { field, value: value.chars().take(Self::CHARS_MAX).collect() }
    }

    /// Adds it to those of an answer, while there is room.
    pub(super) fn join(self, others: &mut BTreeSet<Self>) {
        if others.len() < Self::COUNT_MAX {
            others.insert(self);
        }
    }
}
