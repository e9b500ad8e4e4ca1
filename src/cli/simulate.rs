//! `punchdeck simulate`: the simulator alone, over HTTP.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use super::{
    arguments::Simulate,
    failure::{DONE, Failure},
    place::{Place, runtime},
    say::tell,
};
use crate::{
    clock::{AnchoredClock, SharedClock},
    domain::time::wecom_date,
    sim::{Case, Company, CompanySpec, Replay, Scenario, Seed, SharedWorld, World, http},
};

pub(super) fn run(place: &Place, options: &Simulate) -> Result<u8, Failure> {
    let (world, clock) = stage(place, options)?;
    if let Some(path) = &options.truth {
        let rows = write_truth(&world, path).map_err(Failure::io(path.display()))?;
        say(place, &format!("{}: {rows} rows", path.display()));
    }
    runtime()?.block_on(serve(options, world, clock))
}

/// The world that was asked for, and its time: that of a case unless the command line says another.
fn stage(place: &Place, options: &Simulate) -> Result<(World, SharedClock), Failure> {
    let Some(path) = &options.scenario else {
        return Ok((World::new(company(place, options)?, &Scenario::default()), place.clock.clone()));
    };
    let text = fs::read_to_string(path).map_err(Failure::io(path.display()))?;
    if text.trim_start().starts_with('{') {
        let path = || path.to_owned();
        let case = Case::parse(&text).map_err(|error| Failure::Case { path: path(), error })?;
        let from_start = || -> SharedClock { Arc::new(AnchoredClock::at(case.opening)) };
        let clock = if place.is_rehearsal() { place.clock.clone() } else { from_start() };
        let mut world = World::new(case.company, &case.scenario);
        world.advance(clock.now());
        return Ok((world, clock));
    }
    let scenario = Scenario::parse(&text).map_err(|error| Failure::Scenario { path: path.to_owned(), error })?;
    Ok((World::new(company(place, options)?, &scenario), place.clock.clone()))
}

fn company(place: &Place, options: &Simulate) -> Result<Company, Failure> {
    let Some(path) = &options.punches else {
        return Ok(Company::seeded(&CompanySpec {
            seed: Seed(options.seed),
            employees: options.employees as usize,
            days: options.days,
            today: wecom_date(place.clock.now()),
            live: options.live,
            shift_workers: options.shift_workers,
            forms: true,
        }));
    };
    let replay = Replay::read(&fs::read(path).map_err(Failure::io(path.display()))?);
    say(place, replay.report.to_string().trim_end());
    Ok(replay.company)
}

async fn serve(options: &Simulate, world: World, clock: SharedClock) -> Result<u8, Failure> {
    let listener = TcpListener::bind(options.listen).await.map_err(Failure::io(options.listen))?;
    announce(&listener, &world).map_err(Failure::io("standard output"))?;
    let serving = http::serve(listener, SharedWorld::new(world), clock);
    tokio::select! {
        ended = serving => ended.map(|()| DONE).map_err(Failure::io("serving")),
        _interrupted = tokio::signal::ctrl_c() => Ok(DONE),
    }
}

/// Says where it listens and how to get in, on standard output, for people and scripts.
fn announce(listener: &TcpListener, world: &World) -> io::Result<()> {
    let known = world.credentials();
    // In one write: whoever reads the first line may close the pipe behind it.
    let words = format!(
        "listening on {}\ncorp_id = \"{}\"\nagent_id = {}\nsecret = \"{}\"\n",
        http::base_url(listener)?,
        known.corp_id,
        known.agent_id,
        known.secret.expose_secret(),
    );
    let mut out = io::stdout().lock();
    out.write_all(words.as_bytes())?;
    out.flush()
}

fn write_truth(world: &World, path: &Path) -> io::Result<u64> {
    world.write_truth(BufWriter::new(File::create(path)?))
}

fn say(place: &Place, words: &str) {
    if !place.global.quiet {
        tell(words);
    }
}
