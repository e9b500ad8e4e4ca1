//! From a wish to calls. Pure: what can be printed can be reviewed, resumed and shown.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::job::Work;
use crate::{
    console::{Extent, LearntLimit},
    domain::{
        ApprovalStatus, DayRange, EmployeeId, PaperKind, Stream, Window,
        time::{seconds_after, wecom_date, wecom_midnight},
    },
    wecom::{
        client::{DAYS_MAX, PEOPLE_MAX},
        operation,
    },
};

/// Days asked for in one call. With the reach on both sides it stays below the thirty allowed.
pub const DAYS_IN_CALL: usize = DAYS_MAX - 1;
/// Every window begins a little before its first midnight: a punch shortly after midnight on the
/// first of a month was seen in no window that ends or begins there (`WxJava` issue 3046).
const REACH_BEFORE: SignedDuration = SignedDuration::from_hours(1);

/// What administrators did is asked for so long afterwards: the end must have passed by WeCom's clock, which
/// may be a few seconds behind ours.
const SETTLED: SignedDuration = SignedDuration::from_mins(1);
/// What is planned now is asked for a little later, when WeCom remembers a little less.
const A_LITTLE: SignedDuration = SignedDuration::from_hours(1);

/// How far past its last midnight a window reaches: to where the day of somebody's night shift ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach(SignedDuration);

impl Reach {
    /// The usual day cut: 04:00.
    const LEAST: SignedDuration = SignedDuration::from_hours(4);
    /// With what stands before the first midnight it is one day, which 29 others leave of the thirty that
    /// a call may hold.
    const MOST: SignedDuration = SignedDuration::from_hours(23);

    /// As far as the latest of some day cuts, in seconds after midnight.
    #[must_use]
    pub fn to_latest(cuts_s: impl IntoIterator<Item = i64>) -> Self {
        let latest = cuts_s.into_iter().map(SignedDuration::from_secs).max().unwrap_or(Self::LEAST);
        Self(latest.clamp(Self::LEAST, Self::MOST))
    }

    /// As far as a window does.
    fn of(window: Window) -> Self {
        Self(window.end.duration_since(wecom_midnight(wecom_date(window.end))))
    }
}

impl Default for Reach {
    fn default() -> Self {
        Self(Self::LEAST)
    }
}

const _: () = assert!(REACH_BEFORE.as_secs() + Reach::MOST.as_secs() <= 86_400);

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
pub fn records(days: DayRange, groups: &[Group], most: CallSize, reach: Reach) -> Vec<Work> {
    let call = |window, group: &Group| {
        group
            .people
            .chunks(most.people)
            .map(move |people| Work::Records { people: people.to_vec(), shard: group.shard, window })
            .collect::<Vec<_>>()
    };
    windows(days, most.days, reach)
        .into_iter()
        .rev()
        .flat_map(|window| groups.iter().flat_map(move |group| call(window, group)))
        .collect()
}

/// Calls for the papers of these people on these days, the newest days first.
#[must_use]
pub fn papers(kind: PaperKind, days: DayRange, groups: &[Group], most: CallSize) -> Vec<Work> {
    let call = |days, people: &[EmployeeId]| Work::Papers { kind, people: people.to_vec(), days };
    let stretches = stretches(days, most.days).into_iter().rev();
    stretches.flat_map(|days| in_calls(groups, most).map(move |people| call(days, people))).collect()
}

/// Calls for what machines uploaded about these people in a window, the oldest uploads first.
#[must_use]
pub fn uploads(window: Window, groups: &[Group], most: CallSize) -> Vec<Work> {
    let call = |people: &[EmployeeId], window| Work::Uploads { people: people.to_vec(), window };
    parts(window, most.days).flat_map(|window| in_calls(groups, most).map(move |people| call(people, window))).collect()
}

/// Lists of the forms submitted in a window, and beside each of those that were taken back since: what
/// becomes of a form does not move it in a list.
#[must_use]
pub fn forms(window: Window, most: CallSize) -> Vec<Work> {
    let taken_back = Some(ApprovalStatus::Revoked);
    parts(window, most.days)
        .flat_map(|submitted| [None, taken_back].map(|status| Work::Forms { submitted, status }))
        .collect()
}

/// Lists of the forms submitted in a window, whatever became of them.
#[must_use]
pub fn new_forms(window: Window, most: CallSize) -> Vec<Work> {
    parts(window, most.days).map(|submitted| Work::Forms { submitted, status: None }).collect()
}

