//! One process at a time, and a name for the one that is there.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use super::error::StoreError;

/// Held while the store is open; the kernel lets it go with the process.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl Lock {
    /// Makes the folder (for the owner only) if need be, and takes it.
    ///
    /// # Errors
    /// If another process has it, or the system refuses.
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        make_private(folder).map_err(StoreError::io("making the data folder"))?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join("LOCK"))
            .map_err(StoreError::io("opening the lock file"))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(locked_by(folder, &mut file)),
            Err(other) => return Err(StoreError::io("locking the data folder")(other.into())),
        }
        write_name(&mut file).map_err(StoreError::io("writing the lock file"))?;
        Ok(Self(file))
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn write_name(file: &mut File) -> std::io::Result<()> {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    file.set_len(0)?;
    writeln!(file, "{} {host}", std::process::id())?;
    file.sync_data()
}

fn locked_by(folder: &Path, file: &mut File) -> StoreError {
    let mut text = String::new();
    // An unreadable name leaves both parts unknown; that it is locked is certain.
    let _unreadable = file.read_to_string(&mut text);
    let mut words = text.split_whitespace().map(str::to_owned);
    let mut word = || words.next().unwrap_or_else(|| "?".into());
    StoreError::Locked { path: folder.to_owned(), pid: word(), host: word() }
}
