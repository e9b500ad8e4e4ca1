//! What a block looks like on the disk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ContentHash, strings::Strings};
use crate::{
    domain::{
        EmployeeId, Punch,
        punch::{Place, PunchKey},
    },
    store::{
        error::StoreError,
        record::{form, instant, pack_as, second, unpack_body},
    },
};

/// The form that is written.
const FORM: u8 = 3;

/// A block as the first form had it: rows were never withdrawn.
#[derive(Serialize, Deserialize)]
pub struct BlockV1 {
    strings: Vec<String>,
    rows: Vec<RowV1>,
}

/// A block as the second form had it: nobody could tell which pass had found what.
#[derive(Serialize, Deserialize)]
pub struct BlockV2 {
    strings: Vec<String>,
    rows: Vec<RowV2>,
}

/// A block.
#[derive(Default, Serialize, Deserialize)]
pub struct BlockV3 {
    /// Texts that the rows name by number.
    pub strings: Vec<String>,
    /// Its rows, by key.
    pub rows: Vec<RowV3>,
}

#[derive(Serialize, Deserialize)]
struct RowV1 {
    named_at: i64,
    placeholder: bool,
    kind: u32,
    within: [Option<i64>; 3],
    versions: Vec<VersionV1>,
}

#[derive(Serialize, Deserialize)]
struct RowV2 {
    named_at: i64,
    placeholder: bool,
    kind: u32,
    within: [Option<i64>; 3],
    versions: Vec<VersionV1>,
    gone: Vec<GoneV1>,
}

/// A row: its key, its contents in time, and when it was not there.
#[derive(Serialize, Deserialize)]
pub struct RowV3 {
    /// The time that names it.
    pub named_at: i64,
    /// Whether it stands for a punch that was not made.
    pub placeholder: bool,
    /// The words for what it was.
    pub kind: u32,
    /// Rule, shift and segment.
    pub within: [Option<i64>; 3],
    /// Its contents, the newest last.
    pub versions: Vec<VersionV2>,
    /// Its absences, the newest last.
    pub gone: Vec<GoneV2>,
}

/// An absence, and by whom it was found to be one.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneV2 {
    /// The absence.
    pub absence: GoneV1,
    /// The number of the pass whose look withdrew the row; 0 if none did, or none was noted.
    pub withdrawn_in: u64,
}

/// A row's content at one time, and by whom it was found.
#[derive(Clone, Serialize, Deserialize)]
pub struct VersionV2 {
    /// The content.
    pub content: VersionV1,
    /// The number of the pass that found it; 0 if none was noted.
    pub found_in: u64,
}

/// A time in which WeCom did not have a row.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneV1 {
    /// When WeCom was last seen to have it.
    pub last_seen: i64,
    /// When it was first missing from an answer that should have held it.
    pub missed: i64,
    /// When a later look found the same; until then the row counts.
    pub withdrawn: Option<i64>,
    /// When it was there again.
    pub back: Option<i64>,
}

/// A row's content at one time.
#[derive(Clone, Serialize, Deserialize)]
pub struct VersionV1 {
    /// When it was first seen.
    pub first_seen: i64,
    /// What tells it from other contents.
    pub hash: ContentHash,
    spelled: u32,
    at: i64,
    exception: Option<u32>,
    scheduled: Option<i64>,
    rule_name: Option<u32>,
    title: Option<u32>,
    detail: Option<u32>,
    latitude: Option<i64>,
    longitude: Option<i64>,
    wifi_name: Option<u32>,
    wifi_mac: Option<u32>,
    device: Option<u32>,
    notes: Option<u32>,
    media: Option<Vec<u32>>,
    extra: Vec<(u32, u32)>,
}

impl BlockV3 {
    /// Reads a block of any form.
    pub fn read(bytes: &[u8]) -> Result<Self, StoreError> {
        let what = "block";
        match form(what, bytes, FORM)? {
            FORM => unpack_body(what, bytes),
            2 => unpack_body::<BlockV2>(what, bytes).map(Self::from),
            _ => unpack_body::<BlockV1>(what, bytes).map(BlockV2::from).map(Self::from),
        }
    }

    /// Writes it.
    pub fn write(&self) -> Result<Vec<u8>, StoreError> {
        pack_as(FORM, u32::try_from(self.rows.len()).map_err(StoreError::damaged)?, self)
    }
}

impl From<BlockV1> for BlockV2 {
    fn from(old: BlockV1) -> Self {
        let row = |row: RowV1| {
            let RowV1 { named_at, placeholder, kind, within, versions } = row;
            RowV2 { named_at, placeholder, kind, within, versions, gone: Vec::new() }
        };
        Self { strings: old.strings, rows: old.rows.into_iter().map(row).collect() }
    }
}

impl From<BlockV2> for BlockV3 {
    fn from(old: BlockV2) -> Self {
        let row = |row: RowV2| {
            let RowV2 { named_at, placeholder, kind, within, versions, gone } = row;
            let versions = versions.into_iter().map(|content| VersionV2 { content, found_in: 0 }).collect();
            let gone = gone.into_iter().map(|absence| GoneV2 { absence, withdrawn_in: 0 }).collect();
            RowV3 { named_at, placeholder, kind, within, versions, gone }
        };
        Self { strings: old.strings, rows: old.rows.into_iter().map(row).collect() }
    }
}

