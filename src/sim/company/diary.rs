//! What happens to people, day by day.
//!
//! The rows of one person and one day follow from the seed, the person and the day, and from nothing
//! else: any of them can be told without telling the others.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde_json::json;

use super::{
    names::{CLIENTS, EXCUSES},
    row::{NOT_PUNCHED, OFF_DUTY, ON_DUTY, OUTING, Row},
    shift::{End, OFFICE_AT, OFFICE_PLACE, OFFICE_WIFI, Section, Shift},
};
use crate::{
    domain::time::{DayRange, Window, wecom_date, wecom_midnight},
    sim::seed::{Dice, Seed},
};

/// Everything a seeded company's people do.
pub struct Diary {
    seed: Seed,
    history: DayRange,
    live: bool,
    people: BTreeMap<String, Person>,
}

/// How somebody lives.
pub struct Person {
    /// userid as in the contacts.
    pub userid: String,
    /// The rule they punch under.
    pub shift: &'static Shift,
    late_per_mille: u32,
    forgets_per_mille: u32,
    device: String,
}

impl Person {
    /// Most people are punctual, one in twelve is not; one in twenty forgets to punch.
    #[must_use]
    pub fn seeded(seed: Seed, userid: &str, shift: &'static Shift) -> Self {
        let mut dice = seed.dice(&format!("habits/{userid}"));
        Self {
            userid: userid.into(),
            shift,
            late_per_mille: if dice.one_in(12) { 250 } else { 40 },
            forgets_per_mille: if dice.one_in(20) { 120 } else { 12 },
            device: hex::encode_upper(&seed.digest(&format!("device/{userid}"))[..8]),
        }
    }
}

impl Diary {
    /// The days of `history` are past; with `live`, days go on after them as time passes.
    #[must_use]
    pub fn new(seed: Seed, history: DayRange, live: bool, people: Vec<Person>) -> Self {
        let people = people.into_iter().map(|person| (person.userid.to_ascii_lowercase(), person)).collect();
        Self { seed, history, live, people }
    }

    /// The days that were past when the world began.
    #[must_use]
    pub fn history(&self) -> DayRange {
        self.history
    }

    /// One person's rows that are filed in a stretch of time, in order.
    #[must_use]
    pub fn rows(&self, folded: &str, window: Window) -> Vec<Row> {
        let Some(person) = self.people.get(folded) else { return Vec::new() };
        let mut rows = self
            .days(window)
            .flat_map(|day| self.day(person, day))
            .filter(|row| row.lies_in(window))
            .collect::<Vec<_>>();
        rows.sort_by(|a, b| a.order().cmp(&b.order()));
        rows
    }

    /// The days whose rows may lie in a window: a night belongs to the day before.
    fn days(&self, window: Window) -> impl Iterator<Item = Date> + use<> {
        let last = wecom_date(window.end);
        DayRange {
            from: wecom_date(window.start).saturating_sub(1.day()).max(self.history.from),
            to: if self.live { last } else { last.min(self.history.to) },
        }
        .days()
    }

    fn day(&self, person: &Person, date: Date) -> Vec<Row> {
        let today = Day { seed: self.seed, person, date };
        let workday = person.shift.workdays.contains(&date.weekday().to_sunday_zero_offset());
        let mut rows = if workday { today.at_work() } else { today.at_rest() };
        if !self.live {
            for row in &mut rows {
                row.born = Timestamp::MIN;
            }
        }
        rows
    }
}

/// One person's day.
struct Day<'a> {
    seed: Seed,
    person: &'a Person,
    date: Date,
}

impl Day<'_> {
    fn dice(&self, purpose: &str) -> Dice {
        self.seed.dice(&format!("{purpose}/{}/{}", self.person.userid, self.date))
    }

    /// Seconds since 1970 of a time of this day.
    fn at(&self, second_of_day: i64) -> i64 {
        wecom_midnight(self.date).as_second() + second_of_day
    }

    fn at_work(&self) -> Vec<Row> {
        let away = self.dice("away").per_mille(15);
        let last = self.person.shift.sections.len() - 1;
        let slots = self.person.shift.sections.iter().enumerate().flat_map(|(number, section)| {
            [End::On, End::Off].map(|end| SlotOfDay { day: self, section, end, ends_day: number == last })
        });
        let mut rows = slots.flat_map(|slot| if away { vec![slot.placeholder()] } else { slot.rows() }).collect();
        if !away {
            self.outing(&mut rows);
        }
        rows
    }

    /// A few people come in on days that are not theirs; no time is scheduled then.
    fn at_rest(&self) -> Vec<Row> {
        let mut dice = self.dice("rest");
        if !dice.per_mille(25) {
            return Vec::new();
        }
        let came = self.at(dice.within(8 * 3600..=11 * 3600));
        let left = came + dice.within(2 * 3600..=6 * 3600);
        [(ON_DUTY, came), (OFF_DUTY, left)].map(|(kind, at)| self.punched(kind, at, "rest-place")).into()
    }

    fn outing(&self, rows: &mut Vec<Row>) {
        let mut dice = self.dice("outing");
        if dice.per_mille(20) {
            let (title, detail) = *dice.pick(CLIENTS);
            let mut row = self.punched(OUTING, self.at(dice.within(10 * 3600..=17 * 3600)), "outing-place");
            (row.location_title, row.location_detail) = (title.into(), detail.into());
            (row.lat, row.lng) = (Some(30_650_000 + dice.within(0..=40_000)), Some(104_080_000));
            row.notes = "拜访客户".into();
            rows.push(row);
        }
    }

    /// A real punch: where, in which network, with which phone.
    fn punched(&self, kind: &str, at: i64, purpose: &str) -> Row {
        let mut dice = self.dice(&format!("{purpose}/{at}"));
        let mut row = Row::bare(&self.person.userid, kind, at);
        self.place(&mut row, &mut dice);
        oddities(&mut row, &mut dice);
        row.groupname = self.person.shift.name.into();
        row.groupid = (!dice.one_in(100)).then_some(self.person.shift.id);
        row.schedule_id = (!dice.one_in(50)).then_some(0);
        row.deviceid = (!dice.one_in(10)).then(|| self.person.device.clone());
        if dice.one_in(50) {
            row.extra.insert("terminal_sn".into(), json!(format!("T{:04}", dice.within(1..=40))));
        }
        row
    }

    /// By the network in the office, or by position within a hundred metres of it.
    fn place(&self, row: &mut Row, dice: &mut Dice) {
        (row.location_title, row.location_detail) = (OFFICE_PLACE.0.into(), OFFICE_PLACE.1.into());
        if dice.one_in(2) {
            (row.wifiname, row.wifimac) = (OFFICE_WIFI.0.into(), OFFICE_WIFI.1.into());
        } else {
            row.lat = Some(OFFICE_AT.0 + dice.within(-900..=900));
            row.lng = Some(OFFICE_AT.1 + dice.within(-900..=900));
        }
        if dice.one_in(200) {
            row.mediaids = vec![format!("WWCISP_{}", hex::encode(&self.seed.digest(&row.userid)[..20]))];
        }
    }
}

