//! The anomaly queue: what is wrong, in the order in which it deserves attention.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};

use crate::{
    console::{QueueFilter, view::QueueSummary},
    domain::{
        Anomaly, AnomalyId, AnomalyKind, EmployeeId, Severity,
        anomaly::{AnomalyState, Evidence, ResolvedBy, Subject},
        judge::Finding,
    },
};

/// Where an anomaly stands: the worst first, then the newest day.
type Rank = (Severity, Reverse<Option<Date>>, Reverse<Timestamp>, AnomalyId);

/// Every anomaly known, open ones in order.
#[derive(Debug, Default)]
pub struct Queue {
    all: BTreeMap<AnomalyId, Anomaly>,
    open: BTreeSet<Rank>,
    by_day: BTreeMap<(EmployeeId, Date), BTreeSet<AnomalyId>>,
    without_punch: BTreeMap<Date, u64>,
    revision: u64,
}

/// What a change of the queue did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effected {
    /// Opened, or opened again.
    pub opened: u64,
    /// Closed.
    pub resolved: u64,
}

impl Queue {
    /// The queue as it was stored.
    #[must_use]
    pub fn restore(anomalies: Vec<Anomaly>) -> Self {
        let mut queue = Self::default();
        for anomaly in anomalies {
            queue.put(anomaly);
        }
        queue
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: AnomalyId) -> Option<&Anomaly> {
        self.all.get(&id)
    }

    /// Takes in what is wrong on one judged day: opens, changes, and closes what is no longer true, for
    /// the reason for which the day was judged.
    ///
    /// Returns those that changed.
    pub fn judged(
        &mut self,
        who: &EmployeeId,
        date: Date,
        findings: Vec<Finding>,
        reason: ResolvedBy,
        now: Timestamp,
        effected: &mut Effected,
    ) -> Vec<Anomaly> {
        let found: BTreeSet<AnomalyId> = findings.iter().map(|one| AnomalyId::of(&one.subject, one.kind)).collect();
        let absent = findings.iter().any(|finding| finding.kind == AnomalyKind::Absent);
        let reason = if absent { ResolvedBy::Merged } else { reason };
        let known = self.by_day.get(&(who.clone(), date)).cloned().unwrap_or_default();
        let mut changed: Vec<_> =
            findings.into_iter().filter_map(|finding| self.raise(finding, now, effected)).collect();
        changed.extend(known.difference(&found).filter_map(|id| self.resolve(*id, reason, now, effected)));
        changed
    }

    /// Makes a finding an open anomaly. `None` if it is one already, with the same facts.
    pub fn raise(&mut self, finding: Finding, now: Timestamp, effected: &mut Effected) -> Option<Anomaly> {
        let id = AnomalyId::of(&finding.subject, finding.kind);
        let anomaly = match self.all.get(&id) {
            Some(known) if known.is_open() && known.evidence == finding.evidence => return None,
            Some(known) => again(known, finding, now),
            None => first(id, finding, now),
        };
        let was_open = self.all.get(&id).is_some_and(Anomaly::is_open);
        effected.opened += u64::from(!was_open);
        self.put(anomaly.clone());
        Some(anomaly)
    }

    /// Closes an anomaly. `None` if it is not open.
    pub fn resolve(
        &mut self,
        id: AnomalyId,
        reason: ResolvedBy,
        now: Timestamp,
        effected: &mut Effected,
    ) -> Option<Anomaly> {
        let open = self.all.get(&id).filter(|anomaly| anomaly.is_open())?;
        let closed = Anomaly { state: AnomalyState::AutoResolved(reason), last_seen: now, ..open.clone() };
        effected.resolved += 1;
        self.put(closed.clone());
        Some(closed)
    }

