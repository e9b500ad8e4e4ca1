//! All keys, from the table that makes them work.

use ratatui::text::Line;

use crate::{
    text::{Text, cells},
    tui::{
        keymap::{BINDINGS, Binding, When},
        look::Look,
        theme::Role,
        widgets::Sheet,
    },
};

/// Columns of the keys.
const KEY_COLUMNS: usize = 16;

/// The help from a line on.
#[must_use]
pub fn sheet(look: &Look, top: usize) -> Sheet {
    let lines = lines(look).into_iter().skip(top).collect();
    Sheet { title: look.text.help_title().into(), lines, ..Sheet::default() }
}

/// How many lines the help has.
#[must_use]
pub fn length(look: &Look) -> usize {
    lines(look).len()
}

fn lines(look: &Look) -> Vec<Line<'static>> {
    const ORDER: [When; 7] =
        [When::Panes, When::Lists, When::Reading, When::Map, When::Asking, When::Typing, When::Anywhere];
    let mut lines = Vec::new();
    for when in ORDER {
        lines.push(Line::from(look.say(Role::Heading, heading(look.text, when))));
        let bindings: Vec<_> = BINDINGS.iter().filter(|binding| binding.when == when).collect();
        let same_words = |a: &&Binding, b: &&Binding| a.action.words(look.text) == b.action.words(look.text);
        lines.extend(bindings.chunk_by(same_words).map(|group| line(look, group)));
        lines.push(Line::default());
    }
    lines
}

fn line(look: &Look, group: &[&Binding]) -> Line<'static> {
    let keys: Vec<String> = group.iter().flat_map(|binding| binding.keys).map(|key| key.label()).collect();
    let words = group.first().map_or("", |binding| binding.action.words(look.text));
    let keys = cells::fit(&keys.join(" "), KEY_COLUMNS, look.glyphs.cut());
    Line::from(vec![look.say(Role::Key, format!("  {keys}")), look.say(Role::Base, format!("  {words}"))])
}

fn heading(text: Text, when: When) -> &'static str {
    match when {
        When::Anywhere => text.help_anywhere(),
        When::Lists => text.help_lists(),
        When::Panes => text.help_panes(),
        When::Reading => text.help_reading(),
        When::Map => text.help_map(),
        When::Asking => text.help_questions(),
        When::Typing => text.help_form(),
    }
}
