//! The hours of a day or of a shift, and the terms on which they hold.

use super::dates::Weekdays;

/// What some weekdays ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekEntry {
    /// When it applies.
    pub weekdays: Weekdays,
    /// What it asks then.
    pub hours: Hours,
}

/// A shift (班次) that rosters name by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterShift {
    /// Its number; 0 is the rest day (休息), where it is listed at all.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub hours: Hours,
}

/// Segments of a day, and the terms on which they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Segments of the day, by start; none if WeCom does not tell them, or not all of them.
    pub segments: Vec<Segment>,
    /// Whether no off punch is asked for.
    pub no_off_needed: bool,
    /// How long before a start its window opens, where the segment does not say.
    pub open_before_s: Option<i64>,
    /// How long after an end its window closes, where the segment does not say.
    pub close_after_s: Option<i64>,
    /// Seconds of lateness that are no lateness; `None` is a grace that WeCom keeps to itself.
    pub on_grace_s: Option<i64>,
    /// Seconds of earliness that are no earliness; `None` is a grace that WeCom keeps to itself.
    pub off_grace_s: Option<i64>,
    /// How far the day may slide with its first punch (弹性上下班).
    pub slide: Option<Slide>,
    /// Who left late the day before may come later (晚走晚到).
    pub late_leaving: Vec<LateLeaving>,
}

/// Early come, early gone; late come, late gone (早到早走、晚到晚走).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slide {
    /// By how many seconds the day may begin earlier.
    pub early_s: i64,
    /// By how many seconds the day may begin later.
    pub late_s: i64,
}

/// One tier of 晚走晚到.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateLeaving {
    /// Who left at least so many seconds after the end of work …
    pub left_after_s: i64,
    /// … may come so many seconds later the next day.
    pub come_later_s: i64,
}

/// One stretch of work. Times are seconds after 0:00 of the attendance day and may exceed 86 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// WeCom's number of it (`time_id`).
    pub id: Option<i64>,
    /// Start of work.
    pub on_s: i64,
    /// End of work.
    pub off_s: i64,
    /// The earliest on punch.
    pub earliest_on_s: Option<i64>,
    /// The latest on punch.
    pub latest_on_s: Option<i64>,
    /// The earliest off punch.
    pub earliest_off_s: Option<i64>,
    /// The latest off punch.
    pub latest_off_s: Option<i64>,
    /// Whether the on punch is not asked for.
    pub no_on_needed: bool,
    /// Whether the off punch is not asked for.
    pub no_off_needed: bool,
    /// Rests inside, `(begin, end)`, by begin.
    pub rests: Vec<(i64, i64)>,
}
