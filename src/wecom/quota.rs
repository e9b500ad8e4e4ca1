//! How fast each interface may be called (document 90312).
//!
//! The arithmetic is GCRA: no more than a small burst at once, then a steady pace, and in no window
//! of a minute more than our share of what WeCom allows, since other applications of the company
//! draw on the same count. Whoever is in haste goes before whoever is not; and an interface that
//! somebody else has used up is called more slowly for a while.

use std::{
    collections::{BTreeMap, VecDeque},
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{
    Quota as Pace, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use jiff::Timestamp;

use super::interface;
use crate::{clock::Stopwatch, console::view::QuotaView};

const MINUTE: Duration = Duration::from_mins(1);

/// What the company's own settings say of the limits (`[wecom.limits]`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// No pacing at all: for a private simulator only.
    pub unpaced: bool,
    /// Calls a minute where a tenant's limits differ.
    pub overrides: BTreeMap<String, u32>,
    /// Our share of the limit, in percent.
    pub share_percent: Option<u32>,
}

/// Every interface whose limit may be set.
pub fn interfaces() -> impl Iterator<Item = &'static str> {
    interface::ALL.into_iter().map(|interface| interface.path)
}

/// Our share of each limit, unless configured.
pub const SHARE_PERCENT: u32 = 80;

impl Limits {
    /// Calls a minute that we allow ourselves; `None` is without limit.
    #[must_use]
    pub fn allowed(&self, endpoint: &str) -> Option<NonZeroU32> {
        let published = interface::at(endpoint).unwrap_or(interface::TOKEN).per_minute;
        let limit = self.overrides.get(endpoint).copied().unwrap_or(published);
        let ours = u64::from(limit) * u64::from(self.share_percent.unwrap_or(SHARE_PERCENT)) / 100;
        let ours = u32::try_from(ours).unwrap_or(u32::MAX).max(1);
        (!self.unpaced).then_some(NonZeroU32::new(ours)).flatten()
    }

    /// The fewest seconds in which so many calls can leave.
    #[must_use]
    pub fn seconds_for(&self, endpoint: &str, calls: u64) -> u64 {
        let Some(allowed) = self.allowed(endpoint) else { return 0 };
        let burst = u64::from(burst(allowed).get());
        calls.saturating_sub(burst) * 60 / u64::from(allowed.get() - burst_u32(allowed)).max(1)
    }
}

/// At most a tenth at once, so that burst and pace together stay within the share.
fn burst(allowed: NonZeroU32) -> NonZeroU32 {
    NonZeroU32::new(burst_u32(allowed)).unwrap_or(NonZeroU32::MIN)
}

fn burst_u32(allowed: NonZeroU32) -> u32 {
    (allowed.get() / 10).max(1)
}

/// An interface that was used up in spite of our pace is called at so much of it.
const SLOWED_PERCENT: u32 = 75;
/// It is never called more slowly than at so much of its limit.
const SLOWEST_PERCENT: u32 = 10;
/// So long without another block, and it is called at the pace before.
const RECOVERY: Duration = Duration::from_mins(30);
/// How soon whoever is not in haste looks again whether others still are.
const PATIENCE: Duration = Duration::from_millis(20);

/// Whether a call goes before others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Urgency {
    /// It takes its turn.
    #[default]
    Patient,
    /// It goes before all that are patient: today's rows, while years are pulled.
    Urgent,
}

/// Paces the calls of every interface.
#[derive(Debug)]
pub struct Quota {
    limits: Limits,
    started: Stopwatch,
    lanes: Mutex<BTreeMap<&'static str, Lane>>,
}

#[derive(Debug)]
struct Lane {
    pace: Option<Pacer>,
    /// Calls a minute that we allow ourselves; 0 is without limit.
    usual: u32,
    /// Calls a minute at present, after blocks.
    allowed: u32,
    recent: VecDeque<Duration>,
    blocked: Option<(Duration, Timestamp)>,
    last_block: Option<Duration>,
    urgent_waiting: u32,
}

type Pacer = RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>;

