//! What a unit writes besides rows: the company, and single facts.

use std::collections::BTreeMap;

use super::{
    company::{pack_departments, pack_employees},
    disk::Order,
    draft::Draft,
    error::StoreError,
    kept,
    keys::{Kind, STRIP, last_number},
    record::{LimitV1, encode, second},
    unit::Unit,
};
use crate::domain::{Department, Employee, Organisation};

impl Draft<'_> {
    /// Writes organisation and rules, as far as they are believed and differ from what is there.
    pub(super) fn company(&mut self, unit: &Unit) -> Result<(), StoreError> {
        if let Some(answer) = &unit.organisation {
            self.receipt.organisation = Some(self.organisation(answer)?);
        }
        if let Some((answer, at)) = &unit.rules {
            self.receipt.rules_changed = self.rules(answer, *at)?;
        }
        Ok(())
    }

    pub(super) fn employees(&mut self, organisation: &Organisation) -> Result<(), StoreError> {
        let mut strips: BTreeMap<u32, Vec<&Employee>> = self.empty_strips(Kind::Employees)?;
        for employee in organisation.employees.values() {
            if let Some(number) = self.number(&employee.id) {
                strips.entry(number / STRIP).or_default().push(employee);
            }
        }
        for (strip, records) in strips {
            self.put(self.store.corp.employees(strip), pack_employees(&records)?)?;
        }
        Ok(())
    }

    pub(super) fn departments(&mut self, organisation: &Organisation) -> Result<(), StoreError> {
        let departments: Vec<Department> = organisation.departments.values().cloned().collect();
        let mut strips: BTreeMap<u32, &[Department]> = self.empty_strips(Kind::Departments)?;
        strips.extend((0..).zip(departments.chunks(STRIP as usize)));
        for (strip, records) in strips {
            self.put(self.store.corp.departments(strip), pack_departments(records)?)?;
        }
        Ok(())
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
        self.end_passes(&unit.ended)?;
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
        if let Some(passes) = &unit.passes {
            self.put(corp.meta(kept::NAME), kept::write(passes)?)?;
        }
        if let Some(number) = unit.last_pass {
            self.put(corp.meta("last_pass"), encode(&number))?;
        }
        Ok(())
    }
}
