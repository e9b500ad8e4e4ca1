//! What every command needs: time, language, configuration, store, engine.

use std::{
    env,
    path::PathBuf,
    sync::{Arc, RwLock},
};

use jiff::tz::TimeZone;
use tokio::runtime::{self, Runtime};
use tokio::sync::mpsc;

use super::{arguments::Global, failure::Failure, help, say::tell};
use crate::{
    access::{Actor, Role},
    clock::{AnchoredClock, SharedClock, SystemClock},
    config::{self, Config, paths},
    console::view::{Environment, Identity},
    domain::DayRange,
    engine::{
        Engine, Parts, Schedule, Settings, Tenure,
        judging::{Bench, Company},
    },
    store::{SledDisk, Store, StoreSettings},
    text::Text,
    tui::{self, theme},
    wecom::{Client, Credentials, Transport, http::Http, quota::Quota, seal},
};

/// Signals that wait for the engine.
const SIGNALS_QUEUED_MAX: usize = 64;

/// Where a command is carried out.
pub struct Place {
    /// The options that every command has.
    pub global: Global,
    /// Words.
    pub text: Text,
    /// The time: the machine's, or the one that was asked for.
    pub clock: SharedClock,
}

impl Place {
    /// A place by the options of the command line.
    #[must_use]
    pub fn new(global: &Global) -> Self {
        let text = Text::new(global.lang.unwrap_or_else(help::locale));
        let clock: SharedClock = match global.now {
            Some(now) => Arc::new(AnchoredClock::at(now)),
            None => Arc::new(SystemClock),
        };
        Self { global: global.clone(), text, clock }
    }

    /// Reads the configuration.
    ///
    /// # Errors
    /// If there is none, or it says what it must not.
    pub fn config(&self) -> Result<Config, Failure> {
        Ok(config::read(self.global.config.as_deref())?)
    }

    /// Whether the time is one that was asked for.
    #[must_use]
    pub fn is_rehearsal(&self) -> bool {
        self.global.now.is_some()
    }

    /// Says on standard error that the time is not the real one, if it is not.
    pub fn admit_rehearsal(&self) {
        if self.is_rehearsal() {
            tell(self.text.rehearsal_time());
        }
    }

    /// Opens the store that the configuration names.
    ///
    /// # Errors
    /// If another process holds it, or the disk refuses.
    pub fn store(&self, config: &Config) -> Result<Store, Failure> {
        let disk = SledDisk::open(&self.data_dir(config), config.file.store.free_floor_mib << 20)?;
        let settings = StoreSettings { corp_id: config.file.wecom.corp_id.clone() };
        Ok(Store::open(disk, &settings)?)
    }

    /// Starts an engine over the store and the network that the configuration names.
    ///
    /// # Errors
    /// If it would write a made-up time's verdicts beside WeCom's own data, the secret cannot be had,
    /// another process holds the store, or the disk refuses.
    pub fn engine(&self, config: &Config, schedule: Option<Schedule>) -> Result<(Engine, Arc<Store>), Failure> {
        self.refuse_rehearsal(config)?;
        let wecom = &config.file.wecom;
        let secret = wecom.secret.fetch().map_err(config::ConfigError::from)?;
        let transport = Arc::new(Http::new(&wecom.base_url)?);
        let store = Arc::new(self.store(config)?);
        let credentials = Credentials { corp_id: wecom.corp_id.clone(), agent_id: wecom.agent_id, secret };
        let settings = self.settings(config, schedule);
        let engine = start(Arc::clone(&store), transport, credentials, &self.clock, settings)?;
        Ok((engine, store))
    }

