//! From a wish to calls. Pure: what can be printed can be reviewed, resumed and shown.

use jiff::{SignedDuration, ToSpan, civil::Date};

use super::job::Work;
use crate::{
    console::{Extent, LearntLimit, PlanPreview},
    domain::{DayRange, EmployeeId, Stream, Window, time::wecom_midnight},
    wecom::{
        client::{DAYS_MAX, PEOPLE_MAX},
        quota::Limits,
    },
};

/// Days asked for in one call. With the reach on both sides it stays below the thirty allowed.
pub const DAYS_IN_CALL: usize = DAYS_MAX - 1;
/// Every window begins a little before its first midnight: a punch shortly after midnight on the
/// first of a month was seen in no window that ends or begins there (`WxJava` issue 3046).
const REACH_BEFORE: SignedDuration = SignedDuration::from_hours(1);
/// Every window reaches past its last midnight to the usual day cut, for night shifts.
const REACH_AFTER: SignedDuration = SignedDuration::from_hours(4);

const _: () = assert!(REACH_BEFORE.as_secs() + REACH_AFTER.as_secs() <= 86_400);

/// The most that one call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallSize {
    /// People, at least one.
    pub people: usize,
    /// Days, at least one.
    pub days: usize,
}

impl CallSize {
    /// What the documents allow.
    pub const DOCUMENTED: Self = Self { people: PEOPLE_MAX, days: DAYS_IN_CALL };

    /// What may be asked of a stream, by the documents and by what was learnt since.
    #[must_use]
    pub fn learnt(stream: Stream, limits: &[LearntLimit]) -> Self {
        let ours = limits.iter().filter(|limit| limit.stream == stream);
        ours.fold(Self::DOCUMENTED, |size, limit| {
            let most = (limit.most as usize).max(1);
            match limit.extent {
                Extent::People => Self { people: size.people.min(most), ..size },
                Extent::Days => Self { days: size.days.min(most), ..size },
            }
        })
    }

    /// One of the two.
    #[must_use]
    pub fn of(self, extent: Extent) -> usize {
        match extent {
            Extent::People => self.people,
            Extent::Days => self.days,
        }
    }
}

/// People who are asked about in one call, since the store keeps their coverage together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its number in the store.
    pub shard: u32,
    /// At most [`PEOPLE_MAX`] of them.
    pub people: Vec<EmployeeId>,
}

/// Calls for the rows of these people on these days, the newest days first.
#[must_use]
pub fn records(days: DayRange, groups: &[Group], most: CallSize) -> Vec<Work> {
    let call = |window, group: &Group| {
        group
            .people
            .chunks(most.people)
            .map(move |people| Work::Records { people: people.to_vec(), shard: group.shard, window })
            .collect::<Vec<_>>()
    };
    windows(days, most.days)
        .into_iter()
        .rev()
        .flat_map(|window| groups.iter().flat_map(move |group| call(window, group)))
        .collect()
}

/// Windows of at most so many days that cover them all, the oldest first, each reaching into its
/// neighbours.
#[must_use]
pub fn windows(days: DayRange, most: usize) -> Vec<Window> {
    let step = i32::try_from(most.clamp(1, DAYS_IN_CALL)).unwrap_or(1).days();
    let starts = days.from.series(step).take_while(|start| *start <= days.to);
    starts.map(|start| around(start, start.saturating_add(step).min(next(days.to)))).collect()
}

/// Two windows for one, parted at the midnight that begins `middle`.
#[must_use]
pub fn cut(window: Window, middle: Date) -> [Window; 2] {
    let midnight = wecom_midnight(middle);
    let later = |at: jiff::Timestamp, by| at.saturating_add(by).unwrap_or(at);
    let before = Window { start: window.start, end: later(midnight, REACH_AFTER).min(window.end) };
    let after = Window { start: later(midnight, -REACH_BEFORE).max(window.start), end: window.end };
    [before, after]
}

/// What the calls cost. `departments` is their number of departments, or 0 if none is known yet.
#[must_use]
pub fn preview(
    days: DayRange,
    groups: &[Group],
    departments: u64,
    streams: &[Stream],
    limits: &Limits,
    learnt: &[LearntLimit],
) -> PlanPreview {
    let people: u64 = groups.iter().map(|group| group.people.len() as u64).sum();
    let calls_of = |stream| match stream {
        Stream::Organisation => 2 + departments,
        Stream::Rules => 1,
        Stream::Records => records(days, groups, CallSize::learnt(stream, learnt)).len() as u64,
    };
    let calls: Vec<_> = streams.iter().map(|stream| (*stream, calls_of(*stream))).collect();
    let seconds = calls.iter().map(|(stream, calls)| limits.seconds_for(endpoint(*stream), *calls)).max();
    PlanPreview { days, people, calls, seconds: seconds.unwrap_or(0) }
}

