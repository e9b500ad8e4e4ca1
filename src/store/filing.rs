//! What one answer of papers writes: folders, coverage, rows set aside.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    answers::{Doubt, PersonDay, failed},
    draft::Draft,
    error::StoreError,
    folder::{Filing, Folder, PaperName},
    keys::{Month, PersonNumber},
    merging::is_shrunk,
    sheets::Sheets,
    unit::{Filed, PapersAnswer, PapersBatch},
};
use crate::domain::{DayRange, EmployeeId, Paper};

/// Papers of an answer by the folder that they belong in.
type Months<'a> = BTreeMap<(Month, PersonNumber), (&'a EmployeeId, Vec<&'a Paper>)>;

/// A person's month, taken out for filing.
struct Opened<'a> {
    key: Vec<u8>,
    who: &'a EmployeeId,
    folder: Folder,
    /// Papers that the answer should have held.
    missing: Vec<PaperName>,
}

impl Draft<'_> {
    pub(super) fn file(&mut self, batch: &PapersBatch) -> Result<Filed, StoreError> {
        let days = batch.days.into_iter().flat_map(DayRange::days);
        let mut sheets = Sheets::read(self, batch.kind.stream(), &batch.people, days)?;
        let filed = match &batch.answer {
            PapersAnswer::Papers { papers, quarantined, at } => {
                let doubtful = Doubt::of(quarantined);
                let mut filed = Filed::default();
                let mut opened = self.open(batch, papers, *at, &sheets, &mut filed)?;
                for month in &mut opened {
                    month.missing.retain(|_| !doubtful.covers(month.who));
                }
                let held = miss(&mut opened, papers, *at, &mut filed);
                for month in opened.into_iter().filter(|month| month.folder.is_changed()) {
                    self.writes.insert(month.key, month.folder.encode()?);
                }
                self.set_aside(batch.kind.stream(), quarantined, *at)?;
                sheets.note(|who, day, known| {
                    let held = held.get(&(who.clone(), day)).copied().unwrap_or(0);
                    if doubtful.covers(who) { known.failed(None) } else { known.answered_by(held, *at) }
                })?;
                filed.tally.calls = 1;
                filed.tally.quarantined = quarantined.len() as u64;
                filed
            }
            PapersAnswer::Failure { errcode, not_visible } => {
                sheets.note(|_, _, known| failed(known, *errcode, *not_visible))?;
                Filed::default()
            }
        };
        sheets.write_into(self)?;
        Ok(filed)
    }

    /// Files the papers, and opens the folders of people of whom there were more at the answer before.
    fn open<'a>(
        &self,
        batch: &'a PapersBatch,
        papers: &'a [Paper],
        at: Timestamp,
        sheets: &Sheets<'a>,
        filed: &mut Filed,
    ) -> Result<Vec<Opened<'a>>, StoreError> {
        let asked: BTreeSet<Date> = sheets.days().collect();
        let mut opened = Vec::new();
        for ((month, person), (who, papers)) in self.months(papers, sheets)? {
            let key = self.store.corp.folder(batch.kind.stream(), month, person);
            let mut folder = self.get(&key)?.map_or(Ok(Folder::default()), |bytes| Folder::decode(&bytes))?;
            let mut present = BTreeSet::new();
            for paper in papers {
                let outdated = sheets.known(person, paper.date)?.fetched_at > Some(at);
                let filing = if outdated { Filing::Same } else { folder.file(paper, at) };
                if present.insert((paper.date, paper.mark.clone())) {
                    filed.count(paper, filing);
                }
            }
            let is_asked = batch.people.contains(who);
            let missing = folder.held(&asked).filter(|name| is_asked && !present.contains(name)).cloned();
            let missing = missing.collect();
            opened.push(Opened { key, who, folder, missing });
        }
        Ok(opened)
    }

    fn months<'a>(&self, papers: &'a [Paper], sheets: &Sheets<'a>) -> Result<Months<'a>, StoreError> {
        let mut months = BTreeMap::new();
        for paper in papers {
            if let Some(person) = self.number(&paper.who) {
                let month = (Month::of_day(paper.date), person);
                months.entry(month).or_insert_with(|| (&paper.who, Vec::new())).1.push(paper);
            }
        }
        for (person, who) in sheets.people() {
            for day in sheets.days() {
                if sheets.known(person, day)?.rows > 0 {
                    months.entry((Month::of_day(day), person)).or_insert_with(|| (who, Vec::new()));
                }
            }
        }
        Ok(months)
    }
}

/// Notes what is missing, unless it is too much to be believed, and counts what each day holds then.
fn miss(opened: &mut [Opened<'_>], papers: &[Paper], at: Timestamp, filed: &mut Filed) -> BTreeMap<PersonDay, u16> {
    let names: BTreeSet<_> = papers.iter().map(|paper| (&paper.who, paper.date, &paper.mark)).collect();
    let mut held: BTreeMap<PersonDay, u16> = BTreeMap::new();
    let mut count = |who: &EmployeeId, day: Date| {
        let papers = held.entry((who.clone(), day)).or_default();
        *papers = papers.saturating_add(1);
    };
    for (who, day, _) in &names {
        count(who, *day);
    }
    let missing: u64 = opened.iter().map(|month| month.missing.len() as u64).sum();
    let shrunk = is_shrunk(missing, missing + names.len() as u64);
    for month in opened {
        for name in std::mem::take(&mut month.missing) {
            if !shrunk && month.folder.miss(&name, at) {
                filed.tally.withdrawn += 1;
            } else {
                filed.tally.missing += 1;
                count(month.who, name.0);
            }
        }
    }
    held
}
