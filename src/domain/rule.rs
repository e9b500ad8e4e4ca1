//! Check-in rules (打卡规则).
//!
//! Read in this order: the rule itself, what it asks of a day ([`hours`]), on which dates ([`dates`]),
//! and what it holds overtime to be ([`overtime`]); then what it was before ([`book`]) and in what it
//! differs from that ([`changes`]).

pub mod book;
pub mod changes;
pub mod dates;
pub mod hours;
pub mod overtime;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use book::RuleBook;
pub use changes::{RuleAspect, RuleChange};
pub use dates::{SpecialDates, SpecialWorkdays, Weekdays, weekday_number};
pub use hours::{Hours, LateLeaving, RosterShift, Segment, Slide, WeekEntry};
pub use overtime::OvertimeRule;

use super::{
    id::{DepartmentId, EmployeeId, RuleId},
    org::{Employee, Organisation, ROOT},
};

/// A rule, with everything in seconds. Source: documents 90263 and 93384.
///
/// What WeCom left out is absent, not assumed: which value stands in for it is the judge's to know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches of WeCom's, each independent of the others")]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// Its name.
    pub name: String,
    /// How it asks for punches.
    pub kind: RuleKind,
    /// What the weekdays ask, in WeCom's order. Of roster rules it means nothing.
    pub week: Vec<WeekEntry>,
    /// The shifts (班次) that rosters of the rule may name.
    pub shifts: Vec<RosterShift>,
    /// Dates to be worked beside the week, with times of their own.
    pub special_workdays: Vec<SpecialWorkdays>,
    /// Dates off beside the week.
    pub special_offdays: Vec<SpecialDates>,
    /// Whether the statutory calendar applies.
    pub sync_holidays: bool,
    /// Whether punches made outside (外出打卡) count as punches for work (`sync_out_checkin`).
    pub outside_counts: bool,
    /// Whether one may punch on days off, without which they bring no overtime.
    pub punches_on_days_off: bool,
    /// Of free rules: where one day ends and the next begins, in seconds of the day; 0 is midnight.
    pub day_cut_s: Option<i64>,
    /// Of free rules: how long a day should be worked (标准工时).
    pub standard_work_s: Option<i64>,
    /// How punches of free rules and of days off are made into stays.
    pub pairing: Option<Pairing>,
    /// The fewest seconds from an on punch to its off punch.
    pub pair_gap_s: Option<i64>,
    /// What becomes of overtime; `None` if the rule does not say.
    pub overtime: Option<OvertimeRule>,
    /// Which corrections (补卡) people may apply for.
    pub corrections: Corrections,
    /// Whether a punch that does not fit may be approved (审批打卡).
    pub approval_punches: bool,
    /// What a punch outside the places and networks is.
    pub out_of_range: Option<OutOfRange>,
    /// What people punch with.
    pub means: Option<Means>,
    /// Where people punch.
    pub places: Vec<Area>,
    /// BSSIDs of the networks in which people punch, in lower case.
    pub networks: BTreeSet<String>,
    /// Whom it covers; nobody if the interface does not tell.
    pub scope: Scope,
    /// Whom it asks nothing (白名单).
    pub exempt: BTreeSet<EmployeeId>,
}

/// How a rule asks for punches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// 固定上下班.
    Fixed,
    /// 按班次上下班 (排班).
    Roster,
    /// 自由上下班.
    Free,
    /// A number this program does not know.
    Other(i64),
}

/// How punches are made into stays where no shift says what they are (`checkin_method_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairing {
    /// In, out, in, out …
    Alternating,
    /// The first is in, the last is out.
    FirstAndLast,
    /// Not at all: time and place are recorded.
    RecordOnly,
    /// A number this program does not know.
    Other(i64),
}

/// What a punch outside all places and networks is (`option_out_range`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutOfRange {
    /// 记录为地点异常.
    Abnormal,
    /// 记录为外勤.
    FieldWork,
    /// 不允许打卡.
    Forbidden,
    /// A number this program does not know.
    Other(i64),
}

/// What people punch with (打卡方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// 手机.
    Phone,
    /// A machine on a computer (USB), by the error table of document 98041.
    UsbMachine,
    /// 智慧考勤机.
    Machine,
    /// 手机和智慧考勤机.
    PhoneOrMachine,
    /// A number this program does not know.
    Other(i64),
}

/// Which corrections (补卡) people may apply for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrections {
    /// Whether they may at all (`allow_apply_offworkday`, in spite of its name).
    pub allowed: Option<bool>,
    /// How many in a month.
    pub per_month: Option<Limit>,
    /// How many days back, today being the first.
    pub days_back: Option<Limit>,
    /// What they may not be for.
    pub closed_for: BTreeSet<Correctable>,
}

/// A number that may be unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// 不限.
    Unlimited,
    /// No more than this.
    AtMost(u32),
}

/// What a correction is for (`buka_restriction`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Correctable {
    /// 缺卡.
    Missing,
    /// 迟到.
    Late,
    /// 早退.
    Early,
    /// 其他异常.
    Other,
}

/// A circle in which people punch: degrees × 10⁶ in GCJ-02, and metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Latitude of its middle.
    pub latitude: i64,
    /// Longitude of its middle.
    pub longitude: i64,
    /// How far from there.
    pub within_m: i64,
}

/// Whom a rule covers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Departments, with all below.
    pub departments: BTreeSet<DepartmentId>,
    /// Members by name.
    pub employees: BTreeSet<EmployeeId>,
    /// Tags (标签), whose members this program cannot see; only rows that name the rule show them.
    pub tags: BTreeSet<i64>,
}

impl Scope {
    /// Whether everybody whom it covers can be told from departments and names.
    #[must_use]
    pub fn names_everybody(&self) -> bool {
        let says_nothing = self.departments.is_empty() && self.employees.is_empty();
        self.tags.is_empty() && !says_nothing
    }

    /// Whether it covers a member by name, or by a department above the member.
    #[must_use]
    pub fn covers(&self, employee: &Employee, organisation: &Organisation) -> bool {
        let covers = |department: &DepartmentId| *department == ROOT || organisation.is_in(employee, *department);
        self.employees.contains(&employee.id) || self.departments.iter().any(covers)
    }
}

/// The rule that holds for a person on a day, asked for by name (document 90263).
///
/// It knows the grace that [`Hours`] of the company-wide answer may keep to itself, and neither its
/// scope nor its white list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRule {
    /// Whose.
    pub who: EmployeeId,
    /// On which day.
    pub date: jiff::civil::Date,
    /// The rule.
    pub rule: Rule,
}
