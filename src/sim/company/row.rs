//! A check-in row, exactly as WeCom spells it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::time::{Window, wecom_date};

/// Arrival (上班打卡).
pub const ON_DUTY: &str = "上班打卡";
/// Departure (下班打卡).
pub const OFF_DUTY: &str = "下班打卡";
/// Out of the office (外出打卡).
pub const OUTING: &str = "外出打卡";
/// The word that makes a row a placeholder for a punch that did not come (未打卡).
pub const NOT_PUNCHED: &str = "未打卡";

/// The word for a time that is late or early (时间异常).
pub const TIME_ODD: &str = "时间异常";

/// One row of getcheckindata (document 90262).
///
/// Optional fields are absent in some real rows. Has no `Debug`: it would print where somebody was.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// When WeCom first knows the row: the punch itself, or the end of the slot that stayed empty.
    /// Not on the wire; a row read from elsewhere was always known.
    #[serde(skip, default = "always")]
    pub born: Timestamp,
    /// Account name, as in the contacts.
    pub userid: String,
    /// Name of the rule at punch time.
    #[serde(default)]
    pub groupname: String,
    /// 上班打卡, 下班打卡, 外出打卡 or 仅记录打卡时间和位置.
    pub checkin_type: String,
    /// Empty, or words joined by the separator.
    #[serde(default)]
    pub exception_type: String,
    /// Seconds since 1970.
    pub checkin_time: i64,
    /// Name of the place.
    #[serde(default)]
    pub location_title: String,
    /// Address of the place.
    #[serde(default)]
    pub location_detail: String,
    /// Network the phone was in.
    #[serde(default)]
    pub wifiname: String,
    /// The employee's remark.
    #[serde(default)]
    pub notes: String,
    /// Address of the network.
    #[serde(default)]
    pub wifimac: String,
    /// Photos.
    #[serde(default)]
    pub mediaids: Vec<String>,
    /// Degrees × 10⁶, GCJ-02.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<i64>,
    /// Degrees × 10⁶, GCJ-02.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lng: Option<i64>,
    /// The phone, or the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviceid: Option<String>,
    /// The scheduled time the punch is matched to, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sch_checkin_time: Option<i64>,
    /// The rule at punch time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groupid: Option<u32>,
    /// The shift; 0 under a fixed rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_id: Option<u32>,
    /// The section of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline_id: Option<u32>,
    /// Fields nobody has documented.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn always() -> Timestamp {
    Timestamp::MIN
}

impl Row {
    /// A row of which only the person, the kind and the time are known.
    #[must_use]
    pub fn bare(userid: &str, checkin_type: &str, at: i64) -> Self {
        Self {
            born: Timestamp::from_second(at).unwrap_or(Timestamp::MAX),
            userid: userid.into(),
            groupname: String::new(),
            checkin_type: checkin_type.into(),
            exception_type: String::new(),
            checkin_time: at,
            location_title: String::new(),
            location_detail: String::new(),
            wifiname: String::new(),
            notes: String::new(),
            wifimac: String::new(),
            mediaids: Vec::new(),
            lat: None,
            lng: None,
            deviceid: None,
            sch_checkin_time: None,
            groupid: None,
            schedule_id: None,
            timeline_id: None,
            extra: Map::new(),
        }
    }

    /// Whether it stands for a punch that did not come.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.exception_type.contains(NOT_PUNCHED)
    }

    /// The time by which WeCom files the row: a placeholder belongs to its slot, whatever its
    /// `checkin_time` says.
    #[must_use]
    pub fn filed_at(&self) -> i64 {
        if self.is_placeholder() { self.sch_checkin_time.unwrap_or(self.checkin_time) } else { self.checkin_time }
    }

    /// Whether a stretch of time contains it, the end excluded.
    #[must_use]
    pub fn lies_in(&self, window: Window) -> bool {
        Timestamp::from_second(self.filed_at()).is_ok_and(|at| window.contains(at))
    }

    /// What rows are ordered by.
    #[must_use]
    pub fn order(&self) -> (i64, &str, &str) {
        (self.filed_at(), &self.userid, &self.checkin_type)
    }

    /// The calendar day of UTC+8 it is filed under.
    #[must_use]
    pub fn day(&self) -> Option<jiff::civil::Date> {
        Timestamp::from_second(self.filed_at()).ok().map(wecom_date)
    }
}

/// Adds a word to a row's exceptions.
pub fn except(row: &mut Row, word: &str) {
    if !row.exception_type.is_empty() {
        row.exception_type.push(';');
    }
    row.exception_type.push_str(word);
}
