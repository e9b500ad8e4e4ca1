//! What an engine is told once.

use std::path::PathBuf;

use crate::{
    console::view::Identity,
    domain::{calendar::Calendar, policy::Policy},
    sync::Schedule,
    wecom::quota::Limits,
};

/// Calls of one stream that are fetched, or wait to be stored, at the same time. WeCom bounds
/// concurrency per interface without saying where (45033); four is where everybody starts. A stream
/// whose interface is blocked does not hold up the others.
pub const IN_FLIGHT_MAX: usize = 4;

/// Whose passes an engine carries out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenure {
    /// Whatever people ask for, and what an earlier engine was asked and did not end: it goes on with the
    /// next one, whether this one is stopped or killed.
    Lasting,
    /// Those of one command, which end with it. What others left unfinished is left be.
    OneCommand,
}

/// What an engine is told once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where and who.
    pub identity: Identity,
    /// The company's settings of the rules.
    pub policy: Policy,
    /// The statutory calendar.
    pub calendar: Calendar,
    /// Days up to today that are judged, and pulled when nothing else is said.
    pub look_back_days: u32,
    /// When to pull by itself; `None` is only when asked.
    pub schedule: Option<Schedule>,
    /// Whose passes it carries out.
    pub tenure: Tenure,
    /// The limits of the interfaces, for previews.
    pub limits: Limits,
    /// Where copies of the store go.
    pub backups: PathBuf,
    /// A digest of the configuration in force, for the audit log.
    pub config_hash: String,
}
