//! From the disk to verdicts: read a person's rows, judge the days. Runs beside the loop.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{Timestamp, civil::Date};

use crate::{
    console::Trouble,
    domain::{
        AttendanceDay, Coverage, DayRange, Employee, EmployeeId, Organisation, Stream,
        calendar::Calendar,
        judge::{Finding, Material, findings, judge, unknown_words},
        policy::Policy,
        rule::RuleBook,
        time::wecom_date,
    },
    store::{KnownDays, Store, StoreError},
    wecom::wire::rules::rules,
};

/// What the rules are read against; replaced whole when it changes.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Members and departments.
    pub organisation: Organisation,
    /// Rules, as they are and were.
    pub rules: RuleBook,
}

impl Company {
    /// The company as it was last stored.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        let mut book = RuleBook::default();
        for version in store.rule_versions()? {
            let read = rules(&version.answer).map_err(StoreError::damaged)?;
            book.learn(wecom_date(version.first_seen), read.rules);
        }
        Ok(Self { organisation: store.organisation()?, rules: book })
    }
}

/// The company that the loop writes and the judges read.
pub type SharedCompany = Arc<RwLock<Arc<Company>>>;

/// Judges days from what is on the disk.
#[derive(Clone)]
pub struct Bench {
    /// The disk.
    pub store: Arc<Store>,
    /// The company.
    pub company: SharedCompany,
    /// The settings.
    pub policy: Policy,
    /// The calendar.
    pub calendar: Calendar,
}

/// What judging some days came to.
#[derive(Debug, Default)]
pub struct Judgement {
    /// When it was judged.
    pub at: Option<Timestamp>,
    /// Every day that was looked at, with what is wrong on it.
    pub days: Vec<(EmployeeId, Date, Vec<Finding>)>,
    /// People whose days could not be read from the disk, and so were not judged.
    pub unread: BTreeMap<EmployeeId, Trouble>,
    /// Everybody who was looked at, with what there is to say of them beside their days.
    pub seen: BTreeMap<EmployeeId, Seen>,
    /// Years whose calendar was asked for and is not loaded.
    pub calendar_missing: BTreeSet<i16>,
}

/// What judging found of a person, beside anomalies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Whether there is a day without any rule.
    pub without_rule: bool,
    /// Words of WeCom's that this program does not know.
    pub unknown_words: BTreeSet<String>,
}

impl Bench {
    /// The company as it now is.
    #[must_use]
    pub fn company(&self) -> Arc<Company> {
        Arc::clone(&self.company.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// One person's days.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn days(&self, employee: &Employee, days: DayRange, now: Timestamp) -> Result<Vec<AttendanceDay>, StoreError> {
        let mut known = self.store.known_days(Stream::Records);
        self.days_and_words(employee, days, &mut known, now).map(|(days, _)| days)
    }

    /// Many people's days; people who are not known are passed over, and one who cannot be read keeps
    /// nobody else from being judged.
    #[must_use]
    pub fn judge(&self, wanted: &BTreeMap<EmployeeId, BTreeSet<Date>>, now: Timestamp) -> Judgement {
        let company = self.company();
        let mut judgement = Judgement { at: Some(now), ..Judgement::default() };
        let mut known = self.store.known_days(Stream::Records);
        for (who, days) in wanted {
            let (Some(employee), Some(span)) = (company.organisation.employees.get(who), span(days)) else { continue };
            match self.days_and_words(employee, span, &mut known, now) {
                Ok((judged, unknown_words)) => {
                    judgement.seen.insert(who.clone(), Seen { without_rule: false, unknown_words });
                    for day in judged.into_iter().filter(|day| days.contains(&day.date)) {
                        judgement.take(who, &day, &self.policy);
                    }
                }
                Err(error) => drop(judgement.unread.insert(who.clone(), error.trouble())),
            }
        }
        judgement
    }

    fn days_and_words(
        &self,
        employee: &Employee,
        days: DayRange,
        known: &mut KnownDays<'_>,
        now: Timestamp,
    ) -> Result<(Vec<AttendanceDay>, BTreeSet<String>), StoreError> {
        use jiff::ToSpan;
        let company = self.company();
        let punches = self.store.punches_around(&employee.id, days)?;
        let around = DayRange { from: days.from.saturating_sub(2.days()), to: days.to.saturating_add(2.days()) };
        let known = around.days().map(|day| Ok((day, known.of(&employee.id, day)?)));
        let known: BTreeMap<Date, Coverage> = known.collect::<Result<_, StoreError>>()?;
        let coverage = |day: Date| known.get(&day).copied().unwrap_or(Coverage::NEVER);
        let material = Material {
            organisation: &company.organisation,
            rules: &company.rules,
            policy: &self.policy,
            calendar: &self.calendar,
            punches: &punches,
            coverage: &coverage,
            now,
        };
        Ok((judge(employee, days, &material), unknown_words(&punches)))
    }
}

impl Judgement {
    fn take(&mut self, who: &EmployeeId, day: &AttendanceDay, policy: &Policy) {
        use crate::domain::{DayStatus, Flag};
        if day.status == DayStatus::NoRule {
            self.seen.entry(who.clone()).or_default().without_rule = true;
        }
        if day.flags.contains(&Flag::Provisional) {
            self.calendar_missing.insert(day.date.year());
        }
        self.days.push((who.clone(), day.date, findings(who, day, policy)));
    }
}

fn span(days: &BTreeSet<Date>) -> Option<DayRange> {
    Some(DayRange { from: *days.first()?, to: *days.last()? })
}
