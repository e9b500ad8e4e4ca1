//! What became of the rules from one look to the next.
//!
//! WeCom gives rules no time of change (document 93384): only comparing tells.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Hours, Rule, SpecialWorkdays, WeekEntry};
use crate::domain::RuleId;

/// A rule that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleChange {
    /// Its number (`groupid`).
    pub rule: RuleId,
    /// What differs; at least one thing.
    pub aspects: BTreeSet<RuleAspect>,
}

/// What of a rule can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAspect {
    /// The whole rule is new.
    Added,
    /// The whole rule is gone.
    Removed,
    /// Its name.
    Name,
    /// How it asks for punches (打卡类型).
    Kind,
    /// When punches are due, within which windows and with which rests.
    Times,
    /// On which days: weekdays, special dates, the calendar, the cut between days.
    Days,
    /// How far one may come and go beside the times: grace, slide, late arrival after late leaving (弹性).
    Flexible,
    /// Whom it covers.
    People,
    /// Whom it asks nothing (白名单).
    Exempt,
    /// Where and with what people punch.
    Places,
    /// What becomes of overtime (加班).
    Overtime,
    /// Which corrections (补卡) people may apply for, and what may be approved.
    Corrections,
}

impl RuleAspect {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Added,
        Self::Removed,
        Self::Name,
        Self::Kind,
        Self::Times,
        Self::Days,
        Self::Flexible,
        Self::People,
        Self::Exempt,
        Self::Places,
        Self::Overtime,
        Self::Corrections,
    ];

    /// The stable name for the audit log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Times => "times",
            Self::Days => "days",
            Self::Flexible => "flexible",
            Self::People => "people",
            Self::Exempt => "exempt",
            Self::Places => "places",
            Self::Overtime => "overtime",
            Self::Corrections => "corrections",
        }
    }
}

/// What became of each rule, by its number.
#[must_use]
pub fn changes<'a>(
    before: impl IntoIterator<Item = &'a Rule>,
    after: impl IntoIterator<Item = &'a Rule>,
) -> Vec<RuleChange> {
    let by_number = |rules: &mut dyn Iterator<Item = &'a Rule>| -> BTreeMap<RuleId, &'a Rule> {
        rules.map(|rule| (rule.id, rule)).collect()
    };
    let (before, after) = (by_number(&mut before.into_iter()), by_number(&mut after.into_iter()));
    let numbers: BTreeSet<RuleId> = before.keys().chain(after.keys()).copied().collect();
    let change = |rule| {
        let aspects = match (before.get(&rule), after.get(&rule)) {
            (Some(before), Some(after)) => differing(before, after),
            (None, _) => [RuleAspect::Added].into(),
            (Some(_), None) => [RuleAspect::Removed].into(),
        };
        (!aspects.is_empty()).then_some(RuleChange { rule, aspects })
    };
    numbers.into_iter().filter_map(change).collect()
}

