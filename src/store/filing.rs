//! What one answer of papers writes: folders, coverage, rows set aside.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    answers::{Doubt, failed},
    draft::Draft,
    error::StoreError,
    folder::{Filing, Folder, PaperName},
    keys::{Month, PersonNumber},
    sheets::Sheets,
    unit::{Filed, PapersAnswer, PapersBatch, SecondLook, Shrink},
};
use crate::domain::{DayRange, EmployeeId, Paper, Stream};

/// Papers of an answer by the folder that they belong in.
type Months<'a> = BTreeMap<(Month, PersonNumber), (&'a EmployeeId, Vec<&'a Paper>)>;

/// Papers of a person's day that count.
type Held = BTreeMap<(PersonNumber, Date), u16>;

/// A person's month, taken out for filing.
struct Opened<'a> {
    key: Vec<u8>,
    person: PersonNumber,
    who: &'a EmployeeId,
    folder: Folder,
    /// Papers that the answer holds.
    present: BTreeSet<PaperName>,
    /// Papers that it should have held.
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
                let missing = Missing { stream: batch.kind.stream(), at: *at, second_look: batch.second_look };
                let (held, shrink) = missing.note(&mut opened, &mut filed);
                self.receipt.shrinks.extend(shrink);
                for month in opened.into_iter().filter(|month| month.folder.is_changed()) {
                    self.writes.insert(month.key, month.folder.encode()?);
                }
                self.set_aside(batch.kind.stream(), quarantined, *at)?;
                sheets.note(|person, who, day, known| {
                    let held = held.get(&(person, day)).copied().unwrap_or(0);
                    if doubtful.covers(who) { known.failed(None) } else { known.answered_by(held, *at) }
                })?;
                filed.tally.calls = 1;
                filed.tally.quarantined = quarantined.len() as u64;
                filed
            }
            PapersAnswer::Failure { errcode, not_visible } => {
                sheets.note(|_, _, _, known| failed(known, *errcode, *not_visible))?;
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
            opened.push(Opened { key, person, who, folder, present, missing });
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

/// What it means that papers are missing from an answer.
struct Missing {
    stream: Stream,
    at: Timestamp,
    second_look: SecondLook,
}

impl Missing {
    /// Notes what is missing, and counts what each day holds then; and says so if too much is missing to
    /// be believed.
    fn note(self, opened: &mut [Opened<'_>], filed: &mut Filed) -> (Held, Option<Shrink>) {
        let count = |size: fn(&Opened<'_>) -> usize| opened.iter().map(|month| size(month) as u64).sum::<u64>();
        let missing = count(|month| month.missing.len());
        let shrink = Shrink::of(self.stream, missing, missing + count(|month| month.present.len()));
        let second_look = self.second_look.about(shrink);
        let mut held = Held::new();
        for month in opened {
            let missing = std::mem::take(&mut month.missing);
            let (gone, kept): (Vec<_>, Vec<_>) =
                missing.into_iter().partition(|name| month.folder.miss(name, self.at, second_look));
            filed.tally.withdrawn += gone.len() as u64;
            filed.tally.missing += kept.len() as u64;
            for (day, _) in std::mem::take(&mut month.present).into_iter().chain(kept) {
                let papers = held.entry((month.person, day)).or_default();
                *papers = papers.saturating_add(1);
            }
        }
        (held, shrink.and_then(|shrink| shrink.of_kept(filed.tally.missing)))
    }
}
