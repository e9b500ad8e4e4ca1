//! The hours of a rule: WeCom's units and encodings, made seconds of the attendance day.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::lenient;
use crate::domain::rule::{LateLeaving, Segment, Slide, WeekEntry, Weekdays};

const DAY_S: i64 = 86_400;

/// An entry of `checkindate`. `limit_aheadtime` and `flex_time` are milliseconds, the others seconds.
#[derive(Deserialize)]
pub(super) struct DayHours {
    #[serde(default, deserialize_with = "lenient::ints")]
    workdays: Vec<i64>,
    #[serde(default, deserialize_with = "lenient::part")]
    biweekly: Biweekly,
    #[serde(default, deserialize_with = "lenient::each")]
    checkintime: Vec<Hours>,
    #[serde(default, deserialize_with = "lenient::flag")]
    noneed_offwork: bool,
    #[serde(default, deserialize_with = "lenient::int")]
    limit_aheadtime: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    limit_offtime: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    flex_time: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    flex_on_duty_time: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    flex_off_duty_time: Option<i64>,
    #[serde(default, deserialize_with = "lenient::flag")]
    allow_flex: bool,
    #[serde(default, deserialize_with = "lenient::int")]
    max_allow_arrive_early: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    max_allow_arrive_late: Option<i64>,
    #[serde(default, deserialize_with = "lenient::part")]
    late_rule: LateRule,
}

#[derive(Deserialize, Default)]
struct Biweekly {
    #[serde(default, deserialize_with = "lenient::flag")]
    enable_weekday_recurrence: bool,
    #[serde(default, deserialize_with = "lenient::ints")]
    odd_workdays: Vec<i64>,
    #[serde(default, deserialize_with = "lenient::ints")]
    even_workdays: Vec<i64>,
}

#[derive(Deserialize, Default)]
struct LateRule {
    #[serde(default, deserialize_with = "lenient::flag")]
    allow_offwork_after_time: bool,
    #[serde(default, deserialize_with = "lenient::each")]
    timerules: Vec<Tier>,
}

#[derive(Deserialize)]
struct Tier {
    #[serde(default, deserialize_with = "lenient::int")]
    offwork_after_time: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    onwork_flex_time: Option<i64>,
}

impl DayHours {
    /// What some weekdays ask.
    pub fn entry(self) -> WeekEntry {
        let given = |value: Option<i64>| value.filter(|value| *value > 0);
        let slide = Slide {
            early_s: given(self.max_allow_arrive_early).unwrap_or(0),
            late_s: given(self.max_allow_arrive_late).unwrap_or(0),
        };
        let slides = self.allow_flex && (slide.early_s > 0 || slide.late_s > 0);
        WeekEntry {
            on_grace_s: grace_s(self.flex_on_duty_time, self.flex_time),
            off_grace_s: grace_s(self.flex_off_duty_time, self.flex_time),
            weekdays: if self.biweekly.enable_weekday_recurrence {
                Weekdays::Alternating {
                    odd: weekdays(&self.biweekly.odd_workdays),
                    even: weekdays(&self.biweekly.even_workdays),
                }
            } else {
                Weekdays::Every(weekdays(&self.workdays))
            },
            no_off_needed: self.noneed_offwork,
            open_before_s: given(self.limit_aheadtime).map(|ms| ms / 1_000),
            close_after_s: given(self.limit_offtime),
            slide: slides.then_some(slide),
            late_leaving: if self.allow_flex { self.late_rule.tiers() } else { Vec::new() },
            segments: Hours::segments(self.checkintime),
        }
    }
}

impl LateRule {
    fn tiers(self) -> Vec<LateLeaving> {
        let tier = |tier: Tier| {
            Some(LateLeaving { left_after_s: tier.offwork_after_time?, come_later_s: tier.onwork_flex_time? })
        };
        if self.allow_offwork_after_time { self.timerules.into_iter().filter_map(tier).collect() } else { Vec::new() }
    }
}

/// Seconds of grace. −1 stands for `flex_time`, which some answers leave out: then nobody knows.
fn grace_s(seconds: Option<i64>, flex_time_ms: Option<i64>) -> Option<i64> {
    match (seconds, flex_time_ms) {
        (Some(seconds), _) if seconds >= 0 => Some(seconds),
        (Some(_), None) => None,
        (_, Some(milliseconds)) => Some(milliseconds / 1_000),
        (None, None) => Some(0),
    }
}

