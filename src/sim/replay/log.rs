//! The log as a whole.

use std::{
    collections::{BTreeMap, btree_map},
    fmt,
};

use jiff::{Timestamp, civil::Date};
use serde_json::json;

use super::line::{Damage, Punch, Status};
use crate::{
    domain::{
        EmployeeId,
        time::{wecom_date, wecom_midnight},
    },
    sim::company::{Company, Department, Member, Row, row::ON_DUTY, shift::OFFICE},
};

/// A log that has been read.
pub struct Replay {
    /// What became of every line.
    pub report: ReplayReport,
    /// The people in it, and their rows.
    pub company: Company,
}

/// What became of every line: `lines` = `rows` + `duplicates` + `blank` + `damaged`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplayReport {
    /// Lines in the file.
    pub lines: usize,
    /// Lines that became a row.
    pub rows: usize,
    /// Lines that repeat a person and a time.
    pub duplicates: usize,
    /// Lines with nothing in them.
    pub blank: usize,
    /// Lines that make no sense, by number from 1.
    pub damaged: Vec<(usize, Damage)>,
}

impl fmt::Display for ReplayReport {
    /// One line of totals, then one for each damaged line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, rows, duplicates, blank, damaged } = self;
        write!(f, "{lines} lines: {rows} rows, {duplicates} duplicates, {blank} blank, {} damaged", damaged.len())?;
        damaged.iter().try_for_each(|(line, damage)| write!(f, "\nline {line}: {damage}"))
    }
}

impl Replay {
    /// Reads a log.
    #[must_use]
    pub fn read(log: &[u8]) -> Self {
        let mut report = ReplayReport::default();
        let mut punches = Punches::new();
        for (line, number) in lines(log).zip(1..) {
            report.lines += 1;
            match Punch::read(line) {
                Ok(None) => report.blank += 1,
                Ok(Some(punch)) => match punches.entry((punch.userid, punch.at)) {
                    btree_map::Entry::Vacant(free) => {
                        free.insert(punch.status);
                        report.rows += 1;
                    }
                    btree_map::Entry::Occupied(_) => report.duplicates += 1,
                },
                Err(damage) => report.damaged.push((number, damage)),
            }
        }
        Self { report, company: company(&punches) }
    }
}

/// The status of each punch, by person and time.
type Punches = BTreeMap<(EmployeeId, Timestamp), Status>;

/// The line's end is not part of the line, and the file's last end begins no line.
fn lines(log: &[u8]) -> impl Iterator<Item = &[u8]> {
    let body = log.strip_suffix(b"\n").unwrap_or(log);
    let whole = (!log.is_empty()).then(|| body.split(|byte| *byte == b'\n'));
    whole.into_iter().flatten()
}

/// Everybody in the log works in one department under office hours.
fn company(punches: &Punches) -> Company {
    let root = Department { id: 1, name: "考勤机".into(), parentid: 0, order: 1, department_leader: Vec::new() };
    let mut people = punches.keys().map(|(userid, _)| userid).collect::<Vec<_>>();
    people.dedup();
    let members = people.into_iter().map(member).collect();
    Company::listed(vec![root], members, vec![OFFICE.to_wire()], rows(punches))
}

fn member(userid: &EmployeeId) -> Member {
    let profile = json!({
        "userid": userid.as_str(), "name": format!("员工{userid}"), "department": [1], "order": [0],
        "position": "", "gender": "0", "is_leader_in_dept": [0], "direct_leader": [], "telephone": "",
        "alias": "", "status": 1, "main_department": 1, "extattr": {"attrs": []}
    });
    Member::new(userid.as_str(), vec![1], profile)
}

fn rows(punches: &Punches) -> Vec<Row> {
    let mut last: Option<(&EmployeeId, Date)> = None;
    let mut rows = Vec::with_capacity(punches.len());
    for ((userid, at), status) in punches {
        let today = (userid, wecom_date(*at));
        let kind = status.checkin_type(last != Some(today));
        last = Some(today);
        rows.push(row(userid, *at, kind));
    }
    rows
}

fn row(userid: &EmployeeId, at: Timestamp, kind: &str) -> Row {
    let section = &OFFICE.sections[0];
    let due_s = if kind == ON_DUTY { section.on.due_s } else { section.off.due_s };
    let midnight = wecom_midnight(wecom_date(at)).as_second();
    Row {
        born: Timestamp::MIN,
        groupname: OFFICE.name.into(),
        groupid: Some(OFFICE.id),
        schedule_id: Some(0),
        timeline_id: Some(section.id),
        sch_checkin_time: Some(midnight + due_s),
        location_title: "考勤机".into(),
        deviceid: Some("zk-terminal".into()),
        ..Row::bare(userid.as_str(), kind, at.as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::company::{CorrectionShows, View, row::OFF_DUTY};

    const LOG: &[u8] = b"        1\t2019-11-22 08:59:52\t1\t255\t1\t0\r\n\
        8\t1990-00--8 -16:-29:-40\t1\t255\t1\t0\r\n\
        \r\n\
        1\t2019-11-22 18:06:28\t1\t255\t1\t0\n\
        1\t2019-11-22 08:59:52\t1\t255\t1\t0\n\
        \xff\xfe\t2019-11-22 08:59:52\t1\t255\t1\t0\n\
        2\t2019-11-22 07:00:00\t1\t1\t1\t0\n\
        2\t2019-11-22 06:00:00\t1\t255\t1\t0\n\
        2\t2019-11-22 08:5";

    fn rows(company: &Company, userid: &str) -> Vec<Row> {
        let view = View { now: Timestamp::MAX, corrections: CorrectionShows::ChangedRow };
        company.rows(company.member(userid, view.now).unwrap(), company.past(), view)
    }

    #[test]
    fn every_line_is_accounted_for_and_damaged_ones_are_named() {
        let report = Replay::read(LOG).report;
        assert_eq!((report.lines, report.rows, report.duplicates, report.blank), (9, 4, 1, 1));
        let numbers = report.damaged.iter().map(|(line, _)| *line).collect::<Vec<_>>();
        assert_eq!(numbers, [2, 6, 9]);
        assert_eq!(report.damaged[0].1, Damage::Time("1990-00--8 -16:-29:-40".into()));
        assert_eq!(report.damaged[2].1, Damage::Fields(2));
        assert!(report.to_string().contains("\nline 9: 2 fields instead of 6"));
    }

    #[test]
    fn a_terminal_without_keys_means_arrival_first_and_departure_after() {
        let company = Replay::read(LOG).company;
        let kinds =
            |userid| -> Vec<String> { rows(&company, userid).into_iter().map(|row| row.checkin_type).collect() };
        assert_eq!(kinds("1"), [ON_DUTY, OFF_DUTY]);
        assert_eq!(kinds("2"), [ON_DUTY, OFF_DUTY], "in order of time, not of lines; 1 means departure");
    }

    #[test]
    fn an_empty_log_is_an_empty_company() {
        let replay = Replay::read(b"");
        assert_eq!(replay.report, ReplayReport::default());
        assert_eq!(replay.company.members(Timestamp::MAX).count(), 0);
    }

    #[test]
    fn times_are_those_of_utc_plus_eight() {
        let company = Replay::read(LOG).company;
        assert_eq!(rows(&company, "1")[0].checkin_time, 1_574_384_392);
    }
}
