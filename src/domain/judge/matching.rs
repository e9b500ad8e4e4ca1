//! Which punch goes where (rules R1, R2 and R14).

use super::windows::Due;
use crate::domain::{Edge, Punch, punch::PunchKind};

/// How far from its limit a segment's number is believed.
const POINTER_REACH_S: i64 = 86_400;

/// The member's real rows, each with the due that it belongs to, by time.
#[derive(Debug)]
pub(super) struct Matching<'a> {
    rows: Vec<(&'a Punch, Option<usize>)>,
}

impl<'a> Matching<'a> {
    /// Gives every real row to at most one due; placeholders are no rows.
    pub fn of(punches: &'a [Punch], dues: &[Due]) -> Self {
        let real = punches.iter().filter(|punch| !punch.is_placeholder());
        let mut rows: Vec<_> = real.map(|punch| (punch, home(punch, dues))).collect();
        rows.sort_by_cached_key(|(punch, _)| punch.key());
        Self { rows }
    }

    /// The punch that counts for a due: the earliest for an on edge, the latest for an off edge.
    pub fn filling(&self, index: usize, edge: Edge) -> Option<&'a Punch> {
        let mut own = self.rows.iter().filter(|(_, home)| *home == Some(index)).map(|(punch, _)| *punch);
        match edge {
            Edge::On => own.next(),
            Edge::Off => own.next_back(),
        }
    }

    /// Every row with the due it belongs to; extra ones belong to none.
    pub fn rows(&self) -> impl Iterator<Item = (&'a Punch, Option<usize>)> + '_ {
        self.rows.iter().copied()
    }
}

/// The due that a row belongs to: WeCom's pointers first, then the windows whatever its edge says.
fn home(punch: &Punch, dues: &[Due]) -> Option<usize> {
    let may = |due: &Due| match punch.classify() {
        PunchKind::On | PunchKind::Off | PunchKind::Other => true,
        PunchKind::Outside => due.outside_counts,
        PunchKind::RecordOnly => false,
    };
    let pointed = pointed_at(punch, dues).filter(|index| may(&dues[*index]));
    pointed.or_else(|| dues.iter().position(|due| may(due) && due.window.contains(punch.at)))
}

fn pointed_at(punch: &Punch, dues: &[Due]) -> Option<usize> {
    let edge = edge_of(punch)?;
    // Fixed hours have no shift; a row that names one is of an old roster.
    if punch.schedule.is_some_and(|schedule| schedule != 0) {
        return None;
    }
    let mut same_edge = dues.iter().enumerate().filter(|(_, due)| due.edge == edge);
    match punch.scheduled.filter(|at| at.as_second() != 0) {
        Some(scheduled) => same_edge.find(|(_, due)| due.scheduled == scheduled).map(|(index, _)| index),
        None => nearest_segment(punch, same_edge),
    }
}

fn nearest_segment<'d>(punch: &Punch, dues: impl Iterator<Item = (usize, &'d Due)>) -> Option<usize> {
    let wanted = punch.segment?;
    let off_by = |due: &Due| (punch.at.as_second() - due.scheduled.as_second()).abs();
    let in_reach = dues.filter(|(_, due)| due.time_id == Some(wanted) && off_by(due) <= POINTER_REACH_S);
    in_reach.min_by_key(|(_, due)| off_by(due)).map(|(index, _)| index)
}

fn edge_of(punch: &Punch) -> Option<Edge> {
    match punch.classify() {
        PunchKind::On => Some(Edge::On),
        PunchKind::Off => Some(Edge::Off),
        PunchKind::Outside | PunchKind::RecordOnly | PunchKind::Other => None,
    }
}
