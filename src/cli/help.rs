//! The words of the command line's help, in two languages, and parsing with them.

use std::ffi::OsString;

use clap::{Arg, Command, CommandFactory, FromArgMatches};

use super::arguments::Arguments;
use crate::text::Lang;

/// A command or option, its words in English and in Chinese.
type Entry = (&'static str, &'static str, &'static str);

const COMMANDS: &[Entry] = &[
    (
        "punchdeck",
        "Keeps WeCom (企业微信) attendance data in step, and shows that it is",
        "让企业微信考勤数据保持同步，并看得见它确实同步",
    ),
    (
        "console",
        "The full-screen console over your WeCom application (the default)",
        "全屏控制台，连接您的企业微信应用（默认）",
    ),
    (
        "demo",
        "The console over a built-in simulator: no configuration, no network",
        "全屏控制台，连接内置模拟器：无需配置，无需网络",
    ),
    ("sync", "One pass now: pull, store, judge, and say what came of it", "立即同步一次：拉取、保存、判定，并报告结果"),
    ("status", "What the first screen shows, from the store", "显示首屏的内容，取自本地存储"),
    ("export", "Data out, as JSON Lines or CSV", "导出数据，JSON Lines 或 CSV"),
    (
        "trace",
        "Why a punch is here, or is not: everything known of one person's day, and what to do",
        "追查某人某日的打卡为何在、为何不在，以及如何处理",
    ),
    ("audit", "The chained record of everything done", "链式操作日志"),
    ("verify", "Proves the audit log, offline", "离线验证操作日志"),
    ("config", "The configuration", "配置"),
    ("store", "The local store", "本地存储"),
    (
        "backup",
        "Copies the store to a new folder, which can stand in as --data-dir",
        "把存储复制到新目录，该目录可直接用作 --data-dir",
    ),
    ("store check", "Reads every value in the store and names what is damaged", "读取存储中的每个值，指出损坏之处"),
    (
        "rebuild",
        "Moves a damaged store aside, deletes nothing, and says which sync fills the new one",
        "把损坏的存储移到一旁（不删除任何内容），并说明用哪条 sync 命令重新拉取",
    ),
    ("check", "Reads the configuration and says what is wrong, with line and column", "读取配置，指出错误所在的行和列"),
    ("simulate", "The simulator alone, over HTTP, for training and tests", "单独运行模拟器（HTTP），用于培训和测试"),
    ("help", "Help on a command", "显示命令的帮助"),
];

const OPTIONS: &[Entry] = &[
    (
        "config",
        "The configuration; without it the first of your own and /etc/punchdeck/config.toml",
        "配置文件；缺省为个人配置，其次 /etc/punchdeck/config.toml",
    ),
    ("data_dir", "Where the store lies, whatever the configuration says", "数据目录，优先于配置"),
    ("lang", "The language; without it the locale's", "语言；缺省按系统区域设置"),
    ("color", "Colour: auto, always or never", "颜色：auto、always 或 never"),
    (
        "theme",
        "A theme's name: term16, night, day, high-contrast, mono, or one of your own",
        "主题：term16、night、day、high-contrast、mono 或自定义",
    ),
    (
        "now",
        "Judge as if it were then (RFC 3339); everything shown says so",
        "按该时刻判定（RFC 3339）；所有输出都会注明",
    ),
    ("verbose", "Say more on standard error", "在标准错误上输出更多信息"),
    ("quiet", "Say only what went wrong", "只输出错误"),
    ("employees", "How many people the made-up company has", "模拟企业的人数"),
    ("days", "How many days before today have records", "今天之前有打卡记录的天数"),
    ("seed", "From which the company is made; the same seed, the same company", "生成企业的种子；种子相同则企业相同"),
    ("speed", "Seconds that pass in each real one", "每个真实秒内流逝的秒数"),
    (
        "faults",
        "A story to practise with, told in the log: token-revoked (3 min), ip-not-trusted (4.5 min), storm (4 min), \
         late-data (5 min), month-end (7 min)",
        "演练剧情，日志中会讲解：token-revoked（3 分钟）、ip-not-trusted（4.5 分钟）、storm（4 分钟）、\
         late-data（5 分钟）、month-end（7 分钟）",
    ),
    ("from", "The first day (YYYY-MM-DD), or the first record", "第一天（YYYY-MM-DD），或第一条记录"),
    ("to", "The last day (YYYY-MM-DD)", "最后一天（YYYY-MM-DD）"),
    ("user", "Only this member; may be repeated", "只处理该成员；可重复"),
    ("who", "The member's account (userid)", "成员账号（userid）"),
    ("date", "The day (YYYY-MM-DD)", "日期（YYYY-MM-DD）"),
    (
        "dept",
        "Only members of this department (name or number) and below; may be repeated",
        "只处理该部门（名称或编号）及其下级的成员；可重复",
    ),
    (
        "stream",
        "Only this stream: organisation, rules, records, day_reports, rosters, devices, approvals, operations; may be repeated",
        "只处理该数据流：organisation、rules、records、day_reports、rosters、devices、approvals、operations；可重复",
    ),
    (
        "believe_missing",
        "Withdraw rows that were missing before and are missing again, however many",
        "再次缺失的记录一律撤回，不论多少",
    ),
    (
        "resume",
        "Go on with this pass, which an earlier command or console left unfinished",
        "继续这次同步：它由之前的命令或控制台启动而未完成",
    ),
    (
        "retry",
        "Ask again for what this pass failed of, or was interrupted before, and for nothing else",
        "只重新拉取这次同步失败或被中断而未取得的部分",
    ),
    ("dry_run", "Say what it would cost, and touch nothing", "只说明代价，不做任何改动"),
    ("json", "Print JSON on standard output", "在标准输出上打印 JSON"),
    ("dir", "The folder to make", "要新建的目录"),
    (
        "what",
        "records, days, anomalies, audit, or coverage: of whom what was asked, and what came of it",
        "records（记录）、days（考勤日）、anomalies（异常）、audit（日志）或 coverage（数据覆盖：查过谁、结果如何）",
    ),
    ("format", "jsonl or csv", "jsonl 或 csv"),
    ("all_versions", "Earlier versions of records too", "包括记录的历史版本"),
    ("output", "Write there instead of standard output", "写入该文件而非标准输出"),
    ("anchor", "A file with a line SEQ HASH that the log must contain", "文件中一行 SEQ HASH，日志必须包含它"),
    ("listen", "The address to listen on", "监听地址"),
    ("live", "Today and later days have records as time passes", "今天及以后的日子随时间产生打卡记录"),
    (
        "shift_workers",
        "Some people work by a roster, with nights, and some at free hours",
        "部分人员按排班上班（含夜班），部分人员自由上下班",
    ),
    (
        "scenario",
        "A file that says what happens and goes wrong and when (TOML), or an acceptance case to serve (JSON)",
        "描述何时发生何事、出何种故障的文件（TOML），或要提供的验收用例（JSON）",
    ),
    (
        "punches",
        "Replay a real attendance terminal's log as the company's records",
        "把真实考勤机日志作为企业的打卡记录重放",
    ),
    ("truth", "Write every record that will be served, as JSON Lines", "把将要提供的每条记录写成 JSON Lines"),
    (
        "callback",
        "Where callbacks are pushed to when forms change, people come into sight or leave it, or the app is stopped",
        "回调地址：审批变更、成员进出可见范围、应用停用时推送",
    ),
    ("callback_token", "The Token with which callbacks are signed", "回调签名用的 Token"),
    ("callback_key", "The EncodingAESKey with which callbacks are encrypted", "回调加密用的 EncodingAESKey"),
    ("help", "Print help", "显示帮助"),
    ("version", "Print the version", "显示版本"),
];

/// Parses a command line; help and errors come in the language that it or the locale asks for.
///
/// # Errors
/// If it cannot be parsed, or asks for help.
pub fn parse(line: &[OsString]) -> Result<Arguments, clap::Error> {
    let matches = command(language(line)).try_get_matches_from(line)?;
    Arguments::from_arg_matches(&matches)
}

/// The whole command with the words of one language.
#[must_use]
pub fn command(lang: Lang) -> Command {
    let mut command = Arguments::command();
    command.build();
    worded(command, "", lang)
}

/// The language of the locale, by the variables that POSIX names, in its order.
#[must_use]
pub fn locale() -> Lang {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let set = variables.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    set.map_or(Lang::English, |locale| Lang::from_locale(&locale))
}

/// `--lang` is looked for before anything is parsed: the errors of parsing need it.
#[must_use]
pub fn language(line: &[OsString]) -> Lang {
    let words: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].clone());
    let joined = || words.iter().find_map(|word| word.strip_prefix("--lang=").map(|tag| tag.to_owned().into()));
    after.or_else(joined).and_then(|tag| Lang::parse(&tag)).unwrap_or_else(locale)
}

