//! `checkin/getcorpcheckinoption` and `checkin/getcheckinoption`: check-in rules (打卡规则, documents 93384
//! and 90263).

mod dates;
mod hours;
mod overtime;

pub(super) use self::hours::after;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::json;

use self::{
    dates::special_dates,
    hours::{hours, segments, week_entry},
    overtime::overtime,
};
use super::{
    contacts::department_id,
    error::{Fault, Quarantined, WireError},
    fields::Fields,
    rows::{Answer, sift},
    unfamiliar::Unfamiliar,
};
use crate::domain::{
    EmployeeId, Rule,
    rule::{
        Area, Correctable, Corrections, EffectiveRule, Limit, Means, OutOfRange, Pairing, RosterShift, RuleKind, Scope,
        SpecialWorkdays,
    },
    time::wecom_midnight,
};

/// The rules of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Those that can be read.
    pub rules: Vec<Rule>,
    /// Rules that are set aside, and dates of rules that are not.
    pub quarantined: Vec<Quarantined>,
    /// Words and numbers that this program does not know.
    pub unfamiliar: BTreeSet<Unfamiliar>,
}

/// Reads an answer of `getcorpcheckinoption`.
pub fn rules(body: &[u8]) -> Result<Rules, WireError> {
    let Answer { rows: rules, quarantined, unfamiliar } = sift(body, &["group"], |group, _| rule(group))?;
    Ok(Rules { rules, quarantined, unfamiliar })
}

/// The body that asks which rules hold for people on a day.
#[must_use]
pub fn effective_request(people: &[EmployeeId], date: Date) -> String {
    json!({
        "datetime": wecom_midnight(date).as_second(),
        "useridlist": people.iter().map(EmployeeId::as_str).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Reads an answer of `getcheckinoption` about a day. Who has no rule is not in it.
pub fn effective_rules(body: &[u8], date: Date) -> Result<Answer<EffectiveRule>, WireError> {
    sift(body, &["info"], |row, _| {
        Ok(EffectiveRule { who: row.must("userid", Fields::account)?, date, rule: rule(row.part("group"))? })
    })
}

const KINDS: [(i64, RuleKind); 3] = [(1, RuleKind::Fixed), (2, RuleKind::Roster), (3, RuleKind::Free)];
const PAIRINGS: [(i64, Pairing); 3] = [(0, Pairing::Alternating), (1, Pairing::FirstAndLast), (2, Pairing::RecordOnly)];
const OUT_OF_RANGE: [(i64, OutOfRange); 3] =
    [(0, OutOfRange::Abnormal), (1, OutOfRange::FieldWork), (2, OutOfRange::Forbidden)];
const MEANS: [(i64, Means); 4] =
    [(0, Means::Phone), (1, Means::UsbMachine), (2, Means::Machine), (3, Means::PhoneOrMachine)];
/// Bits of `buka_restriction`; a set bit closes.
const CORRECTABLE: [(i64, Correctable); 4] =
    [(1, Correctable::Missing), (2, Correctable::Late), (4, Correctable::Early), (8, Correctable::Other)];

fn rule(group: Fields<'_>) -> Result<Rule, Fault> {
    Ok(Rule {
        id: group.must("groupid", Fields::rule_id)?,
        kind: group.must("grouptype", |group, name| group.code(name, &KINDS, RuleKind::Other))?,
        name: group.text("groupname").unwrap_or_default(),
        week: group.parts("checkindate").map(week_entry).collect(),
        shifts: group.parts("schedulelist").filter_map(|shift| shift.or_aside(roster_shift(shift))).collect(),
        special_workdays: group.parts("spe_workdays").filter_map(|day| day.or_aside(special_workdays(day))).collect(),
        special_offdays: group.parts("spe_offdays").filter_map(|day| day.or_aside(special_dates(day))).collect(),
        sync_holidays: group.is("sync_holidays"),
        outside_counts: group.is("sync_out_checkin"),
        punches_on_days_off: group.is("allow_checkin_offworkday"),
        day_cut_s: group.seconds("span_day_time").filter(|seconds| *seconds >= 0),
        standard_work_s: group.seconds("standard_work_duration").filter(|seconds| *seconds >= 0),
        pairing: pairing(group),
        pair_gap_s: group.seconds("offwork_interval_time").filter(|seconds| *seconds >= 0),
        overtime: overtime(group),
        corrections: corrections(group),
        approval_punches: group.flag("open_sp_checkin").unwrap_or(true),
        out_of_range: group.code("option_out_range", &OUT_OF_RANGE, OutOfRange::Other),
        means: group.code("type", &MEANS, Means::Other),
        places: group.parts("loc_infos").filter_map(area).collect(),
        networks: group.parts("wifimac_infos").filter_map(network).collect(),
        scope: scope(group.part("range")),
        exempt: accounts(group, "white_users").collect(),
    })
}

fn roster_shift(shift: Fields<'_>) -> Result<RosterShift, Fault> {
    Ok(RosterShift {
        id: shift.must("schedule_id", Fields::int)?,
        name: shift.text("schedule_name").unwrap_or_default(),
        hours: hours(shift, "time_section"),
    })
}

fn special_workdays(day: Fields<'_>) -> Result<SpecialWorkdays, Fault> {
    Ok(SpecialWorkdays { dates: special_dates(day)?, segments: segments(day, "checkintime") })
}

/// The answer about single members spells the name of the field as the documents' table does.
fn pairing(group: Fields<'_>) -> Option<Pairing> {
    let read = |name| group.code(name, &PAIRINGS, Pairing::Other);
    read("checkin_method_type").or_else(|| read("group.checkin_method_type"))
}

fn corrections(group: Fields<'_>) -> Corrections {
    let closed = group.int("buka_restriction").unwrap_or(0);
    let known: i64 = CORRECTABLE.iter().map(|(bit, _)| bit).sum();
    if closed & !known != 0 {
        group.note("buka_restriction", &closed.to_string());
    }
    Corrections {
        allowed: group.flag("allow_apply_offworkday"),
        per_month: group.int("allow_apply_bk_cnt").and_then(limit),
        days_back: group.int("allow_apply_bk_day_limit").and_then(limit),
        closed_for: CORRECTABLE.iter().filter(|(bit, _)| closed & bit != 0).map(|(_, kind)| *kind).collect(),
    }
}

fn limit(number: i64) -> Option<Limit> {
    if number == -1 { Some(Limit::Unlimited) } else { u32::try_from(number).ok().map(Limit::AtMost) }
}

/// A place at 0/0 is none.
fn area(place: Fields<'_>) -> Option<Area> {
    let (latitude, longitude) = (place.int("lat")?, place.int("lng")?);
    let within_m = place.int("distance")?;
    ((latitude, longitude) != (0, 0)).then_some(Area { latitude, longitude, within_m })
}

fn network(network: Fields<'_>) -> Option<String> {
    network.words("wifimac").map(|bssid| bssid.to_ascii_lowercase())
}

/// Departments come as text, under one of two names.
fn scope(range: Fields<'_>) -> Scope {
    let departments = range.ints("party_id").chain(range.ints("partyid"));
    Scope {
        departments: departments.filter_map(department_id).collect(),
        employees: accounts(range, "userid").collect(),
        tags: range.ints("tagid").collect(),
    }
}

fn accounts(fields: Fields<'_>, name: &str) -> impl Iterator<Item = EmployeeId> {
    fields.texts(name).filter_map(|text| EmployeeId::parse(&text).ok())
}

#[cfg(test)]
mod tests;
