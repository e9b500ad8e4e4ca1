//! The simulator, from outside: what it serves is what it says is there, in process and on the wire.

use std::{collections::BTreeSet, fs, io, path::Path, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, civil::date};
use punchdeck::{
    clock::{AnchoredClock, SharedClock, Stopwatch},
    console::{fact::Part, trouble::Unreachable},
    sim::{
        Company, CompanySpec, InProcess, Replay, Scenario, Seed, SharedWorld, Story, World, http,
        weather::{Fault, FaultRule, Span},
        world::{Endpoint, MissingRowTime, Outcome, RowOrder, Switches, USERS_MAX},
    },
    wecom::{Method, Request, Response, Transport, TransportError},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const TERMINAL_LOG: &str = "../shared/datasets/zk-attlog-a-2016-2022.dat";

fn spec() -> CompanySpec {
    CompanySpec {
        seed: Seed(2026),
        employees: 130,
        days: 45,
        today: date(2026, 7, 8),
        live: false,
        shift_workers: false,
        forms: false,
    }
}

fn noon() -> Timestamp {
    "2026-07-08T12:00:00+08:00".parse().unwrap()
}

/// A caller that knows nothing but the interface.
struct Caller {
    world: SharedWorld,
    transport: InProcess,
    clock: SharedClock,
}

impl Caller {
    fn of(world: World) -> Self {
        let world = SharedWorld::new(world);
        let clock: SharedClock = Arc::new(AnchoredClock::at(noon()));
        Self { transport: InProcess::new(world.clone(), Arc::clone(&clock)), world, clock }
    }

    fn under(scenario: &Scenario) -> Self {
        Self::of(World::new(Company::seeded(&spec()), scenario))
    }

    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.transport.send(request).await
    }

    async fn ask(&self, request: Request) -> Value {
        serde_json::from_slice(&self.send(request).await.unwrap().body).unwrap()
    }

    async fn token(&self) -> SecretString {
        let credentials = self.world.lock().credentials().clone();
        let query = vec![("corpid", credentials.corp_id.clone())];
        let request = Request { query, secrets: vec![("corpsecret", credentials.secret)], ..get("gettoken") };
        self.ask(request).await["access_token"].as_str().unwrap().into()
    }

    /// Everybody whom the departments list, each once.
    async fn roster(&self, token: &SecretString) -> Vec<String> {
        let departments = self.ask(with(get("department/simplelist"), token)).await;
        let mut people = BTreeSet::new();
        for department in departments["department_id"].as_array().unwrap() {
            let query = vec![("department_id", department["id"].to_string())];
            let members = self.ask(with(Request { query, ..get("user/list") }, token)).await;
            for member in members["userlist"].as_array().unwrap() {
                people.insert(member["userid"].as_str().unwrap().to_owned());
            }
        }
        people.into_iter().collect()
    }

    /// Every row from `start` on, a hundred people and 29 days at a time.
    async fn everything(&self, start: Timestamp, end: Timestamp) -> Vec<String> {
        let token = self.token().await;
        let people = self.roster(&token).await;
        let mut rows = Vec::new();
        for people in people.chunks(USERS_MAX) {
            for (from, to) in windows(start, end) {
                let answer = self.ask(with(records(people, from, to), &token)).await;
                assert_eq!(answer["errcode"], 0, "{answer}");
                rows.extend(answer["checkindata"].as_array().unwrap().iter().map(Value::to_string));
            }
        }
        rows.sort();
        rows
    }
}

fn get(endpoint: &'static str) -> Request {
    let timeout = Duration::from_secs(30);
    Request { method: Method::Get, endpoint, query: Vec::new(), secrets: Vec::new(), body: None, timeout }
}

fn with(request: Request, token: &SecretString) -> Request {
    Request { secrets: vec![("access_token", token.clone())], ..request }
}

/// A window of whole seconds, both ends included.
fn records(people: &[String], from: i64, to: i64) -> Request {
    let body = json!({"opencheckindatatype": 3, "starttime": from, "endtime": to, "useridlist": people});
    Request { method: Method::Post, body: Some(body.to_string()), ..get("checkin/getcheckindata") }
}

