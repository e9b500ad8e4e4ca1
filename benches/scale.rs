//! Stores of a million records and more: filled by commits like the engine's, then opened and asked in a
//! process of its own, whose memory is that of the store alone.
//!
//! `cargo bench --bench scale` goes to two million; `-- --full` to twenty: two years of 10,000 people.

mod measure;
#[path = "measure/years.rs"]
mod years;

use std::{fs, io::Read, path::Path};

use jiff::{ToSpan, civil::Date};
use measure::{again, memory, part, percentile, say};
use punchdeck::{
    clock::Stopwatch,
    domain::{DayRange, Stream, time::wecom_midnight},
    store::{Cursor, RecordsBatch, SledDisk, Store, StoreSettings, Unit},
    sync::{CallSize, Work, plan, plan::Reach},
    wecom::wire::checkin,
};
use years::{TODAY, account, days, groups, plain_bytes, punches};

const PEOPLE: u32 = 10_000;
/// Days up to today in which there are about one and two million records.
const BRIEF: [u32; 2] = [36, 73];
/// Days up to today in which there are about one, ten and twenty million.
const FULL: [u32; 3] = [36, 365, 730];
/// Answers in one commit: as many as the engine has on their way.
const ANSWERS: usize = 4;
/// One answer in so many is written as WeCom writes it, to learn how long that is.
const WEIGHED: usize = 20;
const YEAR: u32 = 365;
/// Members of a department.
const DEPARTMENT: u32 = 50;
/// Random questions of each kind.
const QUESTIONS: u32 = 300;
/// The part of the process that asks: the folder and how many days back there is something.
const ASKER: &str = "--ask";

fn main() {
    if let Some(arguments) = part(ASKER) {
        return ask(Path::new(&arguments[0]), arguments[1].parse().unwrap());
    }
    let sizes: &[u32] = if std::env::args().any(|argument| argument == "--full") { &FULL } else { &BRIEF };
    for count in sizes {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fill(folder.path(), *count);
        let mut asker = again(ASKER, &[folder.path().to_str().unwrap(), &count.to_string()]);
        let mut said = String::new();
        asker.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(asker.wait().unwrap().success());
        say(said.trim_end());
    }
}

fn open(folder: &Path) -> Store {
    let settings = StoreSettings { corp_id: "ww0000000000000000".into() };
    Store::open(SledDisk::open(folder, 0).unwrap(), &settings).unwrap()
}

/// What was put into a store.
#[derive(Default)]
struct Filled {
    rows: u64,
    plain: usize,
    weighed: u64,
    json: usize,
    seconds: f64,
}

fn fill(folder: &Path, count: u32) {
    let store = open(folder);
    let calls = plan::records(days(count), &groups(PEOPLE), CallSize::DOCUMENTED, Reach::default());
    let mut filled = Filled::default();
    for (number, calls) in calls.chunks(ANSWERS).enumerate() {
        let records: Vec<_> = calls.iter().map(|call| answered(call, number % WEIGHED == 0, &mut filled)).collect();
        let watch = Stopwatch::start();
        let receipt = store.commit(Unit { records, ..Unit::default() }).unwrap();
        filled.seconds += watch.elapsed().as_secs_f64();
        filled.rows += receipt.tallies.iter().map(|tally| tally.inserted).sum::<u64>();
    }
    drop(store);
    filled.tell(count, bytes_under(folder));
}

/// The answer to a call.
fn answered(call: &Work, is_weighed: bool, filled: &mut Filled) -> RecordsBatch {
    let Work::Records { people, shard, window } = call else { unreachable!("only records were planned") };
    let rows = punches(people, *window);
    filled.plain += rows.iter().map(plain_bytes).sum::<usize>();
    if is_weighed {
        filled.weighed += rows.len() as u64;
        filled.json += rows.iter().map(|row| checkin::row(row).to_string().len()).sum::<usize>();
    }
    let cursor = Cursor { stream: Stream::Records, shard: *shard, until: window.end };
    let now = wecom_midnight(TODAY.saturating_add(1.day()));
    RecordsBatch::answered(people.clone(), *window, rows, Vec::new(), now, cursor)
}

