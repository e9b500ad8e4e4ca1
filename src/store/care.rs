//! Looking after the store in a folder as a whole: reading it through, copying it, moving it aside.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    thread,
};

use jiff::Timestamp;

use super::{
    SledDisk,
    check::{Findings, check_part},
    copying::copy,
    error::StoreError,
    keys::Corp,
    ledger::Store,
    lock::Lock,
};
use crate::domain::time::WECOM_OFFSET;

/// Opens the store in a folder and reads all of it.
///
/// # Errors
/// If it cannot be opened at all, for damage or because another process holds it.
pub fn look_through(folder: &Path, corp_id: &str) -> Result<Findings, StoreError> {
    read_through(folder, Corp::of(corp_id))
}

fn read_through(folder: &Path, corp: Corp) -> Result<Findings, StoreError> {
    let disk = SledDisk::open(folder, 0)?;
    // sled can panic on a file that was cut: that is damage, and no end of the program.
    let reading = thread::Builder::new().name("store-check".into()).spawn(move || check_part(&disk, corp));
    let reading = reading.map_err(StoreError::io("starting a thread"))?;
    reading.join().unwrap_or_else(|_panic| Err(StoreError::damaged("reading it broke off")))
}

/// Copies the store in a folder to another folder, which is made for it and is a data folder of its own
/// afterwards. Nobody else can write meanwhile. Returns how many values there are.
///
/// The copy takes its name when it is whole and has been read through.
///
/// # Errors
/// If another process holds the store, something in it is damaged, or a disk refuses.
pub fn back_up(folder: &Path, target: &Path, corp_id: &str) -> Result<u64, StoreError> {
    name_when_whole(target, Corp::of(corp_id), |copied| copy(&SledDisk::open(folder, 0)?, copied))
}

/// The same of a store that this process uses, and goes on using meanwhile: the copy is as of one commit.
///
/// # Errors
/// As [`back_up`]; and if another copy is being made.
pub fn back_up_in_use(store: &Store, target: &Path) -> Result<u64, StoreError> {
    name_when_whole(target, store.corp, |copied| store.copy_to(copied))
}

/// Moves the store in a folder aside, under a name with the time; the next one begins empty. Nothing is
/// deleted. Returns where it lies now.
///
/// # Errors
/// If another process holds it, or the system refuses.
pub fn move_aside(folder: &Path, at: Timestamp) -> Result<PathBuf, StoreError> {
    let _lock = Lock::take(folder)?;
    let stamp = WECOM_OFFSET.to_datetime(at).strftime("damaged-%Y%m%dT%H%M%S").to_string();
    let (store, aside) = (folder.join("store"), beside(&folder.join("store"), &stamp));
    fs::rename(store, &aside).map_err(StoreError::io("moving the store aside"))?;
    sync_names(&aside)?;
    Ok(aside)
}

fn name_when_whole(
    target: &Path,
    corp: Corp,
    fill: impl FnOnce(&SledDisk) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let unfinished = beside(target, "unfinished");
    remove(&unfinished).map_err(StoreError::io("removing a copy that was broken off"))?;
    let named = || {
        fill(&SledDisk::open(&unfinished, 0)?)?;
        let findings = read_through(&unfinished, corp)?;
        if let Some(damage) = findings.named.first() {
            return Err(StoreError::damaged(&damage.why));
        }
        fs::rename(&unfinished, target).map_err(StoreError::io("naming the copy"))?;
        sync_names(target)?;
        Ok(findings.values())
    };
    named().inspect_err(|_| {
        // The next copy will say so if this half of one cannot be removed.
        let _still_there = remove(&unfinished);
    })
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}"));
    path.with_file_name(name)
}

/// Makes the renaming of a path durable.
fn sync_names(renamed: &Path) -> Result<(), StoreError> {
    let parent = renamed.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|folder| folder.sync_all()).map_err(StoreError::io("syncing the folder"))
}
