//! The seam between the store's layout and what keeps bytes: get, scan, write durably.

pub mod memory;
pub mod sled;

use super::error::StoreError;

/// A value and its name.
pub type Entry = (Vec<u8>, Vec<u8>);

/// What is written together: a value, or `None` to remove it.
pub type Writes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// Keeps named values in the order of their names.
pub trait Disk: Send + Sync + 'static {
    /// The value of that name.
    ///
    /// # Errors
    /// If the disk cannot be read.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// At most `limit` entries with `from <= key < to`, in order, or in reverse order.
    ///
    /// # Errors
    /// If the disk cannot be read.
    fn scan(&self, from: &[u8], to: &[u8], limit: usize, order: Order) -> Result<Vec<Entry>, StoreError>;

    /// Writes all or nothing; durable when it returns.
    ///
    /// # Errors
    /// If the disk cannot be written; then nothing was.
    fn write(&self, writes: Writes) -> Result<(), StoreError>;

    /// Size and room.
    fn health(&self) -> Health;
}

/// The order of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Forward,
    /// Against it.
    Backward,
}

/// Size and room, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Health {
    /// What the store takes.
    pub used: u64,
    /// What is free beside it.
    pub free: u64,
}
