//! The heat map: people by days, a letter and a role for what is known of each.

use jiff::{Timestamp, ToSpan, civil::Date};
use ratatui::text::{Line, Span};

use super::why::Why;
use crate::{
    console::{HeatOrder, HeatPage, HeatQuery, HeatRow, Query, View},
    domain::{Coverage, CoverageState, DayRange, Stream, time::wecom_date},
    text::cells,
    tui::{
        look::Look,
        panes::Scene,
        theme::Role,
        widgets::{Move, Room, Scroll, Sheet, Strip},
    },
};

/// Days that are asked for: as far as a look into the past reaches.
const DAYS: u32 = 35;
/// People asked for at once, and how many of them stand above the first on the screen.
const PEOPLE: (usize, usize) = (200, 60);
/// Lines beside people: figures, two of days, the cell in words, its letters.
const OTHER_LINES: usize = 5;
/// Columns of a name, at least and at most.
const NAME_COLUMNS: (usize, usize) = (10, 28);

/// The heat map.
#[derive(Debug)]
pub struct HeatMap {
    stream: Stream,
    order: HeatOrder,
    /// The cell that is meant: a day, and a place among the people.
    day: Date,
    place: Scroll,
    /// The last day of the map.
    last: Date,
    page: Option<HeatPage>,
    asked: Option<(HeatQuery, Pulse)>,
}

/// What tells that the map may have changed: the end of the newest pass that has ended, and the minute.
type Pulse = (Option<Timestamp>, i64);

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    letter: char,
    role: Role,
}

impl HeatMap {
    /// The map of the records up to today.
    #[must_use]
    pub fn up_to(now: Timestamp) -> Self {
        let today = wecom_date(now);
        Self {
            stream: Stream::Records,
            order: HeatOrder::default(),
            day: today,
            place: Scroll::default(),
            last: today,
            page: None,
            asked: None,
        }
    }

    /// What must be asked so that the map is whole and fresh; nothing if it is.
    pub fn wanted(&mut self, view: &View, height: usize) -> Option<Query> {
        let ended = view.passes.iter().filter_map(|pass| pass.ended).max();
        let pulse = (ended, view.now.as_second() / 60);
        let days = DayRange::ending(self.last, DAYS);
        let query = |offset| HeatQuery { stream: self.stream, days, order: self.order, offset, limit: PEOPLE.0 };
        let held = self.asked.as_ref().map(|(query, _)| query.offset).filter(|from| self.is_held(*from, height));
        let wanted = (query(held.unwrap_or(self.place.top.saturating_sub(PEOPLE.1))), pulse);
        if self.asked.as_ref() == Some(&wanted) {
            return None;
        }
        self.asked = Some(wanted.clone());
        Some(Query::Heat(wanted.0))
    }

    /// Takes an answer in, unless another question has been asked since.
    pub fn receive(&mut self, page: HeatPage) {
        if self.asked.as_ref().is_some_and(|(query, _)| *query == page.query) {
            self.place = self.place.within(page.people.total, 1);
            self.page = Some(page);
        }
    }

    /// Asks again for what could not be asked for.
    pub fn ask_again(&mut self) {
        self.asked = None;
    }

    /// Moves among the people.
    pub fn step(&mut self, step: Move, room: Room) {
        self.place = self.place.step(step, self.total(), people_rows(room));
    }

    /// Moves among the days; beyond the first one the map goes further back, and never beyond today.
    pub fn step_day(&mut self, days: i64, now: Timestamp, room: Room) {
        let today = wecom_date(now);
        self.day = self.day.saturating_add(days.days()).min(today);
        let fitting = self.shown_days(room);
        if self.day > fitting.to {
            self.last = self.day;
        } else if self.day < fitting.from {
            self.last = self.day.saturating_add((i64::try_from(fitting.count()).unwrap_or(1) - 1).days());
        }
    }

    /// To the next stream that has a map.
    pub fn next_stream(&mut self) {
        let with_map: Vec<_> = Stream::ALL.into_iter().filter(|stream| stream.is_by_day()).collect();
        let here = with_map.iter().position(|stream| *stream == self.stream).unwrap_or(0);
        self.stream = with_map[(here + 1) % with_map.len()];
    }

    /// Puts somebody else first.
    pub fn reorder(&mut self) {
        self.order = match self.order {
            HeatOrder::Problems => HeatOrder::Account,
            HeatOrder::Account => HeatOrder::Problems,
        };
        self.place = Scroll::default();
    }