/// Seconds from one instant to another in pieces of 29 days that do not overlap.
fn windows(start: Timestamp, end: Timestamp) -> Vec<(i64, i64)> {
    const SPAN: i64 = 29 * 86_400;
    let (start, end) = (start.as_second(), end.as_second());
    let starts = (start..end).step_by(usize::try_from(SPAN).unwrap());
    starts.map(|from| (from, (from + SPAN - 1).min(end))).collect()
}

fn wire(rows: impl Iterator<Item = punchdeck::sim::company::Row>) -> Vec<String> {
    let mut rows = rows.map(|row| serde_json::to_value(row).unwrap().to_string()).collect::<Vec<_>>();
    rows.sort();
    rows
}

#[tokio::test(start_paused = true)]
async fn asking_for_everything_yields_the_truth_whatever_the_switches() {
    let odd = Switches { missing_row_time: MissingRowTime::Zero, row_order: RowOrder::Random, ..Switches::default() };
    for switches in [Switches::default(), odd] {
        let caller = Caller::under(&Scenario { switches, ..Scenario::default() });
        let past = caller.world.lock().company().past();
        let truth = wire(caller.world.lock().truth());
        assert!(truth.len() > 9_000, "{}", truth.len());
        assert!(caller.everything(past.start, past.end).await == truth, "served and true rows differ");
    }
}

#[tokio::test(start_paused = true)]
async fn a_live_company_tells_what_is_known_by_now() {
    let company = Company::seeded(&CompanySpec { live: true, days: 3, ..spec() });
    let caller = Caller::of(World::new(company, &Scenario::default()));
    let start = caller.world.lock().company().past().start;
    let now = caller.clock.now();
    let served = caller.everything(start, now).await;
    assert!(served == wire(caller.world.lock().truth_at(now)), "served and true rows differ");
    assert!(served.len() > wire(caller.world.lock().truth()).len(), "today has rows already");
}

#[tokio::test(start_paused = true)]
async fn waiting_costs_exactly_what_was_agreed() {
    let on_call = |call, fault| FaultRule { calls: Some(Span::only(call)), ..FaultRule::always(fault) };
    let faults = vec![
        on_call(1, Fault::Hang),
        on_call(2, Fault::SlowS(7)),
        on_call(3, Fault::Reset),
        on_call(4, Fault::Truncated),
        on_call(5, Fault::TrickleS(7)),
    ];
    let caller = Caller::under(&Scenario { faults, ..Scenario::default() });
    for (seconds, outcome) in [
        (30, Err(Unreachable::Timeout)),
        (7, Ok(41001)),
        (0, Err(Unreachable::Broken)),
        (0, Err(Unreachable::Broken)),
        (7, Ok(41001)),
    ] {
        let watch = Stopwatch::start();
        let answer = caller.send(get("user/list")).await;
        let errcode = |response: Response| serde_json::from_slice::<Value>(&response.body).unwrap()["errcode"].as_i64();
        let found = answer.map(|response| errcode(response).unwrap());
        assert_eq!(found, outcome.map_err(TransportError::Unreachable));
        assert_eq!(watch.elapsed().as_secs(), seconds);
    }
}

impl Caller {
    /// Asks until there is an answer, and for a new token when the old one is refused.
    async fn ask_patiently(&self, request: &Request, token: &mut SecretString) -> Value {
        for wait in (0..40).map(|attempt| Duration::from_secs(1 << attempt.min(4))) {
            let answer = self.send(with(request.clone(), token)).await.ok();
            let answer = answer.and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
            match answer.as_ref().and_then(|answer| answer["errcode"].as_i64()) {
                Some(0) => return answer.unwrap_or_default(),
                Some(40014 | 42001) => *token = self.token_patiently().await,
                Some(_) | None => tokio::time::sleep(wait).await,
            }
        }
        panic!("no answer after 40 attempts")
    }

