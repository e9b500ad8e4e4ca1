//! Where things lie when nobody says so.

use std::{env, path::PathBuf};

/// Places of the configuration, in the order in which they are looked at.
#[must_use]
pub fn config_files() -> Vec<PathBuf> {
    let own = base("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("punchdeck/config.toml"));
    own.into_iter().chain([PathBuf::from("/etc/punchdeck/config.toml")]).collect()
}

/// The folder of a person's own themes.
#[must_use]
pub fn themes() -> Option<PathBuf> {
    base("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("punchdeck/themes"))
}

/// The data folder when the configuration names none.
#[must_use]
pub fn data_dir() -> PathBuf {
    base("XDG_DATA_HOME", ".local/share").unwrap_or_else(|| PathBuf::from("/var/lib")).join("punchdeck")
}

fn base(variable: &str, below_home: &str) -> Option<PathBuf> {
    let named = env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(below_home)))
}
