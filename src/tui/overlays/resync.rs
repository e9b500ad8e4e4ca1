//! The resync form: which days, which people, what it would cost, and a question.

use std::str::FromStr;

use crossterm::event::KeyEvent;
use jiff::{ToSpan, civil::Date};
use ratatui::text::Line;
use tui_input::{Input, backend::crossterm::EventHandler};

use super::{chooser::Chooser, confirm::place};
use crate::{
    console::{PlanPreview, SyncRequest, trouble::Trouble},
    domain::{DayRange, Stream},
    text::{Text, cells},
    tui::{
        look::Look,
        panes::Scene,
        theme::Role,
        widgets::{Move, Sheet},
    },
};

/// Columns of the labels.
const LABEL_COLUMNS: usize = 9;
/// Columns of an input.
const INPUT_COLUMNS: usize = 24;
/// Lines of people that are shown at most.
pub const PEOPLE_SHOWN: usize = 8;

/// The form, and after it the preview.
#[derive(Debug)]
pub struct Resync {
    from: Input,
    to: Input,
    /// Who is meant.
    pub people: Chooser,
    field: Field,
    stage: Stage,
}

/// The field that has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    To,
    People,
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
            field: Field::From,
            stage: Stage::Filling(None),
        }
    }

    /// Whether the preview and its question are shown.
    #[must_use]
    pub fn is_previewing(&self) -> bool {
        matches!(self.stage, Stage::Previewing(..))
    }

    /// To another field.
    pub fn next_field(&mut self, back: bool) {
        self.field = match (self.field, back) {
            (Field::From, false) | (Field::People, true) => Field::To,
            (Field::To, false) | (Field::From, true) => Field::People,
            (Field::People, false) | (Field::To, true) => Field::From,
        };
    }

    /// Up and down: a day, or a row of people.
    pub fn step(&mut self, step: Move) {
        let days = if step == Move::Up { 1 } else { -1 };
        match self.field {
            Field::From => shift(&mut self.from, days),
            Field::To => shift(&mut self.to, days),
            Field::People => self.people.step(step, PEOPLE_SHOWN),
        }
    }

    /// Marks the person under the cursor.
    pub fn mark(&mut self) {
        if self.field == Field::People {
            self.people.toggle();
        }
    }

    /// Takes a key that is bound to nothing as typed.
    pub fn typed(&mut self, key: KeyEvent) {
        let input = match self.field {
            Field::From => &mut self.from,
            Field::To => &mut self.to,
            Field::People => &mut self.people.search,
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
    pub fn sheet(&self, scene: Scene<'_>) -> Sheet {
        let title = scene.look.text.verb_sync().into();
        match &self.stage {
            Stage::Filling(mistake) => self.form(title, scene.look, *mistake),
            Stage::Previewing(request, estimate) => {
                let lines = preview_lines(scene, request, estimate.as_deref());
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
        Ok(SyncRequest { days: Some(days), people: self.people.marked(), ..SyncRequest::everything() })
    }

    fn form(&self, title: String, look: &Look, mistake: Option<Mistake>) -> Sheet {
        let text = look.text;
        let said = match mistake {
            None => Line::default(),
            Some(Mistake::NoDate) => look.say(Role::Alarm, text.form_bad_date()).into(),
            Some(Mistake::WrongOrder) => look.say(Role::Alarm, text.form_wrong_order()).into(),
        };
        let mut lines = vec![
            input_line(look, text.form_from(), &self.from, self.field == Field::From),
            input_line(look, text.form_to(), &self.to, self.field == Field::To),
            input_line(look, text.form_people(), &self.people.search, self.field == Field::People),
            look.plain(self.people.in_words(look)),
            said,
        ];
        let above = lines.len();
        let (people, cursor) = self.people.lines(look, PEOPLE_SHOWN);
        lines.extend(people);
        let selected = cursor.filter(|_| self.field == Field::People).map(|row| above + row);
        Sheet { title, lines, selected, ..Sheet::default() }
    }
}

fn shift(input: &mut Input, days: i64) {
    if let Ok(date) = Date::from_str(input.value().trim()) {
        *input = Input::new(date.saturating_add(days.days()).to_string());
    }
}

/// A label and an input; the cell where the next letter comes is reversed.
fn input_line(look: &Look, label: &str, input: &Input, focused: bool) -> Line<'static> {
    let mark = if focused { ">" } else { " " };
    let label = look.say(Role::Base, format!("{mark} {}", cells::fit(label, LABEL_COLUMNS, "")));
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

fn preview_lines(
    scene: Scene<'_>,
    request: &SyncRequest,
    estimate: Option<&Result<PlanPreview, Trouble>>,
) -> Vec<Line<'static>> {
    let look = scene.look;
    let question = match estimate {
        None => return vec![Line::default(), look.plain(look.text.loading())],
        Some(Err(trouble)) => {
            vec![look.say(Role::Alarm, look.text.failed_because(&look.text.trouble(trouble, &look.zone))).into()]
        }
        Some(Ok(plan)) => plan_lines(look, plan),
    };
    let mut lines = vec![look.plain(look.text.preview_title()), Line::default()];
    lines.extend(question);
    let people = match request.people.len() {
        0 => look.text.everybody().to_owned(),
        n => look.text.so_many_people(&look.text.count(n as u64)),
    };
    lines.extend([look.plain(format!("  {people}, {}", place(scene.view, scene))), Line::default()]);
    lines.push(Line::from(vec![
        look.say(Role::Base, format!("{}  ", look.text.confirm_sync())),
        look.say(Role::Key, look.text.default_no()),
    ]));
    lines
}

fn plan_lines(look: &Look, plan: &PlanPreview) -> Vec<Line<'static>> {
    let text = look.text;
    let row = |label: &str, value: String| look.plain(format!("  {} {value}", cells::fit(label, 14, "")));
    let calls = |(stream, n): &(Stream, u64)| row(text.stream(*stream), text.count(*n));
    let mut lines: Vec<_> = plan.calls.iter().map(calls).collect();
    lines.extend([
        Line::default(),
        row(text.preview_days(), plan.days.to_string()),
        row(text.form_people(), text.count(plan.people)),
        row(text.preview_time(), text.at_least(&span(text, plan.seconds))),
    ]);
    lines
}

fn span(text: Text, seconds: u64) -> String {
    text.span(i64::try_from(seconds).unwrap_or(i64::MAX))
}
