//! What an engine would tell of a company: a quiet night, a morning, a storm.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp, civil::date};
use punchdeck::{
    console::{
        Fact, LogLine, Occasion, SyncRequest, View,
        trouble::{Cause, Remedy, Trouble, Unreachable},
        update::{AuditRow, QueueRow},
        view::{
            Environment, Identity, Lane, PassState, PassView, QueueSummary, QuotaView, ShardFailure, StoreView,
            StreamProgress, Tally, TokenState, TokenView,
        },
    },
    domain::{
        Anomaly, AnomalyId, AnomalyKind, DayRange, Edge, EmployeeId, Severity, Slot, Stream, Verdict,
        anomaly::{AnomalyState, Evidence, ResolvedBy, Subject},
    },
};

/// Monday, 2 March 2026, 09:40:07 in Shanghai.
pub fn now() -> Timestamp {
    "2026-03-02T01:40:07Z".parse().unwrap()
}

pub fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

/// Nothing is wrong, nothing is running.
pub fn quiet() -> View {
    View {
        identity: Identity {
            corp: "ww12…cdef".into(),
            agent: 1_000_002,
            environment: Environment::Wecom,
            actor: "wang.wei".into(),
            read_only: false,
            rehearsal: false,
        },
        now: now(),
        token: TokenView {
            state: TokenState::Valid,
            fetched_at: Some(ago(6)),
            expires_at: Some(ago(-114)),
            refreshes: 3,
            last_trouble: None,
        },
        passes: VecDeque::from([finished(11, 4), finished(10, 19)]),
        fresh: Stream::ALL.map(|stream| (stream, ago(4))).into(),
        quota: vec![QuotaView {
            endpoint: "checkin/getcheckindata".into(),
            used: 0,
            allowed: 480,
            usual: 480,
            blocked_until: None,
        }],
        queue: QueueSummary { revision: 1, ..QueueSummary::default() },
        audit: audit(),
        log: log(),
        employees: 2_000,
        departments: 38,
        rules: 5,
        learnt: Vec::new(),
        clock_ahead_s: 0,
        store: StoreView { bytes: 73_400_320, free: 48_318_382_080, trouble: None },
    }
}

/// People come to work, a sync runs, some are late.
pub fn morning() -> (View, Vec<QueueRow>) {
    let rows = vec![
        integration(AnomalyKind::CoverageGap, Severity::P2, "rules", Some(Stream::Rules), 12, 41),
        late("li.na", "李娜", 17 * 60, false, 9),
        QueueRow {
            anomaly: Anomaly { reopened: 2, count: 4, ..late("ouyang.jg", "欧阳建国", 64 * 60, true, 22).anomaly },
            name: Some("欧阳建国".into()),
        },
        missing("zhang.wei", "张伟", 31),
        absent("maimaiti", "买买提·阿卜杜热合曼", 1_480),
        late("smith.j", "Jonathan Smith-Featherstonehaugh", 3 * 60, false, 37),
        resolved("chen.xy", "陈晓雨", 52),
        integration(AnomalyKind::UnknownEnum, Severity::P4, "checkin_type=外勤签到", Some(Stream::Records), 300, 80),
    ];
    let mut view = quiet();
    view.passes.push_front(running());
    view.quota[0].used = 212;
    view.queue = summary(&rows, 7);
    (view, rows)
}

/// The token is refused, the disk is full, hundreds of days are open.
pub fn storm() -> (View, Vec<QueueRow>) {
    let refused = refused_secret();
    let mut rows = vec![
        integration(AnomalyKind::Token, Severity::P1, "gettoken", None, 31, 9),
        integration(AnomalyKind::Store, Severity::P1, "data", None, 4, 2),
    ];
    rows.extend(
        (0_i64..240)
            .zip(NAMES.iter().cycle())
            .map(|(n, name)| late(&format!("user{n:03}"), name, 60 * (5 + n), false, 3)),
    );
    let mut view = quiet();
    view.token = TokenView {
        state: TokenState::Stopped,
        expires_at: Some(ago(3)),
        fetched_at: Some(ago(123)),
        last_trouble: Some((ago(3), refused.clone())),
        ..view.token
    };
    let mut pass = running();
    pass.state = PassState::Paused;
    pass.streams[2].waiting_until = Some(now() + SignedDuration::from_secs(42));
    pass.failures = vec![ShardFailure {
        stream: Some(Stream::Records),
        shard: "records user000..user099 2026-03-01".into(),
        trouble: unreachable(),
    }];
    pass.failed = 1;
    pass.streams[2].failures = 1;
    view.passes.push_front(pass);
    view.fresh = BTreeMap::from([(Stream::Records, ago(74))]);
    view.quota[0].blocked_until = Some(now() + SignedDuration::from_secs(42));
    view.store.trouble = Some(disk_full());
    view.log.push_back(LogLine { at: ago(3), fact: Fact::TokenRefused(refused) });
    view.log.push_back(LogLine { at: ago(2), fact: Fact::StoreFailed(disk_full()) });
    view.queue = summary(&rows, 99);
    (view, rows)
}

