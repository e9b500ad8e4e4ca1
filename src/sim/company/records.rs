//! The rows of a member, as they are known at a moment.

use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::Value;

use super::{
    claim::Claim,
    correction::{Correction, CorrectionShows},
    diary::Diary,
    form::{Form, Status},
    machine::{KEPT_MAX, MachinePunch},
    member::Member,
    plan::Plan,
    register::{Company, Records},
    row::{NOT_PUNCHED, OUTING, Row, except},
};
use crate::domain::time::{DayRange, Window, seconds_after, wecom_date, wecom_midnight};

/// From where rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The moment.
    pub now: Timestamp,
    /// How a corrected punch shows.
    pub corrections: CorrectionShows,
}

/// Where a day ends of which no rule says it: seconds of the next.
const CUT_S: i64 = 4 * 3600;

/// A correction moves a punch within its attendance day, and that is no longer than two days.
const DAY_REACH_S: i64 = 2 * 86_400;

impl Company {
    /// One member's rows that are filed in a stretch of time, in order: those that the moment of the
    /// view knows, and those that come later unchanged by what it knows (see [`Row::born`]).
    #[must_use]
    pub fn rows(&self, member: &Member, window: Window, view: View) -> Vec<Row> {
        let mut rows =
            if self.is_as_told(member) { self.told(member, window) } else { self.retold(member, window, view) };
        if !member.person.eq_ignore_ascii_case(&member.userid) {
            for row in &mut rows {
                row.userid.clone_from(&member.userid);
            }
        }
        rows
    }

    /// Whether nothing was changed afterwards.
    fn is_as_told(&self, member: &Member) -> bool {
        let has_forms = matches!(&self.records, Records::Seeded(diary) if diary.has_forms());
        let edited = self.rules.iter().any(|rule| rule.spans().count() > 1);
        let moved = || self.staff.get(&member.person).is_some_and(|known| known.spans().count() > 1);
        !(has_forms
            || edited
            || moved()
            || !self.forms.is_empty()
            || !self.roster.is_empty()
            || self.added.contains_key(&member.person)
            || self.corrections.contains_key(&member.person))
    }

    /// The rows as they were before anybody changed them.
    fn told(&self, member: &Member, window: Window) -> Vec<Row> {
        match &self.records {
            Records::Seeded(diary) => diary.rows(&member.person, window),
            Records::Listed(listed) => {
                let rows = listed.get(&member.person).map_or(&[][..], Vec::as_slice);
                let (from, to) = (window.start.as_second(), window.end.as_second());
                let first = rows.partition_point(|row| row.filed_at() < from);
                let after = rows.partition_point(|row| row.filed_at() < to);
                rows[first..after.max(first)].to_vec()
            }
        }
    }

    /// The rows with everything that was changed in them afterwards.
    fn retold(&self, member: &Member, window: Window, view: View) -> Vec<Row> {
        let reach =
            Window { start: seconds_after(window.start, -DAY_REACH_S), end: seconds_after(window.end, DAY_REACH_S) };
        let days = DayRange { from: wecom_date(reach.start), to: wecom_date(reach.end) };
        let mut rows = match &self.records {
            Records::Seeded(diary) => {
                diary.days(reach).flat_map(|date| self.lived(diary, member, date, view.now)).collect()
            }
            Records::Listed(_) => self.told(member, reach),
        };
        for added in self.added.get(&member.person).into_iter().flatten() {
            if added.born <= view.now && added.sch_checkin_time.is_some() {
                rows.retain(|row: &Row| !(row.is_placeholder() && is_same_slot(row, added)));
            }
            rows.push(added.clone());
        }
        for (date, correction) in self.corrections(member, days, &rows, view.now) {
            if let Some(plan) = self.plan(member, date, view.now).filter(|_| correction.holds(view.now)) {
                correction.show(&mut rows, &member.userid, &plan, view.corrections);
            }
        }
        rows.retain(|row| row.lies_in(window));
        rows.sort_by(|a, b| a.order().cmp(&b.order()));
        rows
    }

    /// A day of the diary, under the rule and the roster as they have become.
    fn lived(&self, diary: &Diary, member: &Member, date: Date, now: Timestamp) -> Vec<Row> {
        let known = self.roster.get(&(member.person.clone(), date));
        let believed =
            known.and_then(|line| line.at(wecom_midnight(date))).and_then(|info| info["schedule_id"].as_u64());
        let rows = diary.told(&member.person, date, believed.and_then(|id| u32::try_from(id).ok()));
        if known.is_none() && self.is_under_first(diary.rule(&member.person), self.rule(member, date)) {
            return rows;
        }
        self.plan(member, date, now).map_or_else(Vec::new, |plan| refiled(rows, &plan, &member.userid, diary.is_live()))
    }

    /// Whether a rule has this number and nobody has edited it.
    fn is_under_first(&self, number: Option<u32>, rule: Option<&Value>) -> bool {
        let unedited = |rule: &Value| self.rules.iter().any(|known| std::ptr::eq(known.first(), rule));
        rule.is_some_and(|rule| rule["groupid"].as_u64() == number.map(u64::from) && unedited(rule))
    }

