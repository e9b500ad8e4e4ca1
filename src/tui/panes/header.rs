//! The first line or two: where one is, whether the screen can be trusted, how bad it is.

use ratatui::text::{Line, Span};

use super::{Scene, anomalies::open_role, streams, tokens};
use crate::{
    console::view::{Environment, TokenState},
    domain::Stream,
    tui::{
        look::{seconds_between, share},
        theme::Role,
        widgets::Strip,
    },
};

/// Seconds after which the data is too old to be trusted: several times the usual interval of a sync.
const DATA_OLD_AFTER_S: i64 = 30 * 60;

/// The header in `rows` lines, one or two.
#[must_use]
pub fn lines(scene: Scene<'_>, in_step: bool, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let clock = vec![scene.look.say(Role::Base, scene.look.clock_and_offset(scene.view.now))];
    let place = place(scene, in_step, Strip::new(2));
    if rows < 2 {
        return vec![state(scene, place).right(1, clock).fit(columns)];
    }
    let place = place.part(6, knowledge(scene)).right(1, clock);
    let state = state(scene, Strip::new(2)).part(5, reach(scene)).right(6, store(scene));
    vec![place.fit(columns), state.fit(columns)]
}

fn place(scene: Scene<'_>, in_step: bool, strip: Strip) -> Strip {
    let (look, text, identity) = (scene.look, scene.look.text, &scene.view.identity);
    let (environment, role) = match identity.environment {
        Environment::Wecom => (text.wecom(), Role::Base),
        Environment::Custom => (text.custom(), Role::Unreal),
        Environment::Demo => (text.demo(), Role::Unreal),
    };
    let armed = !identity.read_only && identity.environment == Environment::Wecom;
    let access = if identity.read_only { text.read_only() } else { text.read_write() };
    let flag = |shown: bool, words: &str, role| if shown { vec![look.say(role, words)] } else { Vec::new() };
    strip
        .part(0, vec![look.say(role, environment)])
        .part(0, flag(!in_step, text.out_of_step(), Role::Stale))
        .part(1, flag(identity.rehearsal, text.rehearsal(), Role::Unreal))
        .part(2, vec![look.say(if armed { Role::Armed } else { Role::Base }, access)])
        .part(7, vec![look.say(Role::Base, format!("{}/{}", identity.corp, identity.agent))])
        .part(8, vec![look.say(Role::Base, &identity.actor)])
}

fn state(scene: Scene<'_>, strip: Strip) -> Strip {
    strip
        .part(0, severities(scene))
        .part(1, token(scene))
        .part(1, data(scene))
        .part(4, sync(scene))
        .part(3, trouble(scene))
}

fn severities(scene: Scene<'_>) -> Vec<Span<'static>> {
    let look = scene.look;
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (severity, count) in scene.view.queue.open_by_severity.iter().filter(|(_, count)| **count > 0) {
        let role = open_role(*severity);
        if !spans.is_empty() {
            spans.push(look.say(Role::Base, " "));
        }
        spans.push(look.say(role, format!("{severity:?}:{}", look.text.count(*count))));
    }
    if spans.is_empty() { vec![look.say(Role::Calm, look.text.nothing_open())] } else { spans }
}

fn token(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (look, text, token) = (scene.look, scene.look.text, &scene.view.token);
    let word = vec![look.say(Role::Base, format!("{} ", text.token_word()))];
    let left = token.expires_at.filter(|_| token.state == TokenState::Valid);
    let left = left.map(|at| format!(" {}", text.rough(seconds_between(scene.view.now, at)))).unwrap_or_default();
    let state = look.say(tokens::role(token.state), text.token_state(token.state));
    [word, vec![state, look.say(Role::Base, left)]].concat()
}

fn data(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let age = scene.view.fresh.get(&Stream::Records).map(|at| seconds_between(*at, scene.view.now));
    let (role, words) = match age {
        None => (Role::Stale, text.no_data().to_owned()),
        Some(age) if age >= DATA_OLD_AFTER_S => {
            (Role::Stale, format!("{} {} {}", text.data_word(), text.old(), text.rough(age)))
        }
        Some(age) => (Role::Base, format!("{} {}", text.data_word(), text.rough(age))),
    };
    vec![look.say(role, words)]
}

fn sync(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let Some(pass) = scene.view.current_pass() else { return Vec::new() };
    let (done, total) = streams::calls(pass);
    let state = look.say(streams::role(pass.state), text.pass_state(pass.state));
    let percent = if pass.state.is_active() { format!(" {}%", share(done, total, 100)) } else { String::new() };
    vec![look.say(Role::Base, format!("{} ", text.sync_word())), state, look.say(Role::Base, percent)]
}

fn trouble(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let Some(trouble) = &scene.view.store.trouble else { return Vec::new() };
    vec![look.say(Role::Urgent, format!("{} {}", text.store_word(), text.cause(&trouble.cause)))]
}

fn reach(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (look, text, queue) = (scene.look, scene.look.text, &scene.view.queue);
    let oldest = queue.oldest.map(|at| text.oldest(&text.rough(seconds_between(at, scene.view.now))));
    let hit = (queue.people > 0).then(|| text.people_hit(&text.count(queue.people)));
    let words: Vec<String> = hit.into_iter().chain(oldest).collect();
    vec![look.say(Role::Base, words.join(", "))]
}

fn knowledge(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (view, text) = (scene.view, scene.look.text);
    let known = text.known(&text.count(view.employees), &text.count(view.departments), &text.count(view.rules));
    vec![scene.look.say(Role::Base, known)]
}

fn store(scene: Scene<'_>) -> Vec<Span<'static>> {
    let (text, store) = (scene.look.text, &scene.view.store);
    let words = format!("{} {}, {}", text.store_word(), text.bytes(store.bytes), text.free(&text.bytes(store.free)));
    vec![scene.look.say(Role::Base, words)]
}
