//! Corrections and added records (documents 95803 and 99647): writes without a key, so that whoever
//! is in doubt has to look.

use bytes::Bytes;
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{call::Call, refusal::Refusal, tenant::World, wire};
use crate::{
    domain::time::{DayRange, wecom_date, wecom_midnight},
    sim::company::{
        Change, Member, Plan, Row,
        claim::Claim,
        form::Status,
        plan::{Due, Kind},
        row::ON_DUTY,
        shift::End,
    },
};

const REMARK_BYTES_MAX: usize = 512;
const RECORDS_MAX: usize = 200;
const PLACE_CHARS_MAX: usize = 1024;
const DEVICE_CHARS_MAX: usize = 40;

/// The body of `punch_correction`.
#[derive(Deserialize)]
struct Correction {
    userid: String,
    schedule_date_time: i64,
    schedule_checkin_time: Option<i64>,
    checkin_time: i64,
    remark: Option<String>,
}

/// `punch_correction` (补卡).
pub fn correct(world: &mut World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let wanted: Correction = wire::body_or(call, 301_083)?;
    let date = wanted.date(now)?;
    let member = world.company.member(&wanted.userid, now).filter(|member| world.sees(member));
    let member = member.ok_or(Refusal::code(301_021))?;
    let slot = world.correctable(member, date, &wanted, now)?;
    world.demand_open(member, date, slot, now)?;
    let Correction { userid, schedule_checkin_time: scheduled_s, checkin_time, .. } = wanted;
    let change = Change::PunchCorrected { userid, date, scheduled_s, checkin_time };
    world.company.apply(change, now).map_err(|_| Refusal::code(301_083))?;
    Ok(wire::success(json!({})))
}

impl Correction {
    /// The attendance day, if the body makes sense.
    fn date(&self, now: Timestamp) -> Result<Date, Refusal> {
        let wrong = || Refusal::code(301_083);
        let midnight = Timestamp::from_second(self.schedule_date_time).map_err(|_| wrong())?;
        let date = wecom_date(midnight);
        let brief = self.remark.as_ref().is_none_or(|remark| remark.len() <= REMARK_BYTES_MAX);
        let past = self.checkin_time <= now.as_second();
        if wecom_midnight(date) == midnight && brief && past { Ok(date) } else { Err(wrong()) }
    }
}

/// The end of the stretch that is to be corrected, and when it is due; nothing where nothing is due.
type Slot = Option<(End, Due)>;

impl World {
    /// What a correction concerns, if the rule has it and the time fits.
    fn correctable(&self, member: &Member, date: Date, wanted: &Correction, now: Timestamp) -> Result<Slot, Refusal> {
        let plan = self.company.plan(member, date, now);
        let second = wanted.checkin_time - wecom_midnight(date).as_second();
        let has_slots = plan.as_ref().is_some_and(|plan| !plan.stints.is_empty());
        match (wanted.schedule_checkin_time, plan) {
            (Some(at_s), Some(plan)) => {
                let slot = plan.slots().find(|(.., due)| due.at_s == at_s && due.needed);
                let (_, end, due) = slot.ok_or(Refusal::code(301_080))?;
                let fits = (due.opens_s..due.closes_s).contains(&second);
                if fits { Ok(Some((end, *due))) } else { Err(Refusal::code(301_081)) }
            }
            (Some(_), None) => Err(Refusal::code(301_080)),
            (None, _) if has_slots => Err(Refusal::code(301_080)),
            (None, plan) => self.demand_free_day(member, date, second, plan.as_ref()).map(|()| None),
        }
    }

    /// On a day without work the rule must let people punch at all.
    fn demand_free_day(&self, member: &Member, date: Date, second: i64, plan: Option<&Plan>) -> Result<(), Refusal> {
        let rule = self.company.rule(member, date).unwrap_or(&Value::Null);
        let works = plan.is_some_and(|plan| plan.workday && plan.kind == Kind::Free);
        if !works && rule["allow_checkin_offworkday"] == false {
            return Err(Refusal::code(301_082));
        }
        let cut_s = plan.map_or(0, |plan| plan.cut_s);
        if (cut_s..86_400 + cut_s).contains(&second) { Ok(()) } else { Err(Refusal::code(301_081)) }
    }

    /// Refuses what the rule closes to corrections, what is too long ago, what is too much, and what is
    /// being decided elsewhere. Which of 301101 to 301105 is which, the table of codes only lists in
    /// this order.
    fn demand_open(&self, member: &Member, date: Date, slot: Slot, now: Timestamp) -> Result<(), Refusal> {
        let rule = self.company.rule(member, date).unwrap_or(&Value::Null);
        let limit = |name: &str| rule[name].as_i64().filter(|limit| *limit >= 0);
        let too_old = limit("allow_apply_bk_day_limit")
            .is_some_and(|days| date < wecom_date(now).saturating_sub((days - 1).days()));
        let month = DayRange { from: date.first_of_month(), to: date.last_of_month() };
        let made = || i64::try_from(self.company.corrections_on(member, month, now)).unwrap_or(i64::MAX);
        let too_many = limit("allow_apply_bk_cnt").is_some_and(|count| made() >= count);
        if rule["allow_apply_offworkday"] == false || too_old || too_many {
            return Err(Refusal::code(301_099));
        }
        let mask = rule["buka_restriction"].as_u64().unwrap_or(0);
        let (bit, code) = self.trouble(member, date, slot, now);
        if mask & (1 << bit) != 0 {
            return Err(Refusal::code(if mask.count_ones() > 1 { 301_105 } else { code }));
        }
        if self.is_under_review(member, date, slot, now) { Err(Refusal::code(301_113)) } else { Ok(()) }
    }

