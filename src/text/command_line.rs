//! Words of the command line's own output.

use super::words::{phrases, words};

words! {
    size_measured { en: "by what is stored", zh: "按已存数据推算" }
    size_by_rule_of_thumb { en: "rule of thumb", zh: "粗略估计" }
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
    see_help { en: "see `punchdeck --help`", zh: "请看 `punchdeck --help`" }
    nobody_chosen {
        en: "nobody to ask about: look at --user and --dept",
        zh: "没有可查询的成员：请检查 --user 和 --dept"
    }
    rehearsal_on_real_store {
        en: "with --now the real store would get verdicts of a time that is not; name a copy of it with --data-dir, or a simulator as base_url",
        zh: "使用 --now 会把虚构时间的判定写入真实数据；请用 --data-dir 指定副本，或把 base_url 指向模拟器"
    }
    callback_given_up {
        en: "a callback was not answered with 200 in three attempts; WeCom does not come back to it",
        zh: "一次回调三次均未得到 200 应答；企业微信不会再发"
    }
    callback_too_long { en: "a callback would have been too long and was not sent", zh: "一次回调过长，未发送" }
    rehearsal_time { en: "rehearsal: the time is not the real one", zh: "演练：时间不是真实时间" }
}

phrases! {
    refused_here(verb: &str) {
        en: "{verb} is refused: [access] read_only is set; ask whoever runs this machine",
        zh: "{verb} 被拒绝：已设置 [access] read_only；请联系本机管理员"
    }
    nothing_verified(first: u64, last: u64) {
        en: "nothing was verified: the log ends with record {last}, before {first}; if it had more, restore it from a copy",
        zh: "未验证任何记录：日志止于第 {last} 条，早于第 {first} 条；如果曾有更多记录，请从副本恢复"
    }
    wrong_way_round(from: &str, to: &str) {
        en: "--from {from} is after --to {to}; turn them round",
        zh: "--from {from} 晚于 --to {to}；请对调"
    }
    not_staged(why: &str) {
        en: "the scenario wants what cannot be: {why}",
        zh: "剧本中有无法发生的事：{why}"
    }
    unknown_person(who: &str) {
        en: "warning: --user {who} is not in the organisation as last seen",
        zh: "警告：--user {who} 不在最近一次同步的组织架构中"
    }
    unknown_department(department: u32) {
        en: "warning: --dept {department} is not in the organisation as last seen",
        zh: "警告：--dept {department} 不在最近一次同步的组织架构中"
    }
    unheeded(key: &str) {
        en: "warning: [attendance] {key} is read but not used by this version",
        zh: "警告：[attendance] {key} 已读取，但此版本尚未使用"
    }
    unknown_interface(name: &str, nearest: &str) {
        en: "warning: [wecom.limits] \"{name}\" is never called; the nearest interface is \"{nearest}\"",
        zh: "警告：[wecom.limits] \"{name}\" 不是会调用的接口；最接近的是 \"{nearest}\""
    }
    backup_is_there(dir: &str) {
        en: "{dir} is there already; name a folder that is not",
        zh: "{dir} 已存在；请指定一个尚不存在的目录"
    }
    backed_up(values: u64, dir: &str) {
        en: "{values} values copied to {dir} and read back",
        zh: "已复制 {values} 个值到 {dir}，并已回读核对"
    }
    store_holds(values: u64) { en: "store holds: {values} values read", zh: "存储完好：已读取 {values} 个值" }
    store_is_damaged(values: u64) {
        en: "punchdeck: {values} damaged values; restore a backup, or run `punchdeck store rebuild` and pull again",
        zh: "punchdeck: {values} 个值已损坏；请恢复备份，或运行 `punchdeck store rebuild` 后重新拉取"
    }
    nothing_to_rebuild(values: u64) {
        en: "the store is sound ({values} values) and holds more than WeCom gives again; nothing was moved",
        zh: "存储完好（{values} 个值），其中有企业微信不再提供的数据；未作改动"
    }
    store_moved(aside: &str, from: &str) {
        en: "moved to {aside}, nothing deleted; now run `punchdeck sync --from {from}`. Older rows, earlier versions and the audit log stay there",
        zh: "已移至 {aside}，未删除任何内容；现在请运行 `punchdeck sync --from {from}`。更早的记录、历史版本和操作日志仍在原处"
    }
    config_holds(path: &str) { en: "{path}: ok", zh: "{path}：正确" }
    audit_holds(records: u64) { en: "audit log holds: {records} records", zh: "操作日志完整：{records} 条记录" }
    stream_progress(stream: &str, done: u64, total: u64, rows: u64) {
        en: "{stream}: {done}/{total} calls, {rows} rows",
        zh: "{stream}：{done}/{total} 次调用，{rows} 行"
    }
    stream_seen(stream: &str, seen: u64) { en: "{stream}: {seen} seen", zh: "{stream}：共 {seen}" }
    stream_result(stream: &str, inserted: u64, updated: u64, unchanged: u64, quarantined: u64) {
        en: "{stream}: {inserted} new, {updated} changed, {unchanged} as before, {quarantined} set aside",
        zh: "{stream}：新增 {inserted}，变更 {updated}，不变 {unchanged}，隔离 {quarantined}"
    }
    would_cost(stream: &str, calls: u64, windows: u64, groups: u64, seconds: u64, size: &str) {
        en: "{stream}: {calls} calls ({windows} windows x {groups} groups), at least {seconds} s, {size}",
        zh: "{stream}：{calls} 次调用（{windows} 个时段 x {groups} 组），至少 {seconds} 秒，{size}"
    }
    would_take(people: u64, days: &str, calls: u64, seconds: u64, size: &str) {
        en: "{people} people, {days}: {calls} calls, at least {seconds} s, {size}; nothing was touched",
        zh: "{people} 人，{days}：共 {calls} 次调用，至少 {seconds} 秒，{size}；未做任何改动"
    }
    no_such_person(who: &str, nearest: &str) {
        en: "--user {who} is not in the organisation as last seen, the nearest is {nearest}; correct it, or run `punchdeck sync --stream organisation` if that is out of date",
        zh: "--user {who} 不在最近一次同步的组织架构中，最接近的是 {nearest}；请更正，若组织架构已过时请先运行 `punchdeck sync --stream organisation`"
    }
    no_such_department(name: &str, nearest: &str) {
        en: "--dept {name} is not in the organisation as last seen, the nearest is {nearest}; correct it, or run `punchdeck sync --stream organisation` if that is out of date",
        zh: "--dept {name} 不在最近一次同步的组织架构中，最接近的是 {nearest}；请更正，若组织架构已过时请先运行 `punchdeck sync --stream organisation`"
    }
    several_departments(name: &str, numbers: &str) {
        en: "--dept {name} is the name of several departments; say which by number: {numbers}",
        zh: "有多个部门名为 {name}（--dept）；请用编号指定：{numbers}"
    }
    no_such_pass(id: u64) {
        en: "pass {id} is not there, or not in that state; the last ones are in the sync pane of `punchdeck console`",
        zh: "没有第 {id} 次同步，或其状态不符；最近的同步见 `punchdeck console` 的同步窗格"
    }
    left_unfinished(id: u64, days: &str) {
        en: "pass {id} ({days}) is unfinished: `punchdeck sync --resume {id}` goes on with it, and so does the console",
        zh: "第 {id} 次同步（{days}）尚未完成：`punchdeck sync --resume {id}` 或控制台会继续"
    }
    rest_by_retry(id: u64) {
        en: "for the rest alone: `punchdeck sync --retry {id}`",
        zh: "只取其余部分：`punchdeck sync --retry {id}`"
    }
}