/// What differs between two states of a rule. Every field has its place here: a new one does not compile
/// until it has one, too.
fn differing(before: &Rule, after: &Rule) -> BTreeSet<RuleAspect> {
    let Rule {
        id: _,
        name,
        kind,
        week,
        shifts: _,
        special_workdays,
        special_offdays,
        sync_holidays,
        outside_counts,
        punches_on_days_off,
        day_cut_s,
        standard_work_s,
        pairing,
        pair_gap_s,
        overtime,
        corrections,
        approval_punches,
        out_of_range,
        means,
        places,
        networks,
        scope,
        exempt,
    } = before;
    let special_days = |specials: &[SpecialWorkdays]| specials.iter().map(|one| one.dates.clone()).collect::<Vec<_>>();
    let weekdays = |week: &[WeekEntry]| week.iter().map(|entry| entry.weekdays.clone()).collect::<Vec<_>>();
    let days = weekdays(week) != weekdays(&after.week)
        || special_days(special_workdays) != special_days(&after.special_workdays)
        || (special_offdays, sync_holidays, day_cut_s)
            != (&after.special_offdays, &after.sync_holidays, &after.day_cut_s);
    let places = (out_of_range, means, places, networks, outside_counts)
        != (&after.out_of_range, &after.means, &after.places, &after.networks, &after.outside_counts);
    let stays = (pairing, pair_gap_s, standard_work_s) != (&after.pairing, &after.pair_gap_s, &after.standard_work_s);
    let aspects = [
        (RuleAspect::Name, *name != after.name),
        (RuleAspect::Kind, *kind != after.kind),
        (RuleAspect::Times, times(before) != times(after) || stays),
        (RuleAspect::Days, days),
        (RuleAspect::Flexible, flexibility(before) != flexibility(after)),
        (RuleAspect::People, *scope != after.scope),
        (RuleAspect::Exempt, *exempt != after.exempt),
        (RuleAspect::Places, places),
        (RuleAspect::Overtime, (overtime, punches_on_days_off) != (&after.overtime, &after.punches_on_days_off)),
        (RuleAspect::Corrections, (corrections, approval_punches) != (&after.corrections, &after.approval_punches)),
    ];
    aspects.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

/// All hours of a rule, each with the shift it is of, if it is of one.
fn all_hours(rule: &Rule) -> impl Iterator<Item = (Option<(i64, &str)>, &Hours)> {
    let weekly = rule.week.iter().map(|entry| (None, &entry.hours));
    weekly.chain(rule.shifts.iter().map(|shift| (Some((shift.id, shift.name.as_str())), &shift.hours)))
}

fn times(rule: &Rule) -> impl PartialEq + use<> {
    let of = |(shift, hours): (Option<(i64, &str)>, &Hours)| {
        let Hours { segments, no_off_needed, open_before_s, close_after_s, .. } = hours.clone();
        (shift.map(|(id, name)| (id, name.to_owned())), segments, no_off_needed, open_before_s, close_after_s)
    };
    let special = rule.special_workdays.iter().map(|one| one.segments.clone());
    (all_hours(rule).map(of).collect::<Vec<_>>(), special.collect::<Vec<_>>())
}

fn flexibility(rule: &Rule) -> impl PartialEq + use<> {
    let of = |(_, hours): (_, &Hours)| {
        let Hours { on_grace_s, off_grace_s, slide, late_leaving, .. } = hours.clone();
        (on_grace_s, off_grace_s, slide, late_leaving)
    };
    all_hours(rule).map(of).collect::<Vec<_>>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmployeeId, judge::tests::company::nine_to_six as test_rule};

    fn edited(edit: impl FnOnce(&mut Rule)) -> Vec<RuleAspect> {
        let before = test_rule(10);
        let mut after = before.clone();
        edit(&mut after);
        let changes = changes([&before], [&after]);
        changes.into_iter().flat_map(|change| change.aspects).collect()
    }

    #[test]
    fn an_edit_is_told_by_what_it_is_about() {
        assert_eq!(edited(|_| ()), []);
        assert_eq!(edited(|rule| rule.name = "新".into()), [RuleAspect::Name]);
        assert_eq!(edited(|rule| rule.week[0].hours.segments[0].on_s = 36_000), [RuleAspect::Times]);
        assert_eq!(edited(|rule| rule.week[0].hours.on_grace_s = Some(300)), [RuleAspect::Flexible]);
        assert_eq!(edited(|rule| rule.sync_holidays = !rule.sync_holidays), [RuleAspect::Days]);
        let nobody = EmployeeId::parse("li.lei").unwrap();
        assert_eq!(edited(|rule| rule.exempt.extend([nobody.clone()])), [RuleAspect::Exempt]);
        let both = |rule: &mut Rule| {
            rule.scope.tags.insert(3);
            rule.corrections.allowed = Some(false);
        };
        assert_eq!(edited(both), [RuleAspect::People, RuleAspect::Corrections]);
    }

    #[test]
    fn rules_that_come_and_go_are_told_by_number() {
        let (one, two) = (test_rule(1), test_rule(2));
        let told =
            changes([&one], [&two]).into_iter().map(|change| (change.rule.0, change.aspects.into_iter().collect()));
        let expected: [(u32, Vec<_>); 2] = [(1, vec![RuleAspect::Removed]), (2, vec![RuleAspect::Added])];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }
}
