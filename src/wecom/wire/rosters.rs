//! `checkin/getcheckinschedulist`: rosters (排班, document 93380).

use jiff::civil::Date;
use serde_json::json;

use super::{
    error::{Fault, WireError},
    fields::Fields,
    rows::{Answer, sift},
    rules::after,
};
use crate::domain::{
    DayRange, EmployeeId, RosterDay, RuleId,
    report::Verbatim,
    roster::{Duty, RosterSegment},
    time::{seconds_after, wecom_midnight},
};

/// The body that asks for rosters. No document says whether the end is included: the last second of the
/// last day asks for that day, and for no other, either way.
#[must_use]
pub fn request(people: &[EmployeeId], days: DayRange) -> String {
    json!({
        "starttime": wecom_midnight(days.from).as_second(),
        "endtime": seconds_after(wecom_midnight(days.to), 86_399).as_second(),
        "useridlist": people.iter().map(EmployeeId::as_str).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Reads an answer of `getcheckinschedulist`. Who has no roster on a date is not in it: that is no rest day.
pub fn rosters(body: &[u8]) -> Result<Answer<RosterDay>, WireError> {
    let Answer { rows: months, quarantined, unfamiliar } = sift(body, &["schedule_list"], |row, _| month(row))?;
    Ok(Answer { rows: months.into_iter().flatten().collect(), quarantined, unfamiliar })
}

/// One person's roster of one month; a date that cannot be read is set aside, and the others are used.
fn month(row: Fields<'_>) -> Result<Vec<RosterDay>, Fault> {
    let who = row.must("userid", Fields::account)?;
    let year_month = row.must("yearmonth", Fields::int)?;
    let rule = row.rule_id("groupid");
    let name = row.text("groupname");
    let days = row.part("schedule").must("scheduleList", |schedule, name| schedule.list(name))?;
    Ok(days.filter_map(|day| day.or_aside(roster_day(day, &who, year_month, rule, name.as_deref()))).collect())
}

fn roster_day(
    entry: Fields<'_>,
    who: &EmployeeId,
    year_month: i64,
    rule: Option<RuleId>,
    rule_name: Option<&str>,
) -> Result<RosterDay, Fault> {
    let day = entry.must("day", Fields::int)?;
    let date = date(year_month, day).ok_or(Fault::NoSuchDate { year_month, day })?;
    let alone = json!({
        "userid": who.as_str(), "yearmonth": year_month, "groupid": rule.map(|rule| rule.0), "groupname": rule_name,
        "schedule": { "scheduleList": [entry.value()] },
    });
    let given = Verbatim(alone.to_string());
    Ok(RosterDay { who: who.clone(), date, rule, duty: duty(entry.part("schedule_info"))?, given })
}

fn date(year_month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year_month.checked_div(100)?).ok()?;
    Date::new(year, i8::try_from(year_month % 100).ok()?, i8::try_from(day).ok()?).ok()
}

fn duty(shift: Fields<'_>) -> Result<Duty, Fault> {
    let id = shift.must("schedule_id", Fields::int)?;
    if id == 0 {
        return Ok(Duty::Rest);
    }
    let mut segments = shift.parts("time_section").map(segment).collect::<Result<Vec<_>, _>>()?;
    segments.sort_by_key(|segment| segment.on_s);
    Ok(Duty::Shift { id, name: shift.text("schedule_name").unwrap_or_default(), segments })
}

fn segment(section: Fields<'_>) -> Result<RosterSegment, Fault> {
    let on_s = section.must("work_sec", Fields::seconds)?;
    let off_s = after(section.must("off_work_sec", Fields::seconds)?, on_s);
    Ok(RosterSegment { id: section.int("id"), on_s, off_s })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;

    fn read(rows: Value) -> Answer<RosterDay> {
        rosters(json!({ "schedule_list": rows, "errcode": 0 }).to_string().as_bytes()).unwrap()
    }

    fn entry(day: Value, shift: Value) -> Value {
        json!({ "day": day, "schedule_info": shift })
    }

    fn night() -> Value {
        json!({
            "schedule_id": 229, "schedule_name": "夜班",
            "time_section": [{ "id": 2, "work_sec": 97_200, "off_work_sec": 108_000 }, { "id": 1, "work_sec": 79_200, "off_work_sec": 7_200 }],
        })
    }

    #[test]
    fn a_roster_tells_shifts_and_rest_days_by_date() {
        let rest = json!({ "schedule_id": 0, "schedule_name": "休息", "time_section": [] });
        let list = json!({ "scheduleList": [entry(json!(25), night()), entry(json!("26"), rest)] });
        let read = read(json!([{ "userid": "li.lei", "yearmonth": 202_602, "groupid": 11, "schedule": list }]));
        let who = EmployeeId::parse("li.lei").unwrap();
        let segments = vec![
            RosterSegment { id: Some(1), on_s: 79_200, off_s: 93_600 },
            RosterSegment { id: Some(2), on_s: 97_200, off_s: 108_000 },
        ];
        let duty = Duty::Shift { id: 229, name: "夜班".into(), segments };
        let found: Vec<_> = read.rows.iter().map(|row| (&row.who, row.date, row.rule, row.duty.clone())).collect();
        let day = |day, duty| (&who, date(2026, 2, day), Some(RuleId(11)), duty);
        assert_eq!(found, [day(25, duty), day(26, Duty::Rest)]);
        assert_eq!(read.quarantined, []);
        for row in &read.rows {
            let again = rosters(format!(r#"{{"schedule_list":[{}]}}"#, row.given.0).as_bytes()).unwrap();
            assert_eq!(again.rows, std::slice::from_ref(row), "what was kept of one date reads the same");
        }
    }

    #[test]
    fn a_date_that_does_not_exist_is_set_aside_and_the_others_are_used() {
        let half = json!({ "schedule_id": 5, "time_section": [{ "work_sec": 1 }] });
        let list = json!({ "scheduleList": [
            entry(json!(30), night()), entry(json!(1), night()), entry(json!(2), half), entry(json!(3), json!({})), 7,
        ] });
        let read = read(json!([
            { "userid": "li.lei", "yearmonth": 202_602, "schedule": list },
            { "userid": "han.meimei", "yearmonth": 202_602 },
        ]));
        assert_eq!(read.rows.len(), 1);
        let faults: Vec<_> = read.quarantined.iter().map(|row| (row.position, row.fault.clone())).collect();
        let lacks = |field| Fault::Lacks { field };
        let expected = [
            (0, Fault::NoSuchDate { year_month: 202_602, day: 30 }),
            (0, lacks("off_work_sec")),
            (0, lacks("schedule_id")),
            (0, lacks("day")),
            (1, lacks("scheduleList")),
        ];
        assert_eq!(faults, expected);
        assert!(read.quarantined[..4].iter().all(|row| row.who == EmployeeId::parse("li.lei").ok()));
    }

    #[test]
    fn a_month_that_is_no_month_has_no_dates() {
        for year_month in [0, -1, 202_613, i64::MIN, i64::MAX] {
            let list = json!({ "scheduleList": [entry(json!(1), night())] });
            let read = read(json!([{ "userid": "li.lei", "yearmonth": year_month, "schedule": list }]));
            assert_eq!(read.quarantined[0].fault, Fault::NoSuchDate { year_month, day: 1 });
        }
    }

    #[test]
    fn rosters_are_asked_for_to_the_last_second_of_the_last_day() {
        let people = [EmployeeId::parse("li.lei").unwrap()];
        let days = DayRange { from: date(2020, 9, 3), to: date(2020, 9, 4) };
        let asked: Value = serde_json::from_str(&request(&people, days)).unwrap();
        let expected = json!({ "starttime": 1_599_062_400, "endtime": 1_599_235_199, "useridlist": ["li.lei"] });
        assert_eq!(asked, expected);
    }
}
