//! What a case says must be concluded, and how that differs from what is.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use punchdeck::domain::{AttendanceDay, DayStatus, Edge, EmployeeId, Flag, Slot, Verdict, judge::Finding};
use serde::Deserialize;
use serde_json::Value;

use super::world::World;

/// What must be concluded. `records` and `alerts` are for runs of the whole engine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    days: Vec<ExpectedDay>,
    anomalies: Option<Vec<ExpectedAnomaly>>,
    #[serde(default)]
    absent_anomalies: Vec<ExpectedAnomaly>,
    #[serde(default, rename = "records")]
    _records: Value,
    #[serde(default, rename = "alerts")]
    _alerts: Value,
}

/// A figure that is not asked for is not compared; one that nothing computes yet must be 0.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedDay {
    userid: EmployeeId,
    date: Date,
    status: DayStatus,
    flags: BTreeSet<Flag>,
    slots: Vec<ExpectedSlot>,
    worked_s: Option<i64>,
    absent_s: Option<i64>,
    punches: Option<Vec<i64>>,
    #[serde(default)]
    overtime_s: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedSlot {
    segment: u8,
    edge: Edge,
    verdict: String,
    by_s: Option<i64>,
    at: Option<i64>,
    serious: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedAnomaly {
    userid: EmployeeId,
    date: Date,
    kind: String,
    #[serde(default = "open")]
    state: String,
    #[serde(default, rename = "reason")]
    _reason: Option<String>,
}

fn open() -> String {
    "open".into()
}

impl Expectation {
    pub fn differences(&self, world: &World) -> Vec<String> {
        let days = self.days.iter().flat_map(|day| day.differences(&world.day(&day.userid, day.date)));
        days.chain(self.anomaly_differences(world)).collect()
    }

    fn anomaly_differences(&self, world: &World) -> Vec<String> {
        let found: BTreeSet<_> =
            self.days.iter().flat_map(|day| named(&world.findings(&day.userid, day.date), day)).collect();
        let open = |anomaly: &&ExpectedAnomaly| anomaly.state == "open";
        let expected: Option<BTreeSet<_>> =
            self.anomalies.as_ref().map(|list| list.iter().filter(open).map(ExpectedAnomaly::name).collect());
        let wrong = expected.filter(|expected| *expected != found);
        let unwanted = self.absent_anomalies.iter().map(ExpectedAnomaly::name).filter(|name| found.contains(name));
        let wrong = wrong.map(|expected| format!("open anomalies {found:?}, expected {expected:?}"));
        unwanted.map(|name| format!("unwanted anomaly {name:?}")).chain(wrong).collect()
    }
}

type AnomalyName = (EmployeeId, Date, String);

fn named(findings: &[Finding], day: &ExpectedDay) -> Vec<AnomalyName> {
    findings.iter().map(|finding| (day.userid.clone(), day.date, finding.kind.name().to_owned())).collect()
}

impl ExpectedAnomaly {
    fn name(&self) -> AnomalyName {
        (self.userid.clone(), self.date, self.kind.clone())
    }
}

impl ExpectedDay {
    fn differences(&self, day: &AttendanceDay) -> Vec<String> {
        let punches = day.punches.iter().copied().map(Timestamp::as_second).collect::<Vec<_>>();
        let parts = [
            differs("status", &self.status, &day.status),
            differs("flags", &self.flags, &day.flags.iter().copied().collect()),
            self.worked_s.and_then(|worked_s| differs("worked_s", &worked_s, &day.worked_s)),
            self.absent_s.and_then(|absent_s| differs("absent_s", &absent_s, &day.absent_s)),
            self.punches.as_ref().and_then(|expected| differs("punches", expected, &punches)),
            differs("overtime_s", &self.overtime_s, &0),
            self.slot_difference(&day.slots),
        ];
        parts.into_iter().flatten().map(|what| format!("{} {}: {what}", self.userid, self.date)).collect()
    }

    fn slot_difference(&self, slots: &[Slot]) -> Option<String> {
        let mut expected = self.slots.clone();
        expected.sort();
        let mut found: Vec<_> = slots.iter().map(|slot| ExpectedSlot::told_by(slot, &expected)).collect();
        found.sort();
        differs("slots", &expected, &found)
    }
}

impl ExpectedSlot {
    /// A slot in the words of the case, with those optional parts that the case tells of it.
    fn told_by(slot: &Slot, expected: &[Self]) -> Self {
        let asked = expected.iter().find(|other| (other.segment, other.edge) == (slot.segment, slot.edge));
        let (verdict, by_s) = match slot.verdict {
            Verdict::Normal => ("normal", None),
            Verdict::Late(seconds) => ("late", Some(seconds)),
            Verdict::Early(seconds) => ("early", Some(seconds)),
            Verdict::Missing => ("missing", None),
            Verdict::NoNeed => ("no_need", None),
            Verdict::Pending => ("pending", None),
            Verdict::Unknown => ("unknown", None),
        };
        Self {
            segment: slot.segment,
            edge: slot.edge,
            verdict: verdict.to_owned(),
            by_s,
            at: slot.at.map(Timestamp::as_second).filter(|_| asked.is_some_and(|slot| slot.at.is_some())),
            serious: Some(slot.serious).filter(|_| asked.is_some_and(|slot| slot.serious.is_some())),
        }
    }
}

fn differs<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Option<String> {
    (expected != found).then(|| format!("{what} is {found:?}, expected {expected:?}"))
}
