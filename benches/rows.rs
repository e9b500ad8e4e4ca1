//! Rows a second from the wire to the disk with limits off: calls, reading, merging, one durable commit
//! after another, and the first verdicts beside them; and what calling and reading alone reach.
//!
//! The simulator is a process of its own, so that its memory is not ours, and knows its rows beforehand.

#[path = "../tests/it/desk/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use all of it")]
mod desk;
mod measure;

use std::{
    io::{BufRead, BufReader},
    net::{IpAddr, Ipv4Addr},
    process::Child,
    sync::Arc,
};

use desk::{Desk, OPENING, Setup, all_days, clock, company};
use futures_util::{StreamExt, stream};
use measure::{again, memory, part, percentile, say};
use punchdeck::{
    clock::Stopwatch,
    console::view::PassState,
    domain::{EmployeeId, Window},
    engine::settings::IN_FLIGHT_MAX,
    sim::{Company, Scenario, SharedWorld, World, company::Member, http, world::Switches},
    store::{Disk, MemoryDisk, SledDisk},
    sync::{CallSize, Group, Work, plan, plan::Reach},
    wecom::{
        Client, Credentials, Signal,
        client::PEOPLE_MAX,
        http::Http,
        quota::{Limits, Quota},
    },
};
use tokio::{net::TcpListener, runtime::Runtime, sync::mpsc};

/// Members of the company, who make some seventy rows each in a month.
const PEOPLE: usize = 2_000;
const ROUNDS: usize = 3;
/// The part of the process that is the simulator.
const SIMULATOR: &str = "--be-the-simulator";

fn main() {
    let runtime = Runtime::new().unwrap();
    if part(SIMULATOR).is_some() {
        return runtime.block_on(simulate());
    }
    let simulator = Simulator::start();
    let world = world(Company::seeded(&company(PEOPLE)));
    let rows = simulator.rows;
    let (mut read, mut in_memory, mut on_disk) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        on_disk.push(runtime.block_on(simulator.pull(&world, SledDisk::open(folder.path(), 0).unwrap())));
        in_memory.push(runtime.block_on(simulator.pull(&world, MemoryDisk::default())));
        read.push(runtime.block_on(simulator.read(&world)));
    }
    let [read, in_memory, on_disk] =
        [read, in_memory, on_disk].map(|mut seconds| f64::from(rows) / percentile(&mut seconds, 50));
    say(&format!("{PEOPLE} people, a month, {rows} rows, over loopback HTTP; medians of {ROUNDS} rounds"));
    say(&format!("called and read alone       {read:7.0} rows/s"));
    say(&format!("stored in memory, judged    {in_memory:7.0} rows/s"));
    say(&format!("stored on the disk, judged  {on_disk:7.0} rows/s, {:.2} times reading alone", on_disk / read));
    say(&format!("memory at most              {}", memory("VmHWM")));
}

fn world(company: Company) -> SharedWorld {
    let switches = Switches { frequency_limits: false, ..Switches::default() };
    SharedWorld::new(World::new(company, &Scenario { switches, ..Scenario::default() }))
}

/// Serves the seeded company's rows, which are told once and then only listed.
async fn simulate() {
    let seeded = world(Company::seeded(&company(PEOPLE)));
    let rows: Vec<_> = seeded.lock().truth().collect();
    let known = rows.len();
    let listed = {
        let (told, now) = (seeded.lock(), OPENING.parse().unwrap());
        let company = told.company();
        let (members, rules) = (company.members(now).cloned().collect(), company.rules(now).cloned().collect());
        Company::listed(company.departments().to_vec(), members, rules, rows)
    };
    let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.unwrap();
    say(&format!("{} {known}", http::base_url(&listener).unwrap()));
    http::serve(listener, world(listed), clock()).await.unwrap();
}

/// The simulator in its own process, until it is dropped.
struct Simulator {
    process: Child,
    base: String,
    rows: u32,
}

impl Simulator {
    fn start() -> Self {
        let mut process = again(SIMULATOR, &[]);
        let mut words = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut words).unwrap();
        let (base, rows) = words.trim().split_once(' ').unwrap();
        Self { process, base: base.to_owned(), rows: rows.parse().unwrap() }
    }

    /// Pulls a month: seconds.
    async fn pull(&self, world: &SharedWorld, disk: impl Disk) -> f64 {
        let base = self.base.clone();
        let carried_by = Box::new(move |_| Arc::new(Http::new(&base).unwrap()) as _);
        let setup = Setup { carried_by, limits: unpaced(), ..Setup::default() };
        let mut console = Desk::open_as(disk, world, &clock(), setup).await;
        let watch = Stopwatch::start();
        assert_eq!(console.sync(all_days()).await.state, PassState::Done);
        let seconds = watch.elapsed().as_secs_f64();
        console.close().await;
        seconds
    }

    /// Makes the calls for the rows of a month, as many at once as the engine does, reads the answers and
    /// drops them: seconds.
    async fn read(&self, world: &SharedWorld) -> f64 {
        let (client, _signals) = self.client(world);
        let calls = calls(world);
        let watch = Stopwatch::start();
        let read = stream::iter(calls).map(|(people, window)| {
            let client = client.clone();
            tokio::spawn(
                async move { u32::try_from(client.punches(&people, window).await.unwrap().punches.len()).unwrap() },
            )
        });
        let read: u32 = read.buffer_unordered(IN_FLIGHT_MAX).map(Result::unwrap).collect::<Vec<_>>().await.iter().sum();
        assert!(read >= self.rows, "windows overlap, so {read} is not less than {}", self.rows);
        watch.elapsed().as_secs_f64()
    }

    fn client(&self, world: &SharedWorld) -> (Client, mpsc::Receiver<Signal>) {
        let known = world.lock().credentials().clone();
        let credentials = Credentials { corp_id: known.corp_id, agent_id: known.agent_id.into(), secret: known.secret };
        let (sender, signals) = mpsc::channel(64);
        let transport = Arc::new(Http::new(&self.base).unwrap());
        (Client::new(transport, credentials, Quota::new(unpaced()), clock(), None, sender), signals)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

fn unpaced() -> Limits {
    Limits { unpaced: true, ..Limits::default() }
}

/// The calls that the engine makes for everybody's month.
fn calls(world: &SharedWorld) -> Vec<(Vec<EmployeeId>, Window)> {
    let world = world.lock();
    let people: Vec<_> = world.company().members(OPENING.parse().unwrap()).collect();
    let group = |(members, shard): (&[&Member], u32)| {
        let people = members.iter().map(|member| EmployeeId::parse(&member.userid).unwrap());
        Group { shard, people: people.collect() }
    };
    let groups: Vec<_> = people.chunks(PEOPLE_MAX).zip(0..).map(group).collect();
    let works = plan::records(all_days(), &groups, CallSize::DOCUMENTED, Reach::default()).into_iter();
    works
        .map(|work| {
            let Work::Records { people, window, .. } = work else { unreachable!("only records were planned") };
            (people, window)
        })
        .collect()
}
