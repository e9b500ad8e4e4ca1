//! Log lines.

use jiff::tz::TimeZone;

use super::{Text, words::phrases};
use crate::{
    console::{Extent, LearntLimit, fact::Fact},
    domain::Stream,
};

phrases! {
    fact_started(people: &str) { en: "started, {people} people known", zh: "已启动，已知 {people} 人" }
    fact_token_renewed(until: &str) { en: "renewed, good until {until}", zh: "已更新，有效至 {until}" }
    fact_token_refused(trouble: &str) { en: "refused: {trouble}", zh: "被拒绝：{trouble}" }
    fact_retried(trouble: &str, attempt: u32, wait: &str) { en: "{trouble}: attempt {attempt} failed, again in {wait}", zh: "{trouble}：第 {attempt} 次失败，{wait}后重试" }
    fact_throttled(endpoint: &str, until: &str) { en: "{endpoint} quota used up, goes on at {until}", zh: "{endpoint} 配额用尽，{until} 继续" }
    fact_clock(how: &str) { en: "this machine's clock {how}; times here follow WeCom's", zh: "本机时钟{how}；此处时间以企业微信为准" }
    fact_pass_started(pass: u64, days: &str) { en: "pass {pass} began for {days}", zh: "第 {pass} 次同步开始：{days}" }
    fact_pass_ended(pass: u64, inserted: &str, updated: &str, failures: u64) { en: "pass {pass} ended: {inserted} new, {updated} changed, {failures} failed", zh: "第 {pass} 次同步结束：新增 {inserted}，变更 {updated}，失败 {failures}" }
    fact_shard_stored(stream: &str, rows: &str, took: u64) { en: "{stream}: {rows} rows stored in {took} ms", zh: "{stream}：{rows} 行已入库，用时 {took} 毫秒" }
    fact_shard_failed(stream: &str, trouble: &str) { en: "{stream}: {trouble}", zh: "{stream}：{trouble}" }
    fact_shard_split(stream: &str, code: &str) { en: "{stream}: call cut in two {code}", zh: "{stream}：调用一分为二 {code}" }
    fact_people_learnt(stream: &str, most: &str) { en: "{stream}: WeCom takes {most} people a call at most, calls are planned so", zh: "{stream}：企业微信单次调用最多 {most} 人，此后按此安排" }
    fact_days_learnt(stream: &str, most: &str) { en: "{stream}: WeCom takes {most} days a call at most, calls are planned so", zh: "{stream}：企业微信单次调用最多 {most} 天，此后按此安排" }
    fact_quarantined(stream: &str, rows: &str) { en: "{stream}: {rows} unreadable rows set aside", zh: "{stream}：{rows} 行无法读取，已搁置" }
    fact_unfamiliar(stream: &str, field: &str, value: &str) { en: "{stream}: {field} has the unknown value {value}, kept as it came", zh: "{stream}：{field} 出现未知取值 {value}，已原样保留" }
    fact_shrank(stream: &str, missing: &str, known: &str) { en: "{stream}: {missing} of {known} known rows missing, kept", zh: "{stream}：已知 {known} 行中缺失 {missing} 行，予以保留" }
    fact_members_missing(missing: &str, known: &str) { en: "{missing} of {known} members missing: the known organisation stays in force", zh: "已知 {known} 名成员中缺失 {missing} 名：沿用原有通讯录" }
    fact_organisation_changed(changes: &str) { en: "organisation changed: {changes}", zh: "通讯录变更：{changes}" }
    fact_rule_changed(rule: u32, aspects: &str) { en: "rule {rule} changed: {aspects}", zh: "打卡规则 {rule} 变更：{aspects}" }
    fact_judged(days: &str, opened: &str, resolved: &str) { en: "{days} days judged: {opened} opened, {resolved} cleared", zh: "已判定 {days} 人天：新增 {opened}，消除 {resolved}" }
    fact_backed_up(values: &str, folder: &str) { en: "copied to {folder}: {values} values", zh: "已备份到 {folder}：{values} 项" }
    fact_backup_failed(trouble: &str) { en: "not copied: {trouble}", zh: "备份失败：{trouble}" }
    fact_store_failed(trouble: &str) { en: "not stored: {trouble}", zh: "未能写入：{trouble}" }
}