    /// The trace of the cell that is meant.
    #[must_use]
    pub fn why(&self) -> Option<Why> {
        let row = self.row(self.place.at)?;
        Some(Why::of(row.who.clone(), self.day))
    }

    /// The sheet.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>, room: Room) -> Sheet {
        let (look, text) = (scene.look, scene.look.text);
        let title = format!("{}: {}", text.heat_title(), text.stream(self.stream));
        let Some(page) = &self.page else {
            return Sheet { title, lines: vec![Line::default(), look.plain(text.loading())], ..Sheet::default() };
        };
        if page.people.total == 0 {
            return Sheet {
                title,
                lines: vec![Line::default(), look.plain(text.nobody_to_show())],
                ..Sheet::default()
            };
        }
        let note = format!("{}  {}/{}", text.heat_order(self.order), self.place.at + 1, page.people.total);
        let place = self.place.within(page.people.total, people_rows(room));
        let shown = place.top..(place.top + people_rows(room)).min(page.people.total);
        let mut lines = vec![figures(look, page, room.columns)];
        lines.extend(self.heads(look, room));
        lines.extend(shown.map(|at| self.line(look, at, room)));
        lines.resize(room.rows.saturating_sub(2).max(lines.len().min(room.rows)), Line::default());
        lines.push(self.cell_in_words(scene, room.columns));
        lines.push(legend(look, room.columns));
        Sheet { title, note, lines, ..Sheet::default() }
    }

    /// Two lines over the cells: the month where one begins, and the day with its tens above.
    fn heads(&self, look: &Look, room: Room) -> [Line<'static>; 2] {
        let (names, cell) = columns(room);
        let blank = || look.plain(" ".repeat(names + 1)).spans;
        let [mut above, mut below] = [blank(), blank()];
        let days = self.shown_days(room);
        for day in days.days() {
            let meant = day == self.day;
            let number = day.day();
            let tens = if number % 10 == 0 || day == days.from || meant { number / 10 } else { 0 };
            let tens = if tens == 0 { " ".to_owned() } else { tens.to_string() };
            let role = if meant { Role::Mark } else { Role::Heading };
            let gap = " ".repeat(cell - 1);
            above.push(look.say(role, format!("{tens}{gap}")));
            below.push(look.say(role, format!("{}{gap}", number % 10)));
        }
        let months = format!("{} .. {}", days.from.strftime("%m-%d"), days.to.strftime("%m-%d"));
        above[0] = look.say(Role::Heading, cells::fit(&months, names + 1, look.glyphs.cut()));
        [Line::from(above), Line::from(below)]
    }

    fn line(&self, look: &Look, at: usize, room: Room) -> Line<'static> {
        let Some((row, page)) = self.row(at).zip(self.page.as_ref()) else { return look.plain(look.text.loading()) };
        let (names, cell) = columns(room);
        let meant = at == self.place.at;
        let name = cells::fit(&cells::clean(&format!("{} {}", row.name, row.who)), names - 2, look.glyphs.cut());
        let (mark, role) = if meant { ("> ", Role::Mark) } else { ("  ", Role::Base) };
        let mut spans = vec![look.say(role, format!("{mark}{name} "))];
        for day in self.shown_days(room).days() {
            let known = known_on(row, page.query.days, day);
            let Cell { letter, role } = known.map_or(Cell { letter: ' ', role: Role::Base }, |known| Cell::of(&known));
            let role = if meant && day == self.day { Role::Selection } else { role };
            spans.push(look.say(role, letter.to_string()));
            spans.push(Span::raw(" ".repeat(cell - 1)));
        }
        Line::from(spans)
    }

    fn cell_in_words(&self, scene: Scene<'_>, width: usize) -> Line<'static> {
        let (look, text) = (scene.look, scene.look.text);
        let Some((row, page)) = self.row(self.place.at).zip(self.page.as_ref()) else { return Line::default() };
        let known = known_on(row, page.query.days, self.day);
        let words = known.map_or(text.loading().into(), |known| text.coverage(&known, &look.zone));
        let role = known.map_or(Role::Base, |known| Cell::of(&known).role);
        let day = format!("{} {}", self.day, text.weekday(self.day.weekday()));
        Strip::new(2)
            .part(1, vec![look.say(Role::Base, format!("{} {}", row.name, row.who))])
            .part(0, vec![look.say(Role::Base, day)])
            .part(0, vec![look.say(role, words)])
            .fit(width)
    }

    /// The days that there is room for, the last ones of the map.
    fn shown_days(&self, room: Room) -> DayRange {
        let (names, cell) = columns(room);
        let fitting = room.columns.saturating_sub(names + 1) / cell;
        DayRange::ending(self.last, u32::try_from(fitting).unwrap_or(DAYS).clamp(1, DAYS))
    }

    /// Whether everybody on the screen is on the page that begins there.
    fn is_held(&self, from: usize, height: usize) -> bool {
        let needed = (self.place.top + height).min(self.total().max(1));
        from <= self.place.top && needed <= from + PEOPLE.0
    }

    fn total(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.people.total)
    }

    fn row(&self, at: usize) -> Option<&HeatRow> {
        let people = &self.page.as_ref()?.people;
        people.rows.get(at.checked_sub(people.offset)?)
    }
}