const NAMES: [&str; 8] = ["王伟", "王芳", "李静", "刘洋", "欧阳建国", "司马相如", "赵敏", "陈晓雨"];

pub fn refused_secret() -> Trouble {
    Trouble {
        during: "gettoken".into(),
        cause: Cause::Refused {
            errcode: 40_001,
            message: "invalid credential".into(),
            hint: Some("[1772415607110]".into()),
            from_ip: Some("203.0.113.9".into()),
        },
        remedy: Remedy::CheckSecret,
    }
}

fn unreachable() -> Trouble {
    Trouble {
        during: "checkin/getcheckindata".into(),
        cause: Cause::Unreachable(Unreachable::Timeout),
        remedy: Remedy::CheckNetwork,
    }
}

fn disk_full() -> Trouble {
    Trouble {
        during: "commit".into(),
        cause: Cause::Disk { what: "No space left on device".into(), full: true },
        remedy: Remedy::FreeSpace,
    }
}

pub fn days() -> DayRange {
    DayRange { from: date(2026, 3, 1), to: date(2026, 3, 2) }
}

pub fn running() -> PassView {
    let stream = |stream, done, total, rows, rate, eta| StreamProgress {
        stream,
        done,
        total,
        running: 0,
        tally: Tally {
            calls: done,
            rows_seen: rows,
            inserted: rows / 2,
            unchanged: rows - rows / 2,
            ..Tally::default()
        },
        retries: 0,
        failures: 0,
        rows_per_second: rate,
        eta_s: eta,
        waiting_until: None,
    };
    let mut records = stream(Stream::Records, 26, 40, 12_480, 1_234.0, Some(130));
    records.retries = 2;
    records.tally.quarantined = 3;
    PassView {
        id: 12,
        origin: "schedule".into(),
        occasion: Occasion::Company,
        lane: Lane::Warm,
        retry_of: None,
        since: ago(1),
        request: SyncRequest::everything(),
        days: days(),
        state: PassState::Running,
        started: ago(1),
        ended: None,
        streams: vec![
            stream(Stream::Organisation, 39, 39, 2_038, 0.0, None),
            stream(Stream::Rules, 1, 1, 5, 0.0, None),
            records,
        ],
        failures: Vec::new(),
        failed: 0,
        token_refreshes: 1,
    }
}

fn finished(id: u64, minutes: i64) -> PassView {
    let mut pass = running();
    (pass.id, pass.state, pass.started, pass.ended) = (id, PassState::Done, ago(minutes + 1), Some(ago(minutes)));
    for stream in &mut pass.streams {
        (stream.done, stream.eta_s, stream.rows_per_second, stream.retries) = (stream.total, None, 0.0, 0);
    }
    pass
}

fn anomaly(kind: AnomalyKind, severity: Severity, subject: Subject, minutes: i64, facts: Vec<Evidence>) -> Anomaly {
    Anomaly {
        id: AnomalyId::of(&subject, kind),
        subject,
        kind,
        severity,
        state: AnomalyState::Open,
        first_seen: ago(minutes),
        last_seen: ago(minutes / 2),
        count: 1,
        reopened: 0,
        evidence: facts,
    }
}

fn of_person(
    who: &str,
    name: &str,
    kind: AnomalyKind,
    severity: Severity,
    minutes: i64,
    facts: Vec<Evidence>,
) -> QueueRow {
    let subject = Subject::Day { who: EmployeeId::parse(who).unwrap(), date: date(2026, 3, 2) };
    QueueRow { anomaly: anomaly(kind, severity, subject, minutes, facts), name: Some(name.into()) }
}

