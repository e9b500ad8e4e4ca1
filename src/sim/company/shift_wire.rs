//! Rules, shifts and rosters as WeCom writes them.

use serde_json::{Value, json};

use super::{
    plan::Kind,
    shift::{HOUR, MINUTE, OFFICE_AT, OFFICE_PLACE, OFFICE_WIFI, Schedule, Section, Shift},
};

impl Shift {
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