    async fn token_patiently(&self) -> SecretString {
        let credentials = self.world.lock().credentials().clone();
        let query = vec![("corpid", credentials.corp_id)];
        let request = Request { query, secrets: vec![("corpsecret", credentials.secret)], ..get("gettoken") };
        loop {
            let answer = self.send(request.clone()).await.ok();
            let answer = answer.and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
            if let Some(token) = answer.as_ref().and_then(|answer| answer["access_token"].as_str()) {
                return token.into();
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_story_has_its_trouble_and_ends_well() {
    for story in Story::ALL {
        let company = Company::seeded(&CompanySpec { employees: 40, days: 60, ..spec() });
        let caller = Caller::of(World::new(company, &story.scenario().unwrap()));
        let begin = caller.clock.now();
        let until = async |part: Part| {
            let (second, _) = story.parts().into_iter().find(|(_, told)| *told == part).unwrap();
            let rest = SignedDuration::from_secs(second.into()) - caller.clock.now().duration_since(begin);
            tokio::time::sleep(rest.unsigned_abs()).await;
        };
        let mut token = caller.token_patiently().await;
        let early = caller.collect(&mut token).await;
        assert_eq!(caller.troubled(), 0, "{story}: all is well in the beginning");
        until(Part::Incident).await;
        tokio::time::sleep(Duration::from_secs(6)).await;
        caller.collect(&mut token).await;
        let troubled = caller.troubled();
        let truth = wire(caller.world.lock().truth());
        assert_eq!((troubled > 0, early != truth), (story != Story::LateData, story == Story::LateData), "{story}");

        until(Part::Over).await;
        assert!(caller.collect(&mut token).await == truth, "{story}: served and true rows differ");
        assert_eq!(caller.troubled(), troubled, "{story}: all is well in the end");
        assert_eq!(caller.world.lock().journal().tokens_used_when_dead(), Vec::<u32>::new(), "{story}");
    }
}

impl Caller {
    /// Every row, by somebody with patience, in windows that begin a day early.
    async fn collect(&self, token: &mut SecretString) -> Vec<String> {
        let now = self.clock.now();
        let past = self.world.lock().company().past();
        let people = self.world.lock().company().members(now).map(|member| member.userid.clone()).collect::<Vec<_>>();
        let mut rows = BTreeSet::new();
        for people in people.chunks(5) {
            for (from, to) in windows(past.start - SignedDuration::from_hours(24), past.end) {
                let answer = self.ask_patiently(&records(people, from - 86_400, to), token).await;
                rows.extend(answer["checkindata"].as_array().unwrap().iter().map(Value::to_string));
            }
        }
        rows.into_iter().collect()
    }

    /// How many calls did not end well.
    fn troubled(&self) -> usize {
        self.world.lock().journal().entries().filter(|entry| entry.outcome != Outcome::Said(0)).count()
    }
}

/// A world behind a real listener, and the bytes that come from it.
struct Listening {
    address: std::net::SocketAddr,
    token: String,
}

impl Listening {
    async fn under(scenario: &Scenario) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let world = SharedWorld::new(World::new(Company::seeded(&spec()), scenario));
        tokio::spawn(http::serve(listener, world, Arc::new(AnchoredClock::at(noon()))));
        let mut listening = Self { address, token: String::new() };
        let credentials = punchdeck::sim::Credentials::default();
        let path = format!("gettoken?corpid={}&corpsecret={}", credentials.corp_id, credentials.secret.expose_secret());
        let answer = listening.exchange("GET", &path, "").await.unwrap();
        listening.token = answer.json()["access_token"].as_str().unwrap().into();
        listening
    }

    /// The pieces of an answer as they arrive, and how long the whole of it took.
    async fn users_in_pieces(&self) -> (Vec<usize>, Duration) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let path = format!("/cgi-bin/user/list?access_token={}&department_id=21", self.token);
        let head = format!("GET {path} HTTP/1.1\r\nHost: wecom\r\nConnection: close\r\n\r\n");
        let watch = Stopwatch::start();
        stream.write_all(head.as_bytes()).await.unwrap();
        let (mut pieces, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            match stream.read(&mut buffer).await.unwrap() {
                0 => return (pieces, watch.elapsed()),
                bytes => pieces.push(bytes),
            }
        }
    }

    async fn exchange(&self, verb: &str, path: &str, body: &str) -> io::Result<Raw> {
        let mut stream = TcpStream::connect(self.address).await?;
        let head = format!(
            "{verb} /cgi-bin/{path} HTTP/1.1\r\nHost: wecom\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        Ok(Raw::split(&bytes))
    }

    async fn users(&self) -> io::Result<Raw> {
        let path = format!("user/list?access_token={}&department_id=21", self.token);
        self.exchange("GET", &path, "").await
    }
}

/// An answer's bytes.
struct Raw {
    status: u16,
    promised: usize,
    body: Vec<u8>,
}

impl Raw {
    fn split(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let promised = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            promised: promised.unwrap().parse().unwrap(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

fn on_users(call: u64, fault: Fault) -> FaultRule {
    let endpoint = Some(Endpoint::UserList);
    FaultRule { endpoint, calls: Some(Span::only(call)), ..FaultRule::always(fault) }
}

#[tokio::test]
async fn over_http_answers_are_whole_or_really_broken() {
    let faults = vec![
        on_users(2, Fault::Truncated),
        on_users(3, Fault::Reset),
        on_users(4, Fault::HttpStatus(502)),
        on_users(5, Fault::Garbage),
    ];
    let listening = Listening::under(&Scenario { faults, ..Scenario::default() }).await;
    let whole = listening.users().await.unwrap();
    assert_eq!((whole.status, whole.json()["errcode"].as_i64()), (200, Some(0)));
    let cut = listening.users().await.unwrap();
    assert_eq!((cut.promised, cut.body.len()), (whole.promised, whole.promised / 2));
    let reset = listening.users().await.err().map(|error| error.kind());
    assert_eq!(reset, Some(io::ErrorKind::ConnectionReset));
    let gateway = listening.users().await.unwrap();
    assert!(gateway.status == 502 && gateway.body.starts_with(b"<html>"));
    let garbage = listening.users().await.unwrap();
    assert!(garbage.status == 200 && serde_json::from_slice::<Value>(&garbage.body).is_err());
    assert_eq!(listening.users().await.unwrap().body, whole.body);
}

#[tokio::test]
async fn over_http_a_slow_answer_really_trickles() {
    let scenario = Scenario { faults: vec![on_users(1, Fault::TrickleS(1))], ..Scenario::default() };
    let (pieces, took) = Listening::under(&scenario).await.users_in_pieces().await;
    assert!(pieces.len() >= 5, "{pieces:?}");
    assert!(took.as_millis() >= 900, "{took:?}");
}

#[tokio::test]
async fn over_http_limits_are_those_of_wecom_and_of_good_sense() {
    let listening = Listening::under(&Scenario::default()).await;
    let records = format!("checkin/getcheckindata?access_token={}", listening.token);
    assert_eq!(listening.exchange("GET", &records, "").await.unwrap().json()["errcode"], 40063);
    assert_eq!(listening.exchange("POST", &records, "{").await.unwrap().json()["errcode"], 40058);
    assert_eq!(listening.exchange("GET", "user/list?department_id=1", "").await.unwrap().json()["errcode"], 41001);
    assert_eq!(listening.exchange("DELETE", &records, "").await.unwrap().status, 405);
    assert_eq!(listening.exchange("POST", &records, &" ".repeat(70_000)).await.unwrap().status, 413);
    assert_eq!(listening.exchange("GET", "../etc/passwd", "").await.unwrap().status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_terminals_real_log_is_served_whole_and_its_damage_is_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TERMINAL_LOG);
    let Ok(log) = fs::read(&path) else {
        eprintln!("skipped: no terminal log at {}", path.display());
        return;
    };
    let Replay { report, company } = Replay::read(&log);
    println!("{report}");
    assert_eq!((report.lines, report.rows, report.duplicates, report.blank), (14_360, 14_359, 0, 0));
    assert_eq!(report.damaged.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [7175]);

    let caller = Caller::of(World::new(company, &Scenario::default()));
    let truth = wire(caller.world.lock().truth());
    assert_eq!(truth.len(), report.rows);
    let start: Timestamp = "2000-01-01T00:00:00+08:00".parse().unwrap();
    let end = start + SignedDuration::from_hours(24 * 366 * 23);
    assert!(caller.everything(start, end).await == truth, "served and true rows differ");
}
