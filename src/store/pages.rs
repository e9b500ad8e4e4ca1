//! Questions: pages and cursors, never iterators.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{
    block::{Block, RowVersion},
    company::{unpack_departments, unpack_employees},
    disk::{Entry, Health, Order},
    error::StoreError,
    folder::{FiledPaper, Folder},
    keys::{Kind, Month, PersonNumber, last_long},
    known::KnownDays,
    ledger::Store,
    record::{AuditV1, LimitV1, QuarantineV1, decode, instant, unpack},
    strip::{Strip, by_strip},
    unit::SetAside,
};
use crate::{
    audit::Link,
    console::{LearntLimit, update::AuditRow},
    domain::{Anomaly, Coverage, DayRange, EmployeeId, Organisation, PaperKind, Punch, Stream, time::wecom_date},
};

/// Blocks read at once.
const BLOCKS: usize = 64;

/// A row with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// The row and its version.
    pub version: RowVersion,
    /// When WeCom was last seen to have it.
    pub last_seen: Timestamp,
}

/// A stretch of the rows, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPage {
    /// Rows, by month, person and time.
    pub rows: Vec<StoredRow>,
    /// Where to go on; `None` at the end.
    pub next: Option<Vec<u8>>,
}

impl Store {
    /// The company's rows of some days, from the start or from where the last page ended.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn rows(&self, days: DayRange, from: Option<&[u8]>) -> Result<RowPage, StoreError> {
        let first = self.corp.block(Month::of_day(days.from), 0);
        let after = self.corp.block(Month(Month::of_day(days.to).0 + 1), 0);
        let entries = self.disk.scan(from.unwrap_or(&first), &after, BLOCKS, Order::Forward)?;
        let next = (entries.len() == BLOCKS).then(|| entries.last().map(|(key, _)| [key.as_slice(), &[0]].concat()));
        let (mut rows, mut known) = (Vec::new(), self.known_days(Stream::Records));
        for (_, value) in &entries {
            for version in Block::decode(value)?.versions_on(days)? {
                let last_seen = last_seen(&version, &mut known)?;
                rows.push(StoredRow { version, last_seen });
            }
        }
        Ok(RowPage { rows, next: next.flatten() })
    }

    /// Current rows of one person around some days: two before and two after, as far as shifts reach.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn punches_around(&self, who: &EmployeeId, days: DayRange) -> Result<Vec<Punch>, StoreError> {
        use jiff::ToSpan;
        let around = DayRange { from: days.from.saturating_sub(2.days()), to: days.to.saturating_add(2.days()) };
        let Some(person) = self.number_of(who) else { return Ok(Vec::new()) };
        let mut punches = Vec::new();
        for month in Month::of_day(around.from).0..=Month::of_day(around.to).0 {
            let Some(bytes) = self.disk.get(&self.corp.block(Month(month), person))? else { continue };
            let versions = Block::decode(&bytes)?.versions_on(around)?.into_iter();
            punches.extend(versions.filter(|version| version.current).map(|version| version.punch));
        }
        Ok(punches)
    }

    /// What is known of these people's days. What was never asked is absent.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn coverage(
        &self,
        stream: Stream,
        people: &[EmployeeId],
        days: DayRange,
    ) -> Result<BTreeMap<(EmployeeId, Date), Coverage>, StoreError> {
        let mut known = BTreeMap::new();
        for (strip, members) in by_strip(people, |who| self.number_of(who)) {
            for day in days.days() {
                let Some(bytes) = self.disk.get(&self.corp.coverage(stream, day, strip))? else { continue };
                let record = Strip::decode(&bytes)?;
                for (place, who) in &members {
                    known.insert(((*who).clone(), day), record.get(*place)?);
                }
            }
        }
        Ok(known)
    }

    /// One person's papers of some days as they now are. What was never asked, and when, is in the coverage.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn papers(&self, kind: PaperKind, who: &EmployeeId, days: DayRange) -> Result<Vec<FiledPaper>, StoreError> {
        let Some(person) = self.number_of(who) else { return Ok(Vec::new()) };
        let mut papers = Vec::new();
        for month in Month::of_day(days.from).0..=Month::of_day(days.to).0 {
            let Some(bytes) = self.disk.get(&self.corp.folder(kind.stream(), Month(month), person))? else { continue };
            let current = Folder::decode(&bytes)?.current(who)?;
            papers.extend(current.into_iter().filter(|filed| days.contains(filed.paper.date)));
        }
        Ok(papers)
    }

    /// The company as last seen.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn organisation(&self) -> Result<Organisation, StoreError> {
        let mut organisation = Organisation::default();
        for (_, value) in self.all(Kind::Departments)? {
            let departments = unpack_departments(&value)?.into_iter();
            organisation.departments.extend(departments.map(|department| (department.id, department)));
        }
        for (_, value) in self.all(Kind::Employees)? {
            let employees = unpack_employees(&value)?.into_iter();
            organisation.employees.extend(employees.map(|employee| (employee.id.clone(), employee)));
        }
        Ok(organisation)
    }

    /// The newest answer of the rules, as WeCom wrote it.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn rules(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let (from, to) = (self.corp.first(Kind::Rules), self.corp.after(Kind::Rules));
        let newest = self.disk.scan(&from, &to, 1, Order::Backward)?;
        newest.first().map(|(_, value)| unpack("rules", value)).transpose()
    }

    /// Every anomaly that was ever found.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn anomalies(&self) -> Result<Vec<Anomaly>, StoreError> {
        let read = |value: Vec<u8>| -> Result<Anomaly, StoreError> {
            let json: Vec<u8> = decode("anomaly", &value)?;
            serde_json::from_slice(&json).map_err(StoreError::damaged)
        };
        self.all(Kind::Anomaly)?.into_iter().map(|(_, value)| read(value)).collect()
    }

    /// At most `limit` rows that could not be read, in no order that means anything.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn set_aside(&self, limit: usize) -> Result<Vec<SetAside>, StoreError> {
        let (from, to) = (self.corp.first(Kind::Quarantine), self.corp.after(Kind::Quarantine));
        let read = |(_, value): &Entry| {
            decode::<QuarantineV1>("quarantine", value).map(|record| SetAside {
                who: record.who.and_then(|who| EmployeeId::parse(&who).ok()),
                text: record.text,
                reason: record.reason,
            })
        };
        self.disk.scan(&from, &to, limit, Order::Forward)?.iter().map(read).collect()
    }

    /// The sealed token of an earlier run.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn token(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.meta("token")
    }

    /// When a stream was last pulled whole.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn fresh(&self, stream: Stream) -> Result<Option<Timestamp>, StoreError> {
        self.meta::<i64>(&format!("fresh/{}", stream.name()))?.map(instant).transpose()
    }

    /// When a pass of everything last ended without a failure.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn last_whole(&self) -> Result<Option<Timestamp>, StoreError> {
        self.meta::<i64>("last_whole")?.map(instant).transpose()
    }

    /// Until when uploads of machines were asked for.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn uploads_until(&self) -> Result<Option<Timestamp>, StoreError> {
        self.meta::<i64>("uploads_until")?.map(instant).transpose()
    }

    /// What WeCom accepts less of in one call than its documents allow.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn learnt(&self) -> Result<Vec<LearntLimit>, StoreError> {
        let limits: Vec<LimitV1> = self.meta("learnt")?.unwrap_or_default();
        Ok(limits.iter().filter_map(LimitV1::read).collect())
    }

    /// Seconds by which this machine's clock was ahead of WeCom's when they were last compared.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn clock_ahead_s(&self) -> Result<i64, StoreError> {
        Ok(self.meta("clock_ahead_s")?.unwrap_or(0))
    }

    /// The number of the last pass; 0 before the first.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn last_pass(&self) -> Result<u64, StoreError> {
        Ok(self.meta("last_pass")?.unwrap_or(0))
    }

    /// How far a group of people has been pulled.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn cursor(&self, stream: Stream, shard: u32) -> Result<Option<Timestamp>, StoreError> {
        let bytes = self.disk.get(&self.corp.cursor(stream, shard))?;
        bytes.map(|bytes| decode("cursor", &bytes).and_then(instant)).transpose()
    }

    /// The digest of the configuration that was in force last.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn config_hash(&self) -> Result<Option<String>, StoreError> {
        self.meta("config_hash")
    }

    /// Whether every row on the disk has been judged when the last engine ended.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn settled(&self) -> Result<bool, StoreError> {
        Ok(self.meta("settled")?.unwrap_or(false))
    }

    /// At most `limit` audit records with numbers from `first` on, in order.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<Link>, StoreError> {
        let entries = self.disk.scan(&self.corp.audit(first), &self.corp.after(Kind::Audit), limit, Order::Forward)?;
        entries.iter().map(|(key, value)| link(key, value)).collect()
    }

    /// At most `limit` audit records before a number, or the newest, newest first.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn audit_before(&self, before: Option<u64>, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        let to = before.map_or_else(|| self.corp.after(Kind::Audit), |seq| self.corp.audit(seq));
        let entries = self.disk.scan(&self.corp.first(Kind::Audit), &to, limit, Order::Backward)?;
        entries.iter().map(|(key, value)| link(key, value).map(|link| link.row)).collect()
    }

    /// How many audit records there are.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn audit_count(&self) -> Result<u64, StoreError> {
        Ok(self.audit_before(None, 1)?.first().map_or(0, |row| row.seq))
    }

    /// Size and room.
    #[must_use]
    pub fn health(&self) -> Health {
        self.disk.health()
    }

    /// The stable group in which a person is asked about: people of one group share coverage values.
    #[must_use]
    pub fn shard_of(&self, who: &EmployeeId) -> Option<u32> {
        self.number_of(who).map(|number| Strip::place(number).0)
    }

    pub(super) fn number_of(&self, who: &EmployeeId) -> Option<PersonNumber> {
        self.people().numbers.get(who).copied()
    }

    fn meta<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        self.disk.get(&self.corp.meta(name))?.map(|value| decode("meta", &value)).transpose()
    }

    fn all(&self, kind: Kind) -> Result<Vec<Entry>, StoreError> {
        self.disk.scan(&self.corp.first(kind), &self.corp.after(kind), usize::MAX, Order::Forward)
    }
}

/// When WeCom was last seen to have a row: at the last good answer, if it is still as it was then.
pub(super) fn last_seen(version: &RowVersion, known: &mut KnownDays<'_>) -> Result<Timestamp, StoreError> {
    if let Some(at) = version.last_seen {
        return Ok(at);
    }
    let covered = known.of(&version.punch.who, filed_on(&version.punch))?.fetched_at.filter(|_| version.current);
    Ok(covered.map_or(version.first_seen, |at| at.max(version.first_seen)))
}

/// The day of UTC+8 under which a row is filed.
pub(super) fn filed_on(punch: &Punch) -> Date {
    wecom_date(punch.named_at())
}

fn link(key: &[u8], value: &[u8]) -> Result<Link, StoreError> {
    let record: AuditV1 = decode("audit", value)?;
    let row = AuditRow {
        seq: last_long(key).ok_or_else(|| StoreError::damaged("audit: a key without a number"))?,
        at: instant(record.at)?,
        actor: record.actor,
        action: record.action,
        object: record.object,
        outcome: record.outcome,
        detail: record.detail,
    };
    Ok(Link { row, prev: record.prev, hash: record.hash })
}
