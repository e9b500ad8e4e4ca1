//! A desk to work at: engine, store and simulator in one process, in simulated time.

mod disks;
mod seat;
mod sky;

use std::{path::PathBuf, sync::Arc};

use jiff::civil::date;
use punchdeck::{
    access::Role,
    audit::{Verified, Verifier},
    clock::{AnchoredClock, SharedClock},
    console::{
        Command, Outcome, SyncRequest,
        view::{Environment, Identity, PassView},
    },
    domain::{DayRange, Punch, calendar::Calendar, policy::Policy},
    engine::{Engine, Parts, Schedule, Settings, Tenure},
    sim::{Company, CompanySpec, InProcess, Scenario, Seed, SharedWorld, World},
    store::{Disk, Store, StoreSettings},
    wecom::{
        Client, Credentials, Transport,
        quota::{Limits, Quota},
        seal,
        wire::checkin,
    },
};
use serde_json::Value;
use tokio::sync::mpsc;

pub use disks::{Bounded, Filmed, Shared, WEIGHT, copy_folder, weight};
pub use seat::Seat;
pub use sky::{calls, one_call, strikes, weather};

/// The instant at which every desk opens: a Monday morning in Shanghai.
pub const OPENING: &str = "2026-03-30T02:00:00Z";

/// The company of most tests: so many people, thirty days before today.
pub fn company(employees: usize) -> CompanySpec {
    CompanySpec {
        seed: Seed(7),
        employees,
        days: 30,
        today: date(2026, 3, 30),
        live: false,
        shift_workers: false,
        forms: false,
    }
}

/// A made-up world in fair weather.
pub fn world(employees: usize) -> SharedWorld {
    stormy_world(employees, &Scenario::default())
}

/// A made-up world under a scenario.
pub fn stormy_world(employees: usize, scenario: &Scenario) -> SharedWorld {
    SharedWorld::new(World::new(Company::seeded(&company(employees)), scenario))
}

/// The clock of a desk.
pub fn clock() -> SharedClock {
    Arc::new(AnchoredClock::at(OPENING.parse().unwrap()))
}

/// All days that a desk's company knows.
pub fn all_days() -> DayRange {
    DayRange { from: date(2026, 2, 28), to: date(2026, 3, 29) }
}

/// Few enough days for one call.
pub fn ten_days() -> DayRange {
    DayRange { from: date(2026, 3, 20), to: date(2026, 3, 29) }
}

/// Engine, store and world, and somebody who looks.
pub struct Desk {
    pub engine: Engine,
    pub store: Arc<Store>,
    pub world: SharedWorld,
    pub clock: SharedClock,
    pub seat: Seat,
}

/// How a desk is set up, where it is not as usual.
pub struct Setup {
    pub schedule: Option<Schedule>,
    pub config_hash: &'static str,
    pub limits: Limits,
    /// Where copies of the store go.
    pub backups: PathBuf,
    pub tenure: Tenure,
    /// What stands between the client and the world.
    pub carried_by: Box<dyn Fn(InProcess) -> Arc<dyn Transport>>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            schedule: None,
            config_hash: "test",
            limits: Limits::default(),
            backups: PathBuf::new(),
            tenure: Tenure::Lasting,
            carried_by: Box::new(|transport| Arc::new(transport)),
        }
    }
}

impl Setup {
    /// Pulls by itself, as often as it does unless told otherwise.
    pub fn scheduled() -> Self {
        Self { schedule: Some(Schedule::default()), ..Self::default() }
    }
}

impl Desk {
    /// Opens a desk over a disk, without a schedule.
    pub async fn open(disk: impl Disk, world: &SharedWorld, clock: &SharedClock) -> Self {
        Self::open_as(disk, world, clock, Setup::default()).await
    }

    pub async fn open_as(disk: impl Disk, world: &SharedWorld, clock: &SharedClock, setup: Setup) -> Self {
        let known = world.lock().credentials().clone();
        let store = Arc::new(Store::open(disk, &StoreSettings { corp_id: known.corp_id.clone() }).unwrap());
        let secret = known.secret.clone();
        let credentials = Credentials { corp_id: known.corp_id, agent_id: known.agent_id.into(), secret: known.secret };
        let token = store.token().unwrap().and_then(|sealed| seal::open(&sealed, &secret));
        let (sender, signals) = mpsc::channel(64);
        let transport = (setup.carried_by)(InProcess::new(world.clone(), Arc::clone(clock)));
        let quota = Quota::new(setup.limits.clone());
        let client = Client::new(transport, credentials, quota, Arc::clone(clock), token.clone(), sender);
        let parts = Parts {
            store: Arc::clone(&store),
            client: Arc::new(client),
            signals,
            token,
            secret,
            settings: settings(&setup),
        };
        let engine = Engine::start(parts).unwrap();
        let seat = Seat::take(&engine, "tester", Role::Operator).await;
        Self { engine, store, world: world.clone(), clock: Arc::clone(clock), seat }
    }

