//! The heat map and the trace, as they are seen.

use insta::assert_snapshot;
use jiff::civil::Date;
use punchdeck::{
    console::{
        Census, HeatOrder, HeatPage, HeatQuery, HeatRow, Trace,
        trace::{AppliedRule, NextLook, PassTrace, RowState, RowTrace, Standing, Step, StreamTrace, Whereabouts},
        update::Page,
        view::PassState,
    },
    domain::{
        AttendanceDay, Coverage, CoverageState, DayStatus, DepartmentId, Edge, EmployeeId, RuleId, Stream, Verdict,
        org::AccountStatus, rule::RuleKind,
    },
    tui::{look::Look, panes::log::Log, theme::Theme},
};

use super::{company, in_chinese, role_picture, roles_as_colours, stage::*};

const PEOPLE: usize = 900;

/// What an engine would tell of nine hundred people whose days are in every state.
pub fn told(query: HeatQuery) -> HeatPage {
    let mut census = Census::default();
    let row = |n: usize| HeatRow {
        who: EmployeeId::parse(&format!("p{n:03}")).unwrap(),
        name: if n.is_multiple_of(3) { "欧阳建国".into() } else { "Jonathan Smith".into() },
        days: query.days.days().map(|day| known(n, day)).collect(),
    };
    let mut all: Vec<_> = (0..PEOPLE).map(row).collect();
    all.iter().flat_map(|row| &row.days).for_each(|day| census.count(day.state));
    if query.order == HeatOrder::Account {
        all.reverse();
    }
    let rows = all.into_iter().skip(query.offset).take(query.limit).collect();
    HeatPage { people: Page { offset: query.offset, total: PEOPLE, revision: 0, rows }, census, query }
}

fn known(n: usize, day: Date) -> Coverage {
    let answered = |rows| Coverage::answered(rows, company::ago(4));
    let state = |state| Coverage { state, ..Coverage::NEVER };
    match (n + usize::try_from(day.day()).unwrap()) % 11 {
        0 => Coverage::NEVER,
        1 => Coverage::NEVER.failed(Some(48002)),
        2 => state(CoverageState::NotVisible),
        3 => state(CoverageState::Pending),
        4 => answered(2).failed(Some(-1)),
        5 => answered(12),
        6 | 7 => answered(0),
        rows => answered(u16::try_from(rows).unwrap() - 7),
    }
}

/// What an engine would tell of one of them.
pub fn trace(who: EmployeeId, date: Date) -> Trace {
    let slots = vec![
        company::slot(Edge::On, Verdict::Late(1_023), "09:00:00", Some("09:17:03"), false),
        company::slot(Edge::Off, Verdict::Missing, "18:00:00", None, false),
    ];
    let day = AttendanceDay {
        date,
        status: DayStatus::Worked,
        slots,
        worked_s: 0,
        absent_s: 0,
        flags: Vec::new(),
        punches: Vec::new(),
        rule: Some(RuleId(10)),
        open_until: None,
    };
    let pass = PassTrace { id: 11, origin: "schedule".into(), started: company::ago(5), ended: Some(PassState::Done) };
    let stream = |stream: Stream| StreamTrace {
        stream,
        coverage: stream.is_by_day().then(|| Coverage::answered(1, company::ago(4)).failed(Some(-1))),
        fresh: Some(company::ago(4)),
        pass: Some(pass.clone()),
        next: NextLook::At(company::ago(-1)),
    };
    let row = |version, state| RowTrace {
        at: "2026-03-02T09:17:03+08:00".parse().unwrap(),
        kind: "上班打卡".into(),
        exception: "时间异常".into(),
        placeholder: false,
        version,
        first_seen: company::ago(9),
        last_seen: company::ago(4),
        state,
        whereabouts: Some(Whereabouts::Outside),
        counts: state == RowState::MissingOnce,
    };
    Trace {
        who,
        date,
        at: company::now(),
        standing: Standing::Member {
            name: "欧阳建国".into(),
            departments: vec![(DepartmentId(2), Some("研发部".into())), (DepartmentId(7), None)],
            status: AccountStatus::Active,
        },
        rows_since: Some("2026-01-05".parse().unwrap()),
        rule: Some(AppliedRule { id: RuleId(10), name: "行政班".into(), kind: RuleKind::Fixed }),
        streams: Stream::ALL.map(stream).into(),
        rows: vec![row(1, RowState::Superseded), row(2, RowState::MissingOnce)],
        set_aside: Vec::new(),
        day: Some(day),
        undecided: None,
        anomalies: Vec::new(),
        alerts: Vec::new(),
        steps: vec![Step::Wait { until: company::ago(-1) }, Step::Resync { believe_missing: false }],
    }
}

