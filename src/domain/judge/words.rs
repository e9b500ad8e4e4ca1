//! Words that WeCom may add any day.

use std::collections::BTreeSet;

use crate::domain::Punch;

/// Words of rows that this program does not know: objections and kinds of punch, word for word.
#[must_use]
pub fn unknown_words<'a>(punches: impl IntoIterator<Item = &'a Punch>) -> BTreeSet<String> {
    let unknown = |punch: &'a Punch| punch.unknown_exceptions().chain(punch.unknown_kind());
    punches.into_iter().flat_map(unknown).map(str::to_owned).collect()
}
