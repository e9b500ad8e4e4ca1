//! What a disk can refuse.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::console::{Cause, Remedy, Trouble};

/// A store that could not be opened, read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process holds it.
    #[error("{} is in use by process {pid} on {host}; stop that one, or try again later", .path.display())]
    Locked {
        /// The store.
        path: PathBuf,
        /// The other process.
        pid: String,
        /// Its machine.
        host: String,
    },
    /// No room.
    #[error("{} has {free_mib} MiB left, less than the floor of {floor_mib} MiB; make room and start again", .path.display())]
    Full {
        /// The store.
        path: PathBuf,
        /// What is left.
        free_mib: u64,
        /// What must be left.
        floor_mib: u64,
    },
    /// The system refused.
    #[error("{doing}: {cause}; look at the rights and the health of the data folder")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The files are not what was written.
    #[error("{} is damaged ({what}) and was left as it is; restore a backup, or run `punchdeck store rebuild` and pull again", .path.display())]
    Damaged {
        /// The store.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A write broke off, so that this process cannot know what is on the disk.
    #[error("a write to {} broke off; nothing acknowledged is lost: see that the disk has room, then start again", .0.display())]
    Unfinished(PathBuf),
    /// A copy is being made already.
    #[error("a copy of the store is being made already; wait for it to end")]
    Copying,
    /// Written by a newer program.
    #[error("{what} was written in form {found}, and this program reads up to {known}; use the newer program")]
    Newer {
        /// The kind of record.
        what: &'static str,
        /// Its form.
        found: u8,
        /// What is known.
        known: u8,
    },
}

impl StoreError {
    /// Wraps what the system said.
    pub fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { doing, cause }
    }

    /// A value that cannot be read back.
    #[must_use]
    pub fn damaged(what: impl ToString) -> Self {
        Self::Damaged { path: PathBuf::from("the store"), what: what.to_string() }
    }

    /// What was found, without the place and without what to do.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Damaged { what, .. } => what.clone(),
            Self::Locked { .. }
            | Self::Full { .. }
            | Self::Io { .. }
            | Self::Unfinished(_)
            | Self::Copying
            | Self::Newer { .. } => self.to_string(),
        }
    }

    /// Whether trying again later may help.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }

    /// The same, for people.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        let remedy = match self {
            Self::Full { .. } => Remedy::FreeSpace,
            Self::Io { cause, .. } => remedy_for(cause.kind()),
            Self::Damaged { .. } => Remedy::CheckStore,
            Self::Copying => Remedy::TriedAgain { at: None },
            Self::Locked { .. } | Self::Unfinished(_) | Self::Newer { .. } => Remedy::CheckDataFolder,
        };
        // Without the remedy that the error itself ends in: the trouble has one of its own.
        let what = match self {
            Self::Full { free_mib, floor_mib, .. } => format!("{free_mib} MiB left, {floor_mib} MiB needed"),
            Self::Io { doing, cause } => format!("{doing}: {}", cause.kind()),
            Self::Locked { .. } | Self::Damaged { .. } | Self::Unfinished(_) | Self::Copying | Self::Newer { .. } => {
                self.what()
            }
        };
        let full = remedy == Remedy::FreeSpace;
        Trouble { during: "store".into(), cause: Cause::Disk { what, full }, remedy }
    }
}

fn remedy_for(kind: io::ErrorKind) -> Remedy {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Remedy::FreeSpace,
        io::ErrorKind::ReadOnlyFilesystem => Remedy::MakeWritable,
        _ => Remedy::CheckDataFolder,
    }
}
