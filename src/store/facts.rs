//! What a unit writes besides rows: the company, and single facts.

use std::collections::BTreeMap;

use super::{
    company::{pack_departments, pack_employees},
    disk::Order,
    draft::Draft,
    error::StoreError,
    keys::{Kind, STRIP, last_number},
    passes,
    record::{LimitV1, encode, pack, second},
    unit::Unit,
};
use crate::domain::{Department, Employee};

impl Draft<'_> {
    /// Writes organisation and rules, as far as they differ from what is there.
    pub(super) fn company(&mut self, unit: &Unit) -> Result<(), StoreError> {
        if let Some((departments, employees)) = &unit.organisation {
            let changed = [self.employees(employees)?, self.departments(departments)?];
            self.receipt.organisation_changed = changed.contains(&true);
        }
        if let Some((answer, at)) = &unit.rules {
            let corp = self.store.corp;
            let (from, to) = (corp.first(Kind::Rules), corp.after(Kind::Rules));
            let latest = self.store.disk.scan(&from, &to, 1, Order::Backward)?;
            let value = pack(1, answer)?;
            self.receipt.rules_changed = latest.first().is_none_or(|(_, old)| *old != value);
            if self.receipt.rules_changed {
                self.writes.insert(corp.rules(*at), value);
            }
        }
        Ok(())
    }

    fn employees(&mut self, employees: &[Employee]) -> Result<bool, StoreError> {
        let mut strips: BTreeMap<u32, Vec<&Employee>> = self.empty_strips(Kind::Employees)?;
        for employee in employees {
            if let Some(number) = self.number(&employee.id) {
                strips.entry(number / STRIP).or_default().push(employee);
            }
        }
        let mut changed = false;
        for (strip, records) in strips {
            changed |= self.put(self.store.corp.employees(strip), pack_employees(&records)?)?;
        }
        Ok(changed)
    }

    fn departments(&mut self, departments: &[Department]) -> Result<bool, StoreError> {
        let mut strips: BTreeMap<u32, &[Department]> = self.empty_strips(Kind::Departments)?;
        strips.extend((0..).zip(departments.chunks(STRIP as usize)));
        let mut changed = false;
        for (strip, records) in strips {
            changed |= self.put(self.store.corp.departments(strip), pack_departments(records)?)?;
        }
        Ok(changed)
    }

    /// Strips that are on the disk, emptied, so that whoever is no longer listed is gone.
    fn empty_strips<T: Default>(&self, kind: Kind) -> Result<BTreeMap<u32, T>, StoreError> {
        let corp = self.store.corp;
        let known = self.store.disk.scan(&corp.first(kind), &corp.after(kind), usize::MAX, Order::Forward)?;
        Ok(known.iter().filter_map(|(key, _)| last_number(key)).map(|strip| (strip, T::default())).collect())
    }

    /// Writes anomalies, token, freshness and the few facts about the engine itself.
    pub(super) fn single_facts(&mut self, unit: &Unit) -> Result<(), StoreError> {
        let corp = self.store.corp;
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
        if let Some(at) = unit.last_whole {
            self.put(corp.meta("last_whole"), encode(&second(at)))?;
        }
        if let Some(at) = unit.uploads_until {
            self.put(corp.meta("uploads_until"), encode(&second(at)))?;
        }
        if let Some(learnt) = &unit.learnt {
            let limits: Vec<_> = learnt.iter().map(LimitV1::from).collect();
            self.put(corp.meta("learnt"), encode(&limits))?;
        }
        if let Some(ahead_s) = unit.clock_ahead_s {
            self.put(corp.meta("clock_ahead_s"), encode(&ahead_s))?;
        }
        if let Some(kept) = &unit.passes {
            self.put(corp.meta(passes::NAME), passes::write(kept)?)?;
        }
        if let Some(number) = unit.last_pass {
            self.put(corp.meta("last_pass"), encode(&number))?;
        }
        Ok(())
    }
}
