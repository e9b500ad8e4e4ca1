//! What a line of an export says: the product's public contract, apart from every other type.

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value, json};

use crate::{
    domain::{
        Anomaly, AttendanceDay, Coverage, EmployeeId, Slot, Stream, Verdict,
        anomaly::{AnomalyState, Evidence, ResolvedBy, Subject},
    },
    store::StoredRow,
    wecom::wire::checkin,
};

/// An object with stable field names.
pub type Line = Map<String, Value>;

/// Columns of `export records`, where there are columns.
pub const RECORD_COLUMNS: &[&str] = &[
    "userid",
    "checkin_time",
    "checkin_type",
    "exception_type",
    "sch_checkin_time",
    "groupid",
    "groupname",
    "schedule_id",
    "timeline_id",
    "location_title",
    "location_detail",
    "lat",
    "lng",
    "wifiname",
    "wifimac",
    "notes",
    "deviceid",
    "mediaids",
    "placeholder",
    "current",
    "version",
    "first_seen",
    "last_seen",
    "extra",
];
/// What the store adds to a row; a field of WeCom's by the same name is not this.
const ADDED: &[&str] = &["placeholder", "current", "version", "first_seen", "last_seen", "extra"];
/// Columns of `export days`.
pub const DAY_COLUMNS: &[&str] =
    &["userid", "date", "status", "worked_s", "absent_s", "slots", "flags", "punches", "rule", "official", "as_of"];
/// Columns of `export anomalies`.
pub const ANOMALY_COLUMNS: &[&str] = &[
    "id",
    "userid",
    "date",
    "kind",
    "severity",
    "state",
    "reason",
    "owner",
    "first_seen",
    "last_seen",
    "count",
    "reopened",
    "caused_by",
    "about",
    "evidence",
];
/// Columns of `export coverage`.
pub const COVERAGE_COLUMNS: &[&str] = &["userid", "date", "stream", "state", "rows", "fetched_at", "errcode"];
/// Columns of `export audit`.
pub const AUDIT_COLUMNS: &[&str] = &["seq", "at", "actor", "action", "object", "outcome", "detail", "prev", "hash"];

/// A check-in row: values as WeCom gave them, what it left out left out. Fields that the contract does
/// not name are under `extra`; one that it names stays in its place, in whatever spelling it came.
#[must_use]
pub fn record(row: &StoredRow) -> Line {
    let version = &row.version;
    let mut line = object(checkin::row(&version.punch));
    let extra: Map<String, Value> =
        version.punch.extra.keys().filter(|name| !is_wecoms(name)).filter_map(|name| line.remove_entry(name)).collect();
    line.insert("placeholder".into(), version.punch.is_placeholder().into());
    line.insert("current".into(), version.current.into());
    line.insert("version".into(), version.number.into());
    line.insert("first_seen".into(), version.first_seen.as_second().into());
    line.insert("last_seen".into(), row.last_seen.as_second().into());
    if !extra.is_empty() {
        line.insert("extra".into(), extra.into());
    }
    line
}

/// Whether the contract names this field of WeCom's.
fn is_wecoms(field: &str) -> bool {
    RECORD_COLUMNS.contains(&field) && !ADDED.contains(&field)
}

/// A judged day.
#[must_use]
pub fn day(who: &EmployeeId, day: &AttendanceDay, as_of: Timestamp) -> Line {
    object(json!({
        "userid": who.as_str(),
        "date": day.date,
        "status": day.status,
        "worked_s": day.worked_s,
        "absent_s": day.absent_s,
        "slots": day.slots.iter().map(slot).collect::<Vec<_>>(),
        "flags": day.flags,
        "punches": day.punches.iter().map(|at| at.as_second()).collect::<Vec<_>>(),
        "rule": day.rule.map(|rule| json!({ "groupid": rule })),
        "official": null,
        "as_of": as_of.as_second(),
    }))
}

/// What is known of a person's day.
#[must_use]
pub fn coverage(who: &EmployeeId, day: Date, stream: Stream, known: Coverage) -> Line {
    object(json!({
        "userid": who.as_str(),
        "date": day,
        "stream": stream.name(),
        "state": known.state.name(),
        "rows": known.rows,
        "fetched_at": known.fetched_at.map(Timestamp::as_second),
        "errcode": known.errcode,
    }))
}

