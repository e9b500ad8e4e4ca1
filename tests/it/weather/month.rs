//! A month of weather by chance, told twice.

use std::{thread, time::Duration};

use jiff::SignedDuration;
use punchdeck::{
    console::view::PassState,
    domain::{DayRange, time::wecom_date},
    engine::Schedule,
    sim::{
        Company, CompanySpec, Scenario, SharedWorld, World,
        weather::Weather,
        world::{Entry, Outcome},
    },
};
use serde_json::Value;
use tokio::{runtime::Builder, time::sleep};

use crate::desk::{Desk, Setup, Shared, clock, company};

/// Days that pass while somebody watches, and days of records before them.
const DAYS: u32 = 30;
const DAYS_BEFORE: u32 = 3;
/// How long the console is open every second morning, a little later each time, and how long it is
/// closed in between. It is judging that takes a test's time, not the weather.
const OPEN: Duration = Duration::from_mins(4);
const CLOSED: Duration = Duration::from_mins(2 * 24 * 60 + 3);

/// What is left of a month: every call, and every row.
struct Month {
    calls: Vec<Entry>,
    rows: Vec<Value>,
}

/// Somebody opens the console again and again, whatever the weather, and once more when the sky is clear.
async fn month(seed: u64) -> Month {
    let spec = CompanySpec { live: true, days: DAYS_BEFORE, ..company(200) };
    let scenario = Scenario { latency_ms: 150, weather: Some(Weather { seed, intensity: 20 }), ..Scenario::default() };
    let (world, clock) = (SharedWorld::new(World::new(Company::seeded(&spec), &scenario)), clock());
    let kept = Shared::default();
    for _ in 0..DAYS / 2 {
        let mut desk = Desk::open_as(kept.clone(), &world, &clock, setup()).await;
        desk.seat.rest(OPEN).await;
        desk.engine.finish().await;
        sleep(CLOSED).await;
    }
    world.lock().set_scenario(&Scenario::default());
    let mut desk = Desk::open(kept, &world, &clock).await;
    let everything = DayRange::ending(wecom_date(clock.now()), DAYS + DAYS_BEFORE + 1);
    assert_eq!(desk.sync(everything).await.state, PassState::Done);
    let (rows, truth) = (desk.rows(), desk.truth());
    assert!(rows == truth, "{} rows are stored and WeCom knows {}", rows.len(), truth.len());
    desk.close().await;
    let calls = world.lock().journal().entries().copied().collect();
    Month { calls, rows }
}

fn setup() -> Setup {
    let often = SignedDuration::from_secs(100);
    let schedule = Schedule { records_every: often, records_busy_every: often, ..Schedule::default() };
    Setup { schedule: Some(schedule), ..Setup::default() }
}

/// In a thread of its own, so that the two months also compete for the machine.
fn told(seed: u64) -> thread::JoinHandle<Month> {
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(month(seed))
    })
}

#[test]
fn a_month_of_the_same_weather_is_the_same_month_to_the_last_call() {
    let [first, second] = [told(1), told(1)].map(|month| month.join().unwrap());
    let apart = first.calls.iter().zip(&second.calls).position(|(one, other)| one != other);
    assert_eq!(apart.map(|place| (first.calls[place], second.calls[place])), None, "the first call that differs");
    assert_eq!(first.calls.len(), second.calls.len());
    assert!(first.rows == second.rows, "the rows differ");
    let spoilt = first.calls.iter().filter(|call| call.outcome != Outcome::Said(0)).count();
    println!("{} calls, of which {spoilt} went wrong, and {} rows", first.calls.len(), first.rows.len());
    assert!((10..first.calls.len() / 2).contains(&spoilt), "{spoilt} of {} calls", first.calls.len());
}
