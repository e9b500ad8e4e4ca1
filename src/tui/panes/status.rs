//! What a narrow screen shows of the panes it has no room for: tabs, and a line for sync, token and log.

use ratatui::text::{Line, Span};

use super::{Scene, log, streams, tokens};
use crate::console::{Level, view::PassState};
use crate::tui::{
    focus::Pane,
    look::{seconds_between, share},
    theme::Role,
    widgets::Strip,
};

/// Names of the panes with what is in them; the one that has the keys is marked.
#[must_use]
pub fn tabs(scene: Scene<'_>, focus: Pane, position: String, columns: usize) -> Line<'static> {
    let look = scene.look;
    let mut strip = Strip::new(1);
    for pane in Pane::ALL {
        let (role, rank) = if pane == focus { (Role::FocusTitle, 0) } else { (Role::Base, 1) };
        strip = strip.part(rank, vec![look.say(role, format!(" {} ", title(scene, pane)))]);
    }
    strip.right(2, vec![look.say(Role::Base, position)]).fit(columns)
}

/// A pane's number, name and most important figure.
#[must_use]
pub fn title(scene: Scene<'_>, pane: Pane) -> String {
    let (view, text) = (scene.view, scene.look.text);
    let figure = match pane {
        Pane::Anomalies => Some(view.queue.open()).filter(|open| *open > 0).map(|open| text.count(open)),
        Pane::Sync => view.current_pass().filter(|pass| pass.state.is_active()).map(|pass| {
            let (done, total) = streams::calls(pass);
            format!("{}%", share(done, total, 100))
        }),
        Pane::Tokens | Pane::Audit | Pane::Log => None,
    };
    let figure = figure.map(|figure| format!(" {figure}")).unwrap_or_default();
    format!("{} {}{figure}", pane.number(), pane.name(text))
}

/// Sync and token in one line.
#[must_use]
pub fn sync_and_token(scene: Scene<'_>, columns: usize) -> Line<'static> {
    let (look, text, view) = (scene.look, scene.look.text, scene.view);
    let token = format!("{} ", text.token_word());
    let state = look.say(tokens::role(view.token.state), text.token_state(view.token.state));
    let advice = view.token.last_trouble.as_ref().filter(|_| tokens::role(view.token.state) != Role::Calm);
    let advice = advice.map(|(_, trouble)| look.text.advice(trouble, &look.zone)).unwrap_or_default();
    Strip::new(2)
        .part(0, sync(scene))
        .part(1, vec![look.say(Role::Base, token), state])
        .part(2, vec![look.say(Role::Base, advice)])
        .fit(columns)
}

fn sync(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let Some(pass) = scene.view.current_pass() else { return vec![look.say(Role::Base, text.no_pass_yet())] };
    let (done, total) = streams::calls(pass);
    let role = streams::role(pass.state);
    let rate: f64 = pass.streams.iter().map(|stream| stream.rows_per_second).sum();
    let eta = pass.streams.iter().filter_map(|stream| stream.eta_s).max().and_then(|s| i64::try_from(s).ok());
    let eta = eta.map(|s| format!(" {} {}", text.column_eta(), text.span(s))).unwrap_or_default();
    let waits = pass.streams.iter().filter_map(|stream| stream.waiting_until).max();
    let waits_s = waits.map(|until| seconds_between(scene.view.now, until)).filter(|seconds| *seconds > 0);
    let pace = match (pass.state, waits_s) {
        (PassState::Running, Some(seconds)) => format!(" {} {}", text.waits(), text.span(seconds)),
        (PassState::Running, None) => format!(" {}{eta}", text.rate(rate)),
        _ => String::new(),
    };
    vec![
        look.say(Role::Base, format!("{} ", text.sync_word())),
        look.say(role, look.glyphs.bar(done, total, 12)),
        look.say(Role::Base, format!(" {}% ", share(done, total, 100))),
        look.say(role, text.pass_state(pass.state)),
        look.say(Role::Base, pace),
    ]
}

/// The newest line of the log that is not about details.
#[must_use]
pub fn last_log(scene: Scene<'_>) -> Line<'static> {
    let newest = scene.view.log.iter().rev().find(|line| line.fact.level() <= Level::Info);
    newest.map(|line| log::in_words(line, scene.look)).unwrap_or_default()
}
