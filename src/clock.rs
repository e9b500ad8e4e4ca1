//! Wall time, injected. The only place in the crate that reads a clock.
//!
//! Sleeping is always `tokio::time`; what "now" means is a [`Clock`]'s business, so a test with a
//! paused runtime, a rehearsal with `--now` and a demo at sixty times the speed all run the same code.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// Tells the time of day.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// A clock that several parts share.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's own clock: a laptop that slept sees today as today.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that starts at a chosen instant and follows tokio's timer from there.
///
/// Under a paused runtime it stands still until somebody sleeps, so one knob turns both wall time
/// and timers.
#[derive(Debug, Clone, Copy)]
pub struct AnchoredClock {
    epoch: Timestamp,
    started: Instant,
    speed: f64,
}

impl AnchoredClock {
    /// Starts at `epoch`, at the ordinary speed.
    #[must_use]
    pub fn at(epoch: Timestamp) -> Self {
        Self::at_speed(epoch, 1.0)
    }

    /// Starts at `epoch` and lets `speed` seconds pass in each real one.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn at_speed(epoch: Timestamp, speed: f64) -> Self {
        Self { epoch, started: Instant::now(), speed }
    }
}

impl Clock for AnchoredClock {
    fn now(&self) -> Timestamp {
        let passed = self.started.elapsed().mul_f64(self.speed);
        self.epoch.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that follows another one and can be put right while it runs.
pub struct CorrectedClock {
    followed: SharedClock,
    ahead_s: AtomicI64,
}

impl CorrectedClock {
    /// As right as the clock that it follows.
    #[must_use]
    pub fn following(followed: SharedClock) -> Self {
        Self { followed, ahead_s: AtomicI64::new(0) }
    }

    /// What the clock that it follows says.
    #[must_use]
    pub fn uncorrected(&self) -> Timestamp {
        self.followed.now()
    }

    /// The clock that it follows is so many seconds ahead of the right time.
    pub fn correct(&self, ahead_s: i64) {
        self.ahead_s.store(ahead_s, Ordering::Relaxed);
    }
}

impl Clock for CorrectedClock {
    fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_secs(self.ahead_s.load(Ordering::Relaxed));
        let now = self.followed.now();
        now.saturating_sub(ahead).unwrap_or(now)
    }
}

/// A stopwatch for durations that people see: elapsed seconds, rows a second.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts counting.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
