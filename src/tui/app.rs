//! The screen without a terminal: takes updates and keys in, says what to send, draws itself.
//!
//! No runtime, no clock and no I/O: a test feeds it values and looks at the picture. Everything that
//! changes does so in [`App::update`], [`App::key`] and [`App::resize`]; [`App::due`] then says what
//! must be sent, and [`App::draw`] only looks.

use crossterm::event::{KeyEvent, KeyEventKind};
use ratatui::layout::{Constraint, Rect, Size};

use super::{
    focus::{Focus, Pane},
    keymap::{self, Mode},
    layout::Layout,
    link::{Asked, Link, News},
    look::Look,
    overlays::{Overlay, heat::people_rows},
    panes::{
        Scene,
        anomalies::{Queue, rows_under_heads},
        audit::Audit,
        log::Log,
        sync::Passes,
    },
    theme::Role,
    widgets::{Framing, Room},
};
use crate::console::{Query, Request, Update, View, update::Change};

/// The screen.
pub struct App {
    pub(super) look: Look,
    pub(super) size: Size,
    pub(super) link: Link,
    pub(super) focus: Focus,
    pub(super) queue: Queue,
    pub(super) passes: Passes,
    pub(super) audit: Audit,
    pub(super) log: Log,
    pub(super) overlay: Overlay,
    pub(super) notice: Option<Notice>,
    pub(super) interrupted: bool,
    pub(super) effects: Vec<Effect>,
}

/// What is said in the footer until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it looks.
    pub role: Role,
    /// What it says.
    pub words: String,
}

/// What must happen outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask the engine.
    Send(Request),
    /// The reader leaves.
    Leave,
    /// The engine speaks another version of the seam: there is no point in going on.
    Stranger {
        /// Its version.
        protocol: u32,
    },
    /// Stop until the shell resumes the program.
    Suspend,
    /// Draw everything again.
    Repaint,
}

impl App {
    /// A screen that knows nothing yet.
    #[must_use]
    pub fn new(look: Look, log: Log, size: Size) -> Self {
        Self {
            look,
            size,
            link: Link::default(),
            focus: Focus::default(),
            queue: Queue::default(),
            passes: Passes::default(),
            audit: Audit::default(),
            log,
            overlay: Overlay::default(),
            notice: None,
            interrupted: false,
            effects: Vec::new(),
        }
    }

    /// Takes in what the engine tells.
    pub fn update(&mut self, update: Update) {
        if let Update::Change { change: Change::Log(line), .. } = &update {
            self.log.tell(line, &self.look);
        }
        let audited = matches!(&update, Update::Change { change: Change::Audit(_), .. });
        match self.link.take(update) {
            News::None if audited => self.refresh_audit(),
            News::None => {}
            News::Fresh => self.begin_anew(),
            News::Stranger { protocol } => self.effects.push(Effect::Stranger { protocol }),
            News::Answer(asked, outcome) => self.answered(asked, outcome),
        }
    }

    /// Takes in a key.
    pub fn key(&mut self, key: KeyEvent) {
        if key.kind == KeyEventKind::Release {
            return;
        }
        self.notice = None;
        let interrupted = std::mem::take(&mut self.interrupted);
        match (keymap::lookup(&key, self.mode()), &mut self.overlay) {
            (Some(action), _) => self.perform(action, interrupted),
            (None, Overlay::Resync(form)) if !form.is_previewing() => form.typed(key),
            (None, _) => {}
        }
    }

    /// Takes in pasted text. It goes into the field that has the keys, and is never read as keys.
    pub fn paste(&mut self, text: &str) {
        if let Overlay::Resync(form) = &mut self.overlay
            && !form.is_previewing()
        {
            form.pasted(text);
        }
    }

    /// Takes in the terminal's size. No selection and no typed letter is lost.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// The area of the resync form, and the room in it.
    pub(super) fn form_area(&self) -> Rect {
        let body = self.layout().body;
        let (columns, rows) = (body.width.min(66), body.height.min(15));
        body.centered(Constraint::Length(columns), Constraint::Length(rows))
    }

    /// What must happen outside now. To be asked before each picture.
    pub fn due(&mut self) -> Vec<Effect> {
        self.log.settle();
        self.ask_for_rows();
        self.ask_for_overlay();
        std::mem::take(&mut self.effects)
    }

