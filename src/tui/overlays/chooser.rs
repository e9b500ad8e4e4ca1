//! Choosing people: a search, what it found, and who is marked.

use std::collections::BTreeMap;

use ratatui::text::Line;
use tui_input::Input;

use crate::{
    console::{
        Query,
        update::{Page, PersonRow},
    },
    domain::EmployeeId,
    text::cells,
    tui::{
        look::Look,
        theme::Role,
        widgets::{Move, Scroll},
    },
};

/// People asked for at once; whoever looks for one among more types another letter.
const PEOPLE_ASKED: usize = 100;

/// A search for people, with marks. Nobody marked means everybody.
#[derive(Debug, Default)]
pub struct Chooser {
    /// What is searched.
    pub search: Input,
    found: Vec<PersonRow>,
    total: usize,
    place: Scroll,
    marked: BTreeMap<EmployeeId, String>,
    answered: Option<String>,
}

impl Chooser {
    /// What must be asked so that the search is answered; nothing if it is.
    #[must_use]
    pub fn wanted(&self) -> Option<(String, Query)> {
        let containing = self.search.value().trim().to_owned();
        let answered = self.answered.as_ref() == Some(&containing);
        (!answered).then(|| (containing.clone(), Query::People { containing, limit: PEOPLE_ASKED }))
    }

    /// Takes an answer to a search in.
    pub fn receive(&mut self, search: String, found: Page<PersonRow>) {
        self.place = Scroll::default();
        (self.found, self.total) = (found.rows, found.total);
        self.answered = Some(search);
    }

    /// Moves among those found.
    pub fn step(&mut self, step: Move, height: usize) {
        self.place = self.place.step(step, self.found.len(), height);
    }

    /// Marks the person under the cursor, or takes the mark away.
    pub fn toggle(&mut self) {
        if let Some(person) = self.found.get(self.place.at) {
            let PersonRow { who, name } = person.clone();
            if self.marked.remove(&who).is_none() {
                self.marked.insert(who, name);
            }
        }
    }

    /// Who is marked, by account.
    #[must_use]
    pub fn marked(&self) -> Vec<EmployeeId> {
        self.marked.keys().cloned().collect()
    }

    /// Who is marked, in words.
    #[must_use]
    pub fn in_words(&self, look: &Look) -> String {
        if self.marked.is_empty() {
            return look.text.form_nobody_marked().into();
        }
        let names: Vec<&str> = self.marked.values().map(String::as_str).collect();
        format!("{}: {}", look.text.marked(self.marked.len()), names.join(", "))
    }

    /// The people found, `height` lines of them, and where in these lines the cursor is.
    #[must_use]
    pub fn lines(&self, look: &Look, height: usize) -> (Vec<Line<'static>>, Option<usize>) {
        if self.found.is_empty() {
            let words = if self.answered.is_some() { look.text.form_nobody_found() } else { look.text.loading() };
            return (vec![look.plain(format!("   {words}"))], None);
        }
        let more = self.total.saturating_sub(self.found.len()) as u64;
        let height = height.saturating_sub(usize::from(more > 0)).max(1);
        let place = self.place.within(self.found.len(), height);
        let shown = self.found.iter().skip(place.top).take(height);
        let mut lines: Vec<_> = shown.map(|person| self.line(look, person)).collect();
        if more > 0 {
            lines.push(look.plain(format!("   {}", look.text.more_found(&look.text.count(more)))));
        }
        (lines, Some(place.at - place.top))
    }

    fn line(&self, look: &Look, person: &PersonRow) -> Line<'static> {
        let marked = self.marked.contains_key(&person.who);
        let (mark, role) = if marked { ("+", Role::Mark) } else { (" ", Role::Base) };
        let name = cells::fit(&cells::clean(&person.name), 16, look.glyphs.cut());
        look.say(role, format!(" {mark} {name} {}", person.who)).into()
    }
}
