//! Forms (审批): their numbers, page by page, and each in full (documents 91816 and 91983).

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{call::Call, refusal::Refusal, switches::ApprovalPages, tenant::World, wire};
use crate::{
    domain::time::Window,
    sim::company::{Form, form::Status},
};

/// The longest time one call may span.
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);
/// The most numbers on a page.
const PAGE_MAX: usize = 100;

/// getapprovalinfo: numbers of the forms handed in within a stretch of time. A page holds those of its
/// forms that the app may see, so it may be short, or empty while more follow.
pub fn numbers(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: Question = wire::body_or(call, 301_025)?;
    let window = question.window()?;
    let filters = Filters::read(world, &question.filters, now)?;
    let size = question.size.unwrap_or(PAGE_MAX);
    if !(1..=PAGE_MAX).contains(&size) {
        return Err(Refusal::code(301_025));
    }
    let cursor = Cursor::read(&question.new_cursor)?;
    let forms = world.company.forms(window, now);
    let rest = forms.iter().filter(|form| form.status(now) != Some(Status::Deleted) && filters.take(world, form, now));
    let rest = rest.filter(|form| cursor.is_before(form)).collect::<Vec<_>>();
    let page = &rest[..world.page_size(&cursor, size).min(rest.len())];
    let numbers = page.iter().filter(|form| world.sees_form(form, now)).map(|form| &form.number).collect::<Vec<_>>();
    let mut answer = json!({ "sp_no_list": numbers });
    if page.len() < rest.len() {
        answer["new_next_cursor"] = json!(cursor.after(page.last()));
    }
    Ok(wire::success(answer))
}

#[derive(Deserialize)]
struct Question {
    starttime: Second,
    endtime: Second,
    #[serde(default)]
    new_cursor: String,
    size: Option<usize>,
    #[serde(default)]
    filters: Vec<Filter>,
}

/// Seconds since 1970: text in the documents' sample, a number in what many callers send.
#[derive(Deserialize)]
#[serde(untagged)]
enum Second {
    Number(i64),
    Text(String),
}

#[derive(Deserialize)]
struct Filter {
    key: String,
    value: String,
}

impl Second {
    fn instant(&self) -> Result<Timestamp, Refusal> {
        let second = match self {
            Self::Number(second) => Ok(*second),
            Self::Text(text) => text.parse(),
        };
        second.ok().and_then(|second| Timestamp::from_second(second).ok()).ok_or(Refusal::code(301_025))
    }
}

impl Question {
    /// Both ends are inside.
    fn window(&self) -> Result<Window, Refusal> {
        let (start, end) = (self.starttime.instant()?, self.endtime.instant()?);
        if end <= start {
            return Err(Refusal::code(301_025));
        }
        if end.duration_since(start) > LONGEST {
            return Err(Refusal::code(301_112));
        }
        Ok(Window { start, end: end + SignedDuration::from_secs(1) })
    }
}

/// What forms are asked for: every key must hold, and of the values of one key any.
struct Filters<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Filters<'a> {
    fn read(world: &World, filters: &'a [Filter], now: Timestamp) -> Result<Self, Refusal> {
        let mut wanted = BTreeMap::<&str, Vec<&str>>::new();
        for Filter { key, value } in filters {
            let known = ["template_id", "creator", "department", "sp_status", "record_type"].contains(&key.as_str());
            let values = wanted.entry(key).or_default();
            if !known || (!values.is_empty() && key != "department") {
                return Err(Refusal::code(301_025));
            }
            if key == "creator" && world.company.member(value, now).is_none() {
                return Err(Refusal::code(301_055));
            }
            values.push(value);
        }
        Ok(Self(wanted))
    }

    fn take(&self, world: &World, form: &Form, now: Timestamp) -> bool {
        self.0.iter().all(|(key, values)| values.iter().any(|value| matches(world, form, key, value, now)))
    }
}

fn matches(world: &World, form: &Form, key: &str, value: &str, now: Timestamp) -> bool {
    match key {
        "template_id" => form.template == value,
        "creator" => world.company.member(value, now).is_some_and(|member| world.company.is_by(form, member)),
        "department" => form.department == value,
        "sp_status" => form.status(now).is_some_and(|status| status.number().to_string() == value),
        "record_type" => form.record_type().to_string() == value,
        // Refused before.
        _ => false,
    }
}

/// Where the next page begins: after a form, and how many pages there were.
struct Cursor {
    page: usize,
    after: Option<(i64, String)>,
}

impl Cursor {
    fn read(text: &str) -> Result<Self, Refusal> {
        if text.is_empty() {
            return Ok(Self { page: 0, after: None });
        }
        let mut parts = text.splitn(3, '_');
        let page = parts.next().and_then(|page| page.parse().ok());
        let second = parts.next().and_then(|second| second.parse().ok());
        let (page, second) = page.zip(second).ok_or(Refusal::code(301_025))?;
        Ok(Self { page, after: parts.next().map(|number| (second, number.to_owned())) })
    }

    fn is_before(&self, form: &Form) -> bool {
        let key = (form.submitted.as_second(), form.number.as_str());
        self.after.as_ref().is_none_or(|(second, number)| (*second, number.as_str()) < key)
    }

    fn after(&self, last: Option<&&Form>) -> String {
        let last = last.map(|form| (form.submitted.as_second(), form.number.clone()));
        let (second, number) = last.or_else(|| self.after.clone()).unwrap_or_default();
        format!("{}_{second}_{number}", self.page + 1)
    }
}

impl World {
    /// How many forms a page looks at.
    fn page_size(&self, cursor: &Cursor, size: usize) -> usize {
        match self.switches.approval_pages {
            ApprovalPages::Full => size,
            ApprovalPages::Sparse if cursor.page % 3 == 1 => 0,
            ApprovalPages::Sparse => size.div_ceil(2),
        }
    }

    /// Whether the app may see a form: one of its people is visible, or is not there any more.
    fn sees_form(&self, form: &Form, now: Timestamp) -> bool {
        form.applicants.iter().any(|userid| self.company.member(userid, now).is_none_or(|member| self.sees(member)))
    }
}

/// getapprovaldetail: one form. Its number is text; a number is not understood.
pub fn detail(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let wrong = Refusal::saying(301_025, "Warning: wrong json format. get approval param error");
    let body: Value = wire::body_or(call, 301_025)?;
    let sp_no = body["sp_no"].as_str().ok_or(wrong)?;
    let form = world.company.form(sp_no).filter(|form| form.status(now).is_some());
    let form = form.ok_or(Refusal::code(301_025))?;
    if !world.sees_form(&form, now) {
        return Err(Refusal::code(301_055));
    }
    Ok(wire::success(json!({ "info": form.to_wire(now) })))
}
