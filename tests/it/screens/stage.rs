//! A screen on a stage: an app, and an engine that answers from a script.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::date;
use punchdeck::{
    console::{
        Command, DepartmentRow, Outcome, PersonRow, PlanPreview, Query, Request, StreamCost, Update, VerbName, View,
        update::{Change, PROTOCOL, Page, QueueRow},
    },
    domain::{AttendanceDay, DayStatus, DepartmentId, Edge, EmployeeId, Flag, Stream, Verdict},
    text::{Lang, Text},
    tui::{
        app::{App, Effect},
        look::Look,
        panes::log::Log,
    },
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, layout::Size};

use super::company;

pub struct Stage {
    pub app: App,
    pub commands: Vec<Command>,
    pub effects: Vec<Effect>,
    rows: Vec<QueueRow>,
    revision: u64,
    seq: u64,
}

/// A screen over a view, in English, with all rights, 80x24.
pub fn stage((view, rows): (View, Vec<QueueRow>)) -> Stage {
    stage_with((view, rows), Look::default(), Log::of_view())
}

pub fn chinese() -> Look {
    Look { text: Text::new(Lang::Chinese), ..Look::default() }
}

pub fn stage_with((view, rows): (View, Vec<QueueRow>), look: Look, log: Log) -> Stage {
    let app = App::new(look, log, Size::new(80, 24));
    let revision = view.queue.revision;
    let mut stage = Stage { app, commands: Vec::new(), effects: Vec::new(), rows, revision, seq: 40 };
    let may = vec![
        VerbName::Sync,
        VerbName::Pause,
        VerbName::Resume,
        VerbName::Cancel,
        VerbName::Retry,
        VerbName::RetryToken,
    ];
    stage.app.update(Update::Welcome { protocol: PROTOCOL, build: "test".into(), may });
    stage.app.update(Update::Snapshot { seq: 40, view: Box::new(view) });
    stage.settle();
    stage
}

impl Stage {
    pub fn sized(mut self, columns: u16, rows: u16) -> Self {
        self.app.resize(Size::new(columns, rows));
        self.settle();
        self
    }

    /// Presses keys, written as the help writes them, with blanks between.
    pub fn press(mut self, keys: &str) -> Self {
        keys.split(' ').filter(|key| !key.is_empty()).for_each(|name| self.key(key(name)));
        self
    }

    pub fn key(&mut self, key: KeyEvent) {
        self.app.key(key);
        self.settle();
    }

    pub fn change(&mut self, change: Change) {
        if let Change::Queue(queue) = &change {
            self.revision = queue.revision;
        }
        self.seq += 1;
        self.app.update(Update::Change { seq: self.seq, change });
        self.settle();
    }

    /// The queue changes.
    pub fn queue(&mut self, rows: Vec<QueueRow>) {
        self.revision += 1;
        self.rows = rows;
        let summary = punchdeck::console::view::QueueSummary { revision: self.revision, ..Default::default() };
        self.change(Change::Queue(summary));
    }

