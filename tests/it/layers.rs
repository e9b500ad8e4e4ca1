//! Who may know whom: the picture of the architecture, held by a test.

mod source;

use std::collections::BTreeSet;

use source::Source;

/// What each part may name besides itself. A part without a row is a trespass too.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("console", &["domain"]),
    ("clock", &[]),
    ("access", &["console", "domain"]),
    ("audit", &["console", "domain"]),
    ("text", &["console", "domain"]),
    // The clock only as a stopwatch: how long a lone Esc is held.
    ("tui", &["clock", "console", "domain", "text"]),
    ("wecom", &["console", "domain", "clock"]),
    ("store", &["audit", "console", "domain"]),
    ("sync", &["console", "domain", "wecom", "store"]),
    ("engine", &["access", "audit", "clock", "console", "domain", "store", "sync", "wecom"]),
    ("sim", &["clock", "console", "domain", "wecom"]),
    ("config", &["domain", "wecom"]),
    ("export", &["audit", "console", "domain", "engine", "store", "text", "wecom"]),
    ("cli", EVERYTHING),
];

const EVERYTHING: &[&str] = &[
    "access", "audit", "clock", "config", "console", "domain", "engine", "export", "sim", "store", "sync", "text",
    "tui", "wecom",
];

/// The rehearsal stage: tests of any part may use it.
const STAGE: &str = "sim";

/// Words that only some files may say: a dependency, or the reading of a clock.
const RESERVED: &[(&str, &[&str])] = &[
    ("sled", &["store/disk/sled.rs", "store/disk/mod.rs", "store/mod.rs"]),
    ("reqwest", &["wecom/http.rs"]),
    ("Timestamp::now", &["clock.rs"]),
    ("Zoned::now", &["clock.rs"]),
    ("Instant::now", &["clock.rs"]),
    ("SystemTime::now", &["clock.rs"]),
];

/// What a source does that it may not, in words.
fn trespasses(source: &Source) -> BTreeSet<String> {
    let here = source.part();
    let Some((_, may)) = MAY_NAME.iter().find(|(part, _)| *part == here) else {
        return [format!("`{here}` has no row in the table of layers")].into();
    };
    let allowed = |name: &source::Named| {
        name.part == here || may.contains(&name.part.as_str()) || (name.in_test && name.part == STAGE)
    };
    let named = source.names().into_iter().filter(|name| !allowed(name));
    let known = named.map(|name| format!("`{here}` may not know `{}` ({})", name.part, source.path));
    let reserved = RESERVED.iter().filter(|(word, files)| !files.contains(&source.path.as_str()) && source.says(word));
    known.chain(reserved.map(|(word, _)| format!("{} may not say `{word}`", source.path))).collect()
}

#[test]
fn nobody_knows_more_than_the_picture_says() {
    let found: BTreeSet<String> = source::all().iter().flat_map(trespasses).collect();
    assert!(found.is_empty(), "\n{}", found.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn whatever_way_a_trespass_is_written_it_is_named() {
    for text in [
        "use crate::tui::App;",
        "use crate::{domain::{Punch, id::EmployeeId}, tui::{App}};",
        "fn f() -> crate::tui::App { todo!() }",
        "use super::super::tui;",
        "mod inner { use super::super::super::tui::App; }",
        "use crate::{\n    domain,\n    tui as screen,\n};",
    ] {
        let source = Source::of("store/pages.rs", text);
        let expected = BTreeSet::from(["`store` may not know `tui` (store/pages.rs)".to_owned()]);
        assert_eq!(trespasses(&source), expected, "{text}");
    }
    let clock = Source::of("store/pages.rs", "let now = jiff::Timestamp::now();");
    assert_eq!(trespasses(&clock).len(), 1);
    assert_eq!(trespasses(&Source::of("gossip/mod.rs", "")).len(), 1, "a part without a row");
}

#[test]
fn words_in_comments_and_texts_and_ones_own_parts_are_no_trespass() {
    for text in [
        "// use crate::tui::App;",
        "/* crate::tui */ /// [`crate::tui`]\nfn f() {}",
        r#"let words = "crate::tui, \" sled"; let quote = '"'; let life: &'static str = "";"#,
        "use super::{keys, strip::Strip};",
        "use crate::{domain::{cover, id}, store::error};",
        "mod tests { use super::super::*; use crate::sim::World; }",
    ] {
        assert_eq!(trespasses(&Source::of("store/pages.rs", text)), BTreeSet::new(), "{text}");
    }
}
