//! By how far a day's limits move: flexible hours (R5) and 晚走晚到 (R7).

use super::{
    demand::{Demand, Shift},
    matching::Matching,
    windows::Due,
};
use crate::domain::{
    Edge,
    policy::{FlexSegments, Policy},
};

/// By how far the limits of one day move. Windows and rests stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Moves {
    /// Seconds by which the day slides with its first punch.
    pub slide_s: i64,
    /// Seconds by which the first start moves because work ended late the day before.
    pub come_later_s: i64,
}

/// The expected punches of days in a row and the rows that fill them.
#[derive(Debug)]
pub(super) struct Course<'a> {
    /// What each day asks, in order.
    pub demands: Vec<Demand<'a>>,
    /// Their expected punches, by time.
    pub dues: Vec<Due>,
    /// Which row goes where.
    pub matching: Matching<'a>,
}

impl<'a> Course<'a> {
    /// The expected punches of a day with their positions, by time.
    pub fn dues_of(&self, demand: &Demand<'_>) -> impl DoubleEndedIterator<Item = (usize, &Due)> {
        self.dues.iter().enumerate().filter(move |(_, due)| due.date == demand.date)
    }

    /// By how far the limits of a day move.
    pub fn moves(&self, demand: &Demand<'a>, shift: &Shift<'a>, policy: &Policy) -> Moves {
        let come_later_s = self.come_later_s(demand, shift, policy);
        let Some(slide) = shift.terms.slide else { return Moves { slide_s: 0, come_later_s } };
        let first_on = self
            .dues_of(demand)
            .filter(|(_, due)| due.edge == Edge::On)
            .find_map(|(index, due)| Some((due, self.matching.filling(index, Edge::On)?)));
        let slide_s = first_on.map_or(0, |(due, punch)| {
            let moved_s = if due.segment == 1 { come_later_s } else { 0 };
            (punch.at.as_second() - due.scheduled.as_second() - moved_s).clamp(-slide.early_s, slide.late_s)
        });
        Moves { slide_s, come_later_s }
    }

    /// What the tiers of 晚走晚到 give the day, by the last punch of the day before.
    fn come_later_s(&self, demand: &Demand<'a>, shift: &Shift<'a>, policy: &Policy) -> i64 {
        let left_late_s = self.day_before(demand, policy).and_then(|before| {
            let (index, last) = self.dues_of(before).rev().find(|(_, due)| due.edge == Edge::Off)?;
            let left = self.matching.filling(index, Edge::Off)?;
            Some(left.at.as_second() - last.scheduled.as_second())
        });
        let reached =
            shift.terms.late_leaving.iter().filter(|tier| left_late_s.is_some_and(|s| s >= tier.left_after_s));
        reached.map(|tier| tier.come_later_s).max().unwrap_or(0)
    }

    fn day_before(&self, demand: &Demand<'a>, policy: &Policy) -> Option<&Demand<'a>> {
        let position = self.demands.iter().position(|other| other.date == demand.date)?;
        let mut earlier = self.demands[..position].iter().rev();
        if policy.late_rule_across_rest {
            earlier.find(|other| other.shift().is_some())
        } else {
            earlier.next().filter(|other| other.shift().is_some())
        }
    }
}

impl Moves {
    /// By how far one limit moves.
    pub fn of(self, due: &Due, segments: usize, policy: &Policy) -> i64 {
        let first_on = due.segment == 1 && due.edge == Edge::On;
        let last_off = usize::from(due.segment) == segments && due.edge == Edge::Off;
        let slides = match policy.flex_segments {
            FlexSegments::All => true,
            FlexSegments::Outer => first_on || last_off,
        };
        i64::from(slides) * self.slide_s + i64::from(first_on) * self.come_later_s
    }
}
