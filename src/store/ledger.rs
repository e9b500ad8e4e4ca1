//! The store: opening it, and committing to it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
};

use super::{
    copying::Written,
    disk::{Disk, Order},
    draft::Draft,
    error::StoreError,
    keys::{Corp, Kind, PersonNumber, last_long, last_number},
    record::{AuditV1, decode},
    unit::{Receipt, Unit},
};
use crate::{
    audit::{GENESIS, Hash},
    domain::EmployeeId,
};

/// The store: one company's data on one disk.
pub struct Store {
    pub(super) disk: Box<dyn Disk>,
    pub(super) corp: Corp,
    people: RwLock<People>,
    head: Mutex<Head>,
    written: Mutex<Written>,
}

/// Everything a store must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The company whose data these are.
    pub corp_id: String,
}

/// The newest audit record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) seq: u64,
    pub(super) hash: Hash,
}

/// People's numbers, which never change.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) numbers: BTreeMap<EmployeeId, PersonNumber>,
    pub(super) accounts: Vec<EmployeeId>,
}

impl Store {
    /// Opens the company's part of a disk.
    ///
    /// # Errors
    /// If the disk cannot be read, or holds what this program cannot.
    pub fn open(disk: impl Disk, settings: &StoreSettings) -> Result<Self, StoreError> {
        let disk: Box<dyn Disk> = Box::new(disk);
        let corp = Corp::of(&settings.corp_id);
        let head = Mutex::new(read_head(&*disk, corp)?);
        let people = RwLock::new(read_people(&*disk, corp)?);
        Ok(Self { disk, corp, people, head, written: Mutex::default() })
    }

    /// Writes a unit. All of it is durable when this returns, or nothing was written.
    ///
    /// Blocks for as long as the disk takes; one commit runs at a time.
    ///
    /// # Errors
    /// If the disk refuses, or what is on it cannot be read.
    pub fn commit(&self, unit: Unit) -> Result<Receipt, StoreError> {
        let mut head = self.lock_head();
        let drawn = Draft::draw(self, unit, *head)?;
        if let Some(written) = &mut *self.lock_written() {
            written.extend(drawn.writes.iter().map(|(key, _)| key.clone()));
        }
        self.disk.write(drawn.writes)?;
        *head = drawn.head;
        self.people.write().unwrap_or_else(PoisonError::into_inner).extend(drawn.newcomers);
        Ok(drawn.receipt)
    }

    pub(super) fn people(&self) -> RwLockReadGuard<'_, People> {
        self.people.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while a commit is made.
    pub(super) fn lock_head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lock_written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl People {
    fn extend(&mut self, newcomers: BTreeMap<EmployeeId, PersonNumber>) {
        let mut by_number: Vec<_> = newcomers.into_iter().map(|(who, number)| (number, who)).collect();
        by_number.sort_unstable();
        for (number, who) in by_number {
            self.accounts.push(who.clone());
            self.numbers.insert(who, number);
        }
    }
}

fn read_head(disk: &dyn Disk, corp: Corp) -> Result<Head, StoreError> {
    let newest = disk.scan(&corp.first(Kind::Audit), &corp.after(Kind::Audit), 1, Order::Backward)?;
    let Some((key, value)) = newest.first() else { return Ok(Head { seq: 0, hash: GENESIS }) };
    let record: AuditV1 = decode("audit", value)?;
    Ok(Head { seq: last_long(key).unwrap_or(0), hash: record.hash })
}

fn read_people(disk: &dyn Disk, corp: Corp) -> Result<People, StoreError> {
    let mut people = People::default();
    for (key, value) in disk.scan(&corp.first(Kind::Person), &corp.after(Kind::Person), usize::MAX, Order::Forward)? {
        let account: String = decode("person", &value)?;
        let who = EmployeeId::parse(&account).map_err(StoreError::damaged)?;
        let number = PersonNumber::try_from(people.accounts.len()).map_err(StoreError::damaged)?;
        if last_number(&key) != Some(number) {
            return Err(StoreError::damaged(format!("person {number} is missing")));
        }
        people.numbers.insert(who.clone(), number);
        people.accounts.push(who);
    }
    Ok(people)
}
