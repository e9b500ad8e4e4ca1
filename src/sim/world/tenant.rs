//! The world: one company at WeCom, one app that calls.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;

use super::{
    journal::Journal,
    quota::Quota,
    switches::Switches,
    token::{Doorkeeper, Tokens},
};
use crate::sim::{
    company::{Change, Company, CompanySpec, Impossible, Member},
    weather::{Forecast, LateRows, Scenario},
};

/// One company at WeCom, and everything WeCom remembers about the app that calls.
///
/// Pure: [`World::handle`] is a function of what was called before and of the time it is told.
pub struct World {
    pub(super) company: Company,
    pub(super) credentials: Credentials,
    pub(super) visible: Visible,
    pub(super) switches: Switches,
    pub(super) late_rows: Option<LateRows>,
    pub(super) forecast: Forecast,
    pub(super) latency: Duration,
    pub(super) tokens: Tokens,
    pub(super) door: Doorkeeper,
    pub(super) quota: Quota,
    pub(super) journal: Journal,
    pub(super) began: Option<Timestamp>,
}

/// The app's visible range (可见范围).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible {
    /// Departments, and all below them.
    pub departments: Vec<u32>,
    /// Members, wherever they are.
    pub members: Vec<String>,
}

impl Visible {
    /// What agent/get says of it (document 90227); everybody if it says nothing.
    fn of(agent: Option<&Value>) -> Self {
        let Some(agent) = agent else { return Self { departments: vec![ROOT], members: Vec::new() } };
        let parties = agent["allow_partys"]["partyid"].as_array().into_iter().flatten();
        let users = agent["allow_userinfos"]["user"].as_array().into_iter().flatten();
        Self {
            departments: parties.filter_map(|id| u32::try_from(id.as_u64()?).ok()).collect(),
            members: users.filter_map(|user| Some(user["userid"].as_str()?.to_owned())).collect(),
        }
    }
}

/// The department that everybody is below.
const ROOT: u32 = 1;

/// What a caller needs to be let in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// corpid.
    pub corp_id: String,
    /// agentid.
    pub agent_id: u32,
    /// corpsecret.
    pub secret: SecretString,
}

impl Default for Credentials {
    /// The ones of `punchdeck simulate`, in every configuration that is to talk to it:
    /// `corp_id = "ww0000000000000000"`, `agent_id = 1000002`, `secret = "punchdeck-simulator"`.
    fn default() -> Self {
        Self { corp_id: "ww0000000000000000".into(), agent_id: 1_000_002, secret: "punchdeck-simulator".into() }
    }
}

/// A world that several parts call.
#[derive(Clone)]
pub struct SharedWorld(Arc<Mutex<World>>);

impl SharedWorld {
    /// Shares a world.
    #[must_use]
    pub fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    /// The world, for the length of one call; never held while waiting.
    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// A company under a scenario, with the default credentials and everybody visible.
    #[must_use]
    pub fn new(company: Company, scenario: &Scenario) -> Self {
        Self {
            visible: Visible::of(company.given().agent.as_ref()),
            company,
            credentials: Credentials::default(),
            switches: scenario.switches.clone(),
            late_rows: scenario.late_rows,
            forecast: Forecast::of(scenario),
            latency: Duration::from_millis(scenario.latency_ms),
            tokens: Tokens::default(),
            door: Doorkeeper::default(),
            quota: Quota::default(),
            journal: Journal::default(),
            began: None,
        }
    }

    /// A made-up company in fair weather.
    #[must_use]
    pub fn seeded(spec: &CompanySpec) -> Self {
        Self::new(Company::seeded(spec), &Scenario::default())
    }

    /// With other credentials.
    #[must_use]
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// With only these departments, and those below them, in the app's visible range (可见范围).
    #[must_use]
    pub fn with_visible(mut self, departments: &[u32]) -> Self {
        self.visible = Visible { departments: departments.into(), members: Vec::new() };
        self
    }

    /// What a caller needs to be let in.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Whom it is about.
    #[must_use]
    pub fn company(&self) -> &Company {
        &self.company
    }

    /// The company as it is from now on, with the range it names; tokens, quotas and the journal go on.
    pub fn set_company(&mut self, company: Company) {
        self.visible = Visible::of(company.given().agent.as_ref());
        self.company = company;
    }

    /// Lets something happen to the company.
    ///
    /// # Errors
    /// If it cannot happen.
    pub fn apply(&mut self, change: Change, at: Timestamp) -> Result<(), Impossible> {
        self.company.apply(change, at)
    }

    /// Other switches and weather from now on, counted from here.
    pub fn set_scenario(&mut self, scenario: &Scenario) {
        self.switches = scenario.switches.clone();
        self.late_rows = scenario.late_rows;
        self.forecast = Forecast::of(scenario);
        self.latency = Duration::from_millis(scenario.latency_ms);
        self.began = None;
    }

    /// Kills every token, as WeCom may at any time.
    pub fn revoke_tokens(&mut self) {
        self.tokens.revoke_all();
    }

    /// What was called.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The departments the app may see.
    #[must_use]
    pub fn visible_departments(&self) -> BTreeSet<u32> {
        self.visible.departments.iter().flat_map(|id| self.company.subtree(*id)).collect()
    }

    /// Whether the app may see a member.
    #[must_use]
    pub fn sees(&self, member: &Member) -> bool {
        let above = || member.departments.iter().flat_map(|id| self.company.way_up(*id));
        self.visible.members.iter().any(|userid| userid.eq_ignore_ascii_case(&member.userid))
            || above().any(|id| self.visible.departments.contains(&id))
    }

    /// The members the app may see at a moment.
    pub fn visible_members(&self, now: Timestamp) -> impl Iterator<Item = &Member> {
        self.company.members(now).filter(|member| self.sees(member))
    }
}
