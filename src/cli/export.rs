//! `punchdeck export`: data out, from the store, without WeCom.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufWriter, Write},
    sync::{Arc, RwLock},
};

use jiff::civil::{Date, date};

use super::{
    arguments::{Export, Exported, FormatName},
    failure::{DONE, Failure},
    place::Place,
};
use crate::{
    audit::Link,
    config::Config,
    domain::{DayRange, DepartmentId, Employee, EmployeeId, Organisation, time::wecom_date},
    engine::judging::{Bench, Company},
    export::{Sheet, shape},
    store::Store,
    wecom::wire::rules::rules,
};

/// Audit records read at once.
const LINKS: usize = 1_000;
/// Before WeCom and every attendance terminal whose clock was ever set.
const BEGINNING: Date = date(1990, 1, 1);

pub(super) fn run(place: &Place, options: &Export) -> Result<u8, Failure> {
    let config = place.config()?;
    let store = Arc::new(place.store(&config)?);
    let out: Box<dyn Write> = match &options.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).map_err(Failure::io(path.display()))?)),
        None => Box::new(BufWriter::new(io::stdout().lock())),
    };
    let job = Job { place, config: &config, options, people: wanted(&store, options)?, store };
    match options.what {
        Exported::Records => job.records(out),
        Exported::Days => job.days(out),
        Exported::Anomalies => job.anomalies(out),
        Exported::Audit => job.audit(out),
    }?;
    Ok(DONE)
}

struct Job<'a> {
    place: &'a Place,
    config: &'a Config,
    options: &'a Export,
    /// Whom it is about; `None` is everybody.
    people: Option<BTreeSet<EmployeeId>>,
    store: Arc<Store>,
}

type Out = Box<dyn Write>;

impl Job<'_> {
    fn records(&self, out: Out) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::RECORD_COLUMNS, out)?;
        let days = self.days_asked(BEGINNING);
        let mut from: Option<Vec<u8>> = None;
        loop {
            let page = self.store.rows(days, from.as_deref())?;
            for row in page.rows.iter().filter(|row| row.version.current || self.options.all_versions) {
                if self.concerns(&row.version.punch.who) {
                    sheet.line(&shape::record(row)).map_err(writing)?;
                }
            }
            match page.next {
                Some(next) => from = Some(next),
                None => return sheet.end().map_err(writing),
            }
        }
    }

    fn days(&self, out: Out) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::DAY_COLUMNS, out)?;
        let now = self.place.clock.now();
        let look_back = DayRange::ending(wecom_date(now), self.config.file.sync.look_back_days);
        let days = self.days_asked(look_back.from);
        let bench = self.bench()?;
        for employee in bench.company().organisation.employees.values().filter(|one| self.concerns(&one.id)) {
            for day in bench.days(employee, days, now)? {
                sheet.line(&shape::day(&employee.id, &day, now)).map_err(writing)?;
            }
        }
        sheet.end().map_err(writing)
    }

    fn anomalies(&self, out: Out) -> Result<(), Failure> {
        let mut sheet = self.sheet(shape::ANOMALY_COLUMNS, out)?;
        let days = self.days_asked(BEGINNING);
        let dated = self.options.from.is_some() || self.options.to.is_some();
        for anomaly in self.store.anomalies()? {
            let line = shape::anomaly(&anomaly);
            let day: Option<Date> = line["date"].as_str().and_then(|day| day.parse().ok());
            let in_time = day.map_or(!dated, |day| days.contains(day));
            let about_them = anomaly.who().map_or(self.people.is_none(), |who| self.concerns(who));
            if in_time && about_them {
                sheet.line(&line).map_err(writing)?;
            }
        }
        sheet.end().map_err(writing)
    }

    fn audit(&self, mut out: Out) -> Result<(), Failure> {
        match self.options.format {
            FormatName::Jsonl => {
                // The very text that was hashed, with the hash at its end.
                self.each_link(|link| writeln!(out, "{}", link.line()))?;
                out.flush().map_err(writing)
            }
            FormatName::Csv => {
                let mut sheet = self.sheet(shape::AUDIT_COLUMNS, out)?;
                self.each_link(|link| sheet.line(&parsed(&link.line())))?;
                sheet.end().map_err(writing)
            }
        }
    }

    fn each_link(&self, mut write: impl FnMut(&Link) -> io::Result<()>) -> Result<(), Failure> {
        let mut next = 1;
        loop {
            let links = self.store.audit_from(next, LINKS)?;
            links.iter().try_for_each(&mut write).map_err(writing)?;
            let Some(last) = links.last() else { return Ok(()) };
            next = last.row.seq + 1;
        }
    }

    fn sheet<W: Write>(&self, columns: &'static [&'static str], out: W) -> Result<Sheet<W>, Failure> {
        Sheet::begin(self.options.format.into(), columns, out).map_err(writing)
    }

    fn days_asked(&self, first: Date) -> DayRange {
        let today = wecom_date(self.place.clock.now());
        DayRange { from: self.options.from.unwrap_or(first), to: self.options.to.unwrap_or(today) }
    }

    fn concerns(&self, who: &EmployeeId) -> bool {
        self.people.as_ref().is_none_or(|people| people.contains(who))
    }

    fn bench(&self) -> Result<Bench, Failure> {
        let read = |answer: Vec<u8>| rules(&answer).map(|rules| rules.rules).map_err(crate::store::StoreError::damaged);
        let rules = self.store.rules()?.map_or(Ok(Vec::new()), read)?;
        let company = Company { organisation: self.store.organisation()?, rules };
        Ok(Bench {
            store: Arc::clone(&self.store),
            company: Arc::new(RwLock::new(Arc::new(company))),
            policy: self.config.file.attendance.clone(),
            calendar: self.config.calendar.clone(),
        })
    }
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

fn writing(cause: io::Error) -> Failure {
    Failure::Io { doing: "writing the export".into(), cause }
}
