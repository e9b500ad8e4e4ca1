//! `punchdeck export`: data out, from the store, without WeCom.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::Arc,
};

use jiff::civil::Date;

use super::{
    arguments::{Export, Exported, FormatName},
    failure::{DONE, Failure},
    place::{Place, in_order},
    target::Target,
};
use crate::{
    audit::Link,
    config::Config,
    domain::{DayRange, DepartmentId, Employee, EmployeeId, Organisation, Stream, time::wecom_date},
    export::{Sheet, shape},
    store::Store,
};

/// Audit records read at once.
const LINKS: usize = 1_000;
/// Days of coverage of everybody that are in memory at once.
const DAYS: usize = 31;

pub(super) fn run(place: &Place, options: &Export) -> Result<u8, Failure> {
    let config = place.config()?;
    let store = Arc::new(place.store(&config)?);
    let days = in_order(place.text, days_asked(place, &config, options))?;
    place.admit_rehearsal();
    let mut target = Target::open(options.output.as_deref())?;
    let job = Job { place, config: &config, options, days, people: wanted(&store, options)?, store };
    match options.what {
        Exported::Records => job.records(&mut target),
        Exported::Days => job.days(&mut target),
        Exported::Anomalies => job.anomalies(&mut target),
        Exported::Audit => job.audit(&mut target),
        Exported::Coverage => job.coverage(&mut target),
    }?;
    target.keep()?;
    Ok(DONE)
}

struct Job<'a> {
    place: &'a Place,
    config: &'a Config,
    options: &'a Export,
    /// Which days it is about.
    days: DayRange,
    /// Whom it is about; `None` is everybody.
    people: Option<BTreeSet<EmployeeId>>,
    store: Arc<Store>,
}

impl Job<'_> {
    fn records(&self, out: impl Write) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::RECORD_COLUMNS, out)?;
        let mut from: Option<Vec<u8>> = None;
        loop {
            let page = self.store.rows(self.days, from.as_deref())?;
            for row in page.rows.iter().filter(|row| row.version.current || self.options.all_versions) {
                if self.concerns(&row.version.punch.who) {
                    sheet.line(&shape::record(row)).map_err(Failure::writing)?;
                }
            }
            match page.next {
                Some(next) => from = Some(next),
                None => return sheet.end().map_err(Failure::writing),
            }
        }
    }

    fn days(&self, out: impl Write) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::DAY_COLUMNS, out)?;
        let now = self.place.clock.now();
        let bench = self.place.bench(self.config, &self.store)?;
        for employee in bench.company().organisation.employees.values().filter(|one| self.concerns(&one.id)) {
            for day in bench.days(employee, self.days, now)? {
                sheet.line(&shape::day(&employee.id, &day, now)).map_err(Failure::writing)?;
            }
        }
        sheet.end().map_err(Failure::writing)
    }

    fn anomalies(&self, out: impl Write) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::ANOMALY_COLUMNS, out)?;
        let dated = self.options.from.is_some() || self.options.to.is_some();
        for anomaly in self.store.anomalies()? {
            let line = shape::anomaly(&anomaly);
            let day: Option<Date> = line["date"].as_str().and_then(|day| day.parse().ok());
            let in_time = day.map_or(!dated, |day| self.days.contains(day));
            let about_them = anomaly.who().map_or(self.people.is_none(), |who| self.concerns(who));
            if in_time && about_them {
                sheet.line(&line).map_err(Failure::writing)?;
            }
        }
        sheet.end().map_err(Failure::writing)
    }

    fn audit(&self, mut out: impl Write) -> Result<(), Failure> {
        match self.options.format {
            FormatName::Jsonl => {
                // The very text that was hashed, with the hash at its end.
                self.each_link(|link| writeln!(out, "{}", link.line()))?;
                out.flush().map_err(Failure::writing)
            }
            FormatName::Csv => {
                let mut sheet = self.sheet(shape::AUDIT_COLUMNS, out)?;
                self.each_link(|link| sheet.line(&parsed(&link.line())))?;
                sheet.end().map_err(Failure::writing)
            }
        }
    }

    /// By stream, stretch of days, person and day.
    fn coverage(&self, out: impl Write) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::COVERAGE_COLUMNS, out)?;
        let people = self.store.organisation()?.employees.into_keys().filter(|who| self.concerns(who));
        let people: Vec<EmployeeId> = people.collect();
        for stream in Stream::ALL.into_iter().filter(|stream| stream.is_by_day()) {
            let mut days = self.days.days().peekable();
            while days.peek().is_some() {
                let stretch: Vec<Date> = days.by_ref().take(DAYS).collect();
                let mut known = self.store.known_days(stream);
                for (who, day) in people.iter().flat_map(|who| stretch.iter().map(move |day| (who, *day))) {
                    let line = shape::coverage(who, day, stream, known.of(who, day)?);
                    sheet.line(&line).map_err(Failure::writing)?;
                }
            }
        }
        sheet.end().map_err(Failure::writing)
    }

    fn each_link(&self, mut write: impl FnMut(&Link) -> io::Result<()>) -> Result<(), Failure> {
        let mut next = 1;
        loop {
            let links = self.store.audit_from(next, LINKS)?;
            links.iter().try_for_each(&mut write).map_err(Failure::writing)?;
            let Some(last) = links.last() else { return Ok(()) };
            next = last.row.seq + 1;
        }
    }

    fn sheet<W: Write>(&self, columns: &'static [&'static str], out: W) -> Result<Sheet<W>, Failure> {
        Sheet::begin(self.options.format.into(), columns, out).map_err(Failure::writing)
    }

    fn concerns(&self, who: &EmployeeId) -> bool {
        self.people.as_ref().is_none_or(|people| people.contains(who))
    }
}

/// The days that the options name. Rows lie on any day, down to the epoch, where rows without a time
/// are filed; days are judged, and asked for, up to today.
fn days_asked(place: &Place, config: &Config, options: &Export) -> DayRange {
    let all = match options.what {
        Exported::Days | Exported::Coverage => {
            DayRange::ending(wecom_date(place.clock.now()), config.file.sync.look_back_days)
        }
        Exported::Records | Exported::Anomalies | Exported::Audit => DayRange { from: Date::MIN, to: Date::MAX },
    };
    DayRange { from: options.from.unwrap_or(all.from), to: options.to.unwrap_or(all.to) }
}

/// Whom the options name: people, and the members of departments.
fn wanted(store: &Store, options: &Export) -> Result<Option<BTreeSet<EmployeeId>>, Failure> {
    if options.user.is_empty() && options.dept.is_empty() {
        return Ok(None);
    }
    let organisation: Organisation = store.organisation()?;
    let inside = |employee: &&Employee| options.dept.iter().any(|id| organisation.is_in(employee, DepartmentId(*id)));
    let members = organisation.employees.values().filter(inside).map(|employee| employee.id.clone());
    Ok(Some(members.chain(options.user.iter().cloned()).collect()))
}

fn parsed(line: &str) -> shape::Line {
    serde_json::from_str(line).unwrap_or_default()
}
