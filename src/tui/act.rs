//! What keys do. Every verb is bound to the object that was selected when the key went down.

use super::{
    app::{App, Effect},
    focus::{Focus, Pane},
    keymap::Action,
    link::Asked,
    look::today,
    overlays::{Confirm, Detail, HeatMap, Overlay, Resync, Why, detail::step_text, help},
    theme::Role,
    widgets::{Framing, Move},
};
use crate::{
    console::{
        Command, Query, VerbName,
        view::{PassState, PassView, TokenState},
    },
    domain::anomaly::Subject,
};

impl App {
    /// Does what a key means. `again` says that the key before was an interrupt, too.
    pub(super) fn perform(&mut self, action: Action, again: bool) {
        match action {
            Action::Show(pane) => self.focus = self.focus.to(pane),
            Action::NextPane => self.focus.pane = self.focus.pane.further(1),
            Action::PreviousPane => self.focus.pane = self.focus.pane.further(Pane::ALL.len() - 1),
            Action::Move(step) => self.step(step),
            Action::Open => self.open(),
            Action::Quit if matches!(self.overlay, Overlay::None) => self.effects.push(Effect::Leave),
            Action::Back | Action::No | Action::Quit => self.back(),
            Action::Resync => self.open_form(),
            Action::PauseResume => self.pause_or_resume(),
            Action::Cancel => self.ask_to_cancel(),
            Action::Retry => self.retry(),
            Action::RetryToken => self.retry_token(),
            Action::BackUp => self.send(Command::BackUp),
            Action::LogDetails => self.log.toggle_details(),
            Action::HeatMap => self.open_map(),
            Action::Why => self.ask_why(),
            Action::EarlierDay => self.step_day(-1),
            Action::LaterDay => self.step_day(1),
            Action::NextStream => self.in_map(HeatMap::next_stream),
            Action::Reorder => self.in_map(HeatMap::reorder),
            Action::Help => self.overlay = Overlay::Help(0),
            Action::Yes => self.yes(),
            Action::NextField => self.in_form(|form| form.next_field(false)),
            Action::PreviousField => self.in_form(|form| form.next_field(true)),
            Action::Mark => self.in_form(Resync::mark),
            Action::Preview => self.preview(),
            Action::Repaint => self.effects.push(Effect::Repaint),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Interrupt if again => self.effects.push(Effect::Leave),
            Action::Interrupt => self.interrupt(),
        }
    }

    fn step(&mut self, step: Move) {
        let (room, help_lines) = (self.body_room(), help::length(&self.look));
        let form_room = Framing::Framed.room(self.form_area());
        let view = self.link.view();
        match (&mut self.overlay, view) {
            (Overlay::Help(top), _) => *top = step_text(*top, step, help_lines, room.rows),
            (Overlay::Detail(detail), Some(view)) => {
                detail.step(step, super::panes::Scene { view, look: &self.look }, room);
            }
            (Overlay::Heat(map), _) => map.step(step, room),
            (Overlay::Why(why), _) => why.step(step, &self.look, room),
            (Overlay::Resync(form), _) => form.step(step, form_room),
            (Overlay::None, Some(_)) => self.step_pane(step),
            (Overlay::None | Overlay::Detail(_), None) | (Overlay::Confirm(_), _) => {}
        }
    }

    fn step_pane(&mut self, step: Move) {
        let height = self.list_height(self.focus.pane);
        match self.focus.pane {
            Pane::Anomalies => self.queue.step(step, height),
            Pane::Tokens => {}
            Pane::Sync => {
                if let Some(view) = self.link.view() {
                    self.passes.step(step, view);
                }
            }
            Pane::Audit => self.audit.step(step, height),
            Pane::Log => self.log.step(step),
        }
    }

    fn open(&mut self) {
        match (self.focus.pane, self.queue.selected()) {
            (Pane::Anomalies, Some(row)) => self.overlay = Overlay::Detail(Box::new(Detail::of(row.clone()))),
            (Pane::Anomalies, None) => self.say(Role::Base, self.look.text.nothing_selected()),
            (Pane::Tokens | Pane::Sync | Pane::Audit | Pane::Log, _) => self.focus = self.focus.to(self.focus.pane),
        }
    }

    pub(super) fn back(&mut self) {
        match &mut self.overlay {
            Overlay::None => self.focus = Focus { zoomed: false, ..self.focus },
            Overlay::Resync(form) if form.is_previewing() => {
                form.reconsider();
                self.link.forget(|asked| *asked == Asked::Preview);
            }
            Overlay::Why(why) => self.overlay = why.take_map().map_or(Overlay::None, Overlay::Heat),
            Overlay::Help(_) | Overlay::Detail(_) | Overlay::Heat(_) | Overlay::Confirm(_) | Overlay::Resync(_) => {
                self.overlay = Overlay::None;
            }
        }
    }

    fn open_map(&mut self) {
        if let Some(view) = self.link.view() {
            self.overlay = Overlay::Heat(Box::new(HeatMap::up_to(view.now)));
        }
    }

