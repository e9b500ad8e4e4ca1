//! What a day comes to (日报): figures that follow from its rows, its rule and its forms.
//!
//! The simulator's own calculation: with the product's, a mistake would agree with itself.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    claim::Claim,
    correction::CorrectionShows,
    form::Form,
    interval::Interval,
    member::Member,
    plan::Plan,
    reckon::NOON_S,
    records::{View, day_among},
    register::{Company, Records},
    row::Row,
};
use crate::domain::time::{DayRange, Window, seconds_after, wecom_date, wecom_midnight};

/// A member's day in figures; times are seconds of that day, lengths are seconds.
#[derive(Default)]
pub struct Report {
    /// What was asked; nothing without a rule.
    pub plan: Option<Plan>,
    /// How often they punched.
    pub count: usize,
    /// The first punch and the last.
    pub first_and_last_s: Option<Interval>,
    /// What they worked.
    pub worked_s: i64,
    /// What they were to work.
    pub standard_s: i64,
    /// What was wrong, by WeCom's code: how often, and how long.
    pub exceptions: BTreeMap<Exception, (i64, i64)>,
    /// What they worked beyond that.
    pub overtime: Overtime,
    /// What forms and outings add up to.
    pub items: BTreeMap<(Item, u32), Sum>,
    /// The forms that hold on this day.
    pub forms: Vec<Form>,
}

/// What corrections are called in `sp_items`.
pub const CORRECTIONS: &str = "补卡次数";

/// What can be wrong with a day; the numbers are WeCom's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    /// 迟到.
    Late = 1,
    /// 早退.
    Early = 2,
    /// 缺卡.
    Missing = 3,
    /// 旷工.
    Absent = 4,
    /// 地点异常.
    Place = 5,
    /// 设备异常.
    Device = 6,
}

/// What `sp_items` count; the numbers are WeCom's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// 请假.
    Leave = 1,
    /// 补卡.
    Correction = 2,
    /// 出差.
    Trip = 3,
    /// 外出.
    Out = 4,
    /// 外勤.
    FieldWork = 100,
}

/// An entry of `sp_items`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// What it is called.
    pub name: String,
    /// How often.
    pub count: i64,
    /// How long.
    pub duration_s: i64,
    /// Whether it is counted by the hour; by the day otherwise.
    pub by_hour: bool,
}

/// Overtime of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overtime {
    /// What counts.
    pub counted_s: i64,
    /// What a form promised and nobody was there for.
    pub short_s: i64,
}

impl Company {
    /// What some of a member's days come to by a moment, in order; nothing for days that the company
    /// does not have.
    #[must_use]
    pub fn reports(&self, member: &Member, days: DayRange, now: Timestamp) -> Vec<(Date, Report)> {
        let Some(known) = self.days(now) else { return Vec::new() };
        let days = DayRange { from: days.from.max(known.from), to: days.to.min(known.to) };
        if days.from > days.to {
            return Vec::new();
        }
        let around = DayRange { from: days.from.saturating_sub(1.day()), to: days.to.saturating_add(1.day()) };
        let plans = around.days().filter_map(|date| Some((date, self.plan(member, date, now)?))).collect::<Plans>();
        let rows = self.rows_by_day(member, days, &plans, now);
        let forms = self.forms_around(member, around, now);
        let report = |date| {
            let touching = forms.iter().filter(|form| touches(form, date, || self.day_of_claim(form, member, now)));
            let rows = rows.get(&date).map_or(&[][..], Vec::as_slice);
            let mut report =
                Report { plan: plans.get(&date).cloned(), forms: touching.cloned().collect(), ..Report::default() };
            report.tell(date, rows, self.rule(member, date), self.corrections_made(member, date, now), now);
            (date, report)
        };
        days.days().map(report).collect()
    }

