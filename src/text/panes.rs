//! The screen: titles, headings, the header line and what is said when there is nothing.

use super::{
    Text,
    words::{phrases, words},
};

words! {
    pane_anomalies { en: "Anomalies", zh: "异常" }
    pane_tokens { en: "Tokens", zh: "令牌" }
    pane_sync { en: "Sync", zh: "同步" }
    pane_audit { en: "Audit", zh: "审计" }
    pane_log { en: "Log", zh: "日志" }
    pane_detail { en: "Detail", zh: "详情" }
    help_title { en: "Keys", zh: "按键" }
    wecom { en: "WeCom", zh: "企业微信" }
    custom { en: "CUSTOM", zh: "自定义" }
    demo { en: "DEMO", zh: "演示" }
    rehearsal { en: "REHEARSAL", zh: "演练" }
    read_only { en: "ro", zh: "只读" }
    read_write { en: "rw", zh: "读写" }
    out_of_step { en: "OUT OF STEP", zh: "数据脱节" }
    nothing_open { en: "nothing open", zh: "无异常" }
    token_word { en: "token", zh: "令牌" }
    sync_word { en: "sync", zh: "同步" }
    data_word { en: "data", zh: "数据" }
    store_word { en: "store", zh: "存储" }
    old { en: "OLD", zh: "过旧" }
    no_data { en: "no data yet", zh: "尚无数据" }
    waiting_for_engine { en: "waiting for the engine", zh: "等待后台引擎" }
    column_severity { en: "S", zh: "级" }
    column_standing { en: "ST", zh: "态" }
    column_age { en: "AGE", zh: "时长" }
    column_times { en: "N", zh: "次" }
    column_date { en: "DATE", zh: "日期" }
    column_whom { en: "WHO / WHERE", zh: "人员 / 位置" }
    column_what { en: "WHAT", zh: "情况" }
    column_time { en: "TIME", zh: "时间" }
    column_who { en: "WHO", zh: "谁" }
    column_action { en: "ACTION", zh: "操作" }
    column_object { en: "OBJECT", zh: "对象" }
    column_result { en: "RESULT", zh: "结果" }
    first_seen { en: "first", zh: "首次" }
    last_seen { en: "last", zh: "最近" }
    evidence_title { en: "facts", zh: "依据" }
    days_title { en: "days around it", zh: "前后考勤日" }
    punches_title { en: "punches", zh: "打卡" }
    loading { en: "loading", zh: "读取中" }
    no_longer_there { en: "no longer there", zh: "已不存在" }
    audit_empty { en: "nothing recorded yet", zh: "尚无审计记录" }
    log_empty { en: "nothing logged yet", zh: "尚无日志" }
    following { en: "follow", zh: "跟随" }
    scrolled { en: "scrolled", zh: "已翻动" }
    details_too { en: "details too", zh: "含细节" }
    system { en: "system", zh: "系统" }
    schedule { en: "schedule", zh: "定时" }
}

phrases! {
    nothing_open_with_age(age: &str) { en: "Nothing open. The data is {age} old.", zh: "没有异常。数据截至 {age}前。" }
    all_fine_about(people: &str, departments: &str) { en: "{people} people in {departments} departments are being watched.", zh: "正在关注 {departments} 个部门的 {people} 人。" }
    known(people: &str, departments: &str, rules: &str) { en: "{people} people, {departments} departments, {rules} rules", zh: "{people} 人，{departments} 个部门，{rules} 条规则" }
    people_hit(n: &str) { en: "{n} people hit", zh: "涉及 {n} 人" }
    oldest(age: &str) { en: "oldest {age}", zh: "最久 {age}" }
    free(bytes: &str) { en: "{bytes} free", zh: "剩余 {bytes}" }
}

impl Text {
    /// Who did something: the program's own names in words, a person's as it is.
    #[must_use]
    pub fn actor(self, name: &str) -> &str {
        match name {
            "system" => self.system(),
            "schedule" => self.schedule(),
            person => person,
        }
    }
}
