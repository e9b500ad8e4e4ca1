//! Which slots are absence (旷工) rather than a late, an early leave or a missing card (rule R16).

use crate::domain::{Slot, Verdict, policy::Policy};

/// Whether a slot's verdict counts as absence: too late, too early, or one of a segment without any
/// of the punches that it needs.
pub(super) fn is_absence(slot: &Slot, day: &[Slot], policy: &Policy) -> bool {
    match slot.verdict {
        Verdict::Late(seconds) => reaches(seconds, policy.late_absent_s),
        Verdict::Early(seconds) => reaches(seconds, policy.early_absent_s),
        Verdict::Missing => wholly_missing(slot.segment, day),
        Verdict::Normal | Verdict::NoNeed | Verdict::Pending | Verdict::Unknown => false,
    }
}

/// Whether every punch that a segment needs is missing, and it needs some.
pub(super) fn wholly_missing(segment: u8, day: &[Slot]) -> bool {
    let mut needed = day.iter().filter(|slot| slot.segment == segment && slot.verdict != Verdict::NoNeed).peekable();
    needed.peek().is_some() && needed.all(|slot| slot.verdict == Verdict::Missing)
}

fn reaches(seconds: i64, threshold: i64) -> bool {
    threshold > 0 && seconds >= threshold
}
