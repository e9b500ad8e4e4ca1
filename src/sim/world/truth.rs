//! What there is to be found: the rows a caller should have when it has asked for everything.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{
    switches::{MissingRowTime, MissingRowsFrom, Separator},
    tenant::World,
};
use crate::{
    domain::time::{Window, wecom_midnight},
    sim::{
        company::{Member, Row, View},
        seed::Seed,
    },
};

impl World {
    /// Every row of the past as it is in the end, rows that will come late among them, person by person
    /// and in order.
    pub fn truth(&self) -> impl Iterator<Item = Row> + '_ {
        let (past, view) = (self.company.past(), self.view(Timestamp::MAX));
        self.visible_members(view.now)
            .flat_map(move |member| self.company.rows(member, past, view))
            .map(|row| self.dress(row))
    }

    /// Every row that somebody who asks for everything at this moment is told.
    pub fn truth_at(&self, now: Timestamp) -> impl Iterator<Item = Row> + '_ {
        let past = self.company.past();
        let until_now = Window { start: past.start, end: past.end.max(now) };
        self.visible_members(now)
            .flat_map(move |member| self.rows_known(member, until_now, now))
            .map(|row| self.dress(row))
    }

    /// From where rows are looked at by this moment.
    pub(super) fn view(&self, now: Timestamp) -> View {
        View { now, corrections: self.switches.correction_shows }
    }

    /// Writes [`World::truth`] as JSON Lines and says how many rows there are.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn write_truth(&self, mut out: impl Write) -> io::Result<u64> {
        let mut count = 0;
        for row in self.truth() {
            serde_json::to_writer(&mut out, &row)?;
            out.write_all(b"\n")?;
            count += 1;
        }
        out.flush()?;
        Ok(count)
    }

    /// A member's rows that WeCom knows by now.
    pub(super) fn rows_known(&self, member: &Member, window: Window, now: Timestamp) -> impl Iterator<Item = Row> {
        let rows = self.company.rows(member, window, self.view(now)).into_iter();
        rows.filter(move |row| self.is_born(row, now) && !self.is_late(row, now))
    }

    fn is_born(&self, row: &Row, now: Timestamp) -> bool {
        if row.born == Timestamp::MIN || !row.is_placeholder() {
            return row.born <= now;
        }
        let next_midnight = row.day().map_or(Timestamp::MAX, |day| wecom_midnight(day.saturating_add(1.day())));
        let earliest = match self.switches.missing_rows_from {
            MissingRowsFrom::SlotEnd => row.born,
            MissingRowsFrom::DayEnd => next_midnight,
            MissingRowsFrom::NextDay => next_midnight + MORNING,
        };
        row.born.max(earliest) <= now
    }

    fn is_late(&self, row: &Row, now: Timestamp) -> bool {
        let Some(late) = self.late_rows else { return false };
        let began = self.began.unwrap_or(now);
        let recent = late.days.is_none_or(|days| row.filed_at() >= began.as_second() - i64::from(days) * 86_400);
        let belongs =
            recent && row.born < began && Seed(0).dice(&format!("late/{:?}", row.order())).one_in(late.one_in);
        belongs && now < began + SignedDuration::from_secs(late.after_s.into())
    }

    /// Whether a window finds a row that lies in it.
    pub(super) fn finds(&self, row: &Row, window: Window) -> bool {
        !(self.switches.lose_month_end_night_punch && is_lost(row, window))
    }

    /// A row as it is served, with the words and times that the switches choose.
    pub(super) fn dress(&self, mut row: Row) -> Row {
        if row.is_placeholder() && self.switches.missing_row_time == MissingRowTime::Zero {
            row.checkin_time = 0;
        }
        if self.switches.separator == Separator::FullWidth {
            row.exception_type = row.exception_type.replace(';', "；");
        }
        row
    }
}

/// When the work of a night is done and the day before is told.
const MORNING: SignedDuration = SignedDuration::from_hours(6);

/// Until when a night belongs to the day before.
const DAY_CUT: i64 = 4 * 3600;

/// Whether a punch lies in the first night of a month and the window begins only in that month.
fn is_lost(row: &Row, window: Window) -> bool {
    let Some(day) = row.day() else { return false };
    let midnight = wecom_midnight(day);
    day.day() == 1 && row.filed_at() - midnight.as_second() < DAY_CUT && window.start >= midnight
}
