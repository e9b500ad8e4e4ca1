//! The configuration as it is written. Unknown keys are errors.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;

use super::secret::SecretSource;
use crate::{
    domain::policy::Policy,
    wecom::http::{self, WECOM},
};

/// The whole file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Where store and lock lie; made for the owner only.
    #[serde(default)]
    pub data_dir: Option<PathBuf>,
    /// Who we are to WeCom.
    pub wecom: Wecom,
    /// The company's settings of the rules.
    #[serde(default)]
    pub attendance: Policy,
    /// What is pulled when.
    #[serde(default)]
    pub sync: Sync,
    /// The disk.
    #[serde(default)]
    pub store: Store,
    /// The screen.
    #[serde(default)]
    pub console: Console,
    /// Who sits here.
    #[serde(default)]
    pub access: Access,
}

/// `[wecom]`: who we are to WeCom.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wecom {
    /// 企业 ID.
    pub corp_id: String,
    /// The application's number (`AgentId`).
    pub agent_id: u64,
    /// The application's Secret.
    pub secret: SecretSource,
    /// WeCom, or a proxy or simulator that stands in for it.
    #[serde(default = "wecom_itself")]
    pub base_url: String,
    /// Calls a minute by interface, where a tenant's limits differ; `enabled = false` is no pacing.
    #[serde(default)]
    pub limits: BTreeMap<String, Limit>,
}

/// One entry of `[wecom.limits]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Limit {
    /// `enabled = false`.
    Switch(bool),
    /// Calls a minute.
    PerMinute(u32),
}

/// `[sync]`: what is pulled when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sync {
    /// Seconds between looks at the rows of today and yesterday, while nobody is expected to punch.
    pub records_every_s: u32,
    /// The same while people come and go.
    pub records_busy_every_s: u32,
    /// Seconds between looks at the rows of the last seven days.
    pub week_every_s: u32,
    /// Seconds between pulls of organisation and rules.
    pub everything_every_s: u32,
    /// The hour of UTC+8 after which the whole look-back is pulled, once a day.
    pub night_hour: i8,
    /// Days up to today that are judged, and pulled when nothing else is said.
    pub look_back_days: u32,
    /// Our share of WeCom's limits; other applications of the company need the rest.
    pub quota_share_percent: u32,
}

/// `[store]`: the disk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// Below so much room nothing is written.
    pub free_floor_mib: u64,
}

/// `[console]`: the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Console {
    /// The theme's name.
    pub theme: Option<String>,
    /// `en` or `zh-CN`.
    pub language: Option<String>,
}

/// `[access]`: who sits here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Access {
    /// The name in the audit log; without it the account of the system.
    pub actor: Option<String>,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
}

impl Default for Sync {
    fn default() -> Self {
        Self {
            records_every_s: 300,
            records_busy_every_s: 60,
            week_every_s: 3_600,
            everything_every_s: 21_600,
            night_hour: 3,
            look_back_days: 35,
            quota_share_percent: 80,
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Self { free_floor_mib: 2_048 }
    }
}

impl Wecom {
    /// Whether the calls go to WeCom and to nobody who stands in for it, by the host of the address.
    #[must_use]
    pub fn is_wecom_itself(&self) -> bool {
        http::is_wecom_itself(&self.base_url)
    }
}

fn wecom_itself() -> String {
    WECOM.to_owned()
}
