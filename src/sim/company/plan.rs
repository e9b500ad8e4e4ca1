//! What a rule asks of somebody on a day, read from the rule as WeCom writes it.
//!
//! The simulator's own reading: the product's would repeat the product's mistakes.

use jiff::civil::Date;
use serde_json::Value;

use super::{
    dates::{special, weekly},
    row::{Row, TIME_ODD, except},
    shift::End,
};
use crate::domain::time::wecom_midnight;

/// What is asked of somebody on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The day.
    pub date: Date,
    /// groupid.
    pub rule: u32,
    /// groupname.
    pub rule_name: String,
    /// Which kind of rule.
    pub kind: Kind,
    /// Whether the day is to be worked.
    pub workday: bool,
    /// The shift, by number and name; none but under a roster.
    pub schedule: Option<(u32, String)>,
    /// The stretches of work, in order; none under a free rule.
    pub stints: Vec<Stint>,
    /// How much later than due is not late, how much earlier not early, seconds.
    pub grace_s: (i64, i64),
    /// What a free rule asks for, seconds; 0 for nothing.
    pub standard_s: i64,
    /// Where the day ends, seconds of the next one.
    pub cut_s: i64,
}

/// `grouptype`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 固定上下班.
    Fixed,
    /// 排班.
    Roster,
    /// 自由上下班.
    Free,
}

/// A stretch of work; times are seconds of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stint {
    /// `time_id`.
    pub id: u32,
    /// Arrival.
    pub on: Due,
    /// Departure.
    pub off: Due,
    /// Rests, in order.
    pub rests: Vec<(i64, i64)>,
}

/// A punch that is due; times are seconds of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at_s: i64,
    /// The first second that counts for it.
    pub opens_s: i64,
    /// The first second that does not any more.
    pub closes_s: i64,
    /// Whether it must be made.
    pub needed: bool,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Until when a night belongs to the day before, unless the rule says so.
const CUT_S: i64 = 4 * HOUR;

impl Kind {
    /// The kind of a rule; none for numbers that are no kind.
    #[must_use]
    pub fn of(rule: &Value) -> Option<Self> {
        match rule["grouptype"].as_i64()? {
            1 => Some(Self::Fixed),
            2 => Some(Self::Roster),
            3 => Some(Self::Free),
            _ => None,
        }
    }
}

impl Plan {
    /// What a rule asks on a day; `assigned` is what the roster says of it (`schedule_info`).
    #[must_use]
    pub fn of(rule: &Value, date: Date, assigned: Option<&Value>) -> Option<Self> {
        let kind = Kind::of(rule)?;
        let mut plan = Self {
            date,
            rule: number(rule, "groupid").and_then(|id| u32::try_from(id).ok())?,
            rule_name: rule["groupname"].as_str().unwrap_or_default().into(),
            kind,
            workday: false,
            schedule: None,
            stints: Vec::new(),
            grace_s: (0, 0),
            standard_s: 0,
            cut_s: CUT_S,
        };
        match kind {
            Kind::Fixed => plan.work_fixed(rule),
            Kind::Roster => plan.work_roster(rule, assigned?),
            Kind::Free => plan.work_free(rule),
        }
        Some(plan)
    }

    fn work_free(&mut self, rule: &Value) {
        self.workday = weekly(rule, self.date).is_some();
        self.standard_s = number(rule, "standard_work_duration").unwrap_or(0).max(0);
        self.cut_s = number(rule, "span_day_time").unwrap_or(CUT_S);
    }

    fn work_fixed(&mut self, rule: &Value) {
        let Some(hours) = weekly(rule, self.date).or_else(|| rule["checkindate"].get(0)) else { return };
        let extra = special(&rule["spe_workdays"], self.date);
        let free = special(&rule["spe_offdays"], self.date).is_some();
        self.workday = !free && (extra.is_some() || weekly(rule, self.date).is_some());
        if self.workday {
            self.take(hours, extra.unwrap_or(hours)["checkintime"].as_array());
        }
    }

    fn work_roster(&mut self, rule: &Value, assigned: &Value) {
        let id = number(assigned, "schedule_id").unwrap_or(0);
        let name = assigned["schedule_name"].as_str().unwrap_or_default();
        self.schedule = u32::try_from(id).ok().map(|id| (id, name.to_owned()));
        let Some(shift) = shift_of(rule, id).filter(|_| id != 0) else { return };
        self.workday = true;
        self.take(shift, shift["time_section"].as_array());
        for stint in &mut self.stints {
            let mut sections = assigned["time_section"].as_array().into_iter().flatten();
            if let Some(section) = sections.find(|section| number(section, "id") == Some(stint.id.into())) {
                stint.move_to(section);
            }
        }
    }

    fn take(&mut self, hours: &Value, sections: Option<&Vec<Value>>) {
        let grace = |name| number(hours, name).filter(|seconds| *seconds >= 0);
        let flex = number(hours, "flex_time").map_or(0, |milliseconds| milliseconds / 1000);
        self.grace_s = (grace("flex_on_duty_time").unwrap_or(flex), grace("flex_off_duty_time").unwrap_or(flex));
        let count = sections.map_or(0, Vec::len);
        let sections = sections.into_iter().flatten().zip(1..);
        self.stints = sections.filter_map(|(section, place)| Stint::of(section, hours, place == count)).collect();
    }

