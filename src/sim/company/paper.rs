//! The forms (审批) that people hand in: for what they forgot, for where they go, for how long they stay.

use std::fmt::Write;

use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::{
    day::Day,
    form::{Form, Status},
    shift::End,
};
use crate::{domain::time::seconds_after, sim::seed::Dice};

/// A day on which somebody may hand in a form, and the days around it.
///
/// Nobody hands in more than one form a day, so that its number follows from person and day.
pub struct Paper<'a> {
    /// The day before, for which corrections are handed in.
    pub before: Day<'a>,
    /// The day itself.
    pub today: Day<'a>,
    /// The day after, for which leave is asked.
    pub after: Day<'a>,
}

/// A form before it has a number: its name, when it is handed in (second of the day) and what it holds.
struct Draft {
    name: &'static str,
    second: i64,
    content: Value,
}

const HOUR: i64 = 3600;
const HALF_HOUR: i64 = HOUR / 2;

impl Paper<'_> {
    /// The form of the day, if there is one, with all that is decided about it before `until`.
    #[must_use]
    pub fn form(&self, until: Timestamp) -> Option<Form> {
        let draft =
            self.correction().or_else(|| self.absence()).or_else(|| self.outing()).or_else(|| self.overtime())?;
        let form = Form::read(self.info(&draft)).ok()?;
        Some(self.decided(form, until))
    }

    /// Date and person of a number.
    #[must_use]
    pub fn read_number(number: &str) -> Option<(Date, usize)> {
        let (date, ordinal) = number.split_at_checked(8)?;
        Some((Date::strptime("%Y%m%d", date).ok()?, ordinal.parse().ok()?))
    }

    fn number(&self) -> String {
        let mut number = self.today.date.strftime("%Y%m%d").to_string();
        // Writing to a string does not fail.
        let _ = write!(number, "{:04}", self.today.person.number);
        number
    }

    /// Six in ten punches that somebody forgot yesterday are corrected.
    fn correction(&self) -> Option<Draft> {
        let mut dice = self.before.dice("correction");
        let worked = self.before.duty.works && !self.before.is_away();
        let forgotten =
            self.before.slots().find(|slot| slot.made().is_none()).filter(|_| worked && dice.per_mille(600))?;
        let early = dice.within(60..=900);
        let (state, at) = match forgotten.end {
            End::On => ("上班-未打卡", forgotten.time() - early),
            End::Off => ("下班-未打卡", forgotten.time() + early),
        };
        let day = self.before.at(0);
        let value = json!({"punch_correction": {"state": state, "time": at, "version": 1, "daymonthyear": day}});
        Some(Draft {
            name: "打卡补卡",
            second: dice.within(9 * HOUR..=11 * HOUR),
            content: content("PunchCorrection", "PunchCorrection-1563793074", "补卡", value),
        })
    }

    /// Most people who stay away tomorrow have said so today: on leave, or on a trip.
    fn absence(&self) -> Option<Draft> {
        let mut dice = self.after.dice("absence");
        if !self.after.is_away() {
            return None;
        }
        let day = self.after.at(0);
        let range = json!({"type": "halfday", "new_begin": day, "new_end": day + 12 * HOUR, "new_duration": 24 * HOUR});
        let second = dice.within(14 * HOUR..=18 * HOUR);
        match dice.within(0..=99) {
            0..=54 => {
                let (key, kind) = *dice.pick(&[("1", "年假"), ("2", "事假"), ("3", "病假")]);
                let chosen = json!([{"key": key, "value": [{"text": kind, "lang": "zh_CN"}]}]);
                let value = json!({"vacation": {
                    "selector": {"type": "single", "options": chosen, "exp_type": 0},
                    "attendance": {"date_range": range, "type": 1}
                }});
                Some(Draft {
                    name: "请假",
                    second,
                    content: content("Vacation", "vacation-1563793073898", "请假类型", value),
                })
            }
            55..=74 => {
                let slices =
                    json!({"day_items": [{"daytime": day, "duration": 24 * HOUR}], "duration": 24 * HOUR, "state": 1});
                let value = json!({"attendance": {"date_range": range, "type": 3, "slice_info": slices}});
                Some(Draft { name: "出差", second, content: content("Attendance", "smart-time", "出差", value) })
            }
            _ => None,
        }
    }

    /// Half of those who go out have asked before.
    fn outing(&self) -> Option<Draft> {
        let (_, at, _) = self.today.goes_out().filter(|_| self.is_at_work())?;
        let begin = at - at.rem_euclid(HALF_HOUR) - HOUR;
        let asks = self.today.dice("outing-form").one_in(2);
        asks.then(|| hours("外出", 4, begin, begin + 3 * HOUR, begin - self.today.at(0) - HALF_HOUR))
    }

    /// Half of those who stay an hour or longer have asked for it.
    fn overtime(&self) -> Option<Draft> {
        let last = self.today.slots().last().filter(|_| self.is_at_work())?;
        let (due, left) = (last.time(), last.made()?);
        let end = left - left.rem_euclid(HALF_HOUR);
        let asks = end >= due + HOUR && self.today.dice("overtime-form").one_in(2);
        asks.then(|| hours("加班", 5, due, end, due - self.today.at(0) - HALF_HOUR))
    }

    fn is_at_work(&self) -> bool {
        self.today.duty.works && !self.today.is_away()
    }

    fn info(&self, draft: &Draft) -> Value {
        let person = self.today.person;
        json!({
            "sp_no": self.number(), "sp_name": draft.name, "sp_status": 1,
            "template_id": template(draft.name), "apply_time": self.today.at(draft.second),
            "applyer": {"userid": person.userid, "partyid": "1"},
            "sp_record": [{"sp_status": 1, "approverattr": 1, "details": [{
                "approver": {"userid": APPROVER}, "speech": "", "sp_status": 1, "sptime": 0, "media_id": []
            }]}],
            "notifyer": [], "apply_data": {"contents": [draft.content]}, "comments": [],
            "process_list": {"node_list": [{"node_type": 1, "sp_status": 1, "apv_rel": 2, "sub_node_list": [{
                "userid": APPROVER, "speech": "", "sp_yj": 1, "sp_status": 1, "sptime": 0, "media_ids": []
            }]}]}
        })
    }

    /// Most forms are approved within hours; a few have another fate.
    fn decided(&self, form: Form, until: Timestamp) -> Form {
        let mut dice = self.today.dice("decision");
        let soon = seconds_after(form.submitted, dice.within(600..=5 * HOUR));
        let fates: &[(Timestamp, Status)] = match dice.within(0..=99) {
            0..=79 => &[(soon, Status::Approved)],
            80..=85 => &[(soon, Status::Rejected)],
            86..=89 => &[(soon, Status::Withdrawn)],
            90..=93 => &[(soon, Status::Approved), (days_later(soon, &mut dice), Status::Revoked)],
            94..=97 => &[(days_later(soon, &mut dice), Status::Approved)],
            98 => &[(soon, Status::Approved), (days_later(soon, &mut dice), Status::Deleted)],
            _ => &[],
        };
        fates.iter().filter(|(at, _)| *at < until).fold(form, |form, (at, status)| form.settled(*at, *status))
    }
}

/// Who decides.
const APPROVER: &str = "hr.admin";

fn days_later(at: Timestamp, dice: &mut Dice) -> Timestamp {
    seconds_after(at, dice.within(1..=6) * 24 * HOUR)
}

fn hours(name: &'static str, kind: u8, begin: i64, end: i64, second: i64) -> Draft {
    let range = json!({"type": "hour", "new_begin": begin, "new_end": end, "new_duration": end - begin});
    let value = json!({"attendance": {"date_range": range, "type": kind}});
    Draft { name, second, content: content("Attendance", "smart-time", name, value) }
}

fn content(control: &str, id: &str, title: &str, value: Value) -> Value {
    json!({"control": control, "id": id, "title": [{"text": title, "lang": "zh_CN"}], "value": value})
}

/// Each kind of form has a template of its own.
fn template(name: &str) -> &'static str {
    match name {
        "打卡补卡" => "Bs7uRq1punchcorrection0000000000000000001",
        "请假" => "3Tka1vacation000000000000000000000000001",
        "出差" => "3Tka1trip0000000000000000000000000000001",
        "外出" => "3Tka1out00000000000000000000000000000001",
        _ => "3Tka1overtime00000000000000000000000001",
    }
}
