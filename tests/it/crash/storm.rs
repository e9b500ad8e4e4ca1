//! A month of data in a day of storms, by seeds that can be told again.
//!
//! `SEED=17 cargo test storm` plays one seed; a failure prints the one it played.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::future::{BoxFuture, FutureExt};
use jiff::SignedDuration;
use punchdeck::{
    console::view::PassState,
    domain::DayRange,
    engine::Schedule,
    sim::{
        Company, CompanySpec, InProcess, Scenario, SharedWorld, World,
        weather::{Fault, FaultRule, LateRows},
        world::{Endpoint, Entry},
    },
    store::MemoryDisk,
    wecom::{Request, Response, Transport, TransportError},
};

use super::audit::audit;
use crate::desk::{Desk, Setup, all_days, clock, company, strikes};

/// Seeds of every run.
const SEEDS: [u64; 3] = [1, 2, 3];

fn seeds() -> Vec<u64> {
    std::env::var("SEED").map_or_else(|_| SEEDS.to_vec(), |seed| vec![seed.parse().expect("SEED is a number")])
}

/// Everything that can go wrong, each once in so many calls.
fn storm(seed: u64) -> Scenario {
    use Endpoint::{AgentGet, CheckinRecords, CheckinRules, DepartmentList, GetToken, UserList};
    let one_in = |endpoint, one_in, fault| FaultRule { one_in: Some(one_in), ..strikes(endpoint, fault) };
    let everywhere = [AgentGet, CheckinRecords, CheckinRules, DepartmentList, UserList];
    let faults = [
        (20, Fault::Errcode(-1)),
        (25, Fault::HttpStatus(502)),
        (25, Fault::Truncated),
        (25, Fault::Garbage),
        (25, Fault::Reset),
        (60, Fault::Hang),
        (10, Fault::SlowS(3)),
        (40, Fault::TokenRevoked),
        (50, Fault::Errcode(45033)),
    ];
    let all = everywhere.into_iter().flat_map(|endpoint| faults.map(|(share, fault)| one_in(endpoint, share, fault)));
    let busy = one_in(CheckinRecords, 30, Fault::OtherApplicationS(60));
    let token = [one_in(GetToken, 3, Fault::HttpStatus(500)), strikes(GetToken, Fault::TokenLifeS(1500))];
    let late_rows = Some(LateRows { one_in: 20, after_s: 6 * 3600, days: None });
    let faults = all.chain([busy]).chain(token).collect();
    Scenario { seed, latency_ms: 150, late_rows, faults, ..Scenario::default() }
}

/// Counts token requests that are under way together.
struct Watched {
    carrier: InProcess,
    now: AtomicU32,
    most: Arc<AtomicU32>,
}

impl Transport for Watched {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        async move {
            let about_token = u32::from(request.endpoint == "gettoken");
            let together = self.now.fetch_add(about_token, Ordering::Relaxed) + about_token;
            self.most.fetch_max(together, Ordering::Relaxed);
            let answer = self.carrier.send(request).await;
            self.now.fetch_sub(about_token, Ordering::Relaxed);
            answer
        }
        .boxed()
    }
}

fn setup(most_token_requests: &Arc<AtomicU32>) -> Setup {
    let most = Arc::clone(most_token_requests);
    let half_hourly = Schedule { records_every: SignedDuration::from_mins(30), ..Schedule::default() };
    Setup {
        schedule: Some(half_hourly),
        carried_by: Box::new(move |carrier| {
            Arc::new(Watched { carrier, now: AtomicU32::new(0), most: Arc::clone(&most) })
        }),
        ..Setup::default()
    }
}

/// A day of storm, then calm, then the auditor. Returns everything that was called.
#[expect(clippy::print_stderr, reason = "a storm that fails is found again by its seed")]
async fn a_day_of_storm(seed: u64) -> Vec<Entry> {
    eprintln!("SEED={seed}");
    let spec = CompanySpec { live: true, ..company(60) };
    let (world, clock) = (SharedWorld::new(World::new(Company::seeded(&spec), &storm(seed))), clock());
    let most = Arc::new(AtomicU32::new(0));
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, setup(&most)).await;
    desk.seat.rest(Duration::from_hours(10)).await;
    let stormy = world.lock().journal().count();
    assert!(stormy > 60, "{stormy} calls are no storm");
    world.lock().set_scenario(&Scenario::default());
    desk.seat.rest(Duration::from_mins(40)).await;
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    let today = DayRange { from: all_days().to, to: company(0).today };
    assert_eq!(desk.sync(today).await.state, PassState::Done);
    desk.seat.rest(Duration::from_secs(30)).await;
    audit(&mut desk).await;
    assert_eq!(most.load(Ordering::Relaxed), 1, "token requests under way together");
    desk.close().await;
    world.lock().journal().entries().copied().collect()
}

#[tokio::test(start_paused = true)]
async fn whatever_the_weather_was_the_end_is_complete() {
    for seed in seeds() {
        a_day_of_storm(seed).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_calls_to_the_last_one() {
    let seed = seeds()[0];
    let (first, second) = (a_day_of_storm(seed).await, a_day_of_storm(seed).await);
    let apart = first.iter().zip(&second).position(|(one, other)| one != other);
    assert_eq!(apart.map(|place| (first[place], second[place])), None, "the first call that differs");
    assert_eq!(first.len(), second.len());
}
