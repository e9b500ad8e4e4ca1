//! Verdicts as sentences. One member, one rule, wall clock of Shanghai; 2026-06-08 is a Monday.

pub(in crate::domain) mod company;
mod days;
mod laws;

use jiff::civil::date;

use self::company::{Company, segment};
use super::unknown_words;
use crate::domain::{
    AnomalyKind, Coverage, CoverageState, DayStatus, Flag, Severity, Verdict,
    policy::{FlexSegments, LateFrom, Moved, RuleTie},
    rule::Segment,
};

const HOUR: i64 = 3_600;

#[test]
fn the_last_second_of_the_grace_is_in_time() {
    let company = Company::nine_to_six().grace(300);
    company.clone().rows("in 09:05:00, out 18:00:00").comes_to("normal, normal");
    company.rows("in 09:05:01, out 18:00:00").comes_to("late 301, normal");
}

#[test]
fn lateness_may_be_counted_from_the_end_of_the_grace() {
    let company = Company::nine_to_six().grace(300).policy(|policy| policy.late_from = LateFrom::GraceEnd);
    company.rows("in 09:05:01, out 18:00:00").comes_to("late 1, normal");
}

#[test]
fn a_grace_that_wecom_keeps_to_itself_accuses_nobody() {
    let company = Company::nine_to_six().hours(|hours| (hours.on_grace_s, hours.off_grace_s) = (None, None));
    company.clone().rows("in 09:00:00, out 18:00:00").comes_to("normal, normal");
    let judged = company.rows("in 09:04:00, out 17:58:00");
    judged.comes_to("unknown, unknown");
    assert_eq!((judged.day().status, judged.findings()), (DayStatus::Unknown, vec![]));
}

#[test]
fn seconds_of_a_device_that_is_not_trusted_do_not_count() {
    let company = Company::nine_to_six().policy(|policy| policy.minute_devices = ["gate".to_owned()].into());
    company.clone().rows("in 09:00:40 at gate, out 17:59:59 at gate").comes_to("normal, early 60");
    company.rows("in 09:00:40 at phone, out 18:00:00 at phone").comes_to("late 40, normal");
}

#[test]
fn an_early_off_punch_waits_until_its_window_is_closed() {
    let company = Company::nine_to_six().rows("in 08:55:00, out 17:50:00");
    company.clone().at("2026-06-09T03:59:59").comes_to("normal, pending");
    company.at("2026-06-09T04:00:00").comes_to("normal, early 600");
}

#[test]
fn a_window_settles_before_it_counts_as_closed() {
    let company = Company::nine_to_six().policy(|policy| policy.settle_s = 600).rows("in 08:55:00");
    company.clone().at("2026-06-09T04:09:59").comes_to("normal, pending");
    company.at("2026-06-09T04:10:00").comes_to("normal, missing");
}

#[test]
fn nothing_is_missing_until_rows_were_fetched_after_the_window() {
    let company = Company::nine_to_six().rows("in 08:55:00").at("2026-06-09T12:00:00");
    company.clone().fetched("2026-06-09T03:59:59").comes_to("normal, pending");
    company.clone().fetched("2026-06-09T04:00:00").comes_to("normal, missing");
    company.clone().at("2026-06-09T03:59:59").fetched("2026-06-09T12:00:00").comes_to("normal, pending");
    let never = company.known(Coverage::NEVER.failed(Some(45_009)));
    never.comes_to("normal, unknown");
    assert_eq!(never.day().status, DayStatus::Unknown);
}

#[test]
fn who_left_the_visible_range_keeps_what_was_closed_before() {
    let hidden = |company: Company| {
        let before = Coverage::answered(0, company.now);
        company.known(Coverage { state: CoverageState::NotVisible, ..before })
    };
    hidden(Company::nine_to_six().at("2026-06-09T05:00:00")).comes_to("missing, missing");
    hidden(Company::nine_to_six().at("2026-06-08T20:00:00")).comes_to("missing, unknown");
}

#[test]
fn half_a_day_without_punches_is_absence_at_its_close() {
    let company = Company::two_segments();
    let noon = company.clone().at("2026-06-08T13:00:00");
    noon.comes_to("missing, missing, pending, pending");
    assert_eq!((noon.day().absent_s, noon.kinds()), (3 * HOUR, vec![AnomalyKind::Absent]));
    let night = company.at("2026-06-09T04:00:00");
    assert_eq!((night.day().status, night.day().absent_s), (DayStatus::Absent, 7 * HOUR + HOUR / 2));
}

#[test]
fn a_single_missing_card_is_no_absence() {
    let day = Company::nine_to_six().rows("in 08:55:00");
    assert_eq!((day.day().absent_s, day.kinds()), (0, vec![AnomalyKind::Missing]));
}

