//! The coverage of a hundred people's day: one value on the disk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    error::StoreError,
    keys::{PersonNumber, STRIP},
    record::{instant, pack, second, unpack},
};
use crate::domain::{Coverage, CoverageState, EmployeeId};

/// Coverage by place in the strip; what was never asked is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip(Vec<Option<CoverageV1>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct CoverageV1 {
    state: u8,
    rows: u16,
    fetched_at: Option<i64>,
    errcode: Option<i64>,
}

/// People with a place in a strip, by strip.
pub type ByStrip<'a> = BTreeMap<u32, Vec<(usize, &'a EmployeeId)>>;

/// People in the strips that hold them; whoever has no number is in none.
pub fn by_strip(people: &[EmployeeId], number: impl Fn(&EmployeeId) -> Option<PersonNumber>) -> ByStrip<'_> {
    let mut strips = ByStrip::new();
    for who in people {
        if let Some(number) = number(who) {
            let (strip, place) = Strip::place(number);
            strips.entry(strip).or_default().push((place, who));
        }
    }
    strips
}

impl Default for Strip {
    fn default() -> Self {
        Self(vec![None; STRIP as usize])
    }
}

impl Strip {
    /// The strip that holds a person, and the place in it.
    #[must_use]
    pub fn place(person: PersonNumber) -> (u32, usize) {
        (person / STRIP, (person % STRIP) as usize)
    }

    /// Reads a strip.
    pub fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let mut places: Vec<Option<CoverageV1>> = unpack("coverage", bytes)?;
        places.resize(STRIP as usize, None);
        Ok(Self(places))
    }

    /// Writes a strip.
    pub fn encode(&self) -> Result<Vec<u8>, StoreError> {
        pack(STRIP, &self.0)
    }

    /// What is known at a place.
    pub fn get(&self, place: usize) -> Result<Coverage, StoreError> {
        self.0.get(place).copied().flatten().map_or(Ok(Coverage::NEVER), CoverageV1::coverage)
    }

    /// Sets what is known at a place.
    pub fn set(&mut self, place: usize, coverage: Coverage) {
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some(CoverageV1::from(coverage));
        }
    }
}

impl From<Coverage> for CoverageV1 {
    fn from(coverage: Coverage) -> Self {
        let state = match coverage.state {
            CoverageState::Never => 0,
            CoverageState::Ok => 1,
            CoverageState::Empty => 2,
            CoverageState::Failed => 3,
            CoverageState::NotVisible => 4,
            CoverageState::Pending => 5,
        };
        Self { state, rows: coverage.rows, fetched_at: coverage.fetched_at.map(second), errcode: coverage.errcode }
    }
}

impl CoverageV1 {
    fn coverage(self) -> Result<Coverage, StoreError> {
        let state = match self.state {
            0 => CoverageState::Never,
            1 => CoverageState::Ok,
            2 => CoverageState::Empty,
            3 => CoverageState::Failed,
            4 => CoverageState::NotVisible,
            5 => CoverageState::Pending,
            other => return Err(StoreError::damaged(format!("coverage: state {other}"))),
        };
        let fetched_at = self.fetched_at.map(instant).transpose()?;
        Ok(Coverage { state, rows: self.rows, fetched_at, errcode: self.errcode })
    }
}
