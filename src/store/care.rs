//! Looking after the store in a folder as a whole: reading it through, copying it, moving it aside.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    thread,
};

use jiff::Timestamp;

use super::{
    SledDisk,
    check::{Findings, check},
    disk::{Disk, Order},
    error::StoreError,
    keys::just_after,
    lock::Lock,
};
use crate::domain::time::WECOM_OFFSET;

/// Values copied at once.
const VALUES: usize = 256;
/// After the name of every value: names begin with a hash and are shorter.
const BEYOND: [u8; 64] = [u8::MAX; 64];

/// Opens the store in a folder and reads all of it.
///
/// # Errors
/// If it cannot be opened at all, for damage or because another process holds it.
pub fn look_through(folder: &Path, corp_id: &str) -> Result<Findings, StoreError> {
    let (disk, corp_id) = (SledDisk::open(folder, 0)?, corp_id.to_owned());
    // sled can panic on a file that was cut: that is damage, and no end of the program.
    let reading = thread::Builder::new().name("store-check".into()).spawn(move || check(&disk, &corp_id));
    let reading = reading.map_err(StoreError::io("starting a thread"))?;
    reading.join().unwrap_or_else(|_panic| Err(StoreError::damaged("reading it broke off")))
}

/// Copies the store in a folder to another folder, which is made for it and is a data folder of its own
/// afterwards. Nobody else can write meanwhile. Returns how many values there are.
///
/// The copy takes its name when it is whole and has been read through.
///
/// # Errors
/// If another process holds the store, it is damaged, or a disk refuses.
pub fn back_up(folder: &Path, target: &Path, corp_id: &str) -> Result<u64, StoreError> {
    let unfinished = beside(target, "unfinished");
    let outcome = copy_checked(folder, &unfinished, corp_id);
    let renamed = outcome.and_then(|values| {
        fs::rename(&unfinished, target).map_err(StoreError::io("naming the copy"))?;
        sync_names(target)?;
        Ok(values)
    });
    if renamed.is_err() {
        // Ours, and half a copy; that it may not have been begun is no further fault.
        let _not_begun = fs::remove_dir_all(&unfinished);
    }
    renamed
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

fn copy_checked(folder: &Path, target: &Path, corp_id: &str) -> Result<u64, StoreError> {
    let copied = copy(&SledDisk::open(folder, 0)?, &SledDisk::open(target, 0)?)?;
    let findings = look_through(target, corp_id)?;
    match findings.named.first() {
        None => Ok(copied),
        Some(damage) => Err(StoreError::Damaged { path: folder.to_owned(), what: damage.why.clone() }),
    }
}

/// Copies every value, whatever it is.
fn copy(from: &dyn Disk, to: &dyn Disk) -> Result<u64, StoreError> {
    let (mut copied, mut next) = (0, Vec::new());
    loop {
        let page = from.scan(&next, &BEYOND, VALUES, Order::Forward)?;
        let Some((last, _)) = page.last() else { return Ok(copied) };
        next = just_after(last);
        copied += page.len() as u64;
        to.write(page.into_iter().map(|(key, value)| (key, Some(value))).collect())?;
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
