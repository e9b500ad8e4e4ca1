//! The hours of a rule: WeCom's units and encodings, made seconds of the attendance day.

use std::collections::BTreeSet;

use crate::{
    domain::rule::{Hours, LateLeaving, Segment, Slide, WeekEntry, Weekdays},
    wecom::wire::fields::Fields,
};

const DAY_S: i64 = 86_400;

/// An entry of `checkindate`.
pub(super) fn week_entry(entry: Fields<'_>) -> WeekEntry {
    WeekEntry { weekdays: weekdays(entry), hours: hours(entry, "checkintime") }
}

/// The hours and terms of an entry of `checkindate` or `schedulelist`, whose segments stand in `list`.
/// `limit_aheadtime` and `flex_time` are milliseconds, the others seconds.
pub(super) fn hours(entry: Fields<'_>, list: &str) -> Hours {
    let positive = |value: Option<i64>| value.filter(|value| *value > 0);
    let flexible = entry.is("allow_flex");
    Hours {
        segments: segments(entry, list),
        no_off_needed: entry.is("noneed_offwork"),
        open_before_s: positive(entry.milliseconds("limit_aheadtime")),
        close_after_s: positive(entry.seconds("limit_offtime")),
        on_grace_s: grace_s(entry, "flex_on_duty_time"),
        off_grace_s: grace_s(entry, "flex_off_duty_time"),
        slide: slide(entry).filter(|_| flexible),
        late_leaving: if flexible { late_leaving(entry.part("late_rule")) } else { Vec::new() },
    }
}

/// Segments by start; none if one of them cannot be read, since half a day's times would accuse people.
pub(super) fn segments(entry: Fields<'_>, list: &str) -> Vec<Segment> {
    let mut segments: Vec<_> = entry.parts(list).map(segment).collect::<Option<_>>().unwrap_or_default();
    segments.sort_by_key(|segment| segment.on_s);
    segments
}

fn weekdays(entry: Fields<'_>) -> Weekdays {
    let biweekly = entry.part("biweekly");
    let numbers = |from: Fields<'_>, name| -> BTreeSet<u8> {
        from.ints(name).filter_map(|number| u8::try_from(number).ok()).filter(|number| *number < 7).collect()
    };
    if biweekly.is("enable_weekday_recurrence") {
        Weekdays::Alternating { odd: numbers(biweekly, "odd_workdays"), even: numbers(biweekly, "even_workdays") }
    } else {
        Weekdays::Every(numbers(entry, "workdays"))
    }
}

/// Seconds of grace. −1 stands for `flex_time`, which some answers leave out: then nobody knows.
fn grace_s(entry: Fields<'_>, name: &str) -> Option<i64> {
    match (entry.seconds(name), entry.milliseconds("flex_time")) {
        (Some(seconds), _) if seconds >= 0 => Some(seconds),
        (Some(_), None) => None,
        (_, Some(flex_s)) => Some(flex_s),
        (None, None) => Some(0),
    }
}

fn slide(entry: Fields<'_>) -> Option<Slide> {
    let bound = |name| entry.seconds(name).unwrap_or(0).max(0);
    let slide = Slide { early_s: bound("max_allow_arrive_early"), late_s: bound("max_allow_arrive_late") };
    (slide.early_s > 0 || slide.late_s > 0).then_some(slide)
}

fn late_leaving(late_rule: Fields<'_>) -> Vec<LateLeaving> {
    let tier = |tier: Fields<'_>| {
        let left_after_s = tier.seconds("offwork_after_time")?;
        Some(LateLeaving { left_after_s, come_later_s: tier.seconds("onwork_flex_time")? })
    };
    if late_rule.is("allow_offwork_after_time") {
        late_rule.parts("timerules").filter_map(tier).collect()
    } else {
        Vec::new()
    }
}

/// An entry of `checkintime` or `time_section`, in seconds of the attendance day.
fn segment(hours: Fields<'_>) -> Option<Segment> {
    let on_s = hours.seconds("work_sec")?;
    let after_start = |name| hours.seconds(name).map(|s| not_before(s, on_s));
    Some(Segment {
        id: hours.int("time_id"),
        on_s,
        off_s: after(hours.seconds("off_work_sec")?, on_s),
        // Opening before the start is what it is for.
        earliest_on_s: hours.seconds("earliest_work_sec"),
        latest_on_s: after_start("latest_work_sec"),
        earliest_off_s: after_start("earliest_off_work_sec"),
        latest_off_s: after_start("latest_off_work_sec"),
        no_on_needed: hours.is("no_need_checkon"),
        no_off_needed: hours.is("no_need_checkoff"),
        rests: if hours.is("allow_rest") { rests(hours, on_s) } else { Vec::new() },
    })
}

