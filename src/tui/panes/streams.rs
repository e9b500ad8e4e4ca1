//! The progress of one pass: its streams, its rows, its failures.

use ratatui::text::Line;

use super::{Scene, tokens::label};
use crate::{
    console::{
        Extent, LearntLimit,
        view::{PassState, PassView, QuotaView, StreamProgress, Tally},
    },
    domain::Stream,
    text::cells,
    tui::{
        look::{seconds_between, share},
        theme::Role,
        widgets::{Column, Strip, Table},
    },
};

/// The longest duration below an hour, in columns; longer ones are no longer, but for days.
const LONGEST_ETA_S: i64 = 59 * 60 + 59;

/// A pass in lines: title, bars, what became of the rows, what failed.
#[must_use]
pub fn lines(scene: Scene<'_>, pass: &PassView, columns: usize) -> Vec<Line<'static>> {
    let bar = (columns / 6).clamp(6, 40);
    let table = table(scene, columns, bar);
    let mut lines = vec![title(scene, pass, columns), table.head()];
    let worth_a_line = |stream: &&StreamProgress| stream.stream.is_essential() || stream.total > 0;
    lines.extend(
        pass.streams.iter().filter(worth_a_line).map(|stream| table.row(stream_cells(scene, pass, stream, bar))),
    );
    lines.push(rows(scene, pass, columns));
    lines.extend(failures(scene, pass, columns));
    lines
}

/// How a pass looks.
#[must_use]
pub fn role(state: PassState) -> Role {
    match state {
        PassState::Running => Role::Busy,
        PassState::Paused | PassState::Partial => Role::Warn,
        PassState::Done => Role::Calm,
        PassState::Failed => Role::Alarm,
        PassState::Cancelled => Role::Base,
    }
}

/// Calls whose rows are stored, and calls planned, of a whole pass. What failed fills no bar.
#[must_use]
pub fn calls(pass: &PassView) -> (u64, u64) {
    let stored = pass.streams.iter().map(|stream| stream.done.saturating_sub(stream.failures));
    (stored.sum(), pass.streams.iter().map(|stream| stream.total).sum())
}

fn title(scene: Scene<'_>, pass: &PassView, columns: usize) -> Line<'static> {
    let (look, text) = (scene.look, scene.look.text);
    let base = |words: String| vec![look.say(Role::Base, words)];
    let left = pass.eta_s().filter(|_| pass.state == PassState::Running).and_then(|s| i64::try_from(s).ok());
    let eta = left.map_or_else(String::new, |s| format!("{} {}", text.column_eta(), text.span(s)));
    Strip::new(2)
        .part(0, base(text.pass_number(pass.id)))
        .part(0, vec![look.say(role(pass.state), text.pass_state(pass.state))])
        .part(1, base(text.lane(pass.lane).to_owned()))
        .part(1, base(eta))
        .part(2, base(pass.days.to_string()))
        .part(3, base(whom(scene, pass)))
        .part(4, base(text.actor(&pass.origin).to_owned()))
        .part(3, base(pass.retry_of.map_or_else(String::new, |id| text.retry_of(id))))
        .fit(columns)
}

fn whom(scene: Scene<'_>, pass: &PassView) -> String {
    let text = scene.look.text;
    let people = Some(pass.request.people.len()).filter(|n| *n > 0).map(|n| text.so_many_people(&text.count(n as u64)));
    let departments = Some(pass.request.departments.len()).filter(|n| *n > 0).map(|n| text.so_many_departments(n));
    match (people, departments) {
        (None, None) => text.everybody().to_owned(),
        (people, departments) => people.into_iter().chain(departments).collect::<Vec<_>>().join(" + "),
    }
}

fn table(scene: Scene<'_>, columns: usize, bar: usize) -> Table<'_> {
    let text = scene.look.text;
    let titles = [
        Column::fixed(
            text.column_stream(),
            Stream::ALL.map(|stream| cells::width(text.stream(stream))).into_iter().max().unwrap_or(0),
            0,
        ),
        Column::fixed(text.column_progress(), bar, 3),
        Column::fixed("%", 4, 0).right(),
        Column::fixed(text.column_calls(), 8, 4).right(),
        Column::fixed(text.column_rate(), 7, 2).right(),
        Column::fixed(text.column_eta(), cells::width(&text.span(LONGEST_ETA_S)), 1).right(),
        Column::fixed(text.column_retries(), 5, 6).right(),
        Column::fixed(text.column_failures(), 4, 5).right(),
        Column::growing(text.column_state(), 12, 7),
    ];
    Table::new(scene.look, &titles, columns)
}

fn stream_cells(scene: Scene<'_>, pass: &PassView, stream: &StreamProgress, bar: usize) -> Vec<(Role, String)> {
    let (look, text) = (scene.look, scene.look.text);
    let stored = stream.done.saturating_sub(stream.failures);
    let whole = stream.total > 0 && stream.done >= stream.total;
    let state = match (whole, stream.failures, stored) {
        (false, ..) => pass.state,
        (true, 0, _) => PassState::Done,
        (true, _, 0) => PassState::Failed,
        (true, ..) => PassState::Partial,
    };
    let progress = if state == PassState::Done { Role::Calm } else { role(state) };
    let waits_s = stream.waiting_until.map(|until| seconds_between(scene.view.now, until)).filter(|s| *s > 0);
    let running = pass.state == PassState::Running && !whole;
    let (pace_role, pace, left) = match (waits_s, stream.eta_s.and_then(|s| i64::try_from(s).ok())) {
        (Some(s), _) => (Role::Busy, text.waits().to_owned(), text.span(s)),
        (None, Some(s)) if running => (Role::Base, text.rate(stream.rows_per_second), text.span(s)),
        (None, _) if running => (Role::Base, text.rate(stream.rows_per_second), String::new()),
        (None, _) => (Role::Base, String::new(), String::new()),
    };
    let number = |n: u64| if n == 0 { String::new() } else { text.count(n) };
    vec![
        (Role::Base, text.stream(stream.stream).into()),
        (progress, look.glyphs.bar(stored, stream.total, bar)),
        (Role::Base, format!("{}%", share(stored, stream.total, 100))),
        (Role::Base, format!("{}/{}", stored, stream.total)),
        (pace_role, pace),
        (pace_role, left),
        (Role::Base, number(stream.retries)),
        (if stream.failures > 0 { Role::Alarm } else { Role::Base }, number(stream.failures)),
        (progress, text.pass_state(state).into()),
    ]
}

fn rows(scene: Scene<'_>, pass: &PassView, columns: usize) -> Line<'static> {
    let (look, text) = (scene.look, scene.look.text);
    let mut sum = Tally::default();
    pass.streams.iter().for_each(|stream| sum.add(stream.tally));
    let part = |word: &str, n: u64| vec![look.say(Role::Base, format!("{word} {}", text.count(n)))];
    let unusual = |role: Role, word: &str, n: u64| {
        if n == 0 { Vec::new() } else { vec![look.say(role, format!("{word} {}", text.count(n)))] }
    };
    Strip::new(2)
        .part(0, part(text.new_rows(), sum.inserted))
        .part(1, part(text.changed_rows(), sum.updated))
        .part(2, part(text.same_rows(), sum.unchanged))
        .part(1, unusual(Role::Warn, text.missing_rows(), sum.missing))
        .part(1, unusual(Role::Base, text.withdrawn_rows(), sum.withdrawn))
        .part(1, unusual(Role::Warn, text.set_aside_rows(), sum.quarantined))
        .part(3, vec![look.say(Role::Base, text.token_refreshes_of_pass(pass.token_refreshes))])
        .fit(columns)
}

fn failures(scene: Scene<'_>, pass: &PassView, columns: usize) -> Vec<Line<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let one = |failure: &crate::console::view::ShardFailure| {
        let what = format!("{}: {}", failure.shard, text.mishap(&failure.trouble));
        let advice = format!("  {}", text.advice(&failure.trouble, &look.zone));
        [
            Strip::new(0)
                .part(0, vec![look.say(Role::Alarm, cells::cut(&what, columns, look.glyphs.cut()))])
                .fit(columns),
            look.plain(advice),
        ]
    };
    let mut lines: Vec<_> = pass.failures.iter().flat_map(one).collect();
    let more = pass.failed.saturating_sub(pass.failures.len() as u64);
    lines.extend((more > 0).then(|| look.say(Role::Alarm, text.more_failures(&text.count(more))).into()));
    lines
}

/// When each stream was last pulled whole, and how much of the quotas is used.
#[must_use]
pub fn health(scene: Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let fresh = |stream: Stream| {
        let at = scene.view.fresh.get(&stream);
        let age = at.map_or_else(|| text.never().into(), |at| text.rough(seconds_between(*at, scene.view.now)));
        vec![look.say(Role::Base, format!("{} {age}", text.stream(stream)))]
    };
    let mut success = Strip::new(2).part(0, vec![look.say(Role::Base, text.last_success())]);
    let ranked = [
        (2, Stream::Organisation),
        (3, Stream::Rules),
        (1, Stream::Records),
        (4, Stream::DayReports),
        (6, Stream::Rosters),
        (5, Stream::Devices),
        (7, Stream::Approvals),
        (8, Stream::Operations),
    ];
    for (rank, stream) in ranked {
        success = success.part(rank, fresh(stream));
    }
    let mut lines = vec![success.fit(columns)];
    lines.extend(scene.view.quota.iter().map(|quota| quota_line(scene, quota)));
    lines.extend(scene.view.learnt.iter().map(|limit| learnt_line(scene, limit)));
    lines
}

fn learnt_line(scene: Scene<'_>, limit: &LearntLimit) -> Line<'static> {
    let text = scene.look.text;
    let (stream, most) = (text.stream(limit.stream), text.count(limit.most.into()));
    let left = text.rough(seconds_between(scene.view.now, limit.ends_at()));
    let words = match limit.extent {
        Extent::People => text.people_a_call(stream, &most, &left),
        Extent::Days => text.days_a_call(stream, &most, &left),
    };
    label(scene, text.learnt(), scene.look.say(Role::Warn, words))
}

fn quota_line(scene: Scene<'_>, quota: &QuotaView) -> Line<'static> {
    let (look, text) = (scene.look, scene.look.text);
    let blocked = quota.blocked_until.filter(|until| *until > scene.view.now);
    let (role, words) = match (blocked, quota.allowed) {
        (Some(until), _) => (Role::Warn, text.blocked_for(&text.span(seconds_between(scene.view.now, until)))),
        (None, 0) => (Role::Base, text.used_freely(quota.used)),
        (None, allowed) if allowed < quota.usual => (Role::Warn, text.used_of_slowed(quota.used, allowed, quota.usual)),
        (None, allowed) => (Role::Base, text.used_of(quota.used, allowed)),
    };
    label(scene, text.quota(), look.say(role, format!("{}  {words}", quota.endpoint)))
}
