//! The console on a real terminal: a pseudo-terminal, the program itself, and what the kernel does.

use std::{
    io::{Read, Write},
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use punchdeck::clock::Stopwatch;
use rustix::process::{Pid, Signal, kill_process};

const SIZE: PtySize = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
/// The screen is there long before; this only ends a test that would hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// A demo in a terminal.
struct Session {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    stop_reading: Arc<AtomicBool>,
    exit: Receiver<ExitStatus>,
    pid: Pid,
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

/// How the program is started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// As the leader of the terminal's session, as `ssh -t host punchdeck` does.
    Directly,
    /// Below a shell that ignores hang-ups and keeps them from its children.
    BelowShellThatIgnoresHangUps,
}

fn demo(start: Start, environment: &[(&str, &str)]) -> Session {
    let program = env!("CARGO_BIN_EXE_punchdeck");
    let arguments = ["demo", "--employees", "20", "--days", "3", "--seed", "1"];
    let mut command = match start {
        Start::Directly => CommandBuilder::new(program),
        Start::BelowShellThatIgnoresHangUps => {
            let mut shell = CommandBuilder::new("sh");
            shell.args(["-c", "trap '' HUP; \"$0\" \"$@\"; exit $?", program]);
            shell
        }
    };
    command.args(arguments);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("HOME", std::env::temp_dir());
    for (name, value) in environment {
        command.env(name, value);
    }

    let pty = native_pty_system().openpty(SIZE).unwrap();
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let pid = child.process_id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?)).unwrap();
    let (exited, exit) = sync_channel(1);
    thread::spawn(move || exited.send(child.wait().unwrap()));
    let (chunks, output) = sync_channel(4_096);
    let stop_reading = Arc::new(AtomicBool::new(false));
    let (reader, stop) = (pty.master.try_clone_reader().unwrap(), stop_reading.clone());
    thread::spawn(move || read(reader, &chunks, &stop));
    let keyboard = pty.master.take_writer().unwrap();
    let screen = emulator(SIZE);
    Session { master: pty.master, keyboard, output, stop_reading, exit, pid, screen, bytes: Vec::new() }
}

fn emulator(size: PtySize) -> vt100::Parser {
    let cells = |n: u16| NonZero::new(n).expect("a terminal has cells");
    vt100::Parser::new(cells(size.rows), cells(size.cols), 0)
}

fn read(mut reader: Box<dyn Read + Send>, chunks: &SyncSender<Vec<u8>>, stop: &AtomicBool) {
    let mut chunk = [0; 8_192];
    while let Ok(length @ 1..) = reader.read(&mut chunk) {
        if stop.load(Ordering::SeqCst) || chunks.send(chunk[..length].to_vec()).is_err() {
            return;
        }
    }
}

impl Session {
    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Reads on until the screen contains the words.
    fn shows(&mut self, words: &str) {
        let watch = Stopwatch::start();
        while !self.screen.screen().contents().contains(words) {
            let left = PATIENCE.saturating_sub(watch.elapsed());
            let Ok(chunk) = self.output.recv_timeout(left) else {
                panic!("{words:?} never came:\n{}", self.screen.screen().contents());
            };
            self.take(&chunk);
        }
    }

    /// Reads for a time; gives the bytes.
    fn reads_for(&mut self, time: Duration) -> usize {
        let watch = Stopwatch::start();
        let before = self.bytes.len();
        while let Some(left) = time.checked_sub(watch.elapsed()) {
            match self.output.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        self.bytes.len() - before
    }

    fn ends(&mut self) -> ExitStatus {
        let status = self.exit.recv_timeout(PATIENCE).expect("the program ends");
        while let Ok(chunk) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.take(&chunk);
        }
        status
    }

    fn take(&mut self, chunk: &[u8]) {
        self.screen.process(chunk);
        self.bytes.extend_from_slice(chunk);
    }

    fn modes(&self) -> String {
        format!(
            "{:?}",
            self.master.get_termios().map(|modes| (modes.local_flags, modes.input_flags, modes.output_flags))
        )
    }

    fn is_given_back(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    }