impl VersionV1 {
    /// The content of a row, seen then.
    pub fn new(punch: &Punch, hash: ContentHash, seen_at: Timestamp, strings: &mut Strings) -> Self {
        let place = &punch.place;
        Self {
            first_seen: second(seen_at),
            hash,
            spelled: strings.number(punch.who.as_str()),
            at: second(punch.at),
            exception: strings.maybe(punch.exception.as_ref()),
            scheduled: punch.scheduled.map(second),
            rule_name: strings.maybe(punch.rule_name.as_ref()),
            title: strings.maybe(place.title.as_ref()),
            detail: strings.maybe(place.detail.as_ref()),
            latitude: place.latitude,
            longitude: place.longitude,
            wifi_name: strings.maybe(place.wifi_name.as_ref()),
            wifi_mac: strings.maybe(place.wifi_mac.as_ref()),
            device: strings.maybe(place.device.as_ref()),
            notes: strings.maybe(punch.notes.as_ref()),
            media: punch.media.as_ref().map(|media| media.iter().map(|id| strings.number(id)).collect()),
            extra: punch.extra.iter().map(|(name, json)| (strings.number(name), strings.number(json))).collect(),
        }
    }

    /// The row with this content.
    pub fn punch(&self, key: &PunchKey, strings: &Strings) -> Result<Punch, StoreError> {
        let media = |ids: &Vec<u32>| ids.iter().map(|id| strings.text(*id).map(str::to_owned)).collect();
        let extra = self
            .extra
            .iter()
            .map(|(name, json)| Ok((strings.text(*name)?.to_owned(), strings.text(*json)?.to_owned())));
        let [rule, schedule, segment] = key.within;
        Ok(Punch {
            who: EmployeeId::parse(strings.text(self.spelled)?).map_err(StoreError::damaged)?,
            at: instant(self.at)?,
            kind: key.kind.clone(),
            exception: strings.owned(self.exception)?,
            scheduled: self.scheduled.map(instant).transpose()?,
            rule,
            rule_name: strings.owned(self.rule_name)?,
            schedule,
            segment,
            place: self.place(strings)?,
            notes: strings.owned(self.notes)?,
            media: self.media.as_ref().map(media).transpose()?,
            extra: extra.collect::<Result<_, StoreError>>()?,
        })
    }

    fn place(&self, strings: &Strings) -> Result<Place, StoreError> {
        Ok(Place {
            title: strings.owned(self.title)?,
            detail: strings.owned(self.detail)?,
            latitude: self.latitude,
            longitude: self.longitude,
            wifi_name: strings.owned(self.wifi_name)?,
            wifi_mac: strings.owned(self.wifi_mac)?,
            device: strings.owned(self.device)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that the program wrote when it knew the second form alone.
    const SECOND_FORM: &str = concat!(
        "02010000003c00000028b52ffd203c95010094020106e69d8ee5a89c010a000001060000010e01000a",
        "0000000000010100010100010000010e12011600020020403b1006",
    );
    use crate::store::record::pack;

    #[test]
    fn a_block_of_the_second_form_is_read_whole_and_says_that_nobody_knows_who_found_it() {
        let bytes = hex::decode(SECOND_FORM).unwrap();
        let read = BlockV3::read(&bytes).unwrap();
        let row = &read.rows[0];
        assert_eq!((read.strings.as_slice(), row.named_at), (["李娜".to_owned()].as_slice(), 5));
        assert_eq!((row.versions[0].content.first_seen, row.versions[0].found_in), (7, 0));
        let absence = GoneV1 { last_seen: 7, missed: 9, withdrawn: Some(11), back: None };
        assert!(row.gone == [GoneV2 { absence, withdrawn_in: 0 }]);
    }

    #[test]
    fn a_block_of_the_first_form_is_read_whole() {
        let version = VersionV1 {
            first_seen: 7,
            hash: [1; 16],
            spelled: 0,
            at: 5,
            exception: None,
            scheduled: None,
            rule_name: None,
            title: None,
            detail: None,
            latitude: Some(-1),
            longitude: None,
            wifi_name: None,
            wifi_mac: None,
            device: None,
            notes: None,
            media: Some(vec![0]),
            extra: vec![(0, 0)],
        };
        let row =
            RowV1 { named_at: 5, placeholder: true, kind: 0, within: [Some(3), None, None], versions: vec![version] };
        let old = pack(1, &BlockV1 { strings: vec!["李娜".into()], rows: vec![row] }).unwrap();
        let read = BlockV3::read(&old).unwrap();
        assert_eq!(read.strings, ["李娜"]);
        let row = &read.rows[0];
        assert_eq!(
            (row.named_at, row.placeholder, row.within[0], row.versions[0].content.latitude),
            (5, true, Some(3), Some(-1))
        );
        assert!(row.gone.is_empty());
        assert_eq!(BlockV3::read(&read.write().unwrap()).unwrap().rows.len(), 1);
    }
}
