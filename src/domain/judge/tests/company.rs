//! A company of one member, said in few words.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, date},
    tz::TimeZone,
};

use crate::domain::{
    AnomalyKind, AttendanceDay, Coverage, DayRange, Department, DepartmentId, Employee, EmployeeId, Organisation,
    Punch, Rule, RuleId, Verdict,
    calendar::Calendar,
    judge::{Finding, Material, findings, judge},
    org::AccountStatus,
    policy::Policy,
    punch::Place,
    rule::{Corrections, Hours, LateLeaving, RuleBook, RuleKind, Scope, Segment, Slide, WeekEntry, Weekdays},
};

const HOUR: i64 = 3_600;

/// Everything a judgement rests on, and the day that is asked for.
#[derive(Debug, Clone)]
pub struct Company {
    pub date: Date,
    pub now: Timestamp,
    pub punches: Vec<Punch>,
    pub policy: Policy,
    pub rules: Vec<Rule>,
    pub calendar: Calendar,
    pub status: AccountStatus,
    known: Option<Coverage>,
}

pub fn segment(on_s: i64, off_s: i64) -> Segment {
    Segment {
        id: Some(1),
        on_s,
        off_s,
        earliest_on_s: None,
        latest_on_s: None,
        earliest_off_s: None,
        latest_off_s: None,
        no_on_needed: false,
        no_off_needed: false,
        rests: Vec::new(),
    }
}

impl Company {
    /// 09:00 to 18:00 with an hour of rest, Monday to Friday, looked at the next noon.
    pub fn nine_to_six() -> Self {
        Self::fixed(vec![Segment { rests: vec![(12 * HOUR, 13 * HOUR)], ..segment(9 * HOUR, 18 * HOUR) }])
    }

    /// 09:00 to 12:00 and 13:30 to 18:00.
    pub fn two_segments() -> Self {
        let afternoon = Segment { id: Some(2), ..segment(13 * HOUR + HOUR / 2, 18 * HOUR) };
        Self::fixed(vec![segment(9 * HOUR, 12 * HOUR), afternoon])
    }

    pub fn fixed(segments: Vec<Segment>) -> Self {
        let company = Self {
            date: date(2026, 6, 8),
            now: "2026-06-09T04:00:00Z".parse().unwrap(),
            punches: Vec::new(),
            policy: Policy::default(),
            rules: vec![rule(10, segments)],
            calendar: Calendar { years: [2026].into(), ..Calendar::default() },
            status: AccountStatus::Active,
            known: None,
        };
        company.scoped(10, &[1], &[])
    }

    /// Another day, looked at its next noon.
    pub fn on(mut self, date: Date) -> Self {
        self.date = date;
        self.now = shanghai(date.saturating_add(1.day()), "12:00:00");
        self
    }

    /// Looked at by the wall clock of Shanghai.
    pub fn at(mut self, wall: &str) -> Self {
        self.now = format!("{wall}+08:00").parse().unwrap();
        self
    }

    /// All days were fetched at that time, and not since.
    pub fn fetched(self, wall: &str) -> Self {
        let at = format!("{wall}+08:00").parse().unwrap();
        self.known(Coverage::answered(1, at))
    }

    pub fn known(mut self, coverage: Coverage) -> Self {
        self.known = Some(coverage);
        self
    }

    /// Rows, each as `kind [+days] time [for time] [of segment n] [in shift n]
    /// [under rule] [at device] [objections]`.
    pub fn rows(mut self, sentence: &str) -> Self {
        self.punches = sentence.split(", ").filter(|row| !row.is_empty()).map(|row| punch(self.date, row)).collect();
        self
    }

    pub fn policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    pub fn rule(mut self, change: impl FnOnce(&mut Rule)) -> Self {
        change(&mut self.rules[0]);
        self
    }

    pub fn entry(self, change: impl FnOnce(&mut WeekEntry)) -> Self {
        self.rule(|rule| change(&mut rule.week[0]))
    }

    pub fn hours(self, change: impl FnOnce(&mut Hours)) -> Self {
        self.entry(|entry| change(&mut entry.hours))
    }

    pub fn grace(self, seconds: i64) -> Self {
        self.hours(|hours| (hours.on_grace_s, hours.off_grace_s) = (Some(seconds), Some(seconds)))
    }

    pub fn slide(self, early_s: i64, late_s: i64) -> Self {
        self.hours(|hours| hours.slide = Some(Slide { early_s, late_s }))
    }

    pub fn late_leaving(self, tiers: &[(i64, i64)]) -> Self {
        let tier = |(left_after_s, come_later_s): &(i64, i64)| LateLeaving {
            left_after_s: *left_after_s,
            come_later_s: *come_later_s,
        };
        self.hours(|hours| hours.late_leaving = tiers.iter().map(tier).collect())
    }

    /// The rule's number and whom it covers. The member sits in department 3, below 2, below 1.
    pub fn scoped(self, number: u32, departments: &[u32], accounts: &[&str]) -> Self {
        self.rule(|rule| (rule.id, rule.scope) = (RuleId(number), scope(departments, accounts)))
    }

    /// A further rule like the first.
    pub fn also(mut self, number: u32, departments: &[u32], accounts: &[&str]) -> Self {
        self.rules.push(Rule { id: RuleId(number), scope: scope(departments, accounts), ..self.rules[0].clone() });
        self
    }

    pub fn without(mut self, number: u32) -> Self {
        self.rules.retain(|rule| rule.id != RuleId(number));
        self
    }

