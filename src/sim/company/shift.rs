//! The rules people punch under (打卡规则).

use jiff::civil::{Date, date};

use super::{
    plan::Kind,
    row::{OFF_DUTY, ON_DUTY},
};

/// Seconds.
pub(super) const MINUTE: i64 = 60;
/// Seconds.
pub(super) const HOUR: i64 = 60 * MINUTE;

/// A rule.
pub struct Shift {
    /// groupid.
    pub id: u32,
    /// groupname.
    pub name: &'static str,
    /// Which kind of rule.
    pub kind: Kind,
    /// 0 is Sunday; of no meaning under a roster.
    pub workdays: &'static [i8],
    /// How much later than due is not late, seconds.
    pub grace_s: i64,
    /// The stretches of work of a fixed rule, in order.
    pub sections: &'static [Section],
    /// The shifts of a roster.
    pub schedules: &'static [Schedule],
    /// Departments it holds for.
    pub departments: &'static [u32],
}

/// A shift of a roster (班次).
pub struct Schedule {
    /// `schedule_id`.
    pub id: u32,
    /// `schedule_name`.
    pub name: &'static str,
    /// The stretches of work, in order.
    pub sections: &'static [Section],
}

/// What somebody is to work on a day.
#[derive(Clone, Copy)]
pub struct Duty {
    /// Whether they are to work at all.
    pub works: bool,
    /// `schedule_id`; 0 without a roster and on its days of rest.
    pub schedule_id: u32,
    /// When; nothing under a free rule.
    pub sections: &'static [Section],
}

/// A stretch of work; times are seconds from 0:00 and may exceed a day.
pub struct Section {
    /// `time_id`, and `timeline_id` of its rows.
    pub id: u32,
    /// Arrival.
    pub on: Slot,
    /// Departure.
    pub off: Slot,
    /// The noon rest.
    pub rest: Option<(i64, i64)>,
}

/// A punch that is due.
pub struct Slot {
    /// When.
    pub due_s: i64,
    /// The first second that counts for it.
    pub earliest_s: i64,
    /// The last second that counts for it.
    pub latest_s: i64,
}

/// Which end of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// 上班.
    On,
    /// 下班.
    Off,
}

impl End {
    /// WeCom's word for it.
    #[must_use]
    pub fn checkin_type(self) -> &'static str {
        match self {
            Self::On => ON_DUTY,
            Self::Off => OFF_DUTY,
        }
    }
}

impl Section {
    /// The punch due at one end.
    #[must_use]
    pub fn slot(&self, end: End) -> &Slot {
        match end {
            End::On => &self.on,
            End::Off => &self.off,
        }
    }
}

/// Office hours (行政班): nine to six, five minutes of grace, an hour at noon.
pub const OFFICE: Shift = Shift {
    id: 1,
    name: "行政班",
    kind: Kind::Fixed,
    workdays: &[1, 2, 3, 4, 5],
    grace_s: 5 * MINUTE,
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 9 * HOUR, earliest_s: 6 * HOUR, latest_s: 13 * HOUR + 30 * MINUTE },
        off: Slot { due_s: 18 * HOUR, earliest_s: 13 * HOUR + 30 * MINUTE, latest_s: 28 * HOUR },
        rest: Some((12 * HOUR, 13 * HOUR)),
    }],
    schedules: &[],
    departments: &[1, 4, 5, 6],
};

/// Developers' hours (研发班): ten to seven.
pub const DEVELOPERS: Shift = Shift {
    id: 2,
    name: "研发班",
    kind: Kind::Fixed,
    workdays: &[1, 2, 3, 4, 5],
    grace_s: 10 * MINUTE,
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 10 * HOUR, earliest_s: 6 * HOUR, latest_s: 14 * HOUR + 30 * MINUTE },
        off: Slot { due_s: 19 * HOUR, earliest_s: 14 * HOUR + 30 * MINUTE, latest_s: 28 * HOUR },
        rest: Some((12 * HOUR, 13 * HOUR + 30 * MINUTE)),
    }],
    schedules: &[],
    departments: &[2],
};

