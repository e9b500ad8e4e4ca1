//! What is due: how far back to look, and how soon again. Pure.
//!
//! `WeCom` tells of no punch by itself, and rows change afterwards. So today and yesterday are looked at
//! all the time, most often while people come and go; the week every hour; and every night everything
//! that is still judged. Looking further back costs no more calls, only more bytes: a call holds 29 days.

use std::borrow::Borrow;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::domain::{DayRange, Rule, Stream, rule::weekday_number, time::wecom_date};

/// Days of the hourly look.
const WEEK_DAYS: u32 = 7;
/// How long before a due time people begin to punch, and how long after it most have.
const AROUND_DUE: (i64, i64) = (20 * 60, 30 * 60);
const DAY_S: i64 = 86_400;

/// How often to look, where nothing is due sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Rows of today and yesterday, while nobody is expected to punch.
    pub records_every: SignedDuration,
    /// Rows of today and yesterday, while people come and go.
    pub records_busy_every: SignedDuration,
    /// Rows of the last seven days.
    pub week_every: SignedDuration,
    /// Organisation and rules.
    pub everything_every: SignedDuration,
    /// The hour of UTC+8 after which everything is looked at again, once a day.
    pub night_hour: i8,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            records_every: SignedDuration::from_mins(5),
            records_busy_every: SignedDuration::from_mins(1),
            week_every: SignedDuration::from_hours(1),
            everything_every: SignedDuration::from_hours(6),
            night_hour: 3,
        }
    }
}

/// When each look was last begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Looks {
    /// At the rows of today.
    pub live: Option<Timestamp>,
    /// At the week.
    pub week: Option<Timestamp>,
    /// At organisation and rules.
    pub company: Option<Timestamp>,
    /// At everything.
    pub whole: Option<Timestamp>,
    /// At what failed before of that which verdicts do not stand on.
    pub repair: Option<Timestamp>,
}

/// One look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Today and yesterday.
    Live,
    /// The last seven days.
    Week,
    /// Organisation and rules, and the rows of today and yesterday with them.
    Company,
    /// Everything over the whole look-back.
    Whole,
}

impl Looks {
    /// What an engine knows that was last told of a look at everything. Today it looks at anew.
    #[must_use]
    pub fn after_whole(whole: Option<Timestamp>) -> Self {
        Self { live: None, week: whole, company: whole, whole, repair: whole }
    }

    /// A look that was noted before the clock was set back must not delay the next one.
    pub fn not_after(&mut self, now: Timestamp) {
        for noted in [&mut self.live, &mut self.week, &mut self.company, &mut self.whole] {
            *noted = noted.map(|at| at.min(now));
        }
    }

    /// Notes that a look begins: a larger one is a smaller one, too.
    pub fn begin(&mut self, look: Look, now: Timestamp) {
        self.live = Some(now);
        match look {
            Look::Live => {}
            Look::Week => self.week = Some(now),
            Look::Company => self.company = Some(now),
            Look::Whole => {
                (self.week, self.company, self.whole, self.repair) = (Some(now), Some(now), Some(now), Some(now));
            }
        }
    }
}

impl Look {
    /// The days of its rows; `None` is the whole look-back.
    #[must_use]
    pub fn days(self, now: Timestamp) -> Option<DayRange> {
        match self {
            Self::Live | Self::Company => Some(live_days(now)),
            Self::Week => Some(DayRange::ending(wecom_date(now), WEEK_DAYS)),
            Self::Whole => None,
        }
    }

    /// What is looked at. Day reports are left to the larger looks: WeCom grants few calls for them, and
    /// none of today's is final.
    #[must_use]
    pub fn streams(self) -> Vec<Stream> {
        match self {
            Self::Live => vec![Stream::Records, Stream::Devices, Stream::Approvals],
            Self::Week => vec![Stream::Records, Stream::DayReports, Stream::Approvals],
            Self::Company => {
                vec![Stream::Organisation, Stream::Rules, Stream::Records, Stream::Rosters, Stream::Operations]
            }
            Self::Whole => Stream::ALL.to_vec(),
        }
    }
}

/// Today and yesterday.
#[must_use]
pub fn live_days(now: Timestamp) -> DayRange {
    let today = wecom_date(now);
    DayRange { from: today.saturating_sub(1.day()), to: today }
}

/// What the next look may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Whether people are expected to punch now.
    pub busy: bool,
    /// The least time between two looks at today that leaves half of the quota to others.
    pub live_floor: SignedDuration,
}

/// The largest look that is due in the background, if one is.
#[must_use]
pub fn background(schedule: &Schedule, looks: &Looks, now: Timestamp) -> Option<Look> {
    let night = last_night(schedule.night_hour, now);
    if looks.whole.is_none_or(|last| last < night) {
        return Some(Look::Whole);
    }
    if is_over(looks.company, schedule.everything_every, now) {
        return Some(Look::Company);
    }
    is_over(looks.week, schedule.week_every, now).then_some(Look::Week)
}

/// Whether today's rows are due. What they cost is asked for only if they may be.
#[must_use]
pub fn live(schedule: &Schedule, looks: &Looks, cost: impl FnOnce() -> Cost, now: Timestamp) -> bool {
    let usual = schedule.records_every;
    let soonest = schedule.records_busy_every.min(usual);
    is_over(looks.live, soonest, now) && {
        let Cost { busy, live_floor } = cost();
        is_over(looks.live, if busy { soonest } else { usual }.max(live_floor), now)
    }
}

