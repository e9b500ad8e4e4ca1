//! sled 0.34, with the guards that make it keep its word.
//!
//! Each guard answers a fault that was measured: `flush` alone is no fsync, so a commit ends in an
//! `fdatasync` of our own; a half-written snapshot blocks opening, so it is removed first; opening
//! can panic on a cut file, so it runs on a thread of its own; separate batches tear, so there is
//! one tree and one batch.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use sled::{Batch, Db};

use super::{Disk, Entry, Health, Order as Direction, Writes};
use crate::store::{error::StoreError, lock::Lock};

/// Twice this and 45 MB per million records is what sled takes of memory.
const CACHE_BYTES: u64 = 64 << 20;
/// The store's own folder in the data folder.
const STORE: &str = "store";
/// A safety net behind our own fdatasync.
const FLUSH_EVERY_MS: u64 = 500;

/// A store on the disk, held by this process alone.
#[derive(Debug)]
pub struct SledDisk {
    tree: Db,
    file: File,
    folder: PathBuf,
    free_floor: u64,
    /// Whether a write failed half-way: what this process would read then is not what is on the disk.
    broken: AtomicBool,
    _lock: Lock,
}

impl SledDisk {
    /// Opens the store in `folder`, or makes one. May take seconds after a large first load.
    ///
    /// Below `free_floor` bytes of room, nothing is written.
    ///
    /// # Errors
    /// If another process holds it, the system refuses, or the files are damaged; a damaged store
    /// is never deleted.
    pub fn open(folder: &Path, free_floor: u64) -> Result<Self, StoreError> {
        let lock = Lock::take(folder)?;
        let store = folder.join(STORE);
        make_private(&store).map_err(StoreError::io("making the store's folder"))?;
        remove_half_written(&store).map_err(StoreError::io("removing half-written snapshots"))?;
        let tree = open_on_a_thread(&store)?;
        let file = make_durable(folder, &store).map_err(StoreError::io("making the store durable"))?;
        Ok(Self { tree, file, folder: store, free_floor, broken: AtomicBool::new(false), _lock: lock })
    }

    /// Whether there is a store in `folder`. Makes none.
    #[must_use]
    pub fn is_at(folder: &Path) -> bool {
        folder.join(STORE).exists()
    }

    fn check_room(&self) -> Result<(), StoreError> {
        let free = free_bytes(&self.folder);
        if free >= self.free_floor {
            return Ok(());
        }
        Err(StoreError::Full { path: self.folder.clone(), free_mib: free >> 20, floor_mib: self.free_floor >> 20 })
    }

    fn check_whole(&self) -> Result<(), StoreError> {
        if self.broken.load(Ordering::Acquire) {
            return Err(StoreError::Unfinished(self.folder.clone()));
        }
        Ok(())
    }

    fn failed(&self, error: sled::Error) -> StoreError {
        failed(&self.folder, error)
    }
}

impl Disk for SledDisk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.check_whole()?;
        let value = self.tree.get(key).map_err(|error| self.failed(error))?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Direction) -> Result<Vec<Entry>, StoreError> {
        self.check_whole()?;
        if from >= to {
            return Ok(Vec::new());
        }
        let range = self.tree.range(from..to);
        let entry = |entry: Result<(sled::IVec, sled::IVec), sled::Error>| {
            entry.map(|(key, value)| (key.to_vec(), value.to_vec())).map_err(|error| self.failed(error))
        };
        match order {
            Direction::Forward => range.take(limit).map(entry).collect(),
            Direction::Backward => range.rev().take(limit).map(entry).collect(),
        }
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.check_whole()?;
        self.check_room()?;
        let mut batch = Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        let unfinished = Unfinished(&self.broken);
        self.tree.apply_batch(batch).map_err(|error| self.failed(error))?;
        self.tree.flush().map_err(|error| self.failed(error))?;
        self.file.sync_data().map_err(StoreError::io("syncing the store"))?;
        unfinished.done();
        Ok(())
    }

    fn health(&self) -> Health {
        Health { used: self.tree.size_on_disk().unwrap_or(0), free: free_bytes(&self.folder) }
    }
}

/// Names, places and notes lie in it: for the owner only, whatever the folder above allows.
fn make_private(store: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(store)?;
    fs::set_permissions(store, fs::Permissions::from_mode(0o700))
}

/// A write under way: if it ends by an error or a panic, the store is broken for this process.
struct Unfinished<'a>(&'a AtomicBool);

impl Unfinished<'_> {
    fn done(self) {
        std::mem::forget(self);
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// sled takes a snapshot that was cut short for the newest one and then refuses to open
/// (its issues 1527 and 1533); the log holds everything, so the cut one can go.
fn remove_half_written(store: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(store) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn open_on_a_thread(store: &Path) -> Result<Db, StoreError> {
    let config = sled::Config::new().path(store).cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_EVERY_MS));
    let opened = thread::Builder::new()
        .name("store-open".into())
        .spawn(move || config.open())
        .map_err(StoreError::io("starting a thread"))?
        .join();
    match opened {
        Ok(opened) => opened.map_err(|error| failed(store, error)),
        Err(_panic) => Err(StoreError::Damaged { path: store.to_owned(), what: "a file ends too early".into() }),
    }
}

/// sled never syncs its `conf`, and nobody syncs the names of new files.
fn make_durable(folder: &Path, store: &Path) -> io::Result<File> {
    for path in [store.join("conf"), store.to_owned(), folder.to_owned()] {
        File::open(path)?.sync_all()?;
    }
    let file = File::open(store.join("db"))?;
    file.sync_all()?;
    Ok(file)
}

fn failed(folder: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
            StoreError::Damaged { path: folder.to_owned(), what: "a file ends too early".into() }
        }
        sled::Error::Io(cause) => StoreError::Io { doing: "writing or reading the store", cause },
        other => StoreError::Damaged { path: folder.to_owned(), what: other.to_string() },
    }
}

/// A file system that does not tell is taken to have room: the write itself will say otherwise.
fn free_bytes(folder: &Path) -> u64 {
    rustix::fs::statvfs(folder).map_or(u64::MAX, |figures| figures.f_bavail * figures.f_frsize)
}
