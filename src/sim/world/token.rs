//! Tokens, and who may have one (document 91039).

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    permission::Holder,
    refusal::Refusal,
    switches::{OldToken, Switches, TokenRepeat},
};
use crate::sim::seed::Seed;

/// How long a token lives, unless the weather shortens it.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(7200);

/// Tokens beyond these are forgotten, the oldest first: no caller keeps so many.
const TOKENS_REMEMBERED_MAX: usize = 1024;

/// After so many wrong secrets an address is banned.
const WRONG_SECRETS_MAX: u32 = 5;

const BAN: SignedDuration = SignedDuration::from_hours(1);
const GRACE: SignedDuration = SignedDuration::from_mins(5);

/// The tokens given out.
#[derive(Default)]
pub struct Tokens {
    given: VecDeque<Token>,
    count: u32,
    granted: Option<u32>,
}

/// A token. Has no `Debug`: its text opens doors.
struct Token {
    ordinal: u32,
    holder: Holder,
    text: String,
    ends: Timestamp,
    revoked: bool,
}

/// What a token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It opens.
    Good,
    /// Its time is up: 42001.
    Expired,
    /// It never was one, or is one no more: 40014.
    Void,
}

impl Standing {
    /// Goes on only with a good token.
    pub fn demand_good(self) -> Result<(), Refusal> {
        match self {
            Self::Good => Ok(()),
            Self::Expired => Err(Refusal::code(42001)),
            Self::Void => Err(Refusal::code(40014)),
        }
    }
}

/// A token on its way to the caller.
pub struct Grant {
    /// Its text.
    pub text: String,
    /// What is left of its life, seconds.
    pub expires_in: i64,
}

impl Tokens {
    /// Which token this is, and what it is worth.
    #[must_use]
    pub fn standing(&self, text: &str, now: Timestamp) -> (Option<u32>, Standing) {
        let found = self.given.iter().rev().find(|token| token.text == text);
        found.map_or((None, Standing::Void), |token| (Some(token.ordinal), token.standing(now)))
    }

    /// Whose secret a token was given for.
    #[must_use]
    pub fn holder(&self, text: &str) -> Option<Holder> {
        self.given.iter().rev().find(|token| token.text == text).map(|token| token.holder)
    }

    /// Gives out a token of a holder, a new one or the present one again.
    pub fn grant(&mut self, holder: Holder, switches: &Switches, life: SignedDuration, now: Timestamp) -> Grant {
        let mut own = self.given.iter().rev().filter(|token| token.holder == holder);
        let present = own.next().filter(|token| token.standing(now) == Standing::Good);
        let grant = match (switches.token_repeat, present) {
            (TokenRepeat::Same, Some(token)) => token.grant(now),
            (TokenRepeat::Same | TokenRepeat::New, _) => {
                self.issue(holder, switches.old_token_after_refresh, life, now)
            }
        };
        self.granted = self.standing(&grant.text, now).0;
        grant
    }

    /// The token given out last, new or again.
    #[must_use]
    pub fn granted(&self) -> Option<u32> {
        self.granted
    }

    /// Kills every token there is.
    pub fn revoke_all(&mut self) {
        self.given.iter_mut().for_each(|token| token.revoked = true);
    }

    fn issue(&mut self, holder: Holder, old: OldToken, life: SignedDuration, now: Timestamp) -> Grant {
        let own = self.given.iter_mut().filter(|token| token.holder == holder);
        own.for_each(|token| token.yield_to_newer(old, now));
        self.count += 1;
        let text = text(self.count, now);
        let token = Token { ordinal: self.count, holder, text, ends: now + life, revoked: false };
        let grant = token.grant(now);
        self.given.push_back(token);
        if self.given.len() > TOKENS_REMEMBERED_MAX {
            self.given.pop_front();
        }
        grant
    }
}

/// As long as a real one, and never the same twice.
fn text(ordinal: u32, now: Timestamp) -> String {
    let part = |n: u32| hex::encode(Seed(u64::from(ordinal)).digest(&format!("token/{n}/{now}")));
    (0..4).map(part).collect::<String>().chars().take(214).collect()
}

impl Token {
    fn standing(&self, now: Timestamp) -> Standing {
        match (self.revoked, now < self.ends) {
            (true, _) => Standing::Void,
            (false, true) => Standing::Good,
            (false, false) => Standing::Expired,
        }
    }

    fn yield_to_newer(&mut self, rule: OldToken, now: Timestamp) {
        match rule {
            OldToken::Valid => (),
            OldToken::Grace5m => self.ends = self.ends.min(now + GRACE),
            OldToken::Invalid => self.revoked |= self.standing(now) == Standing::Good,
        }
    }

    fn grant(&self, now: Timestamp) -> Grant {
        Grant { text: self.text.clone(), expires_in: self.ends.duration_since(now).as_secs() }
    }
}

