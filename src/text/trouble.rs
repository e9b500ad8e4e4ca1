//! What went wrong and what to do: fragments that chain and end in a remedy.

use jiff::tz::TimeZone;

use super::{
    Text,
    words::{phrases, words},
};
use crate::console::trouble::{Cause, Remedy, Trouble, Unreachable};

words! {
    no_connection { en: "no connection", zh: "连接不上" }
    bad_certificate { en: "certificate not accepted", zh: "证书不被接受" }
    timed_out { en: "no answer in time", zh: "等待超时" }
    connection_broke { en: "connection broke", zh: "连接中断" }
    token_stopped_before { en: "token was refused before", zh: "令牌此前已被拒绝" }
    disk_full { en: "disk is full", zh: "磁盘已满" }
    tried_again { en: "tried again by itself", zh: "会自动重试" }
    run_it_again { en: "run it again: what is stored stays, the rest follows", zh: "请再次运行：已保存的保留，其余继续" }
    check_secret { en: "put in the app's right secret", zh: "填入应用正确的 Secret" }
    check_corp_id { en: "put in the right corp id (企业ID)", zh: "填入正确的企业ID" }
    check_agent_id { en: "put in the right agent id (AgentId)", zh: "填入正确的 AgentId" }
    reset_secret { en: "reset the app's secret (应用管理 > Secret), put in the new one", zh: "在 应用管理 > Secret 重置并填入新的 Secret" }
    use_app_secret { en: "use the secret of a self-built app (应用管理 > 自建)", zh: "改用自建应用的 Secret（应用管理 > 自建）" }
    use_contact_secret { en: "use the secret of 管理工具 > 通讯录同步", zh: "改用 管理工具 > 通讯录同步 的 Secret" }
    enable_checkin { en: "enable 打卡 under 应用管理 > 打卡", zh: "在 应用管理 > 打卡 中启用打卡" }
    enable_approval { en: "enable 审批 under 应用管理 > 审批", zh: "在 应用管理 > 审批 中启用审批" }
    enable_application { en: "enable the app in the admin page under 应用管理", zh: "在管理后台 应用管理 中启用该应用" }
    trust_this_address { en: "add this host to 企业可信IP, wait a minute", zh: "把本机加入企业可信IP，等一分钟" }
    grant_interface { en: "list the app under 打卡 > 可调用接口的应用", zh: "在 打卡 > 可调用接口的应用 中加入该应用" }
    grant_approval { en: "list the app under 审批 > 可调用接口的应用", zh: "在 审批 > 可调用接口的应用 中加入该应用" }
    grant_operation_log { en: "list the app under 使用分析 > API > 可调用接口应用", zh: "在 使用分析 > API > 可调用接口应用 中加入该应用" }
    widen_range { en: "widen the app's visible range (可见范围)", zh: "扩大应用的可见范围" }
    refresh_roster { en: "resync: the member left or was renamed", zh: "重新同步：成员已离开或改名" }
    check_receivers { en: "widen the app's visible range (可见范围), or name other receivers", zh: "扩大应用的可见范围，或更换接收人" }
    set_callback { en: "set the app's callback address: 接收消息 > API接收", zh: "为应用设置回调地址：接收消息 > API接收" }
    shorten_message { en: "shorten the message", zh: "缩短消息内容" }
    leave_message { en: "older than 24 hours: it cannot be taken back", zh: "已超过 24 小时，无法撤回" }
    check_slot { en: "choose a punch that is due that day: 打卡 > 规则", zh: "选择当天应有的打卡点：打卡 > 规则" }
    check_punch_time { en: "choose a past time within the slot's window: 打卡 > 规则", zh: "选择该打卡点时段内、且已过去的时间：打卡 > 规则" }
    allow_days_off { en: "allow punches on days off in the rule: 打卡 > 规则", zh: "在规则中允许非工作日打卡：打卡 > 规则" }
    open_correction { en: "the rule closes this correction: change it under 打卡 > 规则 > 补卡", zh: "规则不允许此类补卡：在 打卡 > 规则 > 补卡 中修改" }
    finish_approval { en: "finish the pending approval of this punch first: 审批", zh: "请先处理完该打卡的审批：审批" }
    read_back { en: "it may have been done: read back before repeating", zh: "可能已经生效：先回读，再决定是否重做" }
    narrow_request { en: "ask for fewer people or days", zh: "减少人数或天数" }
    check_network { en: "look at network, proxy and base_url", zh: "检查网络、代理和 base_url" }
    check_certificates { en: "look at the certificates this machine trusts", zh: "检查本机信任的证书" }
    free_space { en: "make room on the disk, then start again", zh: "清理磁盘后重新启动" }
    make_writable { en: "look at the disk: its file system is read-only; make it writable, then start again", zh: "文件系统为只读：检查磁盘并恢复可写后重新启动" }
    check_data_folder { en: "look at the data folder's rights and the disk", zh: "检查数据目录权限和磁盘" }
    check_store { en: "stop this, run `punchdeck store check`; if damaged restore a backup, or `punchdeck store rebuild`", zh: "停止本程序，运行 `punchdeck store check`；如已损坏请恢复备份，或运行 `punchdeck store rebuild`" }
    report_it { en: "report it: this is our fault", zh: "请反馈：这是本程序的问题" }
    ask_wecom { en: "look the code up in WeCom's error table", zh: "查企业微信的错误码表" }
}

