//! Names of values: big-endian, so that their order is the order of what they name.
//!
//! Every key begins with eight bytes of the company and one of the kind.

use jiff::{Timestamp, civil::Date};
use ring::digest;

use super::{error::StoreError, record::instant};
use crate::domain::{AnomalyId, ApprovalNumber, Stream, time::WECOM_OFFSET};

/// The company's part of every key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corp([u8; 8]);

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Audit records by number.
    Audit = b'a',
    /// A person's month of rows.
    Block = b'b',
    /// The coverage of a hundred people's day.
    Coverage = b'c',
    /// All departments.
    Departments = b'd',
    /// A hundred members.
    Employees = b'e',
    /// A person's month of papers.
    Folder = b'f',
    /// What an administrator did, by time.
    Operation = b'g',
    /// What became of the organisation, by number.
    History = b'h',
    /// Single facts by name.
    Meta = b'm',
    /// Anomalies by id.
    Anomaly = b'n',
    /// People's numbers.
    Person = b'p',
    /// Passes that found something, by number.
    Pass = b'o',
    /// Rows that could not be read.
    Quarantine = b'q',
    /// Rules by the time they were first seen.
    Rules = b'r',
    /// Numbers of approval forms by the time they were submitted.
    Submitted = b's',
    /// Numbers of approval forms by the days of people that they are about.
    Touched = b't',
    /// Cursors by stream and shard.
    Cursor = b'u',
    /// An approval form by number.
    Approval = b'v',
    /// Approval forms to be read, or read again.
    Watched = b'w',
}

impl Kind {
    /// All of them, people first: the others speak of people by number.
    pub const ALL: [Self; 19] = [
        Self::Person,
        Self::Audit,
        Self::Block,
        Self::Coverage,
        Self::Departments,
        Self::Employees,
        Self::Folder,
        Self::Operation,
        Self::History,
        Self::Meta,
        Self::Anomaly,
        Self::Pass,
        Self::Quarantine,
        Self::Rules,
        Self::Submitted,
        Self::Touched,
        Self::Cursor,
        Self::Approval,
        Self::Watched,
    ];

    /// The stable name for commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Block => "rows",
            Self::Coverage => "coverage",
            Self::Departments => "departments",
            Self::Employees => "members",
            Self::Folder => "papers",
            Self::Operation => "operations",
            Self::History => "organisation_changes",
            Self::Meta => "facts",
            Self::Anomaly => "anomalies",
            Self::Pass => "passes",
            Self::Person => "people",
            Self::Quarantine => "set_aside",
            Self::Rules => "rules",
            Self::Submitted => "approvals_by_time",
            Self::Touched => "approvals_by_day",
            Self::Cursor => "cursors",
            Self::Approval => "approvals",
            Self::Watched => "approvals_to_read",
        }
    }
}

/// A person's number in this store; numbers are never used again.
pub type PersonNumber = u32;

/// People whose coverage shares a value.
pub const STRIP: u32 = 100;

/// A calendar month of UTC+8, as a number that rises by one each month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub u32);

impl Month {
    /// The month that contains an instant.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self::of_day(WECOM_OFFSET.to_datetime(at).date())
    }

    /// The month that contains a day.
    #[must_use]
    pub fn of_day(day: Date) -> Self {
        let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        Self(u32::try_from(months).unwrap_or(0))
    }
}

impl Corp {
    /// Where the name of a single fact begins in its key.
    pub const NAME_FROM: usize = 9;
    /// How the names of the stretches begin that streams were listed for.
    pub const LISTED: &str = "listed/";

    /// The part for a company.
    #[must_use]
    pub fn of(corp_id: &str) -> Self {
        let hash = digest::digest(&digest::SHA256, corp_id.as_bytes());
        let mut short = [0; 8];
        short.copy_from_slice(&hash.as_ref()[..8]);
        Self(short)
    }

    /// The first key of a kind.
    #[must_use]
    pub fn first(self, kind: Kind) -> Vec<u8> {
        self.key(kind, &[])
    }

    /// The first key after all of a kind.
    #[must_use]
    pub fn after(self, kind: Kind) -> Vec<u8> {
        let mut key = self.first(kind);
        key[8] += 1;
        key
    }

    /// An audit record.
    #[must_use]
    pub fn audit(self, seq: u64) -> Vec<u8> {
        self.key(Kind::Audit, &[&seq.to_be_bytes()])
    }

    /// A person's month.
    #[must_use]
    pub fn block(self, month: Month, person: PersonNumber) -> Vec<u8> {
        self.key(Kind::Block, &[&month.0.to_be_bytes(), &person.to_be_bytes()])
    }

