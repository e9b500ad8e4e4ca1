//! One person's day, told row by row.

use jiff::civil::Date;
use serde_json::json;

use super::{
    diary::Person,
    due::Due,
    machine::TERMINAL,
    names::CLIENTS,
    plan::Kind,
    row::{OFF_DUTY, ON_DUTY, OUTING, Row, except},
    shift::{Duty, End, OFFICE_AT, OFFICE_PLACE, OFFICE_WIFI},
};
use crate::{
    domain::time::wecom_midnight,
    sim::seed::{Dice, Seed},
};

/// One person's day.
pub struct Day<'a> {
    /// From which everything follows.
    pub seed: Seed,
    /// Whose.
    pub person: &'a Person,
    /// Which.
    pub date: Date,
    /// What they are to work, as far as they know.
    pub duty: Duty,
}

impl Day<'_> {
    /// Dice for one purpose of this day.
    #[must_use]
    pub fn dice(&self, purpose: &str) -> Dice {
        self.seed.dice(&format!("{purpose}/{}/{}", self.person.userid, self.date))
    }

    /// Seconds since 1970 of a time of this day.
    #[must_use]
    pub fn at(&self, second_of_day: i64) -> i64 {
        wecom_midnight(self.date).as_second() + second_of_day
    }

    /// Everything of the day, in no order.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        match (self.duty.works, self.person.shift.kind) {
            (false, _) => self.at_rest(),
            (true, Kind::Fixed | Kind::Roster) => self.at_work(),
            (true, Kind::Free) => self.at_will(),
        }
    }

    /// Whether somebody who is to work stays away all day.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.duty.works && self.dice("away").per_mille(15)
    }

    /// The rows of a day that is to be worked.
    fn at_work(&self) -> Vec<Row> {
        let away = self.is_away();
        let mut rows =
            self.slots().flat_map(|slot| if away { vec![slot.placeholder()] } else { slot.rows() }).collect();
        if !away {
            self.outing(&mut rows);
        }
        rows
    }

    /// Every punch that is due, in order.
    pub fn slots(&self) -> impl Iterator<Item = Due<'_>> {
        let count = self.duty.sections.len();
        self.duty.sections.iter().zip(1..).flat_map(move |(section, place)| {
            [End::On, End::Off].map(|end| Due { day: self, section, end, ends_day: place == count })
        })
    }

    /// The rows of a day of free hours: no time is due, so nothing stands for a punch that did not come.
    fn at_will(&self) -> Vec<Row> {
        if self.is_away() {
            return Vec::new();
        }
        let mut dice = self.dice("free");
        let came = self.at(dice.within(8 * 3600..=11 * 3600));
        let left = came + dice.within(7 * 3600 + 1800..=10 * 3600);
        let forgot = dice.per_mille(self.person.forgets_per_mille);
        let mut rows = vec![self.punched(ON_DUTY, came, "free-place")];
        rows.extend((!forgot).then(|| self.punched(OFF_DUTY, left, "free-place")));
        self.outing(&mut rows);
        rows
    }

    /// A few people come in on days that are not theirs; no time is scheduled then.
    fn at_rest(&self) -> Vec<Row> {
        let mut dice = self.dice("rest");
        if !dice.per_mille(25) {
            return Vec::new();
        }
        let came = self.at(dice.within(8 * 3600..=11 * 3600));
        let left = came + dice.within(2 * 3600..=6 * 3600);
        [(ON_DUTY, came), (OFF_DUTY, left)].map(|(kind, at)| self.punched(kind, at, "rest-place")).into()
    }

    /// Whom somebody visits and when, if they do; and the dice for the rest of it.
    #[must_use]
    pub fn goes_out(&self) -> Option<((&'static str, &'static str), i64, Dice)> {
        let mut dice = self.dice("outing");
        dice.per_mille(20).then(|| (*dice.pick(CLIENTS), self.at(dice.within(10 * 3600..=17 * 3600)), dice))
    }

    fn outing(&self, rows: &mut Vec<Row>) {
        if let Some(((title, detail), at, mut dice)) = self.goes_out() {
            let mut row = self.punched(OUTING, at, "outing-place");
            (row.location_title, row.location_detail) = (title.into(), detail.into());
            (row.lat, row.lng) = (Some(30_650_000 + dice.within(0..=40_000)), Some(104_080_000));
            row.notes = "拜访客户".into();
            rows.push(row);
        }
    }

    /// A real punch: where, in which network, with which phone.
    #[must_use]
    pub fn punched(&self, kind: &str, at: i64, purpose: &str) -> Row {
        let mut dice = self.dice(&format!("{purpose}/{at}"));
        let mut row = Row::bare(&self.person.userid, kind, at);
        self.place(&mut row, &mut dice);
        oddities(&mut row, &mut dice);
        row.groupname = self.person.shift.name.into();
        row.groupid = (!dice.one_in(100)).then_some(self.person.shift.id);
        row.schedule_id = (!dice.one_in(50)).then_some(self.duty.schedule_id);
        row.deviceid = (!dice.one_in(10)).then(|| self.person.device.clone());
        if dice.one_in(50) {
            row.extra.insert(TERMINAL.into(), json!(format!("T{:04}", dice.within(1..=40))));
        }
        row
    }

    /// By the network in the office, or by position within a hundred metres of it.
    fn place(&self, row: &mut Row, dice: &mut Dice) {
        (row.location_title, row.location_detail) = (OFFICE_PLACE.0.into(), OFFICE_PLACE.1.into());
        if dice.one_in(2) {
            (row.wifiname, row.wifimac) = (OFFICE_WIFI.0.into(), OFFICE_WIFI.1.into());
        } else {
            row.lat = Some(OFFICE_AT.0 + dice.within(-900..=900));
            row.lng = Some(OFFICE_AT.1 + dice.within(-900..=900));
        }
        if dice.one_in(200) {
            row.mediaids = vec![format!("WWCISP_{}", hex::encode(&self.seed.digest(&row.userid)[..20]))];
        }
    }
}

/// What WeCom finds strange about a punch; somewhere else is three kilometres away.
fn oddities(row: &mut Row, dice: &mut Dice) {
    for (share, word) in [(12, "地点异常"), (8, "wifi异常"), (6, "非常用设备")] {
        if dice.per_mille(share) {
            except(row, word);
        }
    }
    if row.exception_type.contains("地点异常") {
        row.location_detail = "四川省成都市高新区世纪城路".into();
        (row.lat, row.lng) = (Some(OFFICE_AT.0 + 32_000), Some(OFFICE_AT.1 - 14_000));
    }
}
