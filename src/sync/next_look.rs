//! When the schedule looks at a day again. Pure.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    agenda::{Look, Looks, Schedule, last_night},
    plan::roster_days,
};
use crate::domain::{
    DayRange, Stream,
    time::{wecom_date, wecom_midnight},
};

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// About when the schedule looks at a stream's day again, unless something comes between.
///
/// `None` is never: the day lies further back than any look reaches.
#[must_use]
pub fn next_look(
    schedule: &Schedule,
    looks: &Looks,
    look_back_days: u32,
    (stream, day): (Stream, Date),
    now: Timestamp,
) -> Option<Timestamp> {
    if day > wecom_date(now) && stream.is_of_past_days() {
        return Some(wecom_midnight(day));
    }
    let reaches = |look: Look, at: Timestamp| {
        let today = wecom_date(at);
        let days = look.days(at).unwrap_or_else(|| DayRange::ending(today, look_back_days));
        let days = if stream == Stream::Rosters { roster_days(days, today) } else { days };
        days.contains(day) || !stream.is_by_day()
    };
    let all = [Look::Live, Look::Week, Look::Company, Look::Whole].into_iter();
    let due = all
        .filter(|look| look.streams().contains(&stream))
        .map(|look| (look, due(schedule, looks, look, now).max(now)));
    due.filter(|(look, at)| reaches(*look, *at)).map(|(_, at)| at).min()
}

fn due(schedule: &Schedule, looks: &Looks, look: Look, now: Timestamp) -> Timestamp {
    let after = |last: Option<Timestamp>, every| last.and_then(|last| last.checked_add(every).ok()).unwrap_or(now);
    match look {
        Look::Live => after(looks.live, schedule.records_every),
        Look::Week => after(looks.week, schedule.week_every),
        Look::Company => after(looks.company, schedule.everything_every),
        Look::Whole => {
            let night = last_night(schedule.night_hour, now);
            if looks.whole.is_none_or(|last| last < night) { now } else { after(Some(night), A_DAY) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("{text}+08:00").parse().unwrap()
    }

    #[test]
    fn each_day_is_looked_at_again_by_the_soonest_look_that_reaches_it() {
        let looked = Some(at("2026-03-30T12:00:00"));
        let looks = Looks { live: looked, week: looked, company: looked, whole: looked, repair: looked };
        let now = at("2026-03-30T12:01:00");
        let next =
            |day: &str| next_look(&Schedule::default(), &looks, 35, (Stream::Records, day.parse().unwrap()), now);
        assert_eq!(next("2026-03-30"), Some(at("2026-03-30T12:05:00")), "today: every five minutes");
        assert_eq!(next("2026-03-25"), Some(at("2026-03-30T13:00:00")), "this week: every hour");
        assert_eq!(next("2026-03-01"), Some(at("2026-03-31T03:00:00")), "before: in the night");
        assert_eq!(next("2026-02-24"), None, "in the coming night it is 36 days back");
        assert_eq!(next("2026-04-02"), Some(at("2026-04-02T00:00:00")), "not before it begins");
    }

    #[test]
    fn what_comes_whole_is_looked_at_whatever_the_day() {
        let looked = Some(at("2026-03-30T12:00:00"));
        let looks = Looks { live: looked, week: looked, company: looked, whole: looked, repair: looked };
        let asked = (Stream::Rules, "2020-01-01".parse().unwrap());
        let next = next_look(&Schedule::default(), &looks, 35, asked, at("2026-03-30T12:01:00"));
        assert_eq!(next, Some(at("2026-03-30T18:00:00")));
    }

    #[test]
    fn what_is_overdue_is_looked_at_now() {
        let now = at("2026-03-30T12:00:00");
        let today = (Stream::Records, wecom_date(now));
        assert_eq!(next_look(&Schedule::default(), &Looks::default(), 35, today, now), Some(now));
    }
}