    /// Opens the trace of the cell of the map, or of the anomaly, that is meant.
    fn ask_why(&mut self) {
        let subject = match &self.overlay {
            Overlay::Heat(_) => return self.ask_why_of_cell(),
            Overlay::Detail(detail) => Some(&detail.row.anomaly.subject),
            Overlay::None if self.focus.pane == Pane::Anomalies => {
                self.queue.selected().map(|row| &row.anomaly.subject)
            }
            Overlay::None | Overlay::Help(_) | Overlay::Why(_) | Overlay::Confirm(_) | Overlay::Resync(_) => None,
        };
        match subject {
            Some(Subject::Day { who, date }) => self.overlay = Overlay::Why(Box::new(Why::of(who.clone(), *date))),
            Some(Subject::Integration { .. }) => self.say(Role::Base, self.look.text.no_day_to_trace()),
            None => self.say(Role::Base, self.look.text.nothing_selected()),
        }
    }

    fn ask_why_of_cell(&mut self) {
        if let Overlay::Heat(map) = std::mem::take(&mut self.overlay) {
            self.overlay = match map.why() {
                Some(why) => Overlay::Why(Box::new(why.from_map(map))),
                None => Overlay::Heat(map),
            };
        }
    }

    fn in_map(&mut self, change: impl FnOnce(&mut HeatMap)) {
        if let Overlay::Heat(map) = &mut self.overlay {
            change(map);
        }
    }

    fn step_day(&mut self, days: i64) {
        let room = self.body_room();
        if let (Overlay::Heat(map), Some(view)) = (&mut self.overlay, self.link.view()) {
            map.step_day(days, view.now, room);
        }
    }

    fn interrupt(&mut self) {
        self.overlay = Overlay::None;
        self.interrupted = true;
        self.say(Role::Base, self.look.text.press_again());
    }

    fn open_form(&mut self) {
        if self.permits(VerbName::Sync)
            && let Some(view) = self.link.view()
        {
            self.overlay = Overlay::Resync(Box::new(Resync::around(today(view.now))));
        }
    }

    fn preview(&mut self) {
        if let Overlay::Resync(form) = &mut self.overlay
            && let Some(request) = form.preview()
        {
            self.ask(Asked::Preview, Query::Preview(request));
        }
    }

    fn in_form(&mut self, change: impl FnOnce(&mut Resync)) {
        if let Overlay::Resync(form) = &mut self.overlay {
            change(form);
        }
    }

    fn pause_or_resume(&mut self) {
        let Some((id, state)) = self.target().map(|pass| (pass.id, pass.state)) else {
            return self.say(Role::Base, self.look.text.no_active_pass());
        };
        let command = if state == PassState::Paused { Command::Resume(id) } else { Command::Pause(id) };
        self.send(command);
    }

    fn ask_to_cancel(&mut self) {
        if !self.permits(VerbName::Cancel) {
            return;
        }
        let question = self.scene().zip(self.target()).map(|(scene, pass)| Confirm::cancel(pass, scene));
        match question {
            Some(question) => self.overlay = Overlay::Confirm(Box::new(question)),
            None => self.say(Role::Base, self.look.text.no_active_pass()),
        }
    }

    fn retry(&mut self) {
        match self.retryable().map(|pass| pass.id) {
            Some(id) => self.send(Command::Retry(id)),
            None => self.say(Role::Base, self.look.text.nothing_to_retry()),
        }
    }

    fn retry_token(&mut self) {
        if self.sensible().contains(&VerbName::RetryToken) {
            self.send(Command::RetryToken);
        } else {
            self.say(Role::Base, self.look.text.token_not_stopped());
        }
    }

    fn yes(&mut self) {
        let command = match &self.overlay {
            Overlay::Confirm(question) => Some(question.command.clone()),
            Overlay::Resync(form) => form.confirmed().map(Command::Sync),
            Overlay::None | Overlay::Help(_) | Overlay::Detail(_) | Overlay::Heat(_) | Overlay::Why(_) => None,
        };
        if let Some(command) = command {
            self.overlay = Overlay::None;
            self.send(command);
        }
    }

    fn send(&mut self, command: Command) {
        if self.permits(command.verb()) {
            let request = self.link.command(command);
            self.effects.push(Effect::Send(request));
        }
    }

    fn permits(&mut self, verb: VerbName) -> bool {
        let permitted = self.link.may(verb);
        if !permitted {
            let read_only = self.link.view().is_some_and(|view| view.identity.read_only);
            let text = self.look.text;
            self.say(Role::Warn, if read_only { text.read_only_here() } else { text.not_permitted() });
        }
        permitted
    }

    /// The pass that `P` and `X` act upon: the selected one in the sync pane, the current one elsewhere.
    fn target(&self) -> Option<&PassView> {
        let view = self.link.view()?;
        let pass = match self.focus.pane {
            Pane::Sync => self.passes.selected(view),
            Pane::Anomalies | Pane::Tokens | Pane::Audit | Pane::Log => view.current_pass(),
        };
        pass.filter(|pass| pass.state.is_active())
    }

    /// The pass that `R` acts upon: the selected one in the sync pane, if something of it is left.
    fn retryable(&self) -> Option<&PassView> {
        let view = self.link.view().filter(|_| self.focus.pane == Pane::Sync)?;
        self.passes.selected(view).filter(|pass| pass.is_retryable())
    }

    /// Verbs that make sense now.
    pub(super) fn sensible(&self) -> Vec<VerbName> {
        let mut verbs = vec![VerbName::Sync, VerbName::BackUp];
        if self.target().is_some() {
            verbs.extend([VerbName::Pause, VerbName::Resume, VerbName::Cancel]);
        }
        if self.retryable().is_some() {
            verbs.push(VerbName::Retry);
        }
        if self.link.view().is_some_and(|view| view.token.state == TokenState::Stopped) {
            verbs.push(VerbName::RetryToken);
        }
        verbs
    }
}