impl Filled {
    #[expect(clippy::cast_precision_loss, reason = "people read no more than three digits")]
    fn tell(&self, count: u32, disk: u64) {
        let Self { rows, plain, weighed, json, seconds } = self;
        let (million, mb) = (|n: u64| n as f64 / 1e6, |bytes: f64| bytes / 1e6);
        let json = *json as f64 / *weighed as f64 * *rows as f64;
        say(&format!("{PEOPLE} people, {count} days: {:.1} million rows", million(*rows)));
        say(&format!("  filled at           {:.0} rows/s", *rows as f64 / seconds));
        say(&format!(
            "  raw                 {:.0} MB as WeCom tells them, {:.0} MB plain",
            mb(json),
            mb(*plain as f64)
        ));
        let times = |raw: f64| disk as f64 / raw;
        let disk_mb = mb(disk as f64);
        say(&format!(
            "  on the disk         {disk_mb:.0} MB: {:.2} times as told, {:.2} times plain",
            times(json),
            times(*plain as f64)
        ));
    }
}

fn bytes_under(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { bytes_under(&path) } else { path.metadata().unwrap().len() }).sum()
}

/// Opens a store and asks it for random people's months and years and random days of departments.
fn ask(folder: &Path, count: u32) {
    let watch = Stopwatch::start();
    let store = open(folder);
    let opened = watch.elapsed().as_secs_f64();
    say(&format!("  opened in           {opened:.2} s; memory then {}", memory("VmRSS")));
    let month = |chance: u32| around(chance, count, 30);
    let year = |chance: u32| around(chance, count, YEAR);
    time("a person's month", |chance| person(&store, chance, month(chance)));
    if count >= YEAR {
        time("a person's year", |chance| person(&store, chance, year(chance)));
    }
    time("a department's day", |chance| department(&store, chance, around(chance, count, 1)));
    let mut from = None;
    let day = DayRange::one(TODAY.saturating_sub(4.weeks()));
    time("a page of a day", |_| {
        let page = store.rows(day, from.as_deref()).unwrap();
        from = page.next;
        page.rows.len()
    });
    say(&format!("  memory after that   {}, at most {}", memory("VmRSS"), memory("VmHWM")));
}

/// So many days somewhere among those that there are.
fn around(chance: u32, count: u32, length: u32) -> DayRange {
    let back = chance.wrapping_mul(2_654_435_761) / 7 % count.saturating_sub(length).max(1);
    let last: Date = TODAY.saturating_sub(i64::from(back).days());
    DayRange::ending(last, length.min(count))
}

fn person(store: &Store, chance: u32, days: DayRange) -> usize {
    let who = account(chance.wrapping_mul(2_654_435_761) % PEOPLE);
    let known = store.coverage(Stream::Records, std::slice::from_ref(&who), days).unwrap();
    assert!(known.len() == days.count(), "{} of {} days of {who} are known", known.len(), days.count());
    store.punches_around(&who, days).unwrap().len()
}

fn department(store: &Store, chance: u32, day: DayRange) -> usize {
    let first = chance.wrapping_mul(2_654_435_761) % (PEOPLE / DEPARTMENT) * DEPARTMENT;
    let people: Vec<_> = (first..first + DEPARTMENT).map(account).collect();
    let known = store.coverage(Stream::Records, &people, day).unwrap();
    assert_eq!(known.len(), people.len());
    people.iter().map(|who| store.punches_around(who, day).unwrap().len()).sum()
}

/// Asks many times, and says how long that took.
fn time(what: &str, mut ask: impl FnMut(u32) -> usize) {
    let mut rows = 0;
    let mut took: Vec<_> = (0..QUESTIONS)
        .map(|chance| {
            let watch = Stopwatch::start();
            rows += ask(chance);
            watch.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let [half, most, all] = [50, 99, 100].map(|percent| percentile(&mut took, percent));
    let rows = rows / took.len();
    say(&format!("  {what:<19} {half:.1} ms, 99 % in {most:.1}, all in {all:.1} ({rows} rows each)"));
}
