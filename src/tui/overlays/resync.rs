//! The resync form: which days, whom, which streams, what it would cost, and a question.

use std::str::FromStr;

use crossterm::event::KeyEvent;
use jiff::{ToSpan, civil::Date};
use ratatui::text::Line;
use tui_input::{Input, backend::crossterm::EventHandler};

use super::{
    chooser::{ASKED_AT_ONCE, Chooser},
    estimate,
    streams::Streams,
};
use crate::{
    console::{PlanPreview, Query, SyncRequest, trouble::Trouble},
    domain::{DayRange, DepartmentId, EmployeeId},
    text::cells,
    tui::{
        link::Asked,
        look::Look,
        panes::Scene,
        theme::Role,
        widgets::{Move, Room, Sheet},
    },
};

/// Columns of the labels.
const LABEL_COLUMNS: usize = 11;
/// Columns of an input.
const INPUT_COLUMNS: usize = 16;
/// Lines above the list: the fields, and one for what is wrong or to be known.
const HEAD_LINES: usize = Field::ALL.len() + 1;

/// The form, and after it the preview.
#[derive(Debug)]
pub struct Resync {
    from: Input,
    to: Input,
    /// Who is meant.
    pub people: Chooser<EmployeeId>,
    /// Which departments are meant.
    pub departments: Chooser<DepartmentId>,
    streams: Streams,
    believe_missing: bool,
    field: Field,
    stage: Stage,
}

/// The field that has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    To,
    People,
    Departments,
    Streams,
    Missing,
}

impl Field {
    const ALL: [Self; 6] = [Self::From, Self::To, Self::People, Self::Departments, Self::Streams, Self::Missing];

    fn further(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}

/// What a resync would cost, or why that cannot be told.
type Estimate = Box<Result<PlanPreview, Trouble>>;

#[derive(Debug)]
enum Stage {
    Filling(Option<Mistake>),
    Previewing(SyncRequest, Option<Estimate>),
}

/// What is wrong with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mistake {
    NoDate,
    WrongOrder,
    NoStream,
}

impl Resync {
    /// The form for yesterday and today.
    #[must_use]
    pub fn around(today: Date) -> Self {
        let input = |date: Date| Input::new(date.to_string());
        Self {
            from: input(today.saturating_sub(1.day())),
            to: input(today),
            people: Chooser::default(),
            departments: Chooser::default(),
            streams: Streams::default(),
            believe_missing: false,
            field: Field::From,
            stage: Stage::Filling(None),
        }
    }

    /// Whether the preview and its question are shown.
    #[must_use]
    pub fn is_previewing(&self) -> bool {
        matches!(self.stage, Stage::Previewing(..))
    }

    /// What must be asked so that the list under the fields is right.
    #[must_use]
    pub fn wanted(&self) -> Option<(Asked, Query)> {
        let limit = ASKED_AT_ONCE;
        match self.field {
            Field::From | Field::To | Field::Streams | Field::Missing => None,
            Field::People => self
                .people
                .wanted()
                .map(|containing| (Asked::People(containing.clone()), Query::People { containing, limit })),
            Field::Departments => self
                .departments
                .wanted()
                .map(|containing| (Asked::Departments(containing.clone()), Query::Departments { containing, limit })),
        }
    }

    /// To another field.
    pub fn next_field(&mut self, back: bool) {
        self.field = self.field.further(if back { Field::ALL.len() - 1 } else { 1 });
    }

    /// Up and down: a day, or a row of the list.
    pub fn step(&mut self, step: Move, room: Room) {
        let (days, height) = (if step == Move::Up { 1 } else { -1 }, list_height(room));
        match self.field {
            Field::From => shift(&mut self.from, days),
            Field::To => shift(&mut self.to, days),
            Field::People => self.people.step(step, height),
            Field::Departments => self.departments.step(step, height),
            Field::Streams => self.streams.step(step, height),
            Field::Missing => {}
        }
    }

    /// Marks what is under the cursor, or takes the mark away.
    pub fn mark(&mut self) {
        match self.field {
            Field::From | Field::To => {}
            Field::People => self.people.toggle(),
            Field::Departments => self.departments.toggle(),
            Field::Streams => self.streams.toggle(),
            Field::Missing => self.believe_missing = !self.believe_missing,
        }
        self.stage = Stage::Filling(None);
    }

    /// Takes a key that is bound to nothing as typed.
    pub fn typed(&mut self, key: KeyEvent) {
        let input = match self.field {
            Field::From => &mut self.from,
            Field::To => &mut self.to,
            Field::People => &mut self.people.search,
            Field::Departments => &mut self.departments.search,
            Field::Streams | Field::Missing => return,
        };
        input.handle_event(&crossterm::event::Event::Key(key));
        self.stage = Stage::Filling(None);
    }

    /// Takes pasted text as typed, without what a field cannot hold.
    pub fn pasted(&mut self, text: &str) {
        for c in cells::clean(text).chars() {
            self.typed(KeyEvent::from(crossterm::event::KeyCode::Char(c)));
        }
    }

    /// To the preview, if the form makes sense; gives what it would ask for.
    pub fn preview(&mut self) -> Option<SyncRequest> {
        match self.request() {
            Ok(request) => {
                self.stage = Stage::Previewing(request.clone(), None);
                Some(request)
            }
            Err(mistake) => {
                self.stage = Stage::Filling(Some(mistake));
                None
            }
        }
    }

    /// Back from the preview to the form.
    pub fn reconsider(&mut self) {
        self.stage = Stage::Filling(None);
    }

    /// Takes the engine's estimate in.
    pub fn estimated(&mut self, estimate: Result<PlanPreview, Trouble>) {
        if let Stage::Previewing(_, place) = &mut self.stage {
            *place = Some(Box::new(estimate));
        }
    }

