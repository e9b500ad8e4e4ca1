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
    /// Reset the application's secret (应用管理 → the application → Secret) and put the new one in.
    ResetSecret,
    /// Put in the secret of a self-built application (自建应用); that of 通讯录同步 may not see this.
    UseAppSecret,
    /// Put in the secret of 通讯录同步 (管理工具 → 通讯录同步), the only one that may ask this.
    UseContactSecret,
    /// Enable the application in the administration page.
    EnableApplication,
    /// Enable 打卡 itself under 应用管理.
    EnableCheckin,
    /// Enable 审批 itself under 应用管理.
    EnableApproval,
    /// Add the address to the trusted ones (企业可信IP) and wait a minute.
    TrustAddress {
        /// The address WeCom saw.
        ip: Option<String>,
    },
    /// List the application under 打卡 → 可调用接口的应用.
    GrantInterface,
    /// List the application under 审批 → 可调用接口的应用.
    GrantApproval,
    /// List the application under 使用分析 → API → 可调用接口应用.
    GrantOperationLog,
    /// Widen the application's visible range (可见范围).
    WidenRange,
    /// Pull the organisation again; the member has left or was renamed.
    RefreshRoster,
    /// Nobody who was named can be reached: widen the visible range, or name somebody else.
    CheckReceivers,
    /// Give the application an address for callbacks (接收消息 → API接收): such cards need one.
    SetCallback,
    /// Say it in fewer words.
    ShortenMessage,
    /// Leave the message where it is: after 24 hours none can be taken back.
    LeaveMessage,
    /// Choose a slot that the rule has on that day (打卡 → 规则).
    CheckSlot,
    /// Choose a time within the slot's window (打卡 → 规则), and none in the future.
    CheckPunchTime,
    /// Allow punches on days off in the rule (打卡 → 规则).
    AllowDaysOff,
    /// Open this kind of correction in the rule (打卡 → 规则 → 补卡).
    OpenCorrection,
    /// Finish the pending approval of that punch first (审批).
    FinishApproval,
    /// It may have been done: read back what WeCom has before doing it again.
    ReadBack,
    /// Ask for less at once.
    NarrowRequest,
    /// Look at network, proxy and address of WeCom.
    CheckNetwork,
    /// Look at the certificates this machine trusts.
    CheckCertificates,
    /// Make room on the disk, then start again.
    FreeSpace,
    /// The file system is read-only, often after a fault of the disk: look at it, make it writable, then
    /// start again.
    MakeWritable,
    /// Look at the data folder's rights and the disk's health.
    CheckDataFolder,
    /// Have the store read through; if it is damaged, restore a backup or have it rebuilt.
    CheckStore,
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
