//! The interface as we wish it were: ask, wait, get an answer or an error that knows what to do.

mod approvals;
mod checkin;
mod contacts;
mod message;
mod security;
mod writing;

#[cfg(test)]
mod stage;
#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::{
    error::{ApiError, Class, Fault},
    interface::{self, Interface},
    quota::{Quota, Urgency},
    retry::{Attempts, Next},
    skew::Skew,
    token::{Token, TokenKeeper, is_final},
    transport::{Request, Transport},
    wire::{WireError, envelope},
};
use crate::clock::{Clock, CorrectedClock, SharedClock};

/// How long a whole exchange may take; an answer of a hundred people's month has several megabytes.
const TIMEOUT: Duration = Duration::from_mins(1);
/// People in one call (document 90262).
pub const PEOPLE_MAX: usize = 100;
/// The longest window of one call (documents 90262; longer ones answer 301024).
pub const WINDOW_MAX: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The same where days are asked for (documents 93374, 93387, 93380: a month at most, or not said).
pub const DAYS_MAX: usize = 30;

/// Something that happened on the way to an answer.
#[derive(Debug, Clone)]
pub enum Signal {
    /// A token was fetched.
    Renewed(Arc<Token>),
    /// No token could be had; `stopped` if nobody tries again before a person acts.
    NoToken {
        /// Why.
        error: ApiError,
        /// Whether only a person can help.
        stopped: bool,
    },
    /// A call failed and is made again after a pause.
    Retry {
        /// Why.
        error: ApiError,
        /// Failures so far.
        attempt: u32,
        /// The pause.
        wait: Duration,
    },
    /// By how much this machine's clock is ahead of WeCom's, for the first time and when it changes.
    Clock {
        /// Seconds; negative if it is behind, 0 if it is as good as right.
        ahead_s: i64,
    },
    /// WeCom blocks the interface for a while.
    Blocked {
        /// The interface.
        endpoint: &'static str,
        /// Until when.
        until: Timestamp,
    },
}

/// Who we are to WeCom.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The company.
    pub corp_id: String,
    /// The application.
    pub agent_id: u64,
    /// The application's secret.
    pub secret: SecretString,
}

/// Calls WeCom. Cheap to clone; every call waits for its turn, holds a good token and is repeated
/// where that is right.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    keeper: Arc<TokenKeeper>,
    quota: Arc<Quota>,
    clock: Arc<CorrectedClock>,
    /// What the answers say of the clock; `None` if it is not to be put right.
    skew: Option<Arc<Mutex<Skew>>>,
    signals: mpsc::Sender<Signal>,
    urgency: Urgency,
}

