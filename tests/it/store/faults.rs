//! What can happen to the files: each is a typed error or all the data, never a panic, never a wrong value.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use punchdeck::store::{Disk, MemoryDisk, SledDisk, Store, StoreError, care, check, disk::Order};

use super::{answered, at, punch, settings, unit};
use crate::desk::copy_folder;

/// Bits that are turned round, one in each copy.
const FLIPS: usize = 24;

type Values = BTreeMap<Vec<u8>, Vec<u8>>;

/// A store with a few hundred values.
fn stocked(folder: &Path) -> Values {
    let store = Store::open(SledDisk::open(folder, 0).unwrap(), &settings()).unwrap();
    for hour in 0..120 {
        store.commit(unit(answered(&["li.na", "wang"], vec![punch("li.na", hour, "上班打卡")], at(20)))).unwrap();
    }
    drop(store);
    values(&SledDisk::open(folder, 0).unwrap())
}

fn values(disk: &SledDisk) -> Values {
    disk.scan(&[], &[u8::MAX; 64], usize::MAX, Order::Forward).unwrap().into_iter().collect()
}

fn files(folder: &Path, beginning: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("store")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(beginning)).collect()
}

/// Whether damage was said; if not, everything must be there.
fn is_said_or_harmless(folder: &Path, known: &Values) -> bool {
    match care::look_through(folder, &settings().corp_id) {
        Err(StoreError::Damaged { .. }) => true,
        Err(other) => panic!("{other}"),
        Ok(findings) if findings.damaged > 0 => true,
        Ok(_) => {
            assert_eq!(values(&SledDisk::open(folder, 0).unwrap()), *known);
            false
        }
    }
}

#[test]
fn a_damaged_settings_file_or_snapshot_is_said_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let known = stocked(folder.path());
    assert!(known.len() > 120);
    for (beginning, length) in [("conf", 0), ("conf", 7), ("snap.", 0), ("snap.", 40)] {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(folder.path(), copy.path()).unwrap();
        let hit = files(copy.path(), beginning);
        assert!(!hit.is_empty(), "{beginning}");
        for path in hit {
            fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
        }
        is_said_or_harmless(copy.path(), &known);
    }
}

#[test]
fn a_bit_that_turns_round_never_becomes_a_wrong_value() {
    let folder = tempfile::tempdir().unwrap();
    let known = stocked(folder.path());
    let mut said = 0;
    for flip in 0..FLIPS {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(folder.path(), copy.path()).unwrap();
        let db = copy.path().join("store/db");
        let mut bytes = fs::read(&db).unwrap();
        let used: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place] != 0).collect();
        let place = used[flip * (used.len() - 1) / FLIPS];
        bytes[place] ^= 1 << (flip % 8);
        fs::write(&db, bytes).unwrap();
        said += usize::from(is_said_or_harmless(copy.path(), &known));
    }
    assert!(said < FLIPS, "most of the file is what was written over since");
}

#[test]
fn a_value_that_is_not_what_was_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let known = stocked(folder.path());
    for (key, value) in known.iter().step_by(7) {
        let disk = MemoryDisk::default();
        let put = |key: &[u8], value: &[u8]| disk.write(vec![(key.to_vec(), Some(value.to_vec()))]).unwrap();
        for (key, value) in &known {
            put(key, value);
        }
        assert_eq!(check::check(&disk, &settings().corp_id).unwrap().damaged, 0);
        put(key, &value[..1]);
        let findings = check::check(&disk, &settings().corp_id).unwrap();
        assert!(findings.named.iter().any(|damage| damage.key == hex::encode(key)), "{findings:?}");
    }
}

#[test]
fn what_a_newer_program_wrote_is_not_damage() {
    let folder = tempfile::tempdir().unwrap();
    let disk = MemoryDisk::default();
    for (key, mut value) in stocked(folder.path()) {
        value[0] = 200;
        disk.write(vec![(key, Some(value))]).unwrap();
    }
    assert!(matches!(check::check(&disk, &settings().corp_id), Err(StoreError::Newer { .. })));
}
