//! What calls cost before they are made: how many, how long at the quota's pace, how many bytes.
//!
//! Counts and seconds are exact for the plan as it stands: 10,000 people over two years (730 days) are 26
//! windows of 100 groups each, 2,600 calls. Windows of thirty days would be 25; ours hold 29, since each
//! reaches into the next so that no punch is lost where they meet (`WxJava` issue 3046). Seconds are at
//! our share of the quota (80 of 100 unless set) less the burst that it leaves room for, hence longer
//! than the published limit would allow.
//!
//! Bytes are an estimate: what a person's day takes in the answer, times the person-days. It is measured
//! on what is stored, where anything is; until then it is a rule of thumb.

use crate::{
    console::StreamCost,
    domain::Stream,
    sync::{Work, plan},
    wecom::quota::Limits,
};

/// Bytes of a person's day in an answer, as long as nothing is stored to measure it on; of organisation
/// and rules the bytes of a member and of a rule. `None` where nobody can say how many will come: of
/// approval forms, and of what administrators did.
///
/// Records: 1.4 rows of 600 bytes. The others are the sizes of the documents' own samples: a member in
/// 90201, a rule in 93384, a day's report in 93374, a day of a roster in 93380, two punches on a machine
/// in 94126.
#[must_use]
pub fn rule_of_thumb(stream: Stream) -> Option<u64> {
    let bytes = match stream {
        Stream::Organisation => 1_300,
        Stream::Rules => 3_300,
        Stream::Records => 1_400 * 600 / 1_000,
        Stream::DayReports => 1_200,
        Stream::Rosters => 350,
        Stream::Devices => 180,
        Stream::Approvals | Stream::Operations => return None,
    };
    Some(bytes)
}

/// What a stream's calls about people's days cost.
#[must_use]
pub fn of_days(stream: Stream, works: &[Work], limits: &Limits) -> StreamCost {
    let calls = works.len() as u64;
    let windows = works.chunk_by(|one, next| one.days() == next.days()).count() as u64;
    let days = |work: &Work| work.days().map_or(0, |days| days.count() * work.people().len()) as u64;
    of_calls(stream, calls, windows, works.iter().map(days).sum(), limits)
}

/// What calls cost that bring so many persons' days, or members, or rules.
#[must_use]
pub fn of_calls(stream: Stream, calls: u64, windows: u64, units: u64, limits: &Limits) -> StreamCost {
    StreamCost {
        stream,
        calls,
        windows,
        groups: calls.checked_div(windows).unwrap_or(0),
        units,
        seconds: limits.seconds_for(plan::endpoint(stream), calls),
        bytes: if calls == 0 {
            Some(0)
        } else {
            rule_of_thumb(stream).map(|bytes| units * bytes).filter(|bytes| *bytes > 0)
        },
        measured: false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;
    use crate::{
        domain::{DayRange, EmployeeId, PaperKind},
        sync::{CallSize, Group, plan::Reach},
    };

    /// Section 4.3 of the needs, of 10,000 people: 25 windows and 2,500 calls of thirty days each, 4.2
    /// minutes at 600 a minute, 25 minutes at 100 a minute for day reports; 1.4 rows a person's day of 600
    /// bytes each. What differs here is what the head of this file says.
    #[test]
    fn two_years_of_ten_thousand_people_cost_what_was_reckoned() {
        let to = date(2026, 3, 30);
        let days = DayRange { from: to.saturating_sub(729.days()), to };
        let member = |shard: u32, number: u32| EmployeeId::parse(&format!("p{shard}-{number}")).unwrap();
        let group = |shard| Group { shard, people: (0..100).map(|number| member(shard, number)).collect() };
        let groups: Vec<_> = (0..100).map(group).collect();
        let whole_quota = Limits { share_percent: Some(100), ..Limits::default() };

        let calls = plan::records(days, &groups, CallSize::DOCUMENTED, Reach::default());
        let cost = of_days(Stream::Records, &calls, &Limits::default());
        assert_eq!((cost.windows, cost.groups, cost.calls), (26, 100, 2_600));
        assert_eq!((cost.units, cost.bytes), (7_300_000, Some(7_300_000 * 840)), "6.1 GB");
        assert_eq!(cost.seconds, 354, "5.9 min: 432 a minute after 48 at once");
        assert_eq!(of_days(Stream::Records, &calls, &whole_quota).seconds, 282, "4.7 min");

        let calls = plan::papers(PaperKind::DayReport, days, &groups, CallSize::DOCUMENTED);
        let cost = of_days(Stream::DayReports, &calls, &Limits::default());
        assert_eq!((cost.calls, cost.seconds), (2_600, 2_160), "36 min");
        assert_eq!(of_days(Stream::DayReports, &calls, &whole_quota).seconds, 1_726, "28.8 min");
    }

    #[test]
    fn what_asks_for_nothing_costs_nothing() {
        let cost = of_days(Stream::Rosters, &[], &Limits::default());
        assert_eq!((cost.calls, cost.windows, cost.groups, cost.seconds, cost.bytes), (0, 0, 0, 0, Some(0)));
    }
}
