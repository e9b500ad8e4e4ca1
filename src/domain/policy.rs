//! The company's settings of the rules (`[attendance]`).

mod zones;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::id::RuleId;

/// The settings, under the names that the configuration gives them; an unknown name is an error.
///
/// Times are seconds; 0 switches a threshold off. Keys that later rules need are read and kept
/// already, so that a configuration need not change with the program: see [`Policy::unheeded`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, by its name in the configuration")]
pub struct Policy {
    /// The zone in which rules without one of their own are read.
    #[serde(deserialize_with = "zones::one")]
    pub zone: TimeZone,
    /// Zones of single rules.
    #[serde(deserialize_with = "zones::by_rule")]
    pub zones: BTreeMap<RuleId, TimeZone>,
    /// How seconds are compared.
    pub unit: Unit,
    /// Devices whose seconds are not to be trusted: their rows are compared by the minute.
    pub minute_devices: BTreeSet<String>,
    /// From where lateness within no grace is counted.
    pub late_from: LateFrom,
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
    /// From so many seconds on a late arrival is serious.
    pub late_serious_s: i64,
    /// From so many seconds on a late arrival is half a day of absence.
    pub late_absent_s: i64,
    /// Later than so many seconds is missing.
    pub late_to_missing_s: i64,
    /// From so many seconds on an early leave is serious.
    pub early_serious_s: i64,
    /// From so many seconds on an early leave is half a day of absence.
    pub early_absent_s: i64,
    /// Lates of a month that are forgiven.
    pub free_lates_per_month: i64,
    /// The largest late that can be forgiven.
    pub free_late_max_s: i64,
    /// How payable time is rounded: `none`, `floor`, `ceil` or `nearest`.
    pub round_mode: String,
    /// To what it is rounded.
    pub round_step_s: i64,
    /// From where lateness beyond a slide is counted.
    pub flex_late_from: Moved,
    /// From where lateness beyond 晚走晚到 is counted.
    pub late_rule_counts_from: Moved,
    /// Whether the ordinary grace is added to what 晚走晚到 allows.
    pub late_rule_plus_grace: bool,
    /// Whether 晚走晚到 looks back over days off.
    pub late_rule_across_rest: bool,
    /// What a shortfall under a free rule is: `absent` or `early`.
    pub free_short: String,
    /// Two taps closer than this are one, where punches alternate.
    pub duplicate_gap_s: i64,
    /// Where half days part: `noon` or `middle`.
    pub halfday_boundary: String,
    /// From when a changed rule holds.
    pub rule_change: RulesHold,
    /// What a row that loses its 时间异常 means: `corrected` or `ignore`.
    pub cleared_exception: String,
    /// So many people on one device make it shared.
    pub shared_device_users: i64,
    /// Within so many seconds.
    pub shared_device_window_s: i64,
    /// Overtime of a day above which somebody should look.
    pub overtime_day_limit_s: i64,
    /// Overtime of a month above which somebody should look.
    pub overtime_month_limit_s: i64,
    /// What a date in both special lists is.
    pub special_conflict: SpecialConflict,
    /// With which weekday alternating weeks change.
    pub week_start: WeekStart,
    /// The weekday (0 = Sunday) whose times a make-up day takes; −1 is the first entry of the rule.
    pub makeup_weekday: i8,
    /// Which of several equally near rules covers a member.
    pub rule_tie: RuleTie,
    /// What a day cut of 0 means: `midnight` or `day_cut`.
    pub zero_spanday: String,
    /// Whether the minimum of overtime is asked after rests are taken off.
    pub overtime_min_after_rest: bool,
    /// Which limits of a day slide.
    pub flex_segments: FlexSegments,
    /// How far two verdicts may differ.
    pub recon_tolerance_s: i64,
    /// From so many seconds on the host's clock is said to be wrong.
    pub clock_skew_alert_s: i64,
}

/// How seconds are compared (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// To the second.
    #[default]
    Second,
    /// Both sides cut down to the minute.
    Minute,
}

/// From where lateness is counted once the grace is used up (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateFrom {
    /// From the start of work.
    #[default]
    Start,
    /// From the end of the grace.
    GraceEnd,
}

/// From where lateness is counted once the start of work has moved (rules R5 and R7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// From where it moved to.
    #[default]
    Limit,
    /// From where it was.
    Start,
}

/// What a date is that a rule lists both as workday and as day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpecialConflict {
    /// Free.
    #[default]
    Offday,
    /// To be worked.
    Workday,
}

/// With which weekday alternating weeks (大小周) change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekStart {
    /// The week of 2024-01-01 begins on that day.
    #[default]
    Monday,
    /// It begins on 2023-12-31.
    Sunday,
}

/// Which of several equally near rules covers a member (rule R18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleTie {
    /// The one that the day's own rows name, else the lowest number.
    #[default]
    Rows,
    /// The lowest number.
    Lowest,
}

/// From when a changed rule holds (rule R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesHold {
    /// From the day on which it was first seen; earlier days keep the older one.
    #[default]
    FromDaySeen,
    /// On all days.
    Retroactive,
}

