//! The company itself: who and what is in it, at any moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{
    correction::Correction,
    diary::Diary,
    form::Form,
    history::Dated,
    machine::MachinePunch,
    member::{Department, Member},
    plan::Plan,
    row::Row,
};
use crate::domain::time::wecom_midnight;

/// A company as WeCom knows it, from its beginning to its end.
///
/// It is asked for a moment, and tells what has happened by then; [`Company::apply`] lets something
/// happen.
pub struct Company {
    pub(super) departments: Vec<Department>,
    /// By folded account name; nobody where somebody has left.
    pub(super) staff: BTreeMap<String, Dated<Option<Member>>>,
    pub(super) rules: Vec<Dated<Value>>,
    pub(super) records: Records,
    /// What was put into or changed in the records afterwards, by person.
    pub(super) added: BTreeMap<String, Vec<Row>>,
    pub(super) corrections: BTreeMap<String, Vec<(Date, Correction)>>,
    pub(super) uploaded: BTreeMap<String, Vec<MachinePunch>>,
    /// `schedule_info` of a person's day, where it was given or changed.
    pub(super) roster: BTreeMap<(String, Date), Dated<Value>>,
    pub(super) forms: BTreeMap<String, Form>,
    /// Answers that are given instead of worked out.
    pub(super) given: Given,
}

/// Answers that are given instead of worked out.
#[derive(Default)]
pub struct Given {
    /// Rows of `getcheckin_daydata`.
    pub reports: Vec<Value>,
    /// Rows of getcheckinoption.
    pub options: Vec<Value>,
    /// What agent/get says.
    pub agent: Option<Value>,
    /// Contacts callbacks that came before.
    pub events: Vec<Value>,
}

/// Where rows come from.
pub(super) enum Records {
    Seeded(Diary),
    /// Rows of each folded userid, in order.
    Listed(BTreeMap<String, Vec<Row>>),
}

impl Company {
    /// A company whose people live by a diary.
    #[must_use]
    pub(super) fn living(departments: Vec<Department>, members: Vec<Member>, rules: Vec<Value>, diary: Diary) -> Self {
        Self::of(departments, members, rules, Records::Seeded(diary))
    }

    /// A company with exactly these rows.
    #[must_use]
    pub fn listed(departments: Vec<Department>, members: Vec<Member>, rules: Vec<Value>, rows: Vec<Row>) -> Self {
        let mut listed = BTreeMap::<String, Vec<Row>>::new();
        for row in rows {
            listed.entry(row.userid.to_ascii_lowercase()).or_default().push(row);
        }
        for rows in listed.values_mut() {
            rows.sort_by(|a, b| a.order().cmp(&b.order()));
        }
        Self::of(departments, members, rules, Records::Listed(listed))
    }

    fn of(departments: Vec<Department>, members: Vec<Member>, rules: Vec<Value>, records: Records) -> Self {
        let staff = members.into_iter().map(|member| (member.person.clone(), Dated::always(Some(member))));
        Self {
            departments,
            staff: staff.collect(),
            rules: rules.into_iter().map(Dated::always).collect(),
            records,
            added: BTreeMap::new(),
            corrections: BTreeMap::new(),
            uploaded: BTreeMap::new(),
            roster: BTreeMap::new(),
            forms: BTreeMap::new(),
            given: Given::default(),
        }
    }

    /// All departments, the root first.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.departments
    }

    /// All members at a moment, by folded userid.
    pub fn members(&self, now: Timestamp) -> impl Iterator<Item = &Member> {
        self.staff.values().filter_map(move |member| member.at(now)?.as_ref())
    }

    /// The member who has this account at a moment, whatever its case.
    #[must_use]
    pub fn member(&self, userid: &str, now: Timestamp) -> Option<&Member> {
        self.staff.get(&userid.to_ascii_lowercase())?.at(now)?.as_ref()
    }

    /// Whether the account was somebody's and is nobody's any more.
    #[must_use]
    pub fn has_left(&self, userid: &str, now: Timestamp) -> bool {
        let known = self.staff.get(&userid.to_ascii_lowercase()).and_then(|member| member.at(now));
        known.is_some_and(Option::is_none)
    }

    /// The member as they were at a moment, under whatever name; as they are now if nobody knew them.
    fn as_of<'a>(&'a self, member: &'a Member, then: Timestamp) -> &'a Member {
        let same = |found: &&Member| found.person == member.person;
        self.member(&member.userid, then).or_else(|| self.member(&member.person, then)).filter(same).unwrap_or(member)
    }

    /// The rules at a moment, as in getcorpcheckinoption.
    pub fn rules(&self, now: Timestamp) -> impl Iterator<Item = &Value> {
        self.rules.iter().filter_map(move |rule| rule.at(now))
    }

    /// The rule under which a member's day counts: as it was at that day's midnight.
    ///
    /// Whom a rule names is under it; otherwise the main department decides, and the departments
    /// above it, the nearest first. Of two such rules the first one listed holds.
    #[must_use]
    pub fn rule(&self, member: &Member, date: Date) -> Option<&Value> {
        let midnight = wecom_midnight(date);
        let member = self.as_of(member, midnight);
        let spared = |rule: &&Value| lists(&rule["white_users"], &member.userid);
        let named = || self.rules(midnight).find(|rule| lists(&rule["range"]["userid"], &member.userid));
        let above = member.departments.iter().flat_map(|id| self.way_up(*id));
        let nearest = || {
            above
                .into_iter()
                .find_map(|id| self.rules(midnight).find(|rule| lists(&rule["range"]["party_id"], &id.to_string())))
        };
        named().or_else(nearest).filter(|rule| !spared(rule))
    }

    /// What is asked of a member on a day, by what is known at a moment; nothing without a rule, and
    /// nothing under a roster that has no line for the day.
    #[must_use]
    pub fn plan(&self, member: &Member, date: Date, now: Timestamp) -> Option<Plan> {
        let assigned = self.assigned(member, date, now);
        Plan::of(self.rule(member, date)?, date, assigned.as_ref())
    }

    /// What the roster says of a member's day (`schedule_info`).
    #[must_use]
    pub fn assigned(&self, member: &Member, date: Date, now: Timestamp) -> Option<Value> {
        let set = self.roster.get(&(member.person.clone(), date)).and_then(|line| line.at(now));
        set.cloned().or_else(|| match &self.records {
            Records::Seeded(diary) => diary.assigned(&member.person, date),
            Records::Listed(_) => None,
        })
    }

    /// Answers that are given instead of worked out.
    #[must_use]
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// A department and all below it; nothing if there is no such department.
    #[must_use]
    pub fn subtree(&self, root: u32) -> BTreeSet<u32> {
        let mut inside: BTreeSet<u32> = self.departments.iter().map(|d| d.id).filter(|id| *id == root).collect();
        let mut known = 0;
        while known < inside.len() {
            known = inside.len();
            let below = self.departments.iter().filter(|d| inside.contains(&d.parentid)).map(|d| d.id);
            let below = below.collect::<Vec<_>>();
            inside.extend(below);
        }
        inside
    }

    /// A department and those above it, up to the root. A tree that bites its tail ends all the same.
    pub fn way_up(&self, id: u32) -> impl Iterator<Item = u32> {
        let above = |id: &u32| self.departments.iter().find(|d| d.id == *id).map(|d| d.parentid);
        std::iter::successors(Some(id), above).take(self.departments.len() + 1)
    }
}

/// Whether a list of words names this one, whatever its case.
fn lists(list: &Value, word: &str) -> bool {
    let words = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    words.into_iter().any(|listed| listed.eq_ignore_ascii_case(word))
}
