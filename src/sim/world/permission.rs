//! Which secret may call what (wecom-api.md, section 1.2).

use super::refusal::Refusal;
use crate::sim::weather::Sky;

/// Whose secret a token was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The self-built app (自建应用).
    Application,
    /// 通讯录同步: numbers and accounts of everybody, and nothing else.
    ContactSync,
}

/// What an interface demands of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// A token, whosever.
    Free,
    /// An app's token.
    Application,
    /// An app's token, and the app listed under 打卡 → 可调用接口的应用.
    Checkin,
    /// An app's token, and the app listed under 审批 → 可调用接口的应用.
    Approval,
    /// An app's token, for the details of whom it may see. 通讯录同步 from an address that is new
    /// since 2022-08-15 gets none (document 96079).
    Contacts,
    /// The token of 通讯录同步 (document 96067).
    ContactSync,
    /// An app's token, and the app listed under 使用分析 → API → 可调用接口应用 (document 100179).
    OperationLog,
}

impl Listing {
    /// Lets the right caller on, unless the app has been taken off the list that it needs.
    pub fn admit(self, holder: Holder, sky: &Sky) -> Result<(), Refusal> {
        match (self, holder) {
            (Self::Checkin | Self::OperationLog, Holder::Application) if sky.permission_withdrawn => {
                Err(Refusal::code(48002))
            }
            (Self::Approval, Holder::Application) if sky.approvals_withdrawn => Err(Refusal::code(301_055)),
            (Self::Free, _) | (Self::ContactSync, Holder::ContactSync) => Ok(()),
            (Self::ContactSync, Holder::Application) => Err(Refusal::code(48002)),
            (
                Self::Application | Self::Checkin | Self::Approval | Self::Contacts | Self::OperationLog,
                Holder::Application,
            ) => Ok(()),
            (Self::Contacts, Holder::ContactSync) => Err(Refusal::code(48009)),
            (Self::Application | Self::Checkin | Self::Approval | Self::OperationLog, Holder::ContactSync) => {
                Err(Refusal::code(48002))
            }
        }
    }
}
