//! Which days a rule asks for: by the week, by the fortnight, and by date.

use jiff::civil::Date;
use serde_json::Value;

use super::plan::number;
use crate::domain::time::wecom_midnight;

const DAY: i64 = 86_400;

/// The hours of a day by the week; none if the rule leaves the day free.
pub(super) fn weekly(rule: &Value, date: Date) -> Option<&Value> {
    let weekday = i64::from(date.weekday().to_sunday_zero_offset());
    rule["checkindate"].as_array()?.iter().find(|hours| {
        let named =
            |list: &Value| list.as_array().is_some_and(|days| days.iter().any(|day| day.as_i64() == Some(weekday)));
        let biweekly = &hours["biweekly"];
        if biweekly["enable_weekday_recurrence"] == true {
            named(&biweekly[if is_odd_week(date) { "odd_workdays" } else { "even_workdays" }])
        } else {
            named(&hours["workdays"])
        }
    })
}

/// The week of 2024-01-01 is the first, Monday to Sunday.
fn is_odd_week(date: Date) -> bool {
    const MONDAY: Date = jiff::civil::date(2024, 1, 1);
    let days = MONDAY.until(date).map_or(0, |span| span.get_days());
    days.div_euclid(7).rem_euclid(2) == 0
}

/// The entry of a list of special days that names this one: a day, a range, or every fortnight.
pub(super) fn special(list: &Value, date: Date) -> Option<&Value> {
    let midnight = wecom_midnight(date).as_second();
    list.as_array()?.iter().find(|entry| {
        let at = |name| number(entry, name).unwrap_or(i64::MIN);
        match number(entry, "type").unwrap_or(0) {
            1 => (at("begtime")..=at("endtime")).contains(&midnight),
            2 => {
                (at("timestamp")..=at("endtime")).contains(&midnight) && (midnight - at("timestamp")) % (14 * DAY) == 0
            }
            _ => at("timestamp") == midnight,
        }
    })
}
