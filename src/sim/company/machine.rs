//! What attendance machines (智慧考勤机) recorded (document 94126).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{day::Day, row::Row};
use crate::domain::time::seconds_after;

/// A punch on a machine, whether or not the rule accepts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachinePunch {
    /// Who.
    pub userid: String,
    /// When, seconds since 1970.
    pub checkin_time: i64,
    /// Serial number.
    pub device_sn: String,
    /// What the machine is called.
    pub device_name: String,
    /// When WeCom got it, seconds since 1970. Not on the wire; without one it came at once.
    #[serde(default, skip_serializing)]
    pub upload_time: i64,
}

impl MachinePunch {
    /// A punch that nothing held up counts as uploaded when it was made.
    #[must_use]
    pub fn settled(self) -> Self {
        Self { upload_time: self.upload_time.max(self.checkin_time), ..self }
    }
}

/// The field, unknown to the documents, in which rows of machines name their serial.
pub(super) const TERMINAL: &str = "terminal_sn";

/// How long a machine of the made-up company keeps a punch at most.
pub(super) const KEPT_MAX: SignedDuration = SignedDuration::from_hours(2);

impl Day<'_> {
    /// How long the machine kept a punch: mostly seconds, and once in ten an hour or two.
    pub(super) fn kept_s(&self, at: i64) -> i64 {
        let mut dice = self.dice(&format!("upload/{at}"));
        if dice.one_in(10) { dice.within(1200..=KEPT_MAX.as_secs()) } else { dice.within(2..=20) }
    }

    /// When WeCom knows a row: a machine may keep it for a while.
    pub(super) fn arrives(&self, row: &Row) -> Timestamp {
        let kept_s = if row.extra.contains_key(TERMINAL) { self.kept_s(row.checkin_time) } else { 0 };
        seconds_after(row.born, kept_s)
    }

    /// What the machines recorded: the rows they made, and now and then a punch that no rule takes.
    pub(super) fn machine_punches(&self, rows: &[Row]) -> Vec<MachinePunch> {
        let made =
            rows.iter().filter_map(|row| Some((row.checkin_time, row.extra.get(TERMINAL)?.as_str()?.to_owned())));
        let mut dice = self.dice("rejected");
        let rejected = dice.one_in(60).then(|| (self.at(dice.within(16_200..=17_900)), "T0001".to_owned()));
        let punch = |(at, device_sn): (i64, String)| MachinePunch {
            userid: self.person.userid.clone(),
            checkin_time: at,
            device_name: format!("{}号门", device_sn.trim_start_matches(['T', '0'])),
            device_sn,
            upload_time: at + self.kept_s(at),
        };
        made.chain(rejected).map(punch).collect()
    }
}
