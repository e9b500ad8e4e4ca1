//! `punchdeck audit verify`: proves the log, offline.

use std::{fs, path::Path};

use serde_json::json;

use super::{
    arguments::{Audit, AuditVerb, Verify},
    failure::{DONE, Failure},
    place::Place,
    say::{print, tell},
};
use crate::{
    audit::{Broken, Link, Verified, Verifier},
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
    let verified = check(&store, first)?;
    if verified.records == 0 && options.from.is_some() {
        return Err(Failure::Unverified(place.text.nothing_verified(first, store.audit_count()?)));
    }
    anchor.map_or(Ok(()), |anchor| anchor.is_in(&store))?;
    let head = hex::encode(verified.head);
    if options.json {
        print(json!({ "ok": true, "records": verified.records, "last": verified.last, "head": head }))?;
    } else {
        print(format!("{} {head}", verified.last))?;
        tell(place.text.audit_holds(verified.records));
    }
    Ok(DONE)
}

/// A record that the log must contain.
struct Anchor {
    seq: u64,
    hash: String,
}

impl Anchor {
    /// Looked up by itself: what is verified may begin after it.
    fn is_in(&self, store: &Store) -> Result<(), Failure> {
        let links = store.audit_from(self.seq, 1)?;
        let named = |link: &&Link| link.row.seq == self.seq && hex::encode(link.hash) == self.hash;
        let link = links.first().filter(named).ok_or(Broken::NotAnchored { seq: self.seq })?;
        Ok(Verifier::starting_at(self.seq).check(link)?)
    }
}

fn check(store: &Store, first: u64) -> Result<Verified, Failure> {
    let mut verifier = Verifier::starting_at(first);
    let mut next = first;
    loop {
        let links = store.audit_from(next, LINKS)?;
        links.iter().try_for_each(|link| verifier.check(link))?;
        let Some(last) = links.last() else { return Ok(verifier.finish(first)) };
        next = last.row.seq + 1;
    }
}

/// What an earlier `audit verify` printed: `SEQ HASH`.
fn read_anchor(path: &Path) -> Result<Anchor, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::io(path.display()))?;
    let mut words = text.split_whitespace();
    let seq = words.next().and_then(|word| word.parse().ok());
    match (seq, words.next()) {
        (Some(seq), Some(hash)) => Ok(Anchor { seq, hash: hash.to_lowercase() }),
        _ => Err(Failure::Usage(format!(
            "{}: no anchor; write a line SEQ HASH, as audit verify prints it",
            path.display()
        ))),
    }
}
