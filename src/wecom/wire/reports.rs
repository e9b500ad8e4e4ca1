//! `checkin/getcheckin_daydata` and `checkin/getcheckin_monthdata`: what WeCom makes of people's days
//! (日报 and 月报, documents 93374 and 93387).

mod parts;

use serde_json::json;

use self::parts::{
    DAY_TYPES, OVERTIME_STATES, RECORD_KINDS, approvals, due, exceptions, items, made_good, reported_rule,
};
use super::{
    error::{Fault, WireError},
    fields::Fields,
    rows::{Answer, sift},
};
use crate::domain::{
    DayRange, DayReport, EmployeeId, RangeReport,
    report::{ByDayClass, DayOvertime, DayType, OvertimeStatus, RangeOvertime, RecordKind, Verbatim},
    time::wecom_midnight,
};

/// The body that asks for reports, of single days or of all of them together. Both ends are midnights,
/// and the last day is one of those asked for; a time of day would be answered with nothing at all.
#[must_use]
pub fn request(people: &[EmployeeId], days: DayRange) -> String {
    json!({
        "starttime": wecom_midnight(days.from).as_second(),
        "endtime": wecom_midnight(days.to).as_second(),
        "useridlist": people.iter().map(EmployeeId::as_str).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Reads an answer of `getcheckin_daydata`. Who has no report on a day is not in it.
pub fn day_reports(body: &[u8]) -> Result<Answer<DayReport>, WireError> {
    sift(body, &["datas"], day_report)
}

/// Reads an answer of `getcheckin_monthdata` about some days.
pub fn range_reports(body: &[u8], days: DayRange) -> Result<Answer<RangeReport>, WireError> {
    sift(body, &["datas"], |row, text| range_report(row, text, days))
}

fn day_report(row: Fields<'_>, text: &str) -> Result<DayReport, Fault> {
    let (base, summary) = (row.part("base_info"), row.part("summary_info"));
    let rule = base.part("rule_info");
    let shift = rule.int("scheduleid").filter(|id| *id != 0);
    Ok(DayReport {
        who: base.must("acctid", Fields::account)?,
        date: base.must("date", Fields::date)?,
        day_type: base.code("day_type", &DAY_TYPES, DayType::Other),
        record_kind: base.code("record_type", &RECORD_KINDS, RecordKind::Other),
        rule: reported_rule(rule),
        shift: shift.map(|id| (id, rule.text("schedulename").unwrap_or_default())),
        due: rule.parts("checkintime").filter_map(due).collect(),
        punches: summary.int("checkin_count"),
        worked_s: summary.seconds("regular_work_sec"),
        standard_s: summary.seconds("standard_work_sec"),
        earliest_s: summary.seconds("earliest_time"),
        latest_s: summary.seconds("lastest_time"),
        exceptions: exceptions(row),
        overtime: day_overtime(row.part("ot_info")),
        approvals: approvals(row),
        items: items(row),
        given: Verbatim(text.to_owned()),
    })
}

fn day_overtime(info: Fields<'_>) -> DayOvertime {
    DayOvertime {
        status: info.code("ot_status", &OVERTIME_STATES, OvertimeStatus::Other),
        seconds: info.seconds("ot_duration"),
        short_s: info.ints("exception_duration").collect(),
        made_good: ByDayClass {
            workday: made_good(info, ["workday_over_as_vacation", "workday_over_as_money"]),
            rest_day: made_good(info, ["restday_over_as_vacation", "restday_over_as_money"]),
            holiday: made_good(info, ["holiday_over_as_vacation", "holiday_over_as_money"]),
        },
    }
}

fn range_report(row: Fields<'_>, text: &str, days: DayRange) -> Result<RangeReport, Fault> {
    let (base, summary) = (row.part("base_info"), row.part("summary_info"));
    Ok(RangeReport {
        who: base.must("acctid", Fields::account)?,
        days,
        record_kind: base.code("record_type", &RECORD_KINDS, RecordKind::Other),
        rule: reported_rule(base.part("rule_info")),
        due_days: summary.int("work_days"),
        normal_days: summary.int("regular_days"),
        rest_days: summary.int("rest_days"),
        exception_days: summary.int("except_days"),
        worked_s: summary.seconds("regular_work_sec"),
        standard_s: summary.seconds("standard_work_sec"),
        exceptions: exceptions(row),
        overtime: range_overtime(row.part("overwork_info")),
        items: items(row),
        given: Verbatim(text.to_owned()),
    })
}

/// The same figures as of a day under other names: plural here, singular there, and one of each kind.
fn range_overtime(info: Fields<'_>) -> RangeOvertime {
    RangeOvertime {
        seconds: ByDayClass {
            workday: info.seconds("workday_over_sec"),
            rest_day: info.seconds("restdays_over_sec"),
            holiday: info.seconds("holidays_over_sec"),
        },
        made_good: ByDayClass {
            workday: made_good(info, ["workdays_over_as_vacation", "workdays_over_as_money"]),
            rest_day: made_good(info, ["restdays_over_as_vacation", "restdays_over_as_money"]),
            holiday: made_good(info, ["holidays_over_as_vacation", "holidays_over_as_money"]),
        },
    }
}

#[cfg(test)]
mod tests;
