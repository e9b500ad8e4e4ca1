//! Finding, reading and overriding the configuration.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use ring::digest;
use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer};

use super::{
    calendar,
    error::{ConfigError, Place},
    file::{File, Limit},
    paths,
};
use crate::{
    domain::calendar::Calendar,
    wecom::{http::WECOM, quota::Limits},
};

/// Variables that begin with this override single keys: `PUNCHDECK_WECOM__BASE_URL`.
const PREFIX: &str = "PUNCHDECK_";
/// Variables of that prefix that are options of the command line.
const OPTIONS: [&str; 2] = ["PUNCHDECK_CONFIG", "PUNCHDECK_NOW"];

/// A configuration that can be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where it was found.
    pub path: PathBuf,
    /// What it says.
    pub file: File,
    /// The statutory calendar: the file's own, else the one that ships with the program.
    pub calendar: Calendar,
    /// A digest of the text and its overrides, to notice changes by. Secrets kept elsewhere are not
    /// part of it.
    pub hash: String,
    /// What is allowed but should be known.
    pub warnings: Vec<Warning>,
}

/// Something that is allowed but should be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The secret stands in the file.
    PlainSecret,
    /// A setting that nothing heeds yet.
    Unheeded(&'static str),
    /// Calls are not paced.
    Unpaced,
}

/// Reads the configuration: the file that was named, else the first that exists.
///
/// # Errors
/// If there is none, it cannot be read, or it says what it must not.
pub fn read(named: Option<&Path>) -> Result<Config, ConfigError> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => find(paths::config_files())?,
    };
    let text = fs::read_to_string(&path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => ConfigError::NotFound(vec![path.clone()]),
        _ => ConfigError::Unreadable { path: path.clone(), cause },
    })?;
    let variables: Vec<_> = env::vars().filter(|(name, _)| is_override(name)).collect();
    parse(&path, &text, &variables)
}

/// Reads a configuration from its text and the variables that override it.
///
/// # Errors
/// If it says what it must not.
pub fn parse(path: &Path, text: &str, overrides: &[(String, String)]) -> Result<Config, ConfigError> {
    let wrong = |error: toml::de::Error| ConfigError::toml(path, text, &error);
    let mut table = DeTable::parse(text).map_err(wrong)?;
    for (name, value) in overrides {
        set(table.get_mut(), name, value)?;
    }
    let own_calendar = calendar::take(table.get_mut()).map_err(wrong)?;
    let file = File::deserialize(Deserializer::from(table)).map_err(wrong)?;
    check(&file, path)?;
    let shipped = || calendar::shipped().map_err(|error| ConfigError::wrong("calendar.toml", error));
    Ok(Config {
        path: path.to_owned(),
        calendar: own_calendar.map_or_else(shipped, Ok)?,
        hash: hash(text, overrides),
        warnings: warnings(&file),
        file,
    })
}

impl Config {
    /// Where store and lock lie.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.file.data_dir.clone().unwrap_or_else(paths::data_dir)
    }

    /// The pace of the calls.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let entries = &self.file.wecom.limits;
        let per_minute = |(name, limit): (&String, &Limit)| match limit {
            Limit::PerMinute(calls) => Some((name.clone(), *calls)),
            Limit::Switch(_) => None,
        };
        Limits {
            unpaced: is_unpaced(&self.file),
            overrides: entries.iter().filter_map(per_minute).collect(),
            share_percent: Some(self.file.sync.quota_share_percent),
        }
    }
}

fn find(places: Vec<PathBuf>) -> Result<PathBuf, ConfigError> {
    let found = places.iter().find(|path| path.exists()).cloned();
    found.ok_or(ConfigError::NotFound(places))
}

fn is_override(name: &str) -> bool {
    name.starts_with(PREFIX) && !OPTIONS.contains(&name)
}

/// Puts a variable's value at its key: as TOML if it reads as a value, else as text.
fn set<'a>(table: &mut DeTable<'a>, name: &'a str, value: &'a str) -> Result<(), ConfigError> {
    let path = name.trim_start_matches(PREFIX).to_lowercase();
    let mut keys: Vec<String> = path.split("__").map(str::to_owned).collect();
    let last = keys.pop().unwrap_or_default();
    let mut place = table;
    for key in keys {
        let inner = place
            .entry(toml::Spanned::new(0..0, key.into()))
            .or_insert_with(|| toml::Spanned::new(0..0, DeValue::Table(DeTable::new())));
        let DeValue::Table(inner) = inner.get_mut() else {
            return Err(ConfigError::wrong(name, "there is a value where this names a table; unset the variable"));
        };
        place = inner;
    }
    let read = DeValue::parse(value).map(toml::Spanned::into_inner);
    let value = read.unwrap_or_else(|_| DeValue::String(value.into()));
    place.insert(toml::Spanned::new(0..0, last.into()), toml::Spanned::new(0..0, value));
    Ok(())
}

