//! What judging finds out beside anomalies of days: members without a rule, years without a
//! calendar, words that nobody knows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    core::Core,
    judging::{Judgement, Seen},
    queue::integration,
    verdicts::Dirty,
};
use crate::{
    console::Fact,
    domain::{
        AnomalyKind, EmployeeId, Severity, Stream,
        anomaly::{Evidence, Subject},
    },
    wecom::wire::Unfamiliar,
};

/// So many new values are told in an engine's life; more would be noise.
const TOLD_MAX: usize = 256;

impl Core {
    pub(super) fn take_alerts(&mut self, judgement: &Judgement, asked: &Dirty, now: Timestamp) {
        for (who, seen) in &judgement.seen {
            let days = asked.get(who).map_or(0, BTreeMap::len);
            self.note_seen(who, seen, days >= self.settings.look_back_days as usize);
        }
        for year in &judgement.calendar_missing {
            self.raise(integration(AnomalyKind::CalendarMissing, Severity::P3, None, year, Vec::new()), now);
        }
        let words: BTreeSet<_> = judgement.seen.values().flat_map(|seen| &seen.unknown_words).collect();
        for word in words {
            let stream = Some(Stream::Records);
            self.raise(integration(AnomalyKind::UnknownEnum, Severity::P4, stream, word, Vec::new()), now);
        }
        let everybody = self.seen.len() == self.company().organisation.employees.len();
        if everybody && !judgement.seen.is_empty() {
            self.judge_coverage_of_rules(now);
            self.forget_words(now);
        }
    }

    /// A look at some days adds to what is known of a person, and only a look at all of them replaces it.
    fn note_seen(&mut self, who: &EmployeeId, seen: &Seen, whole: bool) {
        if !self.company().organisation.employees.contains_key(who) {
            return;
        }
        if whole {
            self.seen.insert(who.clone(), seen.clone());
        } else if let Some(known) = self.seen.get_mut(who) {
            known.without_rule = seen.without_rule;
            known.unknown_words.extend(seen.unknown_words.iter().cloned());
        }
    }

    fn judge_coverage_of_rules(&mut self, now: Timestamp) {
        let gap = self.seen.values().filter(|seen| seen.without_rule).count() as u64;
        if gap > 0 {
            let evidence = vec![Evidence::Count(gap)];
            let stream = Some(Stream::Rules);
            self.raise(integration(AnomalyKind::CoverageGap, Severity::P3, stream, "rules", evidence), now);
        } else {
            self.resolve_where(now, |anomaly| anomaly.kind == AnomalyKind::CoverageGap);
        }
    }

    /// Values of an answer that nobody knows are told once. Those of rows are found again wherever the rows
    /// are judged; rules are whole in every answer, and so are the alerts about them.
    pub(super) fn note_unfamiliar(&mut self, stream: Stream, met: &BTreeSet<Unfamiliar>, now: Timestamp) {
        for one in met {
            if self.told.len() < TOLD_MAX && self.told.insert(one.clone()) {
                self.log(Fact::Unfamiliar { stream, field: one.field.to_owned(), value: one.value.clone() }, now);
            }
        }
        if stream == Stream::Rules {
            self.alert_to_rules(met, now);
        }
    }

    fn alert_to_rules(&mut self, met: &BTreeSet<Unfamiliar>, now: Timestamp) {
        let words: BTreeSet<String> = met.iter().map(|one| format!("{}={}", one.field, one.value)).collect();
        for word in &words {
            let stream = Some(Stream::Rules);
            self.raise(integration(AnomalyKind::UnknownEnum, Severity::P4, stream, word, Vec::new()), now);
        }
        self.forget_others(Stream::Rules, words, now);
    }

    /// Words in nobody's rows any more are nobody's concern.
    fn forget_words(&mut self, now: Timestamp) {
        let words: BTreeSet<String> = self.seen.values().flat_map(|seen| &seen.unknown_words).cloned().collect();
        self.forget_others(Stream::Records, words, now);
    }

    fn forget_others(&mut self, of: Stream, words: BTreeSet<String>, now: Timestamp) {
        let is_other = move |subject: &Subject| match subject {
            Subject::Integration { stream, about } => *stream == Some(of) && !words.contains(about),
            Subject::Day { .. } => false,
        };
        self.resolve_where(now, move |anomaly| anomaly.kind == AnomalyKind::UnknownEnum && is_other(&anomaly.subject));
    }
}
