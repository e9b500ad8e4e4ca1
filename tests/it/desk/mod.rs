//! A desk to work at: engine, store and simulator in one process, in simulated time.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{Timestamp, civil::date};
use punchdeck::{
    access::{Actor, Role},
    clock::{AnchoredClock, SharedClock},
    console::{
        Change, Command, Console, Outcome, Query, Request, SyncRequest, Update, View,
        view::{Environment, Identity, PassView},
    },
    domain::{DayRange, calendar::Calendar, policy::Policy},
    engine::{Engine, Parts, Schedule, Settings},
    sim::{CompanySpec, InProcess, Seed, SharedWorld, World},
    store::{Disk, Store, StoreSettings},
    wecom::{
        Client, Credentials,
        quota::{Limits, Quota},
        seal,
        wire::checkin,
    },
};
use serde_json::Value;
use tokio::sync::mpsc;

/// The instant at which every desk opens: a Monday morning in Shanghai.
pub const OPENING: &str = "2026-03-30T02:00:00Z";

/// The company of most tests: so many people, thirty days before today.
pub fn company(employees: usize) -> CompanySpec {
    CompanySpec { seed: Seed(7), employees, days: 30, today: date(2026, 3, 30), live: false }
}

/// The clock of a desk.
pub fn clock() -> SharedClock {
    Arc::new(AnchoredClock::at(OPENING.parse().unwrap()))
}

/// Engine, store and world, and somebody who looks.
pub struct Desk {
    pub engine: Engine,
    pub store: Arc<Store>,
    pub world: SharedWorld,
    pub clock: SharedClock,
    pub seat: Seat,
}

/// A console with what it was told.
pub struct Seat {
    console: Console,
    pub view: Option<View>,
    pub seq: u64,
    replies: BTreeMap<u64, Outcome>,
    last_request: u64,
}

impl Desk {
    /// Opens a desk over a disk, without a schedule.
    pub async fn open(disk: impl Disk, world: &SharedWorld, clock: &SharedClock) -> Self {
        Self::open_with(disk, world, clock, None).await
    }

    pub async fn open_with(
        disk: impl Disk,
        world: &SharedWorld,
        clock: &SharedClock,
        schedule: Option<Schedule>,
    ) -> Self {
        let known = world.lock().credentials().clone();
        let credentials = Credentials { corp_id: known.corp_id, agent_id: known.agent_id.into(), secret: known.secret };
        Self::open_as(disk, world, clock, schedule, credentials).await
    }

    pub async fn open_as(
        disk: impl Disk,
        world: &SharedWorld,
        clock: &SharedClock,
        schedule: Option<Schedule>,
        credentials: Credentials,
    ) -> Self {
        let store = Store::open(disk, &StoreSettings { corp_id: credentials.corp_id.clone() }).unwrap();
        let store = Arc::new(store);
        let secret = credentials.secret.clone();
        let token = store.token().unwrap().and_then(|sealed| seal::open(&sealed, &secret));
        let (sender, signals) = mpsc::channel(64);
        let transport = Arc::new(InProcess::new(world.clone(), Arc::clone(clock)));
        let quota = Quota::new(Limits::default());
        let client = Client::new(transport, credentials, quota, Arc::clone(clock), token.clone(), sender);
        let parts = Parts {
            store: Arc::clone(&store),
            client: Arc::new(client),
            signals,
            token,
            secret,
            clock: Arc::clone(clock),
            settings: settings(schedule),
        };
        let engine = Engine::start(parts).unwrap();
        let seat = Seat::take(&engine, "tester", Role::Operator).await;
        Self { engine, store, world: world.clone(), clock: Arc::clone(clock), seat }
    }

    /// Pulls everything of these days and waits for the end of the pass.
    pub async fn sync(&mut self, days: DayRange) -> PassView {
        let request = SyncRequest { days: Some(days), ..SyncRequest::everything() };
        let Outcome::Started(id) = self.seat.command(Command::Sync(request)).await else { panic!("not started") };
        self.seat.pass(id).await
    }

    /// Current rows, as WeCom wrote them.
    pub fn rows(&self) -> Vec<Value> {
        stored(&self.store)
    }

