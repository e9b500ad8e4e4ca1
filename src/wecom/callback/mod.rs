//! WeCom calls us: the callbacks (接收消息, 回调) of an application.
//!
//! [`Callback`] opens what was posted and answers the check of the address; [`check_fresh`] tells
//! today's call from an old one; [`Message`] is what it says, and its [`key`](Message::key) tells whether
//! it came before, which [`Recent`] remembers. [`Sealed`] is the way back out. Nothing here waits or reads a clock.
//!
//! Read in this order: the door ([`crypto`]) and what is behind it ([`signature`], [`cipher`],
//! [`freshness`]), the way out ([`sealed`]), then what the words mean ([`xml`], [`message`], [`event`]).

pub mod crypto;
pub mod signature;

pub mod cipher;
pub mod freshness;
pub mod sealed;

pub mod xml;

pub mod event;
pub mod message;
pub mod recent;

pub use crypto::{BadSettings, Callback, Query, Refused, TooLong};
pub use event::Event;
pub use freshness::{NotFresh, check_fresh};
pub use message::{Message, MessageKey};
pub use recent::{REMEMBERED_FOR, Recent};
pub use sealed::{Sealed, Stamp};

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
