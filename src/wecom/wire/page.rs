//! Lists that come in pages.

use std::fmt;

use super::error::{Quarantined, WireError};

/// Where the next page begins, in WeCom's words. It holds only with the same question.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(String);

/// One page. It may be short, or empty, while more follow: only an absent `next` is the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows that can be read, in WeCom's order.
    pub rows: Vec<T>,
    /// Rows that are set aside.
    pub quarantined: Vec<Quarantined>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Cursor>,
}

impl Cursor {
    /// The cursor of an answer; an empty one, as an absent one, ends the list.
    pub(super) fn of(text: Option<String>) -> Option<Self> {
        text.filter(|text| !text.is_empty()).map(Self)
    }

    /// The cursor of an answer that says beside it whether more follow. More without a place to go on
    /// is an error: an end that is none would pass for the whole.
    pub(super) fn said(more: bool, text: Option<String>, field: &'static str) -> Result<Option<Self>, WireError> {
        if more { Self::of(text).map(Some).ok_or(WireError::Lacks { field }) } else { Ok(None) }
    }

    /// WeCom's words for where a page begins; the first one's are empty.
    pub(super) fn words(from: Option<&Self>) -> &str {
        from.map_or("", |cursor| &cursor.0)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({} bytes)", self.0.len())
    }
}
