//! The whole contract with WeCom, over HTTP: every question of the client, asked of a living tenant.

mod attendance;
mod company;
mod words;

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use jiff::{Timestamp, civil::date};
use punchdeck::{
    clock::{AnchoredClock, SharedClock},
    domain::{DayRange, EmployeeId, Window},
    sim::{Company, CompanySpec, Scenario, Seed, SharedWorld, World, http},
    wecom::{
        Client, Credentials,
        http::Http,
        quota::{Limits, Quota},
    },
};
use secrecy::SecretString;
use tokio::{net::TcpListener, sync::mpsc};

/// The instant at which everything is asked: noon in Shanghai.
const NOW: &str = "2026-07-08T12:00:00+08:00";

/// A tenant behind HTTP, and an application that asks.
struct Tenant {
    client: Client,
    world: SharedWorld,
}

impl Tenant {
    /// People on fixed hours, on rosters and on free hours, who hand in forms.
    async fn open() -> Self {
        let spec = CompanySpec {
            seed: Seed(2026),
            employees: 120,
            days: 40,
            today: date(2026, 7, 8),
            live: false,
            shift_workers: true,
            forms: true,
        };
        let world = SharedWorld::new(World::new(Company::seeded(&spec), &Scenario::default()));
        let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.unwrap();
        let base = http::base_url(&listener).unwrap();
        tokio::spawn(http::serve(listener, world.clone(), clock()));
        let secret = world.lock().credentials().secret.clone();
        Self { client: client(&base, &world, secret), world }
    }

    /// Everybody, in the order of their accounts.
    fn people(&self) -> Vec<EmployeeId> {
        let world = self.world.lock();
        world.company().members(now()).map(|member| id(&member.userid)).collect()
    }

    /// The same people in whose name 通讯录同步 asks.
    async fn as_contact_sync(&self) -> Client {
        let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.unwrap();
        let base = http::base_url(&listener).unwrap();
        tokio::spawn(http::serve(listener, self.world.clone(), clock()));
        let secret = self.world.lock().credentials().contact_secret.clone();
        client(&base, &self.world, secret)
    }
}

fn client(base: &str, world: &SharedWorld, secret: SecretString) -> Client {
    let known = world.lock().credentials().clone();
    let credentials = Credentials { corp_id: known.corp_id, agent_id: known.agent_id.into(), secret };
    let transport = Arc::new(Http::new(base).unwrap());
    // Nobody listens to what happens on the way.
    let (signals, _) = mpsc::channel(64);
    Client::new(transport, credentials, Quota::new(Limits::default()), clock(), None, signals)
}

fn clock() -> SharedClock {
    Arc::new(AnchoredClock::at(now()))
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn id(userid: &str) -> EmployeeId {
    EmployeeId::parse(userid).unwrap()
}

/// The last three weeks but today.
fn weeks() -> DayRange {
    DayRange { from: date(2026, 6, 17), to: date(2026, 7, 7) }
}

fn window(days: DayRange) -> Window {
    let midnight = punchdeck::domain::time::wecom_midnight;
    Window { start: midnight(days.from), end: midnight(days.to.tomorrow().unwrap()) }
}
