//! Seconds of work and of absence of a day (rules R1 and R16).

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    absence::{is_absence, wholly_missing},
    demand::Shift,
    limits::Moves,
    verdict::Judged,
};
use crate::domain::{
    Edge, Slot, Verdict,
    policy::Policy,
    rule::Segment,
    time::{seconds_after, wall_instant},
};

/// A day's figures in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Figures {
    /// Present within the scheduled times, rests taken off.
    pub worked_s: i64,
    /// Absence.
    pub absent_s: i64,
}

/// Where a day's wall-clock times lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wall<'a> {
    /// The day.
    pub date: Date,
    /// The zone of its rule.
    pub zone: &'a TimeZone,
}

/// The figures of a day whose slots are judged.
pub(super) fn figures(
    shift: &Shift<'_>,
    judged: &[Judged<'_>],
    wall: Wall<'_>,
    moves: Moves,
    policy: &Policy,
) -> Figures {
    let slots: Vec<Slot> = judged.iter().map(|judged| judged.slot).collect();
    let segments = || (1..).zip(shift.segments);
    let required_s: i64 = segments().map(|(_, segment)| wall.scheduled(segment).length_s()).sum();
    let missed_s: i64 = segments()
        .filter(|(number, _)| wholly_missing(*number, &slots))
        .map(|(_, segment)| wall.scheduled(segment).length_s())
        .sum();
    let halves =
        slots.iter().filter(|slot| slot.verdict != Verdict::Missing && is_absence(slot, &slots, policy)).count();
    let halves_s = i64::try_from(halves).unwrap_or(i64::MAX).saturating_mul(required_s / 2);
    Figures {
        worked_s: segments().map(|(number, segment)| worked_s(number, segment, judged, wall, moves)).sum(),
        absent_s: missed_s.saturating_add(halves_s).min(required_s),
    }
}

/// Presence in a segment; 0 as long as either end of it is not certain.
fn worked_s(number: u8, segment: &Segment, judged: &[Judged<'_>], wall: Wall<'_>, moves: Moves) -> i64 {
    let end = |edge| judged.iter().find(|judged| judged.slot.segment == number && judged.slot.edge == edge);
    let present = |edge| end(edge).and_then(|judged| presence(judged));
    match (present(Edge::On), present(Edge::Off)) {
        (Some(from), Some(to)) => wall.scheduled(segment).slid(moves.slide_s).within(from, to).length_s(),
        (None, _) | (_, None) => 0,
    }
}

/// From or until when somebody was there: an end that is not asked for counts as punched in time.
fn presence(judged: &Judged<'_>) -> Option<Timestamp> {
    match judged.slot.verdict {
        Verdict::Normal | Verdict::Late(_) | Verdict::Early(_) => judged.slot.at,
        Verdict::NoNeed => Some(judged.limit),
        Verdict::Missing | Verdict::Pending | Verdict::Unknown => None,
    }
}

/// A stretch of work with the rests inside, as instants.
struct Stretch {
    from: Timestamp,
    to: Timestamp,
    rests: Vec<(Timestamp, Timestamp)>,
}

impl Wall<'_> {
    fn scheduled(self, segment: &Segment) -> Stretch {
        let at = |s| wall_instant(self.date, s, self.zone);
        let rests = segment.rests.iter().map(|(begin, end)| (at(*begin), at(*end))).collect();
        Stretch { from: at(segment.on_s), to: at(segment.off_s), rests }
    }
}

impl Stretch {
    /// The stretch as flexible hours move it; rests stay.
    fn slid(self, seconds: i64) -> Self {
        Self { from: seconds_after(self.from, seconds), to: seconds_after(self.to, seconds), ..self }
    }

    fn within(self, from: Timestamp, to: Timestamp) -> Self {
        Self { from: self.from.max(from), to: self.to.min(to), ..self }
    }

    fn length_s(&self) -> i64 {
        let rested: i64 = self.rests.iter().map(|(begin, end)| span_s(self.from.max(*begin), self.to.min(*end))).sum();
        span_s(self.from, self.to) - rested
    }
}

/// Seconds from one instant to another, 0 if that is not later.
fn span_s(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()).max(0)
}
