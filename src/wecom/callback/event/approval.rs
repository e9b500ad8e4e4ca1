//! An approval form changed (审批状态通知, document 91815).

use jiff::Timestamp;

use super::{instant, member, text};
use crate::{
    domain::{ApprovalStatus, EmployeeId},
    wecom::callback::xml::Element,
};

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
    /// How far it has come; absent if that is not told.
    pub status: Option<ApprovalStatus>,
    /// What was done to it just now.
    pub step: ApprovalStep,
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
            status: number("SpStatus").map(ApprovalStatus::of),
            step: ApprovalStep::of(number("StatuChangeEvent")),
        })
    }
}

impl ApprovalStep {
    /// What a number of WeCom's means.
    #[must_use]
    pub fn of(number: Option<i64>) -> Self {
        let known = STEPS.iter().find(|(known, _)| Some(*known) == number);
        known.map_or(Self::Other(number), |(_, step)| *step)
    }

    /// WeCom's number for it; none if it had none.
    #[must_use]
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Other(number) => number,
            step => STEPS.iter().find(|(_, known)| *known == step).map(|(number, _)| *number),
        }
    }
}

const STEPS: &[(i64, ApprovalStep)] = &[
    (1, ApprovalStep::Submitted),
    (2, ApprovalStep::Agreed),
    (3, ApprovalStep::Rejected),
    (4, ApprovalStep::PassedOn),
    (5, ApprovalStep::Urged),
    (6, ApprovalStep::Withdrawn),
    (8, ApprovalStep::Revoked),
    (10, ApprovalStep::Commented),
    (11, ApprovalStep::SentBack),
    (12, ApprovalStep::ApproverAdded),
    (13, ApprovalStep::AgreedWithOneMore),
    (14, ApprovalStep::Handled),
    (15, ApprovalStep::HandedOver),
];
