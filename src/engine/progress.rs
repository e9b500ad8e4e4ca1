//! How fast a stream goes, and how long it has to go.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{core::Core, passes::Pass};
use crate::console::view::StreamProgress;

/// What "now" means for a pace.
const WINDOW: SignedDuration = SignedDuration::from_secs(10);

/// What was stored in the last seconds.
#[derive(Debug, Default)]
pub struct Pace {
    landed: VecDeque<(Timestamp, u64)>,
}

impl Pace {
    /// Counts rows that were stored.
    pub fn landed(&mut self, rows: u64, at: Timestamp) {
        self.landed.push_back((at, rows));
    }

    /// Rows and calls a second over the window, which is shorter at the beginning.
    fn per_second(&mut self, started: Timestamp, now: Timestamp) -> (f64, f64) {
        while self.landed.front().is_some_and(|(at, _)| now.duration_since(*at) > WINDOW) {
            self.landed.pop_front();
        }
        let span = now.duration_since(started).min(WINDOW).as_secs_f64().max(1.0);
        let rows: u64 = self.landed.iter().map(|(_, rows)| rows).sum();
        #[expect(clippy::cast_precision_loss, reason = "people read two digits of it")]
        let rate = |count: usize| count as f64 / span;
        (rate(usize::try_from(rows).unwrap_or(usize::MAX)), rate(self.landed.len()))
    }
}

impl Core {
    /// Brings the pace of every running pass up to date.
    pub(super) fn measure_pace(&mut self, now: Timestamp) {
        for pass in self.passes.values_mut() {
            measure(pass, now);
        }
    }
}

fn measure(pass: &mut Pass, now: Timestamp) {
    let started = pass.view.started;
    for progress in &mut pass.view.streams {
        let Some(pace) = pass.pace.get_mut(&progress.stream) else { continue };
        let (rows, calls) = pace.per_second(started, now);
        let before = (progress.rows_per_second, progress.eta_s, progress.waiting_until);
        progress.rows_per_second = rows;
        progress.eta_s = eta(progress, calls);
        progress.waiting_until = progress.waiting_until.filter(|until| *until > now);
        pass.changed |= before != (progress.rows_per_second, progress.eta_s, progress.waiting_until);
    }
}

fn eta(progress: &StreamProgress, calls_per_second: f64) -> Option<u64> {
    let left = u32::try_from(progress.total.saturating_sub(progress.done)).unwrap_or(u32::MAX);
    if left == 0 || calls_per_second <= 0.0 {
        return None;
    }
    let seconds = (f64::from(left) / calls_per_second).ceil().min(1e9);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on both sides")]
    let seconds = seconds as u64;
    Some(seconds)
}
