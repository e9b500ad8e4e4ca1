//! `punchdeck config check`: what is wrong, with its place, and what should be known.

use super::{
    arguments::{Config, ConfigVerb},
    failure::{DONE, Failure},
    place::Place,
};
use crate::{config::Warning, text::Text};

pub(super) fn run(place: &Place, options: &Config) -> Result<u8, Failure> {
    match options.verb {
        ConfigVerb::Check => check(place),
    }
}

fn check(place: &Place) -> Result<u8, Failure> {
    let config = place.config()?;
    place.screen(config.file.console.theme.as_deref(), config.file.attendance.zone.clone())?;
    config.file.wecom.secret.fetch().map_err(crate::config::ConfigError::from)?;
    for warning in &config.warnings {
        eprintln!("{}", say(place.text, warning));
    }
    println!("{}", place.text.config_holds(&config.path.display().to_string()));
    Ok(DONE)
}

fn say(text: Text, warning: &Warning) -> String {
    match warning {
        Warning::PlainSecret => text.plain_secret().to_owned(),
        Warning::Unheeded(key) => text.unheeded(key),
        Warning::Unpaced => text.unpaced().to_owned(),
    }
}
