//! The world: one company at WeCom, one app that calls.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::{
    app::{App, Range},
    concurrency::UnderWay,
    journal::Journal,
    news::News,
    operations::Operations,
    outbox::Outbox,
    quota::Quota,
    switches::Switches,
    token::{Doorkeeper, Tokens},
};
use crate::sim::{
    company::{Change, Company, CompanySpec, Impossible, Member},
    weather::{Event, Forecast, LateRows, Scenario},
};

/// One company at WeCom, and everything WeCom remembers about the app that calls.
///
/// Pure: [`World::handle`] is a function of what was called before and of the time it is told.
pub struct World {
    pub(super) company: Company,
    pub(super) credentials: Credentials,
    pub(super) app: App,
    /// Whether the app has somebody who takes its callbacks.
    pub(super) has_callback: bool,
    pub(super) switches: Switches,
    pub(super) late_rows: Option<LateRows>,
    pub(super) forecast: Forecast,
    /// What has yet to happen.
    pub(super) script: Vec<Event>,
    pub(super) impossible: Vec<String>,
    pub(super) news: Vec<News>,
    pub(super) latency: Duration,
    pub(super) tokens: Tokens,
    pub(super) door: Doorkeeper,
    pub(super) quota: Quota,
    pub(super) under_way: UnderWay,
    pub(super) outbox: Outbox,
    pub(super) operations: Operations,
    pub(super) journal: Journal,
    pub(super) began: Option<Timestamp>,
}

/// What a caller needs to be let in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// corpid.
    pub corp_id: String,
    /// agentid.
    pub agent_id: u32,
    /// corpsecret.
    pub secret: SecretString,
    /// The secret of 通讯录同步, which `user/list_id` wants.
    pub contact_secret: SecretString,
}

impl Default for Credentials {
    /// The ones of `punchdeck simulate`, in every configuration that is to talk to it:
    /// `corp_id = "ww0000000000000000"`, `agent_id = 1000002`, `secret = "punchdeck-simulator"`;
    /// 通讯录同步 has `punchdeck-contact-sync`.
    fn default() -> Self {
        Self {
            corp_id: "ww0000000000000000".into(),
            agent_id: 1_000_002,
            secret: "punchdeck-simulator".into(),
            contact_secret: "punchdeck-contact-sync".into(),
        }
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
        let mut world = Self {
            app: App::seeing(Range::of(company.given().agent.as_ref())),
            has_callback: false,
            company,
            credentials: Credentials::default(),
            switches: scenario.switches.clone(),
            late_rows: scenario.late_rows,
            forecast: Forecast::of(scenario),
            script: Vec::new(),
            impossible: Vec::new(),
            news: Vec::new(),
            latency: Duration::ZERO,
            tokens: Tokens::default(),
            door: Doorkeeper::default(),
            quota: Quota::default(),
            under_way: UnderWay::default(),
            outbox: Outbox::default(),
            operations: Operations::default(),
            journal: Journal::default(),
            began: None,
        };
        world.set_scenario(scenario);
        world
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
        self.app.range = Range::departments(departments);
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
        self.app.range = Range::of(company.given().agent.as_ref());
        self.company = company;
    }

    /// Lets something happen to the company.
    ///
    /// # Errors
    /// If it cannot happen.
    pub fn apply(&mut self, change: Change, at: Timestamp) -> Result<(), Impossible> {
        self.company.apply(change, at)
    }

    /// The time here when it is `host` on the machine that this runs on.
    #[must_use]
    pub fn time(&self, host: Timestamp) -> Timestamp {
        host.saturating_add(SignedDuration::from_secs(self.switches.clock_skew_s)).unwrap_or(host)
    }

    /// Other switches, weather and script from now on, counted from here.
    pub fn set_scenario(&mut self, scenario: &Scenario) {
        self.switches = scenario.switches.clone();
        self.late_rows = scenario.late_rows;
        self.forecast = Forecast::of(scenario);
        self.script.clone_from(&scenario.events);
        self.latency = Duration::from_millis(scenario.latency_ms);
        match &scenario.trusted {
            Some(addresses) => self.app.trust_at_once(addresses),
            None => self.app.trust_everybody(),
        }
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

    /// What members were told.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The departments the app may see.
    #[must_use]
    pub fn visible_departments(&self) -> BTreeSet<u32> {
        self.app.range.departments.iter().flat_map(|id| self.company.subtree(*id)).collect()
    }

    /// Whether the app may see a member.
    #[must_use]
    pub fn sees(&self, member: &Member) -> bool {
        let above = || member.departments.iter().flat_map(|id| self.company.way_up(*id));
        self.app.range.users.iter().any(|userid| userid.eq_ignore_ascii_case(&member.userid))
            || above().any(|id| self.app.range.departments.contains(&id))
    }

    /// The members the app may see at a moment.
    pub fn visible_members(&self, now: Timestamp) -> impl Iterator<Item = &Member> {
        self.company.members(now).filter(|member| self.sees(member))
    }
}