pub fn slot(edge: Edge, verdict: Verdict, scheduled: &str, at: Option<&str>, serious: bool) -> Slot {
    let time = |time: &str| format!("2026-03-02T{time}+08:00").parse().unwrap();
    Slot { segment: 1, edge, scheduled: time(scheduled), verdict, at: at.map(time), serious }
}

fn late(who: &str, name: &str, seconds: i64, serious: bool, minutes: i64) -> QueueRow {
    let at = format!("{:02}:{:02}:03", 9 + seconds / 3_600, seconds / 60 % 60);
    let fact = Evidence::Slot(slot(Edge::On, Verdict::Late(seconds), "09:00:00", Some(&at), serious));
    let severity = if serious { Severity::P2 } else { Severity::P3 };
    of_person(who, name, AnomalyKind::Late, severity, minutes, vec![fact])
}

fn missing(who: &str, name: &str, minutes: i64) -> QueueRow {
    let fact = Evidence::Slot(slot(Edge::Off, Verdict::Missing, "18:00:00", None, false));
    of_person(who, name, AnomalyKind::Missing, Severity::P3, minutes, vec![fact])
}

fn absent(who: &str, name: &str, minutes: i64) -> QueueRow {
    of_person(who, name, AnomalyKind::Absent, Severity::P2, minutes, vec![Evidence::Absence { seconds: 28_800 }])
}

fn resolved(who: &str, name: &str, minutes: i64) -> QueueRow {
    let mut row = missing(who, name, minutes);
    row.anomaly.state = AnomalyState::AutoResolved(ResolvedBy::LateData);
    row
}

fn integration(
    kind: AnomalyKind,
    severity: Severity,
    about: &str,
    stream: Option<Stream>,
    minutes: i64,
    count: u64,
) -> QueueRow {
    let subject = Subject::Integration { stream, about: about.into() };
    let fact = if kind == AnomalyKind::Token {
        Evidence::Answer { endpoint: about.into(), errcode: Some(40_001) }
    } else {
        Evidence::Count(count)
    };
    let mut anomaly = anomaly(kind, severity, subject, minutes, vec![fact]);
    anomaly.count = u32::try_from(count).unwrap();
    QueueRow { anomaly, name: None }
}

fn summary(rows: &[QueueRow], revision: u64) -> QueueSummary {
    let mut summary = QueueSummary { revision, ..QueueSummary::default() };
    for anomaly in rows.iter().map(|row| &row.anomaly).filter(|anomaly| anomaly.is_open()) {
        *summary.open_by_severity.entry(anomaly.severity).or_default() += 1;
        *summary.open_by_kind.entry(anomaly.kind).or_default() += 1;
        summary.people += u64::from(anomaly.who().is_some());
        summary.oldest = summary.oldest.min(Some(anomaly.first_seen)).or(Some(anomaly.first_seen));
    }
    summary
}

fn audit() -> VecDeque<AuditRow> {
    let row = |seq, minutes, actor: &str, action: &str, object: &str, outcome: &str| AuditRow {
        seq,
        at: ago(minutes),
        actor: actor.into(),
        action: action.into(),
        object: object.into(),
        outcome: outcome.into(),
        detail: BTreeMap::from([("rows".into(), "14523".into())]),
    };
    VecDeque::from([
        row(5, 4, "system", "sync.end", "pass 11", "ok"),
        row(4, 5, "system", "sync.start", "pass 11", "ok"),
        row(3, 6, "system", "token.refresh", "1000002", "ok"),
        row(2, 31, "wang.wei", "sync.cancel", "pass 9", "not_now"),
        row(1, 620, "wang.wei", "config.change", "wecom.limits", "ok"),
    ])
}

fn log() -> VecDeque<LogLine> {
    let line = |minutes, fact| LogLine { at: ago(minutes), fact };
    VecDeque::from([
        line(20, Fact::Started { people: 2_000 }),
        line(6, Fact::TokenRenewed { until: ago(-114) }),
        line(5, Fact::PassStarted { pass: 11, days: days() }),
        line(5, Fact::Retried { trouble: unreachable(), attempt: 1, wait_ms: 500 }),
        line(5, Fact::ShardStored { stream: Stream::Records, rows: 312, took_ms: 210 }),
        line(4, Fact::Judged { days: 4_000, opened: 6, resolved: 1 }),
        line(4, Fact::PassEnded { pass: 11, inserted: 120, updated: 3, failures: 0 }),
    ])
}
