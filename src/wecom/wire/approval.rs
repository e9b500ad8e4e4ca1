//! Approval forms (审批): `oa/getapprovalinfo` and `oa/getapprovaldetail`.
//!
//! Source: documents 91816 and 91983. A form is read whole or not at all: half of one would change a
//! wage. What people wrote into it is not read, and is in the form as it came.

mod claim;

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{
    envelope::open,
    error::{Fault, Quarantined, WireError, object},
    lenient,
    page::{Cursor, Page},
    rows::each,
};
use crate::{
    domain::{Approval, ApprovalNumber, ApprovalStatus, EmployeeId, report::Verbatim},
    wecom::approvals::{Filter, PAGE_MAX, Question},
};

/// The body that asks for a page of numbers. Numbers go as text: WeCom refuses others (301025).
#[must_use]
pub fn numbers_request(question: &Question, from: Option<&Cursor>) -> String {
    json!({
        "starttime": question.submitted.start.as_second().to_string(),
        "endtime": question.submitted.end.as_second().to_string(),
        "new_cursor": Cursor::words(from),
        "size": PAGE_MAX,
        "filters": question.filters.iter().map(filter).collect::<Vec<_>>(),
    })
    .to_string()
}

/// Reads a page of numbers.
pub fn numbers(body: &[u8]) -> Result<Page<ApprovalNumber>, WireError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default, deserialize_with = "lenient::text")]
        new_next_cursor: Option<String>,
    }
    let (mut rows, mut quarantined) = (Vec::new(), Vec::new());
    each(body, &["sp_no_list"], |position, text| {
        let given: Result<Value, Fault> = serde_json::from_str(text).map_err(|_| Fault::Unreadable);
        match given.and_then(|given| number(lenient::as_text(&given))) {
            Ok(number) => rows.push(number),
            Err(fault) => quarantined.push(Quarantined::new(position, fault, text)),
        }
    })?;
    let answer: Answer = open(body)?;
    Ok(Page { rows, quarantined, next: Cursor::of(answer.new_next_cursor) })
}

/// The body that asks for a form.
#[must_use]
pub fn form_request(number: &ApprovalNumber) -> String {
    json!({ "sp_no": number.as_str() }).to_string()
}

/// Reads a form.
pub fn form(body: &[u8]) -> Result<Approval, WireError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(borrow)]
        info: Option<&'a RawValue>,
    }
    let lacks = WireError::Lacks { field: "info" };
    let Answer { info: Some(given) } = open(body)? else { return Err(lacks) };
    let info: Value = serde_json::from_str(given.get()).map_err(|_| lacks.clone())?;
    let info = object(&info).map_err(|_| lacks)?;
    Ok(approval(info, given.get())?)
}

#[derive(Deserialize)]
struct Info {
    #[serde(default, deserialize_with = "lenient::text")]
    sp_no: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    sp_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    sp_status: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    template_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    apply_time: Option<i64>,
    #[serde(default)]
    applyer: Value,
    #[serde(default)]
    batch_applyer: Value,
    #[serde(default)]
    apply_data: Value,
}

fn approval(info: &Value, given: &str) -> Result<Approval, Fault> {
    let info = Info::deserialize(info).map_err(|_| Fault::NotAnObject)?;
    Ok(Approval {
        number: number(info.sp_no)?,
        name: info.sp_name.unwrap_or_default(),
        template: info.template_id.unwrap_or_default(),
        status: ApprovalStatus::of(info.sp_status.ok_or(Fault::Lacks { field: "sp_status" })?),
        applied_at: lenient::instant("apply_time", info.apply_time)?,
        applicants: applicants(&info.applyer, &info.batch_applyer)?,
        claims: claim::claims(&info.apply_data)?,
        given: Verbatim(given.to_owned()),
    })
}

fn number(text: Option<String>) -> Result<ApprovalNumber, Fault> {
    let field = "sp_no";
    ApprovalNumber::parse(&text.ok_or(Fault::Lacks { field })?).map_err(|_| Fault::Malformed { field })
}

/// One who applied, or all in whose name somebody did.
fn applicants(one: &Value, several: &Value) -> Result<Vec<EmployeeId>, Fault> {
    let field = "applyer";
    let several = claim::list("batch_applyer", Some(several))?.filter(|people| !people.is_empty());
    let account = |person: &Value| {
        let userid = person.get("userid").and_then(lenient::as_text).ok_or(Fault::Lacks { field })?;
        EmployeeId::parse(&userid).map_err(|_| Fault::Malformed { field })
    };
    several.unwrap_or(std::slice::from_ref(one)).iter().map(account).collect()
}

fn filter(filter: &Filter) -> Value {
    let (key, value) = match filter {
        Filter::Template(id) => ("template_id", id.clone()),
        Filter::Applicant(who) => ("creator", who.as_str().to_owned()),
        Filter::Department(id) => ("department", id.to_string()),
        Filter::Status(status) => ("sp_status", status.number().to_string()),
        Filter::Kind(kind) => ("record_type", kind.number().to_string()),
    };
    json!({ "key": key, "value": value })
}

#[cfg(test)]
mod tests;