impl Text {
    /// What happened, in one line.
    #[must_use]
    pub fn fact(self, fact: &Fact, zone: &TimeZone) -> String {
        match fact {
            Fact::Started { people } => self.fact_started(&self.count(*people)),
            Fact::TokenRenewed { until } => self.fact_token_renewed(&self.clock(*until, zone)),
            Fact::TokenRefused(trouble) => self.fact_token_refused(&self.trouble(trouble, zone)),
            Fact::Retried { trouble, attempt, wait_ms } => {
                self.fact_retried(&self.mishap(trouble), *attempt, &self.wait(*wait_ms))
            }
            Fact::Throttled { endpoint, until } => self.fact_throttled(endpoint, &self.clock(*until, zone)),
            Fact::ClockCompared { ahead_s } => self.fact_clock(&self.clock_state(*ahead_s)),
            Fact::PassStarted { pass, days } => self.fact_pass_started(*pass, &days.to_string()),
            Fact::PassEnded { pass, inserted, updated, failures } => {
                self.fact_pass_ended(*pass, &self.count(*inserted), &self.count(*updated), *failures)
            }
            Fact::ShardStored { stream, rows, took_ms } => {
                self.fact_shard_stored(self.stream(*stream), &self.count(*rows), *took_ms)
            }
            Fact::ShardFailed { stream, trouble } => {
                self.fact_shard_failed(self.stream(*stream), &self.trouble(trouble, zone))
            }
            Fact::ShardSplit { stream, errcode } => {
                let code = errcode.map(|code| format!("({code})")).unwrap_or_default();
                self.fact_shard_split(self.stream(*stream), &code).trim_end().to_owned()
            }
            Fact::LimitLearnt(LearntLimit { stream, extent, most, .. }) => {
                let (stream, most) = (self.stream(*stream), self.count((*most).into()));
                match extent {
                    Extent::People => self.fact_people_learnt(stream, &most),
                    Extent::Days => self.fact_days_learnt(stream, &most),
                }
            }
            Fact::Quarantined { stream, rows } => self.fact_quarantined(self.stream(*stream), &self.count(*rows)),
            Fact::Unfamiliar { stream, field, value } => self.fact_unfamiliar(self.stream(*stream), field, value),
            Fact::Shrank { stream: Stream::Organisation, known, missing } => {
                self.fact_members_missing(&self.count(*missing), &self.count(*known))
            }
            Fact::Shrank { stream, known, missing } => {
                self.fact_shrank(self.stream(*stream), &self.count(*missing), &self.count(*known))
            }
            Fact::OrganisationChanged(changes) => self.fact_organisation_changed(&self.changes(changes)),
            Fact::RuleChanged(change) => self.fact_rule_changed(change.rule.0, &self.aspects(change)),
            Fact::Judged { days, opened, resolved } => {
                self.fact_judged(&self.count(*days), &self.count(*opened), &self.count(*resolved))
            }
            Fact::BackedUp { values, folder } => self.fact_backed_up(&self.count(*values), folder),
            Fact::BackupFailed(trouble) => self.fact_backup_failed(&self.trouble(trouble, zone)),
            Fact::StoreFailed(trouble) => self.fact_store_failed(&self.trouble(trouble, zone)),
            Fact::Told { story, part } => self.story(*story, *part).to_owned(),
        }
    }

    fn wait(self, wait_ms: u64) -> String {
        match i64::try_from(wait_ms / 1_000) {
            Ok(seconds) if seconds > 0 => self.span(seconds),
            Ok(_) | Err(_) => format!("{wait_ms} ms"),
        }
    }
}
