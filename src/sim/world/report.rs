//! Reports of days and of ranges (documents 93374 and 93387).

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{
    call::Call,
    refusal::Refusal,
    switches::{DayReportReady, ZeroFields},
    tenant::World,
    totals,
    wire::{self, DaysAsked},
};
use crate::{
    domain::time::{DayRange, WECOM_OFFSET, wecom_date, wecom_midnight},
    sim::company::{
        Form, Member, Report,
        claim::Claim,
        plan::Kind,
        report::{CORRECTIONS, Item, Sum},
    },
};

/// `getcheckin_daydata`: a row for each member and day that is ready.
pub fn days(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: DaysAsked = wire::body(call)?;
    let members = world.named(&question.useridlist, now)?;
    let Some(range) = midnights(&question)? else { return Ok(wire::success(json!({ "datas": [] }))) };
    let rows = members.into_iter().flat_map(|member| world.day_rows(member, range, now));
    let datas = rows.map(|row| world.pruned(row)).collect::<Vec<_>>();
    Ok(wire::success(json!({ "datas": datas })))
}

/// `getcheckin_monthdata`: a row for each member, the sum of their days.
pub fn totals(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: DaysAsked = wire::body(call)?;
    let members = world.named(&question.useridlist, now)?;
    let Some(range) = midnights(&question)? else { return Ok(wire::success(json!({ "datas": [] }))) };
    let rows = members.into_iter().filter_map(|member| totals::total(&world.day_rows(member, range, now)));
    let datas = rows.map(|row| world.pruned(row)).collect::<Vec<_>>();
    Ok(wire::success(json!({ "datas": datas })))
}

/// The days that are asked about, both ends included; none if they are not both midnights (0点), which
/// is no error and has no rows.
fn midnights(question: &DaysAsked) -> Result<Option<DayRange>, Refusal> {
    let (start, end) = question.ends(301_024)?;
    let range = DayRange { from: wecom_date(start), to: wecom_date(end) };
    let aligned = wecom_midnight(range.from) == start && wecom_midnight(range.to) == end;
    Ok(aligned.then_some(range))
}

impl World {
    /// Whole rows, zeros and all, of the days that are ready.
    fn day_rows(&self, member: &Member, range: DayRange, now: Timestamp) -> Vec<Value> {
        let given = &self.company.given().reports;
        if given.is_empty() {
            let reports = self.company.reports(member, range, now).into_iter();
            let ready = reports.filter(|(day, _)| self.is_ready(*day, now));
            return ready.map(|(day, report)| self.day_row(member, day, &report)).collect();
        }
        let ready = range.days().filter(|day| self.is_ready(*day, now));
        let ready = ready.map(|day| wecom_midnight(day).as_second()).collect::<Vec<_>>();
        let of_member = given.iter().filter(|row| {
            let base = &row["base_info"];
            let own = base["acctid"].as_str().is_some_and(|userid| userid.eq_ignore_ascii_case(&member.userid));
            own && base["date"].as_i64().is_some_and(|date| ready.contains(&date))
        });
        of_member.cloned().collect()
    }

    fn is_ready(&self, day: Date, now: Timestamp) -> bool {
        let midnight = wecom_midnight(day);
        match self.switches.day_report_ready {
            DayReportReady::Live => midnight <= now,
            DayReportReady::NextDay(time) => {
                let since_midnight =
                    SignedDuration::from_secs(i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60);
                wecom_midnight(day.saturating_add(1.day())) + since_midnight <= now
            }
        }
    }

    fn day_row(&self, member: &Member, day: Date, report: &Report) -> Value {
        let plan = report.plan.as_ref();
        let (earliest, latest) = report.first_and_last_s.unwrap_or_default();
        let exceptions = report.exceptions.iter().map(|(exception, (count, duration))| {
            json!({"exception": *exception as u8, "count": count, "duration": duration})
        });
        let holidays =
            report.forms.iter().filter(|form| !matches!(form.claim, Claim::Correction { .. } | Claim::Other));
        json!({
            "base_info": {
                "date": wecom_midnight(day).as_second(),
                "record_type": plan.map_or(7, |plan| record_type(plan.kind)),
                "name": member.name(), "name_ex": member.profile["alias"].as_str().unwrap_or_default(),
                "departs_name": self.departments_of(member), "acctid": member.userid,
                "rule_info": rule_info(report),
                "day_type": u8::from(!plan.is_some_and(|plan| plan.workday))
            },
            "summary_info": {
                "checkin_count": report.count,
                "regular_work_sec": report.worked_s, "standard_work_sec": report.standard_s,
                "earliest_time": earliest, "lastest_time": latest
            },
            "holiday_infos": holidays.map(holiday).collect::<Vec<_>>(),
            "exception_infos": exceptions.collect::<Vec<_>>(),
            "ot_info": overtime(report),
            "sp_items": items(&report.items)
        })
    }

