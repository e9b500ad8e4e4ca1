//! Commit: from a unit to one durable write.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
};

use jiff::Timestamp;

use super::{
    block::Block,
    disk::{Disk, Order},
    error::StoreError,
    keys::{Corp, Kind, Month, PersonNumber, STRIP, last_long, last_number},
    record::{AuditV1, DepartmentV1, EmployeeV1, QuarantineV1, decode, encode, pack, second},
    strip::Strip,
    unit::{Answer, Receipt, RecordsBatch, SetAside, Unit},
};
use crate::{
    audit::{Entry, GENESIS, Hash, Link},
    console::view::Tally,
    domain::{Coverage, CoverageState, Department, Employee, EmployeeId, Punch, Stream, time::wecom_date},
};

/// The store: one company's data on one disk.
pub struct Store {
    pub(super) disk: Box<dyn Disk>,
    pub(super) corp: Corp,
    pub(super) people: RwLock<People>,
    head: Mutex<Head>,
}

/// Everything a store must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The company whose data these are.
    pub corp_id: String,
}

/// The newest audit record.
#[derive(Debug, Clone, Copy)]
struct Head {
    seq: u64,
    hash: Hash,
}

/// People's numbers, which never change.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) numbers: BTreeMap<EmployeeId, PersonNumber>,
    pub(super) accounts: Vec<EmployeeId>,
}

/// Writes that are being gathered; reads see them already.
struct Draft<'a> {
    store: &'a Store,
    writes: BTreeMap<Vec<u8>, Vec<u8>>,
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
        Ok(Self { disk, corp, people, head })
    }

    /// Writes a unit. All of it is durable when this returns, or nothing was written.
    ///
    /// Blocks for as long as the disk takes; one commit runs at a time.
    ///
    /// # Errors
    /// If the disk refuses, or what is on it cannot be read.
    pub fn commit(&self, unit: Unit) -> Result<Receipt, StoreError> {
        let mut head = self.lock_head();
        let mut receipt = Receipt::default();
        let mut draft = Draft { store: self, writes: BTreeMap::new() };
        let newcomers = draft.number_people(&unit);
        for batch in &unit.records {
            let tally = draft.records(batch, &newcomers, &mut receipt)?;
            receipt.tallies.push(tally);
        }
        draft.single_facts(&unit, &mut receipt)?;
        if let Some((departments, employees)) = &unit.organisation {
            receipt.organisation_changed = draft.organisation(departments, employees, &newcomers)?;
        }
        let next = draft.audit(unit.audit, *head, &mut receipt);
        self.disk.write(draft.writes.into_iter().map(|(key, value)| (key, Some(value))).collect())?;
        *head = next;
        self.people.write().unwrap_or_else(PoisonError::into_inner).extend(newcomers);
        Ok(receipt)
    }

    pub(super) fn people(&self) -> RwLockReadGuard<'_, People> {
        self.people.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Newcomers = BTreeMap<EmployeeId, PersonNumber>;