fn weekdays(numbers: &[i64]) -> BTreeSet<u8> {
    numbers.iter().filter_map(|number| u8::try_from(*number).ok()).filter(|number| *number < 7).collect()
}

/// An entry of `checkintime`, in seconds of the attendance day.
#[derive(Deserialize)]
pub(super) struct Hours {
    #[serde(default, deserialize_with = "lenient::int")]
    time_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    work_sec: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    off_work_sec: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    earliest_work_sec: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    latest_work_sec: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    earliest_off_work_sec: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    latest_off_work_sec: Option<i64>,
    #[serde(default, deserialize_with = "lenient::flag")]
    no_need_checkon: bool,
    #[serde(default, deserialize_with = "lenient::flag")]
    no_need_checkoff: bool,
    #[serde(default, deserialize_with = "lenient::flag")]
    allow_rest: bool,
    #[serde(flatten)]
    first_rest: Rest,
    #[serde(default, deserialize_with = "lenient::each")]
    rest_times: Vec<Rest>,
}

#[derive(Deserialize)]
struct Rest {
    #[serde(default, deserialize_with = "lenient::int")]
    rest_begin_time: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    rest_end_time: Option<i64>,
}

impl Hours {
    /// Segments by start; entries without both times are none.
    pub fn segments(entries: Vec<Self>) -> Vec<Segment> {
        let mut segments: Vec<_> = entries.into_iter().filter_map(Self::segment).collect();
        segments.sort_by_key(|segment| segment.on_s);
        segments
    }

    fn segment(self) -> Option<Segment> {
        let on_s = self.work_sec?;
        let after_start = |seconds: Option<i64>| seconds.map(|s| not_before(s, on_s));
        Some(Segment {
            id: self.time_id,
            on_s,
            off_s: after(self.off_work_sec?, on_s),
            // Opening before the start is what it is for.
            earliest_on_s: self.earliest_work_sec,
            latest_on_s: after_start(self.latest_work_sec),
            earliest_off_s: after_start(self.earliest_off_work_sec),
            latest_off_s: after_start(self.latest_off_work_sec),
            no_on_needed: self.no_need_checkon,
            no_off_needed: self.no_need_checkoff,
            rests: if self.allow_rest { rests(self.first_rest, self.rest_times, on_s) } else { Vec::new() },
        })
    }
}

/// The union of all rests, by begin.
fn rests(first: Rest, further: Vec<Rest>, on_s: i64) -> Vec<(i64, i64)> {
    let span = |rest: Rest| {
        let begin = not_before(rest.rest_begin_time?, on_s);
        let end = after(not_before(rest.rest_end_time?, on_s), begin);
        (rest.rest_begin_time != rest.rest_end_time).then_some((begin, end))
    };
    let mut spans: Vec<_> = std::iter::once(first).chain(further).filter_map(span).collect();
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
fn after(end: i64, start: i64) -> i64 {
    if end <= start { end + DAY_S } else { end }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entry(fields: Value) -> WeekEntry {
        serde_json::from_value::<DayHours>(fields).unwrap().entry()
    }

    fn segment(fields: Value) -> Segment {
        serde_json::from_value::<Hours>(fields).unwrap().segment().unwrap()
    }

    #[test]
    fn an_opening_is_in_milliseconds_and_a_closing_in_seconds() {
        let entry = entry(json!({ "limit_aheadtime": 14_400_000, "limit_offtime": 7200 }));
        assert_eq!((entry.open_before_s, entry.close_after_s), (Some(14_400), Some(7200)));
    }

    #[test]
    fn a_grace_of_minus_one_is_the_flex_time_or_a_secret() {
        assert_eq!(entry(json!({ "flex_on_duty_time": -1, "flex_time": 300_000 })).on_grace_s, Some(300));
        assert_eq!(entry(json!({ "flex_on_duty_time": -1 })).on_grace_s, None);
        assert_eq!(entry(json!({ "flex_on_duty_time": 60, "flex_time": 300_000 })).on_grace_s, Some(60));
        assert_eq!(entry(json!({})).on_grace_s, Some(0));
    }

    #[test]
    fn flexible_hours_need_their_switch() {
        let hours = |allow: bool| {
            json!({
                "allow_flex": allow, "max_allow_arrive_early": 0, "max_allow_arrive_late": 3600,
                "late_rule": { "allow_offwork_after_time": true, "timerules": [{ "offwork_after_time": 1, "onwork_flex_time": 2 }] },
            })
        };
        let (with, without) = (entry(hours(true)), entry(hours(false)));
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
}
