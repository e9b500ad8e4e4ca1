//! Failures in Chinese; the English words stand with the errors themselves. What a system or a file
//! said is passed on as it is, and what to do stands behind the last `；`.

use super::failure::Failure;
use crate::{
    audit::Broken,
    config::{ConfigError, secret::SecretError},
    store::StoreError,
};

/// The failure in Chinese, where the words are ours.
#[must_use]
pub fn failure(failure: &Failure) -> Option<String> {
    Some(match failure {
        Failure::Config(error) => config(error)?,
        Failure::Store(error) => store(error),
        Failure::Audit(error) => audit(error),
        Failure::Io { doing, cause } => format!("{doing}：{cause}；请检查路径及其权限"),
        Failure::Interrupted => "已中断；已保存的保留，再次运行可继续".into(),
        Failure::EngineGone => "引擎提前结束；请再次运行，若仍如此请反馈".into(),
        Failure::Theme(_)
        | Failure::Scenario { .. }
        | Failure::Case { .. }
        | Failure::Http(_)
        | Failure::Screen(_)
        | Failure::Trouble(_)
        | Failure::Usage(_)
        | Failure::Refused(_)
        | Failure::Unverified(_)
        | Failure::Unread => return None,
    })
}

fn config(error: &ConfigError) -> Option<String> {
    Some(match error {
        ConfigError::NotFound(places) => {
            let places: Vec<_> = places.iter().map(|path| path.display().to_string()).collect();
            format!("没有配置文件：{}；请按 README 编写，或先试 `punchdeck demo`", places.join("、"))
        }
        ConfigError::Unreadable { path, cause } => {
            format!("读取 {}：{cause}；请检查文件及其权限", path.display())
        }
        ConfigError::Secret(error) => secret(error),
        ConfigError::Wrong { .. } => return None,
    })
}

fn secret(error: &SecretError) -> String {
    match error {
        SecretError::File { path, cause } => {
            format!("从 {} 读取 Secret：{cause}；请写入该文件，且仅本账号可读", path.display())
        }
        SecretError::Env(name) => format!("Secret 的环境变量 {name} 未设置；请设置，或在配置中改用其他位置"),
        SecretError::Command { program, why } => format!("获取 Secret 的命令 {program} 失败（{why}）；请手动运行查看"),
        SecretError::Empty => "Secret 为空；请从企业微信管理后台的应用页面复制".into(),
    }
}

fn store(error: &StoreError) -> String {
    match error {
        StoreError::Locked { path, pid, host } => {
            format!("{} 正被 {host} 上的进程 {pid} 使用；请先结束该进程，或稍后再试", path.display())
        }
        StoreError::Full { path, free_mib, floor_mib } => {
            format!("{} 仅剩 {free_mib} MiB，低于下限 {floor_mib} MiB；请清理磁盘后重新启动", path.display())
        }
        StoreError::Io { doing, cause } => format!("{doing}：{cause}；请检查数据目录的权限和磁盘"),
        StoreError::Damaged { path, what } => {
            format!(
                "{} 已损坏（{what}），未作改动；请恢复备份，或运行 `punchdeck store rebuild` 后重新拉取",
                path.display()
            )
        }
        StoreError::Unfinished(path) => {
            format!("写入 {} 中断，已确认的数据没有丢失；请确认磁盘有空间后重新启动", path.display())
        }
        StoreError::Copying => "正在备份数据；请等待其完成".into(),
        StoreError::Newer { what, found, known } => {
            format!("{what} 的格式为 {found}，本程序最高支持 {known}；请使用更新的程序")
        }
    }
}

fn audit(error: &Broken) -> String {
    match error {
        Broken::Missing { expected, found } => format!("缺少第 {expected} 条记录（其后为 {found}）；请恢复备份并比较"),
        Broken::Unlinked { seq } => format!("第 {seq} 条记录与前一条不相连；请恢复备份并比较"),
        Broken::Changed { seq } => format!("第 {seq} 条记录写入后被改动；请恢复备份并比较"),
        Broken::NotAnchored { seq } => format!("锚点中第 {seq} 条记录的哈希不同，日志被截断或改写；请恢复备份"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_in_chinese_ends_in_what_to_do() {
        let failures = [
            Failure::Store(StoreError::Unfinished("/data".into())),
            Failure::Config(ConfigError::Secret(SecretError::Empty)),
            Failure::Audit(Broken::Changed { seq: 7 }),
            Failure::Interrupted,
        ];
        for one in &failures {
            let words = failure(one).expect("these words are ours");
            assert!(words.contains('；') && !words.ends_with('；'), "{words}");
        }
    }
}
