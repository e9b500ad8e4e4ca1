//! What single parts do in a second: merging rows, judging days, proving the audit log.

#[path = "../tests/it/desk/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use all of it")]
mod desk;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock, RwLock},
};

use desk::{Desk, OPENING, all_days, clock, stored_rows, world};
use divan::{Bencher, counter::ItemsCount};
use jiff::{Timestamp, civil::Date};
use punchdeck::{
    audit::{Entry, GENESIS, Link, Verifier},
    domain::{EmployeeId, Punch, calendar::Calendar, policy::Policy},
    engine::judging::{self, Company},
    store::{MemoryDisk, Store, block::Block},
};
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// A store with a month of two hundred people in it.
fn filled() -> Arc<Store> {
    static STORE: OnceLock<Arc<Store>> = OnceLock::new();
    let fill = || {
        Runtime::new().unwrap().block_on(async {
            let mut desk = Desk::open(MemoryDisk::default(), &world(200), &clock()).await;
            desk.sync(all_days()).await;
            let store = Arc::clone(&desk.store);
            desk.close().await;
            store
        })
    };
    Arc::clone(STORE.get_or_init(fill))
}

/// One person's month.
fn month() -> Vec<Punch> {
    let rows = stored_rows(&filled());
    let who = rows[0].who.clone();
    rows.into_iter().filter(|row| row.who == who).collect()
}

#[divan::bench]
fn rows_merged_into_an_empty_month_and_packed(bencher: Bencher<'_, '_>) {
    let rows = month();
    bencher.counter(ItemsCount::new(rows.len())).bench(|| {
        let mut block = Block::default();
        block.merge(&rows, Timestamp::UNIX_EPOCH);
        block.encode()
    });
}

#[divan::bench]
fn rows_found_unchanged_in_a_packed_month(bencher: Bencher<'_, '_>) {
    let rows = month();
    let mut block = Block::default();
    block.merge(&rows, Timestamp::UNIX_EPOCH);
    let packed = block.encode().unwrap();
    bencher.counter(ItemsCount::new(rows.len())).bench(|| {
        let mut block = Block::decode(&packed).unwrap();
        block.merge(&rows, Timestamp::UNIX_EPOCH)
    });
}

#[divan::bench(sample_count = 10)]
fn days_read_and_judged(bencher: Bencher<'_, '_>) {
    let bench = bench();
    let days: BTreeSet<Date> = all_days().days().collect();
    let people = bench.company().organisation.employees.keys().cloned().collect::<Vec<_>>();
    let wanted: BTreeMap<EmployeeId, BTreeSet<Date>> = people.into_iter().map(|who| (who, days.clone())).collect();
    let now = OPENING.parse().unwrap();
    bencher.counter(ItemsCount::new(wanted.len() * days.len())).bench(|| bench.judge(&wanted, now));
}

fn bench() -> judging::Bench {
    let store = filled();
    let company = Arc::new(RwLock::new(Arc::new(Company::read(&store).unwrap())));
    judging::Bench { store, company, policy: Policy::default(), calendar: Calendar::default() }
}

/// Records of a chain.
const RECORDS: u64 = 10_000;

#[divan::bench(sample_count = 10)]
fn audit_records_verified(bencher: Bencher<'_, '_>) {
    let mut links: Vec<Link> = Vec::new();
    for seq in 1..=RECORDS {
        let prev = links.last().map_or(GENESIS, |link| link.hash);
        let entry = Entry::system(Timestamp::UNIX_EPOCH, "sync.end", seq, "ok").with("inserted", 7);
        links.push(Link::new(entry, seq, prev));
    }
    bencher.counter(ItemsCount::new(links.len())).bench(|| {
        let mut verifier = Verifier::starting_at(1);
        links.iter().try_for_each(|link| verifier.check(link)).unwrap();
        verifier.finish(1)
    });
}
