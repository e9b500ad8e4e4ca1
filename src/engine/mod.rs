//! One loop, one owner of the truth.
//!
//! Everything that can happen is an [`event::Event`]; [`core::Core::step`] applies it to the state
//! and answers with [`effect::Effect`]s, without waiting and without a clock; [`run`] makes events of
//! the world and performs the effects. What one step may change is in a file of its own: `passes`
//! (what is being pulled), `landing` (from answer to disk), [`queue`] (anomalies), `troubles`
//! (what is wrong with the connection), `requests` (what people ask). Each step ends in `tidy`.
//! [`audience`] tells the consoles.

pub mod effect;
pub mod event;

pub mod core;
mod landing;
mod passes;
mod progress;
pub mod queue;
mod requests;
mod tidy;
mod troubles;

pub mod audience;
pub mod judging;
pub mod run;
pub mod settings;

pub use run::{Engine, Parts};
pub use settings::{Schedule, Settings};
