//! Whether a callback is of today, or an old one played again.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

/// How far a callback's time may be from ours, either way.
///
/// WeCom gives up after three attempts of five seconds, so what is older was not sent by it now. Ten
/// minutes leave room for clocks that are not set well. Within them a callback that is played again is
/// known by its [`MessageKey`](super::MessageKey), which is therefore to be remembered for twice as long.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_mins(10);

/// A callback that is too old, or from the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a callback whose time is {off_s} s from ours; if this repeats, set this machine's clock (NTP)")]
pub struct NotFresh {
    /// Our time less its time, in seconds.
    pub off_s: i64,
}

/// Checks that a callback was sent just now.
///
/// A fence, no proof: the signature lets the time and the nonce change places, so what is let in may
/// still be a callback of old. It should therefore be no more than a reason to ask WeCom.
///
/// # Errors
/// If it is more than [`FRESH_FOR`] away.
pub fn check_fresh(sent_at: Timestamp, now: Timestamp) -> Result<(), NotFresh> {
    let off = now.duration_since(sent_at);
    if off.abs() <= FRESH_FOR { Ok(()) } else { Err(NotFresh { off_s: off.as_secs() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_minutes_either_way_are_fresh() {
        let now = Timestamp::from_second(1_780_000_000).unwrap();
        let after = |seconds| check_fresh(now + SignedDuration::from_secs(seconds), now);
        assert_eq!([after(-600), after(0), after(600)], [Ok(()); 3]);
        assert_eq!(after(-601), Err(NotFresh { off_s: 601 }));
        assert_eq!(after(601), Err(NotFresh { off_s: -601 }));
        assert!(check_fresh(Timestamp::MIN, Timestamp::MAX).is_err());
    }
}