#[test]
fn two_halves_of_absence_are_no_more_than_the_day() {
    let company = Company::nine_to_six().policy(|policy| policy.early_absent_s = HOUR);
    let day = company.rows("in 13:00:00, out 14:00:00");
    day.comes_to("late 14400, early 14400");
    assert_eq!((day.day().absent_s, day.day().status), (8 * HOUR, DayStatus::Worked));
    assert_eq!(day.kinds(), [AnomalyKind::Absent]);
}

#[test]
fn absence_of_every_sort_is_no_more_than_the_day() {
    let company = Company::two_segments().policy(|policy| (policy.late_absent_s, policy.early_absent_s) = (HOUR, HOUR));
    let day = company.rows("in 14:30:00, out 16:30:00");
    day.comes_to("missing, missing, late 3600, early 5400");
    assert_eq!(day.day().absent_s, 7 * HOUR + HOUR / 2);
}

#[test]
fn a_day_that_has_not_begun_is_pending_though_nobody_asked_for_it() {
    let tomorrow = Company::nine_to_six().known(Coverage::NEVER);
    tomorrow.clone().at("2026-06-07T23:59:59").comes_to("pending, pending");
    tomorrow.at("2026-06-08T00:00:00").comes_to("unknown, unknown");
}

#[test]
fn windows_that_wecom_lets_overlap_are_cut_where_they_overlap() {
    let given =
        Segment { latest_on_s: Some(17 * HOUR), earliest_off_s: Some(16 * HOUR), ..segment(9 * HOUR, 18 * HOUR) };
    let company = Company::fixed(vec![given]).policy(|policy| policy.late_absent_s = 0);
    company.clone().rows("in 15:59:59").comes_to("late 25199, missing");
    company.rows("out 16:00:00").comes_to("missing, early 7200");
}

#[test]
fn what_costs_wages_is_more_urgent_than_a_few_minutes() {
    let severities = |rows: &str| -> Vec<_> {
        Company::nine_to_six()
            .rows(rows)
            .findings()
            .into_iter()
            .map(|finding| (finding.kind, finding.severity))
            .collect()
    };
    assert_eq!(severities("in 09:10:00, out 18:00:00"), [(AnomalyKind::Late, Severity::P3)]);
    assert_eq!(severities("in 09:30:00, out 18:00:00"), [(AnomalyKind::Late, Severity::P2)]);
    assert_eq!(severities("in 09:00:00"), [(AnomalyKind::Missing, Severity::P2)]);
    assert_eq!(severities(""), [(AnomalyKind::Absent, Severity::P2)]);
}

#[test]
fn a_late_that_is_too_late_to_be_one_is_missing_and_its_punch_extra() {
    let company = Company::nine_to_six().policy(|policy| policy.late_to_missing_s = HOUR);
    let day = company.rows("in 10:00:01, out 18:00:00");
    day.comes_to("missing, normal");
    assert_eq!(day.day().punches.len(), 2);
    assert_eq!(day.day().slots[0].at, None);
}

#[test]
fn a_pointer_to_the_scheduled_time_beats_the_windows() {
    Company::two_segments()
        .rows("in 08:58:00, out 12:01:00, out 18:02:00, in 12:20:00 for 13:30")
        .comes_to("normal, normal, normal, normal");
}

#[test]
fn a_pointer_of_an_old_roster_is_ignored_with_its_edge() {
    let company = Company::nine_to_six();
    company.clone().rows("out 08:58:00 for 17:00, out 18:00:00").comes_to("normal, normal");
    company.rows("out 08:58:00 for 18:00 in shift 302, out 18:00:00 for 09:00 in shift 302").comes_to("normal, normal");
}

#[test]
fn a_segments_number_is_believed_no_further_than_a_day_away() {
    let near = Company::nine_to_six().rows("in 08:59:00, out +1 05:00:00 of segment 1");
    near.comes_to("normal, normal");
    let far = Company::nine_to_six().rows("in 08:59:00, out +1 18:00:01 of segment 1");
    far.comes_to("normal, missing");
}

#[test]
fn punches_outside_count_only_where_the_rule_says_so() {
    let company = Company::nine_to_six().rows("outside 08:50:00, out 18:00:00");
    company.comes_to("missing, normal");
    assert_eq!(company.day().flags, [Flag::Field]);
    let counting = company.rule(|rule| rule.outside_counts = true);
    counting.comes_to("normal, normal");
    assert_eq!(counting.day().flags, [Flag::Field]);
}

#[test]
fn rows_that_only_record_a_place_fill_nothing() {
    Company::nine_to_six().rows("record 08:50:00, out 18:00:00").comes_to("missing, normal");
}

#[test]
fn a_placeholder_is_no_punch_whatever_its_time() {
    let day = Company::nine_to_six().rows("in 09:00:00 未打卡, out 18:00:00 时间异常;未打卡");
    day.comes_to("missing, missing");
    assert!(day.day().punches.is_empty());
}

