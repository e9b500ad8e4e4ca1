//! When punches are due: one window for each expected punch (rule R1).

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    demand::{Ask, Demand, Shift},
    material::Material,
};
use crate::domain::{
    Edge, Rule, Window,
    rule::Segment,
    time::{seconds_after, wall_instant},
};

/// The minute that a latest time of WeCom covers.
const WHOLE_MINUTE_S: i64 = 60;

/// One expected punch (应打卡点), before it is judged.
#[derive(Debug, Clone)]
pub(super) struct Due {
    /// The attendance day it belongs to.
    pub date: Date,
    /// The segment, from 1, in order of start.
    pub segment: u8,
    /// Which end of it.
    pub edge: Edge,
    /// WeCom's number of the segment.
    pub time_id: Option<i64>,
    /// When it is due.
    pub scheduled: Timestamp,
    /// Punches inside are its own.
    pub window: Window,
    /// Whether it is asked for. One that is not still swallows the punches near it.
    pub needed: bool,
    /// Whether a punch made outside may fill it.
    pub outside_counts: bool,
    /// How far the whole minute of a latest time may stretch the window.
    stretches_to: Option<Timestamp>,
}

/// The expected punches of days in a row, by time, with windows that do not overlap.
pub(super) fn lay(demands: &[Demand<'_>], material: &Material<'_>) -> Vec<Due> {
    let mut dues: Vec<Due> = demands.iter().flat_map(|demand| of_day(demand, material)).collect();
    dues.sort_by_key(|due| due.scheduled);
    part_neighbours(&mut dues);
    stretch(&mut dues);
    dues
}

fn of_day(demand: &Demand<'_>, material: &Material<'_>) -> Vec<Due> {
    let (Some(rule), Some(shift)) = (demand.rule, demand.shift()) else { return Vec::new() };
    let zone = material.policy.zone_of(rule.id);
    let day = Day { demand, rule, shift, zone, bounds: material.attendance_day(demand.date, zone), material };
    (1..).zip(shift.segments).flat_map(|(number, segment)| day.ends_of(number, segment)).collect()
}

/// One day's terms, while its windows are laid.
struct Day<'a> {
    demand: &'a Demand<'a>,
    rule: &'a Rule,
    shift: Shift<'a>,
    zone: &'a TimeZone,
    bounds: Window,
    material: &'a Material<'a>,
}

impl Day<'_> {
    fn ends_of(&self, number: u8, segment: &Segment) -> [Due; 2] {
        let (on, off) = (self.at(segment.on_s), self.at(segment.off_s));
        let middle = seconds_after(on, (off.as_second() - on.as_second()) / 2);
        let on_window = Window {
            start: self.not_before_day(on, self.opening(segment, on)),
            end: self.given(segment.latest_on_s).unwrap_or(middle),
        };
        let off_window = Window {
            start: self.given(segment.earliest_off_s).unwrap_or(middle),
            end: self.not_beyond_day(off, self.closing(number, segment, off)),
        };
        [
            self.due(number, segment, Edge::On, on, on_window, segment.latest_on_s),
            self.due(number, segment, Edge::Off, off, off_window, segment.latest_off_s),
        ]
    }

    fn due(
        &self,
        number: u8,
        segment: &Segment,
        edge: Edge,
        scheduled: Timestamp,
        window: Window,
        latest_s: Option<i64>,
    ) -> Due {
        let covers = latest_s.filter(|_| self.material.policy.latest_covers_minute);
        Due {
            date: self.demand.date,
            segment: number,
            edge,
            time_id: segment.id,
            scheduled,
            window,
            needed: self.needs(segment, edge),
            outside_counts: self.rule.outside_counts,
            stretches_to: covers.map(|s| self.not_beyond_day(scheduled, self.at(s + WHOLE_MINUTE_S))),
        }
    }

    fn needs(&self, segment: &Segment, edge: Edge) -> bool {
        let excused = match edge {
            Edge::On => segment.no_on_needed,
            Edge::Off => segment.no_off_needed || self.shift.terms.no_off_needed,
        };
        !excused && matches!(self.demand.ask, Ask::Work(_))
    }

    fn opening(&self, segment: &Segment, on: Timestamp) -> Timestamp {
        let before_s = self.shift.terms.open_before_s.unwrap_or(self.material.policy.on_open_before_s);
        self.given(segment.earliest_on_s).unwrap_or_else(|| seconds_after(on, -before_s))
    }

    fn closing(&self, number: u8, segment: &Segment, off: Timestamp) -> Timestamp {
        let after = |s| seconds_after(off, s);
        let usual = || {
            let closes = after(self.material.policy.off_close_after_s);
            if usize::from(number) == self.shift.segments.len() { closes.max(self.bounds.end) } else { closes }
        };
        self.given(segment.latest_off_s).or(self.shift.terms.close_after_s.map(after)).unwrap_or_else(usual)
    }

    fn not_before_day(&self, on: Timestamp, opens: Timestamp) -> Timestamp {
        if on >= self.bounds.start { opens.max(self.bounds.start) } else { opens }
    }

    fn not_beyond_day(&self, off: Timestamp, closes: Timestamp) -> Timestamp {
        if off < self.bounds.end { closes.min(self.bounds.end) } else { closes }
    }

    fn given(&self, seconds: Option<i64>) -> Option<Timestamp> {
        seconds.map(|s| self.at(s))
    }

    fn at(&self, seconds: i64) -> Timestamp {
        wall_instant(self.demand.date, seconds, self.zone)
    }
}

/// Cuts windows of neighbours that overlap: in the middle of what they are for, or as near to it as
/// the overlap goes, so that no instant between them is left to nobody.
fn part_neighbours(dues: &mut [Due]) {
    for index in 1..dues.len() {
        let (former, latter) = (dues[index - 1].clone(), dues[index].clone());
        if former.window.end > latter.window.start {
            let half_s = (latter.scheduled.as_second() - former.scheduled.as_second()) / 2;
            let middle = seconds_after(former.scheduled, half_s);
            let cut = middle.max(latter.window.start).min(former.window.end);
            dues[index - 1].window.end = cut;
            dues[index].window.start = cut;
        }
    }
}

fn stretch(dues: &mut [Due]) {
    for index in 0..dues.len() {
        let next_opens = dues.get(index + 1).map_or(Timestamp::MAX, |next| next.window.start);
        let due = &mut dues[index];
        let stretched = due.stretches_to.map_or(due.window.end, |to| to.min(next_opens));
        due.window.end = due.window.end.max(stretched);
    }
}
