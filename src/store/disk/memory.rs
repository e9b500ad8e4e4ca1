//! A disk that forgets: for tests, and for a demo that need not survive.

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{PoisonError, RwLock, RwLockReadGuard},
};

use super::{Disk, Entry, Health, Order, Writes};
use crate::store::error::StoreError;

/// Keeps values in memory.
#[derive(Debug, Default)]
pub struct MemoryDisk {
    values: RwLock<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl MemoryDisk {
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
        self.values.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk for MemoryDisk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read().get(key).cloned())
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Order) -> Result<Vec<Entry>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        let values = self.read();
        let range = values.range::<[u8], _>((Bound::Included(from), Bound::Excluded(to)));
        let entry = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        Ok(match order {
            Order::Forward => range.take(limit).map(entry).collect(),
            Order::Backward => range.rev().take(limit).map(entry).collect(),
        })
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in writes {
            match value {
                Some(value) => values.insert(key, value),
                None => values.remove(&key),
            };
        }
        Ok(())
    }

    fn health(&self) -> Health {
        let used = self.read().iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
        Health { used: used as u64, free: u64::MAX }
    }
}