phrases! {
    refused(errcode: i64, message: &str) { en: "refused {errcode} {message}", zh: "被拒绝 {errcode} {message}" }
    bad_answer(status: u16, what: &str) { en: "answer {status} is not WeCom's: {what}", zh: "应答 {status} 不是企业微信的：{what}" }
    disk_says(what: &str) { en: "disk: {what}", zh: "磁盘：{what}" }
    tried_again_at(time: &str) { en: "tried again at {time}", zh: "{time} 自动重试" }
    trust_address(ip: &str) { en: "add {ip} to 企业可信IP, wait a minute", zh: "把 {ip} 加入企业可信IP，等一分钟" }
    ask_wecom_with(hint: &str) { en: "look the code up, hint {hint}", zh: "查错误码，hint {hint}" }
}

impl Text {
    /// The whole chain: where, what, and what to do about it.
    #[must_use]
    pub fn trouble(self, trouble: &Trouble, zone: &TimeZone) -> String {
        format!("{}: {}", self.mishap(trouble), self.advice(trouble, zone))
    }

    /// Where and what, without the remedy.
    #[must_use]
    pub fn mishap(self, trouble: &Trouble) -> String {
        format!("{}: {}", trouble.during, self.cause(&trouble.cause))
    }

    /// What to do. A code to be looked up comes with the hint that WeCom's support asks for.
    #[must_use]
    pub fn advice(self, trouble: &Trouble, zone: &TimeZone) -> String {
        match (&trouble.remedy, &trouble.cause) {
            (Remedy::AskWecom, Cause::Refused { hint: Some(hint), .. }) => self.ask_wecom_with(hint),
            (remedy, _) => self.remedy(remedy, zone),
        }
    }

    /// What to do about a trouble that ended a command: nothing is tried again by itself then.
    #[must_use]
    pub fn last_advice(self, trouble: &Trouble, zone: &TimeZone) -> String {
        match trouble.remedy {
            Remedy::TriedAgain { .. } => self.run_it_again().into(),
            _ => self.advice(trouble, zone),
        }
    }

    /// The whole chain of a trouble that ended a command.
    #[must_use]
    pub fn last_trouble(self, trouble: &Trouble, zone: &TimeZone) -> String {
        let happened = match &trouble.cause {
            // How full is full: there is room for that here.
            Cause::Disk { what, .. } => self.disk_says(what),
            _ => self.mishap(trouble),
        };
        format!("{happened}: {}", self.last_advice(trouble, zone))
    }

