//! Whether a day must be worked, and by what times: the first answer that fits wins.

use jiff::civil::Date;

use super::{
    cover::{covering, exempting},
    material::Material,
};
use crate::domain::{
    DayStatus, Employee, Rule,
    calendar::CalendarDay,
    org::AccountStatus,
    policy::SpecialConflict,
    rule::{Hours, RuleKind, Segment, SpecialWorkdays, WeekEntry},
};

/// What one day asks of one member.
#[derive(Debug, Clone)]
pub(super) struct Demand<'a> {
    /// The day.
    pub date: Date,
    /// The rule that asks.
    pub rule: Option<&'a Rule>,
    /// What it asks.
    pub ask: Ask<'a>,
    /// Whether the calendar of the year would have a say, but is not loaded.
    pub provisional: bool,
}

/// What a day asks.
#[derive(Debug, Clone)]
pub(super) enum Ask<'a> {
    /// No punches, because the day is this.
    Nothing(DayStatus),
    /// Punches, but from this member none (白名单).
    Exempt(Shift<'a>),
    /// Punches.
    Work(Shift<'a>),
}

/// The times of a day, and the terms on which they hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift<'a> {
    /// Segments, by start; never empty.
    pub segments: &'a [Segment],
    /// Grace, windows and switches: those of the weekday's entry.
    pub terms: &'a Hours,
}

impl<'a> Demand<'a> {
    /// What the day asks of the member.
    pub fn of(employee: &Employee, date: Date, material: &Material<'a>) -> Self {
        let rule = covering(employee, date, material);
        let exempting = exempting(employee, date, material);
        let (ask, provisional) = match employee.status {
            AccountStatus::Disabled | AccountStatus::Left => (Ask::Nothing(DayStatus::OutOfEmployment), false),
            AccountStatus::Active | AccountStatus::NotActivated | AccountStatus::Other(_) => match (rule, exempting) {
                (None, None) => (Ask::Nothing(DayStatus::NoRule), false),
                (Some(rule), None) => asked_by(rule, date, material),
                (rule, Some(other)) => (exempted(rule.unwrap_or(other), date, material), false),
            },
        };
        Self { date, rule: rule.or(exempting), ask, provisional }
    }

    /// The times of the day, if it has any.
    pub fn shift(&self) -> Option<Shift<'a>> {
        match self.ask {
            Ask::Nothing(_) => None,
            Ask::Exempt(shift) | Ask::Work(shift) => Some(shift),
        }
    }
}

fn exempted<'a>(rule: &'a Rule, date: Date, material: &Material<'_>) -> Ask<'a> {
    match asked_by(rule, date, material).0 {
        Ask::Nothing(_) => Ask::Nothing(DayStatus::Exempt),
        Ask::Exempt(shift) | Ask::Work(shift) => Ask::Exempt(shift),
    }
}

fn asked_by<'a>(rule: &'a Rule, date: Date, material: &Material<'_>) -> (Ask<'a>, bool) {
    match rule.kind {
        RuleKind::Fixed if rule.week.is_empty() => (Ask::Nothing(DayStatus::Unknown), false),
        RuleKind::Fixed => fixed(rule, date, material),
        RuleKind::Roster | RuleKind::Free | RuleKind::Other(_) => (Ask::Nothing(DayStatus::Unknown), false),
    }
}

fn fixed<'a>(rule: &'a Rule, date: Date, material: &Material<'_>) -> (Ask<'a>, bool) {
    let special = rule.special_workdays.iter().find(|special| special.dates.contains(date));
    let off = rule.special_offdays.iter().any(|dates| dates.contains(date));
    let weekly = weekly_entry(rule, date, material);
    match (special, off, material.policy.special_conflict) {
        (None, true, _) | (Some(_), true, SpecialConflict::Offday) => (Ask::Nothing(DayStatus::Rest), false),
        (Some(special), false, _) | (Some(special), true, SpecialConflict::Workday) => {
            (special_shift(special, &weekly.unwrap_or(&rule.week[0]).hours), false)
        }
        (None, false, _) => by_calendar(rule, weekly, date, material),
    }
}

fn special_shift<'a>(special: &'a SpecialWorkdays, terms: &'a Hours) -> Ask<'a> {
    let own = if special.segments.is_empty() { &terms.segments } else { &special.segments };
    worked(own, terms)
}

fn by_calendar<'a>(
    rule: &'a Rule,
    weekly: Option<&'a WeekEntry>,
    date: Date,
    material: &Material<'_>,
) -> (Ask<'a>, bool) {
    let by_week = || weekly.map_or(Ask::Nothing(DayStatus::Rest), |entry| worked(&entry.hours.segments, &entry.hours));
    if !rule.sync_holidays {
        return (by_week(), false);
    }
    match material.calendar.look_up(date) {
        CalendarDay::Holiday => (Ask::Nothing(DayStatus::Holiday), false),
        CalendarDay::MakeUp => {
            let entry = weekly.unwrap_or_else(|| make_up_entry(rule, material));
            (worked(&entry.hours.segments, &entry.hours), false)
        }
        CalendarDay::Ordinary => (by_week(), false),
        CalendarDay::NotLoaded => (by_week(), true),
    }
}

fn weekly_entry<'a>(rule: &'a Rule, date: Date, material: &Material<'_>) -> Option<&'a WeekEntry> {
    rule.week.iter().find(|entry| entry.weekdays.contains(date, material.policy.week_start))
}

/// Whose times a make-up day (调休上班) takes that the week leaves free.
fn make_up_entry<'a>(rule: &'a Rule, material: &Material<'_>) -> &'a WeekEntry {
    let chosen = u8::try_from(material.policy.makeup_weekday).ok();
    let of_weekday = |entry: &&WeekEntry| chosen.is_some_and(|weekday| entry.weekdays.may_contain(weekday));
    rule.week.iter().find(of_weekday).unwrap_or(&rule.week[0])
}

/// Work by these times; times that WeCom does not tell cannot be judged.
fn worked<'a>(segments: &'a [Segment], terms: &'a Hours) -> Ask<'a> {
    if segments.is_empty() { Ask::Nothing(DayStatus::Unknown) } else { Ask::Work(Shift { segments, terms }) }
}
