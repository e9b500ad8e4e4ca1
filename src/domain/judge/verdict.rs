//! What one expected punch comes to (rules R1, R5, R6, R7, R11 and R16).

use jiff::Timestamp;

use super::{limits::Moves, material::Material, sight::Sight, windows::Due};
use crate::domain::{
    Edge, Punch, Slot, Verdict,
    policy::{LateFrom, Moved, Policy, Unit},
    rule::Hours,
    time::seconds_after,
};

/// An expected punch, judged.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    /// What was expected, and what became of it.
    pub slot: Slot,
    /// When it was due, as moved.
    pub limit: Timestamp,
    /// The row that fills it.
    pub filled_by: Option<&'a Punch>,
    /// Whether it was asked for.
    pub needed: bool,
    /// When its verdict may change by time alone.
    pub open_until: Option<Timestamp>,
}

/// What the slots of one day are judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bench<'a> {
    /// Everything that is known.
    pub material: &'a Material<'a>,
    /// Grace and switches of the day.
    pub terms: &'a Hours,
    /// By how far its limits move.
    pub moves: Moves,
    /// How many segments it has.
    pub segments: usize,
}

impl<'a> Bench<'a> {
    /// Judges one expected punch by the row that came nearest to filling it.
    pub fn judge(&self, due: &Due, punch: Option<&'a Punch>) -> Judged<'a> {
        let policy = self.material.policy;
        let moved_s = self.moves.of(due, self.segments, policy);
        let limit = seconds_after(due.scheduled, moved_s);
        let sight = self.material.sight(due.window);
        let verdict = match (due.needed, punch) {
            (false, _) => Verdict::NoNeed,
            (true, None) => unfilled(sight),
            (true, Some(punch)) => match due.edge {
                Edge::On => self.arrival(due, limit, punch, sight),
                Edge::Off => self.departure(limit, punch, sight),
            },
        };
        let filled_by = punch.filter(|_| is_filled(verdict));
        let slot = Slot {
            segment: due.segment,
            edge: due.edge,
            scheduled: due.scheduled,
            verdict,
            at: filled_by.map(|punch| punch.at),
            serious: is_serious(verdict, policy),
        };
        let closes = seconds_after(due.window.end, policy.settle_s);
        let open_until = Some(closes).filter(|closes| verdict == Verdict::Pending && *closes > self.material.now);
        Judged { slot, limit, filled_by, needed: due.needed, open_until }
    }

    fn arrival(&self, due: &Due, limit: Timestamp, punch: &Punch, sight: Sight) -> Verdict {
        let policy = self.material.policy;
        let clock = self.clock(punch);
        let grace_s = self.grace_s(self.terms.on_grace_s);
        let at = clock.read(punch.at);
        let until = clock.read(self.in_time_until(due, limit, grace_s.unwrap_or(0)));
        let late_s = at - clock.read(self.late_from(due, limit, grace_s.unwrap_or(0)));
        match () {
            () if at <= until => Verdict::Normal,
            () if grace_s.is_none() => Verdict::Unknown,
            () if policy.late_to_missing_s > 0 && late_s > policy.late_to_missing_s => unfilled(sight),
            () => Verdict::Late(late_s),
        }
    }

    fn departure(&self, limit: Timestamp, punch: &Punch, sight: Sight) -> Verdict {
        let clock = self.clock(punch);
        let grace_s = self.grace_s(self.terms.off_grace_s);
        let at = clock.read(punch.at);
        let from = clock.read(seconds_after(limit, -grace_s.unwrap_or(0)));
        if at >= from {
            return Verdict::Normal;
        }
        match sight {
            Sight::Closed if grace_s.is_none() => Verdict::Unknown,
            Sight::Closed => Verdict::Early(clock.read(limit) - at),
            // A later punch may still replace this one.
            Sight::Open => Verdict::Pending,
            Sight::Blind => Verdict::Unknown,
        }
    }

    /// The last instant in time: the end of the grace, or the moved limit if that is later.
    fn in_time_until(&self, due: &Due, limit: Timestamp, grace_s: i64) -> Timestamp {
        let came_later = due.segment == 1 && self.moves.come_later_s > 0;
        if came_later && !self.material.policy.late_rule_plus_grace {
            limit.max(seconds_after(limit, grace_s - self.moves.come_later_s))
        } else {
            seconds_after(limit, grace_s)
        }
    }

    /// From where lateness is counted.
    fn late_from(&self, due: &Due, limit: Timestamp, grace_s: i64) -> Timestamp {
        let policy = self.material.policy;
        let by_late_rule = due.segment == 1 && self.moves.come_later_s > 0;
        match (limit == due.scheduled, by_late_rule) {
            (true, _) => match policy.late_from {
                LateFrom::Start => limit,
                LateFrom::GraceEnd => seconds_after(limit, grace_s),
            },
            (false, true) => moved_from(policy.late_rule_counts_from, limit, due),
            (false, false) => moved_from(policy.flex_late_from, limit, due),
        }
    }

    /// The grace that holds: none beside a slide, and `None` where WeCom keeps it to itself.
    fn grace_s(&self, given: Option<i64>) -> Option<i64> {
        if self.terms.slide.is_some() { Some(0) } else { given }
    }

    fn clock(&self, punch: &Punch) -> Clock {
        let policy = self.material.policy;
        let untrusted = punch.place.device.as_ref().is_some_and(|device| policy.minute_devices.contains(device));
        Clock(if untrusted { Unit::Minute } else { policy.unit })
    }
}

/// Reads instants in the unit in which they are compared.
struct Clock(Unit);

impl Clock {
    fn read(&self, at: Timestamp) -> i64 {
        let seconds = at.as_second();
        match self.0 {
            Unit::Second => seconds,
            Unit::Minute => seconds - seconds.rem_euclid(60),
        }
    }
}

fn moved_from(counts_from: Moved, limit: Timestamp, due: &Due) -> Timestamp {
    match counts_from {
        Moved::Limit => limit,
        Moved::Start => due.scheduled,
    }
}

fn unfilled(sight: Sight) -> Verdict {
    match sight {
        Sight::Closed => Verdict::Missing,
        Sight::Open => Verdict::Pending,
        Sight::Blind => Verdict::Unknown,
    }
}

fn is_filled(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Normal | Verdict::Late(_) | Verdict::Early(_) => true,
        Verdict::Missing | Verdict::NoNeed | Verdict::Pending | Verdict::Unknown => false,
    }
}

fn is_serious(verdict: Verdict, policy: &Policy) -> bool {
    let reaches = |seconds: i64, threshold: i64| threshold > 0 && seconds >= threshold;
    match verdict {
        Verdict::Late(seconds) => reaches(seconds, policy.late_serious_s),
        Verdict::Early(seconds) => reaches(seconds, policy.early_serious_s),
        Verdict::Normal | Verdict::Missing | Verdict::NoNeed | Verdict::Pending | Verdict::Unknown => false,
    }
}