/// Whether some rule has people come or go about now.
#[must_use]
pub fn is_busy(rules: &[impl Borrow<Rule>], zone: &TimeZone, now: Timestamp) -> bool {
    let local = zone.to_datetime(now);
    let second = i64::from(local.hour()) * 3_600 + i64::from(local.minute()) * 60 + i64::from(local.second());
    let yesterday = local.date().saturating_sub(1.day());
    [(local.date(), second), (yesterday, second + DAY_S)].into_iter().any(|(day, second)| {
        due_times(rules, day).any(|due| (due - AROUND_DUE.0..=due + AROUND_DUE.1).contains(&second))
    })
}

/// Seconds of the day at which some rule has work begin or end.
fn due_times(rules: &[impl Borrow<Rule>], day: Date) -> impl Iterator<Item = i64> {
    let weekday = weekday_number(day);
    let rules = || rules.iter().map(Borrow::borrow);
    let weekly = rules().flat_map(|rule| &rule.week).filter(move |entry| entry.weekdays.may_contain(weekday));
    let special = rules().flat_map(|rule| &rule.special_workdays).filter(move |one| one.dates.contains(day));
    let segments = weekly.flat_map(|entry| &entry.hours.segments).chain(special.flat_map(|one| &one.segments));
    segments.flat_map(|segment| [segment.on_s, segment.off_s])
}

pub(super) fn last_night(hour: i8, now: Timestamp) -> Timestamp {
    let at = |day: Date| crate::domain::time::wecom_midnight(day) + SignedDuration::from_hours(hour.into());
    let today = wecom_date(now);
    if at(today) <= now { at(today) } else { at(today.saturating_sub(1.day())) }
}

fn is_over(last: Option<Timestamp>, every: SignedDuration, now: Timestamp) -> bool {
    last.is_none_or(|last| now.duration_since(last) >= every)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::company::shift;

    fn at(text: &str) -> Timestamp {
        format!("{text}+08:00").parse().unwrap()
    }

    fn minutes(length: i64) -> SignedDuration {
        SignedDuration::from_mins(length)
    }

    fn office() -> Vec<Rule> {
        let answer = serde_json::json!({ "group": [shift::OFFICE.to_wire()] });
        crate::wecom::wire::rules::rules(answer.to_string().as_bytes()).unwrap().rules
    }

    fn looked(at: Timestamp) -> Looks {
        Looks { live: Some(at), week: Some(at), company: Some(at), whole: Some(at), repair: None }
    }

    #[test]
    fn people_are_expected_around_the_times_of_the_rules() {
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        let busy = |text: &str| is_busy(&office(), &shanghai, at(text));
        assert!(!busy("2026-03-30T08:39:59") && busy("2026-03-30T08:40:00"));
        assert!(busy("2026-03-30T18:30:00") && !busy("2026-03-30T18:30:01"));
        assert!(!busy("2026-03-30T12:30:00"));
        assert!(!busy("2026-03-29T09:00:00"), "a Sunday");
    }

    #[test]
    fn a_night_shift_ends_on_the_day_after() {
        let mut night = office();
        let segment = &mut night[0].week[0].hours.segments[0];
        (segment.on_s, segment.off_s) = (22 * 3_600, 30 * 3_600);
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        assert!(is_busy(&night, &shanghai, at("2026-03-28T06:10:00")), "Friday's shift ends on Saturday");
        assert!(!is_busy(&night, &shanghai, at("2026-03-30T06:10:00")), "Sunday has none");
    }

    #[test]
    fn today_is_looked_at_most_often_while_people_come_and_go_and_never_beyond_the_quota() {
        let (schedule, looks) = (Schedule::default(), looked(at("2026-03-30T09:00:00")));
        let due = |busy, floor, after: i64| {
            let cost = Cost { busy, live_floor: minutes(floor) };
            live(&schedule, &looks, || cost, at("2026-03-30T09:00:00") + minutes(after))
        };
        assert!(due(true, 0, 1) && !due(false, 0, 4) && due(false, 0, 5));
        assert!(!due(true, 2, 1) && due(true, 2, 2), "many people take more calls");
    }

    #[test]
    fn everything_is_looked_at_once_a_night_and_whenever_a_night_was_missed() {
        let (schedule, noon) = (Schedule::default(), at("2026-03-30T12:00:00"));
        assert_eq!(background(&schedule, &Looks::default(), noon), Some(Look::Whole));
        let next = |after: i64| background(&schedule, &looked(noon), noon + minutes(after));
        assert_eq!(next(59), None);
        assert_eq!(next(60), Some(Look::Week));
        assert_eq!(next(6 * 60), Some(Look::Company));
        assert_eq!(next(15 * 60 - 1), Some(Look::Company));
        assert_eq!(next(15 * 60), Some(Look::Whole), "at three");
        assert_eq!(next(3 * 24 * 60), Some(Look::Whole));
    }

    #[test]
    fn a_larger_look_is_a_smaller_one_too() {
        let mut looks = Looks::default();
        looks.begin(Look::Whole, at("2026-03-30T03:00:00"));
        assert_eq!(background(&Schedule::default(), &looks, at("2026-03-30T03:59:00")), None);
        looks.begin(Look::Week, at("2026-03-30T04:00:00"));
        assert_eq!(looks.live, looks.week);
    }
}