#[test]
fn objections_of_rows_that_fill_no_slot_are_not_the_days() {
    let day = Company::nine_to_six().rows("in 08:50:00, in 08:58:00 地点异常, out 18:00:00 wifi异常；非常用设备");
    assert_eq!(day.day().flags, [Flag::Wifi, Flag::Device]);
}

#[test]
fn on_a_day_off_every_row_tells() {
    let sunday = Company::nine_to_six().on(date(2026, 6, 7)).rows("in 10:00:00 地点异常");
    assert_eq!((sunday.day().status, sunday.day().flags), (DayStatus::Rest, vec![Flag::Location]));
}

#[test]
fn a_punch_after_the_cut_belongs_to_the_next_day() {
    let company = Company::nine_to_six().rows("in 08:55:00, out +1 03:59:59, in +1 04:00:00");
    assert_eq!(company.day().punches.len(), 2);
    assert_eq!(company.on(date(2026, 6, 9)).day().punches.len(), 1);
}

#[test]
fn an_early_shift_opens_no_sooner_than_its_day() {
    let early = Company::fixed(vec![segment(6 * HOUR, 14 * HOUR)]);
    early.clone().rows("in 04:00:00, out 14:00:00").comes_to("normal, normal");
    early.clone().rows("in 03:59:59, out 14:00:00").comes_to("missing, normal");
    early.policy(|policy| policy.day_cut_s = 0).rows("in 03:00:00, out 14:00:00").comes_to("normal, normal");
}

#[test]
fn shifts_that_nearly_meet_part_in_the_middle() {
    let long = Company::fixed(vec![segment(8 * HOUR, 31 * HOUR)]).rows("in 08:00:00, out +1 07:29:59, in +1 07:30:00");
    long.comes_to("normal, normal");
    assert_eq!(long.day().punches.len(), 2);
    long.on(date(2026, 6, 9)).at("2026-06-09T12:00:00").rows("out 07:29:59, in 07:30:00").comes_to("normal, pending");
}

#[test]
fn a_night_owns_its_morning_and_gives_way_in_the_middle() {
    let night = Segment { off_s: 30 * HOUR, ..segment(22 * HOUR, 30 * HOUR) };
    let nights = Company::fixed(vec![night]).rows("in 21:50:00, out +1 06:05:00, in +1 21:55:00");
    nights.comes_to("normal, normal");
    nights.on(date(2026, 6, 9)).at("2026-06-10T09:00:00").comes_to("normal, pending");
}

#[test]
fn a_latest_time_covers_its_minute_but_not_the_next_window() {
    let given =
        Segment { latest_on_s: Some(13 * HOUR), earliest_off_s: Some(15 * HOUR), ..segment(9 * HOUR, 18 * HOUR) };
    let company = Company::fixed(vec![given]);
    company.clone().rows("in 13:00:59, out 18:00:00").comes_to("late 14459, normal");
    company.rows("in 13:01:00, out 18:00:00").comes_to("missing, normal");
}

#[test]
fn late_leaving_allows_late_coming_and_the_larger_tier_wins() {
    let company = Company::nine_to_six().late_leaving(&[(HOUR, HOUR), (2 * HOUR, 2 * HOUR)]);
    let tuesday = company.on(date(2026, 6, 9));
    tuesday.clone().rows("in -1 09:00:00, out -1 19:59:59, in 10:01:00, out 18:00:00").comes_to("late 60, normal");
    tuesday.clone().rows("in -1 09:00:00, out -1 20:00:00, in 11:00:00, out 18:00:00").comes_to("normal, normal");
    tuesday.rows("in -1 09:00:00, out -1 18:59:59, in 09:01:00, out 18:00:00").comes_to("late 60, normal");
}

#[test]
fn a_grace_longer_than_late_leaving_allows_still_holds() {
    let company = Company::nine_to_six().grace(300).late_leaving(&[(HOUR, 120)]).on(date(2026, 6, 9));
    let coming = |time: &str| format!("in -1 09:00:00, out -1 20:00:00, in {time}, out 18:00:00");
    company.clone().rows(&coming("09:05:00")).comes_to("normal, normal");
    company.clone().rows(&coming("09:05:01")).comes_to("late 181, normal");
    let added = company.policy(|policy| policy.late_rule_plus_grace = true);
    added.clone().rows(&coming("09:07:00")).comes_to("normal, normal");
    added.rows(&coming("09:07:01")).comes_to("late 301, normal");
}

#[test]
fn late_leaving_looks_over_days_off_only_if_told() {
    let company = Company::nine_to_six().late_leaving(&[(HOUR, HOUR)]);
    let monday = company.rows("in -3 09:00:00, out -3 20:00:00, in 09:30:00, out 18:00:00");
    monday.comes_to("late 1800, normal");
    monday.policy(|policy| policy.late_rule_across_rest = true).comes_to("normal, normal");
}

