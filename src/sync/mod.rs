//! What to fetch, in which calls, and fetching it.
//!
//! [`plan`] turns a wish into calls (pure, printable), a [`job`] is one of them, and [`pool`] makes
//! the call and hands back a harvest; the engine decides when.

pub mod job;
pub mod plan;
pub mod pool;

pub use job::{Job, JobId, Work};
pub use plan::Group;
pub use pool::{Harvest, Rows};
