//! The queue: what is wrong, how urgently, and with what facts.

use jiff::tz::TimeZone;

use super::{
    Text,
    words::{phrases, words},
};
use crate::domain::{
    Anomaly, AnomalyKind, Severity, Slot, Stream, Verdict,
    anomaly::{AnomalyState, Evidence, ResolvedBy, Subject},
};

words! {
    kind_late { en: "late", zh: "迟到" }
    kind_early { en: "left early", zh: "早退" }
    kind_missing { en: "punch missing", zh: "缺卡" }
    kind_absent { en: "absent", zh: "旷工" }
    kind_token { en: "token refused", zh: "令牌被拒绝" }
    kind_permission { en: "call not permitted", zh: "无调用权限" }
    kind_sync_failed { en: "sync failed", zh: "同步失败" }
    kind_coverage_gap { en: "members without a rule", zh: "成员无打卡规则" }
    kind_calendar_missing { en: "calendar not loaded", zh: "日历未加载" }
    kind_unknown_enum { en: "unknown word from WeCom", zh: "未知的企业微信取值" }
    kind_bad_row { en: "unreadable rows", zh: "无法读取的记录" }
    kind_shrink { en: "rows vanished from WeCom's answers", zh: "企业微信返回的记录骤减" }
    kind_feed_suspect { en: "punches missing all at once", zh: "打卡数据疑似整体缺失" }
    kind_members_missing { en: "members missing from WeCom's answer", zh: "企业微信返回的成员骤减" }
    kind_clock_skew { en: "clock is off", zh: "时钟不准" }
    kind_store { en: "store in trouble", zh: "存储故障" }
    severity_p1 { en: "nothing works until somebody acts", zh: "不处理则全部停摆" }
    severity_p2 { en: "data or wages at stake today", zh: "今天的数据或工资受影响" }
    severity_p3 { en: "somebody should look", zh: "需要有人看一下" }
    severity_p4 { en: "good to know", zh: "仅供了解" }
    state_new { en: "NEW", zh: "新" }
    state_again { en: "REG", zh: "复发" }
    state_cleared { en: "CLR", zh: "已消" }
    by_late_data { en: "rows came late or changed", zh: "数据迟到或变更" }
    by_rule { en: "a rule changed", zh: "规则已变更" }
    by_merge { en: "part of another anomaly", zh: "并入另一异常" }
    by_recovery { en: "works again", zh: "已恢复" }
    by_recomputation { en: "judged again", zh: "重新判定" }
    still_open { en: "still true", zh: "仍然存在" }
}

phrases! {
    cleared_by(why: &str) { en: "cleared itself: {why}", zh: "自行消除：{why}" }
    came_back(times: u32) { en: "came back x{times}", zh: "复发 {times} 次" }
    seen_times(times: u32) { en: "seen x{times}", zh: "出现 {times} 次" }
    answered_code(endpoint: &str, errcode: i64) { en: "{endpoint} answered {errcode}", zh: "{endpoint} 返回 {errcode}" }
    no_answer_from(endpoint: &str) { en: "{endpoint} gave no answer", zh: "{endpoint} 无应答" }
    clock_is(how: &str) { en: "clock {how}", zh: "时钟{how}" }
    members_missing(missing: &str, known: &str) { en: "{missing} of {known} missing; the known organisation stays in force. See 可见范围 of the app; if they have left: punchdeck sync --believe-missing", zh: "{known} 名中缺失 {missing} 名，沿用原有通讯录。请检查应用可见范围；确已离开则运行 punchdeck sync --believe-missing" }
    so_many_hit(n: &str) { en: "{n} affected", zh: "涉及 {n}" }
    due_and_found(due: &str, found: &str) { en: "due {due}, in fact {found}", zh: "应 {due}，实 {found}" }
    due_and_nothing(due: &str) { en: "due {due}, nothing found", zh: "应 {due}，无记录" }
}

