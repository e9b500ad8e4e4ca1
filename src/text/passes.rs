//! The sync and the token.

use super::{
    Text,
    words::{phrases, words},
};
use crate::console::view::{Lane, PassState, TokenState};

words! {
    stream_organisation { en: "organisation", zh: "通讯录" }
    stream_rules { en: "rules", zh: "打卡规则" }
    stream_records { en: "records", zh: "打卡记录" }
    stream_day_reports { en: "day reports", zh: "打卡日报" }
    stream_rosters { en: "rosters", zh: "排班" }
    stream_devices { en: "machines", zh: "考勤机" }
    stream_approvals { en: "approvals", zh: "审批" }
    stream_operations { en: "admin log", zh: "操作日志" }
    pass_running { en: "running", zh: "进行中" }
    pass_paused { en: "paused", zh: "已暂停" }
    pass_done { en: "done", zh: "完成" }
    pass_partial { en: "PARTLY done", zh: "部分完成" }
    pass_failed { en: "FAILED", zh: "失败" }
    pass_cancelled { en: "cancelled", zh: "已取消" }
    lane_live { en: "live", zh: "实时" }
    lane_late { en: "late rows", zh: "补传" }
    lane_asked { en: "asked", zh: "人工" }
    lane_warm { en: "look-back", zh: "回看" }
    lane_backfill { en: "backfill", zh: "回填" }
    column_lane { en: "LANE", zh: "通道" }
    token_none { en: "none yet", zh: "尚未获取" }
    token_valid { en: "ok", zh: "正常" }
    token_stopped { en: "STOPPED", zh: "已停止" }
    token_failing { en: "FAILING", zh: "获取失败" }
    token_stopped_long { en: "WeCom refused it; nothing is tried until you act", zh: "被企业微信拒绝，处理之前不再尝试" }
    token_failing_long { en: "none to be had for now; tried again by itself", zh: "暂时获取不到，会自动重试" }
    clock_label { en: "clock", zh: "时钟" }
    clock_right { en: "is right", zh: "准确" }
    set_the_clock { en: "set it: timedatectl set-ntp true, or chrony", zh: "请校时：timedatectl set-ntp true，或 chrony" }
    app_label { en: "app", zh: "应用" }
    state_label { en: "state", zh: "状态" }
    fetched_label { en: "fetched", zh: "获取于" }
    expires_label { en: "expires", zh: "过期于" }
    refreshes_label { en: "refreshes", zh: "刷新次数" }
    last_trouble_label { en: "last error", zh: "最近错误" }
    remedy_label { en: "what to do", zh: "处理办法" }
    none_at_all { en: "none", zh: "无" }
    new_rows { en: "new", zh: "新增" }
    changed_rows { en: "changed", zh: "变更" }
    same_rows { en: "same", zh: "未变" }
    missing_rows { en: "missing", zh: "缺失待查" }
    withdrawn_rows { en: "withdrawn", zh: "撤回" }
    set_aside_rows { en: "set aside", zh: "搁置" }
    last_success { en: "last success", zh: "最近成功" }
    quota { en: "quota", zh: "配额" }
    unlimited { en: "no limit", zh: "不限" }
    learnt { en: "learnt", zh: "已学到" }
    waits { en: "waits", zh: "等待" }
    never { en: "never", zh: "从未" }
    failures_title { en: "failed calls", zh: "失败的调用" }
    history_title { en: "passes", zh: "历次同步" }
    column_stream { en: "STREAM", zh: "数据" }
    column_progress { en: "PROGRESS", zh: "进度" }
    column_calls { en: "CALLS", zh: "调用" }
    column_rate { en: "RATE", zh: "速率" }
    column_eta { en: "ETA", zh: "剩余" }
    column_retries { en: "RETRY", zh: "重试" }
    column_failures { en: "ERR", zh: "失败" }
    column_pass { en: "PASS", zh: "序号" }
    column_days { en: "DAYS", zh: "日期" }
    column_state { en: "STATE", zh: "状态" }
    column_started { en: "STARTED", zh: "开始" }
    column_took { en: "TOOK", zh: "用时" }
    column_rows { en: "ROWS", zh: "行数" }
    column_origin { en: "BY", zh: "发起" }
    no_pass_yet { en: "no sync yet: r starts one", zh: "尚未同步：按 r 开始" }
    everybody { en: "everybody", zh: "所有人" }
}

