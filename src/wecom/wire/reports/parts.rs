//! What reports of single days and of many have in common.

use crate::{
    domain::report::{
        DayType, DueTimes, ExceptionKind, ItemKind, ItemUnit, MadeGood, OvertimeStatus, RecordKind, ReportedException,
        ReportedItem, ReportedRule,
    },
    wecom::wire::fields::Fields,
};

pub(super) const DAY_TYPES: [(i64, DayType); 2] = [(0, DayType::Workday), (1, DayType::RestDay)];

pub(super) const RECORD_KINDS: [(i64, RecordKind); 6] = [
    (1, RecordKind::Fixed),
    (2, RecordKind::Outside),
    (3, RecordKind::Shift),
    (4, RecordKind::Free),
    (5, RecordKind::Overtime),
    (7, RecordKind::NoRule),
];

pub(super) const OVERTIME_STATES: [(i64, OvertimeStatus); 3] =
    [(0, OvertimeStatus::None), (1, OvertimeStatus::Normal), (2, OvertimeStatus::Short)];

const EXCEPTIONS: [(i64, ExceptionKind); 6] = [
    (1, ExceptionKind::Late),
    (2, ExceptionKind::Early),
    (3, ExceptionKind::Missing),
    (4, ExceptionKind::Absent),
    (5, ExceptionKind::Place),
    (6, ExceptionKind::Device),
];

const ITEMS: [(i64, ItemKind); 6] = [
    (1, ItemKind::Leave(None)),
    (2, ItemKind::Correction),
    (3, ItemKind::Trip),
    (4, ItemKind::Outing),
    (15, ItemKind::ApprovalPunch),
    (100, ItemKind::FieldWork),
];

const UNITS: [(i64, ItemUnit); 2] = [(0, ItemUnit::Day), (1, ItemUnit::Hour)];

pub(super) fn reported_rule(rule: Fields<'_>) -> Option<ReportedRule> {
    Some(ReportedRule { id: rule.rule_id("groupid")?, name: rule.text("groupname").unwrap_or_default() })
}

pub(super) fn due(times: Fields<'_>) -> Option<DueTimes> {
    Some(DueTimes { on_s: times.seconds("work_sec")?, off_s: times.seconds("off_work_sec")? })
}

pub(super) fn exceptions(row: Fields<'_>) -> Vec<ReportedException> {
    let exception = |one: Fields<'_>| {
        Some(ReportedException {
            kind: one.code("exception", &EXCEPTIONS, ExceptionKind::Other)?,
            count: one.int("count").unwrap_or(0),
            seconds: one.seconds("duration").unwrap_or(0),
        })
    };
    row.parts("exception_infos").filter_map(exception).collect()
}

pub(super) fn approvals(row: Fields<'_>) -> Vec<String> {
    row.parts("holiday_infos").filter_map(|form| form.words("sp_number")).collect()
}

pub(super) fn items(row: Fields<'_>) -> Vec<ReportedItem> {
    let item = |one: Fields<'_>| {
        let kind = match one.code("type", &ITEMS, ItemKind::Other)? {
            ItemKind::Leave(_) => ItemKind::Leave(one.int("vacation_id")),
            other => other,
        };
        Some(ReportedItem {
            kind,
            name: one.text("name").unwrap_or_default(),
            count: one.int("count").unwrap_or(0),
            seconds: one.seconds("duration").unwrap_or(0),
            shown_in: one.code("time_type", &UNITS, ItemUnit::Other),
        })
    };
    row.parts("sp_items").filter_map(item).collect()
}

pub(super) fn made_good(info: Fields<'_>, [as_vacation, as_money]: [&str; 2]) -> MadeGood {
    MadeGood { as_vacation_s: info.seconds(as_vacation), as_money_s: info.seconds(as_money) }
}
