//! Approval forms (审批) and the administrators' log (管理端操作日志), from the simulated WeCom to the disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp, civil::date};
use punchdeck::{
    console::{SyncRequest, view::PassState},
    domain::{
        AnomalyKind, Approval, ApprovalNumber, ApprovalStatus, DayRange, ListingState, Stream, Window,
        time::wecom_midnight,
    },
    sim::{
        Company, CompanySpec, InProcess, Scenario, SharedWorld, World,
        company::{Change, form::Status},
        weather::{Event, Fault, FaultRule, Turn, When},
        world::Endpoint,
    },
    store::{FiledApproval, MemoryDisk, Store},
    wecom::{
        Request, Response, Transport, TransportError,
        quota::Limits,
        wire::{approval, operation},
    },
};
use serde_json::{Value, json};

use crate::desk::{Desk, Setup, Shared, all_days, calls, clock, company, strikes, weather};

/// A company whose people hand in forms.
fn office(employees: usize) -> SharedWorld {
    let spec = CompanySpec { forms: true, ..company(employees) };
    SharedWorld::new(World::new(Company::seeded(&spec), &Scenario::default()))
}

fn whole(days: DayRange) -> Window {
    Window { start: wecom_midnight(days.from), end: wecom_midnight(days.to) + SignedDuration::from_hours(24) }
}

/// The forms of a window that WeCom lists at a moment, with how far they have come.
fn listed(world: &SharedWorld, window: Window, now: Timestamp) -> BTreeMap<String, Status> {
    let forms = world.lock().company().forms(window, now);
    let listed = forms.into_iter().filter_map(|form| Some((form.number.clone(), form.status(now)?)));
    listed.filter(|(_, status)| *status != Status::Deleted).collect()
}

fn number(text: &str) -> ApprovalNumber {
    ApprovalNumber::parse(text).unwrap()
}

fn filed(store: &Store, sp_no: &str) -> FiledApproval {
    store.approval(&number(sp_no)).unwrap().unwrap_or_else(|| panic!("{sp_no} is not in the store"))
}

fn standing(store: &Store, sp_no: &str) -> (ApprovalStatus, u32) {
    let form = filed(store, sp_no);
    (form.status, form.version)
}

fn reread(form: &FiledApproval) -> Approval {
    approval::form(format!("{{\"info\":{}}}", form.text.0).as_bytes()).unwrap()
}

fn approvals(days: DayRange) -> SyncRequest {
    SyncRequest { days: Some(days), streams: vec![Stream::Approvals], ..SyncRequest::everything() }
}

/// Notes which forms are read.
struct Counted {
    world: InProcess,
    read: Arc<Mutex<Vec<String>>>,
}

impl Transport for Counted {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        if request.endpoint == "oa/getapprovaldetail" {
            let body: Value = serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap();
            self.read.lock().unwrap().push(body["sp_no"].as_str().unwrap().to_owned());
        }
        self.world.send(request)
    }
}

/// What was read since somebody last looked, and that nothing was read twice.
fn taken(read: &Mutex<Vec<String>>) -> BTreeSet<String> {
    let read = std::mem::take(&mut *read.lock().unwrap());
    let once: BTreeSet<_> = read.iter().cloned().collect();
    assert_eq!(once.len(), read.len(), "a form is read once in a pass");
    once
}

fn counting(read: &Arc<Mutex<Vec<String>>>) -> Setup {
    let read = Arc::clone(read);
    let carried_by = move |world| -> Arc<dyn Transport> { Arc::new(Counted { world, read: Arc::clone(&read) }) };
    Setup { carried_by: Box::new(carried_by), ..Setup::default() }
}

