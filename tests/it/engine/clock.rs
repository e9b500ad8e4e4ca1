//! A machine whose clock is wrong: measured, said, and not believed.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use punchdeck::{
    console::{Change, Fact, view::PassState},
    domain::{AnomalyKind, DayRange, Severity, Stream, anomaly::Evidence, time::wecom_date},
    sim::{Company, CompanySpec, Scenario, SharedWorld, World, world::Switches},
    store::MemoryDisk,
};

use crate::desk::{Desk, clock, company};

/// A company that works today, whose clock stands to the host's as given.
fn world(clock_skew_s: i64) -> SharedWorld {
    let spec = CompanySpec { live: true, ..company(30) };
    SharedWorld::new(World::new(Company::seeded(&spec), &skewed(clock_skew_s)))
}

fn skewed(clock_skew_s: i64) -> Scenario {
    Scenario { switches: Switches { clock_skew_s, ..Switches::default() }, ..Scenario::default() }
}

/// Seconds from another time to WeCom's.
fn seconds_after(desk: &Desk, at: Timestamp) -> i64 {
    desk.world.lock().time(desk.clock.now()).duration_since(at).as_secs()
}

async fn pull_today(desk: &mut Desk) -> DayRange {
    let today = DayRange::one(wecom_date(desk.clock.now()));
    assert_eq!(desk.sync(today).await.state, PassState::Done);
    desk.seat.rest(Duration::from_secs(5)).await;
    today
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_off_is_an_alert_and_everything_goes_by_wecoms() {
    for wecom_is_ahead_s in [-1800, 1800] {
        let mut desk = Desk::open(MemoryDisk::default(), &world(wecom_is_ahead_s), &clock()).await;
        let today = pull_today(&mut desk).await;
        let ahead_s = desk.seat.view().clock_ahead_s;
        assert!((ahead_s + wecom_is_ahead_s).abs() <= 2, "{ahead_s}");
        assert!(seconds_after(&desk, desk.seat.view().now).abs() <= 3);
        let [alert] = desk.seat.open(AnomalyKind::ClockSkew).await.try_into().unwrap();
        assert_eq!((alert.severity, alert.evidence), (Severity::P2, vec![Evidence::Clock { ahead_s }]));
        assert_eq!(desk.store.clock_ahead_s().unwrap(), ahead_s);

        let people: Vec<_> = desk.store.organisation().unwrap().employees.into_keys().collect();
        let known = desk.store.coverage(Stream::Records, &people, today).unwrap();
        let fetched: Vec<_> = known.values().filter_map(|known| known.fetched_at).collect();
        assert_eq!(fetched.len(), people.len());
        assert!(fetched.iter().all(|at| seconds_after(&desk, *at) >= -2), "nothing to come counts as seen");
        assert!(fetched.iter().all(|at| seconds_after(&desk, *at) <= 60), "what was seen counts");
        desk.close().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_right_closes_the_alert() {
    let mut desk = Desk::open(MemoryDisk::default(), &world(-600), &clock()).await;
    pull_today(&mut desk).await;
    assert_eq!(desk.seat.open(AnomalyKind::ClockSkew).await.len(), 1);
    desk.world.lock().set_scenario(&skewed(0));
    for _ in 0..3 {
        pull_today(&mut desk).await;
    }
    assert_eq!(desk.seat.open(AnomalyKind::ClockSkew).await, []);
    assert_eq!((desk.seat.view().clock_ahead_s, desk.store.clock_ahead_s().unwrap()), (0, 0));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_few_seconds_are_shown_and_alarm_nobody() {
    let mut desk = Desk::open(MemoryDisk::default(), &world(-10), &clock()).await;
    pull_today(&mut desk).await;
    assert!((9..=11).contains(&desk.seat.view().clock_ahead_s), "{}", desk.seat.view().clock_ahead_s);
    assert_eq!(desk.seat.open(AnomalyKind::ClockSkew).await, []);
    let told = desk.seat.view().log.iter().filter(|line| matches!(line.fact, Fact::ClockCompared { .. })).count();
    assert_eq!(told, 1);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn looks_go_on_when_the_clock_is_put_back() {
    let mut desk = Desk::open_as(MemoryDisk::default(), &world(-7200), &clock(), crate::desk::Setup::scheduled()).await;
    desk.seat.rest(Duration::from_mins(15)).await;
    let ended = |change: &Change| matches!(change, Change::Pass(pass) if pass.state == PassState::Done);
    let before = desk.seat.view().passes.len();
    desk.seat.until(ended).await;
    assert!(before > 1, "the first pass was noted two hours from now, and the next ones come all the same");
    let newest = desk.seat.view().passes[0].started;
    assert!(desk.seat.view().now.duration_since(newest) < SignedDuration::from_mins(15));
    desk.close().await;
}
