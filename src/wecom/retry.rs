//! Whether a failed call is made again, and when. A table, not a loop.

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
            Class::Retry if self.retries < RETRIES_MAX => {
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
    use crate::wecom::{error::Fault, wire::Refusal};

    fn refused(errcode: i64) -> ApiError {
        let refusal = Refusal { errcode, text: String::new(), hint: None, from_ip: None };
        ApiError { endpoint: "checkin/getcheckindata", fault: Fault::Refused(refusal) }
    }

    fn story(codes: &[i64]) -> Vec<Next> {
        let mut attempts = Attempts::default();
        codes.iter().map(|code| attempts.next(&refused(*code))).collect()
    }

    #[test]
    fn a_busy_system_is_asked_again_three_times_and_later_each_time() {
        let after = |seconds| Next::After(Duration::from_secs(seconds));
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
}