#[tokio::test(start_paused = true)]
async fn every_form_ends_in_the_store_and_afterwards_only_what_may_have_changed_is_read() {
    let (world, clock, read) = (office(120), clock(), Arc::default());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, counting(&read)).await;
    let window = whole(all_days());
    let truth = listed(&world, window, clock.now());
    let first = desk.sync(all_days()).await;
    assert_eq!(first.state, PassState::Done, "{:?}", first.failures);
    assert_eq!(taken(&read), truth.keys().cloned().collect());
    for (sp_no, status) in &truth {
        let form = filed(&desk.store, sp_no);
        let approval = reread(&form);
        assert_eq!((form.status.number(), form.version), (status.number().into(), 1));
        assert_eq!((form.status, form.submitted), (approval.status, approval.applied_at));
        for (who, day) in approval.applicants.iter().flat_map(|who| approval.days().into_iter().map(move |d| (who, d)))
        {
            let of_day = desk.store.approvals_of(who, DayRange::one(day)).unwrap();
            assert!(of_day.contains(&form), "{sp_no} is not found by {who} and {day}");
        }
    }
    let known = desk.store.submissions(window).unwrap();
    let [known] = known.as_slice() else { panic!("{known:?}") };
    assert_eq!((known.state, known.forms), (ListingState::Whole, truth.len()));

    let open = |world: &SharedWorld| -> BTreeSet<String> {
        listed(world, window, clock.now()).into_iter().filter(|(_, s)| *s == Status::Pending).map(|(n, _)| n).collect()
    };
    let of_status = |status| truth.iter().find(|(_, known)| **known == status).map(|(number, _)| number.clone());
    let [pending, held, gone] = [Status::Pending, Status::Approved, Status::Approved].map(|s| of_status(s).unwrap());
    let gone = truth.iter().rfind(|(n, s)| **s == Status::Approved && **n != held).map_or(gone, |(n, _)| n.clone());
    let stored: BTreeSet<_> = desk.store.open_approvals().unwrap().iter().map(|form| form.number.to_string()).collect();
    assert_eq!(stored, open(&world));
    desk.sync(all_days()).await;
    assert_eq!(taken(&read), stored, "what is decided is not read again");

    for (sp_no, status) in [(&pending, Status::Approved), (&held, Status::Revoked), (&gone, Status::Deleted)] {
        world.lock().apply(Change::FormSettled { sp_no: sp_no.clone(), status }, clock.now()).unwrap();
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    desk.sync(all_days()).await;
    let changed = [pending.clone(), held.clone(), gone.clone()];
    assert_eq!(taken(&read), &open(&world) | &changed.clone().into());
    let now = changed.map(|sp_no| standing(&desk.store, &sp_no));
    assert_eq!(now, [(ApprovalStatus::Approved, 2), (ApprovalStatus::Revoked, 2), (ApprovalStatus::Deleted, 2)]);
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn an_open_form_is_followed_until_it_is_decided_and_a_new_one_comes_with_the_next_poll() {
    let (world, clock) = (office(60), clock());
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_mins(10)).await;
    let somebody = desk.store.organisation().unwrap().employees.into_keys().next().unwrap();
    let form = |sp_no: &str, status: u8| {
        json!({
            "sp_no": sp_no, "sp_name": "外出", "sp_status": status, "template_id": "t",
            "apply_time": clock.now().as_second(), "applyer": {"userid": somebody.as_str(), "partyid": "1"},
            "apply_data": {"contents": [{"control": "Attendance", "id": "a", "title": [], "value": {"attendance": {
                "type": 4, "date_range": {"type": "hour", "new_begin": clock.now().as_second(),
                "new_end": clock.now().as_second() + 3600, "new_duration": 3600}
            }}}]}
        })
    };
    world.lock().apply(Change::FormSubmitted { info: form("999900000001", 1) }, clock.now()).unwrap();
    desk.seat.rest(Duration::from_mins(8)).await;
    assert_eq!(standing(&desk.store, "999900000001"), (ApprovalStatus::Pending, 1));
    let settled = |status| Change::FormSettled { sp_no: "999900000001".into(), status };
    world.lock().apply(settled(Status::Approved), clock.now()).unwrap();
    desk.seat.rest(Duration::from_mins(16)).await;
    assert_eq!(standing(&desk.store, "999900000001"), (ApprovalStatus::Approved, 2));
    world.lock().apply(settled(Status::Revoked), clock.now()).unwrap();
    desk.seat.rest(Duration::from_mins(70)).await;
    assert_eq!(standing(&desk.store, "999900000001"), (ApprovalStatus::Revoked, 3));
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_listed_and_not_read_before_the_end_is_read_after_it() {
    let (world, clock, memory) = (office(60), clock(), Shared::default());
    world.lock().set_scenario(&weather([strikes(Endpoint::ApprovalDetail, Fault::Hang)]));
    let mut desk = Desk::open(memory.clone(), &world, &clock).await;
    let truth = listed(&world, whole(all_days()), clock.now());
    desk.start(approvals(all_days())).await;
    desk.seat.rest(Duration::from_secs(30)).await;
    assert_eq!(desk.store.watched_approvals().unwrap().len(), truth.len());
    desk.close().await;

    world.lock().set_scenario(&Scenario::default());
    let mut later = Desk::open(memory, &world, &clock).await;
    let pass = later.pull(approvals(DayRange::one(date(2026, 1, 5)))).await;
    assert_eq!(pass.state, PassState::Done, "{:?}", pass.failures);
    for sp_no in truth.keys() {
        drop(filed(&later.store, sp_no));
    }
    later.close().await;
}

#[tokio::test(start_paused = true)]
async fn who_may_not_see_approvals_is_told_so_and_misses_nothing_else() {
    let (world, clock) = (office(60), clock());
    world.lock().set_scenario(&weather([FaultRule::always(Fault::ApprovalsWithdrawn)]));
    let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, Setup::scheduled()).await;
    desk.seat.rest(Duration::from_mins(50)).await;
    let denied = desk.seat.open(AnomalyKind::Permission).await;
    assert_eq!(denied.len(), 1, "{denied:?}");
    let fresh = |stream| {
        desk.store
            .fresh(stream)
            .unwrap()
            .is_some_and(|at| clock.now().duration_since(at) < SignedDuration::from_mins(6))
    };
    assert!(fresh(Stream::Records) && fresh(Stream::Devices) && !fresh(Stream::Approvals));
    assert!(desk.store.uploads_until().unwrap().is_some_and(|at| at + SignedDuration::from_mins(6) > clock.now()));
    let asked = calls(&world, Endpoint::ApprovalNumbers).len();
    assert!((2..=12).contains(&asked), "twice an hour, not with every poll: {asked}");
    assert!(
        desk.store
            .submissions(whole(all_days()))
            .unwrap()
            .iter()
            .any(|part| matches!(part.state, ListingState::Failed(Some(301_055))))
    );

    world.lock().set_scenario(&Scenario::default());
    desk.seat.rest(Duration::from_mins(40)).await;
    assert_eq!(desk.seat.open(AnomalyKind::Permission).await, []);
    let truth = listed(&world, whole(all_days()), clock.now());
    for sp_no in truth.keys() {
        drop(filed(&desk.store, sp_no));
    }
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn reading_forms_slows_no_poll_however_few_calls_are_granted() {
    let mut polls = Vec::new();
    for forms in [true, false] {
        let clock = clock();
        let spec = CompanySpec { forms, ..company(120) };
        let world = SharedWorld::new(World::new(Company::seeded(&spec), &Scenario::default()));
        let limits = Limits { overrides: [("oa/getapprovaldetail".to_owned(), 12)].into(), ..Limits::default() };
        let setup = Setup { limits, ..Setup::scheduled() };
        let mut desk = Desk::open_as(MemoryDisk::default(), &world, &clock, setup).await;
        desk.seat.rest(Duration::from_mins(50)).await;
        let at = |endpoint| calls(&world, endpoint).iter().map(|call| call.at.as_second()).collect::<Vec<_>>();
        let lists = at(Endpoint::ApprovalNumbers).len();
        polls.push(at(Endpoint::CheckinRecords));
        assert!(lists >= polls[0].len() / 2, "{lists} lists");
        let read = at(Endpoint::ApprovalDetail).len();
        assert_eq!(read > 100, forms, "{read} forms");
        assert!(!forms || !desk.store.watched_approvals().unwrap().is_empty(), "it is still at it");
        desk.close().await;
    }
    assert_eq!(polls[0], polls[1]);
}

#[tokio::test(start_paused = true)]
async fn what_administrators_did_is_kept_once() {
    let (world, clock) = (office(60), clock());
    let mut desk = Desk::open(MemoryDisk::default(), &world, &clock).await;
    let day = DayRange::one(date(2026, 3, 30));
    let sp_no = listed(&world, whole(all_days()), clock.now()).into_keys().next().unwrap();
    let deletes = Turn::Company(Change::FormSettled { sp_no, status: Status::Deleted });
    let event = Event { when: When::At(clock.now()), turn: deletes };
    world.lock().set_scenario(&Scenario { events: vec![event], ..Scenario::default() });
    let anything = SyncRequest { days: Some(day), streams: vec![Stream::Rules], ..SyncRequest::everything() };
    desk.pull(anything).await;
    tokio::time::sleep(Duration::from_mins(2)).await;
    let request = SyncRequest { days: Some(day), streams: vec![Stream::Operations], ..SyncRequest::everything() };
    for expected in [(1, 0), (0, 1)] {
        let pass = desk.pull(request.clone()).await;
        assert_eq!(pass.state, PassState::Done, "{:?}", pass.failures);
        assert_eq!((pass.streams[0].tally.inserted, pass.streams[0].tally.unchanged), expected);
    }
    let page = desk.store.operations(whole(day), None, 100).unwrap();
    let [row] = page.rows.as_slice() else { panic!("{page:?}") };
    let read = operation::operations(format!("{{\"record_list\":[{}]}}", row.text.0).as_bytes()).unwrap().rows;
    assert_eq!((read[0].at, read[0].kind), (row.at, punchdeck::wecom::operation::OperationKind::ApprovalDeleted));
    let listings = desk.store.listings(Stream::Operations).unwrap();
    assert_eq!(listings.whole().len(), 1);
    desk.close().await;
}