/// Lists of what administrators did in a window, as far as WeCom remembers and can be asked: seven days at a
/// time, and only what is over.
#[must_use]
pub fn operations(window: Window, most: CallSize, now: Timestamp) -> Vec<Work> {
    let remembered = now.saturating_sub(operation::REMEMBERED).unwrap_or(Timestamp::MIN) + A_LITTLE;
    let window = Window { start: window.start.max(remembered), end: window.end.min(now - SETTLED) };
    parts(window, most.days.min(operation::DAYS_MAX)).map(|done| Work::Operations { done }).collect()
}

/// A window in parts of at most so many days, the oldest first.
fn parts(window: Window, days: usize) -> impl Iterator<Item = Window> {
    let step = SignedDuration::from_hours(24 * i64::try_from(days.clamp(1, DAYS_IN_CALL)).unwrap_or(1)).as_secs();
    let starts = std::iter::successors(Some(window.start), move |start| Some(seconds_after(*start, step)));
    let part = move |start| Window { start, end: seconds_after(start, step).min(window.end) };
    starts.take_while(move |start| *start < window.end).map(part)
}

/// The days whose rosters are asked for when `days` are meant: whole months, as rosters are made, and from
/// the present one on the next as well.
#[must_use]
pub fn roster_days(days: DayRange, today: Date) -> DayRange {
    let to = if days.to >= today { days.to.max(today).last_of_month().saturating_add(1.day()) } else { days.to };
    DayRange { from: days.from.min(days.to).first_of_month(), to: to.last_of_month() }
}

fn in_calls(groups: &[Group], most: CallSize) -> impl Iterator<Item = &[EmployeeId]> {
    groups.iter().flat_map(move |group| group.people.chunks(most.people))
}

/// Stretches of at most so many days, the oldest first.
fn stretches(days: DayRange, most: usize) -> Vec<DayRange> {
    let most = i32::try_from(most.clamp(1, DAYS_IN_CALL)).unwrap_or(1);
    let starts = days.from.series(most.days()).take_while(|start| *start <= days.to);
    let to = |start: Date| start.saturating_add((most - 1).days()).min(days.to);
    starts.map(|from| DayRange { from, to: to(from) }).collect()
}

/// Two stretches of days for one, if there is more than one day in it.
#[must_use]
pub fn halves(days: DayRange) -> Option<[DayRange; 2]> {
    let middle = days.days().nth(days.count() / 2).filter(|_| days.count() > 1)?;
    Some([DayRange { to: middle.saturating_sub(1.day()), ..days }, DayRange { from: middle, ..days }])
}

/// Two windows for one, if there is more than a minute in it.
#[must_use]
pub fn halves_of_window(window: Window) -> Option<[Window; 2]> {
    let middle = seconds_after(window.start, window.length().as_secs() / 2);
    let worth_it = window.length() > SignedDuration::from_mins(1);
    worth_it.then_some([Window { end: middle, ..window }, Window { start: middle, ..window }])
}

/// Windows of at most so many days that cover them all, the oldest first, each reaching into its
/// neighbours.
#[must_use]
pub fn windows(days: DayRange, most: usize, reach: Reach) -> Vec<Window> {
    stretches(days, most).into_iter().map(|days| around(days.from, next(days.to), reach)).collect()
}

/// Two windows for one, parted at the midnight that begins `middle`.
#[must_use]
pub fn cut(window: Window, middle: Date) -> [Window; 2] {
    let midnight = wecom_midnight(middle);
    let later = |at: Timestamp, by| at.saturating_add(by).unwrap_or(at);
    let before = Window { start: window.start, end: later(midnight, Reach::of(window).0).min(window.end) };
    let after = Window { start: later(midnight, -REACH_BEFORE).max(window.start), end: window.end };
    [before, after]
}

/// The interface that bounds a stream's pace.
#[must_use]
pub fn endpoint(stream: Stream) -> &'static str {
    match stream {
        Stream::Organisation => "user/list",
        Stream::Rules => "checkin/getcorpcheckinoption",
        Stream::Records => "checkin/getcheckindata",
        Stream::DayReports => "checkin/getcheckin_daydata",
        Stream::Rosters => "checkin/getcheckinschedulist",
        Stream::Devices => "hardware/get_hardware_checkin_data",
        Stream::Approvals => "oa/getapprovaldetail",
        Stream::Operations => "security/admin_oper_log/list",
    }
}

/// The time from the first midnight of some days to their last.
#[must_use]
pub fn whole(days: DayRange) -> Window {
    Window { start: wecom_midnight(days.from), end: wecom_midnight(next(days.to)) }
}