    /// The coverage of the person's hundred on a day.
    #[must_use]
    pub fn coverage(self, stream: Stream, day: Date, strip: u32) -> Vec<u8> {
        self.key(Kind::Coverage, &[&[stream as u8], &day_number(day).to_be_bytes(), &strip.to_be_bytes()])
    }

    /// A person's month of papers.
    #[must_use]
    pub fn folder(self, stream: Stream, month: Month, person: PersonNumber) -> Vec<u8> {
        self.key(Kind::Folder, &[&[stream as u8], &month.0.to_be_bytes(), &person.to_be_bytes()])
    }

    /// Members, by hundreds of their numbers.
    #[must_use]
    pub fn employees(self, strip: u32) -> Vec<u8> {
        self.key(Kind::Employees, &[&strip.to_be_bytes()])
    }

    /// A hundred departments.
    #[must_use]
    pub fn departments(self, strip: u32) -> Vec<u8> {
        self.key(Kind::Departments, &[&strip.to_be_bytes()])
    }

    /// A single fact.
    #[must_use]
    pub fn meta(self, name: &str) -> Vec<u8> {
        self.key(Kind::Meta, &[name.as_bytes()])
    }

    /// An anomaly.
    #[must_use]
    pub fn anomaly(self, id: AnomalyId) -> Vec<u8> {
        self.key(Kind::Anomaly, &[&id.0.to_be_bytes()])
    }

    /// A person's account by number.
    #[must_use]
    pub fn person(self, number: PersonNumber) -> Vec<u8> {
        self.key(Kind::Person, &[&number.to_be_bytes()])
    }

    /// Changes of the organisation that one answer showed.
    #[must_use]
    pub fn history(self, number: u64) -> Vec<u8> {
        self.key(Kind::History, &[&number.to_be_bytes()])
    }

    /// A pass.
    #[must_use]
    pub fn pass(self, number: u64) -> Vec<u8> {
        self.key(Kind::Pass, &[&number.to_be_bytes()])
    }

    /// A set of rules by the time it was first seen.
    #[must_use]
    pub fn rules(self, first_seen: Timestamp) -> Vec<u8> {
        self.key(Kind::Rules, &[&ordered(first_seen.as_second()).to_be_bytes()])
    }

    /// A row set aside, by its text: the same row, however often it comes, is kept once.
    #[must_use]
    pub fn quarantine(self, text: &str) -> Vec<u8> {
        self.key(Kind::Quarantine, &[&digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..16]])
    }

    /// A cursor.
    #[must_use]
    pub fn cursor(self, stream: Stream, shard: u32) -> Vec<u8> {
        self.key(Kind::Cursor, &[&[stream as u8], &shard.to_be_bytes()])
    }

    /// An approval form.
    #[must_use]
    pub fn approval(self, number: &ApprovalNumber) -> Vec<u8> {
        self.key(Kind::Approval, &[number.as_str().as_bytes()])
    }

    /// An approval form that is to be read again.
    #[must_use]
    pub fn watched(self, number: &ApprovalNumber) -> Vec<u8> {
        self.key(Kind::Watched, &[number.as_str().as_bytes()])
    }

    /// An approval form under a person's day.
    #[must_use]
    pub fn touched(self, person: PersonNumber, day: Date, number: &ApprovalNumber) -> Vec<u8> {
        [self.touched_day(person, day).as_slice(), number.as_str().as_bytes()].concat()
    }

    /// Where the forms of a person's day begin.
    #[must_use]
    pub fn touched_day(self, person: PersonNumber, day: Date) -> Vec<u8> {
        self.key(Kind::Touched, &[&person.to_be_bytes(), &day_number(day).to_be_bytes()])
    }

    /// An approval form under the second when it was submitted.
    #[must_use]
    pub fn submitted(self, at: Timestamp, number: &ApprovalNumber) -> Vec<u8> {
        [self.submitted_at(at).as_slice(), number.as_str().as_bytes()].concat()
    }

    /// Where the forms that were submitted from a second on begin.
    #[must_use]
    pub fn submitted_at(self, at: Timestamp) -> Vec<u8> {
        self.key(Kind::Submitted, &[&ordered(at.as_second()).to_be_bytes()])
    }

    /// What an administrator did, by its text: the same row, however often it comes, is kept once.
    #[must_use]
    pub fn operation(self, at: Timestamp, text: &str) -> Vec<u8> {
        [self.operations_from(at).as_slice(), &digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..16]].concat()
    }

    /// Where what administrators did from a second on begins.
    #[must_use]
    pub fn operations_from(self, at: Timestamp) -> Vec<u8> {
        self.key(Kind::Operation, &[&ordered(at.as_second()).to_be_bytes()])
    }

    /// Which stretches of time a stream was listed for.
    #[must_use]
    pub fn listings(self, stream: Stream) -> Vec<u8> {
        self.meta(&format!("{}{}", Self::LISTED, stream.name()))
    }

    fn key(self, kind: Kind, parts: &[&[u8]]) -> Vec<u8> {
        let mut key = self.0.to_vec();
        key.push(kind as u8);
        for part in parts {
            key.extend_from_slice(part);
        }
        key
    }
}