    /// Seconds since 1970 of a second of this day.
    #[must_use]
    pub fn instant(&self, second_of_day: i64) -> i64 {
        wecom_midnight(self.date).as_second() + second_of_day
    }

    /// Every punch that is due, in order.
    pub fn slots(&self) -> impl Iterator<Item = (&Stint, End, &Due)> {
        self.stints.iter().flat_map(|stint| [(stint, End::On, &stint.on), (stint, End::Off, &stint.off)])
    }

    /// The punch for which this second counts.
    #[must_use]
    pub fn slot_at(&self, second_of_day: i64) -> Option<(&Stint, End, &Due)> {
        self.slots().find(|(.., due)| (due.opens_s..due.closes_s).contains(&second_of_day))
    }

    /// Gives a punch the place it has under this plan; false if it has none.
    pub fn file(&self, row: &mut Row) -> bool {
        let second = row.checkin_time - self.instant(0);
        (row.groupid, row.groupname) = (Some(self.rule), self.rule_name.clone());
        row.schedule_id = Some(self.schedule.as_ref().map_or(0, |(id, _)| *id));
        let Some((stint, end, due)) = self.slot_at(second) else {
            (row.sch_checkin_time, row.timeline_id) = (None, None);
            return self.stints.is_empty();
        };
        self.point(row, stint, end, due);
        true
    }

    /// Ties a row to a punch that is due, and says whether its time is odd (时间异常).
    pub fn point(&self, row: &mut Row, stint: &Stint, end: End, due: &Due) {
        row.checkin_type = end.checkin_type().into();
        row.sch_checkin_time = Some(self.instant(due.at_s));
        row.timeline_id = Some(stint.id);
        row.exception_type =
            row.exception_type.split(';').filter(|word| *word != TIME_ODD).collect::<Vec<_>>().join(";");
        let second = row.checkin_time - self.instant(0);
        let odd = match end {
            End::On => second > due.at_s + self.grace_s.0,
            End::Off => second < due.at_s - self.grace_s.1,
        };
        if odd {
            except(row, TIME_ODD);
        }
    }
}

impl Stint {
    /// The punch that is due at one end.
    #[must_use]
    pub fn due(&self, end: End) -> &Due {
        match end {
            End::On => &self.on,
            End::Off => &self.off,
        }
    }

    fn of(section: &Value, hours: &Value, last: bool) -> Option<Self> {
        let id = number(section, "time_id").and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
        let on = number(section, "work_sec")?;
        let off = after(number(section, "off_work_sec")?, on);
        let middle = i64::midpoint(on, off);
        let ahead = number(hours, "limit_aheadtime").filter(|ms| *ms > 0).map_or(3 * HOUR, |ms| ms / 1000);
        let behind = number(hours, "limit_offtime").filter(|seconds| *seconds > 0).unwrap_or(4 * HOUR);
        let at_least = if last { DAY + CUT_S } else { 0 };
        let window = |name: &str, otherwise: i64| number(section, name).unwrap_or(otherwise);
        let spared = |name: &str| section[name] == true;
        Some(Self {
            id,
            on: Due {
                at_s: on,
                opens_s: window("earliest_work_sec", on - ahead),
                closes_s: window("latest_work_sec", middle),
                needed: !spared("no_need_checkon"),
            },
            off: Due {
                at_s: off,
                opens_s: window("earliest_off_work_sec", middle),
                closes_s: window("latest_off_work_sec", (off + behind).max(at_least)),
                needed: !spared("no_need_checkoff") && hours["noneed_offwork"] != true,
            },
            rests: rests(section, on),
        })
    }

    /// Where times differ the roster wins.
    fn move_to(&mut self, section: &Value) {
        if let Some((on, off)) = number(section, "work_sec").zip(number(section, "off_work_sec")) {
            (self.on.at_s, self.off.at_s) = (on, after(off, on));
        }
    }

    /// What is to be worked: the stretch without its rests.
    #[must_use]
    pub fn required(&self) -> Vec<(i64, i64)> {
        let mut left = self.on.at_s;
        let mut required = Vec::new();
        for (from, to) in &self.rests {
            required.push((left, (*from).min(self.off.at_s)));
            left = left.max(*to);
        }
        required.push((left, self.off.at_s));
        required.retain(|(from, to)| from < to);
        required
    }
}

fn rests(section: &Value, on: i64) -> Vec<(i64, i64)> {
    if section["allow_rest"] != true {
        return Vec::new();
    }
    let further = section["rest_times"].as_array().into_iter().flatten();
    let pairs = std::iter::once(section).chain(further).filter_map(|rest| {
        let begin = number(rest, "rest_begin_time")?;
        let begin = if begin < on { begin + DAY } else { begin };
        Some((begin, after(number(rest, "rest_end_time")?, begin)))
    });
    let mut rests = pairs.collect::<Vec<_>>();
    rests.sort_unstable();
    rests
}

/// An end that does not come after its start lies on the next day.
fn after(end: i64, start: i64) -> i64 {
    if end <= start { end + DAY } else { end }
}

/// A shift of a roster rule.
#[must_use]
pub fn shift_of(rule: &Value, schedule_id: i64) -> Option<&Value> {
    rule["schedulelist"].as_array()?.iter().find(|shift| number(shift, "schedule_id") == Some(schedule_id))
}

/// A whole number of an object.
pub(super) fn number(value: &Value, name: &str) -> Option<i64> {
    value.get(name)?.as_i64()
}
