//! The loop: the only place that waits, makes events of the world, and performs effects.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, RwLock},
    time::Duration,
};

use secrecy::SecretString;
use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, JoinHandle},
    time::MissedTickBehavior,
};

use super::{
    audience::Audience,
    core::{Core, Restored},
    effect::{Effect, Look},
    event::{ConsoleId, Event},
    judging::{Bench, Company},
    looking::look_up,
    settings::Settings,
    surveying,
};
use crate::{
    access::{self, Actor},
    clock::{SharedClock, Stopwatch},
    console::{Console, Fact, Outcome, Request, RequestId, Trouble},
    store::{Store, StoreError, care::back_up_in_use},
    sync::{Job, JobId, plan, pool},
    wecom::{ApiError, Client, Signal, seal, token::Token},
};

/// Events that wait for the loop; whoever makes more waits too.
const EVENTS_QUEUED_MAX: usize = 256;
/// Requests that one console may have waiting.
const REQUESTS_QUEUED_MAX: usize = 64;
const TICK: Duration = Duration::from_secs(1);
/// The store's size is looked at once in so many ticks.
const TICKS_PER_MEASURE: u32 = 10;

/// What an engine is made of.
pub struct Parts {
    /// The disk.
    pub store: Arc<Store>,
    /// The way to WeCom.
    pub client: Arc<Client>,
    /// What the client tells on the way.
    pub signals: mpsc::Receiver<Signal>,
    /// The cached token that the client was given.
    pub token: Option<Token>,
    /// The application's secret, to seal tokens with.
    pub secret: SecretString,
    /// The rest.
    pub settings: Settings,
}

/// A running engine.
pub struct Engine {
    orders: mpsc::Sender<Order>,
    done: JoinHandle<()>,
}

/// What the owner of an engine wants of its loop.
enum Order {
    Join { actor: Actor, console: oneshot::Sender<Console> },
    Note(Fact),
    Stop { judge_first: bool },
}

/// Puts facts that the engine cannot know into its log: what a rehearsal is about to play.
pub struct Pen(mpsc::Sender<Order>);

impl Pen {
    /// Notes a fact; false if the engine has ended.
    pub async fn note(&self, fact: Fact) -> bool {
        self.0.send(Order::Note(fact)).await.is_ok()
    }
}

impl Engine {
    /// Reads what is on the disk and starts the loop on the present runtime.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn start(parts: Parts) -> Result<Self, StoreError> {
        let (orders, inbox) = mpsc::channel(EVENTS_QUEUED_MAX);
        let done = tokio::spawn(Loop::new(parts)?.run(inbox));
        Ok(Self { orders, done })
    }

    /// A console for somebody.
    ///
    /// `None` if the engine has ended.
    pub async fn console(&self, actor: Actor) -> Option<Console> {
        let (sender, receiver) = oneshot::channel();
        self.orders.send(Order::Join { actor, console: sender }).await.ok()?;
        receiver.await.ok()
    }

    /// A pen for the engine's log.
    #[must_use]
    pub fn pen(&self) -> Pen {
        Pen(self.orders.clone())
    }

    /// Ends the engine: what was fetched is stored, the rest is given up.
    pub async fn stop(self) {
        self.end(false).await;
    }

    /// Ends the engine when everything that is stored has been judged.
    pub async fn finish(self) {
        self.end(true).await;
    }

    async fn end(self, judge_first: bool) {
        // A loop that has ended already needs no order, and a panic in it has been reported.
        let _ended = self.orders.send(Order::Stop { judge_first }).await;
        let _reported = self.done.await;
    }
}

struct Loop {
    core: Core,
    audience: Audience,
    bench: Bench,
    client: Arc<Client>,
    signals: mpsc::Receiver<Signal>,
    secret: SecretString,
    clock: SharedClock,
    events: mpsc::Sender<Event>,
    inbox: mpsc::Receiver<Event>,
    fetching: BTreeMap<JobId, AbortHandle>,
    ticks: u32,
    stopped: bool,
}

