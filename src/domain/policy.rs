//! The company's settings of the rules (`[attendance]`).

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::id::RuleId;

/// How seconds are compared (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// To the second.
    #[default]
    Second,
    /// Both sides cut down to the minute.
    Minute,
}

/// Settings of `attendance-rules`, section 4, as far as they are used.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The zone in which rules without one of their own are read.
    pub zone: TimeZone,
    /// Zones of single rules.
    pub zones: BTreeMap<RuleId, TimeZone>,
    /// How seconds are compared.
    pub unit: Unit,
    /// Where days without their own cut end, seconds after midnight.
    pub day_cut_s: i64,
    /// How long before the start an on window opens, where WeCom gives no window.
    pub on_open_before_s: i64,
    /// How long after the end an off window closes, where WeCom gives no window.
    pub off_close_after_s: i64,
    /// Whether a latest time covers its whole minute.
    pub latest_covers_minute: bool,
    /// Wait after a window before it counts as closed.
    pub settle_s: i64,
    /// From so many seconds on a late arrival is serious; 0 is never.
    pub late_serious_s: i64,
    /// From so many seconds on a late arrival is half a day of absence; 0 is never.
    pub late_absent_s: i64,
    /// From so many seconds on an early leave is half a day of absence; 0 is never.
    pub early_absent_s: i64,
    /// Later than so many seconds is missing; 0 is never.
    pub late_to_missing_s: i64,
}

impl Policy {
    /// The zone of a rule's wall clock.
    #[must_use]
    pub fn zone_of(&self, rule: RuleId) -> &TimeZone {
        self.zones.get(&rule).unwrap_or(&self.zone)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            zone: TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::fixed(super::time::WECOM_OFFSET)),
            zones: BTreeMap::new(),
            unit: Unit::Second,
            day_cut_s: 14_400,
            on_open_before_s: 10_800,
            off_close_after_s: 14_400,
            latest_covers_minute: true,
            settle_s: 0,
            late_serious_s: 1_800,
            late_absent_s: 10_800,
            early_absent_s: 0,
            late_to_missing_s: 0,
        }
    }
}
