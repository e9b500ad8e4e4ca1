//! Years of a company's rows: made up row by row, by arithmetic alone, and alike in every run.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday, date},
};
use punchdeck::{
    domain::{DayRange, EmployeeId, Punch, Window, punch::Place, time::wecom_midnight},
    sync::Group,
    wecom::client::PEOPLE_MAX,
};

/// The last day.
pub const TODAY: Date = date(2026, 6, 30);
/// What happens on a day of work: what it is, when it is due in seconds of the day.
const PUNCHES: [(&str, i64); 4] =
    [("上班打卡", 9 * 3600), ("下班打卡", 12 * 3600), ("上班打卡", 13 * 3600 + 1800), ("下班打卡", 18 * 3600)];

/// The account of somebody.
pub fn account(number: u32) -> EmployeeId {
    EmployeeId::parse(&format!("member.{number:05}")).unwrap()
}

/// So many people, in groups that are asked about together.
pub fn groups(people: u32) -> Vec<Group> {
    let everybody: Vec<_> = (0..people).map(account).collect();
    let group = |(people, shard): (&[EmployeeId], u32)| Group { shard, people: people.to_vec() };
    everybody.chunks(PEOPLE_MAX).zip(0..).map(group).collect()
}

/// The days that end today.
pub fn days(count: u32) -> DayRange {
    DayRange::ending(TODAY, count)
}

/// Everything that some people's rows in a window are.
pub fn punches(people: &[EmployeeId], window: Window) -> Vec<Punch> {
    let mut punches: Vec<_> =
        people.iter().flat_map(|who| window.days_touched().flat_map(|day| of_day(who, day))).collect();
    punches.retain(|punch| window.contains(punch.at));
    punches
}

/// Four punches on a working day, of which one in twenty-five is forgotten.
fn of_day(who: &EmployeeId, day: Date) -> impl Iterator<Item = Punch> {
    let works = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let midnight = wecom_midnight(day);
    (1..).zip(PUNCHES).filter(move |_| works).filter_map(move |(slot, (kind, due_s))| {
        let chance = mixed(who, midnight.as_second().unsigned_abs() + slot);
        let scheduled = midnight + due_s.seconds();
        (!chance.is_multiple_of(25)).then(|| punch(who, kind, slot.cast_signed(), scheduled, chance))
    })
}

fn punch(who: &EmployeeId, kind: &str, slot: i64, scheduled: Timestamp, chance: u64) -> Punch {
    let part = |bits: u32, below: u64| i64::try_from((chance >> bits) % below).unwrap_or(0);
    let early_or_late = part(8, 1_500) - 900;
    let in_network = chance & 64 == 0;
    let place = Place {
        title: Some("高新区软件园B区".into()),
        detail: Some("四川省成都市武侯区天府大道中段1366号".into()),
        latitude: (!in_network).then(|| 30_547_000 + part(20, 1_800)),
        longitude: (!in_network).then(|| 104_061_000 + part(32, 1_800)),
        wifi_name: Some(if in_network { "office-5f" } else { "" }.into()),
        wifi_mac: Some(if in_network { "3c:46:d8:0c:7a:70" } else { "" }.into()),
        device: Some(format!("{:016X}", mixed(who, 0))),
    };
    Punch {
        who: who.clone(),
        at: scheduled + early_or_late.seconds(),
        kind: kind.into(),
        exception: Some(if early_or_late > 300 { "时间异常" } else { "" }.into()),
        scheduled: Some(scheduled),
        rule: Some(1 + part(44, 4)),
        rule_name: Some("固定上下班".into()),
        schedule: Some(0),
        segment: Some(slot),
        place,
        notes: Some(if part(48, 200) == 0 { "拜访客户后回公司" } else { "" }.into()),
        media: Some(Vec::new()),
        extra: BTreeMap::new(),
    }
}

/// A number without order, the same for the same person and number.
fn mixed(who: &EmployeeId, number: u64) -> u64 {
    let seed = who.as_str().bytes().fold(number, |sum, byte| sum.wrapping_mul(257).wrapping_add(byte.into()));
    let once = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let twice = (once ^ (once >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    twice ^ (twice >> 31)
}

/// The bytes of what a row says, without names and marks: its texts, and eight for each number.
pub fn plain_bytes(punch: &Punch) -> usize {
    let place = &punch.place;
    let texts = [&punch.exception, &punch.rule_name, &punch.notes];
    let places = [&place.title, &place.detail, &place.wifi_name, &place.wifi_mac, &place.device];
    let numbers = [punch.rule, punch.schedule, punch.segment, place.latitude, place.longitude];
    let long = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let said: usize = texts.into_iter().chain(places).map(long).sum();
    punch.who.as_str().len() + punch.kind.len() + said + 8 * (2 + numbers.iter().flatten().count())
}
