//! What a refusal means for a person: the same code asks for different things on different interfaces.

use jiff::Timestamp;

use super::codes::{self, Advice};
use crate::{
    console::Remedy,
    wecom::{
        interface::{self, Permission},
        wire::Refusal,
    },
};

/// What to do about a refusal of this interface.
pub(super) fn remedy(refusal: &Refusal, endpoint: &str, again_at: Option<Timestamp>) -> Remedy {
    let permission = interface::at(endpoint).map_or(Permission::None, |interface| interface.permission);
    match codes::look_up(refusal.errcode).1 {
        Advice::Wait => Remedy::TriedAgain { at: again_at },
        Advice::Secret => Remedy::CheckSecret,
        Advice::NewSecret => Remedy::ResetSecret,
        Advice::AppSecret => Remedy::UseAppSecret,
        Advice::Corp => Remedy::CheckCorpId,
        Advice::Agent => Remedy::CheckAgentId,
        Advice::Enable => Remedy::EnableApplication,
        Advice::EnableSystem => enable(permission),
        Advice::EnableApproval => Remedy::EnableApproval,
        Advice::Trust => Remedy::TrustAddress { ip: refusal.from_ip.clone() },
        Advice::Grant => grant(permission),
        Advice::GrantApproval => Remedy::GrantApproval,
        Advice::Range => Remedy::WidenRange,
        Advice::Roster => Remedy::RefreshRoster,
        Advice::Receivers => Remedy::CheckReceivers,
        Advice::Callback => Remedy::SetCallback,
        Advice::Shorten => Remedy::ShortenMessage,
        Advice::LeaveIt => Remedy::LeaveMessage,
        Advice::Slot => Remedy::CheckSlot,
        Advice::Time => Remedy::CheckPunchTime,
        Advice::DaysOff => Remedy::AllowDaysOff,
        Advice::RuleCloses => Remedy::OpenCorrection,
        Advice::PendingApproval => Remedy::FinishApproval,
        Advice::Narrow => Remedy::NarrowRequest,
        Advice::Report => Remedy::Report,
        Advice::Ask => Remedy::AskWecom,
    }
}

/// What opens an interface to the application.
fn grant(permission: Permission) -> Remedy {
    match permission {
        Permission::Checkin => Remedy::GrantInterface,
        Permission::Approval => Remedy::GrantApproval,
        Permission::OperationLog => Remedy::GrantOperationLog,
        Permission::ContactSync => Remedy::UseContactSecret,
        Permission::Range => Remedy::WidenRange,
        Permission::None => Remedy::AskWecom,
    }
}

/// The application of WeCom's own that an interface belongs to.
fn enable(permission: Permission) -> Remedy {
    match permission {
        Permission::Checkin => Remedy::EnableCheckin,
        Permission::Approval => Remedy::EnableApproval,
        Permission::OperationLog | Permission::ContactSync | Permission::Range | Permission::None => {
            Remedy::EnableApplication
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(errcode: i64, endpoint: &str) -> Remedy {
        remedy(&Refusal { errcode, text: String::new(), hint: None, from_ip: None }, endpoint, None)
    }

    #[test]
    fn a_missing_permission_is_granted_where_the_interface_is_listed() {
        for (endpoint, opens) in [
            ("checkin/getcheckindata", Remedy::GrantInterface),
            ("oa/getapprovalinfo", Remedy::GrantApproval),
            ("security/admin_oper_log/list", Remedy::GrantOperationLog),
            ("user/list_id", Remedy::UseContactSecret),
            ("user/list", Remedy::WidenRange),
            ("message/send", Remedy::WidenRange),
        ] {
            for errcode in [48001, 48002, 60011] {
                assert_eq!(said(errcode, endpoint), opens, "{errcode} on {endpoint}");
            }
        }
        assert_eq!(said(301_055, "oa/getapprovaldetail"), Remedy::GrantApproval);
        assert_eq!(said(48009, "department/list"), Remedy::UseAppSecret);
        assert_eq!(said(50006, "oa/getapprovalinfo"), Remedy::EnableApproval);
    }

    #[test]
    fn each_refusal_of_a_correction_says_what_would_let_it_through() {
        for (codes, opens) in [
            (vec![301_080], Remedy::CheckSlot),
            (vec![301_081, 301_083], Remedy::CheckPunchTime),
            (vec![301_082], Remedy::AllowDaysOff),
            (vec![301_099, 301_101, 301_102, 301_103, 301_104, 301_105], Remedy::OpenCorrection),
            (vec![301_113], Remedy::FinishApproval),
        ] {
            for errcode in codes {
                assert_eq!(said(errcode, "checkin/punch_correction"), opens, "{errcode}");
            }
        }
    }

    #[test]
    fn each_refusal_of_a_message_says_what_would_let_it_through() {
        for (errcode, opens) in [
            (81013, Remedy::CheckReceivers),
            (43012, Remedy::SetCallback),
            (45002, Remedy::ShortenMessage),
            (42052, Remedy::LeaveMessage),
        ] {
            assert_eq!(said(errcode, "message/send"), opens, "{errcode}");
        }
    }
}
