//! Special dates of a rule (特殊日期): midnights of UTC+8, whatever the rule's zone.

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

use super::{lenient, rule_hours::Hours};
use crate::domain::{
    rule::{SpecialDates, SpecialWorkdays},
    time::wecom_date,
};

/// An entry of `spe_workdays` or `spe_offdays`.
#[derive(Deserialize)]
pub(super) struct SpecialDay {
    #[serde(default, rename = "type", deserialize_with = "lenient::int")]
    kind: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    timestamp: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    begtime: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    endtime: Option<i64>,
    #[serde(default, deserialize_with = "lenient::each")]
    checkintime: Vec<Hours>,
}

/// Dates to be worked, with times of their own.
pub(super) fn special_workdays(day: SpecialDay) -> Option<SpecialWorkdays> {
    Some(SpecialWorkdays { dates: dates(&day)?, segments: Hours::segments(day.checkintime) })
}

/// Dates off.
pub(super) fn special_offdays(day: &SpecialDay) -> Option<SpecialDates> {
    dates(day)
}

/// One date, a closed range (type 1), or every fortnight to an end (type 2).
fn dates(day: &SpecialDay) -> Option<SpecialDates> {
    match day.kind {
        Some(1) => Some(SpecialDates::Range(date(day.begtime.or(day.timestamp))?, date(day.endtime)?)),
        Some(2) => Some(SpecialDates::Fortnightly(date(day.timestamp.or(day.begtime))?, date(day.endtime)?)),
        Some(_) | None => Some(SpecialDates::One(date(day.timestamp)?)),
    }
}

fn date(second: Option<i64>) -> Option<Date> {
    Timestamp::from_second(second?).ok().map(wecom_date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn read(entry: serde_json::Value) -> Option<SpecialDates> {
        special_offdays(&serde_json::from_value(entry).unwrap())
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
