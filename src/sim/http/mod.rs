//! The world behind a listener, for other processes and for other people.
//!
//! Plain HTTP, paths as WeCom's. What breaks here really breaks: a truncated answer ends before its
//! promised length, a reset connection is reset.

mod serve;

mod line;

pub use serve::{base_url, serve};