    /// What Yes sends: only what was previewed.
    #[must_use]
    pub fn confirmed(&self) -> Option<SyncRequest> {
        match &self.stage {
            Stage::Previewing(request, Some(estimate)) if estimate.is_ok() => Some(request.clone()),
            Stage::Previewing(..) | Stage::Filling(_) => None,
        }
    }

    /// The sheet.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>, room: Room) -> Sheet {
        let title = scene.look.text.verb_sync().into();
        match &self.stage {
            Stage::Filling(mistake) => self.form(title, scene.look, room, *mistake),
            Stage::Previewing(request, estimate) => {
                let lines = estimate::lines(scene, request, estimate.as_deref(), room);
                Sheet { title, lines, ..Sheet::default() }
            }
        }
    }

    fn request(&self) -> Result<SyncRequest, Mistake> {
        let date = |input: &Input| Date::from_str(input.value().trim()).map_err(|_| Mistake::NoDate);
        let days = DayRange { from: date(&self.from)?, to: date(&self.to)? };
        if days.to < days.from {
            return Err(Mistake::WrongOrder);
        }
        let streams = self.streams.chosen();
        if streams.is_empty() {
            return Err(Mistake::NoStream);
        }
        Ok(SyncRequest {
            days: Some(days),
            people: self.people.marked(),
            departments: self.departments.marked(),
            streams,
            believe_missing: self.believe_missing,
        })
    }

    fn form(&self, title: String, look: &Look, room: Room, mistake: Option<Mistake>) -> Sheet {
        let mut lines: Vec<_> = Field::ALL.into_iter().map(|field| self.field_line(look, field)).collect();
        lines.push(match mistake {
            None => Line::default(),
            Some(Mistake::NoDate) => look.say(Role::Alarm, look.text.form_bad_date()).into(),
            Some(Mistake::WrongOrder) => look.say(Role::Alarm, look.text.form_wrong_order()).into(),
            Some(Mistake::NoStream) => look.say(Role::Alarm, look.text.form_no_stream()).into(),
        });
        let (list, cursor) = self.list(look, room);
        lines.extend(list);
        Sheet { title, lines, selected: cursor.map(|row| HEAD_LINES + row), ..Sheet::default() }
    }

    fn field_line(&self, look: &Look, field: Field) -> Line<'static> {
        let text = look.text;
        let (focused, all) = (self.field == field, || Some(text.form_all().to_owned()));
        let said = |words: Option<String>| look.say(Role::Base, format!(" {}", words.unwrap_or_default()));
        match field {
            Field::From => input_line(look, text.form_from(), &self.from, focused),
            Field::To => input_line(look, text.form_to(), &self.to, focused),
            Field::People => {
                let mut line = input_line(look, text.form_people(), &self.people.search, focused);
                line.push_span(said(self.people.in_words(look).or_else(all)));
                line
            }
            Field::Departments => {
                let mut line = input_line(look, text.form_departments(), &self.departments.search, focused);
                line.push_span(said(self.departments.in_words(look).or_else(all)));
                line
            }
            Field::Streams => {
                let label = label(look, text.form_streams(), focused);
                Line::from(vec![label, look.say(Role::Base, self.streams.in_words(look))])
            }
            Field::Missing => {
                let words = if self.believe_missing { text.form_missing_believed() } else { text.form_missing_kept() };
                let role = if self.believe_missing { Role::Warn } else { Role::Base };
                Line::from(vec![label(look, text.form_missing(), focused), look.say(role, words)])
            }
        }
    }

    /// What is to be chosen from in the field that has the keys, and where the cursor is in it.
    fn list(&self, look: &Look, room: Room) -> (Vec<Line<'static>>, Option<usize>) {
        let height = list_height(room);
        match self.field {
            Field::From | Field::To => (Vec::new(), None),
            Field::People => self.people.lines(look, height),
            Field::Departments => self.departments.lines(look, height),
            Field::Streams => self.streams.lines(look, height),
            Field::Missing => {
                let lines = cells::broken(look.text.form_missing_means(), room.columns);
                (lines.into_iter().map(|line| look.plain(line)).collect(), None)
            }
        }
    }
}

fn list_height(room: Room) -> usize {
    room.rows.saturating_sub(HEAD_LINES).max(1)
}

fn shift(input: &mut Input, days: i64) {
    if let Ok(date) = Date::from_str(input.value().trim()) {
        *input = Input::new(date.saturating_add(days.days()).to_string());
    }
}

fn label(look: &Look, words: &str, focused: bool) -> ratatui::text::Span<'static> {
    let mark = if focused { ">" } else { " " };
    look.say(Role::Base, format!("{mark} {} ", cells::fit(words, LABEL_COLUMNS, "")))
}

/// A label and an input; the cell where the next letter comes is reversed.
fn input_line(look: &Look, words: &str, input: &Input, focused: bool) -> Line<'static> {
    let label = label(look, words, focused);
    let value = input.value();
    let at = value.char_indices().nth(input.cursor()).map_or(value.len(), |(at, _)| at);
    let (before, rest) = value.split_at(at);
    let under: String = rest.chars().take(1).collect();
    let after: String = rest.chars().skip(1).collect();
    let hidden = cells::width(before).saturating_sub(INPUT_COLUMNS);
    let before: String = before.chars().skip(hidden).collect();
    let under = if under.is_empty() { " ".to_owned() } else { under };
    let cursor = if focused { Role::Selection } else { Role::Base };
    let parts = [(Role::Base, before), (cursor, under), (Role::Base, after)];
    [label].into_iter().chain(parts.map(|(role, part)| look.say(role, part))).collect()
}
