//! The statutory calendar (法定节假日, 调休).

use std::collections::BTreeSet;

use jiff::civil::Date;

/// Holidays and make-up workdays of the years for which they are known.
///
/// WeCom does not give its calendar by interface; a year that is not loaded is said to be missing,
/// never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Years for which the lists are complete.
    pub years: BTreeSet<i16>,
    /// Days of the holiday order, weekends among them included.
    pub holidays: BTreeSet<Date>,
    /// Those with holiday pay.
    pub statutory: BTreeSet<Date>,
    /// Make-up workdays (调休上班).
    pub workdays: BTreeSet<Date>,
}

/// What the calendar says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarDay {
    /// Nothing out of the ordinary.
    Ordinary,
    /// Off.
    Holiday,
    /// To be worked, though the week says otherwise.
    MakeUp,
    /// The year is not loaded.
    NotLoaded,
}

impl Calendar {
    /// What the calendar says of a date.
    #[must_use]
    pub fn look_up(&self, date: Date) -> CalendarDay {
        match () {
            () if !self.years.contains(&date.year()) => CalendarDay::NotLoaded,
            () if self.holidays.contains(&date) => CalendarDay::Holiday,
            () if self.workdays.contains(&date) => CalendarDay::MakeUp,
            () => CalendarDay::Ordinary,
        }
    }
}
