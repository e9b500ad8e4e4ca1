//! `security/admin_oper_log/list`. Source: document 100179.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    envelope::open,
    error::{Fault, WireError},
    lenient,
    page::{Cursor, Page},
    rows::{self, sift},
    writing::put,
};
use crate::{
    domain::{EmployeeId, report::Verbatim},
    wecom::operation::{Operation, OperationKind, PAGE_MAX, Question},
};

/// The body that asks for a page.
#[must_use]
pub fn request(question: &Question, from: Option<&Cursor>) -> String {
    let mut body = json!({
        "start_time": question.done.start.as_second(),
        "end_time": question.done.end.as_second(),
        "limit": PAGE_MAX,
    });
    put(&mut body, "userid", question.by.as_ref().map(EmployeeId::as_str));
    put(&mut body, "cursor", from.map(|from| Cursor::words(Some(from))));
    body.to_string()
}

/// Reads a page.
pub fn operations(body: &[u8]) -> Result<Page<Operation>, WireError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default, deserialize_with = "lenient::flag")]
        has_more: bool,
        #[serde(default, deserialize_with = "lenient::text")]
        next_cursor: Option<String>,
    }
    let rows::Answer { rows, quarantined, .. } =
        sift(body, &["record_list"], |row, text| operation(row.value(), text))?;
    let answer: Answer = open(body)?;
    Ok(Page { rows, quarantined, next: Cursor::said(answer.has_more, answer.next_cursor, "next_cursor")? })
}

fn operation(row: &Value, given: &str) -> Result<Operation, Fault> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "lenient::int")]
        time: Option<i64>,
        #[serde(default, deserialize_with = "lenient::text")]
        userid: Option<String>,
        #[serde(default, deserialize_with = "lenient::int")]
        detail_type: Option<i64>,
        #[serde(default, deserialize_with = "lenient::text")]
        detail_info: Option<String>,
        #[serde(default, deserialize_with = "lenient::text")]
        ip: Option<String>,
    }
    let row = Row::deserialize(row).map_err(|_| Fault::NotAnObject)?;
    Ok(Operation {
        at: lenient::instant("time", row.time)?,
        by: row.userid.unwrap_or_default(),
        kind: OperationKind::of(row.detail_type.ok_or(Fault::Lacks { field: "detail_type" })?),
        words: row.detail_info.unwrap_or_default(),
        address: row.ip,
        given: Verbatim(given.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::Window;

    fn question() -> Question {
        let at = |second| Timestamp::from_second(second).unwrap();
        Question { done: Window { start: at(1_780_848_000), end: at(1_780_934_400) }, now: at(1_781_000_000), by: None }
    }

    #[test]
    fn a_changed_rule_is_known_for_one_and_words_stay_out_of_sight() {
        let body = r#"{"errcode":0,"has_more":false,"next_cursor":"x","record_list":[
            {"time":1780850000,"userid":"admin","oper_type":8,"detail_type":80,"detail_info":"修改规则","ip":"203.0.113.9"},
            {"time":"1780850001","detail_type":"999"},{"userid":"admin"}]}"#;
        let page = operations(body.as_bytes()).unwrap();
        assert_eq!(
            page.rows.iter().map(|row| row.kind).collect::<Vec<_>>(),
            [OperationKind::RuleChanged, OperationKind::Other(999)]
        );
        assert_eq!((page.rows[0].words.as_str(), page.quarantined.len(), &page.next), ("修改规则", 1, &None));
        assert!(!format!("{page:?}").contains("修改") && !format!("{page:?}").contains("203.0"));
    }

    #[test]
    fn a_short_page_that_says_more_leads_on_and_one_that_cannot_is_no_end() {
        let page = operations(br#"{"has_more":true,"next_cursor":"c2","record_list":[]}"#).unwrap();
        assert!(request(&question(), page.next.as_ref()).contains(r#""cursor":"c2""#));
        assert!(!request(&question(), None).contains("cursor"));
        let stuck = operations(br#"{"has_more":true,"record_list":[]}"#);
        assert_eq!(stuck, Err(WireError::Lacks { field: "next_cursor" }));
    }
}