    /// Corrections of some days: those made at once, and those of forms.
    fn corrections(&self, member: &Member, days: DayRange, rows: &[Row], now: Timestamp) -> Vec<(Date, Correction)> {
        let made = self.corrections.get(&member.person).into_iter().flatten();
        let made = made.filter(|(date, _)| days.contains(*date)).cloned();
        let listed = self.forms.values().filter(|form| self.is_by(form, member));
        let mut found =
            made.chain(listed.flat_map(|form| self.corrections_of(form, member, days, now))).collect::<Vec<_>>();
        let mut dates = rows.iter().filter(|row| row.is_placeholder()).filter_map(Row::day).collect::<Vec<_>>();
        dates.dedup();
        for date in dates {
            let form = self.seeded_form(member, date.saturating_add(1.day()));
            found.extend(form.iter().flat_map(|form| self.corrections_of(form, member, days, now)));
        }
        found
    }

    /// The stretches of time in which a form corrects a punch.
    fn corrections_of(&self, form: &Form, member: &Member, days: DayRange, now: Timestamp) -> Vec<(Date, Correction)> {
        let Claim::Correction { date, end, at } = form.claim else { return Vec::new() };
        let Some(date) = date.or_else(|| self.day_of(member, at, now)).filter(|date| days.contains(*date)) else {
            return Vec::new();
        };
        let slot = self.plan(member, date, now).and_then(|plan| Correction::near(&plan, end, at));
        let holding = form.spans().filter(|(.., status)| **status == Status::Approved);
        holding.map(|(from, until, _)| (date, Correction { from, until, slot: slot.clone(), at })).collect()
    }

    /// The attendance day to which a punch belongs.
    #[must_use]
    pub fn day_of(&self, member: &Member, at: i64, now: Timestamp) -> Option<Date> {
        let today = Timestamp::from_second(at).ok().map(wecom_date)?;
        let before = today.saturating_sub(1.day());
        let plans = [before, today].map(|date| self.plan(member, date, now));
        day_among(at, None, |date| plans.iter().flatten().find(|plan| plan.date == date))
    }

    /// What the machines recorded of a member and WeCom has by now, in order of upload.
    #[must_use]
    pub fn machine_punches(&self, member: &Member, window: Window, now: Timestamp) -> Vec<MachinePunch> {
        let mut punches = match &self.records {
            Records::Seeded(diary) => diary.machine_punches(
                &member.person,
                Window { start: window.start.saturating_sub(KEPT_MAX).unwrap_or(Timestamp::MIN), ..window },
            ),
            Records::Listed(_) => Vec::new(),
        };
        punches.extend(self.uploaded.get(&member.person).into_iter().flatten().cloned());
        punches.retain(|punch| punch.upload_time <= now.as_second());
        punches.sort_by_key(|punch| (punch.upload_time, punch.checkin_time));
        for punch in &mut punches {
            punch.userid.clone_from(&member.userid);
        }
        punches
    }

    /// The stretch of time in which everything past lies.
    #[must_use]
    pub fn past(&self) -> Window {
        match &self.records {
            Records::Seeded(diary) => Window {
                start: wecom_midnight(diary.history().from),
                end: seconds_after(wecom_midnight(diary.history().to.saturating_add(1.day())), diary.reach_s()),
            },
            Records::Listed(_) => Window { start: Timestamp::UNIX_EPOCH, end: Timestamp::MAX },
        }
    }
}

/// The attendance day to which a punch belongs: the one whose slot it points to, else the one whose slot
/// takes it, else by where the day before ends.
pub(super) fn day_among<'a>(at: i64, due: Option<i64>, plan_of: impl Fn(Date) -> Option<&'a Plan>) -> Option<Date> {
    let today = Timestamp::from_second(at).ok().map(wecom_date)?;
    let before = today.saturating_sub(1.day());
    let plans = [plan_of(before), plan_of(today)];
    let points = |plan: &&&Plan| plan.slots().any(|(.., slot)| Some(plan.instant(slot.at_s)) == due);
    let takes = |plan: &&&Plan| plan.slot_at(at - plan.instant(0)).is_some();
    let found = plans.iter().flatten().find(points).or_else(|| plans.iter().flatten().find(takes));
    let cut_s = plans[0].map_or(CUT_S, |plan| plan.cut_s);
    let by_cut = if at - wecom_midnight(today).as_second() < cut_s { before } else { today };
    Some(found.map_or(by_cut, |plan| plan.date))
}

fn is_same_slot(one: &Row, other: &Row) -> bool {
    (one.sch_checkin_time, &one.checkin_type) == (other.sch_checkin_time, &other.checkin_type)
}

/// The same punches under another plan: each is filed anew, and what is then due and did not come has
/// its placeholder.
fn refiled(rows: Vec<Row>, plan: &Plan, userid: &str, live: bool) -> Vec<Row> {
    let mut rows = rows.into_iter().filter(|row| !row.is_placeholder()).collect::<Vec<_>>();
    rows.retain_mut(|row| row.checkin_type == OUTING || plan.file(row) || !plan.workday);
    for (stint, end, due) in plan.slots() {
        let at = plan.instant(due.at_s);
        let came = rows.iter().any(|row| row.sch_checkin_time == Some(at) && row.checkin_type == end.checkin_type());
        if !came && due.needed {
            let mut row = Row::bare(userid, end.checkin_type(), at);
            plan.point(&mut row, stint, end, due);
            except(&mut row, NOT_PUNCHED);
            (row.groupid, row.groupname) = (Some(plan.rule), plan.rule_name.clone());
            row.schedule_id = Some(plan.schedule.as_ref().map_or(0, |(id, _)| *id));
            let closes = Timestamp::from_second(plan.instant(due.closes_s)).unwrap_or(Timestamp::MAX);
            row.born = if live { closes } else { Timestamp::MIN };
            rows.push(row);
        }
    }
    rows
}
