//! `hardware/get_hardware_checkin_data`: what attendance machines recorded (document 94126).

use serde_json::json;

use super::{
    error::WireError,
    fields::Fields,
    rows::{Answer, sift},
};
use crate::domain::{DeviceRecord, EmployeeId, Window, report::Verbatim};

/// By which of its times a record is asked for (`filter_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordTime {
    /// When the punch was made.
    Punched,
    /// When the machine delivered it: the only way to learn of punches that come late.
    Uploaded,
}

/// The body that asks for records. Accounts that WeCom does not know are passed over without a word.
#[must_use]
pub fn request(people: &[EmployeeId], by: RecordTime, window: Window) -> String {
    let filter_type = match by {
        RecordTime::Punched => 1,
        RecordTime::Uploaded => 2,
    };
    json!({
        "filter_type": filter_type,
        "starttime": window.start.as_second(),
        "endtime": window.end.as_second(),
        "useridlist": people.iter().map(EmployeeId::as_str).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Reads an answer of `get_hardware_checkin_data`.
pub fn device_records(body: &[u8]) -> Result<Answer<DeviceRecord>, WireError> {
    sift(body, &["checkindata"], |row, text| {
        Ok(DeviceRecord {
            who: row.must("userid", Fields::account)?,
            at: row.must("checkin_time", Fields::timestamp)?,
            serial: row.words("device_sn"),
            name: row.words("device_name"),
            given: Verbatim(text.to_owned()),
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::wecom::wire::error::Fault;

    #[test]
    fn a_machines_records_are_read_and_never_printed() {
        let body = json!({ "checkindata": [
            { "userid": "li.lei", "checkin_time": "1780880110", "device_sn": "QY42", "device_name": "东门" },
            { "userid": "li.lei", "device_sn": "QY42" },
            { "userid": "li.lei", "checkin_time": 1_780_880_120, "device_sn": "" },
        ] });
        let read = device_records(body.to_string().as_bytes()).unwrap();
        assert_eq!((read.rows[0].at.as_second(), read.rows[0].serial.as_deref()), (1_780_880_110, Some("QY42")));
        assert_eq!((&read.rows[1].serial, &read.rows[1].name), (&None, &None));
        assert_eq!(read.quarantined[0].fault, Fault::Lacks { field: "checkin_time" });
        let printed = format!("{read:?}");
        assert!(!printed.contains("QY42") && !printed.contains("东门"), "{printed}");
    }

    #[test]
    fn records_are_asked_for_by_either_time() {
        let people = [EmployeeId::parse("li.lei").unwrap()];
        let window = Window {
            start: "2026-06-01T00:00:00+08:00".parse().unwrap(),
            end: "2026-06-02T00:00:00+08:00".parse().unwrap(),
        };
        for (by, number) in [(RecordTime::Punched, 1), (RecordTime::Uploaded, 2)] {
            let asked: Value = serde_json::from_str(&request(&people, by, window)).unwrap();
            assert_eq!((&asked["filter_type"], &asked["endtime"]), (&json!(number), &json!(1_780_329_600)));
        }
    }
}
