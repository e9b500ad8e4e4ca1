//! From a unit to the writes of one commit.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    disk::Writes,
    error::StoreError,
    keys::PersonNumber,
    ledger::{Head, Store},
    record::{AuditV1, encode},
    unit::{PapersBatch, Receipt, RecordsBatch, Unit},
};
use crate::{
    audit::{Entry, Link},
    domain::EmployeeId,
};

/// Writes that are being gathered; reads see them already.
pub(super) struct Draft<'a> {
    pub(super) store: &'a Store,
    pub(super) writes: BTreeMap<Vec<u8>, Vec<u8>>,
    erased: BTreeSet<Vec<u8>>,
    pub(super) receipt: Receipt,
    newcomers: BTreeMap<EmployeeId, PersonNumber>,
}

/// A unit, ready to be written.
pub(super) struct Drawn {
    pub(super) writes: Writes,
    pub(super) receipt: Receipt,
    pub(super) newcomers: BTreeMap<EmployeeId, PersonNumber>,
    pub(super) head: Head,
}

impl Draft<'_> {
    /// Draws up everything that a unit writes, its audit records behind `head`.
    pub(super) fn draw(store: &Store, unit: Unit, head: Head) -> Result<Drawn, StoreError> {
        let (writes, receipt) = (BTreeMap::new(), Receipt::default());
        let mut draft = Draft { store, writes, erased: BTreeSet::new(), receipt, newcomers: BTreeMap::new() };
        draft.number_people(&unit);
        draft.receipt.tallies = unit.records.iter().map(|batch| draft.records(batch)).collect::<Result<_, _>>()?;
        draft.receipt.filed = unit.papers.iter().map(|batch| draft.file(batch)).collect::<Result<_, _>>()?;
        draft.receipt.lists = unit.lists.iter().map(|batch| draft.list(batch)).collect::<Result<_, _>>()?;
        draft.receipt.forms = unit.forms.iter().map(|batch| draft.form(batch)).collect::<Result<_, _>>()?;
        draft.forget(&unit.past_forms)?;
        draft.company(&unit)?;
        draft.single_facts(&unit)?;
        let head = draft.audit(unit.audit, head);
        let erased = draft.erased.into_iter().map(|key| (key, None));
        let writes = draft.writes.into_iter().map(|(key, value)| (key, Some(value))).chain(erased).collect();
        Ok(Drawn { writes, receipt: draft.receipt, newcomers: draft.newcomers, head })
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.writes.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None if self.erased.contains(key) => Ok(None),
            None => self.store.disk.get(key),
        }
    }

    /// Writes only what differs from what is there.
    pub(super) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<bool, StoreError> {
        let changed = self.get(&key)?.is_none_or(|old| old != value);
        if changed {
            self.erased.remove(&key);
            self.writes.insert(key, value);
        }
        Ok(changed)
    }

    /// Removes what is there, if anything is.
    pub(super) fn erase(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        self.writes.remove(&key);
        if self.store.disk.get(&key)?.is_some() {
            self.erased.insert(key);
        }
        Ok(())
    }

    pub(super) fn number(&self, who: &EmployeeId) -> Option<PersonNumber> {
        self.newcomers.get(who).copied().or_else(|| self.store.people().numbers.get(who).copied())
    }

    /// Gives a number to everybody who has none: members, whoever was asked about, and whoever a
    /// row names.
    fn number_people(&mut self, unit: &Unit) {
        let known = self.store.people();
        let members = unit.organisation.iter().flat_map(|answer| answer.found.employees.keys());
        let asked = unit.records.iter().flat_map(|batch| &batch.people);
        let named = unit.records.iter().flat_map(RecordsBatch::punches).map(|punch| &punch.who);
        let asked = asked.chain(unit.papers.iter().flat_map(|batch| &batch.people));
        let named = named.chain(unit.papers.iter().flat_map(PapersBatch::papers).map(|paper| &paper.who));
        let named = named.chain(unit.forms.iter().flat_map(|batch| &batch.form.applicants));
        for who in members.chain(asked).chain(named).filter(|who| !known.numbers.contains_key(*who)) {
            let next = known.accounts.len() + self.newcomers.len();
            self.newcomers.entry(who.clone()).or_insert(PersonNumber::try_from(next).unwrap_or(PersonNumber::MAX));
        }
        for (who, number) in &self.newcomers {
            self.writes.insert(self.store.corp.person(*number), encode(&who.as_str()));
        }
    }

    fn audit(&mut self, entries: Vec<Entry>, mut head: Head) -> Head {
        for entry in entries {
            let link = Link::new(entry, head.seq + 1, head.hash);
            head = Head { seq: link.row.seq, hash: link.hash };
            self.writes.insert(self.store.corp.audit(head.seq), encode(&AuditV1::from(&link)));
            self.receipt.audit.push(link.row);
        }
        head
    }
}