/// The interface that bounds a stream's pace.
#[must_use]
pub fn endpoint(stream: Stream) -> &'static str {
    match stream {
        Stream::Organisation => "user/list",
        Stream::Rules => "checkin/getcorpcheckinoption",
        Stream::Records => "checkin/getcheckindata",
    }
}

fn around(first: Date, after: Date) -> Window {
    let start = wecom_midnight(first);
    let end = wecom_midnight(after);
    Window {
        start: start.saturating_sub(REACH_BEFORE).unwrap_or(start),
        end: end.saturating_add(REACH_AFTER).unwrap_or(end),
    }
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use proptest::prelude::*;

    use super::*;
    use crate::wecom::client::WINDOW_MAX;

    fn group(shard: u32, count: u32) -> Group {
        let people = (0..count).map(|number| EmployeeId::parse(&format!("p{shard}-{number}")).unwrap());
        Group { shard, people: people.collect() }
    }

    proptest! {
        #[test]
        fn every_day_lies_whole_in_a_window_that_wecom_accepts(
            start in 0_i32..8000, length in 0_i32..900, most in 1..=DAYS_IN_CALL,
        ) {
            let from = date(2005, 1, 1).saturating_add(start.days());
            let days = DayRange { from, to: from.saturating_add(length.days()) };
            let windows = windows(days, most);
            prop_assert!(windows.iter().all(|window| window.length() <= WINDOW_MAX));
            prop_assert!(windows.iter().all(|window| (1..=most).contains(&window.whole_days().count())));
            prop_assert!(windows.is_sorted());
            let covered: Vec<_> = windows.iter().flat_map(|window| window.whole_days()).collect();
            prop_assert_eq!(covered, days.days().collect::<Vec<_>>());
        }

        #[test]
        fn everybody_is_asked_about_once_for_each_window(
            sizes in prop::collection::vec(0_u32..250, 0..5), most in 1..=PEOPLE_MAX,
        ) {
            let groups: Vec<_> = sizes.iter().zip(0..).map(|(size, shard)| group(shard, *size)).collect();
            let calls = records(DayRange::one(date(2026, 3, 2)), &groups, CallSize { people: most, ..CallSize::DOCUMENTED });
            prop_assert!(calls.iter().all(|work| (1..=most).contains(&work.size(Extent::People))));
            let asked: Vec<_> = calls.iter().flat_map(|work| match work {
                Work::Records { people, .. } => people.clone(),
                Work::Application | Work::Departments | Work::Members(_) | Work::Rules => unreachable!("only records were planned"),
            }).collect();
            let known: Vec<_> = groups.iter().flat_map(|group| group.people.clone()).collect();
            prop_assert_eq!(asked, known);
        }
    }

    #[test]
    fn halves_lose_nobody_and_no_day() {
        let whole =
            records(DayRange { from: date(2026, 3, 1), to: date(2026, 3, 3) }, &[group(0, 1)], CallSize::DOCUMENTED)
                .remove(0);
        let [left, right] = whole.halves(false).unwrap();
        let days = |work: &Work| match work {
            Work::Records { window, .. } => window.whole_days().collect::<Vec<_>>(),
            Work::Application | Work::Departments | Work::Members(_) | Work::Rules => Vec::new(),
        };
        assert_eq!([days(&left), days(&right)].concat(), days(&whole));
        assert_eq!(right.halves(false).map(|halves| halves.map(|half| days(&half).len())), Some([1, 1]));
        assert_eq!(right.halves(true), None, "one person is refused as a whole");
    }

    #[test]
    fn a_month_of_two_thousand_people_is_forty_calls() {
        let groups: Vec<_> = (0..20).map(|shard| group(shard, 100)).collect();
        let days = DayRange { from: date(2026, 3, 1), to: date(2026, 3, 30) };
        let preview = preview(days, &groups, 12, &Stream::ALL, &Limits::default(), &[]);
        assert_eq!(preview.calls, [(Stream::Organisation, 14), (Stream::Rules, 1), (Stream::Records, 40)]);
    }

    #[test]
    fn a_limit_that_was_learnt_cuts_later_plans_and_what_was_planned_before_alike() {
        let limit = |extent, most| LearntLimit { stream: Stream::Records, extent, most, learnt_at: Timestamp::MIN };
        let learnt = [limit(Extent::People, 25), limit(Extent::Days, 7)];
        let size = CallSize::learnt(Stream::Records, &learnt);
        assert_eq!(CallSize::learnt(Stream::Rules, &learnt), CallSize::DOCUMENTED);
        let days = DayRange { from: date(2026, 3, 2), to: date(2026, 3, 29) };
        let planned = records(days, &[group(0, 100)], size);
        assert_eq!(planned.len(), 4 * 4);
        let before = records(days, &[group(0, 100)], CallSize::DOCUMENTED).remove(0);
        let mut cut = before.within(size);
        assert_eq!(cut.len(), planned.len());
        cut.sort_by_key(ToString::to_string);
        let mut planned = planned;
        planned.sort_by_key(ToString::to_string);
        assert_eq!(cut, planned);
    }
}
