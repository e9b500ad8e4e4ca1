//! The company changes: people come and go, the visible range is cut, rules are edited, rows of past days
//! change.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, RwLock},
    time::Duration,
};

use jiff::civil::Date;
use punchdeck::{
    console::{Occasion, QueueFilter, SyncRequest},
    domain::{
        Anomaly, AnomalyKind, DayRange, EmployeeId, RuleId, Stream,
        anomaly::{AnomalyState, Evidence, ResolvedBy, Subject},
        calendar::Calendar,
        org::ChangeKind,
        policy::{Policy, RulesHold},
        time::{wecom_date, wecom_midnight},
    },
    engine::judging::{Bench, Company, Judgement},
    sim::{
        SharedWorld,
        company::Change,
        weather::Turn,
        world::{AppChange, Range},
    },
    store::{MemoryDisk, Store},
};

use crate::desk::{Desk, Setup, all_days, audited, clock, company, world};

/// Longer than a second look must wait.
const A_WHILE: Duration = Duration::from_mins(11);

fn believing() -> SyncRequest {
    SyncRequest { believe_missing: true, ..SyncRequest::everything() }
}

fn happens(desk: &Desk, turn: Turn) {
    let at = desk.clock.now();
    desk.world.lock().turn(turn, at);
}

/// The application sees only these departments from now on.
fn sees(desk: &Desk, departments: &[u32]) {
    happens(desk, Turn::App(AppChange::Range(Range::departments(departments))));
}

fn members(store: &Store) -> usize {
    store.organisation().unwrap().employees.len()
}

fn kinds(store: &Store, who: &EmployeeId) -> Vec<ChangeKind> {
    store.changes_of(who).unwrap().iter().flat_map(|dated| dated.change.kinds()).collect()
}

/// The alert that members are missing, and whether it is open.
async fn alert(desk: &mut Desk) -> Option<(bool, Vec<Evidence>)> {
    let filter = QueueFilter { kinds: vec![AnomalyKind::Shrink], resolved_too: true, ..QueueFilter::default() };
    let rows = desk.seat.queue(filter, 10).await.into_iter().map(|row| row.anomaly);
    let of_members = |one: &Anomaly| matches!(&one.subject, Subject::Integration { stream, .. } if *stream == Some(Stream::Organisation));
    rows.filter(of_members).map(|one| (one.is_open(), one.evidence)).next()
}

/// Somebody of the company, as their profile has it.
fn somebody(world: &SharedWorld) -> (EmployeeId, serde_json::Value) {
    let world = world.lock();
    let member = world.company().members(jiff::Timestamp::MAX).nth(7).unwrap();
    (EmployeeId::parse(&member.userid).unwrap(), member.profile.clone())
}