    /// What happened, without where.
    #[must_use]
    pub fn cause(self, cause: &Cause) -> String {
        match cause {
            Cause::Refused { errcode, message, .. } => self.refused(*errcode, message).trim_end().to_owned(),
            Cause::Unreachable(how) => self.unreachable(*how).into(),
            Cause::BadAnswer { status, what } => self.bad_answer(*status, what),
            Cause::TokenStopped => self.token_stopped_before().into(),
            Cause::Disk { full: true, .. } => self.disk_full().into(),
            Cause::Disk { full: false, what } => self.disk_says(what),
        }
    }

    fn unreachable(self, how: Unreachable) -> &'static str {
        match how {
            Unreachable::NoConnection => self.no_connection(),
            Unreachable::Certificate => self.bad_certificate(),
            Unreachable::Timeout => self.timed_out(),
            Unreachable::Broken => self.connection_broke(),
        }
    }

    /// What to do, in a few words.
    #[must_use]
    pub fn remedy(self, remedy: &Remedy, zone: &TimeZone) -> String {
        let fixed = match remedy {
            Remedy::TriedAgain { at: Some(at) } => return self.tried_again_at(&self.clock(*at, zone)),
            Remedy::TrustAddress { ip: Some(ip) } => return self.trust_address(ip),
            Remedy::TriedAgain { at: None } => self.tried_again(),
            Remedy::TrustAddress { ip: None } => self.trust_this_address(),
            Remedy::CheckSecret => self.check_secret(),
            Remedy::CheckCorpId => self.check_corp_id(),
            Remedy::CheckAgentId => self.check_agent_id(),
            Remedy::ResetSecret => self.reset_secret(),
            Remedy::UseAppSecret => self.use_app_secret(),
            Remedy::UseContactSecret => self.use_contact_secret(),
            Remedy::EnableApplication => self.enable_application(),
            Remedy::EnableCheckin => self.enable_checkin(),
            Remedy::EnableApproval => self.enable_approval(),
            Remedy::GrantInterface => self.grant_interface(),
            Remedy::GrantApproval => self.grant_approval(),
            Remedy::GrantOperationLog => self.grant_operation_log(),
            Remedy::WidenRange => self.widen_range(),
            Remedy::RefreshRoster => self.refresh_roster(),
            Remedy::CheckReceivers => self.check_receivers(),
            Remedy::SetCallback => self.set_callback(),
            Remedy::ShortenMessage => self.shorten_message(),
            Remedy::LeaveMessage => self.leave_message(),
            Remedy::CheckSlot => self.check_slot(),
            Remedy::CheckPunchTime => self.check_punch_time(),
            Remedy::AllowDaysOff => self.allow_days_off(),
            Remedy::OpenCorrection => self.open_correction(),
            Remedy::FinishApproval => self.finish_approval(),
            Remedy::ReadBack => self.read_back(),
            Remedy::NarrowRequest => self.narrow_request(),
            Remedy::CheckNetwork => self.check_network(),
            Remedy::CheckCertificates => self.check_certificates(),
            Remedy::FreeSpace => self.free_space(),
            Remedy::MakeWritable => self.make_writable(),
            Remedy::CheckStore => self.check_store(),
            Remedy::CheckDataFolder => self.check_data_folder(),
            Remedy::Report => self.report_it(),
            Remedy::AskWecom => self.ask_wecom(),
        };
        fixed.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn a_trouble_ends_in_what_to_do() {
        let trouble = Trouble {
            during: "getcheckindata".into(),
            cause: Cause::Refused {
                errcode: 60020,
                message: "not allow to access from your ip".into(),
                hint: None,
                from_ip: None,
            },
            remedy: Remedy::TrustAddress { ip: Some("203.0.113.9".into()) },
        };
        let words = Text::new(Lang::English).trouble(&trouble, &TimeZone::UTC);
        assert_eq!(
            words,
            "getcheckindata: refused 60020 not allow to access from your ip: add 203.0.113.9 to 企业可信IP, wait a minute"
        );
    }
}
