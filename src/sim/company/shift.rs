//! The rules people punch under (打卡规则).

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{
    plan::Kind,
    row::{OFF_DUTY, ON_DUTY},
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

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

    /// As an element of `group` in getcorpcheckinoption (document 93384).
    #[must_use]
    pub fn to_wire(&self) -> Value {
        let parties = self.departments.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut rule = json!({
            "grouptype": 1, "groupid": self.id, "groupname": self.name,
            "checkindate": [self.checkindate()],
            "spe_workdays": [], "spe_offdays": [], "sync_holidays": false,
            "need_photo": false, "note_can_use_local_pic": false,
            "allow_checkin_offworkday": true, "allow_apply_offworkday": true,
            "wifimac_infos": [{"wifiname": OFFICE_WIFI.0, "wifimac": OFFICE_WIFI.1}],
            "loc_infos": [{
                "lat": OFFICE_AT.0, "lng": OFFICE_AT.1,
                "loc_title": OFFICE_PLACE.0, "loc_detail": OFFICE_PLACE.1, "distance": 300
            }],
            "range": {"party_id": parties, "userid": [], "tagid": []},
            "create_time": 1_735_700_000, "create_userid": "hr.admin", "update_userid": "hr.admin",
            "white_users": [], "type": 3,
            "reporterinfo": {"reporters": [{"userid": "hr.admin"}], "updatetime": 1_735_700_000},
            "allow_apply_bk_cnt": -1, "allow_apply_bk_day_limit": -1, "buka_restriction": 0,
            "option_out_range": 0, "use_face_detect": false, "schedulelist": [],
            "offwork_interval_time": 300, "checkin_method_type": 0, "open_sp_checkin": true
        });
        match self.kind {
            Kind::Fixed => {}
            Kind::Roster => {
                let shifts = self.schedules.iter().map(|schedule| schedule.to_wire(self.grace_s));
                rule["schedulelist"] = std::iter::once(rest_to_wire()).chain(shifts).collect();
                (rule["grouptype"], rule["checkindate"]) = (json!(2), json!([]));
            }
            Kind::Free => {
                rule["grouptype"] = json!(3);
                (rule["checkin_method_type"], rule["offwork_interval_time"]) = (json!(1), json!(HOUR));
                (rule["span_day_time"], rule["standard_work_duration"]) = (json!(FREE_CUT_S), json!(FREE_STANDARD_S));
            }
        }
        rule
    }

    fn checkindate(&self) -> Value {
        json!({
            "workdays": self.workdays,
            "checkintime": self.sections.iter().map(Section::to_wire).collect::<Vec<_>>(),
            "noneed_offwork": false, "limit_aheadtime": 3 * HOUR * 1000,
            "flex_on_duty_time": self.grace_s, "flex_off_duty_time": 0, "allow_flex": self.grace_s > 0,
            "max_allow_arrive_early": 0, "max_allow_arrive_late": 0,
            "late_rule": {"allow_offwork_after_time": false, "timerules": []}
        })
    }

    /// A day's entry in a roster (document 93380).
    #[must_use]
    pub fn schedule_info(&self, schedule_id: u32) -> Value {
        let schedule = self.schedules.iter().find(|schedule| schedule.id == schedule_id);
        let sections = schedule.into_iter().flat_map(|schedule| schedule.sections).map(|section| {
            json!({
                "id": section.id, "work_sec": section.on.due_s, "off_work_sec": section.off.due_s,
                "remind_work_sec": section.on.due_s - 10 * MINUTE, "remind_off_work_sec": section.off.due_s
            })
        });
        json!({
            "schedule_id": schedule_id, "schedule_name": schedule.map_or(REST, |schedule| schedule.name),
            "time_section": sections.collect::<Vec<_>>()
        })
    }
}

impl Schedule {
    fn to_wire(&self, grace_s: i64) -> Value {
        json!({
            "schedule_id": self.id, "schedule_name": self.name,
            "time_section": self.sections.iter().map(Section::to_wire).collect::<Vec<_>>(),
            "limit_aheadtime": 2 * HOUR * 1000, "limit_offtime": 4 * HOUR, "noneed_offwork": false,
            "flex_on_duty_time": grace_s, "flex_off_duty_time": 0, "allow_flex": grace_s > 0,
            "late_rule": {"allow_offwork_after_time": false, "timerules": []},
            "max_allow_arrive_early": 0, "max_allow_arrive_late": 0
        })
    }
}

/// What a day of rest is called in a roster.
const REST: &str = "休息";

/// Every roster has a shift of number 0 without hours.
fn rest_to_wire() -> Value {
    Schedule { id: 0, name: REST, sections: &[] }.to_wire(0)
}

/// Where a day of free hours ends, and what it asks for, seconds.
const FREE_CUT_S: i64 = 5 * HOUR;
const FREE_STANDARD_S: i64 = 8 * HOUR;

impl Section {
    fn to_wire(&self) -> Value {
        let (rest_begin, rest_end) = self.rest.unwrap_or_default();
        json!({
            "time_id": self.id,
            "work_sec": self.on.due_s, "off_work_sec": self.off.due_s,
            "remind_work_sec": self.on.due_s - 10 * MINUTE, "remind_off_work_sec": self.off.due_s,
            "allow_rest": self.rest.is_some(),
            "rest_begin_time": rest_begin, "rest_end_time": rest_end, "rest_times": [],
            "earliest_work_sec": self.on.earliest_s, "latest_work_sec": self.on.latest_s,
            "earliest_off_work_sec": self.off.earliest_s, "latest_off_work_sec": self.off.latest_s,
            "no_need_checkon": false, "no_need_checkoff": false
        })
    }
}

/// The network of the office: name and address.
pub const OFFICE_WIFI: (&str, &str) = ("HQ-Office", "c0:7b:bc:37:f8:d3");
/// Where the office stands: latitude and longitude, degrees × 10⁶.
pub const OFFICE_AT: (i64, i64) = (30_547_030, 104_062_890);
/// What its place is called: name and address.
pub const OFFICE_PLACE: (&str, &str) = ("总部大厦", "四川省成都市武侯区天府三街198号");
