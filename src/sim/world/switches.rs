//! The points nobody authoritative has confirmed, each a switch (wecom-api.md, sections 10 and 12).

use jiff::civil::Time;
use serde::Deserialize;

use crate::sim::company::CorrectionShows;

/// How this WeCom behaves where the documents are silent. The defaults are what reports make likely,
/// and where reports say nothing, what is harder on the caller.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and a scenario sets them one by one")]
pub struct Switches {
    /// Whether a row at exactly `endtime` is inside.
    pub endtime_inclusive: bool,
    /// `checkin_time` of a placeholder row (未打卡).
    pub missing_row_time: MissingRowTime,
    /// When a placeholder row appears.
    pub missing_rows_from: MissingRowsFrom,
    /// What becomes of the rows of a punch that was corrected (补卡).
    pub correction_shows: CorrectionShows,
    /// What a list of members does about one who has left.
    pub leaver: Leaver,
    /// What getcheckindata does about a member the app may not see.
    pub out_of_range_user: OutOfRangeUser,
    /// When the report of a day (日报) can be had.
    pub day_report_ready: DayReportReady,
    /// What reports do with figures that are 0.
    pub zero_fields: ZeroFields,
    /// How full the pages of a list of forms (审批) are.
    pub approval_pages: ApprovalPages,
    /// What gettoken gives while a token is still good.
    pub token_repeat: TokenRepeat,
    /// What becomes of the token before.
    pub old_token_after_refresh: OldToken,
    /// How rows are ordered.
    pub row_order: RowOrder,
    /// Between two words of `exception_type`.
    pub separator: Separator,
    /// A punch before 4:00 on the first of a month is found only by a window that begins before that
    /// midnight (Wechat-Group/WxJava issue 3046).
    pub lose_month_end_night_punch: bool,
    /// Whether gettoken asks for a trusted address too.
    pub gettoken_ip_check: bool,
    /// How calls are counted against the limit of a minute.
    pub freq_window: FrequencyWindow,
    /// Whether a call during the block begins the block anew.
    pub block_extends: bool,
    /// Whether calls are counted at all.
    pub frequency_limits: bool,
    /// Calls of one interface that are answered at a time; one more is refused with 45033.
    pub concurrent_max: Option<usize>,
    /// Members that one call may name; one more is refused with 301023 (the documents say 100).
    pub users_in_call_max: usize,
    /// Days that one call for rows may span; more is refused with 301024 (the documents say 30).
    pub days_in_call_max: u32,
    /// Seconds by which this WeCom's clock is ahead of that of the machine it runs on.
    pub clock_skew_s: i64,
    /// Bytes of the longest answer; a longer one is refused with 301112 or 45029.
    pub answer_bytes_max: Option<usize>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            endtime_inclusive: true,
            missing_row_time: MissingRowTime::Scheduled,
            missing_rows_from: MissingRowsFrom::SlotEnd,
            correction_shows: CorrectionShows::ChangedRow,
            leaver: Leaver::NotInContacts,
            out_of_range_user: OutOfRangeUser::Omit,
            day_report_ready: DayReportReady::Live,
            zero_fields: ZeroFields::Omit,
            approval_pages: ApprovalPages::Full,
            token_repeat: TokenRepeat::Same,
            old_token_after_refresh: OldToken::Invalid,
            row_order: RowOrder::Time,
            separator: Separator::Ascii,
            lose_month_end_night_punch: false,
            gettoken_ip_check: false,
            freq_window: FrequencyWindow::Sliding,
            block_extends: false,
            frequency_limits: true,
            concurrent_max: None,
            users_in_call_max: super::USERS_MAX,
            days_in_call_max: 30,
            clock_skew_s: 0,
            answer_bytes_max: None,
        }
    }
}

/// `checkin_time` of a placeholder row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingRowTime {
    /// 0.
    Zero,
    /// The scheduled time.
    Scheduled,
}

/// When a placeholder row appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingRowsFrom {
    /// When nothing counts for the punch any more.
    SlotEnd,
    /// At the midnight after, or with the end of the slot if that is later.
    DayEnd,
    /// At six on the next morning, or with the end of the slot if that is later.
    NextDay,
}

/// What a list of members does about one who has left. An account that nobody ever had fails the call
/// either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Leaver {
    /// Refuses the call with 301021.
    #[serde(rename = "301021")]
    NotInContacts,
    /// Leaves them out.
    #[serde(rename = "omit")]
    Omit,
}

/// What getcheckindata does about a member outside the visible range (可见范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum OutOfRangeUser {
    /// Leaves their rows out.
    #[serde(rename = "omit")]
    Omit,
    /// Refuses the call with 60011.
    #[serde(rename = "60011")]
    NoPrivilege,
    /// Refuses the call with 301021.
    #[serde(rename = "301021")]
    NotInContacts,
}

/// When the report of a day can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum DayReportReady {
    /// `live`: from the day's midnight on, with what is known by then.
    Live,
    /// `next_day_06:00`: at this time of the next day.
    NextDay(Time),
}

impl TryFrom<String> for DayReportReady {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let time = text.strip_prefix("next_day_").and_then(|time| Time::strptime("%H:%M", time).ok());
        match (text.as_str(), time) {
            ("live", _) => Ok(Self::Live),
            (_, Some(time)) => Ok(Self::NextDay(time)),
            (_, None) => Err(format!("{text:?} is neither live nor next_day_HH:MM")),
        }
    }
}

/// What reports do with figures that are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroFields {
    /// Leave them out, as some samples do.
    Omit,
    /// Write them.
    Emit,
}

/// How full the pages of a list of forms are, while more follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalPages {
    /// As full as was asked for, but for forms that the app may not see.
    Full,
    /// Half full, and every third is empty.
    Sparse,
}

/// What gettoken gives while a token is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenRepeat {
    /// The same token, with what is left of its life.
    Same,
    /// A new one.
    New,
}

/// What becomes of a token when a newer one is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OldToken {
    /// It lives to its end.
    Valid,
    /// It lives five minutes more.
    #[serde(rename = "grace_5m")]
    Grace5m,
    /// It is dead at once.
    Invalid,
}

/// How rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOrder {
    /// By time, everybody's together.
    Time,
    /// Person by person, as asked for.
    Person,
    /// In no order, the same each time.
    Random,
    /// In the order in which WeCom learnt of them, which is not that of the punches where a machine
    /// kept some.
    Upload,
}

/// Between two words of `exception_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Separator {
    /// `;`
    #[serde(rename = ";")]
    Ascii,
    /// `；`
    #[serde(rename = "；")]
    FullWidth,
}

/// How calls are counted against the limit of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrequencyWindow {
    /// Within a minute of the clock.
    Fixed,
    /// Within any sixty seconds.
    Sliding,
}