/// Watches gettoken for people who guess.
#[derive(Debug, Default)]
pub struct Doorkeeper {
    wrong: BTreeMap<IpAddr, u32>,
    banned_until: BTreeMap<IpAddr, Timestamp>,
}

impl Doorkeeper {
    /// Lets the holder of a right secret in, unless their address is banned for earlier wrong ones.
    pub fn admit(&mut self, from_ip: IpAddr, known: Option<Holder>, now: Timestamp) -> Result<Holder, Refusal> {
        if self.banned_until.get(&from_ip).is_some_and(|until| now < *until) {
            return Err(Refusal::code(45009));
        }
        let Some(holder) = known else {
            self.count_wrong(from_ip, now);
            return Err(Refusal::code(40001));
        };
        self.wrong.remove(&from_ip);
        Ok(holder)
    }

    fn count_wrong(&mut self, from_ip: IpAddr, now: Timestamp) {
        let wrong = self.wrong.entry(from_ip).or_default();
        *wrong += 1;
        if *wrong >= WRONG_SECRETS_MAX {
            self.wrong.remove(&from_ip);
            self.banned_until.insert(from_ip, now + BAN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: Option<Holder> = Some(Holder::Application);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn worth(tokens: &Tokens, grant: &Grant, second: i64) -> Standing {
        tokens.standing(&grant.text, at(second)).1
    }

    #[test]
    fn a_token_lives_7200_seconds_and_not_one_more() {
        let mut tokens = Tokens::default();
        let grant = tokens.grant(Holder::Application, &Switches::default(), TOKEN_LIFE, at(0));
        assert_eq!(grant.expires_in, 7200);
        assert_eq!(worth(&tokens, &grant, 7199), Standing::Good);
        assert_eq!(worth(&tokens, &grant, 7200), Standing::Expired);
        assert_eq!(tokens.standing("no such token", at(0)), (None, Standing::Void));
    }

    #[test]
    fn asking_again_gives_the_same_token_and_does_not_prolong_it() {
        let mut tokens = Tokens::default();
        let first = tokens.grant(Holder::Application, &Switches::default(), TOKEN_LIFE, at(0));
        let again = tokens.grant(Holder::Application, &Switches::default(), TOKEN_LIFE, at(7000));
        assert_eq!((again.text, again.expires_in), (first.text.clone(), 200));
        assert_ne!(tokens.grant(Holder::Application, &Switches::default(), TOKEN_LIFE, at(7200)).text, first.text);
        assert_eq!(tokens.granted(), Some(2));
    }

    #[test]
    fn the_switches_say_what_becomes_of_the_token_before() {
        for (rule, after_a_minute, after_six) in [
            (OldToken::Valid, Standing::Good, Standing::Good),
            (OldToken::Grace5m, Standing::Good, Standing::Expired),
            (OldToken::Invalid, Standing::Void, Standing::Void),
        ] {
            let switches =
                Switches { token_repeat: TokenRepeat::New, old_token_after_refresh: rule, ..Switches::default() };
            let mut tokens = Tokens::default();
            let old = tokens.grant(Holder::Application, &switches, TOKEN_LIFE, at(0));
            let new = tokens.grant(Holder::Application, &switches, TOKEN_LIFE, at(10));
            assert_eq!(worth(&tokens, &old, 70), after_a_minute, "{rule:?}");
            assert_eq!(worth(&tokens, &old, 370), after_six, "{rule:?}");
            assert_eq!(worth(&tokens, &new, 370), Standing::Good);
        }
    }

    #[test]
    fn the_tokens_of_two_secrets_leave_each_other_alone() {
        let switches = Switches { token_repeat: TokenRepeat::New, ..Switches::default() };
        let mut tokens = Tokens::default();
        let app = tokens.grant(Holder::Application, &switches, TOKEN_LIFE, at(0));
        let sync = tokens.grant(Holder::ContactSync, &switches, TOKEN_LIFE, at(1));
        assert_eq!((worth(&tokens, &app, 2), worth(&tokens, &sync, 2)), (Standing::Good, Standing::Good));
        assert_eq!(tokens.holder(&sync.text), Some(Holder::ContactSync));
    }

    #[test]
    fn five_wrong_secrets_ban_an_address_for_an_hour_even_with_the_right_one() {
        let mut door = Doorkeeper::default();
        let here = IpAddr::from([203, 0, 113, 7]);
        for _ in 0..5 {
            assert_eq!(door.admit(here, None, at(0)), Err(Refusal::code(40001)));
        }
        assert_eq!(door.admit(here, APP, at(3599)), Err(Refusal::code(45009)));
        assert_eq!(door.admit(IpAddr::from([203, 0, 113, 8]), APP, at(10)), Ok(Holder::Application));
        assert_eq!(door.admit(here, APP, at(3600)), Ok(Holder::Application));
    }
}