impl Draft<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.writes.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None => self.store.disk.get(key),
        }
    }

    /// Writes only what differs from what is there.
    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<bool, StoreError> {
        let changed = self.get(&key)?.is_none_or(|old| old != value);
        if changed {
            self.writes.insert(key, value);
        }
        Ok(changed)
    }

    fn number_people(&mut self, unit: &Unit) -> Newcomers {
        let known = self.store.people();
        let members = unit.organisation.iter().flat_map(|(_, employees)| employees.iter().map(|one| &one.id));
        let asked = unit.records.iter().flat_map(|batch| &batch.people);
        let mut newcomers = Newcomers::new();
        for who in members.chain(asked).filter(|who| !known.numbers.contains_key(*who)) {
            let next = known.accounts.len() + newcomers.len();
            newcomers.entry(who.clone()).or_insert(PersonNumber::try_from(next).unwrap_or(PersonNumber::MAX));
        }
        for (who, number) in &newcomers {
            self.writes.insert(self.store.corp.person(*number), encode(&who.as_str()));
        }
        newcomers
    }

    fn number(&self, who: &EmployeeId, newcomers: &Newcomers) -> Option<PersonNumber> {
        newcomers.get(who).copied().or_else(|| self.store.people().numbers.get(who).copied())
    }

    fn records(
        &mut self,
        batch: &RecordsBatch,
        newcomers: &Newcomers,
        receipt: &mut Receipt,
    ) -> Result<Tally, StoreError> {
        match &batch.answer {
            Answer::Rows { punches, quarantined, at } => {
                let mut tally = self.rows(punches, *at, newcomers, receipt)?;
                tally.calls = 1;
                tally.quarantined = quarantined.len() as u64;
                self.set_aside(quarantined, *at)?;
                self.cover(batch, newcomers, receipt, |counted, _| Coverage::answered(counted, *at), punches)?;
                Ok(tally)
            }
            Answer::Failure { errcode, not_visible } => {
                let failed = |_, known: Coverage| match (not_visible, known.failed(*errcode)) {
                    (true, known) if known.fetched_at.is_none() => {
                        Coverage { state: CoverageState::NotVisible, ..known }
                    }
                    (_, known) => known,
                };
                self.cover(batch, newcomers, receipt, failed, &[])?;
                Ok(Tally::default())
            }
        }
    }

    /// Merges rows into their people's months.
    fn rows(
        &mut self,
        punches: &[Punch],
        at: Timestamp,
        newcomers: &Newcomers,
        receipt: &mut Receipt,
    ) -> Result<Tally, StoreError> {
        let mut months: BTreeMap<(Month, PersonNumber), Vec<&Punch>> = BTreeMap::new();
        for punch in punches {
            if let Some(person) = self.number(&punch.who, newcomers) {
                months.entry((Month::of(punch.named_at()), person)).or_default().push(punch);
            }
        }
        let mut tally = Tally::default();
        for ((month, person), rows) in months {
            let key = self.store.corp.block(month, person);
            let mut block = self.get(&key)?.map_or(Ok(Block::default()), |bytes| Block::decode(&bytes))?;
            let merged = block.merge(rows.iter().copied(), at);
            if merged.inserted + merged.updated > 0 {
                self.writes.insert(key, block.encode()?);
                for punch in &rows {
                    receipt.touch_row(punch);
                }
            }
            tally.add(merged);
        }
        Ok(tally)
    }

    /// Keeps rows that could not be read, with the time at which each first came.
    fn set_aside(&mut self, rows: &[SetAside], at: Timestamp) -> Result<(), StoreError> {
        for row in rows {
            let key = self.store.corp.quarantine(&row.text);
            if self.get(&key)?.is_none() {
                let stream = Stream::Records.name().to_owned();
                let (reason, text) = (row.reason.clone(), row.text.clone());
                self.writes.insert(key, encode(&QuarantineV1 { at: second(at), stream, reason, text }));
            }
        }
        Ok(())
    }

    /// Notes for each person and whole day of the window what is now known.
    fn cover(
        &mut self,
        batch: &RecordsBatch,
        newcomers: &Newcomers,
        receipt: &mut Receipt,
        known_now: impl Fn(u16, Coverage) -> Coverage,
        punches: &[Punch],
    ) -> Result<(), StoreError> {
        let counts = count_rows(punches);
        for day in batch.window.whole_days() {
            for (strip, people) in self.by_strip(&batch.people, newcomers) {
                let key = self.store.corp.coverage(Stream::Records, day, strip);
                let mut record = self.get(&key)?.map_or(Ok(Strip::default()), |bytes| Strip::decode(&bytes))?;
                for (place, who) in people {
                    let counted = counts.get(&(who.clone(), day)).copied().unwrap_or(0);
                    record.set(place, known_now(counted, record.get(place)?));
                    receipt.touch(who, day);
                }
                self.writes.insert(key, record.encode()?);
            }
        }
        match batch.cursor {
            Some(cursor) => {
                let key = self.store.corp.cursor(cursor.stream, cursor.shard);
                self.put(key, encode(&second(cursor.until))).map(drop)
            }
            None => Ok(()),
        }
    }

    fn by_strip<'b>(
        &self,
        people: &'b [EmployeeId],
        newcomers: &Newcomers,
    ) -> BTreeMap<u32, Vec<(usize, &'b EmployeeId)>> {
        let mut strips: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for who in people {
            if let Some(number) = self.number(who, newcomers) {
                let (strip, place) = Strip::place(number);
                strips.entry(strip).or_default().push((place, who));
            }
        }
        strips
    }

    fn single_facts(&mut self, unit: &Unit, receipt: &mut Receipt) -> Result<(), StoreError> {
        let corp = self.store.corp;
        if let Some((answer, at)) = &unit.rules {
            let latest =
                self.store.disk.scan(&corp.first(Kind::Rules), &corp.after(Kind::Rules), 1, Order::Backward)?;
            let value = pack(1, answer)?;
            receipt.rules_changed = latest.first().is_none_or(|(_, old)| *old != value);
            if receipt.rules_changed {
                self.writes.insert(corp.rules(*at), value);
            }
        }
        for anomaly in &unit.anomalies {
            let json = serde_json::to_vec(anomaly).map_err(StoreError::damaged)?;
            self.put(corp.anomaly(anomaly.id), encode(&json))?;
        }
        if let Some(token) = &unit.token {
            self.put(corp.meta("token"), encode(token))?;
        }
        for (stream, at) in &unit.fresh {
            self.put(corp.meta(&format!("fresh/{}", stream.name())), encode(&second(*at)))?;
        }
        if let Some(hash) = &unit.config_hash {
            self.put(corp.meta("config_hash"), encode(hash))?;
        }
        if let Some(settled) = unit.settled {
            self.put(corp.meta("settled"), encode(&settled))?;
        }
        if let Some(number) = unit.last_pass {
            self.put(corp.meta("last_pass"), encode(&number))?;
        }
        Ok(())
    }

    fn organisation(
        &mut self,
        departments: &[Department],
        employees: &[Employee],
        newcomers: &Newcomers,
    ) -> Result<bool, StoreError> {
        let mut changed = false;
        let mut strips: BTreeMap<u32, Vec<EmployeeV1>> = self.empty_strips(Kind::Employees)?;
        for employee in employees {
            if let Some(number) = self.number(&employee.id, newcomers) {
                strips.entry(number / STRIP).or_default().push(employee.into());
            }
        }
        for (strip, records) in strips {
            changed |= self.put(self.store.corp.employees(strip), pack_list(&records)?)?;
        }
        let mut strips: BTreeMap<u32, Vec<DepartmentV1>> = self.empty_strips(Kind::Departments)?;
        for (hundred, departments) in (0..).zip(departments.chunks(STRIP as usize)) {
            strips.insert(hundred, departments.iter().map(DepartmentV1::from).collect());
        }
        for (strip, records) in strips {
            changed |= self.put(self.store.corp.departments(strip), pack_list(&records)?)?;
        }
        Ok(changed)
    }

    /// Strips that are on the disk, emptied, so that whoever is no longer listed is gone.
    fn empty_strips<T>(&self, kind: Kind) -> Result<BTreeMap<u32, Vec<T>>, StoreError> {
        let corp = self.store.corp;
        let known = self.store.disk.scan(&corp.first(kind), &corp.after(kind), usize::MAX, Order::Forward)?;
        Ok(known.iter().filter_map(|(key, _)| last_number(key)).map(|strip| (strip, Vec::new())).collect())
    }

    fn audit(&mut self, entries: Vec<Entry>, mut head: Head, receipt: &mut Receipt) -> Head {
        for entry in entries {
            let link = Link::new(entry, head.seq + 1, head.hash);
            head = Head { seq: link.row.seq, hash: link.hash };
            self.writes.insert(self.store.corp.audit(head.seq), encode(&AuditV1::from(&link)));
            receipt.audit.push(link.row);
        }
        head
    }
}

