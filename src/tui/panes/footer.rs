//! The last line: the keys that do something now, or what came of the last one.

use ratatui::text::Line;

use crate::{
    console::VerbName,
    tui::{
        keymap::{Action, BINDINGS, Binding, Mode},
        look::Look,
        theme::Role,
        widgets::Strip,
    },
};

/// What the footer must know to offer the right keys.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// What is on the screen.
    pub mode: Mode,
    /// Verbs that make sense now.
    pub sensible: &'a [VerbName],
    /// Verbs that this reader may use.
    pub permitted: &'a [VerbName],
}

/// Hints for the keys that do something now; the less important give way first.
#[must_use]
pub fn hints(look: &Look, offer: Offer<'_>, columns: usize) -> Line<'static> {
    let offered = BINDINGS.iter().filter(|binding| binding.when.holds(offer.mode) && makes_sense(binding, offer));
    let strip = offered.fold(Strip::new(2), |strip, binding| match binding.hint {
        Some(rank) => strip.part(rank, hint(look, binding, offer)),
        None => strip,
    });
    strip.fit(columns)
}

fn makes_sense(binding: &Binding, offer: Offer<'_>) -> bool {
    binding.action.verb().is_none_or(|verb| offer.sensible.contains(&verb))
}

fn hint(look: &Look, binding: &Binding, offer: Offer<'_>) -> Vec<ratatui::text::Span<'static>> {
    let permitted = binding.action.verb().is_none_or(|verb| offer.permitted.contains(&verb));
    let (key_role, role) = if permitted { (Role::Key, Role::Base) } else { (Role::Off, Role::Off) };
    let first = binding.keys.first().map(|key| key.label()).unwrap_or_default();
    let (key, words) = if binding.action == Action::NextPane {
        ("1-5".into(), look.text.key_panes())
    } else if matches!(binding.action, Action::Move(_)) {
        ("Up Down".into(), look.text.key_change())
    } else {
        (first, binding.action.words(look.text))
    };
    vec![look.say(key_role, key), look.say(role, format!(" {words}"))]
}
