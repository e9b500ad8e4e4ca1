//! The statutory calendar: the one that ships with the program, or the file's own.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use crate::domain::calendar::Calendar;

/// Orders of the State Council's General Office for the years named in it.
const SHIPPED: &str = include_str!("calendar.toml");

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct CalendarFile {
    years: BTreeSet<i16>,
    holidays: BTreeSet<Date>,
    statutory: BTreeSet<Date>,
    workdays: BTreeSet<Date>,
}

impl From<CalendarFile> for Calendar {
    fn from(file: CalendarFile) -> Self {
        let CalendarFile { years, holidays, statutory, workdays } = file;
        Self { years, holidays, statutory, workdays }
    }
}

/// The calendar that ships with the program.
///
/// # Errors
/// Never, as a test shows.
pub fn shipped() -> Result<Calendar, Error> {
    toml::from_str::<CalendarFile>(SHIPPED).map(Calendar::from)
}

/// Takes `[attendance.calendar]` out of a configuration, if it is there.
pub(super) fn take(table: &mut DeTable<'_>) -> Result<Option<Calendar>, Error> {
    let Some(DeValue::Table(attendance)) = table.get_mut("attendance").map(toml::Spanned::get_mut) else {
        return Ok(None);
    };
    let Some(calendar) = attendance.remove("calendar") else { return Ok(None) };
    let span = calendar.span();
    match calendar.into_inner() {
        DeValue::Table(own) => {
            let own = CalendarFile::deserialize(Deserializer::from(toml::Spanned::new(span, own)))?;
            Ok(Some(own.into()))
        }
        _ => Err(serde::de::Error::custom("[attendance.calendar] is a table: years, holidays, statutory, workdays")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::*;
    use crate::domain::calendar::CalendarDay;

    #[test]
    fn the_shipped_calendar_is_complete_for_its_years() {
        let calendar = shipped().unwrap();
        assert_eq!(calendar.years, [2025, 2026].into());
        assert_eq!(calendar.look_up(date(2026, 5, 9)), CalendarDay::MakeUp);
        assert_eq!(calendar.look_up(date(2026, 5, 1)), CalendarDay::Holiday);
        assert_eq!(calendar.look_up(date(2027, 5, 1)), CalendarDay::NotLoaded);
    }

    #[test]
    fn every_year_has_thirteen_statutory_days_and_makes_up_on_weekends() {
        let calendar = shipped().unwrap();
        for year in &calendar.years {
            let statutory = calendar.statutory.iter().filter(|day| day.year() == *year);
            assert_eq!(statutory.count(), 13, "{year}");
        }
        assert!(calendar.statutory.is_subset(&calendar.holidays));
        assert!(calendar.workdays.iter().all(|day| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)));
    }
}
