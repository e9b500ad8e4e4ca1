//! Programs of others, asked whether they understand us and we them.
//!
//! They are not carried along and nothing is fetched: a test looks for one where it is said to be, and
//! says so and passes where it is not.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use jiff::Timestamp;
use punchdeck::wecom::callback::{Callback, Query, Stamp, xml};
use serde_json::{Value, json};

use crate::workshop::{Run, Simulator};

/// The folder in which the programs of others are installed, such as `npm install --prefix` and
/// `python3 -m venv` make it.
const FOLDER: &str = "PUNCHDECK_FOREIGN";
/// Where Node.js itself looks.
const NODE_PATH: &str = "NODE_PATH";

const TOKEN: &str = "rehearsalToken01";
const KEY: &str = "punchdeckTestKey0000000000000000000000000aB";
const CORP: &str = "ww-rehearsal";

/// The `node_modules` that holds a package, if one of the two variables leads to it.
fn node_modules_with(package: &str) -> Option<PathBuf> {
    let installed = env::var_os(FOLDER).map(|folder| Path::new(&folder).join("node_modules"));
    let searched = env::var_os(NODE_PATH);
    let searched = searched.iter().flat_map(env::split_paths);
    let found = installed.into_iter().chain(searched).find(|modules| modules.join(package).is_dir());
    found.or_else(|| skipped(&format!("no {package}: npm install --prefix DIR {package}, then {FOLDER}=DIR")))
}

/// A Python that has two clients of WeCom's interface.
fn python_with_clients() -> Option<PathBuf> {
    let how = format!("python3 -m venv DIR, DIR/bin/pip install wecomkit odoo-wechatpy, then {FOLDER}=DIR");
    let folder = env::var_os(FOLDER)?;
    let python = Path::new(&folder).join("bin/python");
    let has_both = Command::new(&python).args(["-c", "import wecomkit, wechatpy"]).output();
    let usable = has_both.is_ok_and(|output| output.status.success());
    usable.then_some(python).or_else(|| skipped(&format!("no wecomkit or no wechatpy: {how}")))
}

/// Says why nothing was tested.
#[expect(clippy::print_stderr, reason = "a test that tested nothing says so")]
fn skipped<T>(why: &str) -> Option<T> {
    eprintln!("skipped: {why}");
    None
}

/// What a script answers to each question, in order; nothing if it cannot be run here.
fn asked(script: &str, package: &str, questions: &[Value]) -> Option<Vec<Value>> {
    let modules = node_modules_with(package)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign").join(script);
    let mut node = Command::new("node");
    let spawned = node.arg(script).env(NODE_PATH, modules).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut node) = spawned else { return skipped("no node on the path") };
    let lines = questions.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let mut input = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{}", output.status);
    let answers: Vec<_> = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    assert_eq!(answers.len(), questions.len(), "an answer to each question");
    Some(answers.into_iter().map(|line| serde_json::from_slice(line).unwrap()).collect())
}

fn address() -> Callback {
    Callback::new(TOKEN.into(), &KEY.into(), CORP).unwrap()
}

/// Empty, Chinese, long, and every length around the end of a block.
fn messages() -> Vec<String> {
    let mut messages = vec!["打卡 😀 \u{0}\r\n]]> &amp;".to_owned(), "长".repeat(20_000)];
    messages.extend((0..=70).map(|length| "x".repeat(length)));
    messages
}

#[test]
fn what_we_seal_the_library_of_wecom_opens() {
    let at = Timestamp::from_second(1_780_000_000).unwrap();
    let seal = |message: &String| address().seal(message, &Stamp::random(at).unwrap()).unwrap();
    let sealed: Vec<_> = messages().iter().map(seal).collect();
    let decrypt = sealed.iter().map(|sealed| json!({ "do": "decrypt", "key": KEY, "encrypted": sealed.encrypted }));
    let sign = sealed.iter().map(|sealed| sign(&sealed.query, &sealed.encrypted));
    let questions: Vec<_> = decrypt.chain(sign).collect();
    let Some(answers) = asked("wecom_crypto.cjs", "@wecom/crypto", &questions) else { return };
    let (opened, signed) = answers.split_at(sealed.len());
    for (answer, message) in opened.iter().zip(messages()) {
        assert_eq!(answer, &json!({ "message": message, "id": CORP }));
    }
    for (answer, sealed) in signed.iter().zip(sealed) {
        assert_eq!(answer, &json!({ "signature": sealed.query.msg_signature }));
    }
}

#[test]
fn what_the_library_of_wecom_seals_we_open() {
    let messages = messages();
    let encrypt = |message: &String| json!({ "do": "encrypt", "key": KEY, "message": message, "id": CORP });
    let questions: Vec<_> = messages.iter().map(encrypt).collect();
    let Some(encrypted) = asked("wecom_crypto.cjs", "@wecom/crypto", &questions) else { return };
    let encrypted: Vec<_> = encrypted.iter().map(|answer| answer["encrypted"].as_str().unwrap()).collect();
    let query = |msg_signature: &str| Query {
        msg_signature: msg_signature.into(),
        timestamp: "1780000000".into(),
        nonce: "1372623149".into(),
    };
    let questions: Vec<_> = encrypted.iter().map(|encrypted| sign(&query(""), encrypted)).collect();
    let signed = asked("wecom_crypto.cjs", "@wecom/crypto", &questions).unwrap();
    for ((message, encrypted), signed) in messages.iter().zip(encrypted).zip(signed) {
        let body = format!("<xml>{}</xml>", xml::cdata("Encrypt", encrypted));
        let opened = address().open(&query(signed["signature"].as_str().unwrap()), body.as_bytes());
        assert_eq!(opened.as_ref(), Ok(message));
    }
}

fn sign(query: &Query, encrypted: &str) -> Value {
    let Query { timestamp, nonce, .. } = query;
    json!({ "do": "sign", "token": TOKEN, "timestamp": timestamp, "nonce": nonce, "encrypted": encrypted })
}

#[test]
fn clients_that_others_wrote_get_the_truth_from_the_simulator() {
    let Some(python) = python_with_clients().or_else(|| skipped(&format!("{FOLDER} is not set"))) else { return };
    let truth = tempfile::NamedTempFile::new().unwrap();
    let path = truth.path().to_str().unwrap();
    let noon = ["--now", "2026-07-08T12:00:00+08:00"];
    let simulator = Simulator::start(&["--employees", "120", "--days", "40", "--truth", path, noon[0], noon[1]]);
    let known = ["ww0000000000000000", "1000002", "punchdeck-simulator"];
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/clients.py");
    let mut clients = Command::new(python);
    clients.arg(script).arg(&simulator.url).args(known).args([path, "2026-07-08"]);
    let run = Run::of(&mut clients);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
}
