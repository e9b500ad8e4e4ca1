//! Ringing up whoever listens, as WeCom does (documents 90238 and 90930).

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use tokio::time::timeout;

use super::plan::Push;
use crate::wecom::{TransportError, http::Http};

/// How often a callback is sent, in all.
pub const ATTEMPTS_MAX: u32 = 3;
/// How long WeCom waits for an answer before it hangs up.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The only status that counts as taken (document 90238).
const TAKEN: u16 = 200;

/// Somebody's callback address.
pub trait Doorbell: Send + Sync {
    /// Sends one push and waits for the status of the answer, however long that takes.
    fn ring<'a>(&'a self, push: &'a Push) -> BoxFuture<'a, Result<u16, TransportError>>;
}

/// An address on the network.
impl Doorbell for Http {
    fn ring<'a>(&'a self, push: &'a Push) -> BoxFuture<'a, Result<u16, TransportError>> {
        let query = &push.query;
        let parameters = [
            ("msg_signature", query.msg_signature.as_str()),
            ("timestamp", query.timestamp.as_str()),
            ("nonce", query.nonce.as_str()),
        ];
        async move { self.post_xml(&parameters, push.body.clone()).await }.boxed()
    }
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handover {
    /// Answered with 200.
    Taken {
        /// At which attempt, from 1.
        attempt: u32,
    },
    /// Never answered so; WeCom does not come back to it.
    GivenUp,
}

/// Sends a push until it is taken: three times at most, five seconds each, one right after the other.
pub async fn deliver(push: &Push, door: &dyn Doorbell) -> Handover {
    for attempt in 1..=ATTEMPTS_MAX {
        if let Ok(Ok(TAKEN)) = timeout(ANSWER_WITHIN, door.ring(push)).await {
            return Handover::Taken { attempt };
        }
    }
    Handover::GivenUp
}

#[cfg(test)]
mod tests {
    use std::{
        future::{pending, ready},
        sync::Mutex,
    };

    use jiff::Timestamp;

    use super::*;
    use crate::{clock::Stopwatch, console::trouble::Unreachable, wecom::callback::Query};

    /// Answers of a door, in order.
    enum Answer {
        Status(u16),
        Never,
        Broken,
    }

    struct Scripted(Mutex<Vec<Answer>>);

    impl Doorbell for Scripted {
        fn ring<'a>(&'a self, _push: &'a Push) -> BoxFuture<'a, Result<u16, TransportError>> {
            match self.0.lock().unwrap().remove(0) {
                Answer::Status(status) => ready(Ok(status)).boxed(),
                Answer::Never => pending().boxed(),
                Answer::Broken => ready(Err(TransportError::Unreachable(Unreachable::Broken))).boxed(),
            }
        }
    }

    /// What becomes of a push, after how long, and how many answers nobody asked for.
    async fn pushed(answers: Vec<Answer>) -> (Handover, u64, usize) {
        let query = Query { msg_signature: String::new(), timestamp: String::new(), nonce: String::new() };
        let push = Push { at: Timestamp::UNIX_EPOCH, query, body: String::new() };
        let door = Scripted(Mutex::new(answers));
        let watch = Stopwatch::start();
        let handover = deliver(&push, &door).await;
        (handover, watch.elapsed().as_secs(), door.0.into_inner().unwrap().len())
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_taken_is_not_sent_again() {
        let answers = vec![Answer::Status(200), Answer::Status(200)];
        assert_eq!(pushed(answers).await, (Handover::Taken { attempt: 1 }, 0, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_is_not_200_within_five_seconds_is_sent_again() {
        let answers = vec![Answer::Never, Answer::Status(204), Answer::Status(200)];
        assert_eq!(pushed(answers).await, (Handover::Taken { attempt: 3 }, 5, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn after_three_attempts_it_is_given_up() {
        let answers = vec![Answer::Never, Answer::Broken, Answer::Never, Answer::Status(200)];
        assert_eq!(pushed(answers).await, (Handover::GivenUp, 10, 1));
    }
}
