//! Punches that are held to have been at another time than the rows said (补卡).

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    plan::{Due, Plan, Stint},
    row::{NOT_PUNCHED, Row, TIME_ODD},
    shift::End,
};

/// How a correction shows in getcheckindata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionShows {
    /// The row of that punch is another: its time, and with it its exceptions.
    ChangedRow,
    /// The old row stays and there is one more.
    NewRow,
    /// The row stays and has no time exception any more.
    ExceptionCleared,
}

/// A correction, and while it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Correction {
    /// From when on it holds.
    pub from: Timestamp,
    /// When it holds no more.
    pub until: Timestamp,
    /// The punch that was due: section, end and time; none where nothing is due at a time.
    pub slot: Option<(Stint, End, Due)>,
    /// When it was, seconds since 1970.
    pub at: i64,
}

impl Correction {
    /// A correction of the slot of this end that is due nearest to a second of the day.
    pub fn near(plan: &Plan, end: End, at: i64) -> Option<(Stint, End, Due)> {
        let second = at - plan.instant(0);
        let slots = plan.slots().filter(|(_, its, _)| *its == end);
        let nearest = slots.min_by_key(|(.., due)| (due.at_s - second).abs());
        nearest.map(|(stint, end, due)| (stint.clone(), end, *due))
    }

    /// Whether it holds at a moment.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from <= now && (now < self.until || self.until == Timestamp::MAX)
    }

    /// Lets it show in the rows of the day.
    pub fn show(&self, rows: &mut Vec<Row>, userid: &str, plan: &Plan, shows: CorrectionShows) {
        let corrected = |row: &Row| self.concerns(row, plan);
        let as_it_was = rows.iter().find(|row| corrected(row)).cloned();
        let anew = Row::bare(userid, self.checkin_type(rows, plan), self.at);
        match (shows, as_it_was) {
            (CorrectionShows::ExceptionCleared, Some(_)) => {
                for row in rows.iter_mut().filter(|row| corrected(row)) {
                    clear(row);
                }
            }
            (CorrectionShows::ChangedRow, was) => {
                rows.retain(|row| !corrected(row));
                rows.push(self.row(was.unwrap_or(anew), plan));
            }
            (CorrectionShows::NewRow | CorrectionShows::ExceptionCleared, _) => rows.push(self.row(anew, plan)),
        }
    }

    fn concerns(&self, row: &Row, plan: &Plan) -> bool {
        self.slot.as_ref().is_some_and(|(_, end, due)| {
            row.sch_checkin_time == Some(plan.instant(due.at_s)) && row.checkin_type == end.checkin_type()
        })
    }

    /// Where nothing is due at a time, the first punch of the day is the arrival.
    fn checkin_type(&self, rows: &[Row], plan: &Plan) -> &'static str {
        let before =
            |row: &Row| !row.is_placeholder() && (plan.instant(plan.cut_s)..self.at).contains(&row.checkin_time);
        let end = self.slot.as_ref().map(|(_, end, _)| *end);
        end.unwrap_or(if rows.iter().any(before) { End::Off } else { End::On }).checkin_type()
    }

    /// Nobody saw this punch: it has no place and no phone but those of the row before it.
    fn row(&self, mut row: Row, plan: &Plan) -> Row {
        clear(&mut row);
        (row.born, row.checkin_time) = (self.from, self.at);
        (row.groupid, row.groupname) = (Some(plan.rule), plan.rule_name.clone());
        row.schedule_id = Some(plan.schedule.as_ref().map_or(0, |(id, _)| *id));
        if let Some((stint, end, due)) = &self.slot {
            plan.point(&mut row, stint, *end, due);
        }
        row
    }
}

/// Takes back that a row's time is odd or missing.
fn clear(row: &mut Row) {
    let words = row.exception_type.split(';').filter(|word| ![TIME_ODD, NOT_PUNCHED].contains(word));
    row.exception_type = words.collect::<Vec<_>>().join(";");
}
