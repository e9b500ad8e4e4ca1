//! How a day is reckoned: what was due, what came, and what is wrong with it.

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{
    claim::{Claim, Span},
    form::Form,
    interval::{Interval, length, within, without},
    plan::{Kind, Plan, Stint},
    report::{CORRECTIONS, Exception, Item, Overtime, Report, Sum},
    row::{OUTING, Row},
    shift::End,
};
use crate::domain::time::wecom_midnight;

/// Noon, in seconds of the day.
pub(super) const NOON_S: i64 = 12 * 3600;

/// How long a stay at free hours must be to be one: punches nearer to each other are one punch.
const FREE_GAP_S: i64 = 3600;

/// What somebody is away for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Away {
    Leave,
    Elsewhere,
}

/// What forms of one sort cover of a day.
fn cover(forms: &[Form], plan: &Plan, sort: Away) -> Vec<Interval> {
    let spans = forms.iter().filter_map(|form| match &form.claim {
        Claim::Leave { span, .. } => (sort == Away::Leave).then_some(span),
        Claim::Trip(span) | Claim::Out(span) => (sort == Away::Elsewhere).then_some(span),
        Claim::Overtime(_) | Claim::Correction { .. } | Claim::Other => None,
    });
    spans.filter_map(|span| span.on(plan.date, plan.instant(0), halves_part_at(plan))).collect()
}

/// Where the halves of a day part: at noon if it is worked, in the middle of the work otherwise.
fn halves_part_at(plan: &Plan) -> i64 {
    let Some((first, last)) = plan.stints.first().zip(plan.stints.last()) else { return NOON_S };
    let (on, off) = (first.on.at_s, last.off.at_s);
    if (on..off).contains(&NOON_S) { NOON_S } else { i64::midpoint(on, off) }
}

/// What a day is judged by.
struct Facts<'a> {
    plan: &'a Plan,
    rows: &'a [Row],
    leave: Vec<Interval>,
    elsewhere: Vec<Interval>,
    now: Timestamp,
}

impl Facts<'_> {
    fn is_past(&self, second_of_day: i64) -> bool {
        self.now.as_second() >= self.plan.instant(second_of_day)
    }

    /// The punch that fills one end of a stretch: the first arrival, the last departure.
    fn punch(&self, stint: &Stint, end: End) -> Option<&Row> {
        let mut rows = self.rows.iter().filter(|row| !row.is_placeholder() && self.is_for(row, stint, end));
        match end {
            End::On => rows.next(),
            End::Off => rows.next_back(),
        }
    }

    /// Whether a punch is for one end of a stretch: by the time it points to, by the section it names, or,
    /// where it says nothing, by when it was.
    fn is_for(&self, row: &Row, stint: &Stint, end: End) -> bool {
        let named = row.checkin_type == end.checkin_type();
        match (row.sch_checkin_time, row.timeline_id) {
            (Some(at), _) => named && at == self.plan.instant(stint.due(end).at_s),
            (None, Some(id)) => named && id == stint.id,
            (None, None) => {
                let taker = self.plan.slot_at(self.second(row)).map(|(taker, its, _)| (taker.id, its));
                row.checkin_type != OUTING && taker == Some((stint.id, end))
            }
        }
    }

    fn second(&self, row: &Row) -> i64 {
        row.checkin_time - self.plan.instant(0)
    }
}

impl Report {
    /// Works out everything of a day, whose rule and forms it has already.
    pub(super) fn tell(&mut self, date: Date, rows: &[Row], rule: Option<&Value>, corrections: usize, now: Timestamp) {
        self.count_punches(date, rows);
        let Some(plan) = self.plan.clone() else { return };
        let forms = self.forms.clone();
        let (leave, elsewhere) = (cover(&forms, &plan, Away::Leave), cover(&forms, &plan, Away::Elsewhere));
        let day = Facts { plan: &plan, rows, leave, elsewhere, now };
        match plan.kind {
            Kind::Fixed | Kind::Roster => plan.stints.iter().for_each(|stint| self.judge(&day, stint)),
            Kind::Free => self.judge_free(&day),
        }
        self.overtime = overtime(&day, &forms, rule);
        self.add_up(&day, &forms);
        for _ in 0..corrections {
            self.add(Item::Correction, 0, CORRECTIONS, &day, None);
        }
    }

    fn count_punches(&mut self, date: Date, rows: &[Row]) {
        let midnight = wecom_midnight(date).as_second();
        let punched = rows.iter().filter(|row| !row.is_placeholder() && row.checkin_type != OUTING);
        let times = punched.map(|row| row.checkin_time - midnight).collect::<Vec<_>>();
        self.count = times.len();
        self.first_and_last_s = times.first().copied().zip(times.last().copied());
    }

