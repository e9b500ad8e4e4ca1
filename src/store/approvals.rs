//! Questions about approval forms (审批) and about what administrators did.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};

use super::{
    disk::Order,
    error::StoreError,
    form::{FiledApproval, FormV1, Watched},
    keys::{Kind, form_number, just_after, operation_time},
    ledger::Store,
    listing::decode_listings,
    record::unpack,
};
use crate::domain::{
    ApprovalNumber, DayRange, EmployeeId, ListingState, Listings, Stream, Window, approval::Prospect, report::Verbatim,
};

/// What an administrator did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledOperation {
    /// When.
    pub at: Timestamp,
    /// The row as it came; the reader of operations can read it again.
    pub text: Verbatim,
}

/// A stretch of what administrators did, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationPage {
    /// By time.
    pub rows: Vec<FiledOperation>,
    /// Where to go on; `None` at the end.
    pub next: Option<Vec<u8>>,
}

/// What is known of the forms that were submitted in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submissions {
    /// When.
    pub window: Window,
    /// Whether they were listed.
    pub state: ListingState,
    /// How many forms of it are known. Where it was listed and no form waits to be read, 0 says that there
    /// was none.
    pub forms: usize,
}

impl Store {
    /// A form by its number.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn approval(&self, number: &ApprovalNumber) -> Result<Option<FiledApproval>, StoreError> {
        let bytes = self.disk.get(&self.corp.approval(number))?;
        bytes.map(|bytes| FormV1::decode(&bytes)?.current(number.clone())).transpose()
    }

    /// Every form that is about some of these days of a person, by number, whatever became of it. What is
    /// not decided or was taken back claims nothing: see its status.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn approvals_of(&self, who: &EmployeeId, days: DayRange) -> Result<Vec<FiledApproval>, StoreError> {
        let Some(person) = self.number_of(who) else { return Ok(Vec::new()) };
        let from = self.corp.touched_day(person, days.from);
        let to = self.corp.touched_day(person, days.to.saturating_add(1.day()));
        let entries = self.disk.scan(&from, &to, usize::MAX, Order::Forward)?;
        let numbers = entries.iter().map(|(key, _)| form_number(key, from.len()));
        let numbers: BTreeSet<_> = numbers.collect::<Result<_, _>>()?;
        numbers.iter().filter_map(|number| self.approval(number).transpose()).collect()
    }

    /// Every form that was read and is not decided.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn open_approvals(&self) -> Result<Vec<FiledApproval>, StoreError> {
        let watched = self.watched_approvals()?.into_iter();
        let open = watched.filter(|(_, form)| form.prospect() == Some(Prospect::Open));
        open.filter_map(|(number, _)| self.approval(&number).transpose()).collect()
    }

    /// Every form that is still to be read, or read again.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn watched_approvals(&self) -> Result<BTreeMap<ApprovalNumber, Watched>, StoreError> {
        let (from, to) = (self.corp.first(Kind::Watched), self.corp.after(Kind::Watched));
        let entries = self.disk.scan(&from, &to, usize::MAX, Order::Forward)?;
        entries.iter().map(|(key, value)| Ok((form_number(key, from.len())?, Watched::decode(value)?))).collect()
    }

    /// Which stretches of time were listed, of the streams that are listed by time.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn listings(&self, stream: Stream) -> Result<Listings, StoreError> {
        let bytes = self.disk.get(&self.corp.listings(stream))?;
        bytes.map_or_else(|| Ok(Listings::default()), |bytes| decode_listings(&bytes))
    }

    /// What is known of the forms that were submitted in a stretch of time, part by part.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn submissions(&self, window: Window) -> Result<Vec<Submissions>, StoreError> {
        let states = self.listings(Stream::Approvals)?.states(window).into_iter();
        let part = |(window, state)| Ok(Submissions { window, state, forms: self.submitted_in(window)?.len() });
        states.map(part).collect()
    }

    /// At most `limit` of the things that administrators did in a window, from the start or from where the
    /// last page ended.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn operations(&self, window: Window, from: Option<&[u8]>, limit: usize) -> Result<OperationPage, StoreError> {
        let (first, after) = (self.corp.operations_from(window.start), self.corp.operations_from(window.end));
        let entries = self.disk.scan(from.unwrap_or(&first), &after, limit, Order::Forward)?;
        let next = entries.last().filter(|_| entries.len() == limit).map(|(key, _)| just_after(key));
        let row = |(key, value): &(Vec<u8>, Vec<u8>)| {
            Ok(FiledOperation { at: operation_time(key)?, text: Verbatim(unpack("operation", value)?) })
        };
        Ok(OperationPage { rows: entries.iter().map(row).collect::<Result<_, StoreError>>()?, next })
    }
}
