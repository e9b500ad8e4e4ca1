//! What of a judged day needs somebody's attention.

use super::absence::is_absence;
use crate::domain::{
    AnomalyKind, AttendanceDay, EmployeeId, Severity, Slot, Verdict,
    anomaly::{Evidence, Subject},
    policy::Policy,
};

/// Something wrong with one person's day, as it is true now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whose day it is.
    pub subject: Subject,
    /// What is wrong.
    pub kind: AnomalyKind,
    /// How urgent.
    pub severity: Severity,
    /// The slots it comes from; of absence first how long.
    pub evidence: Vec<Evidence>,
}

/// What is wrong with a day, at most one finding of a kind.
///
/// Absence stands in place of the slots it comes from: a day without a punch is one finding, not
/// three. Only what is final is found: nothing comes from a `pending` or `unknown` slot.
#[must_use]
pub fn findings(who: &EmployeeId, day: &AttendanceDay, policy: &Policy) -> Vec<Finding> {
    let (absent, plain): (Vec<Slot>, Vec<Slot>) =
        day.slots.iter().partition(|slot| is_absence(slot, &day.slots, policy));
    let of_kind = |kind| -> Vec<Slot> { plain.iter().copied().filter(|slot| kind_of(slot) == Some(kind)).collect() };
    let kinds = [
        (AnomalyKind::Absent, absent),
        (AnomalyKind::Missing, of_kind(AnomalyKind::Missing)),
        (AnomalyKind::Late, of_kind(AnomalyKind::Late)),
        (AnomalyKind::Early, of_kind(AnomalyKind::Early)),
    ];
    kinds
        .into_iter()
        .filter(|(_, slots)| !slots.is_empty())
        .map(|(kind, slots)| finding(who, day, kind, &slots))
        .collect()
}

fn finding(who: &EmployeeId, day: &AttendanceDay, kind: AnomalyKind, slots: &[Slot]) -> Finding {
    let absence = (kind == AnomalyKind::Absent).then_some(Evidence::Absence { seconds: day.absent_s });
    // A missing card or half a day costs wages; a few minutes are a matter of talking.
    let costly = matches!(kind, AnomalyKind::Absent | AnomalyKind::Missing) || slots.iter().any(|slot| slot.serious);
    Finding {
        subject: Subject::Day { who: who.clone(), date: day.date },
        kind,
        severity: if costly { Severity::P2 } else { Severity::P3 },
        evidence: absence.into_iter().chain(slots.iter().copied().map(Evidence::Slot)).collect(),
    }
}

fn kind_of(slot: &Slot) -> Option<AnomalyKind> {
    match slot.verdict {
        Verdict::Late(_) => Some(AnomalyKind::Late),
        Verdict::Early(_) => Some(AnomalyKind::Early),
        Verdict::Missing => Some(AnomalyKind::Missing),
        Verdict::Normal | Verdict::NoNeed | Verdict::Pending | Verdict::Unknown => None,
    }
}
