//! Special dates of a rule (特殊日期): midnights of UTC+8, whatever the rule's zone.

use crate::{
    domain::rule::SpecialDates,
    wecom::wire::{error::Fault, fields::Fields},
};

/// The dates of an entry of `spe_workdays` or `spe_offdays`: one date, a closed range (type 1), or every
/// fortnight to an end (type 2).
pub(super) fn special_dates(day: Fields<'_>) -> Result<SpecialDates, Fault> {
    let date = |name| day.must(name, Fields::date);
    let either = |one, other| if day.has(one) { date(one) } else { date(other) };
    match day.int("type") {
        Some(1) => Ok(SpecialDates::Range(either("begtime", "timestamp")?, date("endtime")?)),
        Some(2) => Ok(SpecialDates::Fortnightly(either("timestamp", "begtime")?, date("endtime")?)),
        Some(_) | None => Ok(SpecialDates::One(date("timestamp")?)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::wecom::wire::fields::Notes;

    fn read(entry: serde_json::Value) -> Option<SpecialDates> {
        special_dates(Fields::of(&entry, &Notes::default())).ok()
    }

    #[test]
    fn the_three_types_of_special_dates_are_told_apart() {
        let (begin, end) = (1_781_280_000, 1_783_699_200);
        let (first, last) = (date(2026, 6, 13), date(2026, 7, 11));
        assert_eq!(read(json!({ "timestamp": begin })), Some(SpecialDates::One(first)));
        let range = json!({ "type": 1, "begtime": begin, "endtime": end });
        assert_eq!(read(range), Some(SpecialDates::Range(first, last)));
        let fortnights = json!({ "type": 2, "timestamp": begin, "endtime": end });
        assert_eq!(read(fortnights), Some(SpecialDates::Fortnightly(first, last)));
        assert_eq!(read(json!({ "type": 1 })), None);
    }
}
