//! The app as its administrators have set it up (documents 90227 and 90664), and what they change.

use std::{fmt, net::IpAddr};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::refusal::Refusal;

/// How long a newly entered address takes to hold (document 90313, help of 60020).
const TRUST_TAKES: SignedDuration = SignedDuration::from_mins(1);

/// The department that everybody is below.
const ROOT: u32 = 1;

/// The app that calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Whom it may see.
    pub range: Range,
    /// Whether it may call.
    pub standing: AppStanding,
    trusted: Option<Vec<Trusted>>,
}

/// The visible range (可见范围).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Range {
    /// Departments with all below them.
    pub departments: Vec<u32>,
    /// Members named one by one.
    pub users: Vec<String>,
}

/// Whether the app may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppStanding {
    /// It may.
    Running,
    /// An administrator has stopped it (停用): 50003.
    Stopped,
    /// WeCom has stopped it because nobody uses it: 48006.
    Suspended,
}

/// An address of 企业可信IP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Trusted {
    address: IpAddr,
    from: Timestamp,
}

/// What administrators do to the app, and what WeCom does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppChange {
    /// The visible range is another one from now on.
    Range(Range),
    /// An administrator stops it.
    Stopped,
    /// WeCom warns that it will be stopped in so many seconds, since nobody uses it.
    InactiveAlert(u32),
    /// WeCom stops it.
    Suspended,
    /// It runs again.
    Started,
    /// The secret is this one from now on, and every token is dead.
    SecretReset(NewSecret),
    /// These addresses may call and no others, a minute from now on.
    Trusted(Vec<IpAddr>),
}

/// A secret that a scenario makes up. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewSecret(pub String);

impl fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSecret(…)")
    }
}

impl AppChange {
    /// Their names in a scenario.
    pub const NAMES: [&str; 7] =
        ["range", "stopped", "inactive_alert", "suspended", "started", "secret_reset", "trusted"];
}

impl Range {
    /// What agent/get says of it (document 90227); everybody if it says nothing.
    #[must_use]
    pub fn of(agent: Option<&Value>) -> Self {
        let Some(agent) = agent else { return Self::departments(&[ROOT]) };
        let list = |list: &str, inner: &str| agent[list][inner].as_array().cloned().unwrap_or_default();
        let departments =
            list("allow_partys", "partyid").iter().filter_map(|id| id.as_u64()?.try_into().ok()).collect();
        let users = list("allow_userinfos", "user");
        Self { departments, users: users.iter().filter_map(|user| Some(user["userid"].as_str()?.into())).collect() }
    }

    /// Only departments.
    #[must_use]
    pub fn departments(departments: &[u32]) -> Self {
        Self { departments: departments.into(), users: Vec::new() }
    }
}

impl App {
    /// An app with this range that runs, and was made before addresses had to be trusted.
    #[must_use]
    pub fn seeing(range: Range) -> Self {
        Self { range, standing: AppStanding::Running, trusted: None }
    }

    /// Lets calls of a running app on.
    pub fn admit(&self) -> Result<(), Refusal> {
        match self.standing {
            AppStanding::Running => Ok(()),
            AppStanding::Stopped => Err(Refusal::code(50003)),
            AppStanding::Suspended => Err(Refusal::code(48006)),
        }
    }

    /// Whether an address may call.
    #[must_use]
    pub fn trusts(&self, address: IpAddr, now: Timestamp) -> bool {
        let holds = |known: &Trusted| known.address == address && known.from <= now;
        self.trusted.as_ref().is_none_or(|trusted| trusted.iter().any(holds))
    }

    /// Lets any address call, as apps from before June 2022 do.
    pub fn trust_everybody(&mut self) {
        self.trusted = None;
    }

    /// Lets these addresses call, at once.
    pub fn trust_at_once(&mut self, addresses: &[IpAddr]) {
        let known = |address: &IpAddr| Trusted { address: *address, from: Timestamp::MIN };
        self.trusted = Some(addresses.iter().map(known).collect());
    }

    /// Enters these addresses in place of those before; the ones that are new hold after a minute.
    pub fn trust(&mut self, addresses: &[IpAddr], now: Timestamp) {
        let before = self.trusted.take().unwrap_or_default();
        let known = |address: &IpAddr| {
            let already = before.iter().find(|known| known.address == *address).copied();
            already.unwrap_or(Trusted { address: *address, from: now + TRUST_TAKES })
        };
        self.trusted = Some(addresses.iter().map(known).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_address_holds_after_a_minute_and_an_old_one_goes_on() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let [home, away] = [IpAddr::from([203, 0, 113, 7]), IpAddr::from([198, 51, 100, 9])];
        let mut app = App::seeing(Range::of(None));
        assert!(app.trusts(away, at(0)), "nothing has been entered");
        app.trust_at_once(&[home]);
        assert!(app.trusts(home, at(0)) && !app.trusts(away, at(0)));
        app.trust(&[home, away], at(100));
        assert!(app.trusts(home, at(100)) && !app.trusts(away, at(159)) && app.trusts(away, at(160)));
    }
}
