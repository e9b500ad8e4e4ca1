//! Choosing some of many: a search, those found, and marks that stay while one searches on.

use std::{collections::BTreeMap, fmt::Display};

use ratatui::text::Line;
use tui_input::Input;

use crate::{
    console::update::Page,
    text::cells,
    tui::{
        look::Look,
        theme::Role,
        widgets::{Move, Scroll},
    },
};

/// Asked for at once; whoever looks for one among more types another letter.
pub const ASKED_AT_ONCE: usize = 100;

/// A search, with marks. Nothing marked means all.
#[derive(Debug)]
pub struct Chooser<Id> {
    /// What is searched.
    pub search: Input,
    found: Vec<(Id, String)>,
    total: usize,
    place: Scroll,
    marked: BTreeMap<Id, String>,
    answered: Option<String>,
}

impl<Id> Default for Chooser<Id> {
    fn default() -> Self {
        Self {
            search: Input::default(),
            found: Vec::new(),
            total: 0,
            place: Scroll::default(),
            marked: BTreeMap::new(),
            answered: None,
        }
    }
}

impl<Id: Ord + Clone + Display> Chooser<Id> {
    /// The search that must be asked for; nothing if it is answered.
    #[must_use]
    pub fn wanted(&self) -> Option<String> {
        let containing = self.search.value().trim().to_owned();
        (self.answered.as_ref() != Some(&containing)).then_some(containing)
    }

    /// Takes an answer to a search in: what was found, each with its name.
    pub fn receive(&mut self, search: String, found: Page<(Id, String)>) {
        self.place = Scroll::default();
        (self.found, self.total) = (found.rows, found.total);
        self.answered = Some(search);
    }

    /// Moves among those found.
    pub fn step(&mut self, step: Move, height: usize) {
        self.place = self.place.step(step, self.found.len(), height);
    }

    /// Marks what is under the cursor, or takes the mark away.
    pub fn toggle(&mut self) {
        if let Some((id, name)) = self.found.get(self.place.at).cloned()
            && self.marked.remove(&id).is_none()
        {
            self.marked.insert(id, name);
        }
    }

    /// What is marked, in order.
    #[must_use]
    pub fn marked(&self) -> Vec<Id> {
        self.marked.keys().cloned().collect()
    }

    /// What is marked, in words; `None` if nothing is.
    #[must_use]
    pub fn in_words(&self, look: &Look) -> Option<String> {
        let names: Vec<&str> = self.marked.values().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{}: {}", look.text.marked(names.len()), names.join(", ")))
    }

    /// Those found, `height` lines of them, and where in these lines the cursor is.
    #[must_use]
    pub fn lines(&self, look: &Look, height: usize) -> (Vec<Line<'static>>, Option<usize>) {
        if self.found.is_empty() {
            let words = if self.answered.is_some() { look.text.form_none_found() } else { look.text.loading() };
            return (vec![look.plain(format!("   {words}"))], None);
        }
        let more = self.total.saturating_sub(self.found.len()) as u64;
        let height = height.saturating_sub(usize::from(more > 0)).max(1);
        let place = self.place.within(self.found.len(), height);
        let shown = self.found.iter().skip(place.top).take(height);
        let mut lines: Vec<_> = shown.map(|one| self.line(look, one)).collect();
        if more > 0 {
            lines.push(look.plain(format!("   {}", look.text.more_found(&look.text.count(more)))));
        }
        (lines, Some(place.at - place.top))
    }

    fn line(&self, look: &Look, (id, name): &(Id, String)) -> Line<'static> {
        let name = cells::fit(&cells::clean(name), 16, look.glyphs.cut());
        marked_line(look, self.marked.contains_key(id), format!("{name} {id}"))
    }
}

/// A line that can be marked.
#[must_use]
pub fn marked_line(look: &Look, marked: bool, words: impl Display) -> Line<'static> {
    let (mark, role) = if marked { ("+", Role::Mark) } else { (" ", Role::Base) };
    look.say(role, format!(" {mark} {words}")).into()
}
