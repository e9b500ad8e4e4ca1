//! Puts together what is known of one person's day. Pure.

use jiff::{Timestamp, civil::Date};

use super::judging::Company;
use crate::{
    console::{
        Trace,
        trace::{
            AppliedRule, NextLook, RowState, RowTrace, SetAsideTrace, Standing, Step, StreamTrace, Undecided,
            Whereabouts,
        },
    },
    domain::{
        Anomaly, AnomalyKind, AttendanceDay, Coverage, CoverageState, DayStatus, DepartmentId, Employee, EmployeeId,
        Punch, Stream, Verdict, anomaly::Subject, punch::PunchKind, time::wecom_date,
    },
    store::{Doubtful, StoredRow},
};

/// WeCom's word for a punch made elsewhere.
const ELSEWHERE: &str = "地点异常";

/// All that was found, before it is sorted and understood.
#[derive(Debug)]
pub struct Clues<'a> {
    /// The person.
    pub who: &'a EmployeeId,
    /// The day.
    pub date: Date,
    /// As of when.
    pub now: Timestamp,
    /// Members, departments and rules.
    pub company: &'a Company,
    /// The first day of which a row of the person is stored.
    pub rows_since: Option<Date>,
    /// Every stream.
    pub streams: Vec<StreamTrace>,
    /// Rows of the person, of the days around as well.
    pub rows: Vec<StoredRow>,
    /// Rows set aside, of any day.
    pub doubtful: Vec<Doubtful>,
    /// The day, judged.
    pub day: Option<AttendanceDay>,
    /// Anomalies, of anybody and anything.
    pub anomalies: Vec<Anomaly>,
}

/// The trace: what concerns the day, why it is not decided, and what can be done.
#[must_use]
pub fn assemble(clues: Clues<'_>) -> Trace {
    let Clues { who, date, now, company, rows_since, streams, .. } = clues;
    let day = clues.day;
    let about = |anomaly: &Anomaly| match &anomaly.subject {
        Subject::Day { who: other, date: on } => other == who && *on == date,
        Subject::Integration { .. } => false,
    };
    let open = || clues.anomalies.iter().filter(|anomaly| anomaly.is_open());
    let mut trace = Trace {
        who: who.clone(),
        date,
        at: now,
        standing: standing(who, company),
        rows_since,
        rule: day.as_ref().and_then(|day| applied(day, company)),
        undecided: day.as_ref().and_then(|day| undecided(day, records(&streams))),
        rows: clues
            .rows
            .iter()
            .filter(|row| belongs(&row.version.punch, date, day.as_ref()))
            .map(row(day.as_ref()))
            .collect(),
        set_aside: clues.doubtful.iter().filter(|one| one.day.is_none_or(|on| on == date)).map(set_aside).collect(),
        anomalies: open().filter(|anomaly| about(anomaly)).cloned().collect(),
        alerts: open().filter(|anomaly| keeps_rows_away(anomaly, date, day.as_ref())).cloned().collect(),
        streams,
        day,
        steps: Vec::new(),
    };
    trace.steps = steps(&trace);
    trace
}

fn records(streams: &[StreamTrace]) -> Coverage {
    let records = streams.iter().find(|one| one.stream == Stream::Records);
    records.and_then(|one| one.coverage).unwrap_or(Coverage::NEVER)
}

fn standing(who: &EmployeeId, company: &Company) -> Standing {
    let Some(Employee { name, departments, status, .. }) = company.organisation.employees.get(who) else {
        return Standing::Unlisted;
    };
    let known = &company.organisation.departments;
    let named = |id: &DepartmentId| (*id, known.get(id).and_then(|department| department.name.clone()));
    Standing::Member { name: name.clone(), departments: departments.iter().map(named).collect(), status: *status }
}

fn applied(day: &AttendanceDay, company: &Company) -> Option<AppliedRule> {
    let rule = company.rules.on(day.date).iter().find(|rule| Some(rule.id) == day.rule)?;
    Some(AppliedRule { id: rule.id, name: rule.name.clone(), kind: rule.kind })
}

/// Whether a row is filed under the day, or counts for it: a night shift's off punch is filed a day later.
fn belongs(punch: &Punch, date: Date, day: Option<&AttendanceDay>) -> bool {
    let counts = |day: &AttendanceDay| day.slots.iter().any(|slot| slot.at == Some(punch.at));
    wecom_date(punch.named_at()) == date || day.is_some_and(counts)
}

fn row(day: Option<&AttendanceDay>) -> impl Fn(&StoredRow) -> RowTrace + '_ {
    move |StoredRow { version, last_seen }| {
        let punch = &version.punch;
        let (placeholder, state) =
            (punch.is_placeholder(), state(version.current, version.withdrawn, version.last_seen));
        let fills = || day.into_iter().flat_map(|day| &day.slots).any(|slot| slot.at == Some(punch.at));
        RowTrace {
            at: punch.named_at(),
            kind: punch.kind.clone(),
            exception: punch.exception.clone().unwrap_or_default(),
            placeholder,
            version: version.number,
            first_seen: version.first_seen,
            last_seen: *last_seen,
            state,
            whereabouts: whereabouts(punch),
            counts: version.current && !placeholder && fills(),
        }
    }
}