    /// What the world would tell somebody who asked for everything now.
    pub fn truth(&self) -> Vec<Value> {
        let world = self.world.lock();
        let rows = world.truth_at(self.clock.now()).map(|row| serde_json::to_value(row).unwrap());
        sorted(rows.collect())
    }

    pub async fn close(self) {
        self.engine.stop().await;
    }
}

/// All days that a desk's company knows.
pub fn all_days() -> DayRange {
    DayRange { from: date(2026, 2, 28), to: date(2026, 3, 29) }
}

pub fn stored(store: &Store) -> Vec<Value> {
    let (mut rows, mut from) = (Vec::new(), None);
    loop {
        let page = store.rows(DayRange { from: date(1990, 1, 1), to: date(2030, 1, 1) }, from.as_deref()).unwrap();
        rows.extend(page.rows.iter().filter(|row| row.version.current).map(|row| checkin::row(&row.version.punch)));
        match page.next {
            Some(next) => from = Some(next),
            None => return sorted(rows),
        }
    }
}

pub fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(ToString::to_string);
    rows
}

fn settings(schedule: Option<Schedule>) -> Settings {
    Settings {
        identity: Identity {
            corp: "ww00…0000".into(),
            agent: 1_000_002,
            environment: Environment::Demo,
            actor: "tester".into(),
            read_only: false,
            rehearsal: true,
        },
        policy: Policy::default(),
        calendar: Calendar::default(),
        look_back_days: 35,
        schedule,
        limits: Limits::default(),
        config_hash: "test".into(),
    }
}

/// A made-up world in fair weather.
pub fn world(employees: usize) -> SharedWorld {
    SharedWorld::new(World::seeded(&company(employees)))
}

impl Seat {
    pub async fn take(engine: &Engine, name: &str, role: Role) -> Self {
        let console = engine.console(Actor { name: name.into(), role }).await.unwrap();
        Self { console, view: None, seq: 0, replies: BTreeMap::new(), last_request: 0 }
    }

    /// Takes in one update, checking that none is missing.
    pub async fn hear(&mut self) -> Option<Update> {
        let update = tokio::time::timeout(Duration::from_hours(2), self.console.updates.recv()).await.ok()??;
        match &update {
            Update::Welcome { .. } => {}
            Update::Snapshot { seq, view } => (self.seq, self.view) = (*seq, Some((**view).clone())),
            Update::Change { seq, change } => {
                assert_eq!(*seq, self.seq + 1, "a change is missing");
                self.seq = *seq;
                self.view.as_mut().expect("a snapshot came first").apply(change.clone());
            }
            Update::Reply { id, outcome } => drop(self.replies.insert(*id, outcome.clone())),
        }
        Some(update)
    }

    pub async fn command(&mut self, command: Command) -> Outcome {
        self.last_request += 1;
        let id = self.last_request;
        self.console.requests.send(Request::Command { id, command }).await.unwrap();
        self.reply(id).await
    }

    pub async fn ask(&mut self, query: Query) -> Outcome {
        self.last_request += 1;
        let id = self.last_request;
        self.console.requests.send(Request::Query { id, query }).await.unwrap();
        self.reply(id).await
    }

    /// Waits for the end of a pass.
    pub async fn pass(&mut self, id: u64) -> PassView {
        let over = |pass: &PassView| pass.id == id && !pass.state.is_active();
        loop {
            if let Some(pass) = self.view.as_ref().and_then(|view| view.passes.iter().find(|pass| over(pass))) {
                return pass.clone();
            }
            self.hear().await.expect("the engine talks on");
        }
    }

    /// Listens until a change satisfies the condition.
    pub async fn until(&mut self, wanted: impl Fn(&Change) -> bool) {
        loop {
            if let Update::Change { change, .. } = self.hear().await.expect("the engine talks on")
                && wanted(&change)
            {
                return;
            }
        }
    }

    /// Listens for so long.
    pub async fn rest(&mut self, length: Duration) {
        let _over = tokio::time::timeout(length, async { while self.hear().await.is_some() {} }).await;
    }

    async fn reply(&mut self, id: u64) -> Outcome {
        loop {
            if let Some(outcome) = self.replies.remove(&id) {
                return outcome;
            }
            self.hear().await.expect("the engine talks on");
        }
    }
}

/// Now, as a desk's clock tells it at the start.
pub fn opening() -> Timestamp {
    OPENING.parse().unwrap()
}