#[test]
fn the_heat_map_at_two_sizes_in_two_languages() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let name = format!("heat_{columns}x{rows}");
        let keys = "h j Left Left";
        assert_snapshot!(format!("{name}_en"), stage(company::morning()).sized(columns, rows).press(keys).picture());
        assert_snapshot!(
            format!("{name}_zh"),
            in_chinese(company::morning()).sized(columns, rows).press(keys).picture()
        );
    }
}

#[test]
fn the_trace_in_two_languages() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let name = format!("trace_{columns}x{rows}");
        let keys = "h Enter";
        assert_snapshot!(format!("{name}_en"), stage(company::morning()).sized(columns, rows).press(keys).picture());
        assert_snapshot!(
            format!("{name}_zh"),
            in_chinese(company::morning()).sized(columns, rows).press(keys).picture()
        );
    }
}

#[test]
fn each_state_has_a_role_of_its_own_and_a_letter_that_needs_none() {
    let roles = Look { theme: roles_as_colours(), ..Look::default() };
    assert_snapshot!(
        "roles_heat_80x24",
        role_picture(&stage_with(company::morning(), roles, Log::of_view()).press("h"))
    );
    let colourless = Look { theme: Theme::without_colour(), ..Look::default() };
    let without = stage_with(company::morning(), colourless, Log::of_view()).press("h").picture();
    assert_eq!(without, stage(company::morning()).press("h").picture(), "the same letters");
    for letter in ["?", "F", "x", "~", "!", "+", "."] {
        assert!(without.lines().nth(5).unwrap().contains(letter), "{letter}: {without}");
    }
}

#[test]
fn the_last_of_many_people_is_asked_for_and_shown() {
    let end = stage(company::morning()).press("h G").picture();
    assert!(end.contains("900/900") && end.contains("> ") && end.contains("p899"), "{end}");
    let by_account = stage(company::morning()).press("h G s").picture();
    assert!(by_account.contains("1/900") && by_account.contains("p899"), "{by_account}");
}

#[test]
fn the_map_goes_back_in_time_and_never_into_the_future() {
    let keys = format!("h {}", "Left ".repeat(40));
    let back = stage(company::morning()).press(&keys).picture();
    assert!(back.contains("2026-01-21"), "{back}");
    let forth = stage(company::morning()).press("h Right Right l").picture();
    assert!(forth.contains("2026-03-02 Mon"), "{forth}");
}

#[test]
fn a_trace_leads_back_to_where_it_was_opened() {
    let map = stage(company::morning()).press("h j").picture();
    assert_eq!(stage(company::morning()).press("h j Enter Esc").picture(), map);
    let queue = stage(company::morning()).picture();
    assert_eq!(stage(company::morning()).press("j w Esc").press("k").picture(), queue);
    let of_anomaly = stage(company::morning()).press("j w").picture();
    assert!(of_anomaly.contains("Why  li.na"), "{of_anomaly}");
    let of_none = stage(company::morning()).press("w").picture();
    assert!(of_none.contains("this is about no person's day"), "{of_none}");
}