#[test]
fn a_slide_moves_every_limit_of_the_day() {
    let company = Company::two_segments().slide(HOUR, HOUR);
    let day = company.rows("in 09:30:00, out 12:30:00, in 14:00:00, out 18:30:00");
    day.comes_to("normal, normal, normal, normal");
    assert_eq!(day.day().worked_s, 7 * HOUR + HOUR / 2);
}

#[test]
fn a_slide_may_move_only_the_ends_of_the_day() {
    let company =
        Company::two_segments().slide(HOUR, HOUR).rows("in 09:30:00, out 12:00:00, in 13:30:00, out 18:29:59");
    company.clone().comes_to("normal, early 1800, normal, early 1");
    company.policy(|policy| policy.flex_segments = FlexSegments::Outer).comes_to("normal, normal, normal, early 1");
}

#[test]
fn beside_a_slide_a_grace_does_not_hold() {
    let company = Company::nine_to_six().grace(300).slide(HOUR, HOUR).rows("in 10:04:00, out 19:00:00");
    company.comes_to("late 240, normal");
    assert_eq!(company.day().flags, [Flag::RuleConflict]);
    company.policy(|policy| policy.flex_late_from = Moved::Start).comes_to("late 3840, normal");
}

#[test]
fn the_rule_that_names_a_person_beats_the_nearest_department_beats_the_root() {
    let company = Company::nine_to_six().scoped(10, &[1], &[]).also(11, &[3], &[]).also(12, &[2], &[]);
    assert_eq!(company.covered_by(), Some(11));
    assert_eq!(company.clone().also(13, &[], &["li.lei"]).covered_by(), Some(13));
    assert_eq!(company.without(11).without(12).covered_by(), Some(10));
}

#[test]
fn of_equals_the_one_that_the_rows_name_covers() {
    let company = Company::nine_to_six().scoped(12, &[3], &[]).also(11, &[3], &[]).rows("in 09:00:00 under 12");
    assert_eq!(company.covered_by(), Some(12));
    assert_eq!(company.clone().on(date(2026, 6, 9)).covered_by(), Some(11));
    assert_eq!(company.policy(|policy| policy.rule_tie = RuleTie::Lowest).covered_by(), Some(11));
}

#[test]
fn whom_a_tag_covers_is_known_by_the_rows_alone() {
    let company = Company::nine_to_six().scoped(10, &[9], &[]).rule(|rule| rule.scope.tags = [7].into());
    assert_eq!((company.covered_by(), company.day().status), (None, DayStatus::NoRule));
    assert_eq!(company.rows("in 09:00:00 under 10").covered_by(), Some(10));
}

#[test]
fn rosters_and_free_hours_are_never_guessed() {
    use crate::domain::rule::RuleKind;
    for kind in [RuleKind::Roster, RuleKind::Free, RuleKind::Other(7)] {
        let company = Company::nine_to_six().rule(|rule| rule.kind = kind);
        let day = company.day();
        assert_eq!((day.status, day.slots.len(), company.findings().len()), (DayStatus::Unknown, 0, 0));
    }
}

#[test]
fn a_rule_that_tells_no_hours_accuses_nobody() {
    let silent = Company::fixed(Vec::new());
    assert_eq!((silent.day().status, silent.findings().len()), (DayStatus::Unknown, 0));
    let empty = Company::nine_to_six().rule(|rule| rule.week.clear());
    assert_eq!(empty.day().status, DayStatus::Unknown);
}

#[test]
fn a_rule_that_asks_for_no_punch_is_worked() {
    let company =
        Company::fixed(vec![Segment { no_on_needed: true, no_off_needed: true, ..segment(9 * HOUR, 18 * HOUR) }]);
    company.comes_to("no_need, no_need");
    assert_eq!(
        (company.day().status, company.day().worked_s, company.findings().len()),
        (DayStatus::Worked, 9 * HOUR, 0)
    );
}

#[test]
fn new_words_of_wecom_are_told() {
    let company = Company::nine_to_six().rows("in 09:00:00 时间异常; 无效, 补打卡 10:00:00, out 18:00:00");
    assert_eq!(unknown_words(&company.punches).into_iter().collect::<Vec<_>>(), ["无效", "补打卡"]);
}

#[test]
fn verdicts_name_the_punch_that_made_them() {
    let day = Company::nine_to_six().rows("in 08:50:00, in 08:58:00, out 18:00:00, out 18:30:00").day();
    let filled: Vec<_> = day.slots.iter().map(|slot| (slot.verdict, slot.at)).collect();
    assert_eq!(filled, [(Verdict::Normal, Some(day.punches[0])), (Verdict::Normal, Some(day.punches[3]))]);
}
