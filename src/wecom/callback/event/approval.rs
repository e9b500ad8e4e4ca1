//! An approval form changed (审批状态通知, document 91815).

use jiff::Timestamp;

use super::{instant, member, text};
use crate::{domain::EmployeeId, wecom::callback::xml::Element};

/// What is told of an approval form; what is written in it is not, and is to be asked for by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalChange {
    /// Its number: `SpNoStr`, or the older `SpNo`, which forms of some offices (局校) lack.
    pub number: String,
    /// What it was made from (`TemplateId`).
    pub template: Option<String>,
    /// Who applied.
    pub applicant: Option<EmployeeId>,
    /// When.
    pub applied_at: Option<Timestamp>,
    /// Where it stands now.
    pub status: ApprovalStatus,
    /// What was done to it just now.
    pub step: ApprovalStep,
}

/// Where an approval form stands (`SpStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalStatus {
    /// 审批中.
    Pending,
    /// 已同意.
    Approved,
    /// 已驳回.
    Rejected,
    /// 已撤销, before it was decided.
    Withdrawn,
    /// 通过后撤销, after it was approved: what it excused is excused no longer.
    Revoked,
    /// 已删除.
    Deleted,
    /// 已支付.
    Paid,
    /// A number that is not known or not there, as given.
    Other(Option<i64>),
}

/// What was done to an approval form (`StatuChangeEvent`, spelled so).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalStep {
    /// 提单.
    Submitted,
    /// 同意.
    Agreed,
    /// 驳回.
    Rejected,
    /// 转审.
    PassedOn,
    /// 催办.
    Urged,
    /// 撤销.
    Withdrawn,
    /// 通过后撤销.
    Revoked,
    /// 添加备注.
    Commented,
    /// 退回.
    SentBack,
    /// 添加审批人.
    ApproverAdded,
    /// 加签并同意.
    AgreedWithOneMore,
    /// 已办理.
    Handled,
    /// 转交.
    HandedOver,
    /// A number that is not known or not there, as given.
    Other(Option<i64>),
}

impl ApprovalChange {
    pub(super) fn read(info: &Element) -> Option<Self> {
        let applyer = info.child("Applyer");
        let number = |name| info.text_of(name).and_then(|digits| digits.parse().ok());
        Some(Self {
            number: text(info, "SpNoStr").or_else(|| text(info, "SpNo"))?,
            template: text(info, "TemplateId"),
            applicant: applyer.and_then(|applyer| member(applyer, "UserId")),
            applied_at: info.text_of("ApplyTime").and_then(instant),
            status: ApprovalStatus::of(number("SpStatus")),
            step: ApprovalStep::of(number("StatuChangeEvent")),
        })
    }
}

/// Two directions of one table.
macro_rules! numbered {
    ($kind:ident { $($number:literal => $variant:ident),+ $(,)? }) => {
        impl $kind {
            /// What a number of WeCom's means.
            #[must_use]
            pub fn of(number: Option<i64>) -> Self {
                match number {
                    $(Some($number) => Self::$variant,)+
                    other => Self::Other(other),
                }
            }

            /// WeCom's number for it; none if it had none.
            #[must_use]
            pub fn number(self) -> Option<i64> {
                match self {
                    $(Self::$variant => Some($number),)+
                    Self::Other(number) => number,
                }
            }
        }
    };
}

numbered!(ApprovalStatus {
    1 => Pending,
    2 => Approved,
    3 => Rejected,
    4 => Withdrawn,
    6 => Revoked,
    7 => Deleted,
    10 => Paid,
});

numbered!(ApprovalStep {
    1 => Submitted,
    2 => Agreed,
    3 => Rejected,
    4 => PassedOn,
    5 => Urged,
    6 => Withdrawn,
    8 => Revoked,
    10 => Commented,
    11 => SentBack,
    12 => ApproverAdded,
    13 => AgreedWithOneMore,
    14 => Handled,
    15 => HandedOver,
});
