//! The picture: a pure function of what the app knows.

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Constraint, Rect},
    text::Line,
};

use super::{
    app::App,
    focus::Pane,
    layout::Layout,
    look::Look,
    overlays::{Overlay, help},
    panes::{Scene, audit, context, footer, header, status, tokens},
    theme::Role,
    widgets::{Framing, Sheet, sheet},
};
use crate::console::{VerbName, verb::VERBS};

impl App {
    /// Draws the picture.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let buf = frame.buffer_mut();
        buf.set_style(area, self.look.style(Role::Base));
        match self.scene() {
            None => sheet::line(&self.look.plain(self.look.text.waiting_for_engine()), area, 0, buf, &self.look),
            Some(scene) => self.draw_scene(scene, area, buf),
        }
    }

    fn draw_scene(&self, scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
        let layout = Layout::of(area, self.focus);
        let columns = usize::from(area.width);
        let header = header::lines(scene, self.link.is_in_step(), columns, usize::from(layout.header.height));
        lines(&header, layout.header, buf, &self.look);
        for (pane, area) in &layout.panes {
            self.draw_pane(scene, *pane, *area, layout.framing, buf);
        }
        self.draw_context(scene, &layout, buf);
        let singles = [
            (layout.tabs, status::tabs(scene, self.focus.pane, self.position(), columns)),
            (layout.summary, status::sync_and_token(scene, columns)),
            (layout.last_log, status::last_log(scene)),
            (layout.footer, self.footer(columns)),
        ];
        for (area, content) in singles {
            if let Some(area) = area {
                sheet::line(&content, area, 0, buf, &self.look);
            }
        }
        self.draw_overlay(scene, layout.body, buf);
    }

    fn draw_pane(&self, scene: Scene<'_>, pane: Pane, area: Rect, framing: Framing, buf: &mut Buffer) {
        let title = status::title(scene, pane);
        let (room, focused) = (framing.room(area), pane == self.focus.pane);
        let sheet = match pane {
            Pane::Anomalies => self.queue.sheet(scene, title, room),
            Pane::Tokens => tokens::sheet(scene, title, room),
            Pane::Sync => self.passes.sheet(scene, title, room),
            Pane::Audit => self.audit.sheet(scene, title, room),
            Pane::Log => Sheet { title, note: self.log.note(&self.look), ..Sheet::default() },
        };
        sheet.draw(framing, focused, area, buf, &self.look);
        if pane == Pane::Log {
            self.log.draw(scene, framing.inner(area), buf);
        }
    }

    fn draw_context(&self, scene: Scene<'_>, layout: &Layout, buf: &mut Buffer) {
        let Some(area) = layout.context else { return };
        let columns = layout.framing.room(area).columns;
        let lines = match self.focus.pane {
            Pane::Audit => self.audit.selected().map(|row| audit::context(scene, row)),
            Pane::Anomalies | Pane::Tokens | Pane::Sync | Pane::Log => {
                self.queue.selected().map(|row| context::lines(scene, row, columns))
            }
        };
        let sheet =
            Sheet { title: self.look.text.pane_detail().into(), lines: lines.unwrap_or_default(), ..Sheet::default() };
        match layout.framing {
            Framing::Framed => sheet.draw(Framing::Framed, false, area, buf, &self.look),
            Framing::Bare => {
                sheet::rule("", area, buf, &self.look);
                let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
                sheet.draw(Framing::Bare, false, below, buf, &self.look);
            }
        }
    }

    fn draw_overlay(&self, scene: Scene<'_>, body: Rect, buf: &mut Buffer) {
        let (sheet, area) = match &self.overlay {
            Overlay::None => return,
            Overlay::Help(top) => (help::sheet(&self.look, *top), body),
            Overlay::Detail(detail) => (detail.sheet(scene, Framing::Framed.room(body)), body),
            Overlay::Heat(map) => (map.sheet(scene, Framing::Framed.room(body)), body),
            Overlay::Why(why) => (why.sheet(&self.look, Framing::Framed.room(body)), body),
            Overlay::Confirm(question) => (question.sheet(scene), middle(body, 60, 8)),
            Overlay::Resync(form) => {
                let area = self.form_area();
                (form.sheet(scene, Framing::Framed.room(area)), area)
            }
        };
        sheet.draw_over(area, buf, &self.look);
    }

    fn footer(&self, columns: usize) -> Line<'static> {
        if let Some(notice) = &self.notice {
            return self.look.say(notice.role, &notice.words).into();
        }
        let permitted: Vec<VerbName> = VERBS.iter().map(|verb| verb.name).filter(|verb| self.link.may(*verb)).collect();
        let sensible = self.sensible();
        footer::hints(
            &self.look,
            footer::Offer { mode: self.mode(), sensible: &sensible, permitted: &permitted },
            columns,
        )
    }

    fn position(&self) -> String {
        match self.focus.pane {
            Pane::Anomalies => self.queue.position(),
            Pane::Log => self.log.note(&self.look),
            Pane::Tokens | Pane::Sync | Pane::Audit => String::new(),
        }
    }
}

fn lines(content: &[Line<'static>], area: Rect, buf: &mut Buffer, look: &Look) {
    for (row, line) in (0..).zip(content) {
        sheet::line(line, area, row, buf, look);
    }
}

/// An area of at most that size in the middle of another.
fn middle(area: Rect, columns: u16, rows: u16) -> Rect {
    area.centered(Constraint::Length(columns.min(area.width)), Constraint::Length(rows.min(area.height)))
}