    fn note(&mut self, exception: Exception, duration_s: i64) {
        let (count, seconds) = self.exceptions.entry(exception).or_default();
        *count += 1;
        *seconds += duration_s;
    }

    /// A stretch of work: who is on leave need not come, who is elsewhere works there.
    fn judge(&mut self, day: &Facts<'_>, stint: &Stint) {
        let required = stint.required();
        self.standard_s += length(&required);
        let open = without(&required, &day.leave);
        let Some((first, last)) = open.first().zip(open.last()) else { return };
        let (begin, end) = (first.0, last.1);
        let away_at = |second: i64| day.elsewhere.iter().any(|(from, to)| (*from..*to).contains(&second));
        let spared_on = !stint.on.needed || away_at(begin);
        let spared_off = !stint.off.needed || away_at(end - 1);
        let (on, off) = (day.punch(stint, End::On), day.punch(stint, End::Off));
        for row in [on, off].into_iter().flatten() {
            self.note_oddities(row);
        }
        let came = on.map(|row| day.second(row)).or_else(|| spared_on.then_some(begin));
        let left = off.map(|row| day.second(row)).or_else(|| spared_off.then_some(end));
        if let Some(late) =
            on.map(|row| day.second(row) - begin).filter(|late| !spared_on && *late > day.plan.grace_s.0)
        {
            self.note(Exception::Late, late);
        }
        let is_over = day.is_past(stint.off.closes_s);
        if let Some(early) =
            off.map(|row| end - day.second(row)).filter(|early| !spared_off && *early > day.plan.grace_s.1 && is_over)
        {
            self.note(Exception::Early, early);
        }
        match (came, left) {
            (Some(came), Some(left)) => {
                let from = if spared_on { came.min(begin) } else { came };
                let to = if spared_off { left.max(end) } else { left };
                self.worked_s += length(&within(&open, (from, to)));
            }
            _ => self.miss(day, stint, (on.is_none() && !spared_on, off.is_none() && !spared_off), &open),
        }
    }

    /// One punch that did not come is a missing card, a stretch without any is absence.
    fn miss(&mut self, day: &Facts<'_>, stint: &Stint, (on, off): (bool, bool), open: &[Interval]) {
        let over = |closes_s| day.is_past(closes_s);
        let nothing_came = day.punch(stint, End::On).is_none() && day.punch(stint, End::Off).is_none();
        if nothing_came && over(stint.off.closes_s) {
            let absent_s = length(&without(open, &day.elsewhere));
            let (count, seconds) = self.exceptions.entry(Exception::Absent).or_default();
            *count = 1;
            *seconds += absent_s;
            return;
        }
        if on && over(stint.on.closes_s) {
            self.note(Exception::Missing, 0);
        }
        if off && over(stint.off.closes_s) {
            self.note(Exception::Missing, 0);
        }
    }

    /// A day of free hours: only how long counts.
    fn judge_free(&mut self, day: &Facts<'_>) {
        if !day.plan.workday {
            return;
        }
        let punches = day.rows.iter().filter(|row| row.checkin_type != OUTING).collect::<Vec<_>>();
        for row in &punches {
            self.note_oddities(row);
        }
        self.standard_s = day.plan.standard_s;
        let spared_s = day
            .leave
            .iter()
            .chain(&day.elsewhere)
            .map(|(from, to)| spared(*from, *to, day.plan.standard_s))
            .sum::<i64>();
        let due_s = (day.plan.standard_s - spared_s).max(0);
        let pair = self.first_and_last_s.filter(|(first, last)| last - first >= FREE_GAP_S);
        self.worked_s = pair.map_or(0, |(first, last)| last - first);
        if !day.is_past(86_400 + day.plan.cut_s) || due_s == 0 {
            return;
        }
        match (pair, punches.is_empty()) {
            (None, false) => self.note(Exception::Missing, 0),
            (None, true) => self.note(Exception::Absent, due_s),
            (Some(_), _) if self.worked_s < due_s => self.note(Exception::Absent, due_s - self.worked_s),
            (Some(_), _) => {}
        }
    }

    fn note_oddities(&mut self, row: &Row) {
        for (word, exception) in [("地点异常", Exception::Place), ("非常用设备", Exception::Device)] {
            if row.exception_type.contains(word) {
                self.note(exception, 0);
            }
        }
    }

