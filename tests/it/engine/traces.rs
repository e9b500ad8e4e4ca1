//! What a trace makes of its clues.

use jiff::{SignedDuration, Timestamp, civil::Date};
use punchdeck::{
    console::{
        Trace,
        trace::{NextLook, RowState, Standing, Step, StreamTrace, Undecided, Whereabouts},
    },
    domain::{
        Anomaly, AnomalyId, AnomalyKind, AttendanceDay, Coverage, CoverageState, DayStatus, EmployeeId, Punch,
        Severity, Stream,
        anomaly::{AnomalyState, Subject},
        punch::Place,
        time::wecom_midnight,
    },
    engine::{
        judging::Company,
        trace::{Clues, assemble},
    },
    store::{Doubtful, StoredRow, block::RowVersion},
};

const DAY: &str = "2026-03-02";

fn day() -> Date {
    DAY.parse().unwrap()
}

fn at(hour: i64) -> Timestamp {
    wecom_midnight(day()) + SignedDuration::from_hours(hour)
}

/// What is told of li.na, who is not in the organisation, at noon of the day, with these changes.
fn traced(change: impl FnOnce(&mut Clues<'_>)) -> Trace {
    let (who, company) = (EmployeeId::parse("li.na").unwrap(), Company::default());
    let mut clues = Clues {
        who: &who,
        date: day(),
        now: at(12),
        company: &company,
        rows_since: None,
        streams: vec![records(Coverage::answered(1, at(11)))],
        rows: Vec::new(),
        doubtful: Vec::new(),
        day: None,
        anomalies: Vec::new(),
    };
    change(&mut clues);
    assemble(clues)
}

fn records(known: Coverage) -> StreamTrace {
    let (stream, next) = (Stream::Records, NextLook::At(at(13)));
    StreamTrace { stream, coverage: Some(known), fresh: None, pass: None, next }
}

fn judged(status: DayStatus, open_until: Option<Timestamp>) -> AttendanceDay {
    AttendanceDay {
        date: day(),
        status,
        slots: Vec::new(),
        worked_s: 0,
        absent_s: 0,
        flags: Vec::new(),
        punches: Vec::new(),
        rule: None,
        open_until,
    }
}

fn version(hour: i64, number: u32, current: bool) -> RowVersion {
    let punch = Punch {
        who: EmployeeId::parse("li.na").unwrap(),
        at: at(hour),
        kind: "上班打卡".into(),
        exception: None,
        scheduled: None,
        rule: None,
        rule_name: None,
        schedule: None,
        segment: None,
        place: Place { title: Some("Secret Garden".into()), wifi_name: Some("Hidden".into()), ..Place::default() },
        notes: Some("overslept".into()),
        media: None,
        extra: [].into(),
    };
    RowVersion {
        punch,
        number,
        first_seen: at(10),
        current,
        last_seen: None,
        withdrawn: None,
        found_in: Some(1),
        withdrawn_in: None,
    }
}

fn stored(versions: Vec<RowVersion>) -> Vec<StoredRow> {
    versions.into_iter().map(|version| StoredRow { version, last_seen: at(11) }).collect()
}

fn alert(kind: AnomalyKind, about: &str) -> Anomaly {
    let subject = Subject::Integration { stream: None, about: about.into() };
    Anomaly {
        id: AnomalyId::of(&subject, kind),
        subject,
        kind,
        severity: Severity::P2,
        state: AnomalyState::Open,
        first_seen: at(1),
        last_seen: at(2),
        count: 1,
        reopened: 0,
        evidence: Vec::new(),
    }
}

#[test]
fn each_version_of_a_row_says_how_it_stands() {
    let trace = traced(|clues| {
        let missing = RowVersion { last_seen: Some(at(9)), ..version(8, 1, true) };
        let withdrawn = RowVersion { last_seen: Some(at(9)), withdrawn: Some(at(10)), ..version(7, 1, false) };
        clues.rows = stored(vec![withdrawn, missing, version(9, 1, false), version(9, 2, true), version(30, 1, true)]);
    });
    let states: Vec<_> = trace.rows.iter().map(|row| row.state).collect();
    let expected = [RowState::Withdrawn { at: at(10) }, RowState::MissingOnce, RowState::Superseded, RowState::Current];
    assert_eq!(states, expected, "and tomorrow's row is not told");
}

#[test]
fn of_a_place_nothing_is_told_but_whether_it_is_allowed() {
    let trace = traced(|clues| {
        let mut outside = version(9, 1, true);
        outside.punch.exception = Some("时间异常;地点异常".into());
        let mut nowhere = version(10, 1, true);
        nowhere.punch.place = Place::default();
        clues.rows = stored(vec![version(8, 1, true), outside, nowhere]);
    });
    let places: Vec<_> = trace.rows.iter().map(|row| row.whereabouts).collect();
    assert_eq!(places, [Some(Whereabouts::Inside), Some(Whereabouts::Outside), None]);
    let told = format!("{trace:?}{}", serde_json::to_string(&trace).unwrap());
    for secret in ["Secret Garden", "Hidden", "overslept"] {
        assert!(!told.contains(secret), "{secret}");
    }
}

#[test]
fn rows_set_aside_are_told_unless_they_are_of_another_day() {
    let doubtful = |day: Option<Date>| Doubtful { at: at(3), named: true, day, reason: "no time".into() };
    let trace = traced(|clues| {
        clues.doubtful = vec![doubtful(None), doubtful(Some(day())), doubtful(Some(day().tomorrow().unwrap()))];
    });
    assert_eq!(trace.set_aside.iter().map(|row| row.dated).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn alerts_are_told_that_keep_rows_away_or_change_the_day() {
    use AnomalyKind::{CalendarMissing, ClockSkew, CoverageGap, Shrink, Token, UnknownEnum};
    let closed = Anomaly {
        state: AnomalyState::AutoResolved(punchdeck::domain::anomaly::ResolvedBy::Recovered),
        ..alert(Token, "b")
    };
    let trace = traced(|clues| {
        clues.anomalies = vec![
            alert(Token, "a"),
            closed,
            alert(Shrink, "records"),
            alert(ClockSkew, "clock"),
            alert(UnknownEnum, "word"),
            alert(CoverageGap, "rules"),
            alert(CalendarMissing, "2026"),
            alert(CalendarMissing, "2025"),
        ];
    });
    let told: Vec<_> = trace.alerts.iter().map(|alert| alert.kind).collect();
    assert_eq!(told, [Token, Shrink, ClockSkew, CalendarMissing]);
    let ruleless = traced(|clues| {
        clues.day = Some(judged(DayStatus::NoRule, None));
        clues.anomalies = vec![alert(CoverageGap, "rules")];
    });
    assert_eq!(ruleless.alerts.len(), 1);
    assert!(ruleless.steps.contains(&Step::AddToRule));
}

#[test]
fn a_day_that_is_not_decided_says_why() {
    let known = |state| Coverage { state, ..Coverage::NEVER };
    for (known, status, open_until, why) in [
        (Coverage::NEVER, DayStatus::Unknown, None, Some(Undecided::NeverAsked)),
        (known(CoverageState::Pending), DayStatus::Unknown, None, Some(Undecided::BeingAsked)),
        (
            Coverage::NEVER.failed(Some(48002)),
            DayStatus::Unknown,
            None,
            Some(Undecided::Failed { errcode: Some(48002) }),
        ),
        (known(CoverageState::NotVisible), DayStatus::Unknown, None, Some(Undecided::NotVisible)),
        (Coverage::answered(1, at(9)), DayStatus::Pending, Some(at(22)), Some(Undecided::Open { until: at(22) })),
        (Coverage::answered(1, at(9)), DayStatus::Pending, None, Some(Undecided::LookedTooEarly)),
        (Coverage::answered(1, at(9)), DayStatus::Unknown, None, Some(Undecided::NotJudged)),
        (Coverage::answered(1, at(9)), DayStatus::Worked, None, None),
        (Coverage::answered(0, at(9)), DayStatus::Rest, None, None),
    ] {
        let trace = traced(|clues| {
            clues.streams = vec![records(known)];
            clues.day = Some(judged(status, open_until));
        });
        assert_eq!(trace.undecided, why, "{known:?} {status:?}");
    }
}

#[test]
fn what_can_be_done_follows_from_what_is_wrong() {
    let resync = Step::Resync { believe_missing: false };
    let leaver = traced(|_| ());
    assert_eq!(leaver.standing, Standing::Unlisted);
    assert_eq!(leaver.steps, [Step::WidenRange, resync]);

    let unknown = traced(|clues| clues.streams = vec![records(Coverage::NEVER)]);
    assert_eq!(unknown.steps, [Step::WidenRange, Step::Wait { until: at(13) }, resync]);

    let vanished = traced(|clues| {
        clues.rows = stored(vec![RowVersion { last_seen: Some(at(9)), ..version(8, 1, true) }]);
        clues.anomalies = vec![alert(AnomalyKind::Shrink, "records")];
    });
    assert_eq!(vanished.steps.first(), Some(&Step::SettleAlerts));
    assert_eq!(vanished.steps.last(), Some(&Step::Resync { believe_missing: true }));

    let tomorrow = traced(|clues| clues.now = at(-12));
    assert_eq!(tomorrow.steps, [Step::WidenRange], "what has not begun cannot be asked for");

    let lasting = traced(|clues| clues.day = Some(judged(DayStatus::Pending, Some(at(22)))));
    assert!(lasting.steps.contains(&Step::Wait { until: at(22) }), "a look before then decides nothing");
}
