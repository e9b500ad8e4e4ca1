//! What to fetch, in which calls, and fetching it.
//!
//! [`agenda`] says what is due, [`plan`] turns a wish into calls, [`cost`] says what these
//! take (all pure, printable), a [`job`] is
//! one of them, and [`pool`] makes the call and hands back a harvest; the engine decides when.

pub mod agenda;
pub mod cost;
pub mod job;
pub mod plan;
pub mod pool;

pub use agenda::Schedule;
pub use job::{Job, JobId, Lesson, Work};
pub use plan::{CallSize, Group};
pub use pool::{Harvest, Papers, Rows};
