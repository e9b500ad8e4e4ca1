//! The access token: lent to every call, fetched once for all of them.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::error::{ApiError, Class, Fault};

/// A token this close to its end is renewed, while the old one still works.
pub const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// After an early refresh that failed, and of a token that does not live as long, it is not asked again
/// sooner than this.
pub const RENEW_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// After a refresh that failed for now, nobody tries again for so long.
pub const COOLING: Duration = Duration::from_secs(30);
/// After WeCom has said that tokens are asked for too often: an address that insists stays banned for
/// an hour (document 90313).
pub const COOLING_WHEN_BLOCKED: Duration = Duration::from_mins(10);

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
    /// Whether a person has said that a refusal is over.
    pardoned: AtomicBool,
}

#[derive(Debug)]
enum State {
    Empty,
    Held { token: Arc<Token>, renew_at: Timestamp },
    Cooling { until: Timestamp, error: ApiError },
    Stopped(ApiError),
}

impl TokenKeeper {
    /// Starts with the token of an earlier run, if there is one.
    #[must_use]
    pub fn new(cached: Option<Token>) -> Self {
        let state = cached.map_or(State::Empty, |token| State::held(token, Timestamp::MIN));
        Self { state: Mutex::new(state), pardoned: AtomicBool::new(false) }
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
        if self.pardoned.swap(false, Ordering::Relaxed) {
            state.pardon();
        }
        match &*state {
            State::Held { token, renew_at } if now() < *renew_at && token.is_usable(now()) => {
                return Ok(Arc::clone(token));
            }
            State::Stopped(error) => return Err(error.clone()),
            State::Cooling { until, error } if now() < *until => return Err(error.clone()),
            State::Empty | State::Held { .. } | State::Cooling { .. } => {}
        }
        let fetched = fetch().await;
        state.settle(fetched, now())
    }

    /// Forgets a token that WeCom refused, unless a newer one is already held.
    pub async fn reject(&self, refused: &Token) {
        let mut state = self.state.lock().await;
        if matches!(&*state, State::Held { token, .. } if token.is(refused)) {
            *state = State::Empty;
        }
    }

    /// Lets the next caller try again after a refusal; whoever calls after this is that caller.
    pub fn allow_again(&self) {
        self.pardoned.store(true, Ordering::Relaxed);
    }
}

impl State {
    fn pardon(&mut self) {
        if matches!(self, Self::Stopped(_) | Self::Cooling { .. }) {
            *self = Self::Empty;
        }
    }

    fn settle(&mut self, fetched: Result<Token, ApiError>, now: Timestamp) -> Result<Arc<Token>, ApiError> {
        match (fetched, &*self) {
            // WeCom gives the same token until it has ended: asking once more would bring it once more.
            (Ok(token), Self::Held { token: old, .. }) if token.is(old) && token.is_usable(now) => {
                let renew_at = token.expires_at;
                let lent = Arc::new(token);
                *self = Self::Held { token: Arc::clone(&lent), renew_at };
                Ok(lent)
            }
            (Ok(token), _) => {
                let lent = Arc::new(token.clone());
                *self = Self::held(token, now);
                Ok(lent)
            }
            (Err(error), Self::Held { token, .. }) if token.is_usable(now) && !is_final(&error) => {
                let lent = Arc::clone(token);
                *self = Self::held(Token::clone(&lent), now);
                Ok(lent)
            }
            (Err(error), _) => {
                let pause = if error.class() == Class::Wait { COOLING_WHEN_BLOCKED } else { COOLING };
                let error = ApiError { endpoint: error.endpoint, fault: Fault::NoToken(Box::new(error)) };
                *self = if is_final(&error) {
                    Self::Stopped(error.clone())
                } else {
                    Self::cooling(now, pause, error.clone())
                };
                Err(error)
            }
        }
    }

