//! What may be written into WeCom's check-in data: corrections (补卡) and added records (添加打卡记录).
//!
//! Both have no key by which a repetition could be told from a second wish, and bring no answer for a
//! single record: read back what came of them. Source: documents 95803 and 99647.

use std::fmt;

use jiff::{Timestamp, civil::Date};

use super::bounds::{self, Bounded, Breach, Limit, OutOfBounds};
use crate::domain::EmployeeId;

/// Records of one call (document 99647).
pub const RECORDS_MAX: usize = 200;

/// A punch put where one is due. It erases what an approval had put there.
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whose punch.
    pub who: EmployeeId,
    /// The attendance day.
    pub day: Date,
    /// The time that was due, in seconds after 0:00 of the day; none on a day off, under a free rule and
    /// without a rule.
    pub due_s: Option<i64>,
    /// The time to be put there; WeCom refuses the future (301083).
    pub at: Timestamp,
    /// Why. At most 512 bytes. Personal.
    pub remark: Option<String>,
}

/// A record to be added. It shows up only if a rule of the person takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Addition {
    /// Whose record.
    pub who: EmployeeId,
    /// When it was made.
    pub at: Timestamp,
    /// The place's name, 1 to 1024 characters. Personal, as is all that follows.
    pub place: String,
    /// The place's address, 1 to 1024 characters.
    pub address: String,
    /// The employee's remark, at most 1024 characters.
    pub notes: Option<String>,
    /// The network.
    pub wifi: Option<Wifi>,
    /// A photo, by WeCom's media id.
    pub photo: Option<String>,
    /// Latitude and longitude, degrees × 10⁶, GCJ-02.
    pub position: Option<(i64, i64)>,
    /// What recorded it.
    pub device: Device,
    /// Which device, 1 to 40 characters.
    pub device_name: String,
}

/// A wireless network.
#[derive(Clone, PartialEq, Eq)]
pub struct Wifi {
    /// Its name, 1 to 1024 characters.
    pub name: String,
    /// Its BSSID, `xx:xx:xx:xx:xx:xx`.
    pub mac: String,
}

/// What recorded a punch (`device_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// 门禁.
    Door,
    /// 考勤机.
    Machine,
    /// 其他.
    Other,
}

/// Several records of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Additions(pub Vec<Addition>);

/// A due time may lie on the next day, before its end.
const DUE_S_MAX: i64 = 2 * 86_400 - 1;
/// Check-in times are 32-bit seconds.
const SECOND_MAX: i64 = u32::MAX as i64;
const REMARK: Limit = Limit::Bytes(512);
const WORDS: Limit = Limit::Characters(1024);
const DEVICE_NAME: Limit = Limit::Characters(40);
const LATITUDE_MAX: i64 = 90_000_000;
const LONGITUDE_MAX: i64 = 180_000_000;

impl Bounded for Correction {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::number("schedule_checkin_time", self.due_s.unwrap_or(0), 0..=DUE_S_MAX)?;
        bounds::number("checkin_time", self.at.as_second(), 1..=SECOND_MAX)?;
        bounds::text("remark", self.remark.as_deref().unwrap_or_default(), REMARK)
    }
}

impl Bounded for Additions {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::elements("records", self.0.len(), 1..=RECORDS_MAX)?;
        let named = |(record, addition): (usize, &Addition)| {
            addition.check().map_err(|error| OutOfBounds { record: Some(record), ..error })
        };
        self.0.iter().enumerate().try_for_each(named)
    }
}

impl Bounded for Addition {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::number("checkin_time", self.at.as_second(), 1..=SECOND_MAX)?;
        bounds::filled("location_title", &self.place, WORDS)?;
        bounds::filled("location_detail", &self.address, WORDS)?;
        bounds::text("notes", self.notes.as_deref().unwrap_or_default(), WORDS)?;
        self.wifi.as_ref().map_or(Ok(()), Bounded::check)?;
        self.photo.as_ref().map_or(Ok(()), |id| bounds::filled("mediaids", id, WORDS))?;
        let (latitude, longitude) = self.position.unwrap_or_default();
        bounds::number("lat", latitude, -LATITUDE_MAX..=LATITUDE_MAX)?;
        bounds::number("lng", longitude, -LONGITUDE_MAX..=LONGITUDE_MAX)?;
        bounds::filled("device_detail", &self.device_name, DEVICE_NAME)
    }
}

