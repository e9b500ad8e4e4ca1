//! Rows a second, from the simulator to the disk: plan, calls, reading, merging, one durable commit
//! after another, and the first verdicts beside them.

#[path = "../tests/it/desk/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use all of it")]
mod desk;

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use desk::{Desk, Setup, all_days, clock, company};
use divan::{Bencher, counter::ItemsCount};
use punchdeck::{
    console::view::PassState,
    sim::{Company, Scenario, SharedWorld, World, http, world::Switches},
    store::{MemoryDisk, SledDisk},
    wecom::{http::Http, quota::Limits},
};
use tokio::{net::TcpListener, runtime::Runtime};

fn main() {
    divan::main();
}

/// Members of the company, who make some forty rows each in a month.
const PEOPLE: [usize; 2] = [200, 2000];

fn world(people: usize) -> SharedWorld {
    let switches = Switches { frequency_limits: false, ..Switches::default() };
    SharedWorld::new(World::new(Company::seeded(&company(people)), &Scenario { switches, ..Scenario::default() }))
}

fn unpaced() -> Setup {
    Setup { limits: Limits { unpaced: true, ..Limits::default() }, ..Setup::default() }
}

fn rows(world: &SharedWorld) -> ItemsCount {
    ItemsCount::new(world.lock().truth().count())
}

/// Pulls a month and ends.
async fn pull(mut desk: Desk) {
    assert_eq!(desk.sync(all_days()).await.state, PassState::Done);
    desk.close().await;
}

#[divan::bench(args = PEOPLE, sample_count = 5, sample_size = 1)]
fn in_this_process_to_disk(bencher: Bencher<'_, '_>, people: usize) {
    let (runtime, world) = (Runtime::new().unwrap(), world(people));
    bencher.counter(rows(&world)).with_inputs(|| tempfile::tempdir().unwrap()).bench_values(|folder| {
        runtime.block_on(async {
            let disk = SledDisk::open(folder.path(), 0).unwrap();
            pull(Desk::open_as(disk, &world, &clock(), unpaced()).await).await;
        });
        folder
    });
}

#[divan::bench(args = PEOPLE, sample_count = 5, sample_size = 1)]
fn in_this_process_to_memory(bencher: Bencher<'_, '_>, people: usize) {
    let (runtime, world) = (Runtime::new().unwrap(), world(people));
    bencher.counter(rows(&world)).bench(|| {
        runtime.block_on(async {
            pull(Desk::open_as(MemoryDisk::default(), &world, &clock(), unpaced()).await).await;
        });
    });
}

#[divan::bench(args = PEOPLE, sample_count = 5, sample_size = 1)]
fn over_loopback_http_to_disk(bencher: Bencher<'_, '_>, people: usize) {
    let (runtime, world) = (Runtime::new().unwrap(), world(people));
    let base = runtime.block_on(async {
        let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.unwrap();
        let base = http::base_url(&listener).unwrap();
        tokio::spawn(http::serve(listener, world.clone(), clock()));
        base
    });
    bencher.counter(rows(&world)).with_inputs(|| tempfile::tempdir().unwrap()).bench_values(|folder| {
        let base = base.clone();
        let carried_by = Box::new(move |_| Arc::new(Http::new(&base).unwrap()) as _);
        runtime.block_on(async {
            let disk = SledDisk::open(folder.path(), 0).unwrap();
            pull(Desk::open_as(disk, &world, &clock(), Setup { carried_by, ..unpaced() }).await).await;
        });
        folder
    });
}
