//! Verbs, keys, questions and answers.

use super::{
    Text,
    words::{phrases, words},
};
use crate::console::VerbName;

words! {
    verb_sync { en: "resync", zh: "重新同步" }
    verb_pause { en: "pause", zh: "暂停" }
    verb_resume { en: "resume", zh: "继续" }
    verb_cancel { en: "cancel pass", zh: "取消本次同步" }
    verb_back_up { en: "back up", zh: "备份" }
    verb_retry { en: "retry", zh: "重试" }
    verb_retry_token { en: "retry token", zh: "重试令牌" }
    key_pane { en: "pane (twice: zoom)", zh: "窗格(再按放大)" }
    key_panes { en: "pane", zh: "窗格" }
    key_next_pane { en: "next pane", zh: "下一窗格" }
    key_previous_pane { en: "previous pane", zh: "上一窗格" }
    key_move { en: "move", zh: "移动" }
    key_page { en: "page", zh: "翻页" }
    key_half { en: "half a page", zh: "半页" }
    key_ends { en: "first, last", zh: "首行、末行" }
    key_open { en: "open", zh: "打开" }
    key_back { en: "back", zh: "返回" }
    key_pause_resume { en: "pause/resume", zh: "暂停/继续" }
    key_detail_level { en: "log details", zh: "日志细节" }
    key_heat_map { en: "heat map", zh: "覆盖图" }
    key_why { en: "why", zh: "追查" }
    key_earlier_day { en: "day before", zh: "前一天" }
    key_later_day { en: "day after", zh: "后一天" }
    key_next_stream { en: "next stream", zh: "下一数据流" }
    key_reorder { en: "order", zh: "排序" }
    key_help { en: "help", zh: "帮助" }
    key_repaint { en: "repaint", zh: "重绘" }
    key_suspend { en: "suspend", zh: "挂起" }
    key_quit { en: "quit", zh: "退出" }
    key_interrupt { en: "stop typing; twice: quit", zh: "停止输入；两次退出" }
    key_yes { en: "yes", zh: "是" }
    key_no { en: "no", zh: "否" }
    key_previous_field { en: "previous field", zh: "上一栏" }
    key_next_field { en: "next field", zh: "下一栏" }
    key_mark { en: "mark", zh: "选中" }
    key_change { en: "day, row", zh: "日期、行" }
    key_preview { en: "preview", zh: "预览" }
    help_anywhere { en: "anywhere", zh: "任何地方" }
    help_lists { en: "in lists", zh: "列表中" }
    help_panes { en: "in panes", zh: "窗格中" }
    help_reading { en: "in texts", zh: "阅读中" }
    help_map { en: "in the heat map", zh: "覆盖图中" }
    help_questions { en: "when asked", zh: "询问时" }
    help_form { en: "in the resync form", zh: "重新同步表单" }
    form_from { en: "from", zh: "从" }
    form_to { en: "to", zh: "到" }
    form_people { en: "people", zh: "人员" }
    form_departments { en: "departments", zh: "部门" }
    form_streams { en: "streams", zh: "数据" }
    form_missing { en: "missing", zh: "缺失" }
    form_all { en: "all", zh: "全部" }
    form_missing_kept { en: "[ ] kept until a later look agrees", zh: "[ ] 保留，待之后再次核对" }
    form_missing_believed { en: "[+] believe what is missing", zh: "[+] 相信缺失" }
    form_missing_means {
        en: "Marked: rows and papers that WeCom did not give before and does not give now are withdrawn at once, however many. Use it when they really were deleted.",
        zh: "选中后：之前缺失、这次仍缺失的记录一律立即撤回，不论多少。仅在企业微信中确已删除时使用。"
    }
    form_no_stream { en: "mark a stream at least (Space)", zh: "至少选择一种数据(空格)" }
    form_bad_date { en: "a date is YYYY-MM-DD", zh: "日期格式 YYYY-MM-DD" }
    form_wrong_order { en: "'to' lies before 'from'", zh: "结束早于开始" }
    form_none_found { en: "nothing found", zh: "未找到" }
    preview_total { en: "in all", zh: "合计" }
    preview_time { en: "AT LEAST", zh: "至少" }
    column_shards { en: "SHARDS", zh: "时段x组" }
    column_size { en: "SIZE", zh: "数据量" }
    nothing_to_retry { en: "choose a pass that failed or was cancelled (pane 3)", zh: "请在同步窗格(3)选择失败或已取消的同步" }
    confirm_sync { en: "Start it?", zh: "开始吗？" }
    default_no { en: "y yes   n no (Enter and Esc mean no)", zh: "y 是   n 否(Enter、Esc 均为否)" }
    not_permitted { en: "not permitted to you", zh: "你没有权限" }
    read_only_here { en: "read-only: nothing can be changed from here", zh: "只读：此处不能更改" }
    not_now { en: "that makes no sense now", zh: "现在不适用" }
    not_found { en: "it is no longer there", zh: "已不存在" }
    no_day_to_trace { en: "this is about no person's day", zh: "此项与某人某日无关" }
    nothing_selected { en: "nothing is selected", zh: "未选中任何行" }
    no_active_pass { en: "no pass is running", zh: "没有进行中的同步" }
    token_not_stopped { en: "the token is not stopped", zh: "令牌未停止" }
    press_again { en: "press Ctrl-C again to leave", zh: "再按一次 Ctrl-C 退出" }
    no_shell { en: "no shell to suspend to", zh: "没有可返回的 shell" }
    too_busy { en: "the engine is busy: press again", zh: "后台繁忙，请再按一次" }
}

phrases! {
    done_verb(verb: &str) { en: "{verb}: accepted", zh: "{verb}：已接受" }
    started_pass(pass: u64) { en: "pass {pass} started", zh: "第 {pass} 次同步已开始" }
    failed_because(trouble: &str) { en: "failed: {trouble}", zh: "失败：{trouble}" }
    confirm_cancel(pass: u64, days: &str) { en: "Cancel pass {pass} for {days}?", zh: "取消第 {pass} 次同步({days})？" }
    cancel_keeps(done: &str, total: &str) { en: "{done} of {total} calls are stored and stay.", zh: "{total} 次调用中的 {done} 次已入库，会保留。" }
    confirm_where(environment: &str, corp: &str) { en: "on {environment} {corp}", zh: "环境 {environment} {corp}" }
    marked(n: usize) { en: "{n} marked", zh: "已选 {n} 个" }
    more_found(n: &str) { en: "and {n} more: type to narrow", zh: "另有 {n} 个：继续输入以缩小" }
}

impl Text {
    /// A verb.
    #[must_use]
    pub fn verb(self, verb: VerbName) -> &'static str {
        match verb {
            VerbName::Sync => self.verb_sync(),
            VerbName::Pause => self.verb_pause(),
            VerbName::Resume => self.verb_resume(),
            VerbName::Cancel => self.verb_cancel(),
            VerbName::Retry => self.verb_retry(),
            VerbName::RetryToken => self.verb_retry_token(),
            VerbName::BackUp => self.verb_back_up(),
        }
    }
}