    fn held(token: Token, now: Timestamp) -> Self {
        let early = token.expires_at.saturating_sub(RENEW_BEFORE).unwrap_or(token.expires_at);
        let renew_at = early.max(now.saturating_add(RENEW_PAUSE).unwrap_or(now));
        Self::Held { token: Arc::new(token), renew_at }
    }

    fn cooling(now: Timestamp, pause: Duration, error: ApiError) -> Self {
        Self::Cooling { until: now.saturating_add(pause).unwrap_or(now), error }
    }
}

/// Whether only a person can help.
#[must_use]
pub fn is_final(error: &ApiError) -> bool {
    match &error.fault {
        Fault::NoToken(cause) => is_final(cause),
        Fault::Refused(_)
        | Fault::Transport(_)
        | Fault::NotWecom { .. }
        | Fault::Broken
        | Fault::Circular { .. }
        | Fault::Unaskable(_) => match error.class() {
            Class::Operator | Class::Caller | Class::Split => true,
            Class::Retry | Class::NewToken | Class::Wait => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;
    use crate::wecom::wire::Refusal;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn token(text: &str, until: i64) -> Token {
        Token { text: text.into(), fetched_at: at(0), expires_at: at(until) }
    }

    fn refused(errcode: i64) -> ApiError {
        let refusal = Refusal { errcode, text: String::new(), hint: None, from_ip: None };
        ApiError { endpoint: "gettoken", fault: Fault::Refused(refusal) }
    }

    #[tokio::test(start_paused = true)]
    async fn forty_callers_without_a_token_fetch_one() {
        let keeper = TokenKeeper::new(None);
        let fetched = AtomicU32::new(0);
        let caller = async || {
            let fetch = async || {
                fetched.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok(token("one", 7200))
            };
            keeper.lend(|| at(10), fetch).await.unwrap()
        };
        futures_util::future::join_all((0..40).map(|_| caller())).await;
        assert_eq!(fetched.into_inner(), 1);
    }

    #[tokio::test]
    async fn a_token_near_its_end_is_renewed_once_even_if_wecom_gives_the_same_one() {
        let keeper = TokenKeeper::new(Some(token("old", 200)));
        let fetched = AtomicU32::new(0);
        for second in 0..50 {
            let fetch = async || {
                fetched.fetch_add(1, Ordering::Relaxed);
                Ok(token("old", 200))
            };
            keeper.lend(|| at(second), fetch).await.unwrap();
        }
        assert_eq!(fetched.into_inner(), 1);
    }

    #[tokio::test]
    async fn a_refused_secret_is_not_tried_again_until_a_person_says_so() {
        let keeper = TokenKeeper::new(None);
        keeper.lend(|| at(0), async || Err(refused(40001))).await.unwrap_err();
        let again = keeper.lend(|| at(99_999), async || unreachable!("no call is made")).await;
        assert_eq!(again.unwrap_err().errcode(), Some(40001));
        keeper.allow_again();
        assert!(keeper.lend(|| at(99_999), async || Ok(token("new", 999_999))).await.is_ok());
    }

    #[tokio::test]
    async fn a_blocked_gettoken_rests_for_ten_minutes() {
        let keeper = TokenKeeper::new(None);
        keeper.lend(|| at(0), async || Err(refused(45009))).await.unwrap_err();
        let soon = keeper.lend(|| at(599), async || unreachable!("no call is made")).await;
        assert_eq!(soon.unwrap_err().errcode(), Some(45009));
        assert!(keeper.lend(|| at(601), async || Ok(token("new", 9_999))).await.is_ok());
    }

    #[tokio::test]
    async fn a_late_refusal_of_an_old_token_leaves_the_new_one_alone() {
        let keeper = TokenKeeper::new(Some(token("new", 7200)));
        keeper.reject(&token("old", 7200)).await;
        let lent = keeper.lend(|| at(10), async || unreachable!("the new one is held")).await.unwrap();
        assert_eq!(lent.text.expose_secret(), "new");
    }
}
