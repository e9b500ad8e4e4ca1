//! The acceptance cases, as this world tells them.

use std::{fs, path::Path};

use super::{reports::whole, *};

/// Every case of the project, and those that are shared if they are there, by file name.
fn cases() -> Vec<(String, Value)> {
    let folders = ["tests/cases", "../shared/cases"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let json = files.filter(|file| file.path().extension().is_some_and(|end| end == "json"));
    json.map(|file| {
        (file.path().display().to_string(), serde_json::from_slice(&fs::read(file.path()).unwrap()).unwrap())
    })
    .collect()
}

#[test]
fn every_case_is_a_company_in_each_of_its_states() {
    let cases = cases();
    assert!(cases.len() >= 40, "{}", cases.len());
    for (path, case) in cases {
        let mut wecom = case["wecom"].clone();
        let steps = case["steps"].as_array().into_iter().flatten().map(|step| &step["wecom"]);
        for state in std::iter::once(&case["wecom"]).chain(steps) {
            for (name, part) in state.as_object().into_iter().flatten() {
                wecom[name] = part.clone();
            }
            let company = Company::from_wire(&wecom).unwrap_or_else(|why| panic!("{path}: {why}"));
            let truth = World::new(company, &Scenario::default()).truth().count();
            let rows = wecom["checkindata"].as_array().map_or(0, Vec::len);
            assert!(wecom["agent"].is_object() || truth <= rows, "{path}: {truth} {rows}");
        }
    }
}

/// What a day comes to: seconds late and early, missing cards, and whether there was absence.
type Sums = (i64, i64, i64, bool);

fn expected(day: &Value) -> Sums {
    let slots = day["slots"].as_array().unwrap();
    let seconds = |verdict: &str| {
        slots.iter().filter(|slot| slot["verdict"] == verdict).filter_map(|slot| slot["by_s"].as_i64()).sum()
    };
    let missing = slots.iter().filter(|slot| slot["verdict"] == "missing").count();
    let absent = day["absent_s"].as_i64() > Some(0) || day["status"] == "absent";
    (seconds("late"), seconds("early"), if absent { 0 } else { i64::try_from(missing).unwrap() }, absent)
}

fn told(report: &Value) -> Sums {
    let infos = report["exception_infos"].as_array().unwrap();
    let of = |code: u8, name: &str| {
        infos.iter().filter(|info| info["exception"] == code).filter_map(|info| info[name].as_i64()).sum::<i64>()
    };
    let absent = of(4, "count") > 0;
    (of(1, "duration"), of(2, "duration"), if absent { 0 } else { of(3, "count") }, absent)
}

/// Cases in which the simulator's short calculation says something else, and why.
const BEYOND: &[(&str, &str)] = &[
    ("A13", "windows do not move with leave"),
    ("T1", "absence by a threshold is a setting of the product"),
    ("H1", "WeCom's own calendar of holidays is not simulated"),
    ("L6", "an outing fills no slot"),
    ("X1", "flexible hours do not slide"),
    ("X4", "flexible hours do not slide"),
    ("X5", "flexible hours do not slide"),
    ("X6", "flexible hours do not slide"),
    ("X7", "a grace that only getcheckinoption names is not looked up"),
    ("X8", "late leaving does not allow late arriving"),
    ("Z5", "free hours are one stay, not alternating ones"),
];

/// What the reports of a case say and what it expects, for each day that is final.
fn compared(case: &Value) -> Vec<(Sums, Sums)> {
    let mut wecom = case["wecom"].clone();
    wecom["datas"] = json!([]);
    let mut caller = Caller::of(World::new(Company::from_wire(&wecom).unwrap(), &switched(whole())));
    caller.now = instant(case["now"].as_str().unwrap());
    caller.sign_in();
    let is_final =
        |day: &&Value| ["worked", "absent", "leave", "trip", "rest"].contains(&day["status"].as_str().unwrap());
    let days = case["expect"]["days"].as_array().into_iter().flatten().filter(is_final);
    let reports = days.map(|day| (caller.day(day["userid"].as_str().unwrap(), day["date"].as_str().unwrap()), day));
    reports.filter(|(report, _)| report.is_object()).map(|(report, day)| (told(&report), expected(day))).collect()
}

#[test]
fn the_reports_of_the_cases_say_what_the_cases_expect() {
    let plain =
        |case: &Value| case["policy"].as_object().is_some_and(serde_json::Map::is_empty) && case["steps"].is_null();
    let mut count = 0;
    for (path, case) in cases().into_iter().filter(|(_, case)| plain(case)) {
        let days = compared(&case);
        let agrees = days.iter().all(|(told, expected)| told == expected);
        let beyond = BEYOND.iter().any(|(id, _)| case["id"] == *id);
        assert_eq!(agrees, !beyond, "{path}: {days:?}");
        count += days.len();
    }
    assert!(count > 40, "{count}");
}
