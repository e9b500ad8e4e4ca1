//! `punchdeck demo`: the console over the built-in simulator and a throw-away store.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    arguments::Demo,
    console,
    failure::Failure,
    place::{self, Place, masked, runtime},
    say::tell,
    story,
};
use crate::{
    access::{Actor, Role},
    clock::{AnchoredClock, SharedClock},
    config::calendar,
    console::view::{Environment, Identity},
    domain::{policy::Policy, time::wecom_date},
    engine::{Engine, Schedule, Settings, Tenure},
    sim::{Company, CompanySpec, InProcess, Scenario, Seed, SharedWorld, World},
    store::{SledDisk, Store, StoreSettings, lock::Lock},
    wecom::{Credentials, quota::Limits},
};

/// What an answer of a real WeCom takes, so that progress can be watched.
const LATENCY_MS: u64 = 120;
/// Room that a throw-away store leaves on the disk.
const FREE_FLOOR: u64 = 64 << 20;
/// How throw-away stores are named.
const THROW_AWAY: &str = "punchdeck-demo-";

pub(super) fn run(place: &Place, options: &Demo) -> Result<u8, Failure> {
    let screen = place.screen(None, Policy::default().zone)?;
    sweep_up();
    let folder = tempfile::Builder::new().prefix(THROW_AWAY).tempdir();
    let folder = folder.map_err(Failure::io("making a throw-away folder"))?;
    let runtime = runtime()?;
    runtime.block_on(async {
        let opening = place.global.now.map_or_else(|| story::opening(options.faults, place.clock.now()), Ok)?;
        let clock: SharedClock = Arc::new(AnchoredClock::at_speed(opening, options.speed));
        let world = world(options, opening)?;
        let engine = engine(&world, &clock, folder.path(), options)?;
        let actor = Actor { name: place::account(), role: Role::Operator };
        let Some(tale) = options.faults else { return console::show(engine, actor, screen).await };
        story::brief(place.text, tale);
        let telling = tokio::spawn(story::play(tale, options.speed, engine.pen()));
        let shown = console::show(engine, actor, screen).await;
        story::close(place.text, tale, telling.is_finished());
        world.lock().take_impossible().iter().for_each(|why| tell(place.text.not_staged(why)));
        shown
    })
}

/// Removes throw-away stores that nobody holds any more: a demo whose terminal vanished had no time to.
///
/// One that was never held may belong to a demo that starts at this moment.
fn sweep_up() {
    let Ok(entries) = fs::read_dir(env::temp_dir()) else { return };
    let left = entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(THROW_AWAY));
    let was_held = |path: &PathBuf| fs::metadata(path.join("LOCK")).is_ok_and(|lock| lock.len() > 0);
    for path in left.map(|entry| entry.path()).filter(was_held) {
        if Lock::take(&path).is_ok() {
            // Somebody else's, or gone already: either way it is not ours to remove.
            let _kept = fs::remove_dir_all(&path);
        }
    }
}

fn world(options: &Demo, opening: Timestamp) -> Result<SharedWorld, Failure> {
    let spec = CompanySpec {
        seed: Seed(options.seed),
        employees: options.employees as usize,
        days: options.days,
        today: wecom_date(opening),
        live: true,
        // Their verdicts need the roster and the forms, which nothing reads yet.
        shift_workers: false,
        forms: false,
    };
    let mut scenario = match options.faults {
        Some(story) => story.scenario().map_err(|error| Failure::Scenario { path: story.name().into(), error })?,
        None => Scenario::default(),
    };
    scenario.latency_ms = scenario.latency_ms.max(LATENCY_MS);
    let company = Company::seeded(&spec);
    scenario.events.extend(options.faults.iter().flat_map(|tale| story::events(*tale, &company, opening)));
    Ok(SharedWorld::new(World::new(company, &scenario)))
}

fn engine(world: &SharedWorld, clock: &SharedClock, folder: &Path, options: &Demo) -> Result<Engine, Failure> {
    let known = world.lock().credentials().clone();
    let store = Store::open(SledDisk::open(folder, FREE_FLOOR)?, &StoreSettings { corp_id: known.corp_id.clone() })?;
    let transport = Arc::new(InProcess::new(world.clone(), Arc::clone(clock)));
    let settings = settings(&known.corp_id, known.agent_id.into(), options.days, folder)?;
    let credentials = Credentials { corp_id: known.corp_id, agent_id: known.agent_id.into(), secret: known.secret };
    place::start(Arc::new(store), transport, credentials, clock, settings)
}

fn settings(corp_id: &str, agent: u64, days: u32, folder: &Path) -> Result<Settings, Failure> {
    let shipped = calendar::shipped().map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(Settings {
        identity: Identity {
            corp: masked(corp_id),
            agent,
            environment: Environment::Demo,
            actor: place::account(),
            read_only: false,
            rehearsal: true,
        },
        policy: Policy::default(),
        calendar: shipped,
        // Today, and the days that the made-up company has records of.
        look_back_days: days + 1,
        schedule: Some(Schedule {
            records_every: SignedDuration::from_secs(30),
            records_busy_every: SignedDuration::from_secs(30),
            // Soon enough for whoever watches rows come late.
            week_every: SignedDuration::from_mins(4),
            ..Schedule::default()
        }),
        tenure: Tenure::Lasting,
        limits: Limits::default(),
        backups: folder.join("backups"),
        config_hash: "demo".into(),
    })
}