    /// Closes the terminal; gives how long the program outlived it. The reader lets go with the next
    /// byte, which the clock in the header sends within a second.
    fn hang_up(self) -> (Duration, ExitStatus) {
        self.stop_reading.store(true, Ordering::SeqCst);
        drop((self.keyboard, self.master));
        while self.output.recv_timeout(PATIENCE).is_ok() {}
        let watch = Stopwatch::start();
        let status = self.exit.recv_timeout(PATIENCE).expect("the program ends");
        (watch.elapsed(), status)
    }
}

#[test]
fn a_hang_up_ends_the_program_even_where_nobody_says_so() {
    for start in [Start::Directly, Start::BelowShellThatIgnoresHangUps] {
        let mut session = demo(start, &[]);
        session.shows("nomalies");
        let (outlived, status) = session.hang_up();
        assert!(outlived < Duration::from_millis(100), "{outlived:?}");
        assert!(!status.success());
    }
}

#[test]
fn at_rest_a_second_costs_at_most_64_bytes() {
    let mut session = demo(Start::Directly, &[]);
    session.shows("sync done");
    session.reads_for(Duration::from_secs(3));
    let bytes = session.reads_for(Duration::from_secs(5));
    assert!(bytes <= 5 * 64, "{bytes} bytes in five seconds");
}

#[test]
fn q_gives_the_terminal_back() {
    let mut session = demo(Start::Directly, &[]);
    let before = session.modes();
    session.shows("nomalies");
    assert_ne!(session.modes(), before, "keys are read raw");
    session.press("q");
    assert!(session.ends().success());
    assert!(session.is_given_back());
    assert_eq!(session.modes(), before);
}

#[test]
fn a_signal_to_end_gives_the_terminal_back() {
    let mut session = demo(Start::Directly, &[]);
    session.shows("nomalies");
    kill_process(session.pid, Signal::TERM).unwrap();
    let _status = session.ends();
    assert!(session.is_given_back());
}

#[test]
fn a_torn_arrow_key_is_no_command() {
    let mut session = demo(Start::Directly, &[]);
    session.shows("nomalies");
    session.press("r");
    session.shows("from");
    for byte in ["\u{1b}", "[", "B"] {
        session.press(byte);
        session.reads_for(Duration::from_millis(5));
    }
    session.press("\t");
    session.reads_for(Duration::from_millis(700));
    assert!(session.screen.screen().contents().contains("from"), "Esc would have closed the form");
}

#[test]
fn without_colour_the_selection_stays() {
    let mut session = demo(Start::Directly, &[("NO_COLOR", "1")]);
    session.shows("nomalies");
    session.press("?");
    session.shows("Keys");
    let written = String::from_utf8_lossy(&session.bytes);
    assert!(written.contains("\u{1b}[7m"), "nothing is reversed");
    assert!(!written.contains("\u{1b}[;m") && !written.contains("\u{1b}[38;"), "colours came through");
}

#[test]
fn a_resize_paints_anew_and_asks_nothing() {
    let mut session = demo(Start::Directly, &[]);
    session.shows("nomalies");
    for (cols, rows) in [(120, 40), (61, 15), (200, 60), (80, 24)] {
        session.master.resize(PtySize { rows, cols, ..SIZE }).unwrap();
        session.screen = emulator(PtySize { rows, cols, ..SIZE });
        session.reads_for(Duration::from_millis(50));
    }
    session.press("?");
    session.shows("Keys");
    assert!(!session.bytes.windows(4).any(|bytes| bytes == b"\x1b[6n"), "the cursor was asked for");
}

#[test]
fn frames_are_shown_at_once() {
    let mut session = demo(Start::Directly, &[]);
    session.shows("nomalies");
    session.press("345");
    session.reads_for(Duration::from_millis(500));
    let written = String::from_utf8_lossy(&session.bytes);
    assert_eq!(written.matches("\u{1b}[?2026h").count(), written.matches("\u{1b}[?2026l").count());
    assert!(written.matches("\u{1b}[2J").count() <= 1, "no clearing but at the start");
}