fn state(current: bool, withdrawn: Option<Timestamp>, missed: Option<Timestamp>) -> RowState {
    match (withdrawn, current, missed) {
        (Some(at), ..) => RowState::Withdrawn { at },
        (None, true, Some(_)) => RowState::MissingOnce,
        (None, true, None) => RowState::Current,
        (None, false, _) => RowState::Superseded,
    }
}

fn whereabouts(punch: &Punch) -> Option<Whereabouts> {
    let somewhere = punch.place.title.is_some() || punch.place.latitude.is_some_and(|degrees| degrees != 0);
    let elsewhere = punch.exceptions().any(|word| word == ELSEWHERE) || punch.classify() == PunchKind::Outside;
    match (punch.is_placeholder(), elsewhere, somewhere) {
        (true, ..) | (false, false, false) => None,
        (false, true, _) => Some(Whereabouts::Outside),
        (false, false, true) => Some(Whereabouts::Inside),
    }
}

fn set_aside(row: &Doubtful) -> SetAsideTrace {
    SetAsideTrace { at: row.at, reason: row.reason.clone(), named: row.named, dated: row.day.is_some() }
}

/// Whether an open alert may be why rows are not here, or why the day is judged as it is.
fn keeps_rows_away(anomaly: &Anomaly, date: Date, day: Option<&AttendanceDay>) -> bool {
    let Subject::Integration { about, .. } = &anomaly.subject else { return false };
    match anomaly.kind {
        AnomalyKind::Token
        | AnomalyKind::Permission
        | AnomalyKind::SyncFailed
        | AnomalyKind::Store
        | AnomalyKind::ClockSkew
        | AnomalyKind::Shrink
        | AnomalyKind::BadRow => true,
        AnomalyKind::FeedSuspect => *about == date.to_string(),
        AnomalyKind::CalendarMissing => *about == date.year().to_string(),
        AnomalyKind::CoverageGap => day.is_some_and(|day| day.status == DayStatus::NoRule),
        AnomalyKind::UnknownEnum
        | AnomalyKind::Late
        | AnomalyKind::Early
        | AnomalyKind::Missing
        | AnomalyKind::Absent => false,
    }
}

fn undecided(day: &AttendanceDay, known: Coverage) -> Option<Undecided> {
    let is_open = |verdict: Verdict| matches!(verdict, Verdict::Pending | Verdict::Unknown);
    let whole = matches!(day.status, DayStatus::Pending | DayStatus::Unknown);
    if !whole && !day.slots.iter().any(|slot| is_open(slot.verdict)) {
        return None;
    }
    Some(match (known.state, day.open_until) {
        (CoverageState::Never, None) => Undecided::NeverAsked,
        (CoverageState::Pending, _) => Undecided::BeingAsked,
        (CoverageState::Failed, _) => Undecided::Failed { errcode: known.errcode },
        (CoverageState::NotVisible, _) => Undecided::NotVisible,
        (CoverageState::Never | CoverageState::Ok | CoverageState::Empty, Some(until)) => Undecided::Open { until },
        (CoverageState::Ok | CoverageState::Empty, None) if day.status == DayStatus::Unknown => Undecided::NotJudged,
        (CoverageState::Ok | CoverageState::Empty, None) => Undecided::LookedTooEarly,
    })
}

fn steps(trace: &Trace) -> Vec<Step> {
    let known = records(&trace.streams);
    let out_of_sight = trace.standing == Standing::Unlisted || known.state == CoverageState::NotVisible;
    let without_rule = trace.day.as_ref().is_some_and(|day| day.status == DayStatus::NoRule);
    let missed = trace.rows.iter().any(|row| row.state == RowState::MissingOnce);
    let shrunk = trace.alerts.iter().any(|alert| alert.kind == AnomalyKind::Shrink);
    let waits = trace.undecided.is_some() || missed || !known.state.is_answered();
    [
        (!trace.alerts.is_empty()).then_some(Step::SettleAlerts),
        out_of_sight.then_some(Step::WidenRange),
        without_rule.then_some(Step::AddToRule),
        next_look(trace).filter(|_| waits).map(|until| Step::Wait { until }),
        (trace.date <= wecom_date(trace.at)).then_some(Step::Resync { believe_missing: missed && shrunk }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// When the rows of the day are next looked at, and tell something new.
fn next_look(trace: &Trace) -> Option<Timestamp> {
    let records = trace.streams.iter().find(|one| one.stream == Stream::Records)?;
    let NextLook::At(next) = records.next else { return None };
    match trace.undecided {
        Some(Undecided::Open { until }) => Some(until.max(next)),
        Some(_) | None => Some(next),
    }
}