/// Which limits of a day slide with its first punch (rule R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlexSegments {
    /// All.
    #[default]
    All,
    /// The first start and the last end.
    Outer,
}

impl Policy {
    /// The zone of a rule's wall clock.
    #[must_use]
    pub fn zone_of(&self, rule: RuleId) -> &TimeZone {
        self.zones.get(&rule).unwrap_or(&self.zone)
    }

    /// Settings that were changed although nothing heeds them yet; people should be told.
    #[must_use]
    pub fn unheeded(&self) -> Vec<&'static str> {
        let usual = Self::default();
        let changed = [
            ("free_lates_per_month", self.free_lates_per_month != usual.free_lates_per_month),
            ("free_late_max_s", self.free_late_max_s != usual.free_late_max_s),
            ("round_mode", self.round_mode != usual.round_mode),
            ("round_step_s", self.round_step_s != usual.round_step_s),
            ("free_short", self.free_short != usual.free_short),
            ("duplicate_gap_s", self.duplicate_gap_s != usual.duplicate_gap_s),
            ("halfday_boundary", self.halfday_boundary != usual.halfday_boundary),
            ("cleared_exception", self.cleared_exception != usual.cleared_exception),
            ("shared_device_users", self.shared_device_users != usual.shared_device_users),
            ("shared_device_window_s", self.shared_device_window_s != usual.shared_device_window_s),
            ("overtime_day_limit_s", self.overtime_day_limit_s != usual.overtime_day_limit_s),
            ("overtime_month_limit_s", self.overtime_month_limit_s != usual.overtime_month_limit_s),
            ("zero_spanday", self.zero_spanday != usual.zero_spanday),
            ("overtime_min_after_rest", self.overtime_min_after_rest != usual.overtime_min_after_rest),
            ("recon_tolerance_s", self.recon_tolerance_s != usual.recon_tolerance_s),
            ("clock_skew_alert_s", self.clock_skew_alert_s != usual.clock_skew_alert_s),
        ];
        changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            zone: TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::fixed(super::time::WECOM_OFFSET)),
            zones: BTreeMap::new(),
            unit: Unit::Second,
            minute_devices: BTreeSet::new(),
            late_from: LateFrom::Start,
            day_cut_s: 14_400,
            on_open_before_s: 10_800,
            off_close_after_s: 14_400,
            latest_covers_minute: true,
            settle_s: 0,
            late_serious_s: 1_800,
            late_absent_s: 10_800,
            late_to_missing_s: 0,
            early_serious_s: 0,
            early_absent_s: 0,
            free_lates_per_month: 0,
            free_late_max_s: 0,
            round_mode: "none".into(),
            round_step_s: 900,
            flex_late_from: Moved::Limit,
            late_rule_counts_from: Moved::Limit,
            late_rule_plus_grace: false,
            late_rule_across_rest: false,
            free_short: "absent".into(),
            duplicate_gap_s: 60,
            halfday_boundary: "noon".into(),
            rule_change: RulesHold::FromDaySeen,
            cleared_exception: "corrected".into(),
            shared_device_users: 3,
            shared_device_window_s: 300,
            overtime_day_limit_s: 10_800,
            overtime_month_limit_s: 129_600,
            special_conflict: SpecialConflict::Offday,
            week_start: WeekStart::Monday,
            makeup_weekday: -1,
            rule_tie: RuleTie::Rows,
            zero_spanday: "midnight".into(),
            overtime_min_after_rest: true,
            flex_segments: FlexSegments::All,
            recon_tolerance_s: 60,
            clock_skew_alert_s: 120,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_names_only_what_differs() {
        let policy: Policy =
            toml::from_str("unit = \"minute\"\nday_cut_s = 18000\n[zones]\n40 = \"Asia/Singapore\"").unwrap();
        assert_eq!((policy.unit, policy.day_cut_s), (Unit::Minute, 18_000));
        assert_eq!(policy.zone_of(RuleId(40)).iana_name(), Some("Asia/Singapore"));
        assert_eq!(policy.zone_of(RuleId(41)).iana_name(), Some("Asia/Shanghai"));
        assert_eq!(policy.late_serious_s, Policy::default().late_serious_s);
    }

    #[test]
    fn a_misspelt_name_or_zone_is_refused_by_name() {
        let misspelt = toml::from_str::<Policy>("day_cut = 1").unwrap_err().to_string();
        assert!(misspelt.contains("day_cut"), "{misspelt}");
        let nowhere = toml::from_str::<Policy>("zone = \"Asia/Nowhere\"").unwrap_err().to_string();
        assert!(nowhere.contains("Asia/Nowhere"), "{nowhere}");
    }

    #[test]
    fn a_setting_that_nothing_heeds_yet_is_told() {
        let policy: Policy = toml::from_str("free_lates_per_month = 3").unwrap();
        assert_eq!(policy.unheeded(), ["free_lates_per_month"]);
        assert!(Policy::default().unheeded().is_empty());
    }
}
