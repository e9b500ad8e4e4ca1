//! `punchdeck console`: the engine in this process, and the screen over it.

use jiff::SignedDuration;

use super::{
    failure::{DONE, FAILED, Failure},
    place::{Place, runtime},
};
use crate::{
    access::Actor,
    config::{self, ConfigError},
    engine::{Engine, Schedule},
    text::Lang,
    tui::{self, Ended},
};

pub(super) fn run(place: &Place) -> Result<u8, Failure> {
    let config = place.config()?;
    let screen = screen(place, &config)?;
    let runtime = runtime()?;
    runtime.block_on(async {
        let (engine, _store) = place.engine(&config, Some(schedule(&config.file.sync)))?;
        show(engine, place.actor(&config), screen).await
    })
}

/// The screen as the configuration wants it.
pub(super) fn screen(place: &Place, config: &config::Config) -> Result<tui::Settings, Failure> {
    let wanted = &config.file.console;
    let screen = place.screen(wanted.theme.as_deref(), config.file.attendance.zone.clone())?;
    let lang = configured_language(wanted.language.as_deref())?.filter(|_| place.global.lang.is_none());
    Ok(tui::Settings { lang: lang.unwrap_or(screen.lang), ..screen })
}

fn schedule(sync: &config::file::Sync) -> Schedule {
    let seconds = |seconds: u32| SignedDuration::from_secs(i64::from(seconds.max(1)));
    Schedule {
        records_every: seconds(sync.records_every_s),
        records_busy_every: seconds(sync.records_busy_every_s),
        week_every: seconds(sync.week_every_s),
        everything_every: seconds(sync.everything_every_s),
        night_hour: sync.night_hour,
    }
}

/// Shows the screen until its reader leaves, then ends the engine.
pub(super) async fn show(engine: Engine, actor: Actor, screen: tui::Settings) -> Result<u8, Failure> {
    let console = engine.console(actor).await.ok_or(Failure::EngineGone)?;
    let ended = tui::run(console, screen).await;
    engine.stop().await;
    match ended? {
        Ended::Left | Ended::Terminated => Ok(DONE),
        Ended::HungUp => Ok(FAILED),
        Ended::EngineGone => Err(Failure::EngineGone),
    }
}

fn configured_language(tag: Option<&str>) -> Result<Option<Lang>, Failure> {
    let wrong = |tag| ConfigError::wrong("[console] language", format!("{tag:?} is none; write \"en\" or \"zh-CN\""));
    tag.map(|tag| Lang::parse(tag).ok_or_else(|| wrong(tag).into())).transpose()
}