/// What WeCom finds strange about a punch; somewhere else is three kilometres away.
fn oddities(row: &mut Row, dice: &mut Dice) {
    for (share, word) in [(12, "地点异常"), (8, "wifi异常"), (6, "非常用设备")] {
        if dice.per_mille(share) {
            except(row, word);
        }
    }
    if row.exception_type.contains("地点异常") {
        row.location_detail = "四川省成都市高新区世纪城路".into();
        (row.lat, row.lng) = (Some(OFFICE_AT.0 + 32_000), Some(OFFICE_AT.1 - 14_000));
    }
}

/// Adds a word to a row's exceptions.
fn except(row: &mut Row, word: &str) {
    if !row.exception_type.is_empty() {
        row.exception_type.push(';');
    }
    row.exception_type.push_str(word);
}

/// A punch that is due to somebody on a day.
struct SlotOfDay<'a> {
    day: &'a Day<'a>,
    section: &'static Section,
    end: End,
    ends_day: bool,
}

impl SlotOfDay<'_> {
    fn rows(&self) -> Vec<Row> {
        let mut dice = self.day.dice(&format!("slot/{}/{:?}", self.section.id, self.end));
        if dice.per_mille(self.day.person.forgets_per_mille) {
            return vec![self.placeholder()];
        }
        let slot = self.section.slot(self.end);
        let second = match self.end {
            End::On => self.arrival(&mut dice),
            End::Off => self.departure(&mut dice),
        };
        let first = self.day.at(second.clamp(slot.earliest_s, slot.latest_s - 120));
        let again = dice.per_mille(30).then(|| first + dice.within(5..=90));
        std::iter::once(first).chain(again).map(|at| self.punch(at)).collect()
    }

    fn arrival(&self, dice: &mut Dice) -> i64 {
        let due = self.section.on.due_s;
        if dice.per_mille(self.day.person.late_per_mille) {
            due + self.day.person.shift.grace_s + dice.within(1..=3000)
        } else {
            due - dice.within(0..=900) - dice.within(0..=600)
        }
    }

    fn departure(&self, dice: &mut Dice) -> i64 {
        let due = self.section.off.due_s;
        match dice.within(0..=999) {
            0..=19 => due - dice.within(60..=3600),
            20..=89 if self.ends_day => due + dice.within(3600..=14_400),
            90..=99 if self.ends_day => 86_400 + dice.within(60..=5400),
            _ => due + dice.within(0..=1200),
        }
    }

    fn punch(&self, at: i64) -> Row {
        let mut row = self.day.punched(self.end.checkin_type(), at, "place");
        row.sch_checkin_time = Some(self.due());
        row.timeline_id = Some(self.section.id);
        if self.is_off_time(at) {
            except(&mut row, "时间异常");
            row.notes = self.excuse(at);
        }
        row
    }

    fn is_off_time(&self, at: i64) -> bool {
        match self.end {
            End::On => at > self.due() + self.day.person.shift.grace_s,
            End::Off => at < self.due(),
        }
    }

    fn excuse(&self, at: i64) -> String {
        let mut dice = self.day.dice(&format!("excuse/{at}"));
        if dice.one_in(3) { (*dice.pick(EXCUSES)).into() } else { String::new() }
    }

    /// The row that says a punch was due and did not come; there is none before the slot has closed.
    fn placeholder(&self) -> Row {
        let closes = self.section.slot(self.end).latest_s - self.section.slot(self.end).due_s;
        let mut row = Row::bare(&self.day.person.userid, self.end.checkin_type(), self.due());
        row.born = row.born.saturating_add(SignedDuration::from_secs(closes)).unwrap_or(Timestamp::MAX);
        row.exception_type = NOT_PUNCHED.into();
        row.groupname = self.day.person.shift.name.into();
        row.sch_checkin_time = Some(self.due());
        row.groupid = Some(self.day.person.shift.id);
        row.schedule_id = Some(0);
        row.timeline_id = Some(self.section.id);
        row
    }

    fn due(&self) -> i64 {
        self.day.at(self.section.slot(self.end).due_s)
    }
}