fn around(first: Date, after: Date, reach: Reach) -> Window {
    let start = wecom_midnight(first);
    let end = wecom_midnight(after);
    Window {
        start: start.saturating_sub(REACH_BEFORE).unwrap_or(start),
        end: end.saturating_add(reach.0).unwrap_or(end),
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
    use crate::wecom::{Checked, approvals, client::WINDOW_MAX};

    fn group(shard: u32, count: u32) -> Group {
        let people = (0..count).map(|number| EmployeeId::parse(&format!("p{shard}-{number}")).unwrap());
        Group { shard, people: people.collect() }
    }

    proptest! {
        #[test]
        fn every_day_lies_whole_in_a_window_that_wecom_accepts(
            start in 0_i32..8000, length in 0_i32..900, most in 1..=DAYS_IN_CALL, cut_s in 0_i64..100_000,
        ) {
            let from = date(2005, 1, 1).saturating_add(start.days());
            let days = DayRange { from, to: from.saturating_add(length.days()) };
            let windows = windows(days, most, Reach::to_latest([cut_s]));
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
            let size = CallSize { people: most, ..CallSize::DOCUMENTED };
            let calls = records(DayRange::one(date(2026, 3, 2)), &groups, size, Reach::default());
            prop_assert!(calls.iter().all(|work| (1..=most).contains(&work.size(Extent::People))));
            let known: Vec<_> = groups.iter().flat_map(|group| group.people.clone()).collect();
            let asked = |calls: &[Work]| calls.iter().flat_map(|work| work.people().to_vec()).collect::<Vec<_>>();
            prop_assert_eq!(asked(&calls), known.clone());
            prop_assert_eq!(asked(&papers(PaperKind::Roster, DayRange::one(date(2026, 3, 2)), &groups, size)), known);
        }

        #[test]
        fn papers_of_every_day_are_asked_for_once_and_never_too_many(start in 0_i32..8000, length in 0_i32..90) {
            let from = date(2005, 1, 1).saturating_add(start.days());
            let days = DayRange { from, to: from.saturating_add(length.days()) };
            let calls = papers(PaperKind::DayReport, days, &[group(0, 1)], CallSize::DOCUMENTED);
            let mut asked: Vec<_> = calls.iter().map(days_of).collect();
            asked.reverse();
            prop_assert!(asked.iter().all(|days| days.len() <= DAYS_MAX));
            prop_assert_eq!(asked.concat(), days.days().collect::<Vec<_>>());
        }
    }

    #[test]
    fn windows_reach_to_the_latest_day_cut_and_so_do_their_halves() {
        let days = DayRange { from: date(2026, 3, 1), to: date(2026, 3, 4) };
        let at = |hour| format!("2026-03-05T{hour}:00:00+08:00").parse::<Timestamp>().unwrap();
        let end = |cuts: &[i64]| windows(days, 29, Reach::to_latest(cuts.iter().copied()))[0].end;
        assert_eq!((end(&[]), end(&[0, 3_600])), (at("04"), at("04")));
        assert_eq!((end(&[18_000, 21_600, 7_200]), end(&[90_000])), (at("06"), at("23")));
        let [before, after] = cut(windows(days, 29, Reach::to_latest([21_600]))[0], date(2026, 3, 3));
        let halves = [before, after].map(|half| half.whole_days().collect::<Vec<_>>()).concat();
        assert_eq!(halves, days.days().collect::<Vec<_>>());
        assert_eq!(before.end, "2026-03-03T06:00:00+08:00".parse().unwrap());
    }

    #[test]
    fn halves_lose_nobody_and_no_day() {
        let three = DayRange { from: date(2026, 3, 1), to: date(2026, 3, 3) };
        let (one, size) = ([group(0, 1)], CallSize::DOCUMENTED);
        for mut calls in [records(three, &one, size, Reach::default()), papers(PaperKind::DayReport, three, &one, size)]
        {
            let whole = calls.remove(0);
            let [left, right] = whole.halves(false).unwrap();
            assert_eq!([days_of(&left), days_of(&right)].concat(), days_of(&whole));
            assert_eq!(right.halves(false).map(|halves| halves.map(|half| days_of(&half).len())), Some([1, 1]));
            assert_eq!(right.halves(true), None, "one person is refused as a whole");
        }
        let window = Window { start: wecom_midnight(three.from), end: wecom_midnight(three.to) };
        let Some([Work::Uploads { window: left, .. }, Work::Uploads { window: right, .. }]) =
            uploads(window, &one, size).remove(0).halves(false)
        else {
            panic!("two days are more than one")
        };
        assert_eq!((left.start, left.end, right.end), (window.start, right.start, window.end));
    }

    fn days_of(work: &Work) -> Vec<Date> {
        match work {
            Work::Records { window, .. } => window.whole_days().collect(),
            Work::Papers { days, .. } => days.days().collect(),
            Work::Application
            | Work::Departments
            | Work::Members(_)
            | Work::Rules
            | Work::Uploads { .. }
            | Work::Forms { .. }
            | Work::Form(_)
            | Work::Operations { .. } => Vec::new(),
        }
    }

    #[test]
    fn rosters_are_asked_for_by_month_and_from_the_present_one_on_for_the_next() {
        let today = date(2026, 3, 30);
        let days = |from, to| roster_days(DayRange { from, to }, today);
        let months = |from, to| DayRange { from, to };
        assert_eq!(days(date(2026, 3, 29), today), months(date(2026, 3, 1), date(2026, 4, 30)));
        assert_eq!(days(date(2026, 1, 5), date(2026, 1, 6)), months(date(2026, 1, 1), date(2026, 1, 31)));
        assert_eq!(days(date(2026, 5, 5), date(2026, 5, 6)), months(date(2026, 5, 1), date(2026, 6, 30)));
    }

    #[test]
    fn uploads_of_a_longer_absence_are_asked_for_in_as_many_calls_as_they_need() {
        let window = Window { start: wecom_midnight(date(2026, 1, 1)), end: wecom_midnight(date(2026, 3, 30)) };
        let calls = |most| {
            uploads(window, &[group(0, 3)], most).into_iter().map(|work| match work {
                Work::Uploads { window, .. } => window,
                other => panic!("{other} was planned"),
            })
        };
        let asked: Vec<_> = calls(CallSize::DOCUMENTED).collect();
        assert_eq!((asked.len(), asked[0].start, asked[3].end), (4, window.start, window.end));
        assert!(asked.is_sorted_by(|one, next| one.end == next.start && one.length() <= WINDOW_MAX));
        let smaller = calls(CallSize { days: 7, ..CallSize::DOCUMENTED });
        assert!(smaller.into_iter().all(|window| window.length() <= SignedDuration::from_hours(7 * 24)));
    }

    #[test]
    fn lists_are_asked_for_in_parts_that_wecom_accepts_and_leave_nothing_out() {
        let (now, size) = (wecom_midnight(date(2026, 3, 30)), CallSize::DOCUMENTED);
        let window = Window { start: wecom_midnight(date(2025, 6, 1)), end: seconds_after(now, 3_600) };
        let forms: Vec<_> = new_forms(window, size).into_iter().map(submitted).collect();
        assert_eq!((forms[0].start, forms.last().map(|part| part.end)), (window.start, Some(window.end)));
        assert!(forms.is_sorted_by(|one, next| one.end == next.start));
        assert!(forms.iter().all(|part| Checked::new(approvals::Question::all(*part)).is_ok()));
        let beside = super::forms(window, size);
        assert_eq!(beside.len(), 2 * forms.len());
        assert!(beside.chunks(2).all(|pair| submitted(pair[0].clone()) == submitted(pair[1].clone())));

        let done: Vec<_> = operations(window, size, now).into_iter().map(submitted).collect();
        let asked_later = seconds_after(now, 60);
        let sound =
            |done: &Window| Checked::new(operation::Question { done: *done, now: asked_later, by: None }).is_ok();
        assert!(done.iter().all(sound) && done.len() == 26, "{} parts", done.len());
        assert!(done.is_sorted_by(|one, next| one.end == next.start));
    }

    fn submitted(work: Work) -> Window {
        match work {
            Work::Forms { submitted: window, .. } | Work::Operations { done: window } => window,
            other => panic!("{other} was planned"),
        }
    }

    #[test]
    fn a_month_of_two_thousand_people_is_forty_calls() {
        let groups: Vec<_> = (0..20).map(|shard| group(shard, 100)).collect();
        let days = DayRange { from: date(2026, 3, 1), to: date(2026, 3, 30) };
        assert_eq!(records(days, &groups, CallSize::DOCUMENTED, Reach::default()).len(), 40);
    }

    #[test]
    fn a_limit_that_was_learnt_cuts_later_plans_and_what_was_planned_before_alike() {
        let limit = |extent, most| LearntLimit { stream: Stream::Records, extent, most, learnt_at: Timestamp::MIN };
        let learnt = [limit(Extent::People, 25), limit(Extent::Days, 7)];
        let size = CallSize::learnt(Stream::Records, &learnt);
        assert_eq!(CallSize::learnt(Stream::Rules, &learnt), CallSize::DOCUMENTED);
        let days = DayRange { from: date(2026, 3, 2), to: date(2026, 3, 29) };
        let planned = records(days, &[group(0, 100)], size, Reach::default());
        assert_eq!(planned.len(), 4 * 4);
        let before = records(days, &[group(0, 100)], CallSize::DOCUMENTED, Reach::default()).remove(0);
        let mut cut = before.within(size);
        assert_eq!(cut.len(), planned.len());
        cut.sort_by_key(ToString::to_string);
        let mut planned = planned;
        planned.sort_by_key(ToString::to_string);
        assert_eq!(cut, planned);
    }
}