    /// Pulls everything of these days and waits for the end of the pass.
    pub async fn sync(&mut self, days: DayRange) -> PassView {
        self.pull(SyncRequest { days: Some(days), ..SyncRequest::everything() }).await
    }

    /// Pulls what is asked for and waits for the end of the pass.
    pub async fn pull(&mut self, request: SyncRequest) -> PassView {
        let id = self.start(request).await;
        self.seat.pass(id).await
    }

    /// Starts a pass and says its number.
    pub async fn start(&mut self, request: SyncRequest) -> u64 {
        let Outcome::Started(id) = self.seat.command(Command::Sync(request)).await else { panic!("not started") };
        id
    }

    /// Current rows, as WeCom wrote them.
    pub fn rows(&self) -> Vec<Value> {
        stored(&self.store)
    }

    /// Current rows of some days.
    pub fn rows_of(&self, days: DayRange) -> Vec<Value> {
        stored_of(&self.store, days)
    }

    /// What the world would tell somebody who asked for everything now.
    pub fn truth(&self) -> Vec<Value> {
        let world = self.world.lock();
        let rows = world.truth_at(self.clock.now()).map(|row| serde_json::to_value(row).unwrap());
        sorted(rows.collect())
    }

    /// The world's rows of some days.
    pub fn truth_of(&self, days: DayRange) -> Vec<Value> {
        let world = self.world.lock();
        let rows = world.truth_at(self.clock.now()).filter(|row| row.day().is_some_and(|day| days.contains(day)));
        sorted(rows.map(|row| serde_json::to_value(row).unwrap()).collect())
    }

    pub async fn close(self) {
        self.engine.stop().await;
    }
}

/// Current rows of a store, as WeCom wrote them.
pub fn stored(store: &Store) -> Vec<Value> {
    sorted(stored_rows(store).iter().map(checkin::row).collect())
}

fn stored_of(store: &Store, days: DayRange) -> Vec<Value> {
    sorted(punches_of(store, days).iter().map(checkin::row).collect())
}

/// Current rows of a store, as we read them.
pub fn stored_rows(store: &Store) -> Vec<Punch> {
    punches_of(store, DayRange { from: date(1990, 1, 1), to: date(2030, 1, 1) })
}

fn punches_of(store: &Store, days: DayRange) -> Vec<Punch> {
    let (mut rows, mut from) = (Vec::new(), None);
    loop {
        let page = store.rows(days, from.as_deref()).unwrap();
        rows.extend(page.rows.into_iter().map(|row| row.version).filter(|row| row.current).map(|row| row.punch));
        match page.next {
            Some(next) => from = Some(next),
            None => return rows,
        }
    }
}

/// Checks the whole audit log.
pub fn verified(store: &Store) -> Verified {
    let mut verifier = Verifier::starting_at(1);
    for link in store.audit_from(1, usize::MAX).unwrap() {
        verifier.check(&link).unwrap();
    }
    verifier.finish(1)
}

/// What the audit log says of one sort of action: object and outcome of each.
pub fn audited(store: &Store, action: &str) -> Vec<(String, String)> {
    let links = store.audit_from(1, usize::MAX).unwrap().into_iter().filter(|link| link.row.action == action);
    links.map(|link| (link.row.object, link.row.outcome)).collect()
}

fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(ToString::to_string);
    rows
}

/// What an engine is told once.
pub fn settings(setup: &Setup) -> Settings {
    Settings {
        identity: Identity {
            corp: "ww00…0000".into(),
            agent: 1_000_002,
            environment: Environment::Demo,
            actor: "tester".into(),
            read_only: false,
            rehearsal: false,
        },
        policy: Policy::default(),
        calendar: Calendar::default(),
        look_back_days: 35,
        schedule: setup.schedule,
        tenure: setup.tenure,
        limits: setup.limits.clone(),
        backups: setup.backups.clone(),
        config_hash: setup.config_hash.into(),
    }
}