    /// All department paths of a member, `A/B;A/C`.
    fn departments_of(&self, member: &Member) -> String {
        let name = |id: u32| self.company.departments().iter().find(|d| d.id == id).map(|d| d.name.as_str());
        let path = |id: &u32| {
            let mut way = self.company.way_up(*id).filter_map(name).collect::<Vec<_>>();
            way.reverse();
            way.join("/")
        };
        member.departments.iter().map(path).collect::<Vec<_>>().join(";")
    }

    /// Without the figures that are 0, if this WeCom leaves them out. Lists keep their rows of 0.
    fn pruned(&self, mut row: Value) -> Value {
        match self.switches.zero_fields {
            ZeroFields::Emit => {}
            ZeroFields::Omit => {
                for part in ["summary_info", "ot_info", "overwork_info"] {
                    if let Some(figures) = row[part].as_object_mut() {
                        figures.retain(|name, figure| name == "ot_status" || figure.as_i64() != Some(0));
                    }
                }
                if row["ot_info"].is_null() || row["overwork_info"].is_null() {
                    row.as_object_mut().into_iter().for_each(|row| row.retain(|_, part| !part.is_null()));
                }
            }
        }
        row
    }
}

fn record_type(kind: Kind) -> u8 {
    match kind {
        Kind::Fixed => 1,
        Kind::Roster => 3,
        Kind::Free => 4,
    }
}

fn rule_info(report: &Report) -> Value {
    let Some(plan) = &report.plan else { return json!({"groupid": 0, "groupname": ""}) };
    let (id, name) = plan.schedule.clone().unwrap_or_default();
    let mut info = json!({"groupid": plan.rule, "groupname": plan.rule_name, "scheduleid": id, "schedulename": name});
    if plan.kind == Kind::Fixed {
        let times = plan.stints.iter().map(|stint| json!({"work_sec": stint.on.at_s, "off_work_sec": stint.off.at_s}));
        info["checkintime"] = times.collect();
    }
    info
}

/// By work on a workday it is paid, by work on another day it becomes time off in lieu.
fn overtime(report: &Report) -> Value {
    let counted_s = report.overtime.counted_s;
    let short_s = report.overtime.short_s;
    let works = report.plan.as_ref().is_some_and(|plan| plan.workday);
    json!({
        "ot_status": if short_s > 0 { 2 } else { u8::from(counted_s > 0) },
        "ot_duration": counted_s,
        "exception_duration": if short_s > 0 { vec![short_s] } else { Vec::new() },
        "workday_over_as_money": if works { counted_s } else { 0 },
        "restday_over_as_vacation": if works { 0 } else { counted_s }
    })
}

/// What a form says of itself, in words without a year.
fn holiday(form: &Form) -> Value {
    let (what, span) = match &form.claim {
        Claim::Leave { span, .. } => ("请假", span),
        Claim::Trip(span) => ("出差", span),
        Claim::Out(span) => ("外出", span),
        Claim::Overtime(span) => ("加班", span),
        Claim::Correction { .. } | Claim::Other => return Value::Null,
    };
    let length = if span.halfdays {
        format!("{what}{:.1}天", in_units(span.duration_s, 86_400))
    } else {
        format!("{what}{:.1}小时", in_units(span.duration_s, 3600))
    };
    let wall = |second| {
        let at = Timestamp::from_second(second).unwrap_or(Timestamp::MIN);
        let local = WECOM_OFFSET.to_datetime(at);
        if span.halfdays {
            format!("{} {}", local.strftime("%m/%d"), if local.hour() < 12 { "上午" } else { "下午" })
        } else {
            local.strftime("%m/%d %H:%M").to_string()
        }
    };
    let text = |text: String| json!({"data": [{"lang": "zh_CN", "text": text}]});
    json!({
        "sp_number": form.number, "sp_title": text(length),
        "sp_description": text(format!("{}~{}", wall(span.begin), wall(span.end)))
    })
}

/// A length in days or hours, for display.
#[expect(clippy::cast_precision_loss, reason = "a form is shorter than 2^52 seconds")]
fn in_units(seconds: i64, unit_s: i64) -> f64 {
    seconds as f64 / unit_s as f64
}

/// Corrections, trips, outings and field work are there even when there were none.
fn items(found: &BTreeMap<(Item, u32), Sum>) -> Value {
    let always =
        [(Item::Correction, CORRECTIONS), (Item::Trip, "出差"), (Item::Out, "外出"), (Item::FieldWork, "外勤次数")];
    let none = |name: &str| Sum { name: name.into(), count: 0, duration_s: 0, by_hour: false };
    let mut all = found.clone();
    for (item, name) in always {
        all.entry((item, 0)).or_insert_with(|| none(name));
    }
    let rows = all.into_iter().map(|((item, vacation_id), sum)| {
        json!({
            "type": item as u8, "vacation_id": vacation_id, "count": sum.count, "duration": sum.duration_s,
            "time_type": u8::from(sum.by_hour), "name": sum.name
        })
    });
    rows.collect()
}
