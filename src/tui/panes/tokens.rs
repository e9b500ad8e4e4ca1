//! Pane 2: the token (`access_token`), never its text.

use ratatui::text::{Line, Span};

use super::Scene;
use crate::{
    console::view::TokenState,
    text::cells,
    tui::{
        look::seconds_between,
        theme::Role,
        widgets::{Room, Sheet},
    },
};

/// Columns of the labels.
const LABEL_COLUMNS: usize = 12;

/// The pane.
#[must_use]
pub fn sheet(scene: Scene<'_>, title: String, room: Room) -> Sheet {
    let Scene { view, look } = scene;
    let (text, token) = (look.text, &view.token);
    let base = |words: String| look.say(Role::Base, words);
    let fetched = token.fetched_at.map(|at| {
        let age = text.ago(&text.rough(seconds_between(at, view.now)));
        base(format!("{}  {age}", look.when(at, view.now)))
    });
    let value = room.columns.saturating_sub(LABEL_COLUMNS);
    let mut lines =
        vec![label(scene, text.app_label(), base(format!("{} / {}", view.identity.corp, view.identity.agent)))];
    lines.extend(labelled(scene, text.state_label(), role(token.state), &state_words(scene), value));
    lines.extend(last_trouble(scene, value));
    lines.extend(token.expires_at.map(|_| label(scene, text.expires_label(), expiry(scene))));
    lines.extend(fetched.map(|fetched| label(scene, text.fetched_label(), fetched)));
    lines.push(label(scene, text.refreshes_label(), base(text.since_start(token.refreshes))));
    if view.clock_ahead_s != 0 {
        let words = format!("{}: {}", text.clock_state(view.clock_ahead_s), text.set_the_clock());
        lines.extend(labelled(scene, text.clock_label(), Role::Warn, &words, value));
    }
    Sheet { title, lines, ..Sheet::default() }
}

/// How a state of the token looks.
#[must_use]
pub fn role(state: TokenState) -> Role {
    match state {
        TokenState::None => Role::Base,
        TokenState::Valid => Role::Calm,
        TokenState::Stopped => Role::Alarm,
        TokenState::Failing => Role::Warn,
    }
}

fn state_words(scene: Scene<'_>) -> String {
    let text = scene.look.text;
    let word = text.token_state(scene.view.token.state);
    match scene.view.token.state {
        TokenState::None | TokenState::Valid => word.into(),
        TokenState::Stopped => format!("{word}: {}", text.token_stopped_long()),
        TokenState::Failing => format!("{word}: {}", text.token_failing_long()),
    }
}

fn expiry(scene: Scene<'_>) -> Span<'static> {
    let Scene { view, look } = scene;
    match view.token.expires_at {
        Some(at) if at > view.now => {
            let left = look.text.in_span(&look.text.rough(seconds_between(view.now, at)));
            look.say(Role::Base, format!("{}  {left}", look.when(at, view.now)))
        }
        Some(at) => look.say(Role::Stale, look.when(at, view.now)),
        None => Span::default(),
    }
}

fn last_trouble(scene: Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let Scene { view, look } = scene;
    let Some((at, trouble)) = &view.token.last_trouble else {
        return vec![label(scene, look.text.last_trouble_label(), look.say(Role::Base, look.text.none_at_all()))];
    };
    let over = matches!(view.token.state, TokenState::None | TokenState::Valid);
    let role = if over { Role::Base } else { role(view.token.state) };
    let words = format!("{}  {}", look.when(*at, view.now), look.text.mishap(trouble));
    let mut lines = Vec::new();
    if !over {
        let advice = look.text.advice(trouble, &look.zone);
        lines.extend(labelled(scene, look.text.remedy_label(), Role::Base, &advice, columns));
    }
    lines.extend(labelled(scene, look.text.last_trouble_label(), role, &words, columns));
    lines
}

/// A label and words beside it, over as many lines as they need: what to do must not be cut.
fn labelled(scene: Scene<'_>, name: &str, role: Role, words: &str, columns: usize) -> Vec<Line<'static>> {
    let lines = cells::broken(&cells::clean(words), columns.max(1)).into_iter();
    lines
        .zip([name].into_iter().chain(std::iter::repeat("")))
        .map(|(line, name)| label(scene, name, scene.look.say(role, line)))
        .collect()
}

/// A label and what stands beside it.
pub fn label(scene: Scene<'_>, label: &str, value: Span<'static>) -> Line<'static> {
    Line::from(vec![scene.look.say(Role::Base, cells::fit(label, LABEL_COLUMNS, "")), value])
}
