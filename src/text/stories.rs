//! What a rehearsal tells of its story: each line fits the log of a screen of 80 columns.

use super::{Text, words::words};
use crate::console::fact::{Incident, Part};

words! {
    token_plan { en: "3 min: WeCom ends our token at 0:40, and again at 1:30", zh: "3 分钟：0:40 和 1:30 企业微信提前作废令牌" }
    token_watch { en: "watch: pane 2; a new token, then one that cannot be had", zh: "看：面板 2，先换新令牌，再换不到" }
    token_act { en: "do: nothing the first time; read the trouble the second", zh: "做：第一次不必做；第二次读懂故障" }
    token_incident { en: "now: the token is dead in mid-life", zh: "现在：令牌未到期已作废" }
    token_relief { en: "now: WeCom gives tokens again", zh: "现在：企业微信恢复发放令牌" }
    token_over { en: "over: the token is good, nothing was lost", zh: "结束：令牌有效，数据无丢失" }

    address_plan { en: "4.5 min: the line changes at 0:30, our address with it", zh: "4.5 分钟：0:30 线路切换，出口地址随之改变" }
    address_watch { en: "watch: a P1 with the address WeCom saw; calls stop", zh: "看：P1 带有企业微信看到的地址，调用停止" }
    address_act { en: "do: Enter on the P1; give its address to the administrator", zh: "做：在 P1 上按 Enter，把地址交给管理员" }
    address_incident { en: "now: we call from 198.51.100.9, which is not trusted", zh: "现在：出口是 198.51.100.9，不在可信IP中" }
    address_relief { en: "now: it is entered under 企业可信IP; holds in a minute", zh: "现在：已填入企业可信IP，一分钟后生效" }
    address_over { en: "over: calls are answered, the P1 has closed", zh: "结束：调用恢复，P1 已关闭" }

    storm_plan { en: "4 min: from 0:20 to 3:00 line and WeCom do their worst", zh: "4 分钟：0:20 到 3:00 网络与企业微信全面异常" }
    storm_watch { en: "watch: pane 3; retries, a quota that rests, failed calls", zh: "看：面板 3，重试、配额冷却、失败的调用" }
    storm_act { en: "do: nothing; P pauses, X cancels; see that no row is lost", zh: "做：不必做；P 暂停，X 取消；数据不丢" }
    storm_incident { en: "now: busy, cut, slow and silent answers", zh: "现在：繁忙、截断、缓慢、无应答" }
    storm_relief { en: "now: the sky clears", zh: "现在：恢复正常" }
    storm_over { en: "over: the next pass made good what had failed", zh: "结束：失败的部分已由下一次同步补齐" }

    late_plan { en: "5 min: a gate's machine was offline for five days", zh: "5 分钟：一台门口考勤机离线了五天" }
    late_watch { en: "watch: missing punches of people who were there", zh: "看：到岗的人显示缺卡" }
    late_act { en: "do: at 1:30 press r, or wait for the look at the week", zh: "做：1:30 按 r 重拉，或等待每周回看" }
    late_incident { en: "now: one row in ten of five days is still in the machine", zh: "现在：五天内每十条有一条还在机器里" }
    late_relief { en: "now: the machine is online and hands them in", zh: "现在：考勤机上线并补传" }
    late_over { en: "over: the late rows are here, their anomalies closed", zh: "结束：迟到数据已入库，相应异常已关闭" }

    month_plan { en: "7 min: 23:57 on the month's last day; midnight at 3:00", zh: "7 分钟：月末 23:57，3:00 时到零点" }
    month_watch { en: "watch: slow answers, a used-up quota, a punch at 00:02", zh: "看：应答变慢、配额用尽、00:02 的打卡" }
    month_act { en: "do: nothing; see the punch counted for last month's day", zh: "做：不必做；该打卡应计入上月最后一天" }
    month_incident { en: "now: midnight, and everybody closes their books", zh: "现在：零点，各应用都在结算" }
    month_relief { en: "now: somebody punches out at 00:02, in the new month", zh: "现在：有人在新月份 00:02 打下班卡" }
    month_over { en: "over: the punch is here, though WeCom files it nowhere", zh: "结束：打卡已到，尽管按天查询查不到" }

    story_left { en: "the story was left before its end", zh: "剧情尚未结束就离开了" }
}

impl Text {
    /// A part of a story, in one line.
    #[must_use]
    pub fn story(self, story: Incident, part: Part) -> &'static str {
        let parts = match story {
            Incident::TokenRevoked => [
                Self::token_plan,
                Self::token_watch,
                Self::token_act,
                Self::token_incident,
                Self::token_relief,
                Self::token_over,
            ],
            Incident::IpNotTrusted => [
                Self::address_plan,
                Self::address_watch,
                Self::address_act,
                Self::address_incident,
                Self::address_relief,
                Self::address_over,
            ],
            Incident::Storm => [
                Self::storm_plan,
                Self::storm_watch,
                Self::storm_act,
                Self::storm_incident,
                Self::storm_relief,
                Self::storm_over,
            ],
            Incident::LateData => [
                Self::late_plan,
                Self::late_watch,
                Self::late_act,
                Self::late_incident,
                Self::late_relief,
                Self::late_over,
            ],
            Incident::MonthEnd => [
                Self::month_plan,
                Self::month_watch,
                Self::month_act,
                Self::month_incident,
                Self::month_relief,
                Self::month_over,
            ],
        };
        let [plan, watch, act, incident, relief, over] = parts;
        let words = match part {
            Part::Plan => plan,
            Part::Watch => watch,
            Part::Act => act,
            Part::Incident => incident,
            Part::Relief => relief,
            Part::Over => over,
        };
        words(self)
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::text::Lang;

    /// Of 80 columns the frame, the time, the level and the source take so many.
    const TAKEN: usize = 22;

    #[test]
    fn every_line_of_every_story_fits_the_log_of_a_small_screen() {
        let stories =
            [Incident::TokenRevoked, Incident::IpNotTrusted, Incident::Storm, Incident::LateData, Incident::MonthEnd];
        let parts = [Part::Plan, Part::Watch, Part::Act, Part::Incident, Part::Relief, Part::Over];
        for (story, part) in stories.into_iter().flat_map(|story| parts.map(|part| (story, part))) {
            for lang in [Lang::English, Lang::Chinese] {
                let words = Text::new(lang).story(story, part);
                assert!(words.width() + TAKEN <= 80, "{words:?} is {} columns wide", words.width());
            }
        }
    }
}