#[tokio::test(start_paused = true)]
async fn a_range_that_is_cut_takes_nobody_away_until_somebody_says_that_they_have_left() {
    let (world, clock) = (world(100), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.pull(SyncRequest::everything()).await;
    let whole = desk.store.organisation().unwrap();
    sees(&desk, &[1]);
    sees(&desk, &[2, 4]);
    let left = world.lock().visible_members(clock.now()).count() as u64;
    for _ in 0..3 {
        desk.pull(SyncRequest::everything()).await;
        assert_eq!(desk.store.organisation().unwrap(), whole);
        let missing = Evidence::MembersMissing { missing: 100 - left, known: 100 };
        assert_eq!(alert(&mut desk).await, Some((true, vec![missing])));
        desk.seat.rest(A_WHILE).await;
    }
    sees(&desk, &[1]);
    desk.pull(SyncRequest::everything()).await;
    assert!(matches!(alert(&mut desk).await, Some((false, _))), "the range is whole again");
    assert_eq!((desk.store.organisation().unwrap(), desk.store.missing_since().unwrap()), (whole, None));
    assert!(audited(&desk.store, "organisation.change").is_empty());

    sees(&desk, &[2, 4]);
    desk.pull(SyncRequest::everything()).await;
    desk.seat.rest(A_WHILE).await;
    desk.pull(believing()).await;
    assert_eq!(members(&desk.store) as u64, left);
    assert_eq!(audited(&desk.store, "organisation.change").len(), 1);
    desk.pull(SyncRequest::everything()).await;
    assert!(matches!(alert(&mut desk).await, Some((false, _))));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_leaver_is_a_member_until_the_second_look_and_one_who_comes_back_is_known() {
    let (world, clock) = (world(60), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.pull(SyncRequest::everything()).await;
    let (who, profile) = somebody(&world);
    happens(&desk, Turn::Company(Change::MemberLeft { userid: who.as_str().into() }));
    desk.pull(SyncRequest::everything()).await;
    assert_eq!(members(&desk.store), 60);
    assert_eq!(kinds(&desk.store, &who), []);
    desk.seat.rest(A_WHILE).await;
    desk.pull(SyncRequest::everything()).await;
    assert_eq!(members(&desk.store), 59);
    let yesterday = wecom_date(clock.now()).yesterday().unwrap();
    assert!(desk.store.organisation_on(yesterday).unwrap().employees.contains_key(&who));
    happens(&desk, Turn::Company(Change::MemberJoined { profile }));
    happens(&desk, Turn::Company(Change::MemberMoved { userid: who.as_str().into(), departments: vec![6] }));
    desk.pull(SyncRequest::everything()).await;
    happens(&desk, Turn::Company(Change::MemberMoved { userid: who.as_str().into(), departments: vec![5] }));
    desk.pull(SyncRequest::everything()).await;
    assert_eq!(kinds(&desk.store, &who), [ChangeKind::Left, ChangeKind::CameBack, ChangeKind::Moved]);
    assert_eq!(alert(&mut desk).await, None);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn the_schedule_takes_the_second_look_at_a_leaver_by_itself() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_hours(1)).await;
    let (who, _) = somebody(&world);
    happens(&desk, Turn::Company(Change::MemberLeft { userid: who.as_str().into() }));
    while desk.store.missing_since().unwrap().is_none() {
        desk.seat.rest(Duration::from_mins(1)).await;
    }
    assert_eq!(members(&desk.store), 30);
    desk.seat.rest(A_WHILE).await;
    assert_eq!((members(&desk.store), desk.store.missing_since().unwrap()), (29, None));
    desk.close().await;
}

/// What everybody's days come to from what is on the disk.
fn judged(desk: &Desk, rule_change: RulesHold) -> Vec<(EmployeeId, Date, Vec<AnomalyKind>)> {
    let company = Company::read(&desk.store).unwrap();
    let days: BTreeSet<Date> = all_days().days().collect();
    let wanted: BTreeMap<_, _> = company.organisation.employees.keys().map(|who| (who.clone(), days.clone())).collect();
    let bench = Bench {
        store: Arc::clone(&desk.store),
        company: Arc::new(RwLock::new(Arc::new(company))),
        policy: Policy { rule_change, ..Policy::default() },
        calendar: Calendar::default(),
    };
    let Judgement { days, .. } = bench.judge(&wanted, desk.clock.now());
    days.into_iter().map(|(who, day, found)| (who, day, found.into_iter().map(|one| one.kind).collect())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_rule_that_is_edited_leaves_the_days_before_as_they_were_judged() {
    let (world, clock) = (world(60), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    desk.pull(SyncRequest::everything()).await;
    desk.seat.rest(A_WHILE).await;
    let (before, open) = (judged(&desk, RulesHold::FromDaySeen), desk.seat.queue(QueueFilter::default(), 500).await);
    let mut group = world.lock().company().rules(clock.now()).next().unwrap().clone();
    let number: u32 = group["groupid"].as_u64().unwrap().try_into().unwrap();
    for time in group["checkindate"][0]["checkintime"].as_array_mut().unwrap() {
        time["work_sec"] = (time["work_sec"].as_i64().unwrap() - 3_600).into();
    }
    happens(&desk, Turn::Company(Change::RuleEdited { group }));
    desk.pull(SyncRequest::everything()).await;
    desk.seat.rest(A_WHILE).await;
    assert_eq!(audited(&desk.store, "rule.change"), [(number.to_string(), "ok".to_owned())]);
    let book = Company::read(&desk.store).unwrap().rules;
    assert_eq!(book.history_of(RuleId(number)).len(), 2);
    assert_eq!(judged(&desk, RulesHold::FromDaySeen), before);
    let days = |rows: Vec<punchdeck::console::QueueRow>| {
        let of_days = rows.into_iter().filter(|row| row.anomaly.who().is_some());
        of_days.map(|row| (row.anomaly.id, row.anomaly.evidence)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(days(desk.seat.queue(QueueFilter::default(), 500).await), days(open));
    assert_ne!(judged(&desk, RulesHold::Retroactive), before, "the edit would have made a difference");
    desk.close().await;
}

/// A late arrival that no look but the nightly one reads again.
async fn late_long_ago(desk: &mut Desk) -> (Anomaly, EmployeeId, Date, jiff::Timestamp) {
    let long_ago = DayRange { to: company(0).today.saturating_sub(jiff::Span::new().days(12)), ..all_days() };
    let filter = QueueFilter { kinds: vec![AnomalyKind::Late], days: Some(long_ago), ..QueueFilter::default() };
    let anomaly = desk.seat.queue(filter, 100).await.remove(0).anomaly;
    let (Subject::Day { who, date }, [Evidence::Slot(slot)]) = (&anomaly.subject, anomaly.evidence.as_slice()) else {
        panic!("{anomaly:?}")
    };
    let (who, date, scheduled) = (who.clone(), *date, slot.scheduled);
    (anomaly, who, date, scheduled)
}

#[tokio::test(start_paused = true)]
async fn what_the_night_finds_is_judged_again_and_its_version_says_that_it_was_the_night() {
    let (world, clock) = (world(30), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_mins(30)).await;
    let (anomaly, who, date, scheduled) = late_long_ago(&mut desk).await;
    let due = scheduled.as_second();
    happens(
        &desk,
        Turn::Company(Change::PunchCorrected {
            userid: who.as_str().into(),
            date,
            scheduled_s: Some(due - wecom_midnight(date).as_second()),
            checkin_time: due,
        }),
    );
    let state = async |desk: &mut Desk| {
        let filter = QueueFilter { people: vec![who.clone()], resolved_too: true, ..QueueFilter::default() };
        let rows = desk.seat.queue(filter, 100).await;
        rows.into_iter().find(|row| row.anomaly.id == anomaly.id).unwrap().anomaly.state
    };
    desk.seat.rest(Duration::from_hours(16)).await;
    assert_eq!(state(&mut desk).await, AnomalyState::Open, "by day nobody looks back so far");
    desk.seat.rest(Duration::from_hours(2)).await;
    assert_eq!(state(&mut desk).await, AnomalyState::AutoResolved(ResolvedBy::LateData));
    let rows = desk.store.rows(DayRange::one(date), None).unwrap().rows.into_iter().map(|row| row.version);
    let occasions = |found_in: Option<u64>| desk.store.pass(found_in.unwrap()).unwrap().unwrap().occasion;
    let changed: Vec<_> = rows.filter(|row| row.punch.who == who && row.found_in != Some(1)).collect();
    assert!(!changed.is_empty());
    assert!(changed.iter().all(|row| occasions(row.found_in) == Occasion::Whole
        && row.first_seen > clock.now() - jiff::SignedDuration::from_hours(3)));
    desk.close().await;
}
