//! Rust source, read just well enough to see whom it names.

use std::{fs, path::Path};

/// One file of the crate.
pub struct Source {
    /// Its path below `src`.
    pub path: String,
    words: Vec<String>,
}

/// A top-level module that a file names.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// The module.
    pub part: String,
    /// Whether it is named in a test.
    pub in_test: bool,
}

/// Every file of the crate that belongs to a part of it.
pub fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && path.parent() != Some(&root) {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                sources.push(Source::of(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    sources.push(Source::of("clock.rs", &fs::read_to_string(root.join("clock.rs")).unwrap()));
    sources
}

impl Source {
    pub fn of(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), words: words(text) }
    }

    /// The top-level module to which the file belongs.
    pub fn part(&self) -> String {
        self.modules().remove(0)
    }

    /// Whether it says these words, joined by `::`.
    pub fn says(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.split("::").flat_map(|word| ["::", word]).skip(1).collect();
        self.words.windows(wanted.len()).any(|window| window == wanted)
    }

    /// Every top-level module that it names through `crate` or by leaving its own.
    pub fn names(&self) -> Vec<Named> {
        let mut inside = self.modules();
        let mut braces: Vec<bool> = Vec::new();
        let mut named = Vec::new();
        for (place, word) in self.words.iter().enumerate() {
            match word.as_str() {
                "{" => {
                    let opens_module = place >= 2 && self.words[place - 2] == "mod";
                    braces.push(opens_module);
                    inside.extend(opens_module.then(|| self.words[place - 1].clone()));
                }
                "}" if braces.pop() == Some(true) => drop(inside.pop()),
                "crate" | "super" if place == 0 || self.words[place - 1] != "::" => {
                    let in_test = inside.iter().any(|module| module == "tests");
                    let heads = self.heads(place, inside.len());
                    named.extend(heads.into_iter().map(|part| Named { part, in_test }));
                }
                _ => {}
            }
        }
        named
    }

    /// The modules in which the file's text stands, from the top.
    fn modules(&self) -> Vec<String> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').map(str::to_owned).collect()
    }

    /// The top-level modules that a path or a group of paths names; none if it stays `depth` deep.
    fn heads(&self, start: usize, depth: usize) -> Vec<String> {
        let word = |place: usize| self.words.get(place).map_or("", String::as_str);
        let (mut place, mut left) = (start, if word(start) == "crate" { 0 } else { depth });
        while word(place) == "super" {
            (place, left) = (place + 2, left.saturating_sub(1));
        }
        if word(place) == "crate" {
            place += 2;
        }
        match word(place) {
            _ if left > 0 || word(place - 1) != "::" => Vec::new(),
            "{" => self.heads_of_group(place),
            head => vec![head.to_owned()],
        }
    }

    fn heads_of_group(&self, opening: usize) -> Vec<String> {
        let (mut depth, mut heads) = (0, Vec::new());
        for pair in self.words[opening..].windows(2) {
            match pair[0].as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            match depth {
                0 => break,
                1 if ["{", ","].contains(&pair[0].as_str()) && pair[1] != "}" => heads.push(pair[1].clone()),
                _ => {}
            }
        }
        heads
    }
}

/// Names, `::` and single signs, without comments, texts and characters.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => text_length(rest),
            'r' if rest.starts_with("r\"") => 1 + rest[2..].find('"').map_or(rest.len() - 1, |end| end + 2),
            'r' if rest.starts_with("r#\"") => rest.find("\"#").map_or(rest.len(), |end| end + 2),
            '\'' => character_length(rest),
            _ if first.is_alphanumeric() || first == '_' => {
                let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(rest.len());
                words.push(rest[..end].to_owned());
                end
            }
            ':' if rest.starts_with("::") => {
                words.push("::".to_owned());
                2
            }
            _ => {
                words.extend((!first.is_whitespace()).then(|| first.to_string()));
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    words
}

fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    let end = rest[1..].find(|sign: char| {
        let ends = sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped;
        ends
    });
    end.map_or(rest.len(), |end| end + 2)
}

/// A character in quotes, or the quote alone if it begins a lifetime.
fn character_length(rest: &str) -> usize {
    let mut signs = rest.char_indices().skip(1);
    match (signs.next(), signs.next()) {
        (Some((_, '\\')), Some(_)) => rest[3..].find('\'').map_or(1, |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}
