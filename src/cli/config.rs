//! `punchdeck config check`: what is wrong, with its place, and what should be known.

use super::{
    arguments::{Config, ConfigVerb},
    console,
    failure::{DONE, Failure},
    place::Place,
    say::{print, tell},
};
use crate::{
    config::{ConfigError, Warning},
    text::Text,
    wecom::http::Http,
};

pub(super) fn run(place: &Place, options: &Config) -> Result<u8, Failure> {
    match options.verb {
        ConfigVerb::Check => check(place),
    }
}

fn check(place: &Place) -> Result<u8, Failure> {
    let config = place.config()?;
    console::screen(place, &config)?;
    Http::new(&config.file.wecom.base_url)?;
    config.file.wecom.secret.fetch().map_err(ConfigError::from)?;
    for warning in &config.warnings {
        tell(words(place.text, warning));
    }
    print(place.text.config_holds(&config.path.display().to_string()))?;
    Ok(DONE)
}

fn words(text: Text, warning: &Warning) -> String {
    match warning {
        Warning::PlainSecret => text.plain_secret().to_owned(),
        Warning::Unheeded(key) => text.unheeded(key),
        Warning::Unpaced => text.unpaced().to_owned(),
        Warning::UnknownInterface { name, nearest } => text.unknown_interface(name, nearest),
    }
}
