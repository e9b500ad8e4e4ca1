//! What a rule holds overtime (加班) to be.

/// Overtime on each class of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OvertimeRule {
    /// 工作日.
    pub workday: OvertimeTerms,
    /// 休息日.
    pub rest_day: OvertimeTerms,
    /// 节假日.
    pub holiday: OvertimeTerms,
    /// Where a day off ends and the next day begins, in seconds of the day; 0 is midnight.
    pub day_off_cut_s: Option<i64>,
}

/// On which terms time is overtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OvertimeTerms {
    /// Whether there is any.
    pub allowed: bool,
    /// What proves it.
    pub proof: OvertimeProof,
    /// How long after work it begins.
    pub starts_after_s: Option<i64>,
    /// Less than this is none.
    pub min_s: Option<i64>,
    /// More than this is not counted.
    pub max_s: Option<i64>,
    /// What is taken off for rest.
    pub rest: OvertimeRest,
}

/// What proves overtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OvertimeProof {
    /// An approved form, as far as punches cover it.
    FormAndPunches,
    /// Punches.
    Punches,
    /// An approved form.
    Form,
    /// A number this program does not know.
    Other(i64),
}

/// What is taken off overtime for rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OvertimeRest {
    /// Nothing.
    None,
    /// Fixed times, `(begin, end)` in seconds of the day.
    Fixed(Vec<(i64, i64)>),
    /// By its length: the tier with the longest overtime that is reached.
    ByLength(Vec<RestTier>),
    /// In a way that this program does not know.
    Other(i64),
}

/// One tier of rest by length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestTier {
    /// From so much overtime on …
    pub overtime_s: i64,
    /// … so much is taken off.
    pub rest_s: i64,
}
