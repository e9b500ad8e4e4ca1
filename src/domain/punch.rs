//! Check-in rows (打卡记录).

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::id::EmployeeId;

/// One row of WeCom's check-in records, every value as WeCom gave it; what it left out is absent.
///
/// Source: document 90262. Coordinates are degrees × 10⁶ in GCJ-02.
#[derive(Clone, PartialEq, Eq)]
pub struct Punch {
    /// Whose row it is.
    pub who: EmployeeId,
    /// When it was made (`checkin_time`); of a placeholder often the epoch itself.
    pub at: Timestamp,
    /// The words for what it was: 上班打卡, 下班打卡, 外出打卡, …
    pub kind: String,
    /// WeCom's objections, several joined by a semicolon; empty is normal.
    pub exception: Option<String>,
    /// The scheduled time that WeCom matched it to.
    pub scheduled: Option<Timestamp>,
    /// The rule in force at the time.
    pub rule: Option<i64>,
    /// The rule's name at the time.
    pub rule_name: Option<String>,
    /// The shift (班次); 0 for fixed hours.
    pub schedule: Option<i64>,
    /// The segment of the shift.
    pub segment: Option<i64>,
    /// Personal: where, when and with what it was made.
    pub place: Place,
    /// The employee's remark. Personal.
    pub notes: Option<String>,
    /// Photos, by WeCom's media ids.
    pub media: Option<Vec<String>>,
    /// Fields that this program does not know, and known ones in a spelling that their place here would
    /// not give back (`null`, a number as text), as JSON, word for word.
    pub extra: BTreeMap<String, String>,
}

/// Where a punch was made. Personal data: no part of it may reach a log.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The place's name.
    pub title: Option<String>,
    /// Its address.
    pub detail: Option<String>,
    /// Latitude, degrees × 10⁶, GCJ-02; 0 or absent means none.
    pub latitude: Option<i64>,
    /// Longitude, degrees × 10⁶, GCJ-02; 0 or absent means none.
    pub longitude: Option<i64>,
    /// The network's name.
    pub wifi_name: Option<String>,
    /// The network's BSSID.
    pub wifi_mac: Option<String>,
    /// The phone or machine.
    pub device: Option<String>,
}

/// What a row's words make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PunchKind {
    /// 上班打卡.
    On,
    /// 下班打卡.
    Off,
    /// 外出打卡.
    Outside,
    /// 仅记录打卡时间和位置.
    RecordOnly,
    /// Words that this program does not know.
    Other,
}

/// What tells one row of a person from another, since rows have no id.
///
/// A placeholder is known by its scheduled time (if it has one) and is a kind of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PunchKey {
    /// The time that names the row.
    pub at: Timestamp,
    /// Whether it stands for a punch that was not made.
    pub placeholder: bool,
    /// The words for what it was.
    pub kind: String,
    /// Rule, shift and segment.
    pub within: [Option<i64>; 3],
}

impl Punch {
    /// The word by which WeCom marks an expected punch that was not made.
    pub const NOT_MADE: &'static str = "未打卡";

    /// Every word for an objection that this program knows.
    pub const OBJECTIONS: [&'static str; 5] = ["时间异常", "地点异常", Self::NOT_MADE, "wifi异常", "非常用设备"];

    /// Whether the row only says that a punch was expected. It is never a punch, whatever its time.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.exceptions().any(|word| word == Self::NOT_MADE)
    }

    /// WeCom's objections, one by one, without blanks.
    pub fn exceptions(&self) -> impl Iterator<Item = &str> {
        self.exception.as_deref().unwrap_or("").split([';', '；']).map(str::trim).filter(|word| !word.is_empty())
    }

    /// Objections that this program does not know, word for word.
    pub fn unknown_exceptions(&self) -> impl Iterator<Item = &str> {
        self.exceptions().filter(|word| !Self::OBJECTIONS.contains(word))
    }

    /// The words for what it was, if this program does not know them.
    #[must_use]
    pub fn unknown_kind(&self) -> Option<&str> {
        Some(self.kind.as_str()).filter(|kind| !kind.is_empty() && self.classify() == PunchKind::Other)
    }

    /// What the row's words make of it.
    #[must_use]
    pub fn classify(&self) -> PunchKind {
        match self.kind.as_str() {
            "上班打卡" => PunchKind::On,
            "下班打卡" => PunchKind::Off,
            "外出打卡" => PunchKind::Outside,
            "仅记录打卡时间和位置" => PunchKind::RecordOnly,
            _ => PunchKind::Other,
        }
    }

    /// What tells this row from the person's others.
    #[must_use]
    pub fn key(&self) -> PunchKey {
        PunchKey {
            at: self.named_at(),
            placeholder: self.is_placeholder(),
            kind: self.kind.clone(),
            within: [self.rule, self.schedule, self.segment],
        }
    }

    /// The time by which the row is known and filed: of a placeholder the scheduled one, if told.
    #[must_use]
    pub fn named_at(&self) -> Timestamp {
        let scheduled = self.scheduled.filter(|at| at.as_second() != 0);
        if self.is_placeholder() { scheduled.unwrap_or(self.at) } else { self.at }
    }
}

impl std::fmt::Debug for Punch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Punch({} {} {} {:?})", self.who, self.at, self.kind, self.exception)
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Place(…)")
    }
}
