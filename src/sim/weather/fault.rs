//! What can go wrong.

use std::{net::IpAddr, time::Duration};

use serde::Deserialize;

/// One thing that goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// WeCom answers with this errcode instead.
    Errcode(i64),
    /// Another application of the company has used up the limit: 45009, and a block of so many seconds.
    OtherApplicationS(u32),
    /// Every token given out so far is dead (40014).
    TokenRevoked,
    /// A token given out now lives so many seconds.
    TokenLifeS(u32),
    /// The caller's address is not among the trusted ones (企业可信IP): 60020.
    IpNotTrusted,
    /// The secret has been reset: the one we have is wrong (40001), and its tokens are dead.
    SecretReset,
    /// The app is no longer listed under 打卡, 可调用接口的应用: 48002.
    PermissionWithdrawn,
    /// The app is no longer listed there under 审批: 301055.
    ApprovalsWithdrawn,
    /// A page of HTML with this status, from something in between.
    HttpStatus(u16),
    /// The answer ends in the middle.
    Truncated,
    /// The answer is whole and is no JSON.
    Garbage,
    /// The connection is reset.
    Reset,
    /// No answer, ever.
    Hang,
    /// The answer takes so many seconds to begin.
    SlowS(u32),
    /// The answer begins at once, and its bytes take so many seconds.
    TrickleS(u32),
    /// Some rows are told twice.
    RowsTwice,
    /// WeCom sees this address instead of the caller's.
    Egress(IpAddr),
}

/// How an answer is spoilt on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    /// Replaced by HTML.
    HttpStatus(u16),
    /// Cut.
    Truncated,
    /// Replaced by something that is no JSON.
    Garbage,
    /// Never sent.
    Reset,
    /// Never sent, and the connection stays.
    Hang,
}

/// A moment's conditions: everything that goes wrong with one call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent conditions, any of which may hold together")]
pub struct Sky {
    /// Answered instead of an answer.
    pub errcode: Option<i64>,
    /// Seconds for which another application has blocked the endpoint.
    pub blocked_s: Option<u32>,
    /// Tokens die before the call is looked at.
    pub tokens_die: bool,
    /// Life of a token given out now.
    pub token_life_s: Option<u32>,
    /// The caller's address is not trusted.
    pub ip_not_trusted: bool,
    /// The secret is not the one we have.
    pub secret_reset: bool,
    /// The app is not listed.
    pub permission_withdrawn: bool,
    /// The app is not listed under 审批.
    pub approvals_withdrawn: bool,
    /// What happens to the answer.
    pub spoil: Option<Spoil>,
    /// How long it takes until the answer begins.
    pub delay: Duration,
    /// How long the answer takes from its first byte to its last.
    pub trickle: Option<Duration>,
    /// Some rows are told twice.
    pub rows_twice: bool,
    /// Where the call seems to come from.
    pub egress: Option<IpAddr>,
}

impl Sky {
    /// Adds a fault; of two that exclude each other the first holds.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        match fault {
            Fault::Errcode(errcode) => self.errcode = self.errcode.or(Some(errcode)),
            Fault::OtherApplicationS(seconds) => self.blocked_s = self.blocked_s.or(Some(seconds)),
            Fault::TokenRevoked => self.tokens_die = true,
            Fault::TokenLifeS(seconds) => self.token_life_s = self.token_life_s.or(Some(seconds)),
            Fault::IpNotTrusted => self.ip_not_trusted = true,
            Fault::SecretReset => (self.secret_reset, self.tokens_die) = (true, true),
            Fault::PermissionWithdrawn => self.permission_withdrawn = true,
            Fault::ApprovalsWithdrawn => self.approvals_withdrawn = true,
            Fault::HttpStatus(status) => self.spoil = self.spoil.or(Some(Spoil::HttpStatus(status))),
            Fault::Truncated => self.spoil = self.spoil.or(Some(Spoil::Truncated)),
            Fault::Garbage => self.spoil = self.spoil.or(Some(Spoil::Garbage)),
            Fault::Reset => self.spoil = self.spoil.or(Some(Spoil::Reset)),
            Fault::Hang => self.spoil = self.spoil.or(Some(Spoil::Hang)),
            Fault::SlowS(seconds) => self.delay += Duration::from_secs(seconds.into()),
            Fault::TrickleS(seconds) => self.trickle = self.trickle.or(Some(Duration::from_secs(seconds.into()))),
            Fault::RowsTwice => self.rows_twice = true,
            Fault::Egress(address) => self.egress = self.egress.or(Some(address)),
        }
        self
    }
}
