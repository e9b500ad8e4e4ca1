//! What happens to people, day by day.
//!
//! The rows of one person and one day follow from the seed, the person and the day, and from nothing
//! else: any of them can be told without telling the others.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::Value;

use super::{day::Day, form::Form, machine::MachinePunch, paper::Paper, plan::Kind, row::Row, shift::Shift};
use crate::{
    domain::time::{DayRange, Window, wecom_date, wecom_midnight},
    sim::seed::Seed,
};

/// Everything a seeded company's people do.
pub struct Diary {
    seed: Seed,
    history: DayRange,
    live: bool,
    people: BTreeMap<String, Person>,
    /// Whether people hand in forms (审批) for what they forget and where they go.
    forms: bool,
    handed_in: Mutex<BTreeMap<Date, Arc<[Form]>>>,
    /// Days that were told already: the same hundred people's month is asked for again and again.
    told: Mutex<DaysTold>,
}

/// Rows by the number of the person and the day.
type DaysTold = BTreeMap<(usize, Date), Arc<[Row]>>;

/// Days remembered, of some three kilobytes each. When there are more, all are forgotten.
const DAYS_TOLD_MAX: usize = 20_000;

/// How somebody lives.
pub struct Person {
    /// Which of the company's people, from 1.
    pub number: usize,
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
    /// By how many days their turns in a roster are ahead.
    pub turn: i64,
}

impl Person {
    /// Most people are punctual, one in twelve is not; one in twenty forgets to punch.
    #[must_use]
    pub fn seeded(seed: Seed, number: usize, userid: &str, shift: &'static Shift) -> Self {
        let mut dice = seed.dice(&format!("habits/{userid}"));
        Self {
            number,
            userid: userid.into(),
            shift,
            late_per_mille: if dice.one_in(12) { 250 } else { 40 },
            forgets_per_mille: if dice.one_in(20) { 120 } else { 12 },
            device: hex::encode_upper(&seed.digest(&format!("device/{userid}"))[..8]),
            turn: seed.dice(&format!("turn/{userid}")).within(0..=20),
        }
    }
}

impl Diary {
    /// The days of `history` are past; with `live`, days go on after them as time passes; with `forms`,
    /// people hand in forms.
    #[must_use]
    pub fn new(seed: Seed, history: DayRange, live: bool, forms: bool, people: Vec<Person>) -> Self {
        let people = people.into_iter().map(|person| (person.userid.to_ascii_lowercase(), person)).collect();
        Self { seed, history, live, people, forms, handed_in: Mutex::default(), told: Mutex::default() }
    }

    /// The days that were past when the world began.
    #[must_use]
    pub fn history(&self) -> DayRange {
        self.history
    }

    /// Whether days go on as time passes.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// Whether people hand in forms.
    #[must_use]
    pub fn has_forms(&self) -> bool {
        self.forms
    }

    /// The number of the rule somebody lives by.
    #[must_use]
    pub fn rule(&self, person: &str) -> Option<u32> {
        self.people.get(person).map(|person| person.shift.id)
    }

    /// Until when rows of a day may be filed after its midnight, seconds: a night shift ends at seven.
    #[must_use]
    pub fn reach_s(&self) -> i64 {
        let nights = self.people.values().any(|person| person.shift.kind == Kind::Roster);
        if nights { 7 * 3600 } else { 4 * 3600 }
    }

    /// One person's rows that are filed in a stretch of time, in order.
    #[must_use]
    pub fn rows(&self, person: &str, window: Window) -> Vec<Row> {
        let mut rows = Vec::new();
        for day in self.days(window) {
            rows.extend(self.remembered(person, day).iter().filter(|row| row.lies_in(window)).cloned());
        }
        rows.sort_by(|a, b| a.order().cmp(&b.order()));
        rows
    }

