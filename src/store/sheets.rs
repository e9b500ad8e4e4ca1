//! The coverage that one answer concerns: read once, noted, written back.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    draft::Draft,
    error::StoreError,
    keys::PersonNumber,
    strip::{Strip, by_strip},
    unit::Receipt,
};
use crate::domain::{Coverage, EmployeeId, Stream};

/// The strips of the people asked about, for every day that the answer is about as a whole.
pub(super) struct Sheets<'a> {
    stream: Stream,
    people: Vec<(PersonNumber, &'a EmployeeId)>,
    strips: BTreeMap<(Date, u32), Strip>,
}

impl<'a> Sheets<'a> {
    pub(super) fn read(
        draft: &Draft<'_>,
        stream: Stream,
        asked: &'a [EmployeeId],
        days: impl Iterator<Item = Date>,
    ) -> Result<Self, StoreError> {
        let people = asked.iter().filter_map(|who| draft.number(who).map(|number| (number, who)));
        let numbers = by_strip(asked, |who| draft.number(who));
        let mut strips = BTreeMap::new();
        for day in days {
            for strip in numbers.keys() {
                let bytes = draft.get(&draft.store.corp.coverage(stream, day, *strip))?;
                let read = bytes.map_or(Ok(Strip::default()), |bytes| Strip::decode(&bytes))?;
                strips.insert((day, *strip), read);
            }
        }
        Ok(Self { stream, people: people.collect(), strips })
    }

    /// Those days.
    pub(super) fn days(&self) -> impl Iterator<Item = Date> + '_ {
        let mut last = None;
        self.strips.keys().map(|(day, _)| *day).filter(move |day| last.replace(*day) != Some(*day))
    }

    /// The people asked about who have a number.
    pub(super) fn people(&self) -> impl Iterator<Item = (PersonNumber, &'a EmployeeId)> + '_ {
        self.people.iter().copied()
    }

    /// What was known of a person's day.
    pub(super) fn known(&self, person: PersonNumber, day: Date) -> Result<Coverage, StoreError> {
        let (strip, place) = Strip::place(person);
        self.strips.get(&(day, strip)).map_or(Ok(Coverage::NEVER), |strip| strip.get(place))
    }

    /// Notes for each person and day what is known now.
    pub(super) fn note(
        &mut self,
        known_now: impl Fn(PersonNumber, &EmployeeId, Date, Coverage) -> Coverage,
    ) -> Result<(), StoreError> {
        for ((day, strip), sheet) in &mut self.strips {
            for (number, who) in &self.people {
                let (home, place) = Strip::place(*number);
                if home == *strip {
                    sheet.set(place, known_now(*number, who, *day, sheet.get(place)?));
                }
            }
        }
        Ok(())
    }

    /// Every person's every day that the answer is about is to be judged.
    pub(super) fn touch(&self, receipt: &mut Receipt) {
        let days: Vec<_> = self.days().collect();
        for (_, who) in &self.people {
            receipt.touch_days(who, days.iter().copied());
        }
    }

    pub(super) fn write_into(self, draft: &mut Draft<'_>) -> Result<(), StoreError> {
        for ((day, strip), sheet) in self.strips {
            draft.writes.insert(draft.store.corp.coverage(self.stream, day, strip), sheet.encode()?);
        }
        Ok(())
    }
}
