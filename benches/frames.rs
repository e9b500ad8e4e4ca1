//! What a key costs with 100,000 anomalies: the page that is asked for, and the frame that is drawn.

#[path = "../tests/it/screens/company.rs"]
#[expect(dead_code, reason = "the tests use all of it")]
mod company;

use divan::{Bencher, black_box};
use jiff::{Timestamp, ToSpan, civil::date};
use punchdeck::{
    console::{
        Outcome, QueueFilter, Request, Update,
        update::{PROTOCOL, Page, QueueRow},
    },
    domain::{AnomalyKind, EmployeeId, Severity, anomaly::Subject, judge::Finding},
    engine::queue::{Effected, Queue},
    tui::{App, app::Effect, look::Look, panes::log::Log},
};
use ratatui::{Terminal, backend::TestBackend, layout::Size};

const ANOMALIES: i32 = 100_000;

fn main() {
    divan::main();
}

fn queue() -> Queue {
    let (mut queue, mut effected) = (Queue::default(), Effected::default());
    for number in 0..ANOMALIES {
        let who = EmployeeId::parse(&format!("person{}", number % 4_000)).unwrap();
        let date = date(2026, 3, 30).saturating_sub((number / 4_000).days());
        let severity = if number % 7 == 0 { Severity::P2 } else { Severity::P3 };
        let (kind, evidence) = (AnomalyKind::Late, Vec::new());
        let finding = Finding { subject: Subject::Day { who, date }, kind, severity, evidence };
        queue.raise(finding, Timestamp::UNIX_EPOCH, &mut effected);
    }
    queue
}

fn page(queue: &Queue, offset: usize, limit: usize) -> Page<QueueRow> {
    let (anomalies, total) = queue.page(&QueueFilter::default(), offset, limit);
    let rows = anomalies.into_iter().map(|anomaly| QueueRow { name: Some("李娜".into()), anomaly }).collect();
    Page { offset, total, revision: queue.revision(), rows }
}

/// A screen whose every question is answered from the queue.
fn screen(queue: &Queue, columns: u16, rows: u16) -> App {
    let mut app = App::new(Look::default(), Log::of_view(), Size::new(columns, rows));
    let (mut view, _) = company::morning();
    view.queue = queue.summary();
    app.update(Update::Welcome { protocol: PROTOCOL, build: "bench".into(), may: Vec::new() });
    app.update(Update::Snapshot { seq: 1, view: Box::new(view) });
    answer(&mut app, queue);
    app
}

fn answer(app: &mut App, queue: &Queue) {
    for effect in app.due() {
        if let Effect::Send(Request::Query { id, query }) = effect {
            let outcome = match query {
                punchdeck::console::Query::Anomalies { offset, limit, .. } => {
                    Outcome::Anomalies(page(queue, offset, limit))
                }
                _ => Outcome::NotFound,
            };
            app.update(Update::Reply { id, outcome });
        }
    }
}

#[divan::bench(args = [0, 50_000, 99_500])]
fn page_of_100_000(bencher: Bencher<'_, '_>, offset: usize) {
    let queue = queue();
    bencher.bench(|| black_box(page(&queue, offset, 200)));
}

#[divan::bench(args = [(80, 24), (120, 40), (200, 60)])]
fn frame_with_100_000(bencher: Bencher<'_, '_>, (columns, rows): (u16, u16)) {
    let queue = queue();
    let app = screen(&queue, columns, rows);
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    bencher.bench_local(|| {
        terminal.draw(|frame| app.draw(frame)).unwrap();
    });
}

/// From the key that goes to the end of the queue to the frame that shows it.
#[divan::bench]
fn end_of_100_000_to_frame(bencher: Bencher<'_, '_>) {
    let queue = queue();
    let mut app = screen(&queue, 120, 40);
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let keys = ['G', 'g'].map(|letter| crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char(letter)));
    bencher.bench_local(|| {
        for key in keys {
            app.key(key);
            answer(&mut app, &queue);
            terminal.draw(|frame| app.draw(frame)).unwrap();
        }
    });
}