impl Bounded for Wifi {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::filled("wifiname", &self.name, WORDS)?;
        let pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
        let well_written = self.mac.split(':').count() == 6 && self.mac.split(':').all(pair);
        if well_written { Ok(()) } else { bounds::broken("wifimac", Breach::Malformed) }
    }
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Correction({} {} due {:?} at {})", self.who, self.day, self.due_s, self.at)
    }
}

impl fmt::Debug for Addition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Addition({} {} {:?})", self.who, self.at, self.device)
    }
}

impl fmt::Debug for Wifi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wifi(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wecom::bounds::Checked;

    fn addition() -> Addition {
        Addition {
            who: EmployeeId::parse("li.lei").unwrap(),
            at: Timestamp::from_second(1_780_880_110).unwrap(),
            place: "东门".into(),
            address: "一层".into(),
            notes: None,
            wifi: None,
            photo: None,
            position: None,
            device: Device::Door,
            device_name: "闸机 3".into(),
        }
    }

    fn correction(remark: &str) -> Correction {
        let Addition { who, at, .. } = addition();
        Correction { who, day: jiff::civil::date(2026, 6, 8), due_s: Some(32_400), at, remark: Some(remark.into()) }
    }

    #[test]
    fn a_remark_is_measured_in_bytes() {
        assert!(Checked::new(correction(&"补".repeat(170))).is_ok());
        let error = Checked::new(correction(&"补".repeat(171))).unwrap_err();
        assert_eq!(error.to_string(), "remark is longer than 512 bytes");
    }

    #[test]
    fn a_due_time_may_lie_on_the_next_day_but_not_beyond() {
        for (due_s, good) in
            [(Some(0), true), (Some(108_000), true), (None, true), (Some(172_800), false), (Some(-1), false)]
        {
            assert_eq!(Checked::new(Correction { due_s, ..correction("") }).is_ok(), good, "{due_s:?}");
        }
    }

    #[test]
    fn each_limit_of_a_record_is_named_with_its_record() {
        let long = "长".repeat(1025);
        let mac = |mac: &str| Some(Wifi { name: "HQ".into(), mac: mac.into() });
        for (bad, said) in [
            (Addition { place: String::new(), ..addition() }, "location_title is empty"),
            (Addition { address: long.clone(), ..addition() }, "location_detail is longer than 1024 characters"),
            (Addition { notes: Some(long), ..addition() }, "notes is longer than 1024 characters"),
            (Addition { notes: Some("\u{0}".into()), ..addition() }, "notes holds a control character"),
            (Addition { wifi: mac("a2:8b:7f:c0:27"), ..addition() }, "wifimac is not written as it should be"),
            (Addition { wifi: mac("a2:8b:7f:c0:27:4g"), ..addition() }, "wifimac is not written as it should be"),
            (Addition { photo: Some(String::new()), ..addition() }, "mediaids is empty"),
            (Addition { position: Some((90_000_001, 0)), ..addition() }, "lat lies outside -90000000..=90000000"),
            (Addition { position: Some((0, -180_000_001)), ..addition() }, "lng lies outside -180000000..=180000000"),
            (Addition { device_name: "机".repeat(41), ..addition() }, "device_detail is longer than 40 characters"),
        ] {
            let error = Checked::new(Additions(vec![addition(), bad])).unwrap_err();
            assert_eq!(error.to_string(), format!("record 1: {said}"));
        }
    }

    #[test]
    fn one_to_two_hundred_records_go_into_a_call() {
        for (count, good) in [(0, false), (1, true), (200, true), (201, false)] {
            assert_eq!(Checked::new(Additions(vec![addition(); count])).is_ok(), good, "{count}");
        }
    }

    #[test]
    fn neither_place_nor_remark_is_shown() {
        let shown = format!("{:?} {:?}", correction("病假"), Additions(vec![addition()]));
        assert!(!shown.contains("病假") && !shown.contains("东门"), "{shown}");
    }
}
