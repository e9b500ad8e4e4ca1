//! The organisation on the disk: the one in force, who is missing from it, and everything that ever became
//! of it.
//!
//! Changes stand by number in the order in which they were found. What was is the present with the later
//! changes taken back; the first organisation ever seen holds backwards (attendance-rules.md, R18).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    believing::{Absences, Believed, OrganisationAnswer, believe},
    company::{DepartmentV2, EmployeeV2},
    disk::Order,
    draft::Draft,
    error::StoreError,
    keys::{Kind, last_long},
    ledger::Store,
    record::{decode, encode, instant, pack, second, unpack},
};
use crate::domain::{
    Department, DepartmentId, Employee, EmployeeId, Organisation,
    org::{OrganisationChange, Turn},
    time::wecom_midnight,
};

/// The name of the fact that says who is missing.
const ABSENT: &str = "absent";

/// A change with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedChange {
    /// When the answer that showed it was asked for.
    pub at: Timestamp,
    /// What changed.
    pub change: OrganisationChange,
}

/// What came of an answer about the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationOutcome {
    /// The organisation that holds now.
    pub in_force: Organisation,
    /// What changed.
    pub changes: Vec<OrganisationChange>,
    /// Since when somebody is missing of whom it takes a second look to say that they left.
    pub missing_since: Option<Timestamp>,
}

/// Changes that one answer showed, as they lie on the disk.
#[derive(Serialize, Deserialize)]
pub(super) struct ChangesV1 {
    at: i64,
    changes: Vec<ChangeV1>,
}

#[derive(Serialize, Deserialize)]
enum ChangeV1 {
    Employee(TurnV1<EmployeeV2>),
    Department(TurnV1<DepartmentV2>),
}

#[derive(Serialize, Deserialize)]
enum TurnV1<T> {
    Came(T),
    CameBack(T),
    Went(T),
    Became(T, T),
}

/// Who was missing from the last answer, and when that was asked for.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct AbsentV1 {
    asked_at: i64,
    employees: Vec<(String, i64)>,
    departments: Vec<(u32, i64)>,
}

impl Store {
    /// What became of the organisation since an instant, in order.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn organisation_changes(&self, since: Timestamp) -> Result<Vec<DatedChange>, StoreError> {
        let (from, to) = (self.corp.first(Kind::History), self.corp.after(Kind::History));
        let mut changes = Vec::new();
        for (_, value) in self.disk.scan(&from, &to, usize::MAX, Order::Forward)? {
            let found = ChangesV1::read(&value)?;
            changes.extend(found.into_iter().filter(|change| change.at >= since));
        }
        Ok(changes)
    }

    /// What became of one person since the first look at the organisation, in order.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn changes_of(&self, who: &EmployeeId) -> Result<Vec<DatedChange>, StoreError> {
        let all = self.organisation_changes(Timestamp::MIN)?.into_iter();
        Ok(all.filter(|dated| dated.change.who() == Some(who)).collect())
    }

    /// The organisation as known at the end of a day of UTC+8; before the first look, as first seen.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn organisation_on(&self, day: Date) -> Result<Organisation, StoreError> {
        let later = self.organisation_changes(wecom_midnight(day.saturating_add(1.day())))?;
        let mut organisation = self.organisation()?;
        later.iter().rev().for_each(|dated| organisation.take_back(&dated.change));
        Ok(organisation)
    }

    /// Since when somebody is missing from the answers who still counts as a member.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn missing_since(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.absences()?.1.since())
    }

    /// When the last answer was asked for, and who was missing from it.
    fn absences(&self) -> Result<(Timestamp, Absences), StoreError> {
        let bytes = self.disk.get(&self.corp.meta(ABSENT))?;
        bytes.map_or(Ok((Timestamp::MIN, Absences::default())), |bytes| AbsentV1::read(&bytes))
    }
}

