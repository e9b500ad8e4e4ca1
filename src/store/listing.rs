//! What lists and forms write: forms with their names, what is to be read again, which stretches were listed
//! whole, and what administrators did.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    disk::Order,
    draft::Draft,
    error::StoreError,
    form::{FormV1, Watched},
    keys::{PersonNumber, form_number},
    record::{decode, encode, instant, pack, second},
    unit::{FormBatch, ListAnswer, ListBatch, SetAside},
};
use crate::{
    console::view::Tally,
    domain::{ApprovalNumber, ApprovalStatus, Listings, Stream, Window, approval::Prospect},
};

/// What a name says that has nothing to say but itself.
const PRESENT: u8 = 0;

impl Draft<'_> {
    pub(super) fn list(&mut self, batch: &ListBatch) -> Result<Tally, StoreError> {
        let window = batch.window;
        match &batch.answer {
            ListAnswer::Forms { numbers, status: Some(status), quarantined, at } => {
                self.note_status(numbers, *status)?;
                self.listed(Stream::Approvals, None, quarantined, *at)
            }
            ListAnswer::Forms { numbers, status: None, quarantined, at } => {
                self.note_news(numbers)?;
                if quarantined.is_empty() {
                    self.note_absent(window, &numbers.iter().collect())?;
                }
                self.listed(Stream::Approvals, Some(window), quarantined, *at)
            }
            ListAnswer::Operations { rows, quarantined, at } => {
                let mut tally = Tally::default();
                for (done, text) in rows {
                    let is_new = self.put(self.store.corp.operation(*done, &text.0), pack(1, &text.0)?)?;
                    tally.add(counted(is_new));
                }
                tally.add(self.listed(Stream::Operations, Some(window), quarantined, *at)?);
                Ok(tally)
            }
            ListAnswer::Failure { stream, errcode } => {
                self.note_listing(*stream, |listings| listings.note_failed(window, *errcode))?;
                Ok(Tally::default())
            }
        }
    }

    /// Files a form with its names, and says whether it is to be read again.
    pub(super) fn form(&mut self, batch: &FormBatch) -> Result<Tally, StoreError> {
        let FormBatch { form, at } = batch;
        let (corp, number) = (self.store.corp, &form.number);
        if self.watched(number)?.is_some_and(|watched| watched.read_at > Some(*at)) {
            return Ok(counted_same());
        }
        let before = self.get(&corp.approval(number))?.map(|bytes| FormV1::decode(&bytes)).transpose()?;
        let known = before.is_some();
        let now = match &before {
            None => Some(FormV1::new(form, *at)),
            Some(before) => before.clone().with(form, *at),
        };
        let tally = match &now {
            Some(now) => {
                self.name(number, before.as_ref(), now)?;
                self.put(corp.approval(number), now.encode()?)?;
                Tally { updated: u64::from(known), inserted: u64::from(!known), ..seen() }
            }
            None => counted_same(),
        };
        self.watch(number, Some(Watched::read(form, *at)))?;
        Ok(Tally { calls: 1, ..tally })
    }

    /// Nothing that may become of these forms matters any more.
    pub(super) fn forget(&mut self, numbers: &[ApprovalNumber]) -> Result<(), StoreError> {
        numbers.iter().try_for_each(|number| self.watch(number, None))
    }

    /// Forms that a list names and nobody knows are to be read.
    fn note_news(&mut self, numbers: &[ApprovalNumber]) -> Result<(), StoreError> {
        for number in numbers {
            let known = self.get(&self.store.corp.approval(number))?.is_some() || self.watched(number)?.is_some();
            if !known {
                self.watch(number, Some(Watched { stale: true, ..Watched::default() }))?;
            }
        }
        Ok(())
    }

    /// Forms that a list says are elsewhere than when they were read are to be read again.
    fn note_status(&mut self, numbers: &[ApprovalNumber], status: ApprovalStatus) -> Result<(), StoreError> {
        for number in numbers {
            let moved = self.watched(number)?.filter(|watched| watched.status.is_some_and(|known| known != status));
            self.doubt(number, moved)?;
        }
        Ok(())
    }

    /// Forms that were submitted then and that a list of all does not name any more may have been deleted.
    fn note_absent(&mut self, window: Window, named: &BTreeSet<&ApprovalNumber>) -> Result<(), StoreError> {
        for number in self.store.submitted_in(window)?.iter().filter(|number| !named.contains(number)) {
            let watched = self.watched(number)?;
            self.doubt(number, watched)?;
        }
        Ok(())
    }

    fn doubt(&mut self, number: &ApprovalNumber, watched: Option<Watched>) -> Result<(), StoreError> {
        match watched {
            Some(watched) if !watched.stale => self.watch(number, Some(Watched { stale: true, ..watched })),
            Some(_) | None => Ok(()),
        }
    }

    /// Takes a list's rows that cannot be read, and notes the stretch. A list of which a row is missing is none.
    fn listed(
        &mut self,
        stream: Stream,
        window: Option<Window>,
        quarantined: &[SetAside],
        at: Timestamp,
    ) -> Result<Tally, StoreError> {
        self.set_aside(stream, quarantined, at)?;
        if let Some(window) = window {
            self.note_listing(stream, |listings| match quarantined {
                [] => listings.note_whole(window),
                [..] => listings.note_failed(window, None),
            })?;
        }
        Ok(Tally { quarantined: quarantined.len() as u64, ..Tally::default() })
    }

    fn note_listing(&mut self, stream: Stream, note: impl FnOnce(&mut Listings)) -> Result<(), StoreError> {
        let key = self.store.corp.listings(stream);
        let mut listings = self.get(&key)?.map_or_else(|| Ok(Listings::default()), |bytes| decode_listings(&bytes))?;
        note(&mut listings);
        self.put(key, encode(&ListingsV1::from(&listings)))?;
        self.receipt.listings.insert(stream, listings);
        Ok(())
    }

    fn watched(&self, number: &ApprovalNumber) -> Result<Option<Watched>, StoreError> {
        self.get(&self.store.corp.watched(number))?.map(|bytes| Watched::decode(&bytes)).transpose()
    }

    /// Notes what is to be read again; of what can change no more nothing is noted.
    fn watch(&mut self, number: &ApprovalNumber, watched: Option<Watched>) -> Result<(), StoreError> {
        let watched = watched.filter(|form| form.stale || form.prospect() != Some(Prospect::Over));
        let key = self.store.corp.watched(number);
        match &watched {
            Some(form) => drop(self.put(key, form.encode())?),
            None => self.erase(key)?,
        }
        self.receipt.watched.insert(number.clone(), watched);
        Ok(())
    }

    /// Puts a form under the days of its people and under the time when it was submitted, takes it from where it
    /// stood before, and notes whose days it touches or touched.
    fn name(&mut self, number: &ApprovalNumber, before: Option<&FormV1>, now: &FormV1) -> Result<(), StoreError> {
        let corp = self.store.corp;
        let old = before.map_or_else(|| Ok(BTreeSet::new()), |form| self.names(form))?;
        let new = self.names(now)?;
        for (person, day) in old.difference(&new) {
            self.erase(corp.touched(*person, *day, number))?;
        }
        for (person, day) in new.difference(&old) {
            self.put(corp.touched(*person, *day, number), encode(&PRESENT))?;
        }
        let moved = before.filter(|form| form.submitted != now.submitted);
        if let Some(form) = moved {
            self.erase(corp.submitted(instant(form.submitted)?, number))?;
        }
        self.put(corp.submitted(instant(now.submitted)?, number), encode(&PRESENT))?;
        for form in before.into_iter().chain([now]) {
            for who in form.applicants()? {
                form.days.iter().for_each(|day| self.receipt.touch(&who, *day));
            }
        }
        Ok(())
    }

    fn names(&self, form: &FormV1) -> Result<BTreeSet<(PersonNumber, Date)>, StoreError> {
        let people = form.applicants()?;
        let numbers = people.iter().filter_map(|who| self.number(who));
        Ok(numbers.flat_map(|person| form.days.iter().map(move |day| (person, *day))).collect())
    }
}

