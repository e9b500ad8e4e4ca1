//! One row on its way in or out: WeCom's names on one side, places of a punch on the other.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::given::Given;
use crate::{
    domain::{EmployeeId, Punch, punch::Place},
    wecom::wire::error::Fault,
};

/// The values of a row, each at its place but not yet trusted.
#[derive(Default)]
pub(super) struct Draft {
    who: Option<String>,
    at: Option<i64>,
    kind: Option<String>,
    exception: Option<String>,
    scheduled: Option<i64>,
    rule: Option<i64>,
    rule_name: Option<String>,
    schedule: Option<i64>,
    segment: Option<i64>,
    place: Place,
    notes: Option<String>,
    media: Option<Vec<String>>,
    extra: BTreeMap<String, String>,
}

impl Draft {
    pub fn of(punch: &Punch) -> Self {
        let punch = punch.clone();
        Self {
            who: Some(punch.who.as_str().to_owned()),
            at: Some(punch.at.as_second()),
            kind: Some(punch.kind).filter(|kind| !kind.is_empty()),
            exception: punch.exception,
            scheduled: punch.scheduled.map(Timestamp::as_second),
            rule: punch.rule,
            rule_name: punch.rule_name,
            schedule: punch.schedule,
            segment: punch.segment,
            place: punch.place,
            notes: punch.notes,
            media: punch.media,
            extra: punch.extra,
        }
    }

    /// Takes a field in. What its place could not give back as it came is kept beside, word for word.
    pub fn take(&mut self, name: &str, given: Given) {
        let keep = match name {
            "userid" => given.into_text(&mut self.who),
            "checkin_time" => given.into_int(&mut self.at),
            "checkin_type" => given.into_text(&mut self.kind),
            "exception_type" => given.into_text(&mut self.exception),
            "sch_checkin_time" => given.into_int(&mut self.scheduled),
            "groupid" => given.into_int(&mut self.rule),
            "groupname" => given.into_text(&mut self.rule_name),
            "schedule_id" => given.into_int(&mut self.schedule),
            "timeline_id" => given.into_int(&mut self.segment),
            "location_title" => given.into_text(&mut self.place.title),
            "location_detail" => given.into_text(&mut self.place.detail),
            "lat" => given.into_int(&mut self.place.latitude),
            "lng" => given.into_int(&mut self.place.longitude),
            "wifiname" => given.into_text(&mut self.place.wifi_name),
            "wifimac" => given.into_text(&mut self.place.wifi_mac),
            "deviceid" => given.into_text(&mut self.place.device),
            "notes" => given.into_text(&mut self.notes),
            "mediaids" => given.into_texts(&mut self.media),
            _ => Some(given.into_value()),
        };
        if let Some(value) = keep {
            self.extra.insert(name.to_owned(), value.to_string());
        }
    }

    /// The row as WeCom gave it.
    pub fn value(self) -> Value {
        let known = [
            ("userid", self.who.map(Value::from)),
            ("checkin_time", self.at.map(Value::from)),
            ("checkin_type", self.kind.map(Value::from)),
            ("exception_type", self.exception.map(Value::from)),
            ("sch_checkin_time", self.scheduled.map(Value::from)),
            ("groupid", self.rule.map(Value::from)),
            ("groupname", self.rule_name.map(Value::from)),
            ("schedule_id", self.schedule.map(Value::from)),
            ("timeline_id", self.segment.map(Value::from)),
            ("location_title", self.place.title.map(Value::from)),
            ("location_detail", self.place.detail.map(Value::from)),
            ("lat", self.place.latitude.map(Value::from)),
            ("lng", self.place.longitude.map(Value::from)),
            ("wifiname", self.place.wifi_name.map(Value::from)),
            ("wifimac", self.place.wifi_mac.map(Value::from)),
            ("deviceid", self.place.device.map(Value::from)),
            ("notes", self.notes.map(Value::from)),
            ("mediaids", self.media.map(Value::from)),
        ];
        let known = known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let kept = self.extra.into_iter().filter_map(|(name, json)| Some((name, serde_json::from_str(&json).ok()?)));
        Value::Object(known.chain(kept).collect::<Map<_, _>>())
    }

    /// The punch, or why it is none, and the row again.
    pub fn punch(mut self) -> Result<Punch, (Fault, Value)> {
        self.keep_what_a_punch_cannot_hold();
        match (self.person(), self.time("checkin_time", self.at)) {
            (Ok(who), Ok(at)) => Ok(self.made(who, at)),
            (Err(fault), _) | (_, Err(fault)) => Err((fault, self.value())),
        }
    }

    fn made(self, who: EmployeeId, at: Timestamp) -> Punch {
        Punch {
            who,
            at,
            kind: self.kind.unwrap_or_default(),
            exception: self.exception,
            scheduled: self.scheduled.and_then(|second| Timestamp::from_second(second).ok()),
            rule: self.rule,
            rule_name: self.rule_name,
            schedule: self.schedule,
            segment: self.segment,
            place: self.place,
            notes: self.notes,
            media: self.media,
            extra: self.extra,
        }
    }

    /// An empty kind is not an absent one, and a scheduled time may lie beyond any calendar.
    fn keep_what_a_punch_cannot_hold(&mut self) {
        if self.kind.as_deref() == Some("") {
            self.extra.entry("checkin_type".into()).or_insert_with(|| Value::from("").to_string());
        }
        if let Some(second) = self.scheduled.filter(|second| Timestamp::from_second(*second).is_err()) {
            self.extra.entry("sch_checkin_time".into()).or_insert_with(|| second.to_string());
        }
    }

    fn person(&self) -> Result<EmployeeId, Fault> {
        let field = "userid";
        let text = self.who.as_deref().ok_or_else(|| self.fault(field))?;
        EmployeeId::parse(text).map_err(|_| Fault::Malformed { field })
    }

    fn time(&self, field: &'static str, second: Option<i64>) -> Result<Timestamp, Fault> {
        let second = second.ok_or_else(|| self.fault(field))?;
        Timestamp::from_second(second).map_err(|_| Fault::Malformed { field })
    }

    /// Why a field has no value: it is not there, or not readable.
    fn fault(&self, field: &'static str) -> Fault {
        match self.extra.get(field).map(String::as_str) {
            None | Some("null") => Fault::Lacks { field },
            Some(_) => Fault::Malformed { field },
        }
    }
}
