//! The rules on the disk: every content in which they were seen, as WeCom wrote it.
//!
//! WeCom tells no time of a change (document 93384). So a version is told from the one before by its content,
//! whatever the order of its fields, and has the times at which it was first and last seen.

use jiff::Timestamp;

use super::{
    block::ContentHash,
    disk::{Entry, Order},
    draft::Draft,
    error::StoreError,
    folder::content_hash,
    keys::{Kind, rules_first_seen},
    ledger::Store,
    record::{decode, encode, instant, pack, second, unpack},
};

/// One content of all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersion {
    /// What tells it from others.
    pub hash: ContentHash,
    /// When it was first asked for and seen.
    pub first_seen: Timestamp,
    /// When it was last seen.
    pub last_seen: Timestamp,
    /// The answer, as WeCom wrote it.
    pub answer: Vec<u8>,
}

impl Store {
    /// Every version of the rules, in order of time.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn rule_versions(&self) -> Result<Vec<RuleVersion>, StoreError> {
        self.versions_of_rules(usize::MAX, Order::Forward)
    }

    /// The rules in force at an instant; before the first look, as first seen. `None` if they were never seen.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn rules_at(&self, at: Timestamp) -> Result<Option<RuleVersion>, StoreError> {
        let mut versions = self.rule_versions()?;
        let known = versions.partition_point(|version| version.first_seen <= at).max(1);
        versions.truncate(known);
        Ok(versions.pop())
    }

    fn versions_of_rules(&self, limit: usize, order: Order) -> Result<Vec<RuleVersion>, StoreError> {
        let (from, to) = (self.corp.first(Kind::Rules), self.corp.after(Kind::Rules));
        let entries = self.disk.scan(&from, &to, limit, order)?;
        entries.iter().map(|entry| self.rule_version(entry)).collect()
    }

    fn rule_version(&self, (key, value): &Entry) -> Result<RuleVersion, StoreError> {
        let answer: Vec<u8> = unpack("rules", value)?;
        let first_seen = rules_first_seen(key)?;
        let seen = self.disk.get(&self.corp.meta(&last_seen(first_seen)))?;
        let last_seen = seen.map_or(Ok(first_seen), |seen| decode("meta", &seen).and_then(instant))?;
        Ok(RuleVersion { hash: content_hash(&String::from_utf8_lossy(&answer)), first_seen, last_seen, answer })
    }
}

impl Draft<'_> {
    /// Writes rules that were asked for at `at`, and says whether they are a new version. An answer that
    /// was asked for before the latest version was knows nothing newer.
    pub(super) fn rules(&mut self, answer: &[u8], at: Timestamp) -> Result<bool, StoreError> {
        let corp = self.store.corp;
        let latest = self.store.versions_of_rules(1, Order::Backward)?.pop();
        let hash = content_hash(&String::from_utf8_lossy(answer));
        match latest {
            Some(latest) if latest.hash == hash => {
                let seen = latest.last_seen.max(at);
                self.put(corp.meta(&last_seen(latest.first_seen)), encode(&second(seen)))?;
                Ok(false)
            }
            Some(latest) if at <= latest.last_seen => Ok(false),
            Some(_) | None => {
                self.writes.insert(corp.rules(at), pack(1, &answer)?);
                self.put(corp.meta(&last_seen(at)), encode(&second(at)))?;
                Ok(true)
            }
        }
    }
}

/// The name of the fact that says when a version was last seen.
fn last_seen(first_seen: Timestamp) -> String {
    format!("rules_seen/{}", second(first_seen))
}
