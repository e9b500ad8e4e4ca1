//! WeCom's interface.

pub mod transport;

pub use transport::{Method, Request, Response, Transport, TransportError};
