//! The rules as they were: which of them holds on which day.

use std::sync::Arc;

use jiff::civil::Date;

use super::Rule;
use crate::domain::RuleId;

/// Every state in which the rules were seen, each with the day on which it was first seen.
///
/// A changed rule holds from that day on and earlier days keep the older one; the first state seen holds
/// backwards (attendance-rules.md, R8). Rules that are the same in several states are kept once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleBook {
    states: Vec<(Date, Vec<Arc<Rule>>)>,
}

impl RuleBook {
    /// Rules that have always been so.
    #[must_use]
    pub fn always(rules: Vec<Rule>) -> Self {
        let mut book = Self::default();
        book.learn(Date::MIN, rules);
        book
    }

    /// Takes in the rules as they were first seen on a day, which is no earlier than the last one.
    pub fn learn(&mut self, from: Date, rules: Vec<Rule>) {
        let known = self.now();
        let kept = |rule: Rule| known.iter().find(|one| ***one == rule).map_or_else(|| Arc::new(rule), Arc::clone);
        let rules: Vec<_> = rules.into_iter().map(kept).collect();
        if self.states.is_empty() || rules != self.now() {
            self.states.push((from, rules));
        }
    }

    /// The rules of a day.
    #[must_use]
    pub fn on(&self, day: Date) -> &[Arc<Rule>] {
        let known = self.states.partition_point(|(from, _)| *from <= day);
        self.states.get(known.saturating_sub(1)).map_or(&[], |(_, rules)| rules)
    }

    /// The states of one rule, each with the day from which it holds; `None` is a rule that is not there.
    #[must_use]
    pub fn history_of(&self, rule: RuleId) -> Vec<(Date, Option<&Rule>)> {
        let in_state = |rules: &'_ [Arc<Rule>]| rules.iter().position(|one| one.id == rule);
        let all = self.states.iter().map(|(from, rules)| (*from, in_state(rules).map(|place| &*rules[place])));
        let mut history: Vec<(Date, Option<&Rule>)> = all.skip_while(|(_, rule)| rule.is_none()).collect();
        history.dedup_by(|(_, later), (_, earlier)| later == earlier);
        history
    }

    /// The rules as they now are.
    #[must_use]
    pub fn now(&self) -> &[Arc<Rule>] {
        self.states.last().map_or(&[], |(_, rules)| rules)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::judge::tests::company::nine_to_six as test_rule;

    fn renamed(name: &str) -> Vec<Rule> {
        vec![Rule { name: name.into(), ..test_rule(1) }, test_rule(2)]
    }

    fn name_on(book: &RuleBook, day: i8) -> &str {
        &book.on(date(2026, 3, day))[0].name
    }

    #[test]
    fn an_edit_holds_from_the_day_it_was_seen_and_the_first_state_backwards() {
        let mut book = RuleBook::default();
        assert!(book.on(date(2026, 3, 1)).is_empty());
        book.learn(date(2026, 3, 10), renamed("old"));
        book.learn(date(2026, 3, 20), renamed("new"));
        let names = [1, 10, 19, 20, 31].map(|day| name_on(&book, day));
        assert_eq!(names, ["old", "old", "old", "new", "new"]);
        assert_eq!(book.now()[0].name, "new");
        let told = |rule| book.history_of(RuleId(rule)).into_iter().map(|(from, _)| from.day()).collect::<Vec<_>>();
        assert_eq!((told(1), told(2), told(3)), (vec![10, 20], vec![10], vec![]));
    }

    #[test]
    fn of_two_states_of_one_day_the_later_holds_and_the_days_before_keep_the_first() {
        let mut book = RuleBook::default();
        book.learn(date(2026, 3, 10), renamed("first"));
        book.learn(date(2026, 3, 10), renamed("second"));
        assert_eq!([9, 10].map(|day| name_on(&book, day)), ["first", "second"]);
    }

    #[test]
    fn what_did_not_change_is_kept_once() {
        let mut book = RuleBook::default();
        book.learn(date(2026, 3, 10), renamed("old"));
        book.learn(date(2026, 3, 20), renamed("new"));
        assert!(Arc::ptr_eq(&book.on(date(2026, 3, 10))[1], &book.now()[1]));
        let before = book.clone();
        book.learn(date(2026, 3, 21), renamed("new"));
        assert_eq!(book, before);
    }
}
