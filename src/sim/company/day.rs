//! One person's day, told row by row.

use jiff::civil::Date;
use serde_json::json;

use super::{
    diary::Person,
    due::Due,
    names::CLIENTS,
    row::{OFF_DUTY, ON_DUTY, OUTING, Row},
    shift::{End, OFFICE_AT, OFFICE_PLACE, OFFICE_WIFI},
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

    /// The rows of a day that is to be worked.
    #[must_use]
    pub fn at_work(&self) -> Vec<Row> {
        let away = self.dice("away").per_mille(15);
        let last = self.person.shift.sections.len() - 1;
        let slots = self.person.shift.sections.iter().enumerate().flat_map(|(number, section)| {
            [End::On, End::Off].map(|end| Due { day: self, section, end, ends_day: number == last })
        });
        let mut rows = slots.flat_map(|slot| if away { vec![slot.placeholder()] } else { slot.rows() }).collect();
        if !away {
            self.outing(&mut rows);
        }
        rows
    }

    /// A few people come in on days that are not theirs; no time is scheduled then.
    #[must_use]
    pub fn at_rest(&self) -> Vec<Row> {
        let mut dice = self.dice("rest");
        if !dice.per_mille(25) {
            return Vec::new();
        }
        let came = self.at(dice.within(8 * 3600..=11 * 3600));
        let left = came + dice.within(2 * 3600..=6 * 3600);
        [(ON_DUTY, came), (OFF_DUTY, left)].map(|(kind, at)| self.punched(kind, at, "rest-place")).into()
    }

    fn outing(&self, rows: &mut Vec<Row>) {
        let mut dice = self.dice("outing");
        if dice.per_mille(20) {
            let (title, detail) = *dice.pick(CLIENTS);
            let mut row = self.punched(OUTING, self.at(dice.within(10 * 3600..=17 * 3600)), "outing-place");
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
        row.schedule_id = (!dice.one_in(50)).then_some(0);
        row.deviceid = (!dice.one_in(10)).then(|| self.person.device.clone());
        if dice.one_in(50) {
            row.extra.insert("terminal_sn".into(), json!(format!("T{:04}", dice.within(1..=40))));
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

/// Adds a word to a row's exceptions.
pub fn except(row: &mut Row, word: &str) {
    if !row.exception_type.is_empty() {
        row.exception_type.push(';');
    }
    row.exception_type.push_str(word);
}
