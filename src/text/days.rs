//! Attendance days: what they were, what was due, what was found.

use jiff::civil::Weekday;

use super::{
    Text,
    words::{phrases, words},
};
use crate::domain::{DayStatus, Edge, Flag, Slot, Verdict};

words! {
    monday { en: "Mon", zh: "周一" }
    tuesday { en: "Tue", zh: "周二" }
    wednesday { en: "Wed", zh: "周三" }
    thursday { en: "Thu", zh: "周四" }
    friday { en: "Fri", zh: "周五" }
    saturday { en: "Sat", zh: "周六" }
    sunday { en: "Sun", zh: "周日" }
    edge_on { en: "on", zh: "上班" }
    edge_off { en: "off", zh: "下班" }
    normal { en: "on time", zh: "正常" }
    missing { en: "missing", zh: "缺卡" }
    no_need { en: "not expected", zh: "无需打卡" }
    pending { en: "pending", zh: "待定" }
    unknown { en: "unknown", zh: "未知" }
    out_of_employment { en: "not employed", zh: "不在职" }
    no_rule { en: "no rule", zh: "无规则" }
    exempt { en: "exempt", zh: "免打卡" }
    rest { en: "rest", zh: "休息" }
    holiday { en: "holiday", zh: "节假日" }
    leave { en: "leave", zh: "请假" }
    trip { en: "trip", zh: "出差" }
    worked { en: "worked", zh: "出勤" }
    absent { en: "absent", zh: "旷工" }
    flag_location { en: "location", zh: "地点异常" }
    flag_wifi { en: "wifi", zh: "wifi异常" }
    flag_device { en: "device", zh: "非常用设备" }
    flag_field { en: "field work", zh: "外勤" }
    flag_corrected { en: "corrected", zh: "补卡" }
    flag_shared_device { en: "shared device", zh: "共用设备" }
    flag_conflict { en: "leave and punches", zh: "请假又打卡" }
    flag_rule_conflict { en: "rule contradicts itself", zh: "规则自相矛盾" }
    flag_provisional { en: "calendar not loaded", zh: "日历未加载" }
    flag_explained_pending { en: "form under approval", zh: "审批中" }
    flag_inconsistent { en: "WeCom contradicts itself", zh: "企业微信数据矛盾" }
}

phrases! {
    late(minutes: i64) { en: "late {minutes} min", zh: "迟到 {minutes} 分" }
    late_seriously(minutes: i64) { en: "late {minutes} min, serious", zh: "严重迟到 {minutes} 分" }
    early(minutes: i64) { en: "early {minutes} min", zh: "早退 {minutes} 分" }
    absent_for(span: &str) { en: "absent {span}", zh: "旷工 {span}" }
}

impl Text {
    /// A day of the week.
    #[must_use]
    pub fn weekday(self, day: Weekday) -> &'static str {
        match day {
            Weekday::Monday => self.monday(),
            Weekday::Tuesday => self.tuesday(),
            Weekday::Wednesday => self.wednesday(),
            Weekday::Thursday => self.thursday(),
            Weekday::Friday => self.friday(),
            Weekday::Saturday => self.saturday(),
            Weekday::Sunday => self.sunday(),
        }
    }

    /// Which end of a segment.
    #[must_use]
    pub fn edge(self, edge: Edge) -> &'static str {
        match edge {
            Edge::On => self.edge_on(),
            Edge::Off => self.edge_off(),
        }
    }

    /// What became of an expected punch. Seconds are not shown, except that none is no lateness.
    #[must_use]
    pub fn slot_verdict(self, slot: &Slot) -> String {
        match slot.verdict {
            Verdict::Late(seconds) if slot.serious => self.late_seriously(whole_minutes(seconds)),
            Verdict::Late(seconds) => self.late(whole_minutes(seconds)),
            Verdict::Early(seconds) => self.early(whole_minutes(seconds)),
            Verdict::Normal => self.normal().into(),
            Verdict::Missing => self.missing().into(),
            Verdict::NoNeed => self.no_need().into(),
            Verdict::Pending => self.pending().into(),
            Verdict::Unknown => self.unknown().into(),
        }
    }

    /// What a day was.
    #[must_use]
    pub fn day_status(self, status: DayStatus) -> &'static str {
        match status {
            DayStatus::OutOfEmployment => self.out_of_employment(),
            DayStatus::NoRule => self.no_rule(),
            DayStatus::Exempt => self.exempt(),
            DayStatus::Unknown => self.unknown(),
            DayStatus::Rest => self.rest(),
            DayStatus::Holiday => self.holiday(),
            DayStatus::Leave => self.leave(),
            DayStatus::Trip => self.trip(),
            DayStatus::Worked => self.worked(),
            DayStatus::Absent => self.absent(),
            DayStatus::Pending => self.pending(),
        }
    }

    /// Something to know about a day that is no verdict.
    #[must_use]
    pub fn flag(self, flag: Flag) -> &'static str {
        match flag {
            Flag::Location => self.flag_location(),
            Flag::Wifi => self.flag_wifi(),
            Flag::Device => self.flag_device(),
            Flag::Field => self.flag_field(),
            Flag::Corrected => self.flag_corrected(),
            Flag::SharedDevice => self.flag_shared_device(),
            Flag::Conflict => self.flag_conflict(),
            Flag::RuleConflict => self.flag_rule_conflict(),
            Flag::Provisional => self.flag_provisional(),
            Flag::ExplainedPending => self.flag_explained_pending(),
            Flag::Inconsistent => self.flag_inconsistent(),
        }
    }
}

fn whole_minutes(seconds: i64) -> i64 {
    (seconds / 60).max(1)
}
