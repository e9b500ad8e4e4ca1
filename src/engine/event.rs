//! Everything that can happen to an engine.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{judging::Judgement, keeping::Survey};
use crate::{
    access::Actor,
    console::{Fact, Outcome, Request, RequestId, Trouble, view::QuotaView},
    store::{Health, Receipt},
    sync::{Harvest, Job, Work},
    wecom::ApiError,
};

/// Tells consoles of one engine apart.
pub type ConsoleId = u64;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A second has passed.
    Tick {
        /// The use of the interfaces' quotas.
        quota: Vec<QuotaView>,
    },
    /// The store's size was looked at.
    Measured(Health),
    /// Somebody at a console asks.
    Asked {
        /// Which console.
        console: ConsoleId,
        /// Who sits there.
        actor: Actor,
        /// What is asked.
        request: Request,
    },
    /// A token was fetched.
    TokenRenewed {
        /// It, sealed for the disk; `None` if it could not be sealed.
        sealed: Option<Vec<u8>>,
        /// When it was fetched.
        fetched_at: Timestamp,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// No token could be had.
    TokenRefused {
        /// Why.
        error: ApiError,
        /// Whether only a person can help.
        stopped: bool,
    },
    /// A call failed and is made again.
    Retried {
        /// Why.
        error: ApiError,
        /// Failures so far.
        attempt: u32,
        /// The pause before the next attempt.
        wait: Duration,
    },
    /// This machine's clock was compared with WeCom's; what is told with "now" follows WeCom's.
    ClockCompared {
        /// Seconds by which it is ahead; 0 if it is as good as right.
        ahead_s: i64,
    },
    /// WeCom blocks an interface.
    Blocked {
        /// The interface.
        endpoint: &'static str,
        /// Until when.
        until: Timestamp,
    },
    /// A job ended.
    Fetched {
        /// The job.
        job: Job,
        /// What it brought.
        outcome: Result<Harvest, ApiError>,
        /// When it was started.
        asked_at: Timestamp,
        /// How long it took.
        took: Duration,
    },
    /// A commit ended.
    Committed(Result<Receipt, Trouble>),
    /// Days were judged.
    Judged(Result<Judgement, Trouble>),
    /// The store was copied, or not.
    BackedUp {
        /// Who had asked.
        actor: String,
        /// The copy's folder.
        folder: PathBuf,
        /// How many values it holds.
        outcome: Result<u64, Trouble>,
    },
    /// Calls of a pass were held against what is known.
    Surveyed {
        /// Which calls.
        survey: Arc<Survey>,
        /// Those that are left.
        left: Result<Vec<Work>, Trouble>,
    },
    /// Something was looked up on the disk.
    LookedUp {
        /// For which console.
        console: ConsoleId,
        /// Its number for the request.
        id: RequestId,
        /// What was found.
        outcome: Outcome,
    },
    /// The owner of the engine puts something into the log.
    Noted(Fact),
    /// The engine is to end.
    Stopping {
        /// Whether what is stored must be judged first.
        judge_first: bool,
    },
}