/// A place before all that are patient, until it is given up.
struct Haste<'a> {
    quota: &'a Quota,
    endpoint: &'static str,
}

impl Drop for Haste<'_> {
    fn drop(&mut self) {
        self.quota.lane(&mut self.quota.lock(), self.endpoint).urgent_waiting -= 1;
    }
}

/// The governor's clock: tokio's timer since the start.
#[derive(Debug, Clone)]
struct Ticks(Stopwatch);

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Quota {
    /// Nothing called yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, started: Stopwatch::start(), lanes: Mutex::default() }
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Waits until the interface may be called, and counts the call.
    pub async fn pass(&self, endpoint: &'static str, urgency: Urgency) {
        let _place = (urgency == Urgency::Urgent).then(|| self.hurry(endpoint));
        while let Err(wait) = self.admit(endpoint, urgency) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Leaves the interface alone for a while, because WeCom said so, and calls it more slowly then;
    /// `until` is for people. Refusals of calls that were under way together are one block.
    pub fn block(&self, endpoint: &'static str, length: Duration, until: Timestamp) {
        let now = self.started.elapsed();
        let mut lanes = self.lock();
        let lane = self.lane(&mut lanes, endpoint);
        if lane.blocked.is_none_or(|(end, _)| end <= now) {
            lane.slow_down(self.started);
        }
        lane.last_block = Some(now + length);
        lane.blocked = Some((now + length, until));
    }

    /// What people see of it.
    #[must_use]
    pub fn usage(&self) -> Vec<QuotaView> {
        let now = self.started.elapsed();
        self.lock().iter_mut().map(|(endpoint, lane)| lane.view(endpoint, now)).collect()
    }

    fn hurry(&self, endpoint: &'static str) -> Haste<'_> {
        self.lane(&mut self.lock(), endpoint).urgent_waiting += 1;
        Haste { quota: self, endpoint }
    }

    /// Lets a call go now, or says how long to wait before asking again.
    fn admit(&self, endpoint: &'static str, urgency: Urgency) -> Result<(), Duration> {
        let now = self.started.elapsed();
        let mut lanes = self.lock();
        let lane = self.lane(&mut lanes, endpoint);
        lane.forget_before(now);
        lane.recover(self.started, now);
        if urgency == Urgency::Patient && lane.urgent_waiting > 0 {
            return Err(PATIENCE);
        }
        if let Some((end, _)) = lane.blocked {
            return Err(end.saturating_sub(now));
        }
        if let Some(pace) = &lane.pace {
            pace.check().map_err(|not_until| not_until.wait_time_from(now).max(Duration::from_millis(1)))?;
        }
        lane.recent.push_back(now);
        Ok(())
    }

    fn lane<'a>(&self, lanes: &'a mut BTreeMap<&'static str, Lane>, endpoint: &'static str) -> &'a mut Lane {
        lanes.entry(endpoint).or_insert_with(|| Lane::new(self.limits.allowed(endpoint), self.started))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    fn new(allowed: Option<NonZeroU32>, started: Stopwatch) -> Self {
        let usual = allowed.map_or(0, NonZeroU32::get);
        Self {
            pace: pacer(usual, started),
            usual,
            allowed: usual,
            recent: VecDeque::new(),
            blocked: None,
            last_block: None,
            urgent_waiting: 0,
        }
    }

    fn slow_down(&mut self, started: Stopwatch) {
        let slowest = (self.usual * SLOWEST_PERCENT / 100).max(1);
        self.set_pace((self.allowed * SLOWED_PERCENT / 100).max(slowest), started);
    }

    fn recover(&mut self, started: Stopwatch, now: Duration) {
        if self.allowed < self.usual && self.last_block.is_none_or(|last| last + RECOVERY <= now) {
            self.last_block = Some(now);
            self.set_pace((self.allowed * 100 / SLOWED_PERCENT + 1).min(self.usual), started);
        }
    }

    fn set_pace(&mut self, allowed: u32, started: Stopwatch) {
        if self.usual > 0 {
            self.allowed = allowed;
            self.pace = pacer(allowed, started);
        }
    }

    fn forget_before(&mut self, now: Duration) {
        while self.recent.front().is_some_and(|at| *at + MINUTE < now) {
            self.recent.pop_front();
        }
        self.blocked = self.blocked.filter(|(end, _)| *end > now);
    }

    fn view(&mut self, endpoint: &str, now: Duration) -> QuotaView {
        self.forget_before(now);
        QuotaView {
            endpoint: endpoint.to_owned(),
            used: u32::try_from(self.recent.len()).unwrap_or(u32::MAX),
            allowed: self.allowed,
            usual: self.usual,
            blocked_until: self.blocked.map(|(_, until)| until),
        }
    }
}

/// A pacer for so many calls a minute; none for 0.
fn pacer(allowed: u32, started: Stopwatch) -> Option<Pacer> {
    let allowed = NonZeroU32::new(allowed)?;
    let steady = NonZeroU32::new(allowed.get() - burst_u32(allowed)).unwrap_or(NonZeroU32::MIN);
    Some(RateLimiter::direct_with_clock(Pace::per_minute(steady).allow_burst(burst(allowed)), Ticks(started)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ENDPOINT: &str = "checkin/getcheckindata";

    /// When each of the calls left, asked for at these moments.
    fn departures(gaps_ms: &[u64]) -> Vec<Duration> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let quota = Quota::new(Limits::default());
            let mut left = Vec::new();
            for gap in gaps_ms {
                tokio::time::sleep(Duration::from_millis(*gap)).await;
                quota.pass(ENDPOINT, Urgency::Patient).await;
                left.push(quota.started.elapsed());
            }
            left
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn no_minute_holds_more_than_our_share(gaps in prop::collection::vec(0_u64..300, 1..1500)) {
            let left = departures(&gaps);
            for (first, start) in left.iter().enumerate() {
                let within = left[first..].iter().take_while(|at| **at < *start + MINUTE).count();
                prop_assert!(within <= 480, "{within} calls in a minute");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_blocked_interface_waits_and_the_others_go_on() {
        let quota = Quota::new(Limits::default());
        quota.block(ENDPOINT, MINUTE, Timestamp::UNIX_EPOCH);
        quota.pass("agent/get", Urgency::Patient).await;
        assert_eq!(quota.started.elapsed(), Duration::ZERO);
        quota.pass(ENDPOINT, Urgency::Patient).await;
        assert!(quota.started.elapsed() >= MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_in_haste_goes_first() {
        let quota = Quota::new(Limits { overrides: [(ENDPOINT.to_owned(), 75)].into(), ..Limits::default() });
        let patient = async {
            for _ in 0..60 {
                quota.pass(ENDPOINT, Urgency::Patient).await;
            }
            quota.started.elapsed()
        };
        let hurried = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            quota.pass(ENDPOINT, Urgency::Urgent).await;
            quota.started.elapsed()
        };
        let (patient, hurried) = tokio::join!(patient, hurried);
        assert!(hurried <= Duration::from_millis(21_200), "one turn at 54 a minute: {hurried:?}");
        assert!(patient >= Duration::from_secs(55));
    }

    #[tokio::test(start_paused = true)]
    async fn what_others_have_used_up_is_called_more_slowly_for_a_while() {
        let quota = Quota::new(Limits::default());
        let allowed = || quota.usage().iter().find(|lane| lane.endpoint == ENDPOINT).map(|lane| lane.allowed);
        for _ in 0..3 {
            quota.block(ENDPOINT, MINUTE, Timestamp::UNIX_EPOCH);
        }
        assert_eq!(allowed(), Some(360), "calls that were under way together are refused together");
        for expected in [270, 202] {
            tokio::time::sleep(MINUTE * 2).await;
            quota.block(ENDPOINT, MINUTE, Timestamp::UNIX_EPOCH);
            assert_eq!(allowed(), Some(expected));
        }
        for expected in [270, 361, 480, 480] {
            tokio::time::sleep(RECOVERY + MINUTE).await;
            quota.pass(ENDPOINT, Urgency::Patient).await;
            assert_eq!(allowed(), Some(expected));
        }
    }
}
