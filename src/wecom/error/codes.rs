//! WeCom's error codes: what each deserves from the program, and from a person.
//!
//! Source: document 90313 and the pages of the single interfaces; 40007 and 40008 as reported by users.

use super::Class;

/// What a code deserves from a person, before the interface is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Advice {
    /// Nothing; it passes, or the listing is begun again.
    Wait,
    Secret,
    NewSecret,
    AppSecret,
    Corp,
    Agent,
    Enable,
    /// The application of WeCom's own, 打卡 or 审批, is switched off.
    EnableSystem,
    EnableApproval,
    Trust,
    Grant,
    GrantApproval,
    Range,
    Roster,
    Receivers,
    Callback,
    Shorten,
    LeaveIt,
    Slot,
    Time,
    DaysOff,
    RuleCloses,
    PendingApproval,
    Narrow,
    Report,
    Ask,
}

const CODES: &[(i64, Class, Advice)] = &[
    (-1, Class::Retry, Advice::Wait),
    (6000, Class::Retry, Advice::Wait),
    (40001, Class::Operator, Advice::Secret),
    (40003, Class::Split, Advice::Roster),
    (40007, Class::Caller, Advice::Report),
    (40008, Class::Caller, Advice::Report),
    (40013, Class::Operator, Advice::Corp),
    (40014, Class::NewToken, Advice::Secret),
    (40031, Class::Caller, Advice::Report),
    (40032, Class::Caller, Advice::Report),
    (40033, Class::Caller, Advice::Report),
    (40035, Class::Caller, Advice::Report),
    (40056, Class::Operator, Advice::Agent),
    (40058, Class::Caller, Advice::Report),
    (40063, Class::Caller, Advice::Report),
    (40091, Class::Operator, Advice::Secret),
    (41001, Class::Caller, Advice::Report),
    (41002, Class::Operator, Advice::Corp),
    (41004, Class::Operator, Advice::Secret),
    (41024, Class::Operator, Advice::Secret),
    (42001, Class::NewToken, Advice::Secret),
    (42009, Class::Caller, Advice::Report),
    (42052, Class::Caller, Advice::LeaveIt),
    (43012, Class::Operator, Advice::Callback),
    (45002, Class::Caller, Advice::Shorten),
    (45009, Class::Wait, Advice::Wait),
    (45029, Class::Split, Advice::Narrow),
    (45031, Class::Operator, Advice::NewSecret),
    (45033, Class::Retry, Advice::Wait),
    (45035, Class::Retry, Advice::Wait),
    (45036, Class::Retry, Advice::Wait),
    (48001, Class::Operator, Advice::Grant),
    (48002, Class::Operator, Advice::Grant),
    (48004, Class::Operator, Advice::Enable),
    (48005, Class::Caller, Advice::Report),
    (48006, Class::Operator, Advice::Enable),
    (48009, Class::Operator, Advice::AppSecret),
    (48010, Class::Caller, Advice::Report),
    (50001, Class::Operator, Advice::Ask),
    (50002, Class::Operator, Advice::Range),
    (50003, Class::Operator, Advice::Enable),
    (50006, Class::Operator, Advice::EnableSystem),
    (50100, Class::Caller, Advice::Wait),
    (60003, Class::Split, Advice::Roster),
    (60011, Class::Operator, Advice::Grant),
    (60020, Class::Operator, Advice::Trust),
    (60021, Class::Operator, Advice::Range),
    (60030, Class::Operator, Advice::Range),
    (60031, Class::Operator, Advice::Enable),
    (60111, Class::Split, Advice::Roster),
    (60123, Class::Split, Advice::Roster),
    (60268, Class::Caller, Advice::Wait),
    (81013, Class::Operator, Advice::Receivers),
    (82001, Class::Caller, Advice::Report),
    (82002, Class::Caller, Advice::Report),
    (82003, Class::Caller, Advice::Report),
    (301_002, Class::Operator, Advice::Agent),
    (301_007, Class::Operator, Advice::Enable),
    (301_021, Class::Split, Advice::Roster),
    (301_022, Class::Retry, Advice::Wait),
    (301_023, Class::Split, Advice::Narrow),
    (301_024, Class::Split, Advice::Narrow),
    (301_025, Class::Caller, Advice::Report),
    (301_026, Class::Retry, Advice::Wait),
    (301_042, Class::Operator, Advice::Trust),
    (301_055, Class::Operator, Advice::GrantApproval),
    (301_056, Class::Operator, Advice::EnableApproval),
    (301_062, Class::Operator, Advice::GrantApproval),
    (301_063, Class::Caller, Advice::Report),
    (301_064, Class::Retry, Advice::Wait),
    (301_069, Class::Caller, Advice::Report),
    (301_070, Class::Retry, Advice::Wait),
    (301_071, Class::Caller, Advice::Report),
    (301_072, Class::Caller, Advice::Report),
    (301_073, Class::Caller, Advice::Report),
    (301_075, Class::Caller, Advice::Report),
    (301_080, Class::Caller, Advice::Slot),
    (301_081, Class::Caller, Advice::Time),
    (301_082, Class::Operator, Advice::DaysOff),
    (301_083, Class::Caller, Advice::Time),
    (301_089, Class::Caller, Advice::Report),
    (301_090, Class::Operator, Advice::Range),
    (301_091, Class::Caller, Advice::Report),
    (301_092, Class::Caller, Advice::Report),
    (301_093, Class::Caller, Advice::Report),
    (301_094, Class::Caller, Advice::Report),
    (301_095, Class::Caller, Advice::Report),
    (301_096, Class::Retry, Advice::Wait),
    (301_097, Class::Caller, Advice::Report),
    (301_098, Class::Caller, Advice::Report),
    (301_099, Class::Operator, Advice::RuleCloses),
    (301_101, Class::Operator, Advice::RuleCloses),
    (301_102, Class::Operator, Advice::RuleCloses),
    (301_103, Class::Operator, Advice::RuleCloses),
    (301_104, Class::Operator, Advice::RuleCloses),
    (301_105, Class::Operator, Advice::RuleCloses),
    (301_112, Class::Split, Advice::Narrow),
    (301_113, Class::Operator, Advice::PendingApproval),
    (830_002, Class::Split, Advice::Narrow),
];

/// Codes for a failure inside WeCom, which say nothing about how far a write had come. Every other code
/// is given before anything is done.
const IN_DOUBT: [i64; 4] = [-1, 301_026, 301_064, 301_070];

/// A code that is not in the table needs a person: guessing could get the address banned.
pub(super) fn look_up(errcode: i64) -> (Class, Advice) {
    CODES
        .binary_search_by_key(&errcode, |(code, ..)| *code)
        .map_or((Class::Operator, Advice::Ask), |index| (CODES[index].1, CODES[index].2))
}

/// Whether a write that was answered so may have been carried out.
pub(super) fn leaves_in_doubt(errcode: i64) -> bool {
    IN_DOUBT.contains(&errcode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_without_repeats() {
        assert!(CODES.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn only_two_codes_deserve_a_new_token() {
        let codes = CODES.iter().filter(|(_, class, _)| *class == Class::NewToken).map(|(code, ..)| *code);
        assert_eq!(codes.collect::<Vec<_>>(), [40014, 42001]);
    }

    #[test]
    fn whatever_leaves_a_write_in_doubt_is_repeated_when_reading() {
        assert!(IN_DOUBT.iter().all(|code| look_up(*code).0 == Class::Retry));
    }
}