/// The words of a command; where two commands share a name, the one above it tells them apart.
fn about(above: &str, name: &str, lang: Lang) -> Option<&'static str> {
    say(COMMANDS, &format!("{above} {name}"), lang).or_else(|| say(COMMANDS, name, lang))
}

fn worded(command: Command, above: &str, lang: Lang) -> Command {
    let name = command.get_name().to_owned();
    let command = match about(above, &name, lang) {
        Some(words) => command.about(words),
        None => command,
    };
    let command = command.mut_args(|option: Arg| match say(OPTIONS, option.get_id().as_str(), lang) {
        Some(words) => option.help(words),
        None => option,
    });
    command.mut_subcommands(|inner| worded(inner, &name, lang))
}

fn say(entries: &[Entry], name: &str, lang: Lang) -> Option<&'static str> {
    entries.iter().find(|(id, ..)| *id == name).map(|(_, english, chinese)| match lang {
        Lang::English => *english,
        Lang::Chinese => *chinese,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unworded(command: &Command) -> Vec<String> {
        let here = say(COMMANDS, command.get_name(), Lang::Chinese).is_none().then(|| command.get_name().to_owned());
        let options = command.get_arguments().map(|option| option.get_id().as_str().to_owned());
        let options = options.filter(|id| say(OPTIONS, id, Lang::Chinese).is_none());
        here.into_iter().chain(options).chain(command.get_subcommands().flat_map(unworded)).collect()
    }

    #[test]
    fn every_command_and_option_has_words_in_both_languages() {
        assert_eq!(unworded(&Arguments::command()), Vec::<String>::new());
    }

    #[test]
    fn the_command_line_is_sound() {
        command(Lang::English).debug_assert();
    }
}
