//! One member's days, judged.

use std::collections::BTreeSet;

use jiff::ToSpan;

use super::{
    demand::{Ask, Demand, Shift},
    figures::{Figures, Wall, figures},
    flags::flags,
    limits::{Course, Moves},
    matching::Matching,
    material::Material,
    verdict::{Bench, Judged},
    windows,
};
use crate::domain::{AttendanceDay, DayRange, DayStatus, Employee, Flag, Punch, Verdict};

/// Days on either side that can hold a punch of a day: a night shift, and a pointer 24 h away.
const NEIGHBOURS: i64 = 2;
/// Days to look back for the last shift where 晚走晚到 looks over days off: the longest holiday and a weekend.
const LOOK_BACK: i64 = 15;

/// Judges a member's days in order; every day of the range has exactly one result.
#[must_use]
pub fn judge(employee: &Employee, days: DayRange, material: &Material<'_>) -> Vec<AttendanceDay> {
    let around = widened(days, material);
    let demands: Vec<_> = around.days().map(|date| Demand::of(employee, date, material)).collect();
    let dues = windows::lay(&demands, material);
    let matching = Matching::of(material.punches, &dues);
    let course = Course { demands, dues, matching };
    let asked = course.demands.iter().filter(|demand| days.contains(demand.date));
    asked.map(|demand| conclude(demand, &course, material)).collect()
}

fn widened(days: DayRange, material: &Material<'_>) -> DayRange {
    let back = if material.policy.late_rule_across_rest { LOOK_BACK } else { NEIGHBOURS };
    DayRange { from: days.from.saturating_sub(back.days()), to: days.to.saturating_add(NEIGHBOURS.days()) }
}

fn conclude(demand: &Demand<'_>, course: &Course<'_>, material: &Material<'_>) -> AttendanceDay {
    let zone = demand.rule.map_or(&material.policy.zone, |rule| material.policy.zone_of(rule.id));
    let own = rows_of(demand, course, material);
    let moves = demand.shift().map_or(Moves::default(), |shift| course.moves(demand, &shift, material.policy));
    let judged = demand.shift().map_or(Vec::new(), |shift| judged(demand, &shift, moves, course, material));
    let wall = Wall { date: demand.date, zone };
    let (status, worked) = match &demand.ask {
        Ask::Nothing(status) => (*status, Figures::default()),
        Ask::Exempt(_) => (DayStatus::Exempt, Figures::default()),
        Ask::Work(shift) => (status(&judged), figures(shift, &judged, wall, moves, material.policy)),
    };
    AttendanceDay {
        date: demand.date,
        status,
        worked_s: worked.worked_s,
        absent_s: worked.absent_s,
        flags: all_flags(demand, &judged, &own).into_iter().collect(),
        punches: own.iter().map(|punch| punch.at).collect(),
        rule: demand.rule.map(|rule| rule.id),
        open_until: judged.iter().filter_map(|judged| judged.open_until).min(),
        slots: judged.iter().map(|judged| judged.slot).collect(),
    }
}

fn judged<'a>(
    demand: &Demand<'_>,
    shift: &Shift<'a>,
    moves: Moves,
    course: &Course<'a>,
    material: &'a Material<'a>,
) -> Vec<Judged<'a>> {
    let bench = Bench { material, terms: shift.terms, moves, segments: shift.segments.len() };
    let dues = course.dues_of(demand);
    dues.map(|(index, due)| bench.judge(due, course.matching.filling(index, due.edge))).collect()
}

/// The real rows of the attendance day by time: those of its slots, and extra ones between its cuts.
fn rows_of<'a>(demand: &Demand<'_>, course: &Course<'a>, material: &Material<'_>) -> Vec<&'a Punch> {
    let zone = demand.rule.map_or(&material.policy.zone, |rule| material.policy.zone_of(rule.id));
    let day = material.attendance_day(demand.date, zone);
    let belongs = |punch: &Punch, home: Option<usize>| match home {
        Some(index) => course.dues[index].date == demand.date,
        None => day.contains(punch.at),
    };
    course.matching.rows().filter(|(punch, home)| belongs(punch, *home)).map(|(punch, _)| punch).collect()
}

fn status(judged: &[Judged<'_>]) -> DayStatus {
    let any = |verdict| judged.iter().any(|judged| judged.slot.verdict == verdict);
    let needed = || judged.iter().filter(|judged| judged.needed);
    match () {
        () if any(Verdict::Unknown) => DayStatus::Unknown,
        () if any(Verdict::Pending) => DayStatus::Pending,
        () if needed().next().is_some() && needed().all(|judged| judged.slot.verdict == Verdict::Missing) => {
            DayStatus::Absent
        }
        () => DayStatus::Worked,
    }
}

fn all_flags(demand: &Demand<'_>, judged: &[Judged<'_>], own: &[&Punch]) -> BTreeSet<Flag> {
    let day = own.iter().copied();
    let mut flags = if judged.is_empty() {
        flags(own.iter().copied(), day)
    } else {
        flags(judged.iter().filter_map(|judged| judged.filled_by), day)
    };
    flags.extend(demand.provisional.then_some(Flag::Provisional));
    flags.extend(contradicts_itself(demand).then_some(Flag::RuleConflict));
    flags
}

/// Flexible hours and grace exclude each other; a rule with both is flagged and its grace ignored.
fn contradicts_itself(demand: &Demand<'_>) -> bool {
    match &demand.ask {
        Ask::Nothing(_) | Ask::Exempt(_) => false,
        Ask::Work(shift) => {
            let grace_s = [shift.terms.on_grace_s, shift.terms.off_grace_s];
            shift.terms.slide.is_some() && grace_s.into_iter().flatten().any(|seconds| seconds > 0)
        }
    }
}