    fn add_up(&mut self, day: &Facts<'_>, forms: &[Form]) {
        for form in forms {
            match &form.claim {
                Claim::Leave { vacation_id, name, span } => self.add(Item::Leave, *vacation_id, name, day, Some(span)),
                Claim::Trip(span) => self.add(Item::Trip, 0, "出差", day, Some(span)),
                Claim::Out(span) => self.add(Item::Out, 0, "外出", day, Some(span)),
                Claim::Correction { .. } => self.add(Item::Correction, 0, CORRECTIONS, day, None),
                Claim::Overtime(_) | Claim::Other => {}
            }
        }
        for _ in day.rows.iter().filter(|row| row.checkin_type == OUTING) {
            self.add(Item::FieldWork, 0, "外勤次数", day, None);
        }
    }

    fn add(&mut self, item: Item, kind: u32, name: &str, day: &Facts<'_>, span: Option<&Span>) {
        let duration_s = span.map_or(0, |span| taken(span, day.plan));
        let by_hour = span.is_some_and(|span| !span.halfdays);
        let sum = Sum { name: name.into(), count: 0, duration_s: 0, by_hour };
        let sum = self.items.entry((item, kind)).or_insert(sum);
        sum.count += 1;
        sum.duration_s += duration_s;
    }
}

/// What a form takes of a free day: all of it, half of it, or its hours.
fn spared(from: i64, to: i64, standard_s: i64) -> i64 {
    match (from, to) {
        (0, to) if to > 86_400 => standard_s,
        (0, NOON_S) => standard_s / 2,
        (NOON_S, to) if to > 86_400 => standard_s / 2,
        (from, to) => (to - from).min(standard_s),
    }
}

/// Seconds that a form takes of a day, by WeCom's count: half a day is twelve hours.
fn taken(span: &Span, plan: &Plan) -> i64 {
    if span.halfdays {
        return span.halves_on(plan.date) * NOON_S;
    }
    let covered = span.on(plan.date, plan.instant(0), NOON_S).unwrap_or_default();
    let worked = plan.stints.iter().flat_map(Stint::required).collect::<Vec<_>>();
    if worked.is_empty() { covered.1 - covered.0 } else { length(&within(&worked, covered)) }
}

/// Overtime by forms, by punches, or by both, as the rule says (`ot_info.type`); by forms if it does not.
fn overtime(day: &Facts<'_>, forms: &[Form], rule: Option<&Value>) -> Overtime {
    let asked = forms.iter().filter_map(|form| match &form.claim {
        Claim::Overtime(span) => Some(span),
        Claim::Leave { .. } | Claim::Trip(_) | Claim::Out(_) | Claim::Correction { .. } | Claim::Other => None,
    });
    let promised_s = |span: &Span| span.slices.get(&day.plan.date).copied().unwrap_or(span.duration_s);
    let info = rule.map_or(&Value::Null, |rule| &rule["ot_info"]);
    match info["type"].as_i64() {
        Some(0) => asked.fold(Overtime::default(), |sum, span| {
            let there_s = stay(day).map_or(0, |(came, left)| {
                let (from, to) = (span.begin - day.plan.instant(0), span.end - day.plan.instant(0));
                length(&within(&[(from, to)], (came, left)))
            });
            let counted_s = there_s.min(promised_s(span));
            Overtime { counted_s: sum.counted_s + counted_s, short_s: sum.short_s + promised_s(span) - counted_s }
        }),
        Some(1) => Overtime { counted_s: stayed_on(day, &info["otcheckinfo"]), short_s: 0 },
        _ => Overtime { counted_s: asked.map(promised_s).sum(), short_s: 0 },
    }
}

/// From the first punch of the day to the last.
fn stay(day: &Facts<'_>) -> Option<Interval> {
    let mut punches = day.rows.iter().filter(|row| !row.is_placeholder() && row.checkin_type != OUTING);
    let first = punches.next()?;
    Some((day.second(first), day.second(punches.next_back().unwrap_or(first))))
}

/// Overtime by punches: what lies beyond the end of a workday, or the whole stay on another day.
fn stayed_on(day: &Facts<'_>, terms: &Value) -> i64 {
    let term = |name: &str, otherwise: i64| terms[name].as_i64().unwrap_or(otherwise);
    let Some((came, left)) = stay(day) else { return 0 };
    let (stayed_s, least_s, most_s) = match day.plan.stints.last() {
        Some(last) => (
            left - last.off.at_s - term("ot_workingday_time_start", 1800),
            term("ot_workingday_time_min", 1800),
            term("ot_workingday_time_max", 14_400),
        ),
        None => (left - came, term("ot_nonworkingday_time_min", 1800), term("ot_nonworkingday_time_max", 14_400)),
    };
    if stayed_s < least_s { 0 } else { stayed_s.min(most_s) }
}
