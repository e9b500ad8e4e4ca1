//! A copy of a store while it is in use.

use std::collections::BTreeSet;

use super::{
    disk::{Disk, Order},
    error::StoreError,
    keys::just_after,
    ledger::Store,
};

/// Values copied at once.
const VALUES: usize = 256;
/// After the name of every value: names begin with a hash and are shorter.
const BEYOND: [u8; 64] = [u8::MAX; 64];

/// Names of values that were written since a copy was begun; `None` while none is made.
pub(super) type Written = Option<BTreeSet<Vec<u8>>>;

impl Store {
    /// Copies every value to another disk, as all of them are at the end. Commits go on meanwhile, and wait
    /// only while what they wrote is copied again.
    ///
    /// # Errors
    /// If a copy is being made already, or a disk refuses.
    pub fn copy_to(&self, target: &dyn Disk) -> Result<(), StoreError> {
        let noting = self.note_writes()?;
        copy(&*self.disk, target)?;
        let _no_commit = self.lock_head();
        let mut changed = Vec::new();
        for key in noting.stop() {
            let value = self.disk.get(&key)?;
            changed.push((key, value));
        }
        target.write(changed)
    }

    fn note_writes(&self) -> Result<Noting<'_>, StoreError> {
        let _no_commit = self.lock_head();
        let mut written = self.lock_written();
        if written.is_some() {
            return Err(StoreError::Copying);
        }
        *written = Some(BTreeSet::new());
        Ok(Noting(self))
    }
}

/// While this lives, commits note what they write.
struct Noting<'a>(&'a Store);

impl Noting<'_> {
    fn stop(self) -> BTreeSet<Vec<u8>> {
        self.0.lock_written().take().unwrap_or_default()
    }
}

impl Drop for Noting<'_> {
    fn drop(&mut self) {
        *self.0.lock_written() = None;
    }
}

/// Copies every value, whatever it is, as each is when its turn comes.
pub(super) fn copy(from: &dyn Disk, to: &dyn Disk) -> Result<(), StoreError> {
    let mut next = Vec::new();
    loop {
        let page = from.scan(&next, &BEYOND, VALUES, Order::Forward)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        next = just_after(last);
        to.write(page.into_iter().map(|(key, value)| (key, Some(value))).collect())?;
    }
}