impl From<&Link> for AuditV1 {
    fn from(link: &Link) -> Self {
        Self {
            at: second(link.row.at),
            actor: link.row.actor.clone(),
            action: link.row.action.clone(),
            object: link.row.object.clone(),
            outcome: link.row.outcome.clone(),
            detail: link.row.detail.clone(),
            prev: link.prev,
            hash: link.hash,
        }
    }
}

impl People {
    fn extend(&mut self, newcomers: Newcomers) {
        let mut by_number: Vec<_> = newcomers.into_iter().map(|(who, number)| (number, who)).collect();
        by_number.sort_unstable();
        for (number, who) in by_number {
            self.accounts.push(who.clone());
            self.numbers.insert(who, number);
        }
    }
}

fn pack_list<T: serde::Serialize>(records: &Vec<T>) -> Result<Vec<u8>, StoreError> {
    pack(u32::try_from(records.len()).map_err(StoreError::damaged)?, records)
}

fn count_rows(punches: &[Punch]) -> BTreeMap<(EmployeeId, jiff::civil::Date), u16> {
    let mut counts = BTreeMap::new();
    for punch in punches {
        let count: &mut u16 = counts.entry((punch.who.clone(), wecom_date(punch.named_at()))).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

fn read_head(disk: &dyn Disk, corp: Corp) -> Result<Head, StoreError> {
    let newest = disk.scan(&corp.first(Kind::Audit), &corp.after(Kind::Audit), 1, Order::Backward)?;
    let Some((key, value)) = newest.first() else { return Ok(Head { seq: 0, hash: GENESIS }) };
    let record: AuditV1 = decode("audit", value)?;
    Ok(Head { seq: last_long(key).unwrap_or(0), hash: record.hash })
}

fn read_people(disk: &dyn Disk, corp: Corp) -> Result<People, StoreError> {
    let mut people = People::default();
    for (_, value) in disk.scan(&corp.first(Kind::Person), &corp.after(Kind::Person), usize::MAX, Order::Forward)? {
        let account: String = decode("person", &value)?;
        let who = EmployeeId::parse(&account).map_err(StoreError::damaged)?;
        let number = PersonNumber::try_from(people.accounts.len()).map_err(StoreError::damaged)?;
        people.numbers.insert(who.clone(), number);
        people.accounts.push(who);
    }
    Ok(people)
}
