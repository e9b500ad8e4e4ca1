//! The engine by itself: polls at its interval, and today's rows as they come.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::date};
use punchdeck::{
    domain::{AnomalyKind, DayRange, anomaly::Subject},
    engine::Schedule,
    sim::{CompanySpec, SharedWorld, World, world::Endpoint},
    store::MemoryDisk,
};

use crate::desk::{Desk, Setup, calls, clock, company, world};

#[tokio::test(start_paused = true)]
async fn without_a_schedule_nothing_is_ever_asked() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.seat.rest(Duration::from_hours(24)).await;
    assert_eq!(world.lock().journal().count(), 0);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn rows_are_polled_and_everything_is_pulled_each_at_its_interval() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_hours(12) + Duration::from_mins(1)).await;
    let Schedule { records_every, everything_every } = Schedule::default();
    let started: Vec<_> = calls(&world, Endpoint::AgentGet).iter().map(|call| call.at).collect();
    let apart = |times: &[Timestamp]| times.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect::<Vec<_>>();
    assert_eq!(started.len(), 3);
    assert!(apart(&started).iter().all(|gap| (*gap - everything_every).abs() <= records_every), "{started:?}");

    let mut asked: Vec<_> = calls(&world, Endpoint::CheckinRecords).iter().map(|call| call.at).collect();
    asked.dedup();
    assert_eq!(i64::try_from(asked.len()), Ok(12 * 3600 / records_every.as_secs() + 1));
    assert!(apart(&asked).iter().all(|gap| (*gap - records_every).as_secs().abs() <= 2), "{:?}", apart(&asked));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn rows_of_today_arrive_as_they_are_made_and_late_people_turn_up() {
    let spec = CompanySpec { live: true, ..company(60) };
    let world = SharedWorld::new(World::seeded(&spec));
    let clock = clock();
    let hourly = Schedule { records_every: SignedDuration::from_hours(1), ..Schedule::default() };
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
