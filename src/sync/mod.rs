//! What to fetch, in which calls, and fetching it.
//!
//! [`agenda`] and, of forms, [`forms`] say what is due, [`next_look`] when a day is looked at again, [`plan`] turns
//! a wish into calls, [`cost`] says what these take (all pure), a [`job`] is one of them, and [`pool`] makes the
//! call, page by page ([`paging`]), and hands back a harvest; the engine decides when.

pub mod agenda;
pub mod cost;
pub mod forms;
pub mod job;
pub mod next_look;
pub mod paging;
pub mod plan;
pub mod pool;

pub use agenda::Schedule;
pub use job::{Job, JobId, Lesson, Work};
pub use plan::{CallSize, Group};
pub use pool::{Forms, Harvest, Operations, Papers, Rows};
