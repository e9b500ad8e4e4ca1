//! Which days are to be worked.

use jiff::civil::{Date, date};

use super::company::{Company, segment};
use crate::domain::{
    DayStatus, EmployeeId, Flag,
    org::AccountStatus,
    policy::{SpecialConflict, WeekStart},
    rule::{Hours, SpecialDates, SpecialWorkdays, WeekEntry, Weekdays},
};

const HOUR: i64 = 3_600;
const MONDAY: Date = date(2026, 6, 8);
const SATURDAY: Date = date(2026, 6, 13);

fn status(company: &Company, day: Date) -> DayStatus {
    company.clone().on(day).day().status
}

fn starts_at(company: &Company, day: Date) -> Vec<String> {
    let slots = company.clone().on(day).day().slots;
    slots.iter().step_by(2).map(|slot| slot.scheduled.strftime("%H:%M").to_string()).collect()
}

fn special(company: Company, dates: SpecialDates) -> Company {
    company.rule(|rule| {
        let segments = vec![segment(10 * HOUR, 16 * HOUR)];
        rule.special_workdays = vec![SpecialWorkdays { dates, segments }];
    })
}

#[test]
fn a_special_workday_has_its_own_times() {
    let company = special(Company::nine_to_six(), SpecialDates::One(SATURDAY));
    assert_eq!(starts_at(&company, SATURDAY), ["02:00"], "10:00 in Shanghai, told in UTC");
    assert_eq!(starts_at(&company, MONDAY), ["01:00"]);
}

#[test]
fn a_date_in_both_special_lists_is_free_unless_the_company_says_otherwise() {
    let both = special(Company::nine_to_six(), SpecialDates::One(SATURDAY))
        .rule(|rule| rule.special_offdays = vec![SpecialDates::Range(SATURDAY, SATURDAY)]);
    assert_eq!(status(&both, SATURDAY), DayStatus::Rest);
    let worked = both.policy(|policy| policy.special_conflict = SpecialConflict::Workday);
    assert_eq!(status(&worked, SATURDAY), DayStatus::Absent);
}

#[test]
fn special_dates_beat_the_calendar() {
    let company = special(Company::nine_to_six(), SpecialDates::One(MONDAY));
    let holiday = |mut company: Company| {
        company.calendar.holidays = [MONDAY].into();
        status(&company, MONDAY)
    };
    assert_eq!(holiday(company), DayStatus::Absent);
    assert_eq!(holiday(Company::nine_to_six()), DayStatus::Holiday);
    assert_eq!(holiday(Company::nine_to_six().rule(|rule| rule.sync_holidays = false)), DayStatus::Absent);
}

#[test]
fn a_make_up_day_takes_the_times_of_the_first_entry_or_of_the_weekday_told() {
    let mut company = Company::nine_to_six().rule(|rule| {
        let hours = Hours { segments: vec![segment(8 * HOUR, 12 * HOUR)], ..rule.week[0].hours.clone() };
        rule.week.push(WeekEntry { weekdays: Weekdays::Every([5].into()), hours });
        rule.week[0].weekdays = Weekdays::Every((1..=4).collect());
    });
    company.calendar.workdays = [SATURDAY].into();
    assert_eq!(starts_at(&company, SATURDAY), ["01:00"]);
    let told = company.policy(|policy| policy.makeup_weekday = 5);
    assert_eq!(starts_at(&told, SATURDAY), ["00:00"]);
}

#[test]
fn a_year_that_is_not_loaded_leaves_the_week_and_says_so() {
    let mut company = Company::nine_to_six();
    company.calendar.years = [2025].into();
    let day = company.clone().day();
    assert_eq!((day.status, day.flags), (DayStatus::Absent, vec![Flag::Provisional]));
    let unasked = company.rule(|rule| rule.sync_holidays = false).day();
    assert!(unasked.flags.is_empty());
}

#[test]
fn alternating_weeks_follow_the_settings_week() {
    let company = Company::nine_to_six().entry(|entry| {
        entry.weekdays = Weekdays::Alternating { odd: [0, 6].into(), even: [].into() };
    });
    // The week of Monday 2026-06-08 is number 128.
    assert_eq!(status(&company, SATURDAY), DayStatus::Rest);
    assert_eq!(status(&company, date(2026, 6, 6)), DayStatus::Absent);
    let sunday = date(2026, 6, 14);
    assert_eq!(status(&company, sunday), DayStatus::Rest);
    let by_sunday = company.policy(|policy| policy.week_start = WeekStart::Sunday);
    assert_eq!(status(&by_sunday, sunday), DayStatus::Absent);
}

#[test]
fn nobody_is_judged_whose_account_is_closed() {
    for (account, expected) in [
        (AccountStatus::Disabled, DayStatus::OutOfEmployment),
        (AccountStatus::Left, DayStatus::OutOfEmployment),
        (AccountStatus::NotActivated, DayStatus::Absent),
        (AccountStatus::Other(9), DayStatus::Absent),
    ] {
        let mut company = Company::nine_to_six();
        company.status = account;
        assert_eq!(company.day().status, expected, "{account:?}");
    }
}

#[test]
fn the_white_list_of_any_rule_excuses_on_every_day() {
    let company = Company::nine_to_six().rule(|rule| rule.exempt = [EmployeeId::parse("LI.LEI").unwrap()].into());
    company.comes_to("no_need, no_need");
    assert_eq!((company.day().status, company.findings().len()), (DayStatus::Exempt, 0));
    assert_eq!(status(&company, SATURDAY), DayStatus::Exempt);
    assert_eq!(status(&company.scoped(10, &[9], &[]), MONDAY), DayStatus::Exempt);
}
