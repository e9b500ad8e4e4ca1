//! WeCom's interface.

pub mod transport;
pub mod wire;

pub use transport::{Method, Request, Response, Transport, TransportError};
