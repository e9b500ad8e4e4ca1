//! Reading a whole store: every value of every kind.

use std::collections::BTreeMap;

use super::{
    block::Block,
    company::{unpack_departments, unpack_employees},
    disk::{Disk, Order},
    error::StoreError,
    folder::Folder,
    form::{FormV1, Watched},
    history::{AbsentV1, ChangesV1},
    kept,
    keys::{Corp, Kind, STRIP, block_parts, form_number, just_after, last_long, last_number, operation_time},
    listing::decode_listings,
    passes::PassV1,
    record::{AuditV1, LimitV1, QuarantineV1, decode, is_known_form, unpack},
    strip::Strip,
};
use crate::domain::{Anomaly, EmployeeId};

/// Values read at once: of a hundred people's months a few hundred kilobytes.
const VALUES: usize = 256;
/// Damaged values that are named; where there are more, the names help nobody.
const NAMED_MAX: usize = 100;

/// What was found in a store.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Values of each kind that can be read.
    pub sound: BTreeMap<&'static str, u64>,
    /// How many cannot.
    pub damaged: u64,
    /// The first of these.
    pub named: Vec<Damage>,
}

/// A value that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Its kind.
    pub kind: &'static str,
    /// Its name on the disk, in hexadecimal digits.
    pub key: String,
    /// Why not.
    pub why: String,
}

/// Reads every value of a company's part of a disk.
///
/// # Errors
/// If something in it was written by a newer program.
pub fn check(disk: &dyn Disk, corp_id: &str) -> Result<Findings, StoreError> {
    check_part(disk, Corp::of(corp_id))
}

pub(super) fn check_part(disk: &dyn Disk, corp: Corp) -> Result<Findings, StoreError> {
    let mut findings = Findings::default();
    for kind in Kind::ALL {
        findings.read_all(disk, corp, kind)?;
    }
    Ok(findings)
}

impl Findings {
    /// How many values can be read.
    #[must_use]
    pub fn values(&self) -> u64 {
        self.sound.values().sum()
    }

    fn read_all(&mut self, disk: &dyn Disk, corp: Corp, kind: Kind) -> Result<(), StoreError> {
        let mut from = corp.first(kind);
        loop {
            let page = match disk.scan(&from, &corp.after(kind), VALUES, Order::Forward) {
                Ok(page) => page,
                // What lies behind it in this kind cannot be reached either.
                Err(error) => return self.note(kind, &from, Err(error)),
            };
            let Some((last, _)) = page.last() else { return Ok(()) };
            from = just_after(last);
            for (key, value) in &page {
                self.note(kind, key, self.read(kind, key, value))?;
            }
        }
    }

    fn note(&mut self, kind: Kind, key: &[u8], outcome: Result<(), StoreError>) -> Result<(), StoreError> {
        match outcome {
            Ok(()) => *self.sound.entry(kind.name()).or_default() += 1,
            Err(newer @ StoreError::Newer { .. }) => return Err(newer),
            Err(error) => {
                self.damaged += 1;
                let damage = Damage { kind: kind.name(), key: hex::encode(key), why: error.what() };
                self.named.extend((self.named.len() < NAMED_MAX).then_some(damage));
            }
        }
        Ok(())
    }

    fn read(&self, kind: Kind, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        match kind {
            Kind::Person => person(key, value, self.people()),
            Kind::Audit => decode::<AuditV1>("audit", value).map(drop),
            Kind::Block => self.block(key, value),
            Kind::Coverage => {
                let strip = Strip::decode(value)?;
                (0..STRIP as usize).try_for_each(|place| strip.get(place).map(drop))
            }
            Kind::Departments => unpack_departments(value).map(drop),
            Kind::Employees => unpack_employees(value).map(drop),
            Kind::Folder => Folder::decode(value)?.check(),
            Kind::Operation => operation_time(key).and_then(|_| unpack::<String>("operation", value)).map(drop),
            Kind::History => ChangesV1::read(value).map(drop),
            Kind::Meta => meta(key.get(Corp::NAME_FROM..).unwrap_or_default(), value),
            Kind::Anomaly => {
                let json: Vec<u8> = decode("anomaly", value)?;
                serde_json::from_slice::<Anomaly>(&json).map(drop).map_err(StoreError::damaged)
            }
            Kind::Pass => decode::<PassV1>("pass", value)?.record(last_long(key).unwrap_or(0)).map(drop),
            Kind::Quarantine => decode::<QuarantineV1>("quarantine", value).map(drop),
            Kind::Rules => unpack::<Vec<u8>>("rules", value).map(drop),
            Kind::Submitted => name(key, size_of::<i64>(), value),
            Kind::Touched => name(key, 2 * size_of::<u32>(), value),
            Kind::Cursor => decode::<i64>("cursor", value).map(drop),
            Kind::Approval => FormV1::decode(value)?.check(),
            Kind::Watched => Watched::decode(value).map(drop),
        }
    }

    fn people(&self) -> u64 {
        self.sound.get(Kind::Person.name()).copied().unwrap_or(0)
    }

    fn block(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        let (_, number) = block_parts(key).ok_or_else(|| StoreError::damaged("a name too short"))?;
        if u64::from(number) >= self.people() {
            return Err(StoreError::damaged(format!("rows of person {number}, who is missing")));
        }
        Block::decode(value)?.versions().map(drop)
    }
}

fn person(key: &[u8], value: &[u8], before: u64) -> Result<(), StoreError> {
    let account: String = decode("person", value)?;
    EmployeeId::parse(&account).map_err(StoreError::damaged)?;
    let number = last_number(key).map(u64::from);
    if number == Some(before) { Ok(()) } else { Err(StoreError::damaged(format!("person {before} is missing"))) }
}

/// A name of a form; its number follows so many bytes.
fn name(key: &[u8], before: usize, value: &[u8]) -> Result<(), StoreError> {
    form_number(key, Corp::NAME_FROM + before)?;
    decode::<u8>("name", value).map(drop)
}

fn meta(name: &[u8], value: &[u8]) -> Result<(), StoreError> {
    match name {
        b"token" => decode::<Vec<u8>>("token", value).map(drop),
        b"config_hash" => decode::<String>("config_hash", value).map(drop),
        b"settled" => decode::<bool>("settled", value).map(drop),
        b"last_pass" => decode::<u64>("last_pass", value).map(drop),
        b"last_whole" | b"uploads_until" | b"clock_ahead_s" => decode::<i64>("meta", value).map(drop),
        b"absent" => AbsentV1::read(value).map(drop),
        b"learnt" => decode::<Vec<LimitV1>>("learnt", value).map(drop),
        b"passes" => kept::read(value).map(drop),
        name if name.starts_with(Corp::LISTED.as_bytes()) => decode_listings(value).map(drop),
        _ => is_known_form("meta", value),
    }
}
