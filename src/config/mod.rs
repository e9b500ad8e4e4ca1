//! The configuration: one TOML file, its errors with their place, secrets from where they are kept.
//!
//! [`mod@file`] is the file as written, [`load`] finds and reads it, [`overrides`] are variables that
//! have the last word, [`secret`] fetches what may not stand in it, and [`calendar`] holds the
//! statutory calendar that ships with the program.

pub mod calendar;
pub mod error;
pub mod file;
pub mod load;
pub mod overrides;
pub mod paths;
pub mod secret;

pub use error::ConfigError;
pub use file::File;
pub use load::{Config, Warning, read};
