//! The program as its users have it: a binary, a configuration, a data folder, a simulator beside it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::{Map, Value};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_punchdeck");

/// A folder with a configuration and a store.
pub struct Workshop(TempDir);

/// How a run ended.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A simulator in a process of its own.
pub struct Simulator {
    child: Child,
    pub url: String,
    words: tempfile::NamedTempFile,
}

impl Workshop {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.file("data")
    }

    /// Writes a configuration for a WeCom at this address.
    pub fn configure(&self, url: &str, more: &str) {
        let text = format!(
            "data_dir = \"{}\"\n\n[wecom]\ncorp_id = \"ww0000000000000000\"\nagent_id = 1000002\n\
             secret = {{ env = \"WORKSHOP_SECRET\" }}\nbase_url = {url:?}\n\
             [wecom.limits]\nenabled = false\n[store]\nfree_floor_mib = 1\n{more}",
            self.data().display()
        );
        fs::write(self.file("config.toml"), text).unwrap();
    }

    /// Runs a command against a simulator.
    pub fn run(&self, simulator: &Simulator, arguments: &[&str]) -> Run {
        self.configure(&simulator.url, "");
        self.command(arguments)
    }

    /// Runs a command with the configuration as it is.
    pub fn command(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.prepared(arguments))
    }

    /// A command, not yet started.
    pub fn prepared(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).arg("--config").arg(self.file("config.toml"));
        command.env_clear().env("WORKSHOP_SECRET", "punchdeck-simulator").env("LANG", "C.UTF-8");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Run {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", self.stdout, self.stderr))
    }
}

impl Simulator {
    /// Starts one on a free port and waits until it listens.
    pub fn start(arguments: &[&str]) -> Self {
        let words = tempfile::NamedTempFile::new().unwrap();
        let mut child = Command::new(PROGRAM)
            .args(["simulate", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .env("LANG", "C.UTF-8")
            .stdout(Stdio::piped())
            .stderr(words.reopen().unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("it says where it listens").to_owned();
        Self { child, url, words }
    }

    /// Whether it said this on standard error before it listened.
    pub fn said(&self, words: &str) -> bool {
        fs::read_to_string(self.words.path()).unwrap().contains(words)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// JSON Lines.
pub fn lines(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// An exported record without what the store adds to it.
pub fn as_wecom_wrote_it(line: Value) -> Value {
    let Value::Object(mut fields) = line else { panic!("{line} is no record") };
    for ours in ["placeholder", "current", "version", "first_seen", "last_seen"] {
        fields.remove(ours).expect("the store adds it");
    }
    let extra = fields.remove("extra").map_or(Map::new(), |extra| extra.as_object().unwrap().clone());
    fields.extend(extra);
    fields.into()
}

pub fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(ToString::to_string);
    rows
}
