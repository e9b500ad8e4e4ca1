//! Finding, reading and overriding the configuration.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use ring::digest;
use serde::Deserialize;
use toml::de::{DeTable, Deserializer};

use super::{
    calendar,
    error::ConfigError,
    file::{File, Limit},
    overrides::{self, Override},
    paths,
};
use crate::{
    domain::calendar::Calendar,
    wecom::quota::{self, Limits},
};

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
    /// A limit for an interface that is never called.
    UnknownInterface {
        /// As it stands there.
        name: String,
        /// The most similar one that is called.
        nearest: &'static str,
    },
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
    parse(&path, &text, &overrides::among(env::vars_os())?)
}

/// Reads a configuration from its text and the variables that override it.
///
/// # Errors
/// If it says what it must not.
pub fn parse(path: &Path, text: &str, overrides: &[Override]) -> Result<Config, ConfigError> {
    let wrong = |error: toml::de::Error| match overrides::culprit(text, overrides, &error) {
        Some(variable) => ConfigError::toml_of(variable, &error),
        None => ConfigError::toml(path, text, &error),
    };
    let mut table = DeTable::parse(text).map_err(wrong)?;
    overrides::apply(table.get_mut(), text, overrides)?;
    let own_calendar = calendar::take(table.get_mut()).map_err(wrong)?;
    let file = File::deserialize(Deserializer::from(table)).map_err(wrong)?;
    check(&file).map_err(|wrong| wrong.named(path, overrides))?;
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

/// A value that its kind allows and its meaning does not.
struct Unfit {
    /// The variable that would override it.
    variable: &'static str,
    what: &'static str,
}

impl Unfit {
    fn named(&self, path: &Path, overrides: &[Override]) -> ConfigError {
        let overridden = overrides.iter().any(|(name, _)| name == self.variable);
        let source = if overridden { self.variable.to_owned() } else { path.display().to_string() };
        ConfigError::wrong(&source, self.what)
    }
}

fn check(file: &File) -> Result<(), Unfit> {
    let switch = |(name, limit): (&String, &Limit)| name != "enabled" && matches!(limit, Limit::Switch(_));
    let rules = [
        (
            !(is_unpaced(file) && file.wecom.is_wecom_itself()),
            "PUNCHDECK_WECOM__LIMITS__ENABLED",
            "[wecom.limits] enabled = false is for a private simulator; remove it, WeCom would block you",
        ),
        (
            !file.wecom.limits.iter().any(switch),
            "PUNCHDECK_WECOM__LIMITS",
            "[wecom.limits] takes calls a minute by interface; write \"checkin/getcheckindata\" = 600",
        ),
        (
            (1..=100).contains(&file.sync.quota_share_percent),
            "PUNCHDECK_SYNC__QUOTA_SHARE_PERCENT",
            "[sync] quota_share_percent is 1 to 100",
        ),
        (
            (1..=400).contains(&file.sync.look_back_days),
            "PUNCHDECK_SYNC__LOOK_BACK_DAYS",
            "[sync] look_back_days is 1 to 400",
        ),
        ((0..24).contains(&file.sync.night_hour), "PUNCHDECK_SYNC__NIGHT_HOUR", "[sync] night_hour is 0 to 23"),
    ];
    let broken = rules.into_iter().find(|(holds, ..)| !holds);
    broken.map_or(Ok(()), |(_, variable, what)| Err(Unfit { variable, what }))
}

fn is_unpaced(file: &File) -> bool {
    file.wecom.limits.get("enabled") == Some(&Limit::Switch(false))
}

fn warnings(file: &File) -> Vec<Warning> {
    let plain = file.wecom.secret.is_plain().then_some(Warning::PlainSecret);
    let unpaced = is_unpaced(file).then_some(Warning::Unpaced);
    let unheeded = file.attendance.unheeded().into_iter().map(Warning::Unheeded);
    let limited = file.wecom.limits.keys().filter(|name| *name != "enabled");
    plain.into_iter().chain(unpaced).chain(unheeded).chain(limited.filter_map(|name| unknown(name))).collect()
}

fn unknown(name: &str) -> Option<Warning> {
    let near = |known: &&str| strsim::jaro_winkler(name, known);
    let nearest = quota::interfaces().max_by(|one, two| near(one).total_cmp(&near(two)))?;
    (nearest != name).then(|| Warning::UnknownInterface { name: name.to_owned(), nearest })
}

/// The text's digest. A secret that stands in the text is part of it only as a digest among others.
fn hash(text: &str, overrides: &[Override]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(text.as_bytes());
    for (name, value) in overrides {
        context.update(format!("\0{name}\0{value}").as_bytes());
    }
    hex::encode(&context.finish().as_ref()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wecom::http::WECOM;

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
    fn wecom_itself_is_known_by_its_host_however_it_is_written() {
        let unpaced = format!("{MINIMAL}[wecom.limits]\nenabled = false\n");
        for url in ["HTTPS://QYAPI.weixin.qq.com", "https://qyapi.weixin.qq.com:443/", "http://qyapi.weixin.qq.com./x"]
        {
            assert!(parsed(&unpaced, &[("PUNCHDECK_WECOM__BASE_URL", url)]).is_err(), "{url}");
        }
    }

    #[test]
    fn a_mistake_in_a_variable_names_the_variable() {
        for (name, value) in [
            ("PUNCHDECK_WECOM__AGENT_ID", "soon"),
            ("PUNCHDECK_WECOM__AGENTID", "1"),
            ("PUNCHDECK_SINK__DAYS", "1"),
            ("PUNCHDECK_WECOM__SECRET", "{ comand = [\"pass\"] }"),
            ("PUNCHDECK_ATTENDANCE__CALENDAR", "{ years = [\"soon\"] }"),
            ("PUNCHDECK_SYNC__LOOK_BACK_DAYS", "0"),
        ] {
            let error = parsed(MINIMAL, &[("PUNCHDECK_CONSOLE__THEME", "day"), (name, value)]).unwrap_err();
            assert!(error.to_string().starts_with(&format!("{name}: ")), "{error}");
        }
        let error = parsed(&format!("{MINIMAL}agentid = 1\n"), &[("PUNCHDECK_CONSOLE__THEME", "day")]).unwrap_err();
        assert!(error.to_string().starts_with("punchdeck.toml:7:1: "), "{error}");
    }

    #[test]
    fn a_limit_for_an_interface_that_is_never_called_draws_a_warning() {
        let limits = "[wecom.limits]\n\"checkin/getchekindata\" = 60\n\"user/list\" = 60\n";
        let name = "checkin/getchekindata".to_owned();
        let warning = Warning::UnknownInterface { name, nearest: "checkin/getcheckindata" };
        assert_eq!(parsed(&format!("{MINIMAL}{limits}"), &[]).unwrap().warnings, [warning]);
    }

    #[test]
    fn a_secret_in_the_file_draws_a_warning_and_is_never_shown() {
        let config = parsed(&MINIMAL.replace("{ file = \"/etc/punchdeck/secret\" }", "\"hunter2\""), &[]).unwrap();
        assert_eq!(config.warnings, [Warning::PlainSecret]);
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
