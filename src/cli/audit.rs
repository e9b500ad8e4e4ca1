//! `punchdeck audit verify`: proves the log, offline.

use std::{fs, path::Path};

use serde_json::json;

use super::{
    arguments::{Audit, AuditVerb, Verify},
    failure::{DONE, Failure},
    place::Place,
};
use crate::{
    audit::{Broken, Verified, Verifier},
    store::Store,
};

/// Records read at once.
const LINKS: usize = 4_096;

pub(super) fn run(place: &Place, options: &Audit) -> Result<u8, Failure> {
    match &options.verb {
        AuditVerb::Verify(options) => verify(place, options),
    }
}

fn verify(place: &Place, options: &Verify) -> Result<u8, Failure> {
    let config = place.config()?;
    let store = place.store(&config)?;
    let anchor = options.anchor.as_deref().map(read_anchor).transpose()?;
    let first = options.from.unwrap_or(1);
    let verified = check(&store, first, anchor.as_ref())?;
    let head = hex::encode(verified.head);
    if options.json {
        println!("{}", json!({ "ok": true, "records": verified.records, "last": verified.last, "head": head }));
    } else {
        println!("{} {head}", verified.last);
        eprintln!("{}", place.text.audit_holds(verified.records));
    }
    Ok(DONE)
}

/// A record that the log must contain.
struct Anchor {
    seq: u64,
    hash: String,
}

fn check(store: &Store, first: u64, anchor: Option<&Anchor>) -> Result<Verified, Failure> {
    let mut verifier = Verifier::starting_at(first);
    let (mut next, mut anchored) = (first, anchor.is_none());
    loop {
        let links = store.audit_from(next, LINKS)?;
        for link in &links {
            verifier.check(link)?;
            anchored |=
                anchor.is_some_and(|anchor| anchor.seq == link.row.seq && anchor.hash == hex::encode(link.hash));
        }
        let Some(last) = links.last() else { break };
        next = last.row.seq + 1;
    }
    match anchor {
        Some(anchor) if !anchored => Err(Broken::NotAnchored { seq: anchor.seq }.into()),
        Some(_) | None => Ok(verifier.finish(first)),
    }
}

/// What an earlier `audit verify` printed: `SEQ HASH`.
fn read_anchor(path: &Path) -> Result<Anchor, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::io(path.display()))?;
    let mut words = text.split_whitespace();
    let seq = words.next().and_then(|word| word.parse().ok());
    match (seq, words.next()) {
        (Some(seq), Some(hash)) => Ok(Anchor { seq, hash: hash.to_lowercase() }),
        _ => {
            Err(Failure::Usage(format!("{}: an anchor is a line SEQ HASH, as audit verify prints it", path.display())))
        }
    }
}
