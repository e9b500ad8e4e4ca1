//! What is known of people's days: the heat map.

use jiff::tz::TimeZone;

use super::{
    Text,
    words::{phrases, words},
};
use crate::{
    console::HeatOrder,
    domain::{Coverage, CoverageState},
};

words! {
    heat_title { en: "Coverage", zh: "数据覆盖" }
    coverage_never { en: "never asked", zh: "从未查询" }
    coverage_ok { en: "rows", zh: "有记录" }
    coverage_empty { en: "empty", zh: "无记录" }
    coverage_failed { en: "failed", zh: "失败" }
    coverage_not_visible { en: "not visible", zh: "不可见" }
    coverage_pending { en: "being asked", zh: "查询中" }
    in_doubt { en: "last look failed", zh: "最近一次失败" }
    problems_first { en: "problems first", zh: "问题优先" }
    by_account { en: "by account", zh: "按账号" }
    nobody_to_show { en: "nobody is known yet", zh: "还没有任何成员" }
    never_asked_long { en: "nobody asked WeCom yet: nothing is known", zh: "尚未向企业微信查询：一无所知" }
    pending_long { en: "being asked now", zh: "正在查询" }
    not_visible_long { en: "the app may not see this person (可见范围): nothing is known", zh: "不在应用可见范围内：一无所知" }
    failed_long { en: "asked, and no usable answer came: nothing is known", zh: "已查询，但没有得到可用的应答：一无所知" }
}

phrases! {
    covered(share: &str) { en: "answered for {share}", zh: "已覆盖 {share}" }
    failed_with(errcode: i64) { en: "asked, and WeCom refused ({errcode}): nothing is known", zh: "已查询，企业微信拒绝（{errcode}）：一无所知" }
    one_row_as_of(at: &str) { en: "1 row as of {at}", zh: "截至 {at} 有 1 条记录" }
    rows_as_of(rows: u16, at: &str) { en: "{rows} rows as of {at}", zh: "截至 {at} 有 {rows} 条记录" }
    empty_as_of(at: &str) { en: "asked at {at}: there is nothing", zh: "{at} 查询过：确实没有记录" }
    later_look_failed(errcode: i64) { en: "a later look failed ({errcode})", zh: "此后的查询失败（{errcode}）" }
}

impl Text {
    /// What is known, in a word.
    #[must_use]
    pub fn coverage_state(self, state: CoverageState) -> &'static str {
        match state {
            CoverageState::Never => self.coverage_never(),
            CoverageState::Ok => self.coverage_ok(),
            CoverageState::Empty => self.coverage_empty(),
            CoverageState::Failed => self.coverage_failed(),
            CoverageState::NotVisible => self.coverage_not_visible(),
            CoverageState::Pending => self.coverage_pending(),
        }
    }

    /// What is known, in full. That nothing is known and that nothing is there never sound alike.
    #[must_use]
    pub fn coverage(self, known: &Coverage, zone: &TimeZone) -> String {
        let at = known.fetched_at.map(|at| self.day_and_clock(at, zone)).unwrap_or_default();
        let words = match (known.state, known.errcode) {
            (CoverageState::Never, _) => self.never_asked_long().into(),
            (CoverageState::Pending, _) => self.pending_long().into(),
            (CoverageState::NotVisible, _) => self.not_visible_long().into(),
            (CoverageState::Failed, Some(errcode)) => self.failed_with(errcode),
            (CoverageState::Failed, None) => self.failed_long().into(),
            (CoverageState::Ok, _) if known.rows == 1 => self.one_row_as_of(&at),
            (CoverageState::Ok, _) => self.rows_as_of(known.rows, &at),
            (CoverageState::Empty, _) => self.empty_as_of(&at),
        };
        match known.errcode.filter(|_| known.is_in_doubt()) {
            Some(errcode) => format!("{words}; {}", self.later_look_failed(errcode)),
            None => words,
        }
    }

    /// Who comes first.
    #[must_use]
    pub fn heat_order(self, order: HeatOrder) -> &'static str {
        match order {
            HeatOrder::Problems => self.problems_first(),
            HeatOrder::Account => self.by_account(),
        }
    }

    /// A share in per cent with one decimal, rounded down: 100 % is all of it.
    #[must_use]
    pub fn share(self, part: u64, whole: u64) -> String {
        let tenths = u128::from(part) * 1_000 / u128::from(whole.max(1));
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}
