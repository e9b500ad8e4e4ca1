//! What values look like on the disk: one byte for the form, then postcard.
//!
//! These types are the disk's own. They change only by a new form beside the old one.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zstd::bulk::{Compressor, Decompressor};

use super::error::StoreError;
use crate::{
    audit::Link,
    console::{Extent, LearntLimit},
    domain::Stream,
};

/// The form that this program writes, unless a record says otherwise.
const FORM: u8 = 1;
/// zstd's quickest level: higher ones save six percent and cost twice the time.
const LEVEL: i32 = 1;
/// Room for most large values before they are compressed: a person's month takes some ten kilobytes.
const RAW_BYTES: usize = 16 << 10;

thread_local! {
    /// Making one takes as long as packing a person's month with it.
    static PACKER: RefCell<Compressor<'static>> = RefCell::default();
    /// Making one takes as long as unpacking a person's month with it.
    static UNPACKER: RefCell<Decompressor<'static>> = RefCell::default();
}

/// Writes a small value.
#[must_use]
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // postcard fails only on types that refuse to be serialised, and none of ours does.
    postcard::to_extend(value, vec![FORM]).unwrap_or_default()
}

/// Reads a small value.
pub fn decode<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, StoreError> {
    form(what, bytes, FORM)?;
    postcard::from_bytes(&bytes[1..]).map_err(|error| StoreError::damaged(format!("{what}: {error}")))
}

/// Writes a large value, compressed; `count` stands in front, readable without unpacking.
pub fn pack<T: Serialize>(count: u32, value: &T) -> Result<Vec<u8>, StoreError> {
    pack_as(FORM, count, value)
}

/// The same, in a later form.
pub(super) fn pack_as<T: Serialize>(form: u8, count: u32, value: &T) -> Result<Vec<u8>, StoreError> {
    let raw = postcard::to_extend(value, Vec::with_capacity(RAW_BYTES)).map_err(StoreError::damaged)?;
    let packed = PACKER.with_borrow_mut(|packer| {
        packer.set_compression_level(LEVEL)?;
        packer.compress(&raw)
    });
    let packed = packed.map_err(StoreError::io("compressing"))?;
    let length = u32::try_from(raw.len()).map_err(StoreError::damaged)?;
    let mut bytes = vec![form];
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(packed);
    Ok(bytes)
}

/// Reads a large value.
pub fn unpack<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, StoreError> {
    form(what, bytes, FORM)?;
    unpack_body(what, bytes)
}

/// Whether a small value is in the form that this program writes.
pub(super) fn is_known_form(what: &'static str, bytes: &[u8]) -> Result<(), StoreError> {
    form(what, bytes, FORM).map(drop)
}

/// The form of a value, if it is one of those known.
pub(super) fn form(what: &'static str, bytes: &[u8], known: u8) -> Result<u8, StoreError> {
    let found = *bytes.first().ok_or_else(|| StoreError::damaged(format!("{what}: empty")))?;
    if found <= known { Ok(found) } else { Err(StoreError::Newer { what, found, known }) }
}

/// Reads a large value whose form has been looked at.
pub(super) fn unpack_body<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, StoreError> {
    let damaged = |why: &dyn std::fmt::Display| StoreError::damaged(format!("{what}: {why}"));
    let (_form, rest) = bytes.split_first().ok_or_else(|| damaged(&"empty"))?;
    let (_count, rest) = rest.split_first_chunk::<4>().ok_or_else(|| damaged(&"too short"))?;
    let (length, packed) = rest.split_first_chunk().ok_or_else(|| damaged(&"too short"))?;
    let length = u32::from_le_bytes(*length) as usize;
    let raw = UNPACKER.with_borrow_mut(|unpacker| unpacker.decompress(packed, length));
    let raw = raw.map_err(|error| damaged(&error))?;
    postcard::from_bytes(&raw).map_err(|error| damaged(&error))
}

/// A time on the disk.
pub(super) fn second(at: Timestamp) -> i64 {
    at.as_second()
}

/// A time from the disk.
pub(super) fn instant(second: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_second(second).map_err(StoreError::damaged)
}

/// An audit record, as it lies on the disk; its number is in its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditV1 {
    /// When, in seconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// What came of it.
    pub outcome: String,
    /// What else there is to know.
    pub detail: BTreeMap<String, String>,
    /// Hash of the record before.
    pub prev: [u8; 32],
    /// Hash of this one.
    pub hash: [u8; 32],
}

impl From<&Link> for AuditV1 {
    fn from(link: &Link) -> Self {
        Self {
            at: second(link.row.at),
            actor: link.row.actor.clone(),
            action: link.row.action.clone(),
            object: link.row.object.clone(),
            outcome: link.row.outcome.clone(),
            detail: link.row.detail.clone(),
            prev: link.prev,
            hash: link.hash,
        }
    }
}

/// A row set aside, as it lies on the disk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineV1 {
    /// When it came, in seconds.
    pub at: i64,
    /// The stream's name.
    pub stream: String,
    /// Whom it is about, if that could be read.
    pub who: Option<String>,
    /// Why it could not be read.
    pub reason: String,
    /// The row, as WeCom wrote it.
    pub text: String,
}

/// A learnt limit, as it lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitV1 {
    /// The stream's name.
    pub stream: String,
    /// The extent's name.
    pub extent: String,
    /// How many are accepted.
    pub most: u32,
    /// When that was learnt, in seconds.
    pub at: i64,
}

impl From<&LearntLimit> for LimitV1 {
    fn from(limit: &LearntLimit) -> Self {
        let (stream, extent) = (limit.stream.name().to_owned(), limit.extent.name().to_owned());
        Self { stream, extent, most: limit.most, at: second(limit.learnt_at) }
    }
}

impl LimitV1 {
    /// The limit; `None` if it is about a stream that this program does not pull.
    pub(super) fn read(&self) -> Option<LearntLimit> {
        let stream = Stream::ALL.into_iter().find(|stream| stream.name() == self.stream)?;
        let extent = Extent::ALL.into_iter().find(|extent| extent.name() == self.extent)?;
        Some(LearntLimit { stream, extent, most: self.most, learnt_at: instant(self.at).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_form_is_refused_by_name() {
        let mut bytes = encode(&7_u32);
        bytes[0] = FORM + 1;
        let error = decode::<u32>("cursor", &bytes).unwrap_err();
        assert!(matches!(error, StoreError::Newer { what: "cursor", found: 2, known: 1 }), "{error}");
    }

    #[test]
    fn damage_is_named_and_never_a_panic() {
        let packed = pack(3, &vec!["李娜".to_owned(); 40]).unwrap();
        assert_eq!(unpack::<Vec<String>>("block", &packed).unwrap().len(), 40);
        for length in 0..packed.len() {
            assert!(unpack::<Vec<String>>("block", &packed[..length]).is_err());
        }
    }
}
