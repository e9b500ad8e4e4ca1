//! The access token: lent to every call, fetched once for all of them.

use std::{fmt, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::error::{ApiError, Fault};

/// A token this close to its end is renewed, while the old one still works.
pub const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// After a refresh that failed for now, nobody tries again for so long.
pub const COOLING: Duration = Duration::from_secs(30);

/// A token (`access_token`), which never shows its text.
#[derive(Clone)]
pub struct Token {
    /// Its text.
    pub text: SecretString,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Token {
    fn is_usable(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        now + RENEW_BEFORE < self.expires_at
    }

    fn is(&self, other: &Self) -> bool {
        self.text.expose_secret() == other.text.expose_secret()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(…, until {})", self.expires_at)
    }
}

/// Holds the one token. Whoever finds it missing fetches it, and everybody else waits for that.
///
/// WeCom bans an address that insists with a wrong secret for an hour, so a refusal is final until
/// a person says otherwise.
#[derive(Debug)]
pub struct TokenKeeper {
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Empty,
    Held(Arc<Token>),
    Cooling { until: Timestamp, error: ApiError },
    Stopped(ApiError),
}

impl TokenKeeper {
    /// Starts with the token of an earlier run, if there is one.
    #[must_use]
    pub fn new(cached: Option<Token>) -> Self {
        Self { state: Mutex::new(cached.map_or(State::Empty, |token| State::Held(Arc::new(token)))) }
    }

    /// A token that is good now; `fetch` is called by at most one caller at a time.
    ///
    /// # Errors
    /// What `fetch` said, now or earlier.
    pub async fn lend<F>(&self, now: impl Fn() -> Timestamp, fetch: F) -> Result<Arc<Token>, ApiError>
    where
        F: AsyncFnOnce() -> Result<Token, ApiError>,
    {
        let mut state = self.state.lock().await;
        match &*state {
            State::Held(token) if token.is_fresh(now()) => return Ok(Arc::clone(token)),
            State::Stopped(error) => return Err(error.clone()),
            State::Cooling { until, error } if now() < *until => return Err(error.clone()),
            State::Empty | State::Held(_) | State::Cooling { .. } => {}
        }
        let fetched = fetch().await;
        state.settle(fetched, now())
    }

    /// Forgets a token that WeCom refused, unless a newer one is already held.
    pub async fn reject(&self, refused: &Token) {
        let mut state = self.state.lock().await;
        if matches!(&*state, State::Held(token) if token.is(refused)) {
            *state = State::Empty;
        }
    }

    /// Lets the next caller try again after a refusal.
    pub async fn allow_again(&self) {
        let mut state = self.state.lock().await;
        if matches!(&*state, State::Stopped(_) | State::Cooling { .. }) {
            *state = State::Empty;
        }
    }
}

impl State {
    fn settle(&mut self, fetched: Result<Token, ApiError>, now: Timestamp) -> Result<Arc<Token>, ApiError> {
        match (fetched, &*self) {
            (Ok(token), _) => {
                let token = Arc::new(token);
                *self = Self::Held(Arc::clone(&token));
                Ok(token)
            }
            (Err(error), Self::Held(old)) if old.is_usable(now) && !is_final(&error) => Ok(Arc::clone(old)),
            (Err(error), _) => {
                let error = ApiError { endpoint: error.endpoint, fault: Fault::NoToken(Box::new(error)) };
                *self = if is_final(&error) { Self::Stopped(error.clone()) } else { Self::cooling(now, error.clone()) };
                Err(error)
            }
        }
    }

    fn cooling(now: Timestamp, error: ApiError) -> Self {
        Self::Cooling { until: now.saturating_add(COOLING).unwrap_or(now), error }
    }
}

/// Whether only a person can help.
#[must_use]
pub fn is_final(error: &ApiError) -> bool {
    use super::error::Class;
    match &error.fault {
        Fault::NoToken(cause) => is_final(cause),
        Fault::Refused(_) | Fault::Transport(_) | Fault::NotWecom { .. } => match error.class() {
            Class::Operator | Class::Caller | Class::Split => true,
            Class::Retry | Class::NewToken | Class::Wait => false,
        },
    }
}
