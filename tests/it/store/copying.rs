//! Copying a store while it is in use.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use punchdeck::store::{
    Disk, Health, SledDisk, Store, StoreError, care,
    disk::{Entry, Order, Writes},
};

use super::{answered, at, on_every_disk, punch, settings, unit};
use crate::desk::{Shared, weight};

/// Commits made while the copy is.
const MEANWHILE: i64 = 3;

/// A disk that is copied to, and during whose first writes somebody commits to what is copied.
struct Interrupted {
    copy: Shared,
    source: Arc<Store>,
    left: AtomicI64,
}

impl Disk for Interrupted {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.copy.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Order) -> Result<Vec<Entry>, StoreError> {
        self.copy.scan(from, to, limit, order)
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        if left > 0 {
            commit(&self.source, 100 + left);
        }
        self.copy.write(writes)
    }

    fn health(&self) -> Health {
        self.copy.health()
    }
}

/// Adds a row to somebody's month, changes coverage, and lengthens the audit log.
fn commit(store: &Store, hour: i64) {
    store.commit(unit(answered(&["li.na", "wang"], vec![punch("li.na", hour, "上班打卡")], at(20 + hour)))).unwrap();
}

#[test]
fn a_copy_that_commits_cross_is_the_store_as_it_is_at_the_end() {
    let source = Shared::default();
    let store = Arc::new(Store::open(source.clone(), &settings()).unwrap());
    // More audit records than are copied at once.
    for hour in 0..600 {
        commit(&store, hour);
    }
    let copy = Shared::default();
    let target = Interrupted { copy: copy.clone(), source: Arc::clone(&store), left: AtomicI64::new(MEANWHILE) };
    store.copy_to(&target).unwrap();
    assert!(target.left.load(Ordering::Relaxed) <= 0, "somebody committed meanwhile");
    assert_eq!(weight(&copy), weight(&source));
    let all = |disk: &Shared| disk.scan(&[], &[u8::MAX; 64], usize::MAX, Order::Forward).unwrap();
    assert!(all(&copy) == all(&source));
    commit(&store, 999);
    assert_ne!(weight(&copy), weight(&source), "what is committed afterwards is not in it");
}

#[test]
fn a_copy_in_a_folder_opens_as_a_store_and_a_broken_off_one_is_in_nobodys_way() {
    on_every_disk(|store| {
        commit(&store, 1);
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("copy");
        drop(SledDisk::open(&folder.path().join("copy.unfinished"), 0).unwrap());
        let values = care::back_up_in_use(&store, &target).unwrap();
        let copied = Store::open(SledDisk::open(&target, 0).unwrap(), &settings()).unwrap();
        assert_eq!(super::all_rows(&copied), super::all_rows(&store));
        assert!(values > 4, "{values}");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["copy"]);
    });
}
