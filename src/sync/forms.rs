//! Which approval forms (审批) are read again, and when. Pure.
//!
//! `WeCom` lists forms by the time they were submitted, and gives each in a call of its own. What becomes of a
//! form later does not move it in the list, so one that was submitted weeks ago and is approved now is found
//! only by reading it again by its number. Hence:
//!
//! - What a list names that is not known is read at once, and until it has been read it stays on the disk as
//!   something to read: a crash between list and form loses nothing.
//! - An open form (审批中) is read again and again, soon at first; the longer it has waited the less the next
//!   minutes will bring.
//! - A form that holds (已通过) may be taken back as long as its days matter. Reading all of those every night
//!   would take 20,000 calls of a large company. A list of those that were taken back (通过后撤销) takes one
//!   call for a hundred, and what is missing from the list of all (已删除) shows beside it. Only forms
//!   submitted before the days that are listed are read by number, once a day.

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    domain::{DayRange, approval::Prospect, time::wecom_midnight},
    store::Watched,
};

/// A form that has waited for a day is read again every hour, and so on in proportion.
const PART_OF_AGE: i32 = 24;
/// Every form that is still of interest is read again about once a day: by the next night whatever was read
/// last night.
const DAILY: SignedDuration = SignedDuration::from_hours(20);

/// How often forms are read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Open forms at the most often; `None` is every one of them now.
    pub open_every: Option<SignedDuration>,
    /// Days that still matter.
    pub look_back: DayRange,
}

impl Rhythm {
    /// Whether a form is to be read now.
    #[must_use]
    pub fn is_due(&self, form: &Watched, now: Timestamp) -> bool {
        let Some(read_at) = form.read_at.filter(|_| !form.stale) else { return true };
        now.duration_since(read_at) >= self.interval(form, now)
    }

    /// Whether nothing that may become of a form matters any more: what it holds for lies before the days that
    /// are looked at. What is open may still be decided, however old.
    #[must_use]
    pub fn is_past(&self, form: &Watched) -> bool {
        let over = form.last_day.is_none_or(|last: Date| last < self.look_back.from);
        !form.stale && form.prospect() == Some(Prospect::Holds) && over
    }

    fn interval(&self, form: &Watched, now: Timestamp) -> SignedDuration {
        match (form.prospect(), form.submitted) {
            (Some(Prospect::Open), Some(submitted)) => self.open_every.map_or(SignedDuration::ZERO, |every| {
                (now.duration_since(submitted) / PART_OF_AGE).clamp(every.min(DAILY), DAILY)
            }),
            // The lists tell of what was submitted on the days that are listed.
            (Some(Prospect::Holds), Some(submitted)) if submitted >= wecom_midnight(self.look_back.from) => {
                SignedDuration::MAX
            }
            (Some(Prospect::Open | Prospect::Holds | Prospect::Over) | None, _) => DAILY,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::ApprovalStatus;

    const RHYTHM: Rhythm = Rhythm {
        open_every: Some(SignedDuration::from_mins(10)),
        look_back: DayRange { from: date(2026, 2, 24), to: date(2026, 3, 30) },
    };

    fn at(text: &str) -> Timestamp {
        format!("{text}+08:00").parse().unwrap()
    }

    /// Whether a form of this status is due so many minutes after it was read at noon.
    fn due(status: ApprovalStatus, submitted: &str, minutes: i64) -> bool {
        let noon = at("2026-03-30T12:00:00");
        let form = Watched {
            status: Some(status),
            submitted: Some(at(submitted)),
            last_day: Some(date(2026, 3, 30)),
            read_at: Some(noon),
            stale: false,
        };
        RHYTHM.is_due(&form, noon + SignedDuration::from_mins(minutes))
    }

    #[test]
    fn what_is_open_is_read_again_the_sooner_the_newer_it_is_and_once_a_day_at_least() {
        let open = |submitted, minutes| due(ApprovalStatus::Pending, submitted, minutes);
        assert!(!open("2026-03-30T11:55:00", 9) && open("2026-03-30T11:55:00", 10));
        assert!(!open("2026-03-29T12:00:00", 61) && open("2026-03-29T12:00:00", 63), "a day old, every hour");
        assert!(!open("2025-01-01T12:00:00", 19 * 60) && open("2025-01-01T12:00:00", 20 * 60));
        let unknown = |minutes| due(ApprovalStatus::Other(77), "2026-03-30T11:55:00", minutes);
        assert!(!unknown(9) && unknown(10), "what we do not know may be open");
    }

    #[test]
    fn what_holds_is_left_to_the_lists_unless_they_do_not_reach_it() {
        let holds = |submitted, minutes| due(ApprovalStatus::Approved, submitted, minutes);
        assert!(!holds("2026-03-01T12:00:00", 100 * 24 * 60));
        assert!(!holds("2026-02-01T12:00:00", 19 * 60) && holds("2026-02-01T12:00:00", 20 * 60));
    }

    #[test]
    fn what_was_only_listed_is_due_at_once_and_nothing_is_past_before_its_days_are() {
        let unread = Watched { stale: true, ..Watched::default() };
        assert!(RHYTHM.is_due(&unread, Timestamp::MIN) && !RHYTHM.is_past(&unread));
        let held = |day, status| Watched {
            status: Some(status),
            last_day: Some(day),
            read_at: Some(Timestamp::MIN),
            ..Watched::default()
        };
        assert!(RHYTHM.is_past(&held(date(2026, 2, 23), ApprovalStatus::Approved)));
        assert!(!RHYTHM.is_past(&held(date(2026, 2, 24), ApprovalStatus::Approved)));
        assert!(!RHYTHM.is_past(&held(date(2020, 2, 23), ApprovalStatus::Pending)));
    }
}
