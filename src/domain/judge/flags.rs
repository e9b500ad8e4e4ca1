//! What WeCom's own words say of a day beside its times (rule R15).

use std::collections::BTreeSet;

use crate::domain::{Flag, Punch, punch::PunchKind};

/// The flags of a day: `telling` are the rows that fill needed slots, or all rows of a day without slots.
pub(super) fn flags<'a>(
    telling: impl IntoIterator<Item = &'a Punch>,
    day: impl IntoIterator<Item = &'a Punch>,
) -> BTreeSet<Flag> {
    let objections = telling.into_iter().flat_map(Punch::exceptions).filter_map(of_word);
    let outside = day.into_iter().filter(|punch| punch.classify() == PunchKind::Outside).map(|_| Flag::Field);
    objections.chain(outside).collect()
}

/// 时间异常 is the lateness itself, and 未打卡 stands on no punch: neither is a flag.
fn of_word(word: &str) -> Option<Flag> {
    match word {
        "地点异常" => Some(Flag::Location),
        "wifi异常" => Some(Flag::Wifi),
        "非常用设备" => Some(Flag::Device),
        _ => None,
    }
}