    /// What is wrong with the punch, as a bit of `buka_restriction` and as the code that closes it.
    fn trouble(&self, member: &Member, date: Date, slot: Slot, now: Timestamp) -> (u8, i64) {
        let punched = slot.and_then(|(end, due)| {
            let at = wecom_midnight(date).as_second() + due.at_s;
            let rows = self.rows_around(member, at, now);
            rows.into_iter().find(|row| row.sch_checkin_time == Some(at) && row.checkin_type == end.checkin_type())
        });
        match (slot, punched) {
            (Some(_), None) => (0, 301_103),
            (Some(_), Some(row)) if row.is_placeholder() => (0, 301_103),
            (Some((End::On, _)), Some(row)) if row.exception_type.contains("时间异常") => (1, 301_101),
            (Some((End::Off, _)), Some(row)) if row.exception_type.contains("时间异常") => (2, 301_102),
            (Some(_) | None, _) => (3, 301_104),
        }
    }

    fn rows_around(&self, member: &Member, at: i64, now: Timestamp) -> Vec<Row> {
        let window = wire::window(at - 86_400, at + 86_400, super::SPAN_MAX, true);
        window.map_or_else(|_| Vec::new(), |window| self.rows_known(member, window, now).collect())
    }

    fn is_under_review(&self, member: &Member, date: Date, slot: Slot, now: Timestamp) -> bool {
        let edge = slot.map(|(end, _)| end);
        self.company.forms_by(member, now).iter().any(|form| match &form.claim {
            Claim::Correction { date: day, end, .. } => {
                form.status(now) == Some(Status::Pending) && *day == Some(date) && edge.is_none_or(|edge| edge == *end)
            }
            Claim::Leave { .. } | Claim::Trip(_) | Claim::Out(_) | Claim::Overtime(_) | Claim::Other => false,
        })
    }
}

/// The body of `add_checkin_record`.
#[derive(Deserialize)]
struct Records {
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    userid: String,
    checkin_time: i64,
    location_title: String,
    location_detail: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    wifiname: String,
    #[serde(default)]
    wifimac: String,
    #[serde(default)]
    mediaids: Vec<String>,
    lat: Option<i64>,
    lng: Option<i64>,
    device_type: u8,
    device_detail: String,
}

/// `add_checkin_record`: all of them or none, and no word of what the rules make of them.
pub fn add(world: &mut World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let Records { records } = wire::body_or(call, 40058)?;
    if !(1..=RECORDS_MAX).contains(&records.len()) || records.iter().any(|record| !record.is_sound(now)) {
        return Err(Refusal::code(40058));
    }
    let stranger = |record: &Record| world.company.member(&record.userid, now).is_none_or(|member| !world.sees(member));
    if records.iter().any(stranger) {
        return Err(Refusal::code(301_021));
    }
    let rows = records.into_iter().map(Record::row).collect();
    world.company.apply(Change::RecordsAdded { rows }, now).map_err(|_| Refusal::code(301_022))?;
    Ok(wire::success(json!({})))
}

impl Record {
    fn is_sound(&self, now: Timestamp) -> bool {
        let texts = [&self.location_title, &self.location_detail, &self.notes, &self.wifiname];
        (1..=now.as_second()).contains(&self.checkin_time)
            && !self.location_title.is_empty()
            && !self.location_detail.is_empty()
            && texts.iter().all(|text| text.chars().count() <= PLACE_CHARS_MAX)
            && (self.wifiname.is_empty() || is_mac(&self.wifimac))
            && self.mediaids.len() <= 1
            && self.lat.is_none_or(|lat| (-90_000_000..=90_000_000).contains(&lat))
            && self.lng.is_none_or(|lng| (-180_000_000..=180_000_000).contains(&lng))
            && (1..=3).contains(&self.device_type)
            && (1..=DEVICE_CHARS_MAX).contains(&self.device_detail.chars().count())
    }

    fn row(self) -> Row {
        let bare = Row::bare(&self.userid, ON_DUTY, self.checkin_time);
        Row {
            location_title: self.location_title,
            location_detail: self.location_detail,
            notes: self.notes,
            wifiname: self.wifiname,
            wifimac: self.wifimac,
            mediaids: self.mediaids,
            lat: self.lat,
            lng: self.lng,
            deviceid: Some(self.device_detail),
            ..bare
        }
    }
}

/// `xx:xx:xx:xx:xx:xx`.
fn is_mac(text: &str) -> bool {
    let pairs = text.split(':').collect::<Vec<_>>();
    pairs.len() == 6 && pairs.iter().all(|pair| pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit()))
}
