//! What a judgement rests on.

use std::fmt;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::domain::{
    Coverage, Organisation, Punch, Rule,
    calendar::Calendar,
    policy::{Policy, RulesHold},
    rule::RuleBook,
    time::{Window, wall_instant},
};

/// Everything that is known about one member's days.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The company, for the departments above the member's own.
    pub organisation: &'a Organisation,
    /// All rules of the company, as they are and were.
    pub rules: &'a RuleBook,
    /// The company's settings.
    pub policy: &'a Policy,
    /// Holidays and make-up days.
    pub calendar: &'a Calendar,
    /// The member's current rows, from two days before the first day to two after the last, in any
    /// order. Rows further away do no harm.
    pub punches: &'a [Punch],
    /// What is known of the member's records on a calendar day of UTC+8.
    pub coverage: &'a dyn Fn(Date) -> Coverage,
    /// The present by WeCom's clock.
    pub now: Timestamp,
}

impl<'a> Material<'a> {
    /// The rules that hold on a day.
    pub(super) fn rules_on(&self, date: Date) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let rules = match self.policy.rule_change {
            RulesHold::FromDaySeen => self.rules.on(date),
            RulesHold::Retroactive => self.rules.now(),
        };
        rules.iter().map(AsRef::as_ref)
    }

    /// The attendance day (考勤日): from one day cut to the next.
    pub(super) fn attendance_day(&self, date: Date, zone: &TimeZone) -> Window {
        let cut = |day| wall_instant(day, self.policy.day_cut_s, zone);
        Window { start: cut(date), end: cut(date.saturating_add(1.day())) }
    }
}

impl fmt::Debug for Material<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Material({} rules, {} rows, at {})", self.rules.now().len(), self.punches.len(), self.now)
    }
}