/// The workshop's hours (生产两段班): two sections, Saturdays too, no grace.
pub const WORKSHOP: Shift = Shift {
    id: 3,
    name: "生产两段班",
    kind: Kind::Fixed,
    workdays: &[1, 2, 3, 4, 5, 6],
    grace_s: 0,
    sections: &[
        Section {
            id: 1,
            on: Slot { due_s: 8 * HOUR, earliest_s: 5 * HOUR, latest_s: 11 * HOUR },
            off: Slot { due_s: 12 * HOUR, earliest_s: 11 * HOUR, latest_s: 13 * HOUR },
            rest: None,
        },
        Section {
            id: 2,
            on: Slot { due_s: 13 * HOUR + 30 * MINUTE, earliest_s: 13 * HOUR, latest_s: 16 * HOUR },
            off: Slot { due_s: 17 * HOUR + 30 * MINUTE, earliest_s: 16 * HOUR, latest_s: 28 * HOUR },
            rest: None,
        },
    ],
    schedules: &[],
    departments: &[3],
};

/// All that everybody has known for long.
pub const ALL: [&Shift; 3] = [&OFFICE, &DEVELOPERS, &WORKSHOP];

const EARLY: Schedule = Schedule {
    id: 301,
    name: "早班",
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 8 * HOUR, earliest_s: 7 * HOUR, latest_s: 12 * HOUR },
        off: Slot { due_s: 16 * HOUR, earliest_s: 12 * HOUR, latest_s: 20 * HOUR },
        rest: None,
    }],
};

const LATE: Schedule = Schedule {
    id: 302,
    name: "中班",
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 16 * HOUR, earliest_s: 14 * HOUR, latest_s: 20 * HOUR },
        off: Slot { due_s: 24 * HOUR, earliest_s: 20 * HOUR, latest_s: 28 * HOUR },
        rest: None,
    }],
};

const NIGHT: Schedule = Schedule {
    id: 303,
    name: "夜班",
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 22 * HOUR, earliest_s: 20 * HOUR, latest_s: 26 * HOUR },
        off: Slot { due_s: 30 * HOUR, earliest_s: 26 * HOUR, latest_s: 31 * HOUR },
        rest: None,
    }],
};

/// The testers' roster (质检排班): early, late and night shifts by the week, two days of rest after five.
pub const TESTERS: Shift = Shift {
    id: 4,
    name: "质检排班",
    kind: Kind::Roster,
    workdays: &[],
    grace_s: 0,
    sections: &[],
    schedules: &[EARLY, LATE, NIGHT],
    departments: &[33],
};

/// The sales people's free hours (西南自由班): eight hours a day, whenever; a day ends at five.
pub const SALES: Shift = Shift {
    id: 5,
    name: "西南自由班",
    kind: Kind::Free,
    workdays: &[1, 2, 3, 4, 5],
    grace_s: 0,
    sections: &[],
    schedules: &[],
    departments: &[42],
};

/// All of them, with those of shift workers.
pub const WITH_SHIFT_WORKERS: [&Shift; 5] = [&OFFICE, &DEVELOPERS, &WORKSHOP, &TESTERS, &SALES];

/// The Monday on which every roster began.
const ROSTER_BEGAN: Date = date(2024, 1, 1);

impl Shift {
    /// What somebody is to work on a day; `turn` tells people of one roster apart, and `believed` is the
    /// shift they were told to work instead.
    #[must_use]
    pub fn duty(&self, date: Date, turn: i64, believed: Option<u32>) -> Duty {
        match self.kind {
            Kind::Fixed | Kind::Free => {
                let works = self.workdays.contains(&date.weekday().to_sunday_zero_offset());
                Duty { works, schedule_id: 0, sections: self.sections }
            }
            Kind::Roster => {
                let schedule_id = believed.unwrap_or_else(|| self.turn_of(date, turn));
                let schedule = self.schedules.iter().find(|schedule| schedule.id == schedule_id);
                let sections = schedule.map_or(&[][..], |schedule| schedule.sections);
                Duty { works: schedule.is_some(), schedule_id, sections }
            }
        }
    }

    /// Five days of one shift and two of rest, then the next shift.
    fn turn_of(&self, date: Date, turn: i64) -> u32 {
        let day = i64::from(ROSTER_BEGAN.until(date).map_or(0, |span| span.get_days())) + turn;
        let week = usize::try_from(day.div_euclid(7)).unwrap_or(0);
        if day.rem_euclid(7) < 5 { self.schedules[week % self.schedules.len()].id } else { 0 }
    }
}

/// The network of the office: name and address.
pub const OFFICE_WIFI: (&str, &str) = ("HQ-Office", "c0:7b:bc:37:f8:d3");
/// Where the office stands: latitude and longitude, degrees × 10⁶.
pub const OFFICE_AT: (i64, i64) = (30_547_030, 104_062_890);
/// What its place is called: name and address.
pub const OFFICE_PLACE: (&str, &str) = ("总部大厦", "四川省成都市武侯区天府三街198号");
