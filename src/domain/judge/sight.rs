//! What can be seen of a window: only what was fetched may be held against anybody.

use jiff::{ToSpan, civil::Date};

use super::material::Material;
use crate::domain::{
    CoverageState, Window,
    time::{seconds_after, wecom_midnight},
};

/// How much of a window is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It is over, and rows were fetched after that: what is not there was not made.
    Closed,
    /// It lasts, or the last fetch does not reach its end.
    Open,
    /// Nobody can see into it: never fetched, or the member is outside the visible range (可见范围).
    Blind,
}

impl Material<'_> {
    /// How much of a window is known.
    pub(super) fn sight(&self, window: Window) -> Sight {
        let over = seconds_after(window.end, self.policy.settle_s) <= self.now;
        if over && window.days_touched().all(|day| self.fetched_after(day, window)) {
            return Sight::Closed;
        }
        let begun = || window.days_touched().filter(|day| wecom_midnight(*day) <= self.now);
        let hidden = begun().any(|day| (self.coverage)(day).state == CoverageState::NotVisible);
        let ever = begun().any(|day| (self.coverage)(day).fetched_at.is_some());
        if hidden || (begun().next().is_some() && !ever) { Sight::Blind } else { Sight::Open }
    }

    /// Whether a day's rows were fetched after the part of the window that lies in it had ended.
    fn fetched_after(&self, day: Date, window: Window) -> bool {
        let end = wecom_midnight(day.saturating_add(1.day())).min(window.end);
        let known = (self.coverage)(day).fetched_at;
        known.is_some_and(|at| seconds_after(end, self.policy.settle_s) <= at)
    }
}
