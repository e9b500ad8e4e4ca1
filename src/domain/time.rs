//! Days and windows.
//!
//! WeCom's days are days of UTC+8, without daylight saving, wherever the host stands.

use std::fmt;

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

/// The offset in which WeCom writes midnights (0点): UTC+8.
pub const WECOM_OFFSET: Offset = Offset::constant(8);

/// The calendar day of UTC+8 that contains an instant.
#[must_use]
pub fn wecom_date(at: Timestamp) -> Date {
    WECOM_OFFSET.to_datetime(at).date()
}

/// Midnight of a day in UTC+8.
///
/// Days beyond what an instant can hold (year 9999) are clamped.
#[must_use]
pub fn wecom_midnight(day: Date) -> Timestamp {
    WECOM_OFFSET.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap_or(Timestamp::MAX)
}

/// The instant `seconds` after 0:00 of `day` on the wall clock of `zone`.
///
/// Seconds may exceed 86 400 (26:00 is 02:00 of the next day) and are wall-clock seconds even in a
/// night of 23 or 25 hours. A time that does not exist is the instant of the change; a doubled time
/// is its first occurrence (rule R17).
#[must_use]
pub fn wall_instant(day: Date, seconds: i64, zone: &TimeZone) -> Timestamp {
    let midnight: DateTime = day.to_datetime(jiff::civil::Time::midnight());
    let wall = midnight.saturating_add(SignedDuration::from_secs(seconds));
    let found = zone.to_ambiguous_timestamp(wall);
    let is_plain = !found.is_ambiguous();
    match found.compatible() {
        Ok(at) if is_plain || zone.to_datetime(at) == wall => at,
        Ok(at) => gap_end(at, zone),
        Err(_) => Timestamp::MAX,
    }
}

/// The instant so many seconds later, or earlier if negative; clamped to what an instant can hold.
#[must_use]
pub fn seconds_after(at: Timestamp, seconds: i64) -> Timestamp {
    let second = at.as_second().saturating_add(seconds);
    let limit = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(limit)
}

/// The last change of the zone's offset at or before `at`.
fn gap_end(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let just_after = at.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
    zone.preceding(just_after).next().map_or(at, |change| change.timestamp())
}

/// Days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl DayRange {
    /// One day.
    #[must_use]
    pub fn one(day: Date) -> Self {
        Self { from: day, to: day }
    }

    /// The `count` days that end with `to` (at least one).
    #[must_use]
    pub fn ending(to: Date, count: u32) -> Self {
        Self { from: to.saturating_sub(i64::from(count.max(1) - 1).days()), to }
    }

    /// Every day in order; none if the range is the wrong way round.
    pub fn days(self) -> impl Iterator<Item = Date> {
        self.from.series(1.day()).take_while(move |day| *day <= self.to)
    }

    /// How many days these are.
    #[must_use]
    pub fn count(self) -> usize {
        usize::try_from(self.from.until(self.to).map_or(-1, |span| span.get_days()) + 1).unwrap_or(0)
    }

    /// Whether the day is one of these.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether all of those days are among these.
    #[must_use]
    pub fn contains_all(self, days: Self) -> bool {
        self.from <= days.from && days.to <= self.to
    }

    /// The shortest range with the days of both.
    #[must_use]
    pub fn joined_with(self, days: Self) -> Self {
        Self { from: self.from.min(days.from), to: self.to.max(days.to) }
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to { self.from.fmt(f) } else { write!(f, "{}..{}", self.from, self.to) }
    }
}

/// A stretch of time, `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// The first instant inside.
    pub start: Timestamp,
    /// The first instant after.
    pub end: Timestamp,
}

impl Window {
    /// Whether the instant lies inside.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> SignedDuration {
        self.end.duration_since(self.start)
    }

    /// The calendar days of UTC+8 that it touches; none if it is empty.
    pub fn days_touched(self) -> impl Iterator<Item = Date> {
        let last = seconds_after(self.end, -1).max(self.start);
        DayRange { from: wecom_date(self.start), to: wecom_date(last) }.days().filter(move |_| self.start < self.end)
    }

    /// The calendar days of UTC+8 that lie in it whole.
    pub fn whole_days(self) -> impl Iterator<Item = Date> {
        let first = wecom_date(self.start);
        let last = wecom_date(self.end);
        DayRange { from: first, to: last }.days().filter(move |day| {
            wecom_midnight(*day) >= self.start && wecom_midnight(day.saturating_add(1.day())) <= self.end
        })
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wall = |at| WECOM_OFFSET.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
        write!(f, "{} – {}", wall(self.start), wall(self.end))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_of_wecom_begins_at_sixteen_hundred_utc() {
        assert_eq!(wecom_midnight(date(2020, 9, 3)).as_second(), 1_599_062_400);
        assert_eq!(wecom_date(Timestamp::from_second(1_599_062_399).unwrap()), date(2020, 9, 2));
    }

    #[test]
    fn only_days_inside_a_window_count_as_whole() {
        let window = Window {
            start: wecom_midnight(date(2026, 3, 1)),
            end: wecom_midnight(date(2026, 3, 3)) + SignedDuration::from_hours(4),
        };
        assert_eq!(window.whole_days().collect::<Vec<_>>(), [date(2026, 3, 1), date(2026, 3, 2)]);
    }

    #[test]
    fn a_time_that_does_not_exist_is_the_instant_of_the_change() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let lost = wall_instant(date(2026, 3, 29), 2 * 3600 + 1800, &zone);
        assert_eq!(lost, "2026-03-29T01:00:00Z".parse().unwrap());
        let night_end = wall_instant(date(2026, 3, 28), 30 * 3600, &zone);
        assert_eq!(night_end, "2026-03-29T04:00:00Z".parse().unwrap());
    }
}