/// An anomaly.
#[must_use]
pub fn anomaly(anomaly: &Anomaly) -> Line {
    let (userid, date, about) = subject(&anomaly.subject);
    let (state, reason) = state(anomaly.state);
    object(json!({
        "id": anomaly.id.to_string(),
        "userid": userid,
        "date": date,
        "kind": anomaly.kind.name(),
        "severity": anomaly.severity,
        "state": state,
        "reason": reason,
        "owner": null,
        "first_seen": anomaly.first_seen.as_second(),
        "last_seen": anomaly.last_seen.as_second(),
        "count": anomaly.count,
        "reopened": anomaly.reopened,
        "caused_by": null,
        "about": about,
        "evidence": anomaly.evidence.iter().map(evidence).collect::<Vec<_>>(),
    }))
}

fn slot(slot: &Slot) -> Value {
    let (verdict, by_s) = match slot.verdict {
        Verdict::Normal => ("normal", None),
        Verdict::Late(seconds) => ("late", Some(seconds)),
        Verdict::Early(seconds) => ("early", Some(seconds)),
        Verdict::Missing => ("missing", None),
        Verdict::NoNeed => ("no_need", None),
        Verdict::Pending => ("pending", None),
        Verdict::Unknown => ("unknown", None),
    };
    let mut line = object(json!({ "segment": slot.segment, "edge": slot.edge, "verdict": verdict }));
    line.extend(by_s.map(|seconds| ("by_s".to_owned(), seconds.into())));
    line.extend(slot.at.map(|at| ("at".to_owned(), at.as_second().into())));
    line.extend(slot.serious.then(|| ("serious".to_owned(), true.into())));
    line.into()
}

fn subject(subject: &Subject) -> (Option<&str>, Option<Date>, Option<&str>) {
    match subject {
        Subject::Day { who, date } => (Some(who.as_str()), Some(*date), None),
        Subject::Integration { about, .. } => (None, None, Some(about)),
    }
}

fn state(state: AnomalyState) -> (&'static str, Option<&'static str>) {
    match state {
        AnomalyState::Open => ("open", None),
        AnomalyState::AutoResolved(reason) => ("auto_resolved", Some(resolved_by(reason))),
    }
}

fn resolved_by(reason: ResolvedBy) -> &'static str {
    match reason {
        ResolvedBy::LateData => "late_data",
        ResolvedBy::RuleChanged => "rule_changed",
        ResolvedBy::Merged => "merged",
        ResolvedBy::Recovered => "recovered",
        ResolvedBy::Recomputed => "recomputed",
    }
}

fn evidence(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Slot(found) => {
            let mut line = object(slot(found));
            line.insert("scheduled".into(), found.scheduled.as_second().into());
            line.into()
        }
        Evidence::Absence { seconds } => json!({ "absent_s": seconds }),
        Evidence::Answer { endpoint, errcode } => json!({ "endpoint": endpoint, "errcode": errcode }),
        Evidence::Clock { ahead_s } => json!({ "clock_ahead_s": ahead_s }),
        Evidence::MembersMissing { missing, known } => json!({ "members_missing": missing, "members_known": known }),
        Evidence::Count(count) => json!({ "count": count }),
    }
}

pub(super) fn object(value: Value) -> Line {
    match value {
        Value::Object(fields) => fields,
        other => Map::from_iter([("value".to_owned(), other)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::block::RowVersion;

    #[test]
    fn a_known_field_in_another_spelling_stays_in_its_place() {
        let given = json!({
            "userid": "li.na", "checkin_time": "1780000000", "groupid": null, "version": 7, "mood": "good",
        });
        let version = RowVersion {
            punch: checkin::punch(&given).unwrap(),
            number: 1,
            current: true,
            first_seen: Timestamp::UNIX_EPOCH,
            last_seen: None,
            withdrawn: None,
            found_in: None,
            withdrawn_in: None,
        };
        let line = record(&StoredRow { version, last_seen: Timestamp::UNIX_EPOCH });
        assert_eq!((&line["checkin_time"], &line["groupid"]), (&json!("1780000000"), &Value::Null));
        assert_eq!((&line["version"], &line["extra"]), (&json!(1), &json!({ "version": 7, "mood": "good" })));
    }
}
