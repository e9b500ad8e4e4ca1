//! What is known after each look at a case's WeCom: what the engine's store would hold.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, civil::Date};
use punchdeck::{
    domain::{
        AttendanceDay, Coverage, CoverageState, DayRange, Employee, EmployeeId, Organisation, Punch, Rule,
        calendar::Calendar,
        judge::{Finding, Material, findings, judge},
        policy::Policy,
        punch::PunchKey,
        rule::RuleBook,
        time::wecom_date,
    },
    wecom::wire,
};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

/// Days that a sync reads back: more than any case spans.
const LOOK_BACK_DAYS: i64 = 45;

/// One look: the clock, and what WeCom answers from now on.
#[derive(Deserialize)]
pub struct Look {
    now: Timestamp,
    #[serde(default)]
    wecom: Map<String, Value>,
    calendar: Option<StatutoryCalendar>,
    #[serde(default)]
    synced_to: Reach,
}

#[derive(Deserialize)]
struct StatutoryCalendar {
    years: BTreeSet<i16>,
    holidays: BTreeSet<Date>,
    statutory: BTreeSet<Date>,
    workdays: BTreeSet<Date>,
}

/// Until when punches could be fetched.
#[derive(Default)]
enum Reach {
    /// All the time: the case does not say otherwise.
    #[default]
    Now,
    Until(Timestamp),
    /// Not once: `null` in the case.
    Never,
}

impl<'de> Deserialize<'de> for Reach {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(from)?.map_or(Self::Never, Self::Until))
    }
}

/// Everything known, after some looks.
pub struct World {
    policy: Policy,
    calendar: Calendar,
    now: Timestamp,
    wecom: Map<String, Value>,
    organisation: Organisation,
    rules: Vec<Rule>,
    rows: BTreeMap<EmployeeId, BTreeMap<PunchKey, Punch>>,
    coverage: BTreeMap<(EmployeeId, Date), Coverage>,
}

impl World {
    pub fn new(policy: &Value) -> Self {
        let policy = if policy.is_null() { Policy::default() } else { Policy::deserialize(policy).unwrap() };
        Self {
            policy,
            calendar: Calendar::default(),
            now: Timestamp::MIN,
            wecom: Map::new(),
            organisation: Organisation::default(),
            rules: Vec::new(),
            rows: BTreeMap::new(),
            coverage: BTreeMap::new(),
        }
    }

    /// Lets time pass and WeCom change, and syncs.
    pub fn look(&mut self, look: Look) {
        self.now = look.now;
        self.wecom.extend(look.wecom);
        if let Some(years) = look.calendar {
            let StatutoryCalendar { years, holidays, statutory, workdays } = years;
            self.calendar = Calendar { years, holidays, statutory, workdays };
        }
        self.read_organisation();
        self.read_rules();
        match look.synced_to {
            Reach::Now => self.read_rows(look.now),
            Reach::Until(last) => self.read_rows(last),
            Reach::Never => {}
        }
    }

    /// A day of a member, judged.
    pub fn day(&self, who: &EmployeeId, date: Date) -> AttendanceDay {
        let nobody = BTreeMap::new();
        let punches: Vec<_> = self.rows.get(who).unwrap_or(&nobody).values().cloned().collect();
        let coverage = |day| self.coverage.get(&(who.clone(), day)).copied().unwrap_or(Coverage::NEVER);
        let material = Material {
            organisation: &self.organisation,
            rules: &RuleBook::always(self.rules.clone()),
            policy: &self.policy,
            calendar: &self.calendar,
            punches: &punches,
            coverage: &coverage,
            now: self.now,
        };
        let mut days = judge(&self.organisation.employees[who], DayRange::one(date), &material);
        assert_eq!(days.len(), 1, "one day was asked for");
        days.remove(0)
    }

    /// What is wrong with a day of a member.
    pub fn findings(&self, who: &EmployeeId, date: Date) -> Vec<Finding> {
        findings(who, &self.day(who, date), &self.policy)
    }

    fn read_organisation(&mut self) {
        let departments = wire::departments(&self.answer("department", "departments")).unwrap();
        let members = wire::members(&self.answer("userlist", "users")).unwrap();
        assert!(departments.quarantined.is_empty() && members.quarantined.is_empty());
        self.organisation = Organisation {
            departments: departments.departments.into_iter().map(|one| (one.id, one)).collect(),
            employees: members.employees.into_iter().map(|one| (one.id.clone(), one)).collect(),
        };
    }

    fn read_rules(&mut self) {
        let read = wire::rules(&self.answer("group", "group")).unwrap();
        assert_eq!(read.quarantined, [], "every rule of a case can be read");
        self.rules = read.rules;
    }

    /// A successful read of everybody visible: what it no longer returns is no longer current.
    fn read_rows(&mut self, until: Timestamp) {
        let read = wire::punches(&self.answer("checkindata", "checkindata")).unwrap();
        assert_eq!(read.quarantined, [], "every row of a case can be read");
        let days = DayRange { from: wecom_date(until).saturating_sub(LOOK_BACK_DAYS.days()), to: wecom_date(until) };
        for employee in self.organisation.employees.values() {
            if is_visible(&self.wecom, employee, &self.organisation) {
                let own = || read.punches.iter().filter(|punch| punch.who == employee.id);
                let current = own().map(|punch| (punch.key(), punch.clone())).collect();
                self.rows.insert(employee.id.clone(), current);
                for day in days.days() {
                    let rows = own().filter(|punch| wecom_date(punch.named_at()) == day).count();
                    let known = Coverage::answered(u16::try_from(rows).unwrap(), until);
                    self.coverage.insert((employee.id.clone(), day), known);
                }
            } else {
                for day in days.days() {
                    let known = self.coverage.entry((employee.id.clone(), day)).or_insert(Coverage::NEVER);
                    known.state = CoverageState::NotVisible;
                }
            }
        }
    }

    /// An answer as WeCom would send it: a part of the case, under the name of the interface.
    fn answer(&self, name: &str, part: &str) -> Vec<u8> {
        let rows = self.wecom.get(part).cloned().unwrap_or_else(|| json!([]));
        json!({ "errcode": 0, "errmsg": "ok", name: rows }).to_string().into_bytes()
    }
}

/// Whether the application sees the member; without an answer of agent/get it sees everybody.
fn is_visible(wecom: &Map<String, Value>, employee: &Employee, organisation: &Organisation) -> bool {
    let Some(agent) = wecom.get("agent") else { return true };
    let profile = wire::agent(agent.to_string().as_bytes()).unwrap();
    profile.employees.contains(&employee.id)
        || profile.departments.iter().any(|department| organisation.is_in(employee, *department))
}
