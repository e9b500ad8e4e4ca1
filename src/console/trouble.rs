//! What went wrong, and what a person can do about it, as facts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a failed call or a failed write came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// WeCom answered with a code other than 0.
    Refused {
        /// WeCom's code.
        errcode: i64,
        /// WeCom's words, without hint and address.
        message: String,
        /// What WeCom's support wants to hear.
        hint: Option<String>,
        /// The address WeCom saw us come from.
        from_ip: Option<String>,
    },
    /// No connection, or it broke.
    Unreachable(Unreachable),
    /// An answer that is not WeCom's.
    BadAnswer {
        /// The HTTP status.
        status: u16,
        /// What was wrong with it.
        what: String,
    },
    /// The token was refused before, and nothing has changed since.
    TokenStopped,
    /// The store could not be read or written.
    Disk {
        /// What the system said.
        what: String,
        /// Whether room is what is missing.
        full: bool,
    },
}

/// How a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreachable {
    /// The name could not be found, or nobody listens there.
    NoConnection,
    /// The other side's certificate was not accepted.
    Certificate,
    /// No answer in time.
    Timeout,
    /// The connection broke before the answer was whole.
    Broken,
}

/// What a person can do. The table of the interface's error codes, read as advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Nothing: it is tried again by itself.
    TriedAgain {
        /// Not before then, if that is known.
        at: Option<Timestamp>,
    },
    /// Put in the right secret of the application.
    CheckSecret,
    /// Put in the right corp id.
    CheckCorpId,
    /// Put in the right agent id.
    CheckAgentId,
    /// Enable the application in the administration page.
    EnableApplication,
    /// Add the address to the trusted ones (企业可信IP) and wait a minute.
    TrustAddress {
        /// The address WeCom saw.
        ip: Option<String>,
    },
    /// List the application under 打卡 → 可调用接口的应用.
    GrantInterface,
    /// Widen the application's visible range (可见范围).
    WidenRange,
    /// Pull the organisation again; the member has left or was renamed.
    RefreshRoster,
    /// Ask for less at once.
    NarrowRequest,
    /// Look at network, proxy and address of WeCom.
    CheckNetwork,
    /// Look at the certificates this machine trusts.
    CheckCertificates,
    /// Make room on the disk, then start again.
    FreeSpace,
    /// Look at the data folder's rights and the disk's health.
    CheckDataFolder,
    /// Report it: this is our fault.
    Report,
    /// Look the code up in WeCom's table, with the hint.
    AskWecom,
}

/// One thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The interface that was called, or the part of the store.
    pub during: String,
    /// What happened.
    pub cause: Cause,
    /// What to do.
    pub remedy: Remedy,
}

impl Trouble {
    /// WeCom's code, if WeCom answered with one.
    #[must_use]
    pub fn errcode(&self) -> Option<i64> {
        match self.cause {
            Cause::Refused { errcode, .. } => Some(errcode),
            Cause::Unreachable(_) | Cause::BadAnswer { .. } | Cause::TokenStopped | Cause::Disk { .. } => None,
        }
    }
}
