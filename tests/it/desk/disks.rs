//! Disks that do to a store what real ones do, on purpose.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use punchdeck::store::{
    Disk, Health, MemoryDisk, SledDisk, StoreError,
    disk::{Entry, Order, Writes},
};

/// A disk in memory that outlives the store on it.
#[derive(Clone, Default)]
pub struct Shared(Arc<MemoryDisk>);

/// A disk that has room for so many commits, and then is full or breaks.
#[derive(Clone)]
pub struct Bounded {
    disk: Shared,
    left: Arc<AtomicU64>,
    end: fn() -> StoreError,
}

/// A store folder of which a picture is taken after every commit.
pub struct Filmed {
    disk: SledDisk,
    folder: PathBuf,
    pictures: PathBuf,
    taken: AtomicU64,
}

impl Bounded {
    pub fn with_room_for(commits: u64) -> Self {
        Self::ending(commits, || StoreError::io("writing")(io::ErrorKind::StorageFull.into()))
    }

    /// As a file system does that the kernel has made read-only after a fault.
    pub fn read_only_after(commits: u64) -> Self {
        Self::ending(commits, || StoreError::io("writing")(io::ErrorKind::ReadOnlyFilesystem.into()))
    }

    /// Panics in the middle of the next commit, as sled can.
    pub fn breaking_after(commits: u64) -> Self {
        Self::ending(commits, || panic!("the disk breaks, as this test wants it to"))
    }

    fn ending(commits: u64, end: fn() -> StoreError) -> Self {
        Self { disk: Shared::default(), left: Arc::new(AtomicU64::new(commits)), end }
    }

    /// Makes room again, or takes it.
    pub fn make_room_for(&self, commits: u64) {
        self.left.store(commits, Ordering::Relaxed);
    }
}

impl Filmed {
    pub fn open(folder: &Path, pictures: &Path) -> Self {
        let disk = SledDisk::open(folder, 0).unwrap();
        Self { disk, folder: folder.to_owned(), pictures: pictures.to_owned(), taken: AtomicU64::new(0) }
    }

    fn picture(&self) -> io::Result<()> {
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        let picture = self.pictures.join(format!("{number:05}"));
        copy_folder(&self.folder, &picture)?;
        std::fs::write(picture.join(WEIGHT), weight(&self.disk))
    }
}

/// The file in a picture that tells what had been acknowledged when it was taken.
pub const WEIGHT: &str = "weight";

/// How many values there are, and how long all of them are together.
pub fn weight(disk: &impl Disk) -> String {
    let entries = disk.scan(&[], &[u8::MAX; 16], usize::MAX, Order::Forward).unwrap();
    let bytes: usize = entries.iter().map(|(_, value)| value.len()).sum();
    format!("{} values, {bytes} bytes", entries.len())
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

impl Disk for Shared {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Order) -> Result<Vec<Entry>, StoreError> {
        self.0.scan(from, to, limit, order)
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.0.write(writes)
    }

    fn health(&self) -> Health {
        self.0.health()
    }
}

impl Disk for Bounded {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.disk.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Order) -> Result<Vec<Entry>, StoreError> {
        self.disk.scan(from, to, limit, order)
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let room = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        room.map_err(|_| (self.end)())?;
        self.disk.write(writes)
    }

    fn health(&self) -> Health {
        self.disk.health()
    }
}

impl Disk for Filmed {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.disk.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Order) -> Result<Vec<Entry>, StoreError> {
        self.disk.scan(from, to, limit, order)
    }

    fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.disk.write(writes)?;
        self.picture().map_err(StoreError::io("taking a picture"))
    }

    fn health(&self) -> Health {
        self.disk.health()
    }
}
