//! Which callbacks came before.

use std::collections::{BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::{freshness::FRESH_FOR, message::MessageKey};

/// How long a callback is remembered: as long as [`check_fresh`](super::check_fresh) may let it in again,
/// by a clock that is off either way.
pub const REMEMBERED_FOR: SignedDuration = SignedDuration::from_mins(FRESH_FOR.as_mins() * 2);
/// Callbacks remembered at most; of more, the oldest are forgotten. A company of 10,000 people makes
/// some hundred in that time.
const REMEMBERED_MAX: usize = 100_000;

/// The callbacks of the last [`REMEMBERED_FOR`].
///
/// WeCom delivers one up to three times if our answer is late or lost (document 90238), and whoever
/// listens on the way can play one again.
#[derive(Debug, Default)]
pub struct Recent {
    keys: BTreeSet<MessageKey>,
    by_time: VecDeque<(Timestamp, MessageKey)>,
}

impl Recent {
    /// Notes a callback that came `now`, and says whether it is new: then it is to be processed.
    pub fn is_new(&mut self, key: &MessageKey, now: Timestamp) -> bool {
        self.forget(now);
        let is_new = self.keys.insert(key.clone());
        if is_new {
            self.by_time.push_back((now, key.clone()));
        }
        is_new
    }

    fn forget(&mut self, now: Timestamp) {
        let is_old = |at: Timestamp| now.duration_since(at) > REMEMBERED_FOR;
        while self.by_time.len() >= REMEMBERED_MAX || self.by_time.front().is_some_and(|(at, _)| is_old(*at)) {
            let Some((_, key)) = self.by_time.pop_front() else { return };
            self.keys.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wecom::callback::Message;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + second).unwrap()
    }

    fn key(xml: &str) -> MessageKey {
        Message::read(xml.to_owned()).unwrap().key
    }

    #[test]
    fn y14_one_callback_three_times_is_processed_once_and_two_events_of_one_second_both_are() {
        let event = |who: &str| {
            key(&format!("<xml><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><UserID>{who}</UserID></xml>"))
        };
        let message = key("<xml><MsgId>45612553542513459290001</MsgId></xml>");
        let came = [event("LiNa"), event("LiNa"), event("WangWei"), message.clone(), event("LiNa"), message];
        let mut recent = Recent::default();
        let processed: Vec<_> = came.iter().zip(0..).map(|(key, second)| recent.is_new(key, at(second))).collect();
        assert_eq!(processed, [true, false, true, true, false, false]);
    }

    #[test]
    fn it_is_remembered_for_as_long_as_it_may_be_played_again_and_no_longer() {
        let (mut recent, key) = (Recent::default(), key("<xml><MsgId>1</MsgId></xml>"));
        assert!(recent.is_new(&key, at(0)));
        assert!(!recent.is_new(&key, at(REMEMBERED_FOR.as_secs())));
        assert!(recent.is_new(&key, at(REMEMBERED_FOR.as_secs() + 1)));
        assert_eq!((recent.keys.len(), recent.by_time.len()), (1, 1));
    }
}