fn check(file: &File, path: &Path) -> Result<(), ConfigError> {
    let wrong = |what: &str| Err(ConfigError::wrong(&path.display().to_string(), what));
    if is_unpaced(file) && file.wecom.base_url.trim_end_matches('/') == WECOM {
        return wrong("[wecom.limits] enabled = false is for a private simulator; remove it, WeCom would block you");
    }
    let switch = |(name, limit): (&String, &Limit)| name != "enabled" && matches!(limit, Limit::Switch(_));
    if file.wecom.limits.iter().any(switch) {
        return wrong("[wecom.limits] takes calls a minute by interface, such as \"checkin/getcheckindata\" = 600");
    }
    match file.sync {
        ref sync if !(1..=100).contains(&sync.quota_share_percent) => wrong("[sync] quota_share_percent is 1 to 100"),
        ref sync if !(1..=400).contains(&sync.look_back_days) => wrong("[sync] look_back_days is 1 to 400"),
        _ => Ok(()),
    }
}

fn is_unpaced(file: &File) -> bool {
    file.wecom.limits.get("enabled") == Some(&Limit::Switch(false))
}

fn warnings(file: &File) -> Vec<Warning> {
    let plain = file.wecom.secret.is_plain().then_some(Warning::PlainSecret);
    let unpaced = is_unpaced(file).then_some(Warning::Unpaced);
    plain.into_iter().chain(unpaced).chain(file.attendance.unheeded().into_iter().map(Warning::Unheeded)).collect()
}

/// The text's digest. A secret that stands in the text is part of it only as a digest among others.
fn hash(text: &str, overrides: &[(String, String)]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(text.as_bytes());
    for (name, value) in overrides {
        context.update(format!("\0{name}\0{value}").as_bytes());
    }
    hex::encode(&context.finish().as_ref()[..8])
}

impl Place {
    /// The place without line and column.
    #[must_use]
    pub fn of(source: &str) -> Self {
        Self { source: source.to_owned(), at: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = "\
data_dir = \"/tmp/punchdeck\"

[wecom]
corp_id = \"ww1234567890abcdef\"
agent_id = 1000002
secret = { file = \"/etc/punchdeck/secret\" }
";

    fn parsed(text: &str, overrides: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let overrides: Vec<_> = overrides.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        parse(Path::new("punchdeck.toml"), text, &overrides)
    }

    #[test]
    fn a_minimal_file_is_enough() {
        let config = parsed(MINIMAL, &[]).unwrap();
        assert_eq!(config.file.wecom.base_url, WECOM);
        assert_eq!(config.warnings, []);
        assert!(config.calendar.years.contains(&2026));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_its_nearest_neighbour() {
        let error = parsed(&MINIMAL.replace("agent_id", "agentid"), &[]).unwrap_err();
        let text = error.to_string();
        assert_eq!(text, "punchdeck.toml:5:1: unknown key `agentid`; the nearest known one is `agent_id`");
    }

    #[test]
    fn a_wrong_value_in_attendance_is_named_with_its_place() {
        let error = parsed(&format!("{MINIMAL}[attendance]\nzone = \"Asia/Shanghai\"\nunit = \"hour\"\n"), &[]);
        assert!(error.unwrap_err().to_string().starts_with("punchdeck.toml:9:8: "));
    }

    #[test]
    fn a_variable_overrides_a_single_key() {
        let config = parsed(MINIMAL, &[("PUNCHDECK_WECOM__BASE_URL", "http://127.0.0.1:8080")]).unwrap();
        assert_eq!(config.file.wecom.base_url, "http://127.0.0.1:8080");
        let config = parsed(MINIMAL, &[("PUNCHDECK_SYNC__LOOK_BACK_DAYS", "7")]).unwrap();
        assert_eq!(config.file.sync.look_back_days, 7);
    }

    #[test]
    fn a_calendar_of_ones_own_replaces_the_shipped_one_whole() {
        let calendar = "[attendance.calendar]\nyears = [2026]\nholidays = [\"2026-05-04\"]\n";
        let config = parsed(&format!("{MINIMAL}{calendar}"), &[]).unwrap();
        assert_eq!(config.calendar.holidays.len(), 1);
        assert_eq!(config.calendar.years.len(), 1);
    }

    #[test]
    fn no_pacing_is_refused_against_wecom_itself() {
        let unpaced = format!("{MINIMAL}[wecom.limits]\nenabled = false\n");
        assert!(parsed(&unpaced, &[]).is_err());
        let own = parsed(&unpaced, &[("PUNCHDECK_WECOM__BASE_URL", "http://127.0.0.1:1")]).unwrap();
        assert!(own.limits().unpaced);
        assert_eq!(own.warnings, [Warning::Unpaced]);
    }

    #[test]
    fn a_secret_in_the_file_draws_a_warning_and_is_never_shown() {
        let config = parsed(&MINIMAL.replace("{ file = \"/etc/punchdeck/secret\" }", "\"hunter2\""), &[]).unwrap();
        assert_eq!(config.warnings, [Warning::PlainSecret]);
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
