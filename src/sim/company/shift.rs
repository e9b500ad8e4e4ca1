//! The rules people punch under (打卡规则), fixed ones (固定上下班).

use serde_json::{Value, json};

use super::row::{OFF_DUTY, ON_DUTY};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// A fixed rule.
pub struct Shift {
    /// groupid.
    pub id: u32,
    /// groupname.
    pub name: &'static str,
    /// 0 is Sunday.
    pub workdays: &'static [i8],
    /// How much later than due is not late, seconds.
    pub grace_s: i64,
    /// The stretches of work, in order.
    pub sections: &'static [Section],
    /// Departments it holds for.
    pub departments: &'static [u32],
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
    workdays: &[1, 2, 3, 4, 5],
    grace_s: 5 * MINUTE,
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 9 * HOUR, earliest_s: 6 * HOUR, latest_s: 13 * HOUR + 30 * MINUTE },
        off: Slot { due_s: 18 * HOUR, earliest_s: 13 * HOUR + 30 * MINUTE, latest_s: 28 * HOUR },
        rest: Some((12 * HOUR, 13 * HOUR)),
    }],
    departments: &[1, 4, 5, 6],
};

/// Developers' hours (研发班): ten to seven.
pub const DEVELOPERS: Shift = Shift {
    id: 2,
    name: "研发班",
    workdays: &[1, 2, 3, 4, 5],
    grace_s: 10 * MINUTE,
    sections: &[Section {
        id: 1,
        on: Slot { due_s: 10 * HOUR, earliest_s: 6 * HOUR, latest_s: 14 * HOUR + 30 * MINUTE },
        off: Slot { due_s: 19 * HOUR, earliest_s: 14 * HOUR + 30 * MINUTE, latest_s: 28 * HOUR },
        rest: Some((12 * HOUR, 13 * HOUR + 30 * MINUTE)),
    }],
    departments: &[2],
};

/// The workshop's hours (生产两段班): two sections, Saturdays too, no grace.
pub const WORKSHOP: Shift = Shift {
    id: 3,
    name: "生产两段班",
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
    departments: &[3],
};

/// All of them.
pub const ALL: [&Shift; 3] = [&OFFICE, &DEVELOPERS, &WORKSHOP];

impl Shift {
    /// As an element of `group` in getcorpcheckinoption (document 93384).
    #[must_use]
    pub fn to_wire(&self) -> Value {
        let parties = self.departments.iter().map(ToString::to_string).collect::<Vec<_>>();
        json!({
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
        })
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
}

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
