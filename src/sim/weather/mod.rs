//! Weather: what goes wrong, when, and how often.
//!
//! A [`Scenario`] is a script, written as a TOML file or as a value. Some have names ([`Story`]).

mod case;
mod event;
mod fault;
mod forecast;
mod scenario;
mod spells;
mod story;

pub use case::{BadCase, Case};
pub use event::{Event, Turn, When};
pub use fault::{Fault, Sky, Spoil};
pub use forecast::{Arrival, Forecast};
pub use scenario::{BadScenario, FaultRule, LateRows, Period, Scenario, Span};
pub use spells::Weather;
pub use story::{NoSuchStory, Story};
