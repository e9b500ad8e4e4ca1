//! What the world is asked, and what it gives back.

use std::{fmt, net::IpAddr, time::Duration};

use bytes::Bytes;
use serde::Deserialize;

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

/// What the world knows how to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Endpoint {
    /// gettoken (document 91039).
    GetToken,
    /// agent/get (document 90227).
    AgentGet,
    /// department/list (document 90208).
    DepartmentList,
    /// department/simplelist (document 95350).
    DepartmentSimpleList,
    /// user/list (document 90201).
    UserList,
    /// checkin/getcorpcheckinoption (document 93384).
    CheckinRules,
    /// checkin/getcheckindata (document 90262).
    CheckinRecords,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::GetToken,
        Self::AgentGet,
        Self::DepartmentList,
        Self::DepartmentSimpleList,
        Self::UserList,
        Self::CheckinRules,
        Self::CheckinRecords,
    ];

    /// The path below `/cgi-bin/`.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::GetToken => "gettoken",
            Self::AgentGet => "agent/get",
            Self::DepartmentList => "department/list",
            Self::DepartmentSimpleList => "department/simplelist",
            Self::UserList => "user/list",
            Self::CheckinRules => "checkin/getcorpcheckinoption",
            Self::CheckinRecords => "checkin/getcheckindata",
        }
    }

    /// The endpoint with this path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }

    /// The verb it wants.
    #[must_use]
    pub fn method(self) -> Method {
        if self.is_checkin() { Method::Post } else { Method::Get }
    }

    /// Whether it needs the app to be listed under 打卡→可调用接口的应用.
    #[must_use]
    pub fn is_checkin(self) -> bool {
        match self {
            Self::CheckinRules | Self::CheckinRecords => true,
            Self::GetToken | Self::AgentGet | Self::DepartmentList | Self::DepartmentSimpleList | Self::UserList => {
                false
            }
        }
    }

    /// Calls a minute for one company (document 90312); gettoken has no published limit.
    #[must_use]
    pub fn per_minute(self) -> Option<usize> {
        match self {
            Self::GetToken => None,
            Self::AgentGet | Self::DepartmentList | Self::DepartmentSimpleList | Self::UserList => Some(10_000),
            Self::CheckinRules => Some(60),
            Self::CheckinRecords => Some(600),
        }
    }

    /// The list that its refusals carry, empty, as real ones do.
    #[must_use]
    pub fn empty_list(self) -> Option<&'static str> {
        match self {
            Self::GetToken | Self::AgentGet => None,
            Self::DepartmentList => Some("department"),
            Self::DepartmentSimpleList => Some("department_id"),
            Self::UserList => Some("userlist"),
            Self::CheckinRules => Some("group"),
            Self::CheckinRecords => Some("checkindata"),
        }
    }
}

impl TryFrom<String> for Endpoint {
    type Error = String;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        let known = || Self::ALL.map(Self::path).join(", ");
        Self::at(&path).ok_or_else(|| format!("no endpoint {path:?}: {}", known()))
    }
}

/// What comes back, and when.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long it takes.
    pub after: Duration,
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
    /// The connection ends in the middle of this body; its whole length was promised.
    Truncated(Bytes),
    /// The connection is reset before anything is said.
    Reset,
    /// Nothing, ever.
    Never,
}