/// How many people there is room for.
#[must_use]
pub fn people_rows(room: Room) -> usize {
    room.rows.saturating_sub(OTHER_LINES).max(1)
}

/// Columns of the names, and of a cell: two where all days fit so.
fn columns(room: Room) -> (usize, usize) {
    let (least, most) = NAME_COLUMNS;
    let cell = if room.columns > most + 2 * DAYS as usize { 2 } else { 1 };
    let names = room.columns.saturating_sub(1 + cell * DAYS as usize);
    (names.clamp(least, most).min(room.columns.saturating_sub(2).max(2)), cell)
}

fn known_on(row: &HeatRow, days: DayRange, day: Date) -> Option<Coverage> {
    let at = days.days().position(|one| one == day)?;
    row.days.get(at).copied()
}

impl Cell {
    /// A letter of ASCII and a role: either alone tells the state.
    fn of(known: &Coverage) -> Self {
        match known.state {
            CoverageState::Ok | CoverageState::Empty if known.is_in_doubt() => Self { letter: '!', role: Role::Warn },
            CoverageState::Ok => Self { letter: digit(known.rows), role: Role::Calm },
            CoverageState::Empty => Self { letter: '.', role: Role::Base },
            CoverageState::Pending => Self { letter: '~', role: Role::Busy },
            CoverageState::Never => Self { letter: '?', role: Role::Stale },
            CoverageState::NotVisible => Self { letter: 'x', role: Role::Alarm },
            CoverageState::Failed => Self { letter: 'F', role: Role::Urgent },
        }
    }
}

/// So many rows, as far as one letter tells.
fn digit(rows: u16) -> char {
    char::from_digit(rows.into(), 10).unwrap_or('+')
}

fn figures(look: &Look, page: &HeatPage, width: usize) -> Line<'static> {
    let (text, census) = (look.text, &page.census);
    let share = text.covered(&text.share(census.answered(), census.total()));
    let whole = census.answered() == census.total();
    let strip = Strip::new(2).part(0, vec![look.say(if whole { Role::Calm } else { Role::Warn }, share)]);
    let counts = (1..).zip(CoverageState::ALL.into_iter().rev()).filter(|(_, state)| census.of(*state) > 0);
    let counts = counts.map(|(rank, state)| {
        (rank, look.plain(format!("{} {}", text.coverage_state(state), text.count(census.of(state)))).spans)
    });
    counts.fold(strip, |strip, (rank, spans)| strip.part(rank, spans)).fit(width)
}

/// What the letters mean.
fn legend(look: &Look, width: usize) -> Line<'static> {
    let text = look.text;
    let doubt = Coverage { errcode: Some(-1), ..Coverage::answered(1, Timestamp::UNIX_EPOCH) };
    let named =
        |state: CoverageState| (Cell::of(&Coverage { state, rows: 1, ..Coverage::NEVER }), text.coverage_state(state));
    let all = CoverageState::ALL.into_iter().map(named).chain([(Cell::of(&doubt), text.in_doubt())]);
    let part = |(cell, words): (Cell, &str)| {
        let letter = if cell.letter == '1' { "1-9 +".to_owned() } else { cell.letter.to_string() };
        vec![look.say(cell.role, letter), look.say(Role::Base, format!(" {words}"))]
    };
    (1..).zip(all).fold(Strip::new(2), |strip, (rank, one)| strip.part(rank, part(one))).fit(width)
}
