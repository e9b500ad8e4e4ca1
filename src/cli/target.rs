//! Where an export goes: standard output, or a file that is there whole or not at all.

use std::{
    fs::File,
    io::{self, BufWriter, Stdout, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::failure::Failure;

/// An open target.
pub(super) enum Target {
    /// Standard output.
    Output(BufWriter<Stdout>),
    /// A pipe or a device, which is written as it is.
    Device(BufWriter<File>),
    /// A file that takes its name at the end. It is for this account only.
    File {
        /// What is written so far, beside its later place.
        part: BufWriter<NamedTempFile>,
        /// Its later place.
        path: PathBuf,
    },
}

impl Target {
    /// Opens the file, or standard output.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Output(BufWriter::new(io::stdout()))) };
        let opened = if path.exists() && !path.is_file() { Self::device(path) } else { Self::file(path) };
        opened.map_err(Failure::io(path.display()))
    }

    fn device(path: &Path) -> io::Result<Self> {
        Ok(Self::Device(BufWriter::new(File::options().write(true).open(path)?)))
    }

    fn file(path: &Path) -> io::Result<Self> {
        // Where a link leads to, so that the link stays one.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self::File { part: BufWriter::new(NamedTempFile::new_in(folder)?), path })
    }

    /// Ends it: all is written, and a file takes its name. Without this a file leaves no trace.
    ///
    /// # Errors
    /// If the rest cannot be written, or the file cannot take its name.
    pub fn keep(self) -> Result<(), Failure> {
        match self {
            Self::Output(mut out) => out.flush().map_err(Failure::writing),
            Self::Device(mut out) => out.flush().map_err(Failure::writing),
            Self::File { part, path } => {
                let part = part.into_inner().map_err(|broken| Failure::writing(broken.into_error()))?;
                part.as_file().sync_all().map_err(Failure::writing)?;
                part.persist(&path).map_err(|refused| Failure::io(path.display())(refused.error))?;
                Ok(())
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Output(out) => out.write(bytes),
            Self::Device(out) => out.write(bytes),
            Self::File { part, .. } => part.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Output(out) => out.flush(),
            Self::Device(out) => out.flush(),
            Self::File { part, .. } => part.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_is_not_written_to_its_end_leaves_the_old_one_and_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        fs::write(&path, "old").unwrap();
        let mut target = Target::open(Some(&path)).unwrap();
        target.write_all(b"half").unwrap();
        target.flush().unwrap();
        drop(target);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let mut target = Target::open(Some(&path)).unwrap();
        target.write_all(b"whole").unwrap();
        target.keep().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
    }
}
