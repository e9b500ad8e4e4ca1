//! Check-in (打卡): rules, rosters, records, and what WeCom makes of them.

use bytes::Bytes;
use jiff::civil::Date;

use super::{Call, Client, DAYS_MAX, PEOPLE_MAX, WINDOW_MAX};
use crate::{
    domain::{DayRange, DayReport, DeviceRecord, EmployeeId, RangeReport, RosterDay, Window, rule::EffectiveRule},
    wecom::{
        error::ApiError,
        interface,
        wire::{
            Answer, RecordTime, checkin, devices, reports,
            rosters::{self, rosters},
            rules::{self, Rules, rules},
        },
    },
};

/// Every call about people takes at most [`PEOPLE_MAX`] of them, and [`DAYS_MAX`] days or [`WINDOW_MAX`]:
/// whoever plans calls cuts them so, and more is a mistake of this program.
impl Client {
    /// All check-in rules of the company (document 93384), and the answer they came in.
    pub async fn rules(&self) -> Result<(Bytes, Rules), ApiError> {
        let call = Call::post(interface::RULES, "{}".to_owned());
        self.ask(call, |body| rules(body).map(|rules| (Bytes::copy_from_slice(body), rules))).await
    }

    /// The rules that hold for some people on a day (document 90263). Costs a call a day: for spot checks.
    pub async fn effective_rules(&self, people: &[EmployeeId], date: Date) -> Result<Answer<EffectiveRule>, ApiError> {
        within_limits(people, DayRange::one(date).count());
        let call = Call::post(interface::RULES_OF, rules::effective_request(people, date));
        self.ask(call, |body| rules::effective_rules(body, date)).await
    }

    /// Rosters (排班) of people under roster rules (document 93380).
    pub async fn rosters(&self, people: &[EmployeeId], days: DayRange) -> Result<Answer<RosterDay>, ApiError> {
        within_limits(people, days.count());
        let call = Call::post(interface::ROSTERS, rosters::request(people, days));
        self.ask(call, rosters).await
    }

    /// Check-in rows (document 90262).
    pub async fn punches(&self, people: &[EmployeeId], window: Window) -> Result<checkin::Rows, ApiError> {
        let call = Call::post(interface::RECORDS, checkin::request(people, window));
        self.ask(call, checkin::punches).await
    }

    /// What attendance machines recorded, by either of its times (document 94126).
    pub async fn device_records(
        &self,
        people: &[EmployeeId],
        by: RecordTime,
        window: Window,
    ) -> Result<Answer<DeviceRecord>, ApiError> {
        debug_assert!(window.length() <= WINDOW_MAX, "{window} is longer than WeCom answers");
        within_limits(people, 1);
        let call = Call::post(interface::DEVICE_RECORDS, devices::request(people, by, window));
        self.ask(call, devices::device_records).await
    }

    /// WeCom's reports of single days (日报, document 93374).
    pub async fn day_reports(&self, people: &[EmployeeId], days: DayRange) -> Result<Answer<DayReport>, ApiError> {
        within_limits(people, days.count());
        let call = Call::post(interface::DAY_REPORTS, reports::request(people, days));
        self.ask(call, reports::day_reports).await
    }

    /// WeCom's totals of days (月报, document 93387), one a person.
    pub async fn range_reports(&self, people: &[EmployeeId], days: DayRange) -> Result<Answer<RangeReport>, ApiError> {
        within_limits(people, days.count());
        let call = Call::post(interface::MONTH_REPORTS, reports::request(people, days));
        self.ask(call, |body| reports::range_reports(body, days)).await
    }
}

fn within_limits(people: &[EmployeeId], days: usize) {
    debug_assert!((1..=PEOPLE_MAX).contains(&people.len()), "{} people in one call", people.len());
    debug_assert!((1..=DAYS_MAX).contains(&days), "{days} days in one call");
}
