//! A callback's whole way: planned, posted over HTTP, let in, read, and told from its repetition.

use std::{
    collections::BTreeSet,
    future::IntoFuture,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Query as Parameters, State},
    http::StatusCode,
    routing::post,
};
use jiff::Timestamp;
use punchdeck::{
    domain::EmployeeId,
    sim::{
        Seed,
        push::{Handover, PushWeather, Pusher, deliver},
    },
    wecom::{
        callback::{Callback, Event, Message, MessageKey, Query, check_fresh},
        http::Http,
    },
};
use tokio::net::TcpListener;

fn address(token: &str) -> Callback {
    let key = "punchdeckTestKey0000000000000000000000000aB".into();
    Callback::new(token.into(), &key, "ww-rehearsal").unwrap()
}

fn at() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap()
}

/// What a listener keeps: the keys it has seen, and each event once.
#[derive(Default)]
struct Seen {
    keys: BTreeSet<MessageKey>,
    events: Vec<Event>,
    calls: usize,
}

type Shared = Arc<Mutex<Seen>>;

async fn listen(State(seen): State<Shared>, Parameters(query): Parameters<Query>, body: Bytes) -> StatusCode {
    let mut seen = seen.lock().unwrap();
    seen.calls += 1;
    let is_fresh = query.sent_at().is_some_and(|sent_at| check_fresh(sent_at, at()).is_ok());
    let Ok(text) = address("rehearsalToken01").open(&query, &body) else { return StatusCode::FORBIDDEN };
    let message = Message::read(text).unwrap();
    if is_fresh && seen.keys.insert(message.key) {
        seen.events.push(message.event);
    }
    StatusCode::OK
}

/// A listener of this process, and the door to it.
async fn listener() -> (Shared, Http) {
    let seen = Shared::default();
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let door = Http::new(&format!("http://{}/callback?for=punchdeck", socket.local_addr().unwrap())).unwrap();
    let app = Router::new().route("/callback", post(listen)).with_state(Arc::clone(&seen));
    tokio::spawn(axum::serve(socket, app).into_future());
    (seen, door)
}

fn events() -> Vec<Event> {
    let who = |number| EmployeeId::parse(&format!("member{number}")).unwrap();
    (0..20).map(|number| Event::Subscribed { who: who(number) }).collect()
}

#[tokio::test]
async fn every_event_arrives_once_however_often_it_is_told() {
    let (seen, door) = listener().await;
    let twice = PushWeather { duplicated_one_in: 1, ..PushWeather::default() };
    let mut pusher = Pusher::new(address("rehearsalToken01"), 1_000_002, twice, Seed(7));
    for event in events() {
        for push in pusher.plan(&event, at()).unwrap() {
            assert_eq!(deliver(&push, &door).await, Handover::Taken { attempt: 1 });
        }
    }
    let seen = seen.lock().unwrap();
    assert_eq!((seen.calls, &seen.events), (40, &events()));
}

#[tokio::test]
async fn what_is_not_signed_with_our_token_is_tried_three_times_and_never_let_in() {
    let (seen, door) = listener().await;
    let mut pusher = Pusher::new(address("anotherToken"), 1_000_002, PushWeather::default(), Seed(7));
    let push = pusher.plan(&events()[0], at()).unwrap().remove(0);
    assert_eq!(deliver(&push, &door).await, Handover::GivenUp);
    let seen = seen.lock().unwrap();
    assert_eq!((seen.calls, seen.events.len()), (3, 0));
}

#[tokio::test]
async fn a_callback_of_yesterday_is_not_heeded() {
    let (seen, door) = listener().await;
    let mut pusher = Pusher::new(address("rehearsalToken01"), 1_000_002, PushWeather::default(), Seed(7));
    let yesterday = Timestamp::from_second(at().as_second() - 86_400).unwrap();
    let push = pusher.plan(&events()[0], yesterday).unwrap().remove(0);
    assert_eq!(deliver(&push, &door).await, Handover::Taken { attempt: 1 });
    assert_eq!(seen.lock().unwrap().events, []);
}