    pub fn buffer(&self) -> Buffer {
        let Size { width, height } = self.app.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| self.app.draw(frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    pub fn picture(&self) -> String {
        picture(&self.buffer())
    }

    pub fn left(&self) -> bool {
        self.effects.contains(&Effect::Leave)
    }

    fn settle(&mut self) {
        for _ in 0..10 {
            let effects = self.app.due();
            if effects.is_empty() {
                return;
            }
            for effect in effects {
                match effect {
                    Effect::Send(request) => self.answer(request),
                    other => self.effects.push(other),
                }
            }
        }
        panic!("the app asks without end");
    }

    fn answer(&mut self, request: Request) {
        let (id, outcome) = match request {
            Request::Command { id, command } => {
                self.commands.push(command);
                (id, Outcome::Accepted)
            }
            Request::Query { id, query } => (id, self.told(query)),
        };
        self.app.update(Update::Reply { id, outcome });
    }

    fn told(&self, query: Query) -> Outcome {
        match query {
            Query::Anomalies { offset, limit, .. } => Outcome::Anomalies(Page {
                offset,
                total: self.rows.len(),
                revision: self.revision,
                rows: self.rows.iter().skip(offset).take(limit).cloned().collect(),
            }),
            Query::Anomaly(id) => match self.rows.iter().find(|row| row.anomaly.id == id) {
                Some(row) => Outcome::Anomaly {
                    anomaly: Box::new(row.anomaly.clone()),
                    name: row.name.clone(),
                    days: if row.anomaly.who().is_some() { two_days() } else { Vec::new() },
                },
                None => Outcome::NotFound,
            },
            Query::Audit { .. } => Outcome::Audit(Page { offset: 0, total: 0, revision: 0, rows: Vec::new() }),
            Query::Preview(request) => Outcome::Preview(PlanPreview {
                days: request.days.unwrap(),
                people: if request.people.is_empty() { 2_000 } else { request.people.len() as u64 },
                streams: request.streams.iter().copied().map(cost).collect(),
            }),
            Query::Heat(query) => Outcome::Heat(Box::new(super::heat::told(query))),
            Query::Trace { who, date } => Outcome::Trace(Box::new(super::heat::trace(who, date))),
            Query::Departments { containing, limit } => {
                let known = [(1, "远山科技"), (2, "研发中心"), (12, "华东销售")];
                let rows: Vec<_> = known
                    .into_iter()
                    .map(|(id, name)| DepartmentRow { id: DepartmentId(id), name: name.into() })
                    .filter(|row| row.name.contains(&containing) || row.id.to_string().contains(&containing))
                    .take(limit)
                    .collect();
                Outcome::Departments(Page { offset: 0, total: rows.len(), revision: 0, rows })
            }
            Query::People { containing, limit } => {
                let known = [
                    ("li.na", "李娜"),
                    ("ouyang.jg", "欧阳建国"),
                    ("smith.j", "Jonathan Smith"),
                    ("zhang.wei", "张伟"),
                ];
                let rows: Vec<_> = known
                    .iter()
                    .filter(|(who, name)| who.contains(&containing) || name.contains(&containing))
                    .map(|(who, name)| PersonRow { who: EmployeeId::parse(who).unwrap(), name: (*name).into() })
                    .take(limit)
                    .collect();
                Outcome::People(Page { offset: 0, total: rows.len(), revision: 0, rows })
            }
        }
    }
}

/// Twenty groups of a hundred, of whose records and day reports something is stored.
fn cost(stream: Stream) -> StreamCost {
    let (calls, windows, groups, bytes) = match stream {
        Stream::Organisation => (39, 1, 39, Some(2_600_000)),
        Stream::Rules => (1, 1, 1, Some(16_500)),
        Stream::Records | Stream::DayReports | Stream::Devices => (20, 1, 20, Some(3_360_000)),
        Stream::Rosters => (40, 2, 20, Some(21_700_000)),
        Stream::Approvals => (2, 2, 1, None),
        Stream::Operations => (5, 5, 1, None),
    };
    let measured = matches!(stream, Stream::Records | Stream::DayReports);
    StreamCost { stream, calls, windows, groups, units: 4_000, seconds: calls / 4, bytes, measured }
}

fn two_days() -> Vec<AttendanceDay> {
    let slots = vec![
        company::slot(Edge::On, Verdict::Late(1_023), "09:00:00", Some("09:17:03"), false),
        company::slot(Edge::Off, Verdict::Pending, "18:00:00", None, false),
    ];
    let day = AttendanceDay {
        date: date(2026, 3, 2),
        status: DayStatus::Worked,
        slots,
        worked_s: 1_384,
        absent_s: 0,
        flags: vec![Flag::Wifi],
        punches: vec!["2026-03-02T09:17:03+08:00".parse().unwrap(), "2026-03-02T09:17:41+08:00".parse().unwrap()],
        rule: None,
        open_until: None,
    };
    let rest = AttendanceDay {
        date: date(2026, 3, 1),
        status: DayStatus::Rest,
        slots: Vec::new(),
        worked_s: 0,
        flags: Vec::new(),
        punches: Vec::new(),
        ..day.clone()
    };
    vec![rest, day]
}

pub fn key(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        name if name.starts_with("Ctrl-") => {
            let letter = name.trim_start_matches("Ctrl-").chars().next().unwrap().to_ascii_lowercase();
            return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        }
        name => KeyCode::Char(name.chars().next().unwrap()),
    };
    KeyEvent::from(code)
}

/// The letters of a buffer, line by line. A wide letter stands for two cells.
pub fn picture(buffer: &Buffer) -> String {
    rows(buffer, |cell| cell.symbol().to_owned())
}

/// A buffer through `shown`, cell by cell; the second cell of a wide letter is passed over.
pub fn rows(buffer: &Buffer, shown: impl Fn(&ratatui::buffer::Cell) -> String) -> String {
    let mut lines = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            line.push_str(&shown(cell));
            x += u16::try_from(punchdeck::text::cells::width(cell.symbol()).max(1)).unwrap();
        }
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}
