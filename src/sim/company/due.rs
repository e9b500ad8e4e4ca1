//! A punch that is due, and what comes of it.

use jiff::{SignedDuration, Timestamp};

use super::{
    day::Day,
    names::EXCUSES,
    row::{NOT_PUNCHED, Row, TIME_ODD, except},
    shift::{End, Section},
};
use crate::sim::seed::Dice;

/// A punch that is due to somebody on a day.
pub struct Due<'a> {
    /// The day.
    pub day: &'a Day<'a>,
    /// The stretch of work.
    pub section: &'static Section,
    /// Which end of it.
    pub end: End,
    /// Whether it is the day's last.
    pub ends_day: bool,
}

impl Due<'_> {
    /// What comes of it: a punch, two for those who press twice, or a placeholder.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut dice = self.dice();
        let Some(first) = self.first(&mut dice) else { return vec![self.placeholder()] };
        let again = dice.per_mille(30).then(|| first + dice.within(5..=90));
        std::iter::once(first).chain(again).map(|at| self.punch(at)).collect()
    }

    /// When it is first made; never by those who forget it.
    #[must_use]
    pub fn made(&self) -> Option<i64> {
        self.first(&mut self.dice())
    }

    fn dice(&self) -> Dice {
        self.day.dice(&format!("slot/{}/{:?}", self.section.id, self.end))
    }

    fn first(&self, dice: &mut Dice) -> Option<i64> {
        if dice.per_mille(self.day.person.forgets_per_mille) {
            return None;
        }
        let slot = self.section.slot(self.end);
        let second = match self.end {
            End::On => self.arrival(dice),
            End::Off => self.departure(dice),
        };
        Some(self.day.at(second.clamp(slot.earliest_s, slot.latest_s - 120)))
    }

    fn arrival(&self, dice: &mut Dice) -> i64 {
        let due = self.section.on.due_s;
        if dice.per_mille(self.day.person.late_per_mille) {
            due + self.day.person.shift.grace_s + dice.within(1..=3000)
        } else {
            due - dice.within(0..=900) - dice.within(0..=600)
        }
    }

    fn departure(&self, dice: &mut Dice) -> i64 {
        let due = self.section.off.due_s;
        match dice.within(0..=999) {
            0..=19 => due - dice.within(60..=3600),
            20..=89 if self.ends_day => due + dice.within(3600..=14_400),
            90..=99 if self.ends_day && due < 86_400 => 86_400 + dice.within(60..=5400),
            _ => due + dice.within(0..=1200),
        }
    }

    fn punch(&self, at: i64) -> Row {
        let mut row = self.day.punched(self.end.checkin_type(), at, "place");
        row.sch_checkin_time = Some(self.time());
        row.timeline_id = Some(self.section.id);
        if self.is_off_time(at) {
            except(&mut row, TIME_ODD);
            row.notes = self.excuse(at);
        }
        row
    }

    fn is_off_time(&self, at: i64) -> bool {
        match self.end {
            End::On => at > self.time() + self.day.person.shift.grace_s,
            End::Off => at < self.time(),
        }
    }

    fn excuse(&self, at: i64) -> String {
        let mut dice = self.day.dice(&format!("excuse/{at}"));
        if dice.one_in(3) { (*dice.pick(EXCUSES)).into() } else { String::new() }
    }

    /// The row that says a punch was due and did not come; there is none before the slot has closed.
    #[must_use]
    pub fn placeholder(&self) -> Row {
        let closes = self.section.slot(self.end).latest_s - self.section.slot(self.end).due_s;
        let mut row = Row::bare(&self.day.person.userid, self.end.checkin_type(), self.time());
        row.born = row.born.saturating_add(SignedDuration::from_secs(closes)).unwrap_or(Timestamp::MAX);
        row.exception_type = NOT_PUNCHED.into();
        row.groupname = self.day.person.shift.name.into();
        row.sch_checkin_time = Some(self.time());
        row.groupid = Some(self.day.person.shift.id);
        row.schedule_id = Some(self.day.duty.schedule_id);
        row.timeline_id = Some(self.section.id);
        row
    }

    /// When it is due, seconds since 1970.
    #[must_use]
    pub fn time(&self) -> i64 {
        self.day.at(self.section.slot(self.end).due_s)
    }
}
