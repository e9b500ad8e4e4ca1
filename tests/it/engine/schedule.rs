//! The engine by itself: polls at its interval, and today's rows as they come.

use std::time::Duration;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};
use punchdeck::{
    audit::Link,
    console::{
        Change, Occasion, SyncRequest, Update,
        view::{PassState, PassView},
    },
    domain::{AnomalyKind, DayRange, Stream, anomaly::Subject},
    engine::Schedule,
    sim::{
        CompanySpec, SharedWorld, World,
        world::{Endpoint, Outcome},
    },
    store::{MemoryDisk, Store},
    wecom::quota::Limits,
};

use crate::desk::{Desk, OPENING, Setup, calls, clock, company, stormy_world, weather, world};

#[tokio::test(start_paused = true)]
async fn without_a_schedule_nothing_is_ever_asked() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.seat.rest(Duration::from_hours(24)).await;
    assert_eq!(world.lock().journal().count(), 0);
    desk.close().await;
}

/// When looks of a kind began, by the days they asked for; `None` is any.
fn looks(store: &Store, days: Option<i32>) -> Vec<Timestamp> {
    let started = store.audit_from(1, usize::MAX).unwrap().into_iter().filter(|link| link.row.action == "sync.start");
    let length = |link: &Link| {
        let text = &link.row.detail["days"];
        let (from, to) = text.split_once("..").unwrap();
        1 + from.parse::<Date>().unwrap().until(to.parse::<Date>().unwrap()).unwrap().get_days()
    };
    started.filter(|link| days.is_none_or(|days| length(link) == days)).map(|link| link.row.at).collect()
}

fn longest_gap(times: &[Timestamp], from: &str, to: &str) -> i64 {
    let (from, to): (Timestamp, Timestamp) = (from.parse().unwrap(), to.parse().unwrap());
    let pairs = times.windows(2).filter(|pair| from <= pair[0] && pair[1] <= to);
    pairs.map(|pair| pair[1].duration_since(pair[0]).as_secs()).max().unwrap()
}

#[tokio::test(start_paused = true)]
async fn today_is_looked_at_all_the_time_the_week_every_hour_and_everything_every_night() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_hours(48)).await;
    let any = looks(&desk.store, None);
    // Nobody's work begins or ends between one and four in the morning; at nine and at six many people's.
    assert!((300..=302).contains(&longest_gap(&any, "2026-03-31T01:00:00+08:00", "2026-03-31T04:00:00+08:00")));
    assert!((60..=62).contains(&longest_gap(&any, "2026-03-31T08:41:00+08:00", "2026-03-31T09:29:00+08:00")));
    assert!((60..=62).contains(&longest_gap(&any, "2026-03-31T17:41:00+08:00", "2026-03-31T18:29:00+08:00")));
    let week = looks(&desk.store, Some(7));
    assert!((40..=48).contains(&week.len()), "{}", week.len());
    let whole: Vec<_> = looks(&desk.store, Some(35)).iter().map(|at| at.duration_since(clock_at_opening())).collect();
    assert_eq!(
        whole.iter().map(SignedDuration::as_hours).collect::<Vec<_>>(),
        [0, 17, 41],
        "at ten, and at three twice"
    );
    let company = calls(&world, Endpoint::AgentGet);
    assert!((8..=11).contains(&company.len()), "{}", company.len());
    desk.close().await;
}

fn clock_at_opening() -> Timestamp {
    OPENING.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn rows_of_today_arrive_as_they_are_made_and_late_people_turn_up() {
    let spec = CompanySpec { live: true, ..company(60) };
    let world = SharedWorld::new(World::seeded(&spec));
    let clock = clock();
    let hourly = {
        let every = SignedDuration::from_hours(1);
        Schedule { records_every: every, records_busy_every: every, week_every: every, ..Schedule::default() }
    };
    let setup = Setup { schedule: Some(hourly), ..Setup::default() };
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, setup).await;
    let today = date(2026, 3, 30);
    desk.seat.rest(Duration::from_secs(30)).await;
    let at_ten = desk.rows_of(DayRange::one(today)).len();
    desk.seat.rest(Duration::from_hours(11)).await;
    let at_nine_pm = desk.rows_of(DayRange::one(today)).len();
    assert!(at_ten > 0 && at_nine_pm > at_ten, "{at_ten} {at_nine_pm}");
    let day = DayRange::one(today);
    assert_eq!(desk.rows_of(day), desk.truth_of(day), "after the poll of this hour nothing is missing");

    desk.seat.rest(Duration::from_hours(16)).await;
    let late = desk.seat.open(AnomalyKind::Late).await;
    let tomorrow = date(2026, 3, 31);
    let on = |day| {
        late.iter().filter(|anomaly| matches!(&anomaly.subject, Subject::Day { date, .. } if *date == day)).count()
    };
    assert!(on(today) > 0 && on(tomorrow) > 0, "{} {}", on(today), on(tomorrow));
    desk.close().await;
}

/// How old a row of today is at most when it is stored, on average: half a poll, and the pass.
fn latency(passes: &[PassView]) -> f64 {
    let seconds = |from: Timestamp, to: Timestamp| to.duration_since(from).as_secs_f64();
    let took = passes.iter().map(|pass| seconds(pass.started, pass.ended.unwrap())).sum::<f64>();
    let span = seconds(passes[0].started, passes[passes.len() - 1].started);
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let (polls, gaps) = (passes.len() as f64, (passes.len() - 1) as f64);
    span / gaps / 2.0 + took / polls
}

/// The next passes over today's rows, to their ends.
async fn next_polls(desk: &mut Desk, count: usize) -> Vec<PassView> {
    let mut polls = Vec::new();
    while polls.len() < count {
        let Some(Update::Change { change: Change::Pass(pass), .. }) = desk.seat.hear().await else { continue };
        if pass.occasion == Occasion::Live && pass.ended.is_some() {
            polls.push(pass);
        }
    }
    polls
}

#[tokio::test(start_paused = true)]
async fn y16_todays_rows_keep_their_pace_while_years_are_pulled() {
    let (world, clock) = (stormy_world(800, &weather([])), clock());
    let limits = Limits { overrides: [("checkin/getcheckindata".to_owned(), 120)].into(), ..Limits::default() };
    let minutely = Schedule { records_every: SignedDuration::from_mins(1), ..Schedule::default() };
    let setup = Setup { schedule: Some(minutely), limits, ..Setup::default() };
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, setup).await;
    desk.seat.rest(Duration::from_mins(3)).await;
    let normal = latency(&next_polls(&mut desk, 3).await);
    let days = DayRange { from: date(2023, 3, 31), to: date(2026, 3, 29) };
    let streams = vec![Stream::Records];
    let years = desk.start(SyncRequest { days: Some(days), streams, ..SyncRequest::everything() }).await;
    let meanwhile = latency(&next_polls(&mut desk, 3).await);
    let running = desk.seat.view().passes.iter().find(|pass| pass.id == years).unwrap().clone();
    assert!(running.state.is_active(), "the years are still being pulled");
    assert!(meanwhile <= 1.2 * normal, "{meanwhile} s instead of {normal} s");
    let years = desk.seat.pass(years).await;
    assert_eq!(years.state, PassState::Done);
    assert_eq!(world.lock().journal().entries().filter(|call| call.outcome == Outcome::Said(45009)).count(), 0);
    desk.close().await;
}
