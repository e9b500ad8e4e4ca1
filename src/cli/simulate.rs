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
    sim::{
        Case, Company, CompanySpec, Replay, Scenario, Seed, SharedWorld, World, http,
        push::{self, Mishap, PushWeather, Pusher, Ringing},
    },
    text::Text,
    wecom::{callback::Callback, http::Http},
};

pub(super) fn run(place: &Place, options: &Simulate) -> Result<u8, Failure> {
    let Stage { world, clock, callbacks } = stage(place, options)?;
    let ringing = ringing(options, &world, callbacks)?;
    let world = if ringing.is_some() { world.with_callback() } else { world };
    if let Some(path) = &options.truth {
        let rows = write_truth(&world, path).map_err(Failure::io(path.display()))?;
        say(place, &format!("{}: {rows} rows", path.display()));
    }
    runtime()?.block_on(serve(place, options, (world, clock), ringing))
}

/// What is served.
struct Stage {
    world: World,
    clock: SharedClock,
    callbacks: PushWeather,
}

/// The world that was asked for, and its time: that of a case unless the command line says another.
fn stage(place: &Place, options: &Simulate) -> Result<Stage, Failure> {
    let clock = place.clock.clone();
    let Some(path) = &options.scenario else {
        let world = World::new(company(place, options)?, &Scenario::default());
        return Ok(Stage { world, clock, callbacks: PushWeather::default() });
    };
    let text = fs::read_to_string(path).map_err(Failure::io(path.display()))?;
    let path = || path.to_owned();
    if text.trim_start().starts_with('{') {
        let case = Case::parse(&text).map_err(|error| Failure::Case { path: path(), error })?;
        let own: SharedClock = Arc::new(AnchoredClock::at(case.opening));
        let clock = if place.is_rehearsal() { clock } else { own };
        let mut world = World::new(case.company, &case.scenario);
        world.advance(clock.now());
        return Ok(Stage { world, clock, callbacks: case.scenario.callbacks });
    }
    let scenario = Scenario::parse(&text).map_err(|error| Failure::Scenario { path: path(), error })?;
    let world = World::new(company(place, options)?, &scenario);
    Ok(Stage { world, clock, callbacks: scenario.callbacks })
}

/// Where callbacks go, if the command line says it.
fn ringing(options: &Simulate, world: &World, weather: PushWeather) -> Result<Option<Ringing>, Failure> {
    let (Some(url), Some(token), Some(key)) = (&options.callback, &options.callback_token, &options.callback_key)
    else {
        return Ok(None);
    };
    let known = world.credentials();
    let address = Callback::new(token.clone(), key, known.corp_id.clone());
    let address = address.map_err(|error| Failure::Usage(error.to_string()))?;
    let pusher = Pusher::new(address, known.agent_id.into(), weather, Seed(options.seed));
    Ok(Some(Ringing { pusher, door: Arc::new(Http::new(url)?) }))
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

async fn serve(
    place: &Place,
    options: &Simulate,
    (world, clock): (World, SharedClock),
    ringing: Option<Ringing>,
) -> Result<u8, Failure> {
    let listener = TcpListener::bind(options.listen).await.map_err(Failure::io(options.listen))?;
    announce(&listener, &world).map_err(Failure::io("standard output"))?;
    let world = SharedWorld::new(world);
    let watching = push::watch(world.clone(), Arc::clone(&clock), ringing, |mishap| tell(told(place.text, &mishap)));
    tokio::select! {
        ended = http::serve(listener, world, clock) => ended.map(|()| DONE).map_err(Failure::io("serving")),
        () = watching => Ok(DONE),
        _interrupted = tokio::signal::ctrl_c() => Ok(DONE),
    }
}

fn told(text: Text, mishap: &Mishap) -> String {
    match mishap {
        Mishap::Impossible(why) => text.not_staged(why),
        Mishap::GivenUp => text.callback_given_up().to_owned(),
        Mishap::TooLong => text.callback_too_long().to_owned(),
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