    /// Says that a request could not be sent: the queue to the engine is full.
    pub fn unsent(&mut self, request: &Request) {
        self.link.unsent(request);
        match &mut self.overlay {
            Overlay::Heat(map) => map.ask_again(),
            Overlay::Why(why) => why.ask_again(),
            Overlay::None | Overlay::Help(_) | Overlay::Detail(_) | Overlay::Confirm(_) | Overlay::Resync(_) => {}
        }
        if matches!(request, Request::Command { .. }) {
            self.say(Role::Warn, self.look.text.too_busy());
        }
    }

    /// Says that there is no shell to suspend to.
    pub fn cannot_suspend(&mut self) {
        self.say(Role::Base, self.look.text.no_shell());
    }

    /// Whether the engine has told enough for a first picture: the view and the worst anomalies.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.link.view().is_some() && self.queue.is_known()
    }

    /// Everything that is known.
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        self.link.view()
    }

    /// The terminal's size.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// How keys are read.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.overlay.mode()
    }

    /// What the footer says, if it says something.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    pub(super) fn say(&mut self, role: Role, words: impl Into<String>) {
        self.notice = Some(Notice { role, words: words.into() });
    }

    pub(super) fn layout(&self) -> Layout {
        Layout::of(Rect::from((ratatui::layout::Position::ORIGIN, self.size)), self.focus)
    }

    pub(super) fn room(&self, pane: Pane) -> Room {
        let layout = self.layout();
        layout.pane(pane).map(|area| layout.framing.room(area)).unwrap_or_default()
    }

    pub(super) fn list_height(&self, pane: Pane) -> usize {
        rows_under_heads(self.room(pane).rows)
    }

    pub(super) fn body_room(&self) -> Room {
        Framing::Framed.room(self.layout().body)
    }

    pub(super) fn scene(&self) -> Option<Scene<'_>> {
        self.link.view().map(|view| Scene { view, look: &self.look })
    }

    fn begin_anew(&mut self) {
        self.queue.forget();
        self.audit.forget();
        if let Some(view) = self.link.view() {
            self.log.restart(view.log.iter(), &self.look);
        }
        self.refresh_audit();
    }

    fn refresh_audit(&mut self) {
        let height = self.list_height(Pane::Audit);
        if let Some(view) = self.link.view() {
            self.audit.refresh(view, height);
        }
    }

    fn ask_for_rows(&mut self) {
        let Some(revision) = self.link.view().map(|view| view.queue.revision) else { return };
        let rows = self.queue.wanted(revision, self.list_height(Pane::Anomalies));
        let records = self.audit.wanted(self.list_height(Pane::Audit));
        for (asked, wanted) in [(Asked::Queue, rows), (Asked::Audit, records)] {
            if let Some(query) = wanted.filter(|_| !self.link.awaits(|waiting| *waiting == asked)) {
                self.ask(asked, query);
            }
        }
    }

    fn ask_for_overlay(&mut self) {
        let room = self.body_room();
        let revision = self.link.view().map_or(0, |view| view.queue.revision);
        match &mut self.overlay {
            Overlay::Detail(detail) if !self.link.awaits(|waiting| matches!(waiting, Asked::Detail(_))) => {
                let id = detail.row.anomaly.id;
                if detail.wants_asking(revision) {
                    self.ask(Asked::Detail(id), Query::Anomaly(id));
                }
            }
            Overlay::Resync(form) if !self.link.awaits(is_search) => {
                if let Some((asked, query)) = form.wanted() {
                    self.ask(asked, query);
                }
            }
            Overlay::Heat(map) if !self.link.awaits(|waiting| *waiting == Asked::Heat) => {
                let query = self.link.view().and_then(|view| map.wanted(view, people_rows(room)));
                if let Some(query) = query {
                    self.ask(Asked::Heat, query);
                }
            }
            Overlay::Why(why) => {
                if let Some(query) = why.wanted() {
                    let asked = Asked::Trace(why.who.clone(), why.date);
                    self.ask(asked, query);
                }
            }
            Overlay::None
            | Overlay::Help(_)
            | Overlay::Detail(_)
            | Overlay::Heat(_)
            | Overlay::Confirm(_)
            | Overlay::Resync(_) => {}
        }
    }

    pub(super) fn ask(&mut self, asked: Asked, query: Query) {
        let request = self.link.query(asked, query);
        self.effects.push(Effect::Send(request));
    }
}

fn is_search(asked: &Asked) -> bool {
    matches!(asked, Asked::People(_) | Asked::Departments(_))
}
