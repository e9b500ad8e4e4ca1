//! `checkin/punch_correction` and `checkin/add_checkin_record`, as they are written.
//!
//! Source: documents 95803 and 99647. Fields that are not given are left out: `null` is not the same.

use serde_json::{Value, json};

use super::{envelope::open, error::WireError};
use crate::{
    domain::time::wecom_midnight,
    wecom::writing::{Addition, Additions, Correction, Device},
};

/// The body of a correction.
#[must_use]
pub fn correction(correction: &Correction) -> String {
    let mut body = json!({
        "userid": correction.who.as_str(),
        "schedule_date_time": wecom_midnight(correction.day).as_second(),
        "checkin_time": correction.at.as_second(),
    });
    put(&mut body, "schedule_checkin_time", correction.due_s);
    put(&mut body, "remark", correction.remark.as_deref());
    body.to_string()
}

/// The body of added records.
#[must_use]
pub fn additions(additions: &Additions) -> String {
    json!({ "records": additions.0.iter().map(addition).collect::<Vec<_>>() }).to_string()
}

/// Reads an answer that says only that something was done.
pub fn done(body: &[u8]) -> Result<(), WireError> {
    open::<Value>(body).map(|_| ())
}

fn addition(record: &Addition) -> Value {
    let mut row = json!({
        "userid": record.who.as_str(),
        "checkin_time": record.at.as_second(),
        "location_title": record.place,
        "location_detail": record.address,
        "device_type": match record.device {
            Device::Door => 1,
            Device::Machine => 2,
            Device::Other => 3,
        },
        "device_detail": record.device_name,
    });
    put(&mut row, "notes", record.notes.as_deref());
    put(&mut row, "mediaids", record.photo.as_ref().map(|id| vec![id.as_str()]));
    put(&mut row, "wifiname", record.wifi.as_ref().map(|wifi| wifi.name.as_str()));
    put(&mut row, "wifimac", record.wifi.as_ref().map(|wifi| wifi.mac.as_str()));
    put(&mut row, "lat", record.position.map(|(latitude, _)| latitude));
    put(&mut row, "lng", record.position.map(|(_, longitude)| longitude));
    row
}

/// Adds a field that is given.
pub(super) fn put(object: &mut Value, field: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object[field] = value.into();
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;
    use crate::domain::EmployeeId;

    #[test]
    fn what_is_not_given_is_left_out_and_words_stay_raw() {
        let mut asked = Correction {
            who: EmployeeId::parse("LiNa").unwrap(),
            day: date(2026, 6, 8),
            due_s: None,
            at: Timestamp::from_second(1_780_880_110).unwrap(),
            remark: None,
        };
        let bare = r#"{"checkin_time":1780880110,"schedule_date_time":1780848000,"userid":"LiNa"}"#;
        assert_eq!(correction(&asked), bare);
        asked.remark = Some("忘记\n打卡".into());
        assert!(correction(&asked).contains(r#""remark":"忘记\n打卡""#));
    }
}
