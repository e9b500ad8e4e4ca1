//! What administrators did (管理端操作日志, document 100179). Calls of the interface leave no trace in it.

use std::collections::VecDeque;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{call::Call, refusal::Refusal, tenant::World, wire};

/// Records kept; older ones are dropped, as WeCom drops those of half a year ago.
const RECORDS_MAX: usize = 10_000;
/// The longest time that one call may span, and the farthest back that it may reach.
const SPAN_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);
const REACH_MAX: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Records in one page, at most and unless the caller says otherwise.
const PAGE_MAX: usize = 400;
/// The kinds that may be asked for.
const OPER_TYPES: [u32; 7] = [2, 3, 7, 8, 11, 12, 13];
/// Who does everything here, and from where: an address of documentation (RFC 5737).
const ADMINISTRATOR: (&str, &str) = ("hr.admin", "192.0.2.44");

/// Something that administrators do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// 修改应用可见范围.
    RangeChanged,
    /// 启用应用.
    AppEnabled,
    /// 停用应用.
    AppDisabled,
    /// 删除审批单.
    ApprovalDeleted,
    /// 修改打卡规则.
    RuleChanged,
    /// 重置 Secret.
    SecretReset,
    /// 修改企业可信IP.
    AddressesTrusted,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Seconds since 1970.
    pub time: i64,
    /// Who.
    pub userid: &'static str,
    /// The kind of thing; which kinds hold which deeds is not documented, and all deeds here are of
    /// 应用变更.
    pub oper_type: u32,
    /// The deed.
    pub detail_type: u32,
    /// In words for people.
    pub detail_info: String,
    /// From where.
    pub ip: &'static str,
}

/// All records, oldest first.
#[derive(Debug, Default)]
pub struct Operations {
    records: VecDeque<Operation>,
}

impl Deed {
    fn detail_type(self) -> u32 {
        match self {
            Self::RangeChanged => 29,
            Self::AppEnabled => 65,
            Self::AppDisabled => 66,
            Self::ApprovalDeleted => 73,
            Self::RuleChanged => 80,
            Self::SecretReset => 161,
            Self::AddressesTrusted => 172,
        }
    }
}

impl Operations {
    /// Writes down what was done.
    pub fn write(&mut self, deed: Deed, detail_info: String, at: Timestamp) {
        let (userid, ip) = ADMINISTRATOR;
        let (time, detail_type) = (at.as_second(), deed.detail_type());
        self.records.push_back(Operation { time, userid, oper_type: 8, detail_type, detail_info, ip });
        if self.records.len() > RECORDS_MAX {
            self.records.pop_front();
        }
    }
}

/// `security/admin_oper_log/list`.
pub fn list(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: Question = wire::body(call)?;
    question.demand_sound(now)?;
    let found = world.operations.records.iter().filter(|record| question.wants(record));
    let (from, limit) = (question.offset()?, question.limit.unwrap_or(PAGE_MAX));
    let rest: Vec<_> = found.skip(from).collect();
    // WeCom does not promise full pages: a caller that stops at a short one must be found out.
    let page = &rest[..rest.len().min(limit.div_ceil(2))];
    let has_more = page.len() < rest.len();
    let next_cursor = if has_more { wire::cursor("operation", from + page.len()) } else { String::new() };
    Ok(wire::success(json!({ "has_more": has_more, "next_cursor": next_cursor, "record_list": page })))
}

#[derive(Deserialize)]
struct Question {
    start_time: i64,
    end_time: i64,
    oper_type: Option<u32>,
    userid: Option<String>,
    /// The table of the page spells it `cusor`, its sample `cursor`.
    #[serde(default, alias = "cusor")]
    cursor: String,
    limit: Option<usize>,
}

impl Question {
    fn demand_sound(&self, now: Timestamp) -> Result<(), Refusal> {
        let in_time = self.start_time >= (now - REACH_MAX).as_second()
            && self.start_time < self.end_time
            && self.end_time < now.as_second()
            && self.end_time - self.start_time <= SPAN_MAX.as_secs();
        let known = self.oper_type.is_none_or(|kind| OPER_TYPES.contains(&kind));
        let paged = self.limit.is_none_or(|limit| (1..=PAGE_MAX).contains(&limit));
        if in_time && known && paged { Ok(()) } else { Err(Refusal::code(40058)) }
    }

    fn offset(&self) -> Result<usize, Refusal> {
        if self.cursor.is_empty() { Ok(0) } else { wire::cursor_offset("operation", &self.cursor) }
    }

    fn wants(&self, record: &Operation) -> bool {
        (self.start_time..=self.end_time).contains(&record.time)
            && self.oper_type.is_none_or(|kind| kind == record.oper_type)
            && self.userid.as_deref().is_none_or(|who| who.eq_ignore_ascii_case(record.userid))
    }
}
