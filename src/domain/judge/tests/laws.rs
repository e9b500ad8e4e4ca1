//! What holds for every company, every set of rows and every moment.

use jiff::{Timestamp, civil::date};
use proptest::prelude::*;

use super::company::{Company, bare, segment};
use crate::domain::{
    AnomalyKind, Coverage, DayRange, Punch, Verdict,
    rule::Segment,
    time::{seconds_after, wecom_midnight},
};

const DAY_S: i64 = 86_400;

fn week() -> DayRange {
    DayRange { from: date(2026, 6, 8), to: date(2026, 6, 12) }
}

fn monday() -> Timestamp {
    wecom_midnight(week().from)
}

prop_compose! {
    /// One to three segments that do not overlap, the last perhaps through the night.
    fn segments()(lengths in prop::collection::vec((1..8_i64, 1..8_i64), 1..4), given in any::<[bool; 4]>()) -> Vec<Segment> {
        let mut end = 5 * 3_600;
        let laid = lengths.into_iter().map(|(gap, length)| {
            let on_s = end + gap * 1_800;
            end = on_s + length * 3_600;
            let maybe = |index: usize, s: i64| given[index].then_some(s);
            Segment {
                earliest_on_s: maybe(0, on_s - 7_200),
                latest_on_s: maybe(1, on_s + 3_600),
                earliest_off_s: maybe(2, end - 1_800),
                latest_off_s: maybe(3, end + 10_800),
                ..segment(on_s, end)
            }
        });
        laid.collect()
    }
}

prop_compose! {
    fn rows()(times in prop::collection::vec((0..6 * DAY_S, 0..4_usize, any::<bool>()), 0..24)) -> Vec<Punch> {
        let kinds = ["in", "out", "outside", "record"];
        times.into_iter().map(|(second, kind, placeholder)| {
            let mut punch = bare(kinds[kind], seconds_after(monday(), second));
            punch.exception = (placeholder && kind == 0).then(|| Punch::NOT_MADE.to_owned());
            punch
        }).collect()
    }
}

prop_compose! {
    fn companies()(segments in segments(), rows in rows(), second in 0..7 * DAY_S, settle_s in 0..900_i64) -> Company {
        let mut company = Company::fixed(segments).grace(300).policy(|policy| policy.settle_s = settle_s);
        company.punches = rows;
        company.now = seconds_after(monday(), second);
        company
    }
}

proptest! {
    #[test]
    fn every_day_has_one_result_and_every_real_row_at_most_one_day(company in companies()) {
        let days = company.days(week());
        prop_assert!(days.iter().map(|day| day.date).eq(week().days()));
        let told: usize = days.iter().map(|day| day.punches.len()).sum();
        prop_assert!(told <= company.punches.iter().filter(|punch| !punch.is_placeholder()).count());
        for day in &days {
            let slots = company.rules[0].week[0].hours.segments.len() * 2;
            prop_assert_eq!(day.slots.len(), slots);
            prop_assert!(day.slots.iter().filter_map(|slot| slot.at).all(|at| day.punches.contains(&at)));
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(company in companies()) {
        let mut reversed = company.clone();
        reversed.punches.reverse();
        prop_assert_eq!(company.days(week()), reversed.days(week()));
    }

    #[test]
    fn a_day_is_judged_alike_alone_and_among_others(company in companies()) {
        for day in company.days(week()) {
            let alone = company.days(DayRange::one(day.date));
            prop_assert_eq!(&alone[..], &[day][..]);
        }
    }

    #[test]
    fn nobody_is_accused_of_what_was_never_fetched(company in companies()) {
        for mut company in [company.clone().known(Coverage::NEVER), company.known(Coverage::NEVER.failed(None))] {
            for day in week().days() {
                company.date = day;
                let slots = company.day().slots;
                prop_assert!(slots.iter().all(|slot| !matches!(slot.verdict, Verdict::Missing | Verdict::Early(_))));
                prop_assert!(!company.kinds().contains(&AnomalyKind::Missing));
            }
        }
    }

    #[test]
    fn figures_stay_within_what_is_required(company in companies()) {
        let required: i64 = company.rules[0].week[0].hours.segments.iter().map(|segment| segment.off_s - segment.on_s).sum();
        for day in company.days(week()) {
            prop_assert!((0..=required).contains(&day.worked_s), "{day:?}");
            prop_assert!((0..=required).contains(&day.absent_s), "{day:?}");
        }
    }

    #[test]
    fn a_verdict_changes_at_the_moment_it_said_and_not_before(mut company in companies()) {
        for day in company.days(week()) {
            let Some(until) = day.open_until else { continue };
            prop_assert!(until > company.now);
            let now = company.now;
            company.now = seconds_after(until, -1);
            prop_assert_eq!(&company.days(DayRange::one(day.date))[0].slots, &day.slots);
            company.now = until;
            prop_assert_ne!(&company.days(DayRange::one(day.date))[0].slots, &day.slots);
            company.now = now;
        }
    }
}
