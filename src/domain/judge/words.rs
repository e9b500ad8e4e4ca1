//! Words that WeCom may add any day.

use std::collections::BTreeSet;

use crate::domain::{Punch, punch::PunchKind};

/// Every word for an objection that this program knows (document 90262).
const OBJECTIONS: [&str; 5] = ["时间异常", "地点异常", Punch::NOT_MADE, "wifi异常", "非常用设备"];

/// Words of rows that this program does not know: objections and kinds of punch, word for word.
#[must_use]
pub fn unknown_words<'a>(punches: impl IntoIterator<Item = &'a Punch>) -> BTreeSet<String> {
    punches.into_iter().flat_map(unknown_in).map(str::to_owned).collect()
}

fn unknown_in(punch: &Punch) -> impl Iterator<Item = &str> {
    let objections = punch.exceptions().filter(|word| !OBJECTIONS.contains(word));
    let kind = Some(punch.kind.as_str()).filter(|kind| punch.classify() == PunchKind::Other && !kind.is_empty());
    objections.chain(kind)
}