/// The first key after this one.
#[must_use]
pub fn just_after(key: &[u8]) -> Vec<u8> {
    [key, &[0]].concat()
}

/// The number in the last four bytes of a key that ends in one.
#[must_use]
pub fn last_number(key: &[u8]) -> Option<u32> {
    key.last_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// The number in the last eight bytes of a key that ends in one.
#[must_use]
pub fn last_long(key: &[u8]) -> Option<u64> {
    key.last_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

/// When rules were first seen, from their key.
///
/// # Errors
/// If the key names no time.
pub fn rules_first_seen(key: &[u8]) -> Result<Timestamp, StoreError> {
    let number = last_long(key).ok_or_else(|| StoreError::damaged("rules: a name too short"))?;
    instant((number ^ (1 << 63)).cast_signed())
}

/// Month and person of a block's key.
#[must_use]
pub fn block_parts(key: &[u8]) -> Option<(Month, PersonNumber)> {
    let (rest, person) = key.split_last_chunk()?;
    let month: &[u8; 4] = rest.last_chunk()?;
    Some((Month(u32::from_be_bytes(*month)), u32::from_be_bytes(*person)))
}

/// The number of a form that follows so many bytes of a key.
pub fn form_number(key: &[u8], from: usize) -> Result<ApprovalNumber, StoreError> {
    let number = key.get(from..).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let number = number.ok_or_else(|| StoreError::damaged("a name too short"))?;
    ApprovalNumber::parse(number).map_err(StoreError::damaged)
}

/// The time in the key of what an administrator did.
pub fn operation_time(key: &[u8]) -> Result<Timestamp, StoreError> {
    let bytes = key.get(Corp::NAME_FROM..).and_then(<[u8]>::first_chunk);
    let number = bytes.ok_or_else(|| StoreError::damaged("a name too short"))?;
    instant((u64::from_be_bytes(*number) ^ (1 << 63)).cast_signed())
}

fn day_number(day: Date) -> u32 {
    let days = day.since(jiff::civil::date(0, 1, 1)).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

/// A signed number, shifted so that its bytes order like the number.
fn ordered(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_stand_in_order_of_month_and_person(a in (0_u32..99_999, any::<u32>()), b in (0_u32..99_999, any::<u32>())) {
            let key = |(month, person)| Corp::of("ww").block(Month(month), person);
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
            prop_assert_eq!(block_parts(&key(a)), Some((Month(a.0), a.1)));
        }

        #[test]
        fn rules_stand_in_order_of_time(a in -9_999_999_i64..9_999_999_999, b in -9_999_999_i64..9_999_999_999) {
            let key = |second| Corp::of("ww").rules(Timestamp::from_second(second).unwrap());
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
            prop_assert_eq!(rules_first_seen(&key(a)).unwrap().as_second(), a);
        }

        #[test]
        fn what_administrators_did_stands_in_order_of_time(a in -9_999_999_i64..9_999_999_999, b in -9_999_999_i64..9_999_999_999) {
            let at = |second| Timestamp::from_second(second).unwrap();
            let key = |second| Corp::of("ww").operations_from(at(second));
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
            prop_assert_eq!(operation_time(&Corp::of("ww").operation(at(a), "{}")).unwrap(), at(a));
        }

        #[test]
        fn days_stand_in_order(a in -1_000_i32..1_000_000, b in -1_000_i32..1_000_000) {
            use jiff::ToSpan;
            let day = |n: i32| jiff::civil::date(3, 1, 1).saturating_add(n.days());
            let key = |n| Corp::of("ww").coverage(Stream::Records, day(n), 7);
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }
    }

    #[test]
    fn kinds_do_not_overlap() {
        let corp = Corp::of("ww");
        assert!(corp.after(Kind::Audit) <= corp.first(Kind::Block));
        assert!(corp.audit(u64::MAX) < corp.after(Kind::Audit));
    }
}
