//! WeCom's error codes, read as what to do about them.
//!
//! The table is `CODES`; source: document 90313 and the notes of the single interfaces.

use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use super::{transport::TransportError, wire::Refusal};
use crate::console::{Cause, Remedy, Trouble, trouble::Unreachable};

/// A call that brought nothing usable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{endpoint}: {fault}")]
pub struct ApiError {
    /// The interface that was called.
    pub endpoint: &'static str,
    /// What came instead.
    pub fault: Fault,
}

/// What came instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// WeCom said no.
    #[error("WeCom refused ({}): {}", .0.errcode, .0.text)]
    Refused(Refusal),
    /// No answer, or half of one.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// An answer that is not WeCom's JSON.
    #[error("HTTP {status}, not WeCom's JSON: {what}")]
    NotWecom {
        /// The HTTP status.
        status: u16,
        /// Where reading it stopped; never the answer's text.
        what: String,
    },
    /// This program broke off while it read the answer.
    #[error("reading the answer broke off")]
    Broken,
    /// A token was refused for good earlier; no call was made.
    #[error("no token: {0}")]
    NoToken(Box<ApiError>),
}

/// What a code deserves from a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Try again, later each time, three times at most.
    Retry,
    /// Fetch a new token, once, and try again.
    NewToken,
    /// Leave the interface alone for its whole window.
    Wait,
    /// Ask for fewer people or a shorter time.
    Split,
    /// The same call will fail again: a mistake of ours.
    Caller,
    /// The same call will fail until a person does something.
    Operator,
}

/// What a code deserves from a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    Wait,
    Secret,
    Corp,
    Agent,
    Enable,
    Trust,
    Grant,
    Range,
    Roster,
    Narrow,
    Report,
    Ask,
}

/// How long an interface stays blocked after 45009 (document 90312: the unit that was exceeded).
pub const BLOCK: Duration = Duration::from_mins(1);

const CODES: &[(i64, Class, Advice)] = &[
    (-1, Class::Retry, Advice::Wait),
    (6000, Class::Retry, Advice::Wait),
    (40001, Class::Operator, Advice::Secret),
    (40003, Class::Split, Advice::Roster),
    (40013, Class::Operator, Advice::Corp),
    (40014, Class::NewToken, Advice::Secret),
    (40031, Class::Caller, Advice::Report),
    (40032, Class::Caller, Advice::Report),
    (40033, Class::Caller, Advice::Report),
    (40035, Class::Caller, Advice::Report),
    (40056, Class::Operator, Advice::Agent),
    (40058, Class::Caller, Advice::Report),
    (40063, Class::Caller, Advice::Report),
    (40091, Class::Operator, Advice::Secret),
    (41001, Class::Caller, Advice::Report),
    (41002, Class::Operator, Advice::Corp),
    (41004, Class::Operator, Advice::Secret),
    (41024, Class::Operator, Advice::Secret),
    (42001, Class::NewToken, Advice::Secret),
    (45009, Class::Wait, Advice::Wait),
    (45029, Class::Split, Advice::Narrow),
    (45031, Class::Operator, Advice::Secret),
    (45033, Class::Retry, Advice::Wait),
    (45035, Class::Retry, Advice::Wait),
    (45036, Class::Retry, Advice::Wait),
    (48001, Class::Operator, Advice::Grant),
    (48002, Class::Operator, Advice::Grant),
    (48004, Class::Operator, Advice::Enable),
    (48005, Class::Caller, Advice::Report),
    (48006, Class::Operator, Advice::Enable),
    (48009, Class::Operator, Advice::Secret),
    (48010, Class::Caller, Advice::Report),
    (50002, Class::Operator, Advice::Range),
    (50003, Class::Operator, Advice::Enable),
    (50006, Class::Operator, Advice::Enable),
    (60003, Class::Split, Advice::Roster),
    (60011, Class::Operator, Advice::Grant),
    (60020, Class::Operator, Advice::Trust),
    (60021, Class::Operator, Advice::Range),
    (60030, Class::Operator, Advice::Range),
    (60031, Class::Operator, Advice::Enable),
    (60111, Class::Split, Advice::Roster),
    (60123, Class::Split, Advice::Roster),
    (301_002, Class::Operator, Advice::Agent),
    (301_007, Class::Operator, Advice::Enable),
    (301_021, Class::Split, Advice::Roster),
    (301_022, Class::Retry, Advice::Wait),
    (301_023, Class::Split, Advice::Narrow),
    (301_024, Class::Split, Advice::Narrow),
    (301_042, Class::Operator, Advice::Trust),
    (301_070, Class::Retry, Advice::Wait),
    (301_096, Class::Retry, Advice::Wait),
    (301_112, Class::Split, Advice::Narrow),
];

impl ApiError {
    /// What it deserves from the program.
    #[must_use]
    pub fn class(&self) -> Class {
        match &self.fault {
            Fault::Refused(refusal) => look_up(refusal.errcode).0,
            Fault::Transport(TransportError::Unreachable(Unreachable::Certificate)) => Class::Operator,
            Fault::Transport(TransportError::Unreachable(_)) => Class::Retry,
            Fault::Transport(TransportError::TooLarge { .. }) => Class::Split,
            Fault::NotWecom { status, .. } if (400..500).contains(status) => Class::Operator,
            Fault::NotWecom { .. } => Class::Retry,
            Fault::NoToken(_) => Class::Operator,
            Fault::Broken => Class::Caller,
        }
    }