impl Draft<'_> {
    /// Writes what is believed of an answer, with what it changes; an answer that was asked for before the
    /// last one changes nothing.
    pub(super) fn organisation(&mut self, answer: &OrganisationAnswer) -> Result<OrganisationOutcome, StoreError> {
        let known = self.store.organisation()?;
        let (asked_at, absences) = self.store.absences()?;
        if answer.at < asked_at {
            return Ok(OrganisationOutcome { in_force: known, changes: Vec::new(), missing_since: absences.since() });
        }
        let Believed { in_force, absences, shrink } = believe(&known, &absences, answer);
        let is_first = known == Organisation::default();
        let changes = if is_first { Vec::new() } else { self.told_by_history(known.changes_to(&in_force))? };
        if !changes.is_empty() {
            self.append_history(answer.at, &changes)?;
        }
        if is_first || !changes.is_empty() {
            self.employees(&in_force)?;
            self.departments(&in_force)?;
        }
        self.put(self.store.corp.meta(ABSENT), encode(&AbsentV1::of(answer.at, &absences)))?;
        self.receipt.shrinks.extend(shrink);
        Ok(OrganisationOutcome { in_force, changes, missing_since: absences.since() })
    }

    /// The same changes; whoever had left once has come back.
    fn told_by_history(&self, mut changes: Vec<OrganisationChange>) -> Result<Vec<OrganisationChange>, StoreError> {
        let joins = |change: &OrganisationChange| matches!(change, OrganisationChange::Employee(Turn::Came(_)));
        if !changes.iter().any(joins) {
            return Ok(changes);
        }
        let history = self.store.organisation_changes(Timestamp::MIN)?;
        let gone = history.iter().filter_map(|dated| match &dated.change {
            OrganisationChange::Employee(Turn::Went(employee)) => Some(&employee.id),
            OrganisationChange::Employee(_) | OrganisationChange::Department(_) => None,
        });
        let gone: BTreeSet<&EmployeeId> = gone.collect();
        for change in &mut changes {
            if let OrganisationChange::Employee(Turn::Came(employee)) = change
                && gone.contains(&employee.id)
            {
                *change = OrganisationChange::Employee(Turn::CameBack(employee.clone()));
            }
        }
        Ok(changes)
    }

    fn append_history(&mut self, at: Timestamp, changes: &[OrganisationChange]) -> Result<(), StoreError> {
        let corp = self.store.corp;
        let (from, to) = (corp.first(Kind::History), corp.after(Kind::History));
        let newest = self.store.disk.scan(&from, &to, 1, Order::Backward)?;
        let number = newest.first().and_then(|(key, _)| last_long(key)).map_or(0, |last| last + 1);
        let count = u32::try_from(changes.len()).map_err(StoreError::damaged)?;
        let record = ChangesV1 { at: second(at), changes: changes.iter().map(ChangeV1::from).collect() };
        self.writes.insert(corp.history(number), pack(count, &record)?);
        Ok(())
    }
}

impl Absences {
    fn since(&self) -> Option<Timestamp> {
        self.employees.values().chain(self.departments.values()).min().copied()
    }
}

impl AbsentV1 {
    fn of(asked_at: Timestamp, absences: &Absences) -> Self {
        let employees = absences.employees.iter().map(|(who, since)| (who.as_str().to_owned(), second(*since)));
        let departments = absences.departments.iter().map(|(id, since)| (id.0, second(*since)));
        Self { asked_at: second(asked_at), employees: employees.collect(), departments: departments.collect() }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<(Timestamp, Absences), StoreError> {
        let Self { asked_at, employees, departments } = decode("absent", bytes)?;
        let account = |text: &str| EmployeeId::parse(text).map_err(StoreError::damaged);
        let employees = employees.iter().map(|(who, since)| Ok((account(who)?, instant(*since)?)));
        let departments = departments.iter().map(|(id, since)| Ok((DepartmentId(*id), instant(*since)?)));
        let employees = employees.collect::<Result<BTreeMap<_, _>, StoreError>>()?;
        let departments = departments.collect::<Result<BTreeMap<_, _>, StoreError>>()?;
        Ok((instant(asked_at)?, Absences { employees, departments }))
    }
}

impl ChangesV1 {
    pub(super) fn read(bytes: &[u8]) -> Result<Vec<DatedChange>, StoreError> {
        let record: Self = unpack("history", bytes)?;
        let at = instant(record.at)?;
        let dated = |change: ChangeV1| Ok(DatedChange { at, change: change.change()? });
        record.changes.into_iter().map(dated).collect()
    }
}

impl From<&OrganisationChange> for ChangeV1 {
    fn from(change: &OrganisationChange) -> Self {
        match change {
            OrganisationChange::Employee(turn) => Self::Employee(TurnV1::of(turn, |one: &Employee| one.into())),
            OrganisationChange::Department(turn) => Self::Department(TurnV1::of(turn, |one: &Department| one.into())),
        }
    }
}

impl ChangeV1 {
    fn change(self) -> Result<OrganisationChange, StoreError> {
        Ok(match self {
            Self::Employee(turn) => OrganisationChange::Employee(turn.read(EmployeeV2::employee)?),
            Self::Department(turn) => OrganisationChange::Department(turn.read(DepartmentV2::department)?),
        })
    }
}

impl<R> TurnV1<R> {
    fn of<T>(turn: &Turn<T>, record: impl Fn(&T) -> R) -> Self {
        match turn {
            Turn::Came(it) => Self::Came(record(it)),
            Turn::CameBack(it) => Self::CameBack(record(it)),
            Turn::Went(it) => Self::Went(record(it)),
            Turn::Became { before, after } => Self::Became(record(before), record(after)),
        }
    }

    fn read<T>(self, read: impl Fn(R) -> Result<T, StoreError>) -> Result<Turn<T>, StoreError> {
        Ok(match self {
            Self::Came(it) => Turn::Came(read(it)?),
            Self::CameBack(it) => Turn::CameBack(read(it)?),
            Self::Went(it) => Turn::Went(read(it)?),
            Self::Became(before, after) => Turn::Became { before: read(before)?, after: read(after)? },
        })
    }
}
