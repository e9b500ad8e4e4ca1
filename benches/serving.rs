//! Bytes a second that the simulator serves over loopback: a hundred people's month in every answer.
//!
//! The caller reads and throws away, so that what is measured is the simulator alone.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use divan::{Bencher, counter::BytesCount};
use jiff::{Timestamp, civil::date};
use punchdeck::{
    clock::{AnchoredClock, SharedClock},
    sim::{Company, CompanySpec, Scenario, Seed, SharedWorld, World, http, world::Switches},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

const NOW: &str = "2026-03-30T02:00:00Z";
const MONTH_S: i64 = 29 * 86_400;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20, sample_size = 4)]
fn a_hundred_peoples_month(bencher: Bencher<'_, '_>) {
    let runtime = Runtime::new().unwrap();
    let (mut caller, call) = runtime.block_on(Caller::of(world()));
    let bytes = runtime.block_on(caller.ask(&call));
    bencher.counter(BytesCount::new(bytes)).bench_local(|| runtime.block_on(caller.ask(&call)));
}

fn world() -> SharedWorld {
    let spec = CompanySpec {
        seed: Seed(7),
        employees: 100,
        days: 30,
        today: date(2026, 3, 30),
        live: false,
        shift_workers: false,
        forms: false,
    };
    let switches = Switches { frequency_limits: false, ..Switches::default() };
    SharedWorld::new(World::new(Company::seeded(&spec), &Scenario { switches, ..Scenario::default() }))
}

/// One connection that is kept.
struct Caller(BufReader<TcpStream>);

impl Caller {
    /// A caller of a world, and the call for everybody's month.
    async fn of(world: SharedWorld) -> (Self, String) {
        let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let clock: SharedClock = Arc::new(AnchoredClock::at(now));
        tokio::spawn(http::serve(listener, world.clone(), clock));
        let mut caller = Self(BufReader::new(TcpStream::connect(address).await.unwrap()));
        let (known, people) = {
            let world = world.lock();
            let people: Vec<_> = world.company().members(now).map(|member| member.userid.clone()).collect();
            (world.credentials().clone(), people)
        };
        let secret = known.secret.expose_secret();
        let ask =
            format!("GET /cgi-bin/gettoken?corpid={}&corpsecret={secret} HTTP/1.1\r\nhost: sim\r\n\r\n", known.corp_id);
        let answer: Value = serde_json::from_slice(&caller.answer(&ask).await).unwrap();
        let token = answer["access_token"].as_str().unwrap();
        let (end, kind) = (now.as_second(), 3);
        let body =
            json!({"opencheckindatatype": kind, "starttime": end - MONTH_S, "endtime": end, "useridlist": people});
        let body = body.to_string();
        let path = format!("/cgi-bin/checkin/getcheckindata?access_token={token}");
        (caller, format!("POST {path} HTTP/1.1\r\nhost: sim\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
    }

    async fn ask(&mut self, call: &str) -> usize {
        let answer = self.answer(call).await;
        assert!(answer.len() > 1_000_000, "a month of a hundred people is more than {} bytes", answer.len());
        answer.len()
    }

    async fn answer(&mut self, call: &str) -> Vec<u8> {
        self.0.get_mut().write_all(call.as_bytes()).await.unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
                Some(_) => {}
                None if line == "\r\n" => break,
                None => assert!(line.starts_with("HTTP/1.1 200"), "{line}"),
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        body
    }
}