/// One call, before it has a token.
struct Call {
    interface: Interface,
    query: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Client {
    /// A client that reports what happens on the way to `signals`.
    #[must_use]
    pub fn new(
        transport: Arc<dyn Transport>,
        credentials: Credentials,
        quota: Quota,
        clock: SharedClock,
        cached: Option<Token>,
        signals: mpsc::Sender<Signal>,
    ) -> Self {
        let (keeper, quota) = (Arc::new(TokenKeeper::new(cached)), Arc::new(quota));
        let (clock, skew) = (Arc::new(CorrectedClock::following(clock)), Some(Arc::default()));
        Self { transport, credentials, keeper, quota, clock, skew, signals, urgency: Urgency::Patient }
    }

    /// The same client in haste: its calls go before those that are not.
    #[must_use]
    pub fn in_haste(&self) -> Self {
        Self { urgency: Urgency::Urgent, ..self.clone() }
    }

    /// The same client with the clock left as it is: in a rehearsal another time is meant.
    #[must_use]
    pub fn in_rehearsal(self) -> Self {
        Self { skew: None, ..self }
    }

    /// WeCom's time: the clock that this client was given, put right by what the answers say.
    #[must_use]
    pub fn clock(&self) -> SharedClock {
        let clock: Arc<CorrectedClock> = Arc::clone(&self.clock);
        clock
    }

    /// How fast each interface may be called, and how fast it is.
    #[must_use]
    pub fn quota(&self) -> &Quota {
        &self.quota
    }

    /// Lets the next call try for a token again.
    pub fn allow_token_again(&self) {
        self.keeper.allow_again();
    }

    async fn ask<T>(&self, call: Call, read: impl Fn(&[u8]) -> Result<T, WireError> + Sync) -> Result<T, ApiError> {
        let mut attempts = Attempts::default();
        loop {
            // A token first: calls that waited for a refresh must not leave all at once behind it. And
            // again when it is their turn: the one they waited with may have been refused meanwhile.
            self.lend().await?;
            self.quota.pass(call.interface.path, self.urgency).await;
            let token = self.lend().await?;
            let error = match self.exchange(call.with_token(&token), &read).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match attempts.next(&error) {
                Next::GiveUp => {
                    if error.class() == Class::NewToken {
                        self.keeper.reject(&token).await;
                    }
                    return Err(error);
                }
                Next::WithNewToken => self.keeper.reject(&token).await,
                Next::After(wait) => self.pause(error, attempts.failed(), wait).await,
                Next::AfterBlock(length) => self.block(call.interface.path, length).await,
            }
        }
    }

    async fn lend(&self) -> Result<Arc<Token>, ApiError> {
        self.keeper.lend(|| self.clock.now(), async || self.fetch_token().await).await
    }

    /// One refresh, repeated where that is right; runs under the keeper's lock.
    async fn fetch_token(&self) -> Result<Token, ApiError> {
        let mut attempts = Attempts::default();
        loop {
            let error = match self.request_token().await {
                Ok(token) => {
                    self.report(Signal::Renewed(Arc::new(token.clone()))).await;
                    return Ok(token);
                }
                Err(error) => error,
            };
            match attempts.next(&error) {
                Next::After(wait) => self.pause(error, attempts.failed(), wait).await,
                Next::GiveUp | Next::WithNewToken | Next::AfterBlock(_) => {
                    self.report(Signal::NoToken { stopped: is_final(&error), error: error.clone() }).await;
                    return Err(error);
                }
            }
        }
    }

    async fn request_token(&self) -> Result<Token, ApiError> {
        let asked_at = self.clock.now();
        let request = Request {
            method: interface::TOKEN.method,
            endpoint: interface::TOKEN.path,
            query: vec![("corpid", self.credentials.corp_id.clone())],
            secrets: vec![("corpsecret", self.credentials.secret.clone())],
            body: None,
            timeout: TIMEOUT,
        };
        self.quota.pass(interface::TOKEN.path, Urgency::Urgent).await;
        let granted = self.exchange(request, envelope::token).await?;
        // This very answer may have put the clock back: the token must not seem to live longer for it.
        let asked_at = asked_at.min(self.clock.now());
        let expires_at = asked_at.saturating_add(granted.expires_in).unwrap_or(asked_at);
        Ok(Token { text: granted.text, fetched_at: asked_at, expires_at })
    }

    async fn exchange<T>(&self, request: Request, read: impl Fn(&[u8]) -> Result<T, WireError>) -> Result<T, ApiError> {
        let endpoint = request.endpoint;
        let failed = |fault| ApiError { endpoint, fault };
        let asked_at = self.clock.uncorrected();
        let response = self.transport.send(request).await.map_err(|error| failed(Fault::Transport(error)))?;
        self.compare_clocks(asked_at, response.date).await;
        let status = response.status;
        if status != 200 {
            return Err(failed(Fault::NotWecom { status, what: "no answer of the interface".into() }));
        }
        read(&response.body).map_err(|error| match error {
            WireError::Refused(refusal) => failed(Fault::Refused(refusal)),
            other => failed(Fault::NotWecom { status, what: other.to_string() }),
        })
    }

    async fn compare_clocks(&self, asked_at: Timestamp, date: Option<Timestamp>) {
        let (Some(skew), Some(date)) = (&self.skew, date) else { return };
        let news = skew.lock().unwrap_or_else(PoisonError::into_inner).hear(asked_at, self.clock.uncorrected(), date);
        if let Some(ahead_s) = news {
            self.clock.correct(ahead_s);
            self.report(Signal::Clock { ahead_s }).await;
        }
    }

    async fn pause(&self, error: ApiError, attempt: u32, wait: Duration) {
        self.report(Signal::Retry { error, attempt, wait }).await;
        tokio::time::sleep(wait).await;
    }

    async fn block(&self, endpoint: &'static str, length: Duration) {
        let until = self.clock.now().saturating_add(length).unwrap_or(Timestamp::MAX);
        self.quota.block(endpoint, length, until);
        self.report(Signal::Blocked { endpoint, until }).await;
    }

    /// The engine reads these for as long as it lives; afterwards nobody needs them.
    async fn report(&self, signal: Signal) {
        let _ended = self.signals.send(signal).await;
    }
}

impl Call {
    fn get(interface: Interface, query: Vec<(&'static str, String)>) -> Self {
        Self { interface, query, body: None }
    }

    fn post(interface: Interface, body: String) -> Self {
        Self { interface, query: Vec::new(), body: Some(body) }
    }

    fn with_token(&self, token: &Token) -> Request {
        Request {
            method: self.interface.method,
            endpoint: self.interface.path,
            query: self.query.clone(),
            secrets: vec![("access_token", token.text.clone())],
            body: self.body.clone(),
            timeout: TIMEOUT,
        }
    }
}