impl Text {
    /// What is wrong.
    #[must_use]
    pub fn kind(self, kind: AnomalyKind) -> &'static str {
        match kind {
            AnomalyKind::Late => self.kind_late(),
            AnomalyKind::Early => self.kind_early(),
            AnomalyKind::Missing => self.kind_missing(),
            AnomalyKind::Absent => self.kind_absent(),
            AnomalyKind::Token => self.kind_token(),
            AnomalyKind::Permission => self.kind_permission(),
            AnomalyKind::SyncFailed => self.kind_sync_failed(),
            AnomalyKind::CoverageGap => self.kind_coverage_gap(),
            AnomalyKind::CalendarMissing => self.kind_calendar_missing(),
            AnomalyKind::UnknownEnum => self.kind_unknown_enum(),
            AnomalyKind::BadRow => self.kind_bad_row(),
            AnomalyKind::Shrink => self.kind_shrink(),
            AnomalyKind::FeedSuspect => self.kind_feed_suspect(),
            AnomalyKind::ClockSkew => self.kind_clock_skew(),
            AnomalyKind::Store => self.kind_store(),
        }
    }

    /// What a severity asks of the reader.
    #[must_use]
    pub fn severity(self, severity: Severity) -> &'static str {
        match severity {
            Severity::P1 => self.severity_p1(),
            Severity::P2 => self.severity_p2(),
            Severity::P3 => self.severity_p3(),
            Severity::P4 => self.severity_p4(),
        }
    }

    /// How an anomaly stands, in one short word: new, come back, or cleared by itself.
    #[must_use]
    pub fn standing(self, anomaly: &Anomaly) -> &'static str {
        match anomaly.state {
            AnomalyState::Open if anomaly.reopened > 0 => self.state_again(),
            AnomalyState::Open => self.state_new(),
            AnomalyState::AutoResolved(_) => self.state_cleared(),
        }
    }

    /// Whether it is still true, and if not, why.
    #[must_use]
    pub fn outcome(self, state: AnomalyState) -> String {
        let why = match state {
            AnomalyState::Open => return self.still_open().into(),
            AnomalyState::AutoResolved(ResolvedBy::LateData) => self.by_late_data(),
            AnomalyState::AutoResolved(ResolvedBy::RuleChanged) => self.by_rule(),
            AnomalyState::AutoResolved(ResolvedBy::Merged) => self.by_merge(),
            AnomalyState::AutoResolved(ResolvedBy::Recovered) => self.by_recovery(),
            AnomalyState::AutoResolved(ResolvedBy::Recomputed) => self.by_recomputation(),
        };
        self.cleared_by(why)
    }

    /// What is wrong, with the figures that the facts give: “late 17 min”.
    #[must_use]
    pub fn what(self, anomaly: &Anomaly) -> String {
        anomaly
            .evidence
            .iter()
            .find_map(|fact| self.figure(anomaly.kind, fact))
            .unwrap_or(self.kind(anomaly.kind).into())
    }

    fn figure(self, kind: AnomalyKind, fact: &Evidence) -> Option<String> {
        match fact {
            Evidence::Slot(slot) => match slot.verdict {
                Verdict::Late(_) | Verdict::Early(_) => Some(self.slot_verdict(slot)),
                Verdict::Missing => Some(format!("{} ({})", self.kind(kind), self.edge(slot.edge))),
                Verdict::Normal | Verdict::NoNeed | Verdict::Pending | Verdict::Unknown => None,
            },
            Evidence::Absence { seconds } => Some(self.absent_for(&self.span(*seconds))),
            Evidence::Answer { errcode: Some(errcode), .. } => Some(format!("{} {errcode}", self.kind(kind))),
            Evidence::Answer { errcode: None, .. } => None,
            Evidence::Clock { ahead_s } => Some(self.clock_is(&self.clock_state(*ahead_s))),
            Evidence::MembersMissing { missing, known } => {
                Some(format!("{} ({}/{})", self.kind_members_missing(), self.count(*missing), self.count(*known)))
            }
            Evidence::Count(n) => Some(format!("{} ({})", self.kind(kind), self.count(*n))),
        }
    }

    /// One fact behind an anomaly.
    #[must_use]
    pub fn evidence(self, fact: &Evidence, zone: &TimeZone) -> String {
        match fact {
            Evidence::Slot(slot) => format!("{} {}", self.due_and_actual(slot, zone), self.slot_verdict(slot)),
            Evidence::Absence { seconds } => self.absent_for(&self.span(*seconds)),
            Evidence::Answer { endpoint, errcode: Some(errcode) } => self.answered_code(endpoint, *errcode),
            Evidence::Answer { endpoint, errcode: None } => self.no_answer_from(endpoint),
            Evidence::Clock { ahead_s } => {
                format!("{}: {}", self.clock_is(&self.clock_state(*ahead_s)), self.set_the_clock())
            }
            Evidence::MembersMissing { missing, known } => {
                self.members_missing(&self.count(*missing), &self.count(*known))
            }
            Evidence::Count(n) => self.so_many_hit(&self.count(*n)),
        }
    }

    pub(super) fn due_and_actual(self, slot: &Slot, zone: &TimeZone) -> String {
        let due = format!("{} {}", self.edge(slot.edge), self.clock(slot.scheduled, zone));
        match slot.at {
            Some(at) => self.due_and_found(&due, &self.clock(at, zone)),
            None => self.due_and_nothing(&due),
        }
    }

    /// Whom or what it is about: a name if there is one, else the account; a stream or an endpoint.
    #[must_use]
    pub fn subject(self, subject: &Subject, name: Option<&str>) -> String {
        match subject {
            Subject::Day { who, .. } => name.map_or_else(|| who.to_string(), |name| format!("{name} {who}")),
            Subject::Integration { stream: Some(stream), about } if about == stream.name() => {
                self.stream(*stream).into()
            }
            Subject::Integration { stream: Some(stream), about } => {
                format!("{} {about}", self.stream(*stream)).trim_end().into()
            }
            Subject::Integration { stream: None, about } => about.clone(),
        }
    }

    /// A kind of data.
    #[must_use]
    pub fn stream(self, stream: Stream) -> &'static str {
        match stream {
            Stream::Organisation => self.stream_organisation(),
            Stream::Rules => self.stream_rules(),
            Stream::Records => self.stream_records(),
            Stream::DayReports => self.stream_day_reports(),
            Stream::Rosters => self.stream_rosters(),
            Stream::Devices => self.stream_devices(),
            Stream::Approvals => self.stream_approvals(),
            Stream::Operations => self.stream_operations(),
        }
    }
}
