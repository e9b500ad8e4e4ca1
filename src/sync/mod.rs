//! What to fetch, in which calls, and fetching it.
//!
//! [`agenda`] says what is due, [`next_look`] when a day is looked at again, [`plan`] turns a wish into calls,
//! [`cost`] says what these take (all pure), a [`job`] is one of them, and [`pool`] makes the call and hands back
//! a harvest; the engine decides when.

pub mod agenda;
pub mod cost;
pub mod job;
pub mod next_look;
pub mod plan;
pub mod pool;

pub use agenda::Schedule;
pub use job::{Job, JobId, Lesson, Work};
pub use plan::{CallSize, Group};
pub use pool::{Harvest, Papers, Rows};