impl super::ledger::Store {
    /// Forms that were read and were submitted in a window.
    pub(super) fn submitted_in(&self, window: Window) -> Result<Vec<ApprovalNumber>, StoreError> {
        let (from, to) = (self.corp.submitted_at(window.start), self.corp.submitted_at(window.end));
        let entries = self.disk.scan(&from, &to, usize::MAX, Order::Forward)?;
        entries.iter().map(|(key, _)| form_number(key, from.len())).collect()
    }
}

/// The stretches of a stream, as they lie on the disk, in seconds.
#[derive(Serialize, Deserialize)]
struct ListingsV1 {
    whole: Vec<(i64, i64)>,
    failed: Vec<(i64, i64, Option<i64>)>,
}

impl From<&Listings> for ListingsV1 {
    fn from(listings: &Listings) -> Self {
        let ends = |window: &Window| (second(window.start), second(window.end));
        let failed = listings.failed().iter().map(|(window, errcode)| (ends(window).0, ends(window).1, *errcode));
        Self { whole: listings.whole().iter().map(ends).collect(), failed: failed.collect() }
    }
}

/// Reads the stretches of a stream.
pub(super) fn decode_listings(bytes: &[u8]) -> Result<Listings, StoreError> {
    let ListingsV1 { whole, failed } = decode("listings", bytes)?;
    let window = |start, end| Ok(Window { start: instant(start)?, end: instant(end)? });
    let whole = whole.into_iter().map(|(start, end)| window(start, end)).collect::<Result<_, StoreError>>()?;
    let failed = failed.into_iter().map(|(start, end, errcode)| Ok((window(start, end)?, errcode)));
    Ok(Listings::kept(whole, failed.collect::<Result<_, StoreError>>()?))
}

fn seen() -> Tally {
    Tally { rows_seen: 1, ..Tally::default() }
}

fn counted(is_new: bool) -> Tally {
    Tally { inserted: u64::from(is_new), unchanged: u64::from(!is_new), ..seen() }
}

fn counted_same() -> Tally {
    Tally { calls: 1, ..counted(false) }
}