    pub fn days(&self, days: DayRange) -> Vec<AttendanceDay> {
        let organisation = organisation(self.status);
        let known = self.known.unwrap_or(Coverage::answered(1, self.now));
        let material = Material {
            organisation: &organisation,
            rules: &RuleBook::always(self.rules.clone()),
            policy: &self.policy,
            calendar: &self.calendar,
            punches: &self.punches,
            coverage: &|_| known,
            now: self.now,
        };
        judge(&organisation.employees[&li_lei()], days, &material)
    }

    pub fn day(&self) -> AttendanceDay {
        self.days(DayRange::one(self.date)).remove(0)
    }

    pub fn covered_by(&self) -> Option<u32> {
        self.day().rule.map(|rule| rule.0)
    }

    pub fn findings(&self) -> Vec<Finding> {
        findings(&li_lei(), &self.day(), &self.policy)
    }

    pub fn kinds(&self) -> Vec<AnomalyKind> {
        self.findings().into_iter().map(|finding| finding.kind).collect()
    }

    #[track_caller]
    pub fn comes_to(&self, verdicts: &str) {
        let found: Vec<_> = self.day().slots.iter().map(|slot| words(slot.verdict)).collect();
        assert_eq!(found.join(", "), verdicts);
    }
}

fn words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Normal => "normal".into(),
        Verdict::Late(seconds) => format!("late {seconds}"),
        Verdict::Early(seconds) => format!("early {seconds}"),
        Verdict::Missing => "missing".into(),
        Verdict::NoNeed => "no_need".into(),
        Verdict::Pending => "pending".into(),
        Verdict::Unknown => "unknown".into(),
    }
}

/// A rule of 09:00 to 18:00, Monday to Friday.
pub fn nine_to_six(number: u32) -> Rule {
    rule(number, vec![segment(9 * HOUR, 18 * HOUR)])
}

fn rule(number: u32, segments: Vec<Segment>) -> Rule {
    let hours = Hours {
        segments,
        no_off_needed: false,
        open_before_s: None,
        close_after_s: None,
        on_grace_s: Some(0),
        off_grace_s: Some(0),
        slide: None,
        late_leaving: Vec::new(),
    };
    Rule {
        id: RuleId(number),
        name: "行政班".into(),
        kind: RuleKind::Fixed,
        week: vec![WeekEntry { weekdays: Weekdays::Every((1..=5).collect()), hours }],
        shifts: Vec::new(),
        special_workdays: Vec::new(),
        special_offdays: Vec::new(),
        sync_holidays: true,
        outside_counts: false,
        punches_on_days_off: false,
        day_cut_s: None,
        standard_work_s: None,
        pairing: None,
        pair_gap_s: None,
        overtime: None,
        corrections: Corrections::default(),
        approval_punches: true,
        out_of_range: None,
        means: None,
        places: Vec::new(),
        networks: [].into(),
        scope: Scope::default(),
        exempt: [].into(),
    }
}

fn scope(departments: &[u32], accounts: &[&str]) -> Scope {
    Scope {
        departments: departments.iter().copied().map(DepartmentId).collect(),
        employees: accounts.iter().map(|account| EmployeeId::parse(account).unwrap()).collect(),
        tags: [].into(),
    }
}

fn organisation(status: AccountStatus) -> Organisation {
    let department = |id, parent| {
        let id = DepartmentId(id);
        (id, Department { id, parent: DepartmentId(parent), name: None, order: 0, leaders: Vec::new() })
    };
    let employee = Employee {
        id: li_lei(),
        name: "李雷".into(),
        departments: vec![DepartmentId(3)],
        main_department: None,
        status,
        leads: Vec::new(),
        direct_leaders: Vec::new(),
    };
    Organisation {
        departments: [department(1, 0), department(2, 1), department(3, 2)].into(),
        employees: BTreeMap::from([(li_lei(), employee)]),
    }
}

fn li_lei() -> EmployeeId {
    EmployeeId::parse("li.lei").unwrap()
}

fn punch(day: Date, row: &str) -> Punch {
    let mut words = row.split(' ').peekable();
    let kind = words.next().unwrap();
    let shift: Option<i64> = words.peek().filter(|word| word.starts_with(['+', '-'])).map(|word| word.parse().unwrap());
    if shift.is_some() {
        words.next();
    }
    let at = shanghai(day.saturating_add(shift.unwrap_or(0).days()), words.next().unwrap());
    let mut punch = bare(kind, at);
    let mut objections = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "for" => punch.scheduled = words.next().map(|time| shanghai(day, &format!("{time}:00"))),
            "of" => punch.segment = words.nth(1).map(|number| number.parse().unwrap()),
            "in" => punch.schedule = words.nth(1).map(|number| number.parse().unwrap()),
            "under" => punch.rule = words.next().map(|number| number.parse().unwrap()),
            "at" => punch.place.device = words.next().map(str::to_owned),
            objection => objections.push(objection),
        }
    }
    punch.exception = (!objections.is_empty()).then(|| objections.join(" "));
    punch
}

pub fn bare(kind: &str, at: Timestamp) -> Punch {
    let kind = match kind {
        "in" => "上班打卡",
        "out" => "下班打卡",
        "outside" => "外出打卡",
        "record" => "仅记录打卡时间和位置",
        other => other,
    };
    Punch {
        who: li_lei(),
        at,
        kind: kind.into(),
        exception: None,
        scheduled: None,
        rule: None,
        rule_name: None,
        schedule: None,
        segment: None,
        place: Place::default(),
        notes: None,
        media: None,
        extra: BTreeMap::new(),
    }
}

fn shanghai(day: Date, time: &str) -> Timestamp {
    let time: Time = time.parse().unwrap();
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    zone.to_timestamp(day.to_datetime(time)).unwrap()
}
