//! What is known of the selected anomaly without asking: the lines below the queue, and the detail view.

use ratatui::text::Line;

use super::{Scene, anomalies::severity_role};
use crate::{
    console::update::QueueRow,
    domain::{
        Anomaly, AnomalyKind, AttendanceDay, Severity, Slot, Verdict,
        anomaly::{Evidence, Subject},
    },
    tui::{theme::Role, widgets::Strip},
};

/// An anomaly in a few lines: what it is, since when, and with what facts.
#[must_use]
pub fn lines(scene: Scene<'_>, row: &QueueRow, columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![what(scene, row, columns), since(scene, row, columns), outlook(scene, row)];
    lines.extend(advice(scene, &row.anomaly).map(|advice| scene.look.say(Role::Warn, advice).into()));
    let facts = row.anomaly.evidence.iter().map(|fact| scene.look.text.evidence(fact, &scene.look.zone));
    lines.extend(facts.map(|fact| scene.look.plain(fact)));
    lines
}

fn what(scene: Scene<'_>, row: &QueueRow, columns: usize) -> Line<'static> {
    let (look, anomaly) = (scene.look, &row.anomaly);
    let severity = look.say(severity_role(anomaly), format!("{:?}", anomaly.severity));
    Strip::new(2)
        .part(0, vec![severity])
        .part(1, vec![look.say(Role::Base, look.text.what(anomaly))])
        .part(0, vec![look.say(Role::Base, look.text.subject(&anomaly.subject, row.name.as_deref()))])
        .part(2, vec![look.say(Role::Base, day_in_full(scene, &anomaly.subject))])
        .right(3, vec![look.say(Role::Base, format!("id {}", anomaly.id.short()))])
        .fit(columns)
}

fn day_in_full(scene: Scene<'_>, subject: &Subject) -> String {
    match subject {
        Subject::Day { date, .. } => format!("{date} {}", scene.look.text.weekday(date.weekday())),
        Subject::Integration { .. } => String::new(),
    }
}

fn since(scene: Scene<'_>, row: &QueueRow, columns: usize) -> Line<'static> {
    let (look, anomaly, text) = (scene.look, &row.anomaly, scene.look.text);
    let time = |label: &str, at| vec![look.say(Role::Base, format!("{label} {}", look.when(at, scene.view.now)))];
    let back = if anomaly.reopened > 0 { text.came_back(anomaly.reopened) } else { String::new() };
    Strip::new(2)
        .part(0, time(text.first_seen(), anomaly.first_seen))
        .part(1, time(text.last_seen(), anomaly.last_seen))
        .part(2, vec![look.say(Role::Base, text.seen_times(anomaly.count))])
        .part(3, vec![look.say(Role::Worse, back)])
        .fit(columns)
}

fn outlook(scene: Scene<'_>, row: &QueueRow) -> Line<'static> {
    let (text, anomaly) = (scene.look.text, &row.anomaly);
    let words = if anomaly.is_open() { text.severity(anomaly.severity).into() } else { text.outcome(anomaly.state) };
    let role = match anomaly.severity {
        Severity::P1 if anomaly.is_open() => Role::Alarm,
        Severity::P1 | Severity::P2 | Severity::P3 | Severity::P4 => Role::Base,
    };
    scene.look.say(role, words).into()
}

/// What to do about trouble with the connection: the advice that came with its newest failure.
fn advice(scene: Scene<'_>, anomaly: &Anomaly) -> Option<String> {
    let called = anomaly.evidence.iter().find_map(|fact| match fact {
        Evidence::Answer { endpoint, .. } => Some(endpoint),
        Evidence::Slot(_)
        | Evidence::Absence { .. }
        | Evidence::Clock { .. }
        | Evidence::Count(_)
        | Evidence::MembersMissing { .. } => None,
    });
    let view = scene.view;
    let of_token = view.token.last_trouble.as_ref().map(|(_, trouble)| trouble);
    let failed = view.passes.iter().flat_map(|pass| pass.failures.iter().rev()).map(|failure| &failure.trouble);
    let trouble = match anomaly.kind {
        AnomalyKind::Token => of_token,
        AnomalyKind::Store => view.store.trouble.as_ref(),
        _ => failed.into_iter().find(|trouble| Some(&trouble.during) == called),
    };
    trouble.filter(|_| anomaly.is_open()).map(|trouble| scene.look.text.advice(trouble, &scene.look.zone))
}

/// Everything about an anomaly: its lines, and the person's days with every slot and punch.
#[must_use]
pub fn in_full(scene: Scene<'_>, row: &QueueRow, days: &[AttendanceDay], columns: usize) -> Vec<Line<'static>> {
    let look = scene.look;
    let mut all = lines(scene, row, columns);
    if !days.is_empty() {
        all.extend([Line::default(), look.say(Role::Heading, look.text.days_title()).into()]);
    }
    let meant = match &row.anomaly.subject {
        Subject::Day { date, .. } => Some(*date),
        Subject::Integration { .. } => None,
    };
    all.extend(days.iter().flat_map(|day| day_lines(scene, day, meant == Some(day.date))));
    all
}

fn day_lines(scene: Scene<'_>, day: &AttendanceDay, meant: bool) -> Vec<Line<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let role = if meant { Role::Mark } else { Role::Base };
    let title = format!("{} {}  {}", day.date, text.weekday(day.date.weekday()), text.day_status(day.status));
    let worked = if day.worked_s > 0 { text.span(day.worked_s) } else { String::new() };
    let mut lines = vec![
        Strip::new(2).part(0, vec![look.say(role, title)]).part(1, vec![look.say(Role::Base, worked)]).fit(usize::MAX),
    ];
    lines.extend(day.slots.iter().map(|slot| slot_line(scene, slot)));
    lines.extend(listed(
        scene,
        text.punches_title(),
        &day.punches.iter().map(|at| look.clock(*at)).collect::<Vec<_>>(),
    ));
    lines.extend(listed(scene, "", &day.flags.iter().map(|flag| text.flag(*flag).to_owned()).collect::<Vec<_>>()));
    lines
}

fn slot_line(scene: Scene<'_>, slot: &Slot) -> Line<'static> {
    let (look, text) = (scene.look, scene.look.text);
    let found = slot.at.map_or_else(|| "--:--:--".into(), |at| look.clock(at));
    let role = match slot.verdict {
        Verdict::Late(_) if slot.serious => Role::Alarm,
        Verdict::Late(_) | Verdict::Early(_) | Verdict::Missing => Role::Warn,
        Verdict::Normal | Verdict::NoNeed | Verdict::Pending | Verdict::Unknown => Role::Base,
    };
    let times = format!(
        "  {}  {}  {found}  ",
        crate::text::cells::fit(text.edge(slot.edge), 4, ""),
        look.clock(slot.scheduled)
    );
    Line::from(vec![look.say(Role::Base, times), look.say(role, text.slot_verdict(slot))])
}

fn listed(scene: Scene<'_>, label: &str, items: &[String]) -> Option<Line<'static>> {
    let label = if label.is_empty() { String::new() } else { format!("{label} ") };
    (!items.is_empty()).then(|| scene.look.plain(format!("  {label}{}", items.join("  "))))
}
