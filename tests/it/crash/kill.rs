//! The whole program, killed for real: what copies of folders cannot show.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_punchdeck");

/// A simulator in a process of its own, which ends with this.
struct Simulator {
    process: Child,
    base_url: String,
    truth: PathBuf,
}

impl Simulator {
    fn start(folder: &Path) -> Self {
        let truth = folder.join("truth.jsonl");
        let company = ["--listen", "127.0.0.1:0", "--employees", "300", "--days", "30", "--seed", "5", "--truth"];
        let mut command = Command::new(PROGRAM);
        let mut process =
            command.arg("simulate").args(company).arg(&truth).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let base_url = line.trim().rsplit(' ').next().expect("an address").to_owned();
        Self { process, base_url, truth }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed by then.
        let _ended = self.process.kill();
        let _waited = self.process.wait();
    }
}

/// A configuration that talks to the simulator.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new(simulator: &Simulator, folder: TempDir) -> Self {
        let text = format!(
            "data_dir = \"{}\"\n[wecom]\ncorp_id = \"ww0000000000000000\"\nagent_id = 1000002\n\
             secret = \"punchdeck-simulator\"\nbase_url = {:?}\n[wecom.limits]\nenabled = false\n",
            folder.path().join("data").display(),
            simulator.base_url,
        );
        fs::write(folder.path().join("config.toml"), text).expect("a writable folder");
        Self { folder }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(words).arg("--config").arg(self.folder.path().join("config.toml")).stderr(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("it runs")
    }

    /// Starts a sync and kills it after a while. Whether it was still running.
    async fn killed_after(&self, pause: Duration) -> bool {
        let mut process = self.command(&["sync", "--json"]).stdout(Stdio::null()).spawn().expect("it starts");
        tokio::time::sleep(pause).await;
        let running = process.try_wait().expect("a child").is_none();
        process.kill().expect("a child");
        process.wait().expect("a child");
        running
    }
}

/// Rows by account, time and kind, each as text without what we add to it.
fn rows(text: &str) -> Vec<String> {
    const OURS: [&str; 6] = ["placeholder", "current", "version", "first_seen", "last_seen", "extra"];
    let row = |line: &str| {
        let mut row: serde_json::Map<String, Value> = serde_json::from_str(line).expect("JSON Lines");
        let extra = row.remove("extra").and_then(|extra| extra.as_object().cloned()).unwrap_or_default();
        row.extend(extra);
        row.retain(|name, _| !OURS.contains(&name.as_str()));
        Value::Object(row).to_string()
    };
    let mut rows: Vec<String> = text.lines().map(row).collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn y01_killed_ten_times_and_started_again_it_has_everything_once() {
    killed_and_started_again(10).await;
}

#[tokio::test]
#[ignore = "takes minutes: for a quiet hour, and before a release"]
async fn y01_killed_two_hundred_times_and_started_again_it_has_everything_once() {
    killed_and_started_again(200).await;
}

async fn killed_and_started_again(kills: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let simulator = Simulator::start(folder.path());
    let site = Site::new(&simulator, folder);
    let mut cut_short = 0;
    for kill in 0..kills {
        // At other moments each time, some while it opens the store, and never at the same phase of a commit.
        let pause = Duration::from_millis(40 + kill * 97 % 1_000);
        cut_short += u32::from(site.killed_after(pause).await);
    }
    assert!(cut_short > 0, "it was never killed while it worked");
    let last = site.run(&["sync", "--json"]);
    assert_eq!(last.status.code(), Some(0), "{}", String::from_utf8_lossy(&last.stdout));
    let exported = site.run(&["export", "records"]);
    let (exported, truth) = (String::from_utf8(exported.stdout).expect("UTF-8"), fs::read_to_string(&simulator.truth));
    assert_eq!(rows(&exported), rows(&truth.expect("the truth")));
    let verified = site.run(&["audit", "verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}