    /// Known rows by attendance day.
    fn rows_by_day(&self, member: &Member, days: DayRange, plans: &Plans, now: Timestamp) -> BTreeMap<Date, Vec<Row>> {
        let (start, end) = (wecom_midnight(days.from), wecom_midnight(days.to));
        let window = Window { start, end: seconds_after(end, REACH_S) };
        let view = View { now, corrections: CorrectionShows::ChangedRow };
        let mut by_day = BTreeMap::<Date, Vec<Row>>::new();
        for row in self.rows(member, window, view).into_iter().filter(|row| row.born <= now) {
            if let Some(date) = day_among(row.filed_at(), row.sch_checkin_time, |date| plans.get(&date)) {
                by_day.entry(date).or_default().push(row);
            }
        }
        by_day
    }

    /// The days of which there is something to report by a moment.
    fn days(&self, now: Timestamp) -> Option<DayRange> {
        let today = wecom_date(now);
        let (from, to) = match &self.records {
            Records::Seeded(diary) => {
                let DayRange { from, to } = diary.history();
                (from, if diary.is_live() { today } else { to.min(today) })
            }
            Records::Listed(listed) => {
                let rows = listed.values().filter_map(|rows| rows.first()).chain(self.added.values().flatten());
                let forms = self.forms.values().map(|form| wecom_date(form.submitted));
                (rows.filter_map(Row::day).chain(forms).min()?, today)
            }
        };
        Some(DayRange { from, to })
    }

    /// A member's forms that hold and may say something about some days.
    fn forms_around(&self, member: &Member, days: DayRange, now: Timestamp) -> Vec<Form> {
        let listed = self.forms.values().filter(|form| self.is_by(form, member)).cloned();
        let seeded = days.days().filter_map(|day| self.seeded_form(member, day));
        listed.chain(seeded).filter(|form| form.holds(now)).collect()
    }

    /// How many corrections of a member's day hold.
    #[must_use]
    pub fn corrections_on(&self, member: &Member, days: DayRange, now: Timestamp) -> usize {
        let around = DayRange { to: days.to.saturating_add(1.day()), ..days };
        let is_one = |form: &&Form| matches!(form.claim, Claim::Correction { .. });
        let of_days = |form: &&Form| self.day_of_claim(form, member, now).is_some_and(|date| days.contains(date));
        let claimed = self.forms_around(member, around, now).iter().filter(is_one).filter(of_days).count();
        claimed + days.days().map(|date| self.corrections_made(member, date, now)).sum::<usize>()
    }

    /// How many of them were made without a form.
    fn corrections_made(&self, member: &Member, date: Date, now: Timestamp) -> usize {
        let made = self.corrections.get(&member.person).into_iter().flatten();
        made.filter(|(day, correction)| *day == date && correction.holds(now)).count()
    }

    fn day_of_claim(&self, form: &Form, member: &Member, now: Timestamp) -> Option<Date> {
        match &form.claim {
            Claim::Correction { date, at, .. } => date.or_else(|| self.day_of(member, *at, now)),
            Claim::Overtime(span) => self.day_of(member, span.begin, now),
            Claim::Leave { .. } | Claim::Trip(_) | Claim::Out(_) | Claim::Other => None,
        }
    }
}

/// What is asked of somebody on some days.
type Plans = BTreeMap<Date, Plan>;

/// Whether a form says something about a day.
fn touches(form: &Form, date: Date, its_day: impl Fn() -> Option<Date>) -> bool {
    match &form.claim {
        Claim::Leave { span, .. } | Claim::Trip(span) | Claim::Out(span) => {
            span.on(date, wecom_midnight(date).as_second(), NOON_S).is_some_and(|(from, to)| from < LATEST_S && to > 0)
        }
        Claim::Overtime(span) if !span.slices.is_empty() => span.slices.contains_key(&date),
        Claim::Overtime(_) | Claim::Correction { .. } => its_day() == Some(date),
        Claim::Other => false,
    }
}

/// No row of a day is filed so long after its midnight.
const REACH_S: i64 = 2 * 86_400;
/// When the latest shift that anybody has is over, seconds of its day.
const LATEST_S: i64 = 36 * 3600;
