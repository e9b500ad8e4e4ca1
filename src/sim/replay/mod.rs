//! A real attendance terminal's log (考勤机记录), told as a company's check-in rows.
//!
//! A line is a padded id, a local time of UTC+8, how the person was verified, a status, a work code
//! and a 0, separated by tabs, ended by LF or CRLF. Terminals lose their clock and their power, so
//! some lines are damaged: each is named by its number, none stops the replay.

mod log;

mod line;

pub use line::Damage;
pub use log::{Replay, ReplayReport};
