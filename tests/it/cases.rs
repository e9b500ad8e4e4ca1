//! The acceptance cases of the attendance rules: what WeCom holds, and what must be concluded.
//!
//! Each file of `tests/cases` is one case. Its answers go through the readers that the client uses
//! ([`world`]), the days are judged, and the verdicts are compared ([`expectation`]). What becomes of
//! records and anomalies from one sync to the next is the engine's business and not compared here.
//! Cases that need rosters, free hours, leave, overtime, corrections, day reports or the history of a
//! row join them with those rules.

mod expectation;
mod world;

use std::{collections::BTreeSet, env, fs, path::Path, process::Command};

use serde::Deserialize;
use serde_json::Value;

use expectation::Expectation;
use world::{Look, World};

/// One case.
#[derive(Deserialize)]
struct Case {
    id: String,
    title: String,
    #[serde(flatten)]
    look: Look,
    #[serde(default)]
    policy: Value,
    #[serde(default)]
    steps: Vec<Step>,
    expect: Expectation,
    #[serde(default)]
    host_tz: Vec<String>,
}

/// A later state, merged over the one before.
#[derive(Deserialize)]
struct Step {
    #[serde(flatten)]
    look: Look,
    expect_before: Option<Expectation>,
}

impl Case {
    /// What is wrong, if anything.
    fn differences(self) -> Vec<String> {
        let mut world = World::new(&self.policy);
        world.look(self.look);
        let mut differences = Vec::new();
        for (number, step) in (1..).zip(self.steps) {
            if let Some(before) = step.expect_before {
                differences
                    .extend(before.differences(&world).into_iter().map(|what| format!("before step {number}: {what}")));
            }
            world.look(step.look);
        }
        differences.extend(self.expect.differences(&world));
        differences.into_iter().map(|what| format!("{} ({}): {what}", self.id, self.title)).collect()
    }
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    files.iter().filter(|file| file.extension().is_some_and(|end| end == "json")).map(read).collect()
}

#[test]
fn every_case_comes_to_what_it_says() {
    let cases = cases();
    assert!(cases.len() >= 41, "only {} cases found", cases.len());
    let differences: Vec<_> = cases.into_iter().flat_map(Case::differences).collect();
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// Nothing may depend on the zone of the host: the same cases, in processes that live elsewhere.
#[test]
fn the_zone_of_the_host_changes_no_verdict() {
    let named = cases().into_iter().flat_map(|case| case.host_tz);
    let far = ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"].map(str::to_owned);
    for zone in named.chain(far).collect::<BTreeSet<_>>() {
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", "cases::every_case_comes_to_what_it_says"])
            .env("TZ", &zone)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "TZ={zone}:\n{said}");
    }
}
