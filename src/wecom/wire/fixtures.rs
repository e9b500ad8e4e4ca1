//! Real and documented answers, read in place beside the repository where they are there.
//!
//! They are third-party and never copied; without them these tests say so and pass.

mod office;
mod punches;
mod refusals;
mod reports;
mod requests;
mod rosters;
mod rules;
mod tokens;

use std::{fs, path::Path};

/// The samples whose name begins so and contains that, with their names; at least `least` of them.
fn samples(begin: &str, kind: &str, least: usize) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("no fixtures at {}: nothing was tested", folder.display());
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, path)| {
            name.starts_with(begin) && name.contains(kind) && path.extension() == Some("json".as_ref())
        })
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() >= least, "only {} fixtures {begin}…{kind}", found.len());
    found
}

/// The one sample of this name, if samples are there at all.
fn sample(name: &str) -> Option<Vec<u8>> {
    samples(name, "", 1).pop().map(|(_, body)| body)
}
