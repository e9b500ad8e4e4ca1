//! Real and documented answers, read in place beside the repository where they are there.
//!
//! They are third-party and never copied; without them these tests say so and pass.

mod office;

use std::{fs, path::Path};

use serde_json::Value;

use super::{
    checkin::{punch, row},
    *,
};
use crate::domain::{Punch, Rule, org::AccountStatus, rule::RuleKind};

/// The answers whose name begins and ends so, with their names; at least `least` of them.
fn answers(begin: &str, kind: &str, least: usize) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("no fixtures at {}: nothing was tested", folder.display());
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, path)| {
            name.starts_with(begin) && name.contains(kind) && path.extension() == Some("json".as_ref())
        })
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() >= least, "only {} fixtures {begin}…{kind}", found.len());
    found
}

#[test]
fn every_refusal_is_read_as_one_with_its_code() {
    for (name, body) in answers("", "__err__", 10) {
        let told = serde_json::from_slice::<Value>(&body).unwrap()["errcode"].as_i64().unwrap();
        let refusal = match envelope::open::<Value>(&body) {
            Err(WireError::Refused(refusal)) => refusal,
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(refusal.errcode, told, "{name}");
        assert!(!refusal.text.is_empty() && !refusal.text.contains("hint"), "{name}: {refusal:?}");
        let whole = String::from_utf8(body).unwrap();
        assert_eq!(refusal.hint.is_some(), whole.contains("hint:"), "{name}: {refusal:?}");
        assert_eq!(refusal.from_ip.is_some(), whole.contains("from ip:"), "{name}: {refusal:?}");
    }
}

#[test]
fn every_row_of_check_in_data_is_used_and_written_back_as_it_came() {
    for (name, body) in answers("getcheckindata__", "__resp__", 3) {
        let read = punches(&body).unwrap();
        let given = serde_json::from_slice::<Value>(&body).unwrap()["checkindata"].as_array().unwrap().clone();
        assert_eq!(read.quarantined, [], "{name}");
        assert_eq!(read.punches.iter().map(row).collect::<Vec<_>>(), given, "{name}");
        assert!(given.iter().zip(&read.punches).all(|(row, read)| punch(row).as_ref() == Ok(read)), "{name}");
    }
}

#[test]
fn missed_punches_are_known_for_placeholders() {
    for (name, body) in answers("getcheckindata__", "__rebuilt-missed-punch", 1) {
        let read = punches(&body).unwrap();
        let placeholders: Vec<_> = read.punches.iter().map(Punch::is_placeholder).collect();
        assert_eq!(placeholders, [false, true, true, true], "{name}");
    }
}

#[test]
fn rules_of_every_age_are_read() {
    let read: Vec<Rule> = answers("getcorpcheckinoption__", "__resp__", 3)
        .into_iter()
        .flat_map(|(name, body)| {
            let read = rules(&body).unwrap();
            assert_eq!(read.quarantined, [], "{name}");
            read.rules
        })
        .collect();
    for rule in read.iter().filter(|rule| rule.id.0 == 69) {
        assert_eq!((rule.kind, rule.sync_holidays), (RuleKind::Fixed, true));
        assert_eq!(rule.week[0].open_before_s, Some(10_800));
        assert!(rule.week[0].no_off_needed);
        assert_eq!(rule.week[0].segments[0].on_s, 36_000);
        assert_eq!((rule.scope.employees.len(), rule.exempt.len()), (2, 1));
    }
    let special: Vec<_> = read.iter().flat_map(|rule| &rule.special_workdays).collect();
    assert!(read.is_empty() || special.iter().any(|special| special.segments[0].off_s == 61_200));
}

#[test]
fn members_departments_and_tokens_are_read() {
    for (name, body) in answers("user_list__", "__resp__", 2) {
        let read = members(&body).unwrap();
        assert_eq!((read.employees.len(), read.quarantined.len()), (1, 0), "{name}");
        assert_eq!(read.employees[0].status, AccountStatus::Active, "{name}");
    }
    for (name, body) in answers("department_", "list__resp__", 3) {
        let read = departments(&body).unwrap();
        assert!(!read.departments.is_empty() && read.quarantined.is_empty(), "{name}");
    }
    for (name, body) in answers("gettoken__", "__resp__", 2) {
        assert_eq!(token(&body).unwrap().expires_in.as_secs(), 7_200, "{name}");
    }
}