/// The union of all rests, by begin: the first stands in the segment itself, the others in a list.
fn rests(hours: Fields<'_>, on_s: i64) -> Vec<(i64, i64)> {
    let span = |rest: Fields<'_>| {
        let (begin, end) = (rest.seconds("rest_begin_time")?, rest.seconds("rest_end_time")?);
        let begin_s = not_before(begin, on_s);
        (begin != end).then(|| (begin_s, after(not_before(end, on_s), begin_s)))
    };
    let mut spans: Vec<_> = std::iter::once(hours).chain(hours.parts("rest_times")).filter_map(span).collect();
    spans.sort_unstable();
    spans.into_iter().fold(Vec::new(), |mut union, (begin, end)| {
        match union.last_mut() {
            Some((_, last)) if begin <= *last => *last = end.max(*last),
            Some(_) | None => union.push((begin, end)),
        }
        union
    })
}

/// A time before the start of work is of the next day.
fn not_before(seconds: i64, start: i64) -> i64 {
    if seconds < start { seconds + DAY_S } else { seconds }
}

/// An end that does not lie after its start is of the next day.
pub(in crate::wecom::wire) fn after(end: i64, start: i64) -> i64 {
    if end <= start { end + DAY_S } else { end }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::wecom::wire::fields::Notes;

    fn entry(fields: Value) -> WeekEntry {
        week_entry(Fields::of(&fields, &Notes::default()))
    }

    fn hours(fields: Value) -> Hours {
        entry(fields).hours
    }

    fn segment(fields: Value) -> Segment {
        hours(json!({ "checkintime": [fields] })).segments.remove(0)
    }

    #[test]
    fn an_opening_is_in_milliseconds_and_a_closing_in_seconds() {
        let hours = hours(json!({ "limit_aheadtime": 14_400_000, "limit_offtime": 7200 }));
        assert_eq!((hours.open_before_s, hours.close_after_s), (Some(14_400), Some(7200)));
    }

    #[test]
    fn a_grace_of_minus_one_is_the_flex_time_or_a_secret() {
        assert_eq!(hours(json!({ "flex_on_duty_time": -1, "flex_time": 300_000 })).on_grace_s, Some(300));
        assert_eq!(hours(json!({ "flex_on_duty_time": -1 })).on_grace_s, None);
        assert_eq!(hours(json!({ "flex_on_duty_time": 60, "flex_time": 300_000 })).on_grace_s, Some(60));
        assert_eq!(hours(json!({})).on_grace_s, Some(0));
    }

    #[test]
    fn flexible_hours_need_their_switch() {
        let flexible = |allow: bool| {
            json!({
                "allow_flex": allow, "max_allow_arrive_early": 0, "max_allow_arrive_late": 3600,
                "late_rule": { "allow_offwork_after_time": true, "timerules": [{ "offwork_after_time": 1, "onwork_flex_time": 2 }] },
            })
        };
        let (with, without) = (hours(flexible(true)), hours(flexible(false)));
        assert_eq!(with.slide, Some(Slide { early_s: 0, late_s: 3600 }));
        assert_eq!(with.late_leaving, [LateLeaving { left_after_s: 1, come_later_s: 2 }]);
        assert_eq!((without.slide, without.late_leaving), (None, vec![]));
    }

    #[test]
    fn alternating_weeks_replace_the_weekdays() {
        let biweekly = json!({ "enable_weekday_recurrence": true, "odd_workdays": [1, 6], "even_workdays": [1] });
        let entry = entry(json!({ "workdays": [], "biweekly": biweekly }));
        assert_eq!(entry.weekdays, Weekdays::Alternating { odd: [1, 6].into(), even: [1].into() });
    }

    #[test]
    fn a_night_ends_the_next_day_however_it_is_written() {
        for end in [21_600, 108_000] {
            let night = segment(json!({
                "work_sec": 79_200, "off_work_sec": end, "earliest_work_sec": 72_000, "latest_off_work_sec": 36_000,
                "allow_rest": true, "rest_begin_time": 7_200, "rest_end_time": 10_800,
            }));
            assert_eq!((night.off_s, night.earliest_on_s, night.latest_off_s), (108_000, Some(72_000), Some(122_400)));
            assert_eq!(night.rests, [(93_600, 97_200)]);
        }
    }

    #[test]
    fn rests_count_once_and_only_with_their_switch() {
        let with = |allow: bool| {
            segment(json!({
                "work_sec": 32_400, "off_work_sec": 64_800, "allow_rest": allow, "rest_begin_time": 43_200, "rest_end_time": 46_800,
                "rest_times": [{ "rest_begin_time": 45_000, "rest_end_time": 48_600 }, { "rest_begin_time": 54_000, "rest_end_time": 54_900 }],
            }))
        };
        assert_eq!(with(true).rests, [(43_200, 48_600), (54_000, 54_900)]);
        assert_eq!(with(false).rests, []);
    }

    #[test]
    fn times_that_cannot_be_read_leave_a_day_without_hours_and_not_with_half_of_them() {
        let morning = json!({ "work_sec": 32_400, "off_work_sec": 43_200 });
        for broken in [json!({ "work_sec": 46_800 }), json!(7), json!({ "work_sec": 46_800, "off_work_sec": i64::MAX })]
        {
            assert_eq!(hours(json!({ "checkintime": [morning, broken] })).segments, []);
        }
        assert_eq!(hours(json!({ "checkintime": [morning] })).segments.len(), 1);
    }
}
