//! What the world is asked, and what it gives back.

use std::{fmt, net::IpAddr, time::Duration};

use bytes::Bytes;
use jiff::Timestamp;

use crate::wecom::Method;

/// A call, as WeCom sees it arrive.
#[derive(Clone)]
pub struct Call {
    /// The verb.
    pub method: Method,
    /// The path below `/cgi-bin/`.
    pub endpoint: String,
    /// Parameters of the address, decoded.
    pub query: Vec<(String, String)>,
    /// The body, empty if there is none.
    pub body: Bytes,
    /// Where it comes from.
    pub from_ip: IpAddr,
}

impl Call {
    /// A parameter of the address; an empty one counts as missing.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Call {
    /// Without values: among them are the token and the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.query.iter().map(|(name, _)| name).collect::<Vec<_>>();
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("endpoint", &self.endpoint)
            .field("query", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What comes back, and when.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long it takes.
    pub after: Duration,
    /// The time here when it leaves.
    pub date: Timestamp,
    /// What it is.
    pub delivery: Delivery,
}

/// What comes back.
#[derive(Clone, PartialEq, Eq)]
pub enum Delivery {
    /// An HTTP answer.
    Whole {
        /// The HTTP status.
        status: u16,
        /// Its body.
        body: Bytes,
    },
    /// An answer with status 200 whose bytes come one by one.
    Trickled {
        /// Its body.
        body: Bytes,
        /// How long the whole of it takes.
        over: Duration,
    },
    /// The connection ends in the middle of this body; its whole length was promised.
    Truncated(Bytes),
    /// The connection is reset before anything is said.
    Reset,
    /// Nothing, ever.
    Never,
}

impl Delivery {
    /// How long it takes from its first byte to its last.
    #[must_use]
    pub fn takes(&self) -> Duration {
        match self {
            Self::Trickled { over, .. } => *over,
            Self::Whole { .. } | Self::Truncated(_) | Self::Reset | Self::Never => Duration::ZERO,
        }
    }
}
