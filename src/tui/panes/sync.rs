//! Pane 3: the pass that is meant, and those before it.

use ratatui::text::Line;

use super::{Scene, history, streams};
use crate::{
    console::{Ordinal, View, view::PassView},
    tui::{
        theme::Role,
        widgets::{Move, Room, Scroll, Sheet},
    },
};

/// Which pass keys act upon: one that was chosen, else the current one.
#[derive(Debug, Default)]
pub struct Passes {
    chosen: Option<Ordinal>,
}

impl Passes {
    /// The pass that keys act upon.
    #[must_use]
    pub fn selected<'a>(&self, view: &'a View) -> Option<&'a PassView> {
        let chosen = view.passes.iter().find(|pass| Some(pass.id) == self.chosen);
        chosen.or(view.current_pass())
    }

    /// Moves the selection; the top of the list is the current pass again.
    pub fn step(&mut self, step: Move, view: &View) {
        let index = self.index(view);
        let place = Scroll { at: index, top: 0 }.step(step, view.passes.len(), view.passes.len());
        self.chosen = view.passes.get(place.at).map(|pass| pass.id);
    }

    /// The pane: the selected pass in full, then the list of passes.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>, title: String, room: Room) -> Sheet {
        let Some(pass) = self.selected(scene.view) else {
            let lines = vec![Line::default(), scene.look.plain(scene.look.text.no_pass_yet())];
            return Sheet { title, lines, ..Sheet::default() };
        };
        let (head, passes) = history::lines(scene, room.columns);
        let least = passes.len().min(2) + 1;
        let mut lines = streams::lines(scene, pass, room.columns);
        lines.extend(streams::health(scene, room.columns));
        lines.truncate(room.rows.saturating_sub(least).max(5));
        let above = lines.len() + 2;
        let place = Scroll { at: self.index(scene.view), top: 0 }.within(passes.len(), room.rows.saturating_sub(above));
        let heading = scene.look.say(Role::Heading, scene.look.text.history_title());
        let roomy = room.rows > above + passes.len() + 1;
        lines.extend(roomy.then(|| Line::from(heading)));
        lines.push(head);
        let selected = Some(lines.len() + place.at - place.top);
        lines.extend(passes.into_iter().skip(place.top));
        Sheet { title, note: String::new(), head: None, lines, selected }
    }

    fn index(&self, view: &View) -> usize {
        let id = self.selected(view).map(|pass| pass.id);
        view.passes.iter().position(|pass| Some(pass.id) == id).unwrap_or(0)
    }
}
