//! Hash, link, verify. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ring::digest;
use serde::Serialize;
use thiserror::Error;

use crate::console::update::AuditRow;

/// A SHA-256.
pub type Hash = [u8; 32];

/// What the first record names as the one before.
pub const GENESIS: Hash = [0; 32];

/// Something done, before it has its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who: an account, or `system`.
    pub actor: String,
    /// What was done: a stable word such as `token.refresh`.
    pub action: &'static str,
    /// To what.
    pub object: String,
    /// What came of it: a stable word such as `ok`.
    pub outcome: &'static str,
    /// What else there is to know. Never a secret, a token or a place.
    pub detail: BTreeMap<String, String>,
}

impl Entry {
    /// Something the program did by itself.
    #[must_use]
    pub fn system(at: Timestamp, action: &'static str, object: impl ToString, outcome: &'static str) -> Self {
        Self::by("system", at, action, object, outcome)
    }

    /// Something a person did.
    #[must_use]
    pub fn by(actor: &str, at: Timestamp, action: &'static str, object: impl ToString, outcome: &'static str) -> Self {
        Self { at, actor: actor.to_owned(), action, object: object.to_string(), outcome, detail: BTreeMap::new() }
    }

    /// The same with one more detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.detail.insert(name.to_owned(), value.to_string());
        self
    }
}

/// A record in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub row: AuditRow,
    /// Hash of the one before.
    pub prev: Hash,
    /// Hash of this one.
    pub hash: Hash,
}

#[derive(Serialize)]
struct Line<'a> {
    seq: u64,
    at: i64,
    actor: &'a str,
    action: &'a str,
    object: &'a str,
    outcome: &'a str,
    detail: &'a BTreeMap<String, String>,
    prev: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
}

impl Link {
    /// Puts an entry behind the record that had number `seq - 1` and hash `prev`.
    #[must_use]
    pub fn new(entry: Entry, seq: u64, prev: Hash) -> Self {
        let row = AuditRow {
            seq,
            at: entry.at,
            actor: entry.actor,
            action: entry.action.to_owned(),
            object: entry.object,
            outcome: entry.outcome.to_owned(),
            detail: entry.detail,
        };
        let hash = hash(&row, &prev);
        Self { row, prev, hash }
    }

    /// The record as `export audit` prints it.
    #[must_use]
    pub fn line(&self) -> String {
        line(&self.row, &self.prev, Some(&self.hash))
    }
}

/// The record as JSON; without `hash` it is what is hashed.
#[must_use]
pub fn line(row: &AuditRow, prev: &Hash, hash: Option<&Hash>) -> String {
    let line = Line {
        seq: row.seq,
        at: row.at.as_second(),
        actor: &row.actor,
        action: &row.action,
        object: &row.object,
        outcome: &row.outcome,
        detail: &row.detail,
        prev: hex::encode(prev),
        hash: hash.map(hex::encode),
    };
    // Text and numbers alone cannot fail to become JSON.
    serde_json::to_string(&line).unwrap_or_default()
}

fn hash(row: &AuditRow, prev: &Hash) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(digest::digest(&digest::SHA256, line(row, prev, None).as_bytes()).as_ref());
    hash
}

/// Checks a chain record by record.
#[derive(Debug, Clone)]
pub struct Verifier {
    next: u64,
    prev: Option<Hash>,
}

/// A chain that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Records checked.
    pub records: u64,
    /// Number of the last one; 0 if there is none.
    pub last: u64,
    /// Hash of the last one.
    pub head: Hash,
}

/// Where a chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Broken {
    /// Records are missing.
    #[error("record {expected} is missing (the next one is {found}); restore the log from a copy and compare")]
    Missing {
        /// The first one that is not there.
        expected: u64,
        /// The one that is there instead.
        found: u64,
    },
    /// A record does not name the hash of the one before.
    #[error("record {seq} does not follow the one before it; restore the log from a copy and compare")]
    Unlinked {
        /// The first such record.
        seq: u64,
    },
    /// A record's content is not what its hash says.
    #[error("record {seq} was changed after it was written; restore the log from a copy and compare")]
    Changed {
        /// The first such record.
        seq: u64,
    },
    /// The log does not contain what an anchor says.
    #[error("the anchor names record {seq} with another hash; the log was cut or rewritten: restore it from a copy")]
    NotAnchored {
        /// The anchor's record.
        seq: u64,
    },
}

impl Verifier {
    /// Starts at a number; what lies before it is taken on trust, except before the very first.
    #[must_use]
    pub fn starting_at(seq: u64) -> Self {
        let seq = seq.max(1);
        Self { next: seq, prev: (seq == 1).then_some(GENESIS) }
    }

    /// Checks the next record.
    ///
    /// # Errors
    /// If it is missing, does not follow, or was changed.
    pub fn check(&mut self, link: &Link) -> Result<(), Broken> {
        let seq = link.row.seq;
        if seq != self.next {
            return Err(Broken::Missing { expected: self.next, found: seq });
        }
        if self.prev.is_some_and(|prev| prev != link.prev) {
            return Err(Broken::Unlinked { seq });
        }
        if hash(&link.row, &link.prev) != link.hash {
            return Err(Broken::Changed { seq });
        }
        (self.next, self.prev) = (seq + 1, Some(link.hash));
        Ok(())
    }

    /// What was checked, counted from `first`.
    #[must_use]
    pub fn finish(self, first: u64) -> Verified {
        Verified { records: self.next - first.max(1), last: self.next - 1, head: self.prev.unwrap_or(GENESIS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u64) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for seq in 1..=length {
            let prev = links.last().map_or(GENESIS, |link| link.hash);
            let at = Timestamp::from_second(1_780_000_000).unwrap();
            links.push(Link::new(Entry::system(at, "sync.end", seq, "ok").with("inserted", 7), seq, prev));
        }
        links
    }

    fn verify(links: &[Link]) -> Result<Verified, Broken> {
        let mut verifier = Verifier::starting_at(1);
        links.iter().try_for_each(|link| verifier.check(link))?;
        Ok(verifier.finish(1))
    }

    #[test]
    fn a_whole_chain_holds() {
        let links = chain(5);
        assert_eq!(verify(&links), Ok(Verified { records: 5, last: 5, head: links[4].hash }));
    }

    #[test]
    fn the_first_changed_record_is_named() {
        let mut links = chain(5);
        links[2].row.outcome = "failed".into();
        assert_eq!(verify(&links), Err(Broken::Changed { seq: 3 }));
    }

    #[test]
    fn a_record_taken_out_or_written_anew_is_named() {
        let mut gap = chain(5);
        gap.remove(1);
        assert_eq!(verify(&gap), Err(Broken::Missing { expected: 2, found: 3 }));
        let mut forged = chain(5);
        forged[1] = Link::new(Entry::system(forged[1].row.at, "sync.end", "else", "ok"), 2, forged[0].hash);
        assert_eq!(verify(&forged), Err(Broken::Unlinked { seq: 3 }));
    }

    #[test]
    fn the_printed_line_without_its_hash_is_what_was_hashed() {
        let link = &chain(1)[0];
        let printed = link.line();
        let (body, _) = printed.rsplit_once(r#","hash":"#).unwrap();
        let again = digest::digest(&digest::SHA256, format!("{body}}}").as_bytes());
        assert_eq!(again.as_ref(), link.hash);
    }
}
