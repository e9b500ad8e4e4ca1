//! The whole network, as one trait.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use secrecy::SecretString;
use thiserror::Error;

use crate::console::trouble::Unreachable;

/// The verb of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Without a body.
    Get,
    /// With a JSON body.
    Post,
}

/// A call, as it leaves.
#[derive(Debug, Clone)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The path below `/cgi-bin/`, such as `checkin/getcheckindata`.
    pub endpoint: &'static str,
    /// Parameters that anybody may see.
    pub query: Vec<(&'static str, String)>,
    /// Parameters that nobody may see: the token, the secret.
    pub secrets: Vec<(&'static str, SecretString)>,
    /// Raw UTF-8 JSON, without `\u` escapes.
    pub body: Option<String>,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

/// An answer, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The time by the other side's clock when it answered (the `Date` header), if it said so.
    pub date: Option<Timestamp>,
    /// The body, whole.
    pub body: Bytes,
}

/// No answer. Never carries an address: it would carry the token.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportError {
    /// How the connection failed.
    #[error("{}", match .0 {
        Unreachable::NoConnection => "no connection",
        Unreachable::Certificate => "certificate not accepted",
        Unreachable::Timeout => "no answer in time",
        Unreachable::Broken => "connection broke",
    })]
    Unreachable(Unreachable),
    /// An answer larger than anything WeCom sends.
    #[error("answer larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
}

/// Carries calls to WeCom, or to something that answers like it.
pub trait Transport: Send + Sync + 'static {
    /// Sends one call and waits for its whole answer, or for [`Request::timeout`].
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}