impl Loop {
    fn new(parts: Parts) -> Result<Self, StoreError> {
        let Parts { store, client, signals, token, secret, settings } = parts;
        let clock = client.clock();
        let company = Arc::new(RwLock::new(Arc::new(Company::read(&store)?)));
        let bench = Bench {
            store: Arc::clone(&store),
            company: Arc::clone(&company),
            policy: settings.policy.clone(),
            calendar: settings.calendar.clone(),
        };
        let restored = Restored::read(&store, token.as_ref())?;
        let shards = Box::new(move |who: &_| store.shard_of(who));
        let core = Core::new(settings, company, shards, restored, clock.now());
        let (events, inbox) = mpsc::channel(EVENTS_QUEUED_MAX);
        let (audience, fetching) = (Audience::default(), BTreeMap::new());
        Ok(Self {
            core,
            audience,
            bench,
            client,
            signals,
            secret,
            clock,
            events,
            inbox,
            fetching,
            ticks: 0,
            stopped: false,
        })
    }

    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut owned = true;
        while !self.stopped {
            let event = tokio::select! {
                biased;
                order = orders.recv(), if owned => {
                    owned = order.is_some();
                    self.obey(order)
                }
                Some(event) = self.inbox.recv() => Some(event),
                Some(signal) = self.signals.recv() => Some(self.translate(signal)),
                _ = tick.tick() => Some(self.tick()),
            };
            if let Some(event) = event {
                self.apply(event);
            }
        }
    }

    fn apply(&mut self, event: Event) {
        if let Event::Fetched { job, .. } = &event {
            self.fetching.remove(&job.id);
        }
        for effect in self.core.step(event, self.clock.now()) {
            self.perform(effect);
        }
        self.audience.nudge(self.core.view());
    }

    fn obey(&mut self, order: Option<Order>) -> Option<Event> {
        match order {
            Some(Order::Join { actor, console }) => {
                // Whoever asked may have gone away meanwhile; then nobody listens, and that shows.
                let _gone = console.send(self.join(actor));
                None
            }
            Some(Order::Note(fact)) => Some(Event::Noted(fact)),
            Some(Order::Stop { judge_first }) => Some(Event::Stopping { judge_first }),
            None => Some(Event::Stopping { judge_first: false }),
        }
    }

    fn join(&mut self, actor: Actor) -> Console {
        let (id, updates) = self.audience.join(access::capabilities(&actor), self.core.view());
        let (requests, asked) = mpsc::channel(REQUESTS_QUEUED_MAX);
        tokio::spawn(forward(id, actor, asked, self.events.clone()));
        Console { requests, updates }
    }

    fn tick(&mut self) -> Event {
        if self.ticks.is_multiple_of(TICKS_PER_MEASURE) {
            let store = Arc::clone(&self.bench.store);
            self.aside(move || Ok(store.health()), |health| Event::Measured(health.unwrap_or_default()));
        }
        self.ticks = self.ticks.wrapping_add(1);
        Event::Tick { quota: self.client.quota().usage() }
    }

    fn translate(&self, signal: Signal) -> Event {
        match signal {
            Signal::Renewed(token) => Event::TokenRenewed {
                sealed: seal::seal(&token, &self.secret),
                fetched_at: token.fetched_at,
                expires_at: token.expires_at,
            },
            Signal::NoToken { error, stopped } => Event::TokenRefused { error, stopped },
            Signal::Retry { error, attempt, wait } => Event::Retried { error, attempt, wait },
            Signal::Clock { ahead_s } => Event::ClockCompared { ahead_s },
            Signal::Blocked { endpoint, until } => Event::Blocked { endpoint, until },
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Fetch(job) => self.fetch(job),
            Effect::Abort(job) => {
                if let Some(handle) = self.fetching.remove(&job) {
                    handle.abort();
                }
            }
            Effect::Commit(unit) => {
                let store = Arc::clone(&self.bench.store);
                self.aside(move || store.commit(*unit), Event::Committed);
            }
            Effect::Judge(days) => {
                let (bench, now) = (self.bench.clone(), self.clock.now());
                self.aside(move || Ok(bench.judge(&days, now)), Event::Judged);
            }
            Effect::BackUp { actor, folder } => {
                let (store, target) = (Arc::clone(&self.bench.store), folder.clone());
                let event = |outcome| Event::BackedUp { actor, folder, outcome };
                self.aside(move || back_up_in_use(&store, &target), event);
            }
            Effect::Survey(survey) => {
                let store = Arc::clone(&self.bench.store);
                let survey = Arc::new(survey);
                let surveyed = Arc::clone(&survey);
                self.aside(move || surveying::left(&store, &surveyed), |left| Event::Surveyed { survey, left });
            }
            Effect::Tell(change) => self.audience.tell(&change),
            Effect::Reply { console, id, outcome } => self.audience.reply(console, id, outcome),
            Effect::Look { console, id, look } => self.look(console, id, look),
            Effect::AllowToken => self.client.allow_token_again(),
            Effect::Stop => self.stopped = true,
        }
    }

    fn fetch(&mut self, job: Job) {
        let (client, events, id) = (Arc::clone(&self.client), self.events.clone(), job.id);
        let (asked_at, watch) = (self.clock.now(), Stopwatch::start());
        let fetching = tokio::spawn({
            let job = job.clone();
            async move { pool::fetch(&client, &job).await }
        });
        self.fetching.insert(id, fetching.abort_handle());
        tokio::spawn(async move {
            let outcome = match fetching.await {
                Ok(outcome) => outcome,
                Err(aborted) if aborted.is_cancelled() => return,
                Err(_panic) => Err(ApiError::broken_off(plan::endpoint(job.work.stream()))),
            };
            report(async { Event::Fetched { job, outcome, asked_at, took: watch.elapsed() } }, events).await;
        });
    }

    /// Lets the store work beside the loop, and takes its outcome as an event.
    ///
    /// sled can panic; that is a damaged store and not a commit without end.
    fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
        event: impl FnOnce(Result<T, Trouble>) -> Event + Send + 'static,
    ) {
        let working = tokio::task::spawn_blocking(work);
        let broken = |_panic| Err(StoreError::damaged("it broke off in the middle of its work"));
        let outcome = async move { event(working.await.unwrap_or_else(broken).map_err(|error| error.trouble())) };
        tokio::spawn(report(outcome, self.events.clone()));
    }

    /// Answers from the disk. The answer comes back through the loop, so that it stands in order
    /// behind the changes that the console has seen.
    fn look(&mut self, console: ConsoleId, id: RequestId, look: Look) {
        let (bench, now) = (self.bench.clone(), self.clock.now());
        let anomaly = match &look {
            Look::Days { anomaly, .. } => self.core.anomaly_now(*anomaly),
            Look::Audit(_) | Look::Heat(_) | Look::Trace { .. } | Look::Weigh(_) => None,
        };
        let told = move |found: Result<Outcome, Trouble>| {
            let outcome = found.unwrap_or_else(Outcome::Failed);
            Event::LookedUp { console, id, outcome }
        };
        self.aside(move || look_up(&bench, look, anomaly, now), told);
    }
}

async fn report(event: impl Future<Output = Event>, events: mpsc::Sender<Event>) {
    let event = event.await;
    let _ended = events.send(event).await;
}

/// Brings one console's requests to the loop, until either ends.
async fn forward(console: ConsoleId, actor: Actor, mut asked: mpsc::Receiver<Request>, events: mpsc::Sender<Event>) {
    while let Some(request) = asked.recv().await {
        if events.send(Event::Asked { console, actor: actor.clone(), request }).await.is_err() {
            return;
        }
    }
}