    /// What judges days from the store, without an engine.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn bench(&self, config: &Config, store: &Arc<Store>) -> Result<Bench, Failure> {
        Ok(Bench {
            store: Arc::clone(store),
            company: Arc::new(RwLock::new(Arc::new(Company::read(store)?))),
            policy: config.file.attendance.clone(),
            calendar: config.calendar.clone(),
        })
    }

    /// Refuses to rehearse on the store that holds WeCom's own data.
    ///
    /// # Errors
    /// If the time is a made-up one, and the store and WeCom are not.
    pub fn refuse_rehearsal(&self, config: &Config) -> Result<(), Failure> {
        let real = config.file.wecom.is_wecom_itself() && !self.works_on_a_copy(config);
        if self.is_rehearsal() && real {
            return Err(Failure::Usage(self.text.rehearsal_on_real_store().to_owned()));
        }
        Ok(())
    }

    /// Who sits here.
    #[must_use]
    pub fn actor(&self, config: &Config) -> Actor {
        let role = if config.file.access.read_only { Role::Reader } else { Role::Operator };
        Actor { name: config.file.access.actor.clone().unwrap_or_else(account), role }
    }

    /// What the screen is told, by options and configuration. Times are shown in the zone in which
    /// attendance is judged, wherever the reader sits.
    ///
    /// # Errors
    /// If there is no such theme.
    pub fn screen(&self, named_theme: Option<&str>, zone: TimeZone) -> Result<tui::Settings, Failure> {
        let name = self.global.theme.as_deref().or(named_theme).unwrap_or("term16");
        let theme = theme::load(name, paths::themes().as_deref())?;
        let color = self.global.color.into();
        Ok(tui::Settings { lang: self.text.lang, theme, color, zone, ..tui::Settings::default() })
    }

    /// Where the store lies.
    #[must_use]
    pub fn data_dir(&self, config: &Config) -> PathBuf {
        self.global.data_dir.clone().unwrap_or_else(|| config.data_dir())
    }

    /// Whether the command line names another store than the configuration, by whatever path.
    fn works_on_a_copy(&self, config: &Config) -> bool {
        let real = |folder: PathBuf| folder.canonicalize().unwrap_or(folder);
        real(self.data_dir(config)) != real(config.data_dir())
    }

    /// What an engine is told; without a schedule it is one of a single command.
    #[must_use]
    pub fn settings(&self, config: &Config, schedule: Option<Schedule>) -> Settings {
        let wecom = &config.file.wecom;
        Settings {
            identity: Identity {
                corp: masked(&wecom.corp_id),
                agent: wecom.agent_id,
                environment: if wecom.is_wecom_itself() { Environment::Wecom } else { Environment::Custom },
                actor: self.actor(config).name,
                read_only: config.file.access.read_only,
                rehearsal: self.is_rehearsal(),
            },
            policy: config.file.attendance.clone(),
            calendar: config.calendar.clone(),
            look_back_days: config.file.sync.look_back_days,
            tenure: if schedule.is_some() { Tenure::Lasting } else { Tenure::OneCommand },
            schedule,
            limits: config.limits(),
            backups: self.data_dir(config).join("backups"),
            config_hash: config.hash.clone(),
        }
    }
}

/// Days in their order.
///
/// # Errors
/// If the first is after the last.
pub fn in_order(text: Text, days: DayRange) -> Result<DayRange, Failure> {
    let wrong = || Failure::Usage(text.wrong_way_round(&days.from.to_string(), &days.to.to_string()));
    if days.from <= days.to { Ok(days) } else { Err(wrong()) }
}

/// Starts an engine of these parts on the present runtime.
///
/// # Errors
/// If the disk cannot be read.
pub fn start(
    store: Arc<Store>,
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    clock: &SharedClock,
    settings: Settings,
) -> Result<Engine, Failure> {
    let secret = credentials.secret.clone();
    let token = store.token()?.and_then(|sealed| seal::open(&sealed, &secret));
    let (sender, signals) = mpsc::channel(SIGNALS_QUEUED_MAX);
    let quota = Quota::new(settings.limits.clone());
    let client = Client::new(transport, credentials, quota, Arc::clone(clock), token.clone(), sender);
    let client = if settings.identity.rehearsal { client.in_rehearsal() } else { client };
    let parts = Parts { store, client: Arc::new(client), signals, token, secret, settings };
    Ok(Engine::start(parts)?)
}

/// The runtime of a command: the screen on the main thread, everything else on workers.
///
/// # Errors
/// If the system gives no threads.
pub fn runtime() -> Result<Runtime, Failure> {
    runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::io("starting the runtime"))
}

/// The account of the system.
#[must_use]
pub fn account() -> String {
    let named = env::var("USER").ok().filter(|name| !name.is_empty());
    named.unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()))
}

/// A corp id but for its ends.
#[must_use]
pub fn masked(corp_id: &str) -> String {
    match (corp_id.get(..4), corp_id.len().checked_sub(4).and_then(|end| corp_id.get(end..))) {
        (Some(head), Some(tail)) if corp_id.len() > 8 => format!("{head}…{tail}"),
        _ => "…".to_owned(),
    }
}