    /// Open anomalies of the connection that satisfy a condition.
    pub fn open_integration<'a>(
        &'a self,
        matches: impl Fn(&Anomaly) -> bool + 'a,
    ) -> impl Iterator<Item = AnomalyId> + 'a {
        let integration = |anomaly: &&Anomaly| matches!(anomaly.subject, Subject::Integration { .. });
        let open = self.open.iter().filter_map(|rank| self.all.get(&rank.3));
        open.filter(integration).filter(move |anomaly| matches(anomaly)).map(|anomaly| anomaly.id)
    }

    /// Open anomalies of people's days, for people who satisfy a condition.
    pub fn open_of_people<'a>(
        &'a self,
        matches: impl Fn(&EmployeeId) -> bool + 'a,
    ) -> impl Iterator<Item = AnomalyId> + 'a {
        let open = self.open.iter().filter_map(|rank| self.all.get(&rank.3));
        open.filter(move |anomaly| anomaly.who().is_some_and(&matches)).map(|anomaly| anomaly.id)
    }

    /// A stretch of those that a filter lets through, and how many there are in all.
    #[must_use]
    pub fn page(&self, filter: &QueueFilter, offset: usize, limit: usize) -> (Vec<Anomaly>, usize) {
        if *filter == QueueFilter::default() {
            let rows = self.open.iter().skip(offset).take(limit).filter_map(|rank| self.all.get(&rank.3).cloned());
            return (rows.collect(), self.open.len());
        }
        let passed: Vec<&Anomaly> = self.in_order(filter.resolved_too).filter(|one| passes(filter, one)).collect();
        (passed.iter().skip(offset).take(limit).map(|one| (*one).clone()).collect(), passed.len())
    }

    /// The queue's revision: it rises with every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Counts of the open ones.
    #[must_use]
    pub fn summary(&self) -> QueueSummary {
        let mut summary = QueueSummary { revision: self.revision, ..QueueSummary::default() };
        let mut people = BTreeSet::new();
        for anomaly in self.open.iter().filter_map(|rank| self.all.get(&rank.3)) {
            *summary.open_by_severity.entry(anomaly.severity).or_default() += 1;
            *summary.open_by_kind.entry(anomaly.kind).or_default() += 1;
            summary.oldest = Some(summary.oldest.map_or(anomaly.first_seen, |oldest| oldest.min(anomaly.first_seen)));
            people.extend(anomaly.who());
        }
        summary.people = people.len() as u64;
        summary
    }

    /// How many people are without a punch on each day on which anybody is.
    #[must_use]
    pub fn without_punch(&self) -> &BTreeMap<Date, u64> {
        &self.without_punch
    }

    fn in_order(&self, resolved_too: bool) -> impl Iterator<Item = &Anomaly> {
        let open = self.open.iter().filter_map(|rank| self.all.get(&rank.3));
        let mut resolved: Vec<&Anomaly> = self.all.values().filter(|one| resolved_too && !one.is_open()).collect();
        resolved.sort_unstable_by_key(|one| rank(one));
        open.chain(resolved)
    }

    fn put(&mut self, anomaly: Anomaly) {
        self.revision += 1;
        if let Some(old) = self.all.get(&anomaly.id) {
            self.open.remove(&rank(old));
            if let Some(day) = without_punch_on(old) {
                self.without_punch.entry(day).and_modify(|people| *people = people.saturating_sub(1));
            }
        }
        if anomaly.is_open() {
            self.open.insert(rank(&anomaly));
        }
        if let Some(day) = without_punch_on(&anomaly) {
            *self.without_punch.entry(day).or_default() += 1;
        }
        if let Subject::Day { who, date } = &anomaly.subject {
            self.by_day.entry((who.clone(), *date)).or_default().insert(anomaly.id);
        }
        self.all.insert(anomaly.id, anomaly);
    }
}

/// Whether a filter lets an anomaly through.
#[must_use]
pub fn passes(filter: &QueueFilter, anomaly: &Anomaly) -> bool {
    let day = day_of(anomaly);
    (filter.kinds.is_empty() || filter.kinds.contains(&anomaly.kind))
        && (filter.severities.is_empty() || filter.severities.contains(&anomaly.severity))
        && (filter.people.is_empty() || anomaly.who().is_some_and(|who| filter.people.contains(who)))
        && filter.days.is_none_or(|days| day.is_some_and(|day| days.contains(day)))
        && filter.since.is_none_or(|since| anomaly.last_seen >= since)
        && (filter.resolved_too || anomaly.is_open())
}

fn rank(anomaly: &Anomaly) -> Rank {
    (anomaly.severity, Reverse(day_of(anomaly)), Reverse(anomaly.first_seen), anomaly.id)
}

/// The day on which somebody is without a punch, as far as is known. Of one who is absent no punch is said
/// to be missing, so that nobody is counted twice.
fn without_punch_on(anomaly: &Anomaly) -> Option<Date> {
    let is_one = anomaly.is_open() && matches!(anomaly.kind, AnomalyKind::Missing | AnomalyKind::Absent);
    day_of(anomaly).filter(|_| is_one)
}

fn day_of(anomaly: &Anomaly) -> Option<Date> {
    match anomaly.subject {
        Subject::Day { date, .. } => Some(date),
        Subject::Integration { .. } => None,
    }
}

fn first(id: AnomalyId, finding: Finding, now: Timestamp) -> Anomaly {
    let Finding { subject, kind, severity, evidence } = finding;
    let state = AnomalyState::Open;
    Anomaly { id, subject, kind, severity, state, first_seen: now, last_seen: now, count: 1, reopened: 0, evidence }
}

fn again(known: &Anomaly, finding: Finding, now: Timestamp) -> Anomaly {
    Anomaly {
        severity: finding.severity,
        evidence: finding.evidence,
        state: AnomalyState::Open,
        last_seen: now,
        count: known.count + 1,
        reopened: known.reopened + u32::from(!known.is_open()),
        ..known.clone()
    }
}

/// Something wrong with the connection, as a finding.
#[must_use]
pub fn integration(
    kind: AnomalyKind,
    severity: Severity,
    stream: Option<crate::domain::Stream>,
    about: impl ToString,
    evidence: Vec<Evidence>,
) -> Finding {
    Finding { subject: Subject::Integration { stream, about: about.to_string() }, kind, severity, evidence }
}
