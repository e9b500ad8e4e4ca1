//! The interface as we wish it were: ask, wait, get an answer or an error that knows what to do.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::SignedDuration;
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::{
    error::{ApiError, Class, Fault},
    quota::Quota,
    retry::{Attempts, Next},
    token::{Token, TokenKeeper, is_final},
    transport::{Method, Request, Transport},
    wire::{
        WireError, checkin, contacts, envelope,
        rules::{Rules, rules},
    },
};
use crate::{
    clock::SharedClock,
    domain::{DepartmentId, EmployeeId, Window},
};

/// How long a whole exchange may take; an answer of a hundred people's month has several megabytes.
const TIMEOUT: Duration = Duration::from_mins(1);
/// People in one call (document 90262).
pub const PEOPLE_MAX: usize = 100;
/// The longest window of one call (documents 90262; longer ones answer 301024).
pub const WINDOW_MAX: SignedDuration = SignedDuration::from_hours(30 * 24);

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
    /// WeCom blocks the interface for a while.
    Blocked {
        /// The interface.
        endpoint: &'static str,
        /// Until when.
        until: jiff::Timestamp,
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

/// Calls WeCom. Cheap to share; every call waits for its turn, holds a good token and is repeated
/// where that is right.
pub struct Client {
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    keeper: TokenKeeper,
    quota: Quota,
    clock: SharedClock,
    signals: mpsc::Sender<Signal>,
}

/// One call, before it has a token.
struct Call {
    method: Method,
    endpoint: &'static str,
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
        Self { transport, credentials, keeper: TokenKeeper::new(cached), quota, clock, signals }
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

    /// The application's own entry: whom it may see, whether it is stopped (document 90227).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn agent(&self) -> Result<contacts::AgentProfile, ApiError> {
        let agent = self.credentials.agent_id.to_string();
        self.ask(Call::get("agent/get", vec![("agentid", agent)]), contacts::agent).await
    }

    /// The departments that the application may see (document 95350).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn departments(&self) -> Result<contacts::Departments, ApiError> {
        self.ask(Call::get("department/simplelist", Vec::new()), contacts::departments).await
    }

    /// The members of one department, without those below (document 90201).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn members(&self, department: DepartmentId) -> Result<contacts::Members, ApiError> {
        let query = vec![("department_id", department.to_string())];
        self.ask(Call::get("user/list", query), contacts::members).await
    }

    /// All check-in rules of the company (document 93384), and the answer they came in.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn rules(&self) -> Result<(Bytes, Rules), ApiError> {
        let call = Call::post("checkin/getcorpcheckinoption", "{}".to_owned());
        self.ask(call, |body| rules(body).map(|rules| (Bytes::copy_from_slice(body), rules))).await
    }

    /// Check-in rows of at most [`PEOPLE_MAX`] people over at most [`WINDOW_MAX`] (document 90262).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn punches(&self, people: &[EmployeeId], window: Window) -> Result<checkin::Rows, ApiError> {
        let call = Call::post("checkin/getcheckindata", checkin::request(people, window));
        self.ask(call, checkin::punches).await
    }

    async fn ask<T>(&self, call: Call, read: impl Fn(&[u8]) -> Result<T, WireError> + Sync) -> Result<T, ApiError> {
        let mut attempts = Attempts::default();
        loop {
            // A token first: calls that waited for a refresh must not leave all at once behind it. And
            // again when it is their turn: the one they waited with may have been refused meanwhile.
            self.lend().await?;
            self.quota.pass(call.endpoint).await;
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
                Next::AfterBlock(length) => self.block(call.endpoint, length).await,
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
            method: Method::Get,
            endpoint: "gettoken",
            query: vec![("corpid", self.credentials.corp_id.clone())],
            secrets: vec![("corpsecret", self.credentials.secret.clone())],
            body: None,
            timeout: TIMEOUT,
        };
        self.quota.pass("gettoken").await;
        let granted = self.exchange(request, envelope::token).await?;
        let expires_at = asked_at.saturating_add(granted.expires_in).unwrap_or(asked_at);
        Ok(Token { text: granted.text, fetched_at: asked_at, expires_at })
    }

    async fn exchange<T>(&self, request: Request, read: impl Fn(&[u8]) -> Result<T, WireError>) -> Result<T, ApiError> {
        let endpoint = request.endpoint;
        let failed = |fault| ApiError { endpoint, fault };
        let response = self.transport.send(request).await.map_err(|error| failed(Fault::Transport(error)))?;
        let status = response.status;
        if status != 200 {
            return Err(failed(Fault::NotWecom { status, what: "no answer of the interface".into() }));
        }
        read(&response.body).map_err(|error| match error {
            WireError::Refused(refusal) => failed(Fault::Refused(refusal)),
            other => failed(Fault::NotWecom { status, what: other.to_string() }),
        })
    }

    async fn pause(&self, error: ApiError, attempt: u32, wait: Duration) {
        self.report(Signal::Retry { error, attempt, wait }).await;
        tokio::time::sleep(wait).await;
    }

    async fn block(&self, endpoint: &'static str, length: Duration) {
        let until = self.clock.now().saturating_add(length).unwrap_or(jiff::Timestamp::MAX);
        self.quota.block(endpoint, length, until);
        self.report(Signal::Blocked { endpoint, until }).await;
    }

    /// The engine reads these for as long as it lives; afterwards nobody needs them.
    async fn report(&self, signal: Signal) {
        let _ended = self.signals.send(signal).await;
    }
}

impl Call {
    fn get(endpoint: &'static str, query: Vec<(&'static str, String)>) -> Self {
        Self { method: Method::Get, endpoint, query, body: None }
    }

    fn post(endpoint: &'static str, body: String) -> Self {
        Self { method: Method::Post, endpoint, query: Vec::new(), body: Some(body) }
    }

    fn with_token(&self, token: &Token) -> Request {
        Request {
            method: self.method,
            endpoint: self.endpoint,
            query: self.query.clone(),
            secrets: vec![("access_token", token.text.clone())],
            body: self.body.clone(),
            timeout: TIMEOUT,
        }
    }
}
