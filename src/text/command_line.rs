//! Words of the command line's own output.

use super::words::{phrases, words};

words! {
    plain_secret {
        en: "warning: [wecom] secret stands in the file; move it to a file of its own: secret = { file = \"…\" }",
        zh: "警告：[wecom] secret 直接写在配置里；请移到单独的文件：secret = { file = \"…\" }"
    }
    unpaced {
        en: "warning: [wecom.limits] enabled = false: calls are not paced; for a private simulator only",
        zh: "警告：[wecom.limits] enabled = false：不限制调用频率；只可用于私有模拟器"
    }
    nobody_known {
        en: "nobody is known yet: run `punchdeck sync` first",
        zh: "还没有任何成员：请先运行 `punchdeck sync`"
    }
    rehearsal_time { en: "rehearsal: the time is not the real one", zh: "演练：时间不是真实时间" }
}

phrases! {
    unheeded(key: &str) {
        en: "warning: [attendance] {key} is read but not used by this version",
        zh: "警告：[attendance] {key} 已读取，但此版本尚未使用"
    }
    config_holds(path: &str) { en: "{path}: ok", zh: "{path}：正确" }
    audit_holds(records: u64) { en: "audit log holds: {records} records", zh: "操作日志完整：{records} 条记录" }
    stream_progress(stream: &str, done: u64, total: u64, rows: u64) {
        en: "{stream}: {done}/{total} calls, {rows} rows",
        zh: "{stream}：{done}/{total} 次调用，{rows} 行"
    }
    stream_result(stream: &str, inserted: u64, updated: u64, unchanged: u64, quarantined: u64) {
        en: "{stream}: {inserted} new, {updated} changed, {unchanged} as before, {quarantined} set aside",
        zh: "{stream}：新增 {inserted}，变更 {updated}，不变 {unchanged}，隔离 {quarantined}"
    }
    would_cost(stream: &str, calls: u64) { en: "{stream}: {calls} calls", zh: "{stream}：{calls} 次调用" }
    would_take(people: u64, days: &str, seconds: u64) {
        en: "{people} people, {days}, at least {seconds} s; nothing was touched",
        zh: "{people} 人，{days}，至少 {seconds} 秒；未做任何改动"
    }
}