phrases! {
    clock_ahead(span: &str) { en: "is {span} ahead of WeCom's", zh: "比企业微信快 {span}" }
    clock_behind(span: &str) { en: "is {span} behind WeCom's", zh: "比企业微信慢 {span}" }
    ago(span: &str) { en: "{span} ago", zh: "{span}前" }
    in_span(span: &str) { en: "in {span}", zh: "{span}后" }
    since_start(n: u64) { en: "{n} since start", zh: "启动以来 {n} 次" }
    used_of(used: u32, allowed: u32) { en: "{used}/{allowed} a minute", zh: "每分钟 {used}/{allowed}" }
    used_of_slowed(used: u32, allowed: u32, usual: u32) { en: "{used}/{allowed} a minute, slowed down from {usual}", zh: "每分钟 {used}/{allowed}，由 {usual} 降速" }
    used_freely(used: u32) { en: "{used} a minute, no limit", zh: "每分钟 {used}，不限" }
    blocked_for(span: &str) { en: "blocked by WeCom, {span} to go", zh: "被企业微信限流，还剩 {span}" }
    people_a_call(stream: &str, most: &str, left: &str) { en: "{stream}  {most} people a call at most, kept for {left}", zh: "{stream}  单次调用最多 {most} 人，保留 {left}" }
    days_a_call(stream: &str, most: &str, left: &str) { en: "{stream}  {most} days a call at most, kept for {left}", zh: "{stream}  单次调用最多 {most} 天，保留 {left}" }
    pass_number(id: u64) { en: "pass {id}", zh: "第 {id} 次" }
    retry_of(id: u64) { en: "retry of {id}", zh: "第 {id} 次的重试" }
    so_many_departments(n: usize) { en: "{n} departments", zh: "{n} 个部门" }
    more_failures(n: &str) { en: "and {n} more failed", zh: "另有 {n} 次失败" }
    so_many_people(n: &str) { en: "{n} people", zh: "{n} 人" }
    token_refreshes_of_pass(n: u64) { en: "token refreshes {n}", zh: "令牌刷新 {n} 次" }
}

impl Text {
    /// How a pass stands.
    #[must_use]
    pub fn pass_state(self, state: PassState) -> &'static str {
        match state {
            PassState::Running => self.pass_running(),
            PassState::Paused => self.pass_paused(),
            PassState::Done => self.pass_done(),
            PassState::Partial => self.pass_partial(),
            PassState::Failed => self.pass_failed(),
            PassState::Cancelled => self.pass_cancelled(),
        }
    }

    /// Whose calls go first.
    #[must_use]
    pub fn lane(self, lane: Lane) -> &'static str {
        match lane {
            Lane::Live => self.lane_live(),
            Lane::Late => self.lane_late(),
            Lane::Asked => self.lane_asked(),
            Lane::Warm => self.lane_warm(),
            Lane::Backfill => self.lane_backfill(),
        }
    }

    /// How this machine's clock stands to WeCom's.
    #[must_use]
    pub fn clock_state(self, ahead_s: i64) -> String {
        match ahead_s {
            0 => self.clock_right().into(),
            1.. => self.clock_ahead(&self.span(ahead_s)),
            ..0 => self.clock_behind(&self.span(ahead_s.saturating_neg())),
        }
    }

    /// How the token stands, in one word.
    #[must_use]
    pub fn token_state(self, state: TokenState) -> &'static str {
        match state {
            TokenState::None => self.token_none(),
            TokenState::Valid => self.token_valid(),
            TokenState::Stopped => self.token_stopped(),
            TokenState::Failing => self.token_failing(),
        }
    }
}
