//! A call that failed: what the program does about it, and what a person can do.
//!
//! What the codes mean is a table in `codes`; what a person is told depends on the interface too
//! (`advice`).

mod advice;
mod codes;

use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use super::{bounds::OutOfBounds, interface, transport::TransportError, wire::Refusal};
use crate::console::{Cause, Extent, Remedy, Trouble, trouble::Unreachable};

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
    /// A list that came in pages has no end.
    #[error("page {page} of the list leads back to where it was")]
    Circular {
        /// Which page, from 1.
        page: usize,
    },
    /// The call would break a limit of WeCom's; none was made.
    #[error("not asked: {0}")]
    Unaskable(OutOfBounds),
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

/// How long an interface stays blocked after 45009 (document 90312: the unit that was exceeded).
pub const BLOCK: Duration = Duration::from_mins(1);

impl ApiError {
    /// What it deserves from the program.
    #[must_use]
    pub fn class(&self) -> Class {
        match &self.fault {
            Fault::Refused(refusal) => codes::look_up(refusal.errcode).0,
            Fault::Transport(TransportError::Unreachable(Unreachable::Certificate)) => Class::Operator,
            Fault::Transport(TransportError::Unreachable(_)) => Class::Retry,
            Fault::Transport(TransportError::TooLarge { .. }) => Class::Split,
            Fault::NotWecom { status, .. } if (400..500).contains(status) => Class::Operator,
            Fault::NotWecom { .. } => Class::Retry,
            Fault::NoToken(_) => Class::Operator,
            Fault::Broken | Fault::Circular { .. } | Fault::Unaskable(_) => Class::Caller,
        }
    }

    /// Whether the call may have changed something at WeCom all the same: a write that was sent and
    /// brought no answer, or one that says neither yes nor no.
    ///
    /// Such a call is never repeated, by whatever class: read back what WeCom has, then decide.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        let sent_and_unanswered = match &self.fault {
            Fault::Refused(refusal) => codes::leaves_in_doubt(refusal.errcode),
            Fault::Transport(TransportError::Unreachable(Unreachable::NoConnection | Unreachable::Certificate)) => {
                false
            }
            Fault::Transport(TransportError::Unreachable(Unreachable::Timeout | Unreachable::Broken)) => true,
            Fault::Transport(TransportError::TooLarge { .. }) | Fault::NotWecom { .. } | Fault::Broken => true,
            Fault::Circular { .. } | Fault::Unaskable(_) | Fault::NoToken(_) => false,
        };
        sent_and_unanswered && interface::at(self.endpoint).is_some_and(|interface| interface.writes)
    }

    /// WeCom's code, if WeCom answered with one.
    #[must_use]
    pub fn errcode(&self) -> Option<i64> {
        match &self.fault {
            Fault::Refused(refusal) => Some(refusal.errcode),
            Fault::NoToken(cause) => cause.errcode(),
            Fault::Transport(_)
            | Fault::NotWecom { .. }
            | Fault::Broken
            | Fault::Circular { .. }
            | Fault::Unaskable(_) => None,
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

    /// In what the call was too large, if WeCom said so: the list of people (301023), or the time
    /// (301024, 301112).
    #[must_use]
    pub fn too_large_in(&self) -> Option<Extent> {
        match self.errcode()? {
            301_023 => Some(Extent::People),
            301_024 | 301_112 => Some(Extent::Days),
            _ => None,
        }
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
            Fault::Broken | Fault::Circular { .. } | Fault::Unaskable(_) => {
                Cause::BadAnswer { status: 200, what: self.fault.to_string() }
            }
            Fault::NoToken(cause) => cause.cause(),
        }
    }

    fn remedy(&self, again_at: Option<Timestamp>) -> Remedy {
        if self.outcome_unknown() {
            return Remedy::ReadBack;
        }
        match &self.fault {
            Fault::Refused(refusal) => advice::remedy(refusal, self.endpoint, again_at),
            Fault::Transport(TransportError::Unreachable(Unreachable::Certificate)) => Remedy::CheckCertificates,
            Fault::Transport(TransportError::Unreachable(_)) | Fault::NotWecom { .. } => Remedy::CheckNetwork,
            Fault::Transport(TransportError::TooLarge { .. }) => Remedy::NarrowRequest,
            Fault::Broken | Fault::Circular { .. } | Fault::Unaskable(_) => Remedy::Report,
            Fault::NoToken(cause) => cause.remedy(again_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(endpoint: &'static str, how: Unreachable) -> ApiError {
        ApiError { endpoint, fault: Fault::Transport(TransportError::Unreachable(how)) }
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
    fn only_a_write_that_may_have_arrived_leaves_its_outcome_unknown() {
        for (how, arrived) in [
            (Unreachable::NoConnection, false),
            (Unreachable::Certificate, false),
            (Unreachable::Timeout, true),
            (Unreachable::Broken, true),
        ] {
            let written = lost("checkin/punch_correction", how);
            assert_eq!(written.outcome_unknown(), arrived, "{how:?}");
            assert_eq!(written.trouble(None).remedy == Remedy::ReadBack, arrived, "{how:?}");
            assert!(!lost("checkin/getcheckindata", how).outcome_unknown(), "{how:?}");
        }
    }

    #[test]
    fn an_answer_that_is_not_wecoms_says_nothing_about_a_write() {
        for status in [200, 302, 403, 502] {
            let fault = Fault::NotWecom { status, what: String::new() };
            assert!(ApiError { endpoint: "message/send", fault }.outcome_unknown(), "{status}");
        }
    }

    #[test]
    fn a_write_for_which_no_token_could_be_had_was_never_sent() {
        let cause = Box::new(lost("gettoken", Unreachable::Timeout));
        let error = ApiError { endpoint: "message/send", fault: Fault::NoToken(cause) };
        assert!(!error.outcome_unknown());
    }
}
