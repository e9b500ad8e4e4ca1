//! Weather: what goes wrong, when, and how often.
//!
//! A [`Scenario`] is a script, written as a TOML file or as a value. Some have names ([`Story`]).

mod fault;
mod forecast;
mod scenario;
mod story;

pub use fault::{Fault, Sky, Spoil};
pub use forecast::Forecast;
pub use scenario::{BadScenario, FaultRule, LateRows, Scenario, Span};
pub use story::{NoSuchStory, Story};
