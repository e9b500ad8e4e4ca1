//! WeCom's server interface as we wish it were.
//!
//! [`Client`] asks what [`interface`] lists; [`TokenKeeper`](token::TokenKeeper) lends it a token, [`quota`] its turn,
//! [`transport`] carries the call, [`retry`] says whether a failure is final and [`error`] what it
//! deserves. What is asked ([`approvals`], [`operation`]), written ([`writing`]) or said ([`message`])
//! keeps WeCom's limits first ([`bounds`]). [`wire`] holds WeCom's spelling, and nothing outside it knows a
//! WeCom field name.

pub mod callback;
pub mod client;
pub mod error;
pub mod interface;
pub mod quota;
pub mod retry;
pub mod seal;
mod skew;
pub mod token;
pub mod transport;
pub mod wire;

pub mod approvals;
pub mod bounds;
pub mod message;
pub mod operation;
pub mod writing;

pub mod http;

pub use bounds::{Checked, OutOfBounds};
pub use client::{Client, Credentials, Signal};
pub use error::{ApiError, Class};
pub use transport::{Method, Request, Response, Transport, TransportError};
