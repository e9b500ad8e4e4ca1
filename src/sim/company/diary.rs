//! What happens to people, day by day.
//!
//! The rows of one person and one day follow from the seed, the person and the day, and from nothing
//! else: any of them can be told without telling the others.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{day::Day, row::Row, shift::Shift};
use crate::{
    domain::time::{DayRange, Window, wecom_date},
    sim::seed::Seed,
};

/// Everything a seeded company's people do.
pub struct Diary {
    seed: Seed,
    history: DayRange,
    live: bool,
    people: BTreeMap<String, Person>,
}

/// How somebody lives.
pub struct Person {
    /// userid as in the contacts.
    pub userid: String,
    /// The rule they punch under.
    pub shift: &'static Shift,
    /// Arrivals in a thousand that are late.
    pub late_per_mille: u32,
    /// Punches in a thousand that are forgotten.
    pub forgets_per_mille: u32,
    /// The phone.
    pub device: String,
}

impl Person {
    /// Most people are punctual, one in twelve is not; one in twenty forgets to punch.
    #[must_use]
    pub fn seeded(seed: Seed, userid: &str, shift: &'static Shift) -> Self {
        let mut dice = seed.dice(&format!("habits/{userid}"));
        Self {
            userid: userid.into(),
            shift,
            late_per_mille: if dice.one_in(12) { 250 } else { 40 },
            forgets_per_mille: if dice.one_in(20) { 120 } else { 12 },
            device: hex::encode_upper(&seed.digest(&format!("device/{userid}"))[..8]),
        }
    }
}

impl Diary {
    /// The days of `history` are past; with `live`, days go on after them as time passes.
    #[must_use]
    pub fn new(seed: Seed, history: DayRange, live: bool, people: Vec<Person>) -> Self {
        let people = people.into_iter().map(|person| (person.userid.to_ascii_lowercase(), person)).collect();
        Self { seed, history, live, people }
    }

    /// The days that were past when the world began.
    #[must_use]
    pub fn history(&self) -> DayRange {
        self.history
    }

    /// One person's rows that are filed in a stretch of time, in order.
    #[must_use]
    pub fn rows(&self, folded: &str, window: Window) -> Vec<Row> {
        let Some(person) = self.people.get(folded) else { return Vec::new() };
        let mut rows = self
            .days(window)
            .flat_map(|day| self.day(person, day))
            .filter(|row| row.lies_in(window))
            .collect::<Vec<_>>();
        rows.sort_by(|a, b| a.order().cmp(&b.order()));
        rows
    }

    /// The days whose rows may lie in a window: a night belongs to the day before.
    fn days(&self, window: Window) -> impl Iterator<Item = Date> + use<> {
        let last = wecom_date(window.end);
        DayRange {
            from: wecom_date(window.start).saturating_sub(1.day()).max(self.history.from),
            to: if self.live { last } else { last.min(self.history.to) },
        }
        .days()
    }

    fn day(&self, person: &Person, date: Date) -> Vec<Row> {
        let today = Day { seed: self.seed, person, date };
        let workday = person.shift.workdays.contains(&date.weekday().to_sunday_zero_offset());
        let mut rows = if workday { today.at_work() } else { today.at_rest() };
        if !self.live {
            for row in &mut rows {
                row.born = Timestamp::MIN;
            }
        }
        rows
    }
}
