//! Callbacks, as WeCom would push them: an event becomes signed envelopes, and somebody is rung up.
//!
//! [`Pusher::plan`] says what is sent and when, in weather of its own, and waits for nothing;
//! [`deliver`] carries one push to a [`Doorbell`] by WeCom's rules; [`watch`] does so for a whole world.
//!
//! Read in this order: an event in WeCom's words ([`letter`]), what becomes of it ([`plan`]), and how it
//! gets there ([`doorbell`], [`ringer`]).

pub mod letter;

pub mod plan;

pub mod doorbell;

pub mod ringer;

pub use doorbell::{Doorbell, Handover, deliver};
pub use plan::{Push, PushWeather, Pusher};
pub use ringer::{Mishap, Ringing, watch};