    /// WeCom's code, if WeCom answered with one.
    #[must_use]
    pub fn errcode(&self) -> Option<i64> {
        match &self.fault {
            Fault::Refused(refusal) => Some(refusal.errcode),
            Fault::NoToken(cause) => cause.errcode(),
            Fault::Transport(_) | Fault::NotWecom { .. } | Fault::Broken => None,
        }
    }

    /// A call whose answer could not be read to the end, by a fault of this program.
    #[must_use]
    pub fn broken_off(endpoint: &'static str) -> Self {
        Self { endpoint, fault: Fault::Broken }
    }

    /// Whether every call of the application fails likewise: no token, an address that is not
    /// trusted, an application that is stopped.
    #[must_use]
    pub fn concerns_every_call(&self) -> bool {
        self.is_about_token() || matches!(self.errcode(), Some(48006 | 50003 | 60020 | 60031 | 301_007 | 301_042))
    }

    /// Whether no call was made, for want of a token.
    #[must_use]
    pub fn is_about_token(&self) -> bool {
        matches!(self.fault, Fault::NoToken(_))
    }

    /// Whether the application may not call this interface at all, while others may be open to it.
    #[must_use]
    pub fn denies_the_interface(&self) -> bool {
        matches!(self.errcode(), Some(48001 | 48002 | 48009 | 60011)) && !self.is_about_token()
    }

    /// Whether the one person asked about is not shown to the application, or has left.
    #[must_use]
    pub fn means_not_visible(&self) -> bool {
        matches!(self.errcode(), Some(40003 | 50002 | 60011 | 60111 | 301_021))
    }

    /// The same, for people: what happened and what to do.
    ///
    /// `again_at` is when the program tries again by itself, if it does.
    #[must_use]
    pub fn trouble(&self, again_at: Option<Timestamp>) -> Trouble {
        Trouble { during: self.endpoint.to_owned(), cause: self.cause(), remedy: self.remedy(again_at) }
    }

    fn cause(&self) -> Cause {
        match &self.fault {
            Fault::Refused(refusal) => Cause::Refused {
                errcode: refusal.errcode,
                message: refusal.text.clone(),
                hint: refusal.hint.clone(),
                from_ip: refusal.from_ip.clone(),
            },
            Fault::Transport(TransportError::Unreachable(how)) => Cause::Unreachable(*how),
            Fault::Transport(too_large @ TransportError::TooLarge { .. }) => {
                Cause::BadAnswer { status: 200, what: too_large.to_string() }
            }
            Fault::NotWecom { status, what } => Cause::BadAnswer { status: *status, what: what.clone() },
            Fault::Broken => Cause::BadAnswer { status: 200, what: self.fault.to_string() },
            Fault::NoToken(cause) => cause.cause(),
        }
    }

    fn remedy(&self, again_at: Option<Timestamp>) -> Remedy {
        match &self.fault {
            Fault::Refused(refusal) => advice(refusal, again_at),
            Fault::Transport(TransportError::Unreachable(Unreachable::Certificate)) => Remedy::CheckCertificates,
            Fault::Transport(TransportError::Unreachable(_)) | Fault::NotWecom { .. } => Remedy::CheckNetwork,
            Fault::Transport(TransportError::TooLarge { .. }) => Remedy::NarrowRequest,
            Fault::Broken => Remedy::Report,
            Fault::NoToken(cause) => cause.remedy(again_at),
        }
    }
}

/// What a refusal deserves from a person.
fn advice(refusal: &Refusal, again_at: Option<Timestamp>) -> Remedy {
    match look_up(refusal.errcode).1 {
        Advice::Wait => Remedy::TriedAgain { at: again_at },
        Advice::Secret => Remedy::CheckSecret,
        Advice::Corp => Remedy::CheckCorpId,
        Advice::Agent => Remedy::CheckAgentId,
        Advice::Enable => Remedy::EnableApplication,
        Advice::Trust => Remedy::TrustAddress { ip: refusal.from_ip.clone() },
        Advice::Grant => Remedy::GrantInterface,
        Advice::Range => Remedy::WidenRange,
        Advice::Roster => Remedy::RefreshRoster,
        Advice::Narrow => Remedy::NarrowRequest,
        Advice::Report => Remedy::Report,
        Advice::Ask => Remedy::AskWecom,
    }
}

/// A code that is not in the table needs a person: guessing could get the address banned.
fn look_up(errcode: i64) -> (Class, Advice) {
    CODES
        .binary_search_by_key(&errcode, |(code, ..)| *code)
        .map_or((Class::Operator, Advice::Ask), |index| (CODES[index].1, CODES[index].2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_without_repeats() {
        assert!(CODES.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn an_untrusted_address_is_named_in_the_remedy() {
        let refusal = Refusal {
            errcode: 60020,
            text: "not allow to access from your ip".into(),
            hint: None,
            from_ip: Some("203.0.113.7".into()),
        };
        let error = ApiError { endpoint: "agent/get", fault: Fault::Refused(refusal) };
        assert_eq!(error.class(), Class::Operator);
        assert_eq!(error.trouble(None).remedy, Remedy::TrustAddress { ip: Some("203.0.113.7".into()) });
    }

    #[test]
    fn only_two_codes_deserve_a_new_token() {
        let codes = CODES.iter().filter(|(_, class, _)| *class == Class::NewToken).map(|(code, ..)| *code);
        assert_eq!(codes.collect::<Vec<_>>(), [40014, 42001]);
    }
}