    /// The days whose rows may lie in a window: a night belongs to the day before.
    pub fn days(&self, window: Window) -> impl Iterator<Item = Date> + use<> {
        let last = wecom_date(window.end);
        DayRange {
            from: wecom_date(window.start).saturating_sub(1.day()).max(self.history.from),
            to: if self.live { last } else { last.min(self.history.to) },
        }
        .days()
    }

    /// One person's rows of a day, as they were told before if they were.
    fn remembered(&self, person: &str, date: Date) -> Arc<[Row]> {
        let Some(number) = self.people.get(person).map(|person| person.number) else { return Arc::new([]) };
        let known = self.told.lock().unwrap_or_else(PoisonError::into_inner).get(&(number, date)).cloned();
        known.unwrap_or_else(|| {
            let rows: Arc<[Row]> = self.told(person, date, None).into();
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.len() >= DAYS_TOLD_MAX {
                told.clear();
            }
            told.insert((number, date), Arc::clone(&rows));
            rows
        })
    }

    /// One person's rows of a day, in no order; `believed` is the shift they were told to work.
    #[must_use]
    pub fn told(&self, person: &str, date: Date, believed: Option<u32>) -> Vec<Row> {
        let Some(day) = self.day(person, date, believed) else { return Vec::new() };
        let mut rows = day.rows();
        for row in &mut rows {
            row.born = if self.live { day.arrives(row) } else { Timestamp::MIN };
        }
        rows
    }

    /// What the roster says of a person's day (`schedule_info`); nothing without a roster.
    #[must_use]
    pub fn assigned(&self, person: &str, date: Date) -> Option<Value> {
        let person = self.people.get(person).filter(|person| person.shift.kind == Kind::Roster)?;
        Some(person.shift.schedule_info(person.shift.duty(date, person.turn, None).schedule_id))
    }

    /// What the machines recorded of a person, uploaded or not.
    #[must_use]
    pub fn machine_punches(&self, person: &str, window: Window) -> Vec<MachinePunch> {
        let days = self.days(window).filter_map(|date| self.day(person, date, None));
        days.flat_map(|day| day.machine_punches(&day.rows())).collect()
    }

    /// The form that a person hands in on a day, if any. Where days do not go on nothing is decided
    /// after the last of them.
    #[must_use]
    pub fn form(&self, person: &str, date: Date) -> Option<Form> {
        if !self.forms || date < self.history.from || (!self.live && date > self.history.to) {
            return None;
        }
        let [before, today, after] =
            [-1, 0, 1].map(|days: i64| self.day(person, date.saturating_add(days.days()), None));
        let until = if self.live { Timestamp::MAX } else { wecom_midnight(self.history.to.saturating_add(1.day())) };
        Paper { before: before?, today: today?, after: after? }.form(until)
    }

    /// Everybody's forms of a day, by account. They are remembered: a list of forms is asked for page by
    /// page.
    #[must_use]
    pub fn forms_on(&self, date: Date) -> Arc<[Form]> {
        let known = self.handed_in.lock().unwrap_or_else(PoisonError::into_inner).get(&date).cloned();
        known.unwrap_or_else(|| {
            let forms = self.people.keys().filter_map(|person| self.form(person, date)).collect::<Arc<[_]>>();
            self.handed_in.lock().unwrap_or_else(PoisonError::into_inner).insert(date, Arc::clone(&forms));
            forms
        })
    }

    /// The form with this number.
    #[must_use]
    pub fn form_numbered(&self, number: &str) -> Option<Form> {
        let (date, ordinal) = Paper::read_number(number)?;
        let person = self.people.values().find(|person| person.number == ordinal)?;
        self.form(&person.userid.to_ascii_lowercase(), date).filter(|form| form.number == number)
    }

    fn day(&self, person: &str, date: Date, believed: Option<u32>) -> Option<Day<'_>> {
        let person = self.people.get(person)?;
        Some(Day { seed: self.seed, person, date, duty: person.shift.duty(date, person.turn, believed) })
    }
}
