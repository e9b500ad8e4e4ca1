//! Whether a failed call is made again, and when. A table, not a loop.
//!
//! A write is made again only when it is certain that nothing was done: it has no key by which WeCom
//! could tell a repetition from a second wish.

use std::time::Duration;

use super::error::{ApiError, BLOCK, Class};

/// Repetitions of one call after an answer that deserves them (document 90313 allows three).
pub const RETRIES_MAX: u32 = 3;
/// Blocks that one call sits out; a fourth means that somebody else uses the quota up.
pub const BLOCKS_MAX: u32 = 3;

/// What one call has been through so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
    retries: u32,
    blocks: u32,
    token_renewed: bool,
}

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The error is final.
    GiveUp,
    /// Forget the token, take a new one, call again.
    WithNewToken,
    /// Call again after a pause.
    After(Duration),
    /// The interface is blocked for that long; then call again.
    AfterBlock(Duration),
}

impl Attempts {
    /// What a failure deserves, given what went before.
    pub fn next(&mut self, error: &ApiError) -> Next {
        match error.class() {
            Class::Retry if self.retries < RETRIES_MAX && !error.outcome_unknown() => {
                self.retries += 1;
                Next::After(Duration::from_secs(1 << (self.retries - 1)))
            }
            Class::Wait if self.blocks < BLOCKS_MAX => {
                self.blocks += 1;
                Next::AfterBlock(BLOCK)
            }
            Class::NewToken if !self.token_renewed => {
                self.token_renewed = true;
                Next::WithNewToken
            }
            Class::Retry | Class::Wait | Class::NewToken | Class::Split | Class::Caller | Class::Operator => {
                Next::GiveUp
            }
        }
    }

    /// How many attempts have failed.
    #[must_use]
    pub fn failed(&self) -> u32 {
        self.retries + self.blocks + u32::from(self.token_renewed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        console::trouble::Unreachable,
        wecom::{TransportError, error::Fault, interface, wire::Refusal},
    };

    const READ: &str = "checkin/getcheckindata";
    const WRITE: &str = "checkin/punch_correction";

    fn refused(endpoint: &'static str, errcode: i64) -> ApiError {
        let refusal = Refusal { errcode, text: String::new(), hint: None, from_ip: None };
        ApiError { endpoint, fault: Fault::Refused(refusal) }
    }

    fn lost(endpoint: &'static str, how: Unreachable) -> ApiError {
        ApiError { endpoint, fault: Fault::Transport(TransportError::Unreachable(how)) }
    }

    fn story(codes: &[i64]) -> Vec<Next> {
        let mut attempts = Attempts::default();
        codes.iter().map(|code| attempts.next(&refused(READ, *code))).collect()
    }

    fn first(error: &ApiError) -> Next {
        Attempts::default().next(error)
    }

    fn after(seconds: u64) -> Next {
        Next::After(Duration::from_secs(seconds))
    }

    #[test]
    fn a_busy_system_is_asked_again_three_times_and_later_each_time() {
        assert_eq!(story(&[-1, -1, -1, -1]), [after(1), after(2), after(4), Next::GiveUp]);
    }

    #[test]
    fn a_new_token_is_granted_once_a_call() {
        assert_eq!(story(&[42001, 40014]), [Next::WithNewToken, Next::GiveUp]);
    }

    #[test]
    fn a_wrong_secret_stops_at_once() {
        assert_eq!(story(&[40001]), [Next::GiveUp]);
    }

    #[test]
    fn a_used_up_quota_costs_its_whole_window() {
        assert_eq!(story(&[45009]), [Next::AfterBlock(BLOCK)]);
    }

    #[test]
    fn a_write_is_made_again_only_if_nothing_can_have_been_done() {
        for (error, next) in [
            (refused(WRITE, -1), Next::GiveUp),
            (lost(WRITE, Unreachable::Timeout), Next::GiveUp),
            (lost(WRITE, Unreachable::Broken), Next::GiveUp),
            (ApiError { endpoint: WRITE, fault: Fault::NotWecom { status: 502, what: String::new() } }, Next::GiveUp),
            (lost(WRITE, Unreachable::NoConnection), after(1)),
            (refused(WRITE, 45033), after(1)),
            (refused(WRITE, 42001), Next::WithNewToken),
            (refused(WRITE, 40014), Next::WithNewToken),
            (refused(WRITE, 45009), Next::AfterBlock(BLOCK)),
        ] {
            assert_eq!(first(&error), next, "{error}");
        }
    }

    #[test]
    fn a_question_is_asked_again_whatever_became_of_it() {
        for error in [refused(READ, -1), lost(READ, Unreachable::Timeout), lost(READ, Unreachable::Broken)] {
            assert_eq!(first(&error), after(1), "{error}");
        }
    }

    #[test]
    fn every_write_of_the_table_of_interfaces_is_one() {
        let writes = interface::ALL.iter().filter(|interface| interface.writes).map(|interface| interface.path);
        let expected = ["checkin/punch_correction", "checkin/add_checkin_record", "message/send", "message/recall"];
        assert_eq!(writes.collect::<Vec<_>>(), expected);
    }
}
