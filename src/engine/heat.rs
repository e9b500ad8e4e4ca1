//! The heat map: what is known of many people's days.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{core::Core, judging::Bench, requests::PAGE_ROWS_MAX};
use crate::{
    access::{self, Actor},
    console::{Census, HeatOrder, HeatPage, HeatQuery, HeatRow, Page, PersonRow},
    domain::{Coverage, CoverageState, DayRange, EmployeeId, Stream},
    store::StoreError,
    sync::Work,
};

/// Days of one map: more fit no screen.
const DAYS_MAX: u32 = 62;

/// A map that is asked for, with what only the state knows.
#[derive(Debug)]
pub struct HeatLook {
    /// What is asked.
    pub query: HeatQuery,
    /// Everybody whom the asker may see, by account.
    pub people: Vec<PersonRow>,
    /// Of whom the stream is being asked for.
    pub asking: Asking,
}

/// Whose days are being asked for, and which.
#[derive(Debug, Default)]
pub struct Asking(BTreeMap<EmployeeId, DayRange>);

impl Asking {
    /// What is known of a person's days while these are being asked for.
    fn over(&self, who: &EmployeeId, days: DayRange, known: &mut [Coverage]) {
        let Some(asked) = self.0.get(who) else { return };
        for (day, known) in days.days().zip(known) {
            if asked.contains(day) {
                *known = known.being_asked();
            }
        }
    }

    /// Whether a person's day is being asked for.
    #[must_use]
    pub fn contains(&self, who: &EmployeeId, day: jiff::civil::Date) -> bool {
        self.0.get(who).is_some_and(|days| days.contains(day))
    }

    fn note(&mut self, people: &[EmployeeId], days: DayRange) {
        for who in people {
            let asked = self.0.entry(who.clone()).or_insert(days);
            *asked = asked.joined_with(days);
        }
    }
}

impl Core {
    /// What a map needs of the state.
    pub(super) fn heat_look(&self, mut query: HeatQuery, actor: &Actor) -> HeatLook {
        let latest = DayRange::ending(query.days.to, DAYS_MAX);
        query.days.from = query.days.from.max(latest.from);
        query.limit = query.limit.min(PAGE_ROWS_MAX);
        let company = self.company();
        let seen = company.organisation.employees.values().filter(|one| access::sees(actor, &one.id));
        let people = seen.map(|one| PersonRow { who: one.id.clone(), name: one.name.clone() }).collect();
        HeatLook { asking: self.asking(query.stream), query, people }
    }

    /// Whose days calls are out for, or wait to go out.
    pub(super) fn asking(&self, stream: Stream) -> Asking {
        let mut asking = Asking::default();
        let works = self.running.values().chain(&self.ready).map(|job| &job.work);
        for work in works.filter(|work| work.stream() == stream) {
            match work {
                // What machines deliver may be of any day.
                Work::Uploads { .. } => {}
                Work::Application
                | Work::Departments
                | Work::Members(_)
                | Work::Rules
                | Work::Forms { .. }
                | Work::Form(_)
                | Work::Operations { .. } => {}
                Work::Papers { people, days, .. } => asking.note(people, *days),
                Work::Records { people, window, .. } => {
                    let days: Vec<_> = window.whole_days().collect();
                    let (Some(from), Some(to)) = (days.first(), days.last()) else { continue };
                    asking.note(people, DayRange { from: *from, to: *to });
                }
            }
        }
        asking
    }
}

impl Bench {
    /// A part of the map, and figures of the whole.
    ///
    /// The ledger is read twice, once to count and order everybody and once for those on the page, so
    /// that no more than a page of cells is in memory.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn heat(&self, look: &HeatLook) -> Result<HeatPage, StoreError> {
        let HeatLook { query, people, .. } = look;
        let mut census = Census::default();
        let mut order: Vec<(Reverse<u64>, usize)> = Vec::with_capacity(people.len());
        self.each_known(look, &people.iter().map(|one| one.who.clone()).collect::<Vec<_>>(), |at, days| {
            for day in &days {
                census.count(day.state);
            }
            order.push((Reverse(rank(query.order, &days)), at));
        })?;
        order.sort_unstable();
        let shown = order.iter().skip(query.offset).take(query.limit).map(|(_, at)| people[*at].clone());
        let mut rows: Vec<_> = shown.map(|PersonRow { who, name }| HeatRow { who, name, days: Vec::new() }).collect();
        let shown: Vec<_> = rows.iter().map(|row| row.who.clone()).collect();
        self.each_known(look, &shown, |at, days| rows[at].days = days)?;
        let people = Page { offset: query.offset, total: people.len(), revision: 0, rows };
        Ok(HeatPage { query: query.clone(), people, census })
    }

    fn each_known(
        &self,
        look: &HeatLook,
        people: &[EmployeeId],
        mut tell: impl FnMut(usize, Vec<Coverage>),
    ) -> Result<(), StoreError> {
        let days = look.query.days;
        self.store.each_coverage(look.query.stream, people, days, |at, mut known| {
            look.asking.over(&people[at], days, &mut known);
            tell(at, known);
        })
    }
}

/// How far to the front a person belongs: failures and people out of sight first, then what was never
/// asked, then what was known and failed since.
fn rank(order: HeatOrder, days: &[Coverage]) -> u64 {
    let weight = |day: &Coverage| match day.state {
        CoverageState::Failed | CoverageState::NotVisible => 1 << 32,
        CoverageState::Never | CoverageState::Pending => 1 << 16,
        CoverageState::Ok | CoverageState::Empty => u64::from(day.is_in_doubt()),
    };
    match order {
        HeatOrder::Problems => days.iter().map(weight).sum(),
        HeatOrder::Account => 0,
    }
}
