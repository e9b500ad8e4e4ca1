//! A person's month of papers of one stream, with all their versions: one value on the disk.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use ring::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    block::ContentHash,
    error::StoreError,
    record::{instant, pack, second, unpack},
    unit::SecondLook,
};
use crate::domain::{EmployeeId, Paper, report::Verbatim};

/// A folder, taken apart.
#[derive(Default)]
pub struct Folder {
    papers: BTreeMap<PaperName, Kept>,
    changed: bool,
}

/// What tells papers of a person apart: day and mark.
pub type PaperName = (Date, String);

/// A paper as it now is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledPaper {
    /// What it says.
    pub paper: Paper,
    /// How many versions there were up to this one, from 1.
    pub number: u32,
    /// When this version was first seen. When it was last seen is in the coverage of its day.
    pub first_seen: Timestamp,
}

/// What became of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filing {
    /// It was not known.
    New,
    /// It said something else before, or had been withdrawn.
    Changed,
    /// It is as it was; or something later is known.
    Same,
}

/// A paper with everything that became of it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Kept {
    versions: Vec<VersionV1>,
    gone: Option<GoneV1>,
}

/// One version of a text, as it lies on the disk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VersionV1 {
    pub(super) first_seen: i64,
    pub(super) hash: ContentHash,
    pub(super) text: String,
}

/// Since when WeCom does not have a paper any more; `withdrawn` by a later look that found the same.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct GoneV1 {
    missed: i64,
    withdrawn: Option<i64>,
}

/// A folder as it lies on the disk.
#[derive(Serialize, Deserialize)]
struct FolderV1(Vec<(Date, String, Kept)>);

impl Folder {
    /// Reads a folder.
    pub fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let FolderV1(papers) = unpack("folder", bytes)?;
        let papers = papers.into_iter().map(|(date, mark, kept)| ((date, mark), kept)).collect();
        Ok(Self { papers, changed: false })
    }

    /// Writes a folder.
    pub fn encode(self) -> Result<Vec<u8>, StoreError> {
        let count = u32::try_from(self.papers.len()).map_err(StoreError::damaged)?;
        let papers = self.papers.into_iter().map(|((date, mark), kept)| (date, mark, kept)).collect();
        pack(count, &FolderV1(papers))
    }

    /// Whether every paper has a version and every version says what it said when it was filed.
    ///
    /// # Errors
    /// Naming the first paper that does not.
    pub fn check(&self) -> Result<(), StoreError> {
        match self.papers.iter().find(|(_, kept)| !VersionV1::are_sound(&kept.versions)) {
            Some(((date, _), _)) => {
                Err(StoreError::damaged(format!("folder: the paper of {date} is not what was filed")))
            }
            None => Ok(()),
        }
    }

    /// Whether anything was filed since it was read.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Files a paper of an answer that was asked for at `at`.
    pub fn file(&mut self, paper: &Paper, at: Timestamp) -> Filing {
        let kept = self.papers.entry((paper.date, paper.mark.clone())).or_default();
        let filing = kept.file(&paper.text.0, second(at), &mut self.changed);
        self.changed |= filing != Filing::Same;
        filing
    }

    /// Papers of these days that count.
    pub fn held(&self, days: &BTreeSet<Date>) -> impl Iterator<Item = &PaperName> {
        let held = self.papers.iter().filter(|(_, kept)| !kept.is_withdrawn());
        held.map(|(name, _)| name).filter(|(date, _)| days.contains(date))
    }

    /// Notes that an answer did not hold a paper that it should have held, and says whether that withdrew
    /// it: as of rows, a second look does, and no first one.
    pub fn miss(&mut self, name: &PaperName, at: Timestamp, second_look: SecondLook) -> bool {
        let Some(kept) = self.papers.get_mut(name) else { return false };
        let before = kept.gone;
        kept.miss(second(at), second_look);
        self.changed |= kept.gone != before;
        kept.is_withdrawn()
    }

    /// The papers of one day after the other as they now are.
    pub fn current(&self, who: &EmployeeId) -> Result<Vec<FiledPaper>, StoreError> {
        let current = self.papers.iter().filter(|(_, kept)| !kept.is_withdrawn());
        let filed = |((date, mark), kept): (&PaperName, &Kept)| {
            let latest =
                kept.versions.last().ok_or_else(|| StoreError::damaged("folder: a paper without a version"))?;
            let text = Verbatim(latest.text.clone());
            Ok(FiledPaper {
                paper: Paper { who: who.clone(), date: *date, mark: mark.clone(), text },
                number: u32::try_from(kept.versions.len()).map_err(StoreError::damaged)?,
                first_seen: instant(latest.first_seen)?,
            })
        };
        current.map(filed).collect()
    }
}

impl Kept {
    fn file(&mut self, text: &str, at: i64, found: &mut bool) -> Filing {
        let was_withdrawn = self.is_withdrawn();
        let came_back = self.gone.take_if(|gone| gone.missed < at).is_some();
        *found |= came_back;
        let hash = content_hash(text);
        match self.versions.last() {
            Some(latest) if latest.hash == hash || latest.first_seen > at => {
                if came_back && was_withdrawn {
                    Filing::Changed
                } else {
                    Filing::Same
                }
            }
            latest => {
                let filing = if latest.is_some() { Filing::Changed } else { Filing::New };
                self.versions.push(VersionV1 { first_seen: at, hash, text: text.to_owned() });
                filing
            }
        }
    }

    fn is_withdrawn(&self) -> bool {
        self.gone.is_some_and(|gone| gone.withdrawn.is_some())
    }

    fn miss(&mut self, at: i64, second_look: SecondLook) {
        let first_seen = self.versions.last().map_or(i64::MAX, |latest| latest.first_seen);
        match &mut self.gone {
            Some(gone) if gone.withdrawn.is_none() => {
                gone.withdrawn = second_look.believes(gone.missed, at).then_some(at);
            }
            None if at > first_seen => self.gone = Some(GoneV1 { missed: at, withdrawn: None }),
            Some(_) | None => {}
        }
    }
}

impl VersionV1 {
    pub(super) fn new(text: &str, first_seen: i64) -> Self {
        Self { first_seen, hash: content_hash(text), text: text.to_owned() }
    }

    /// Whether there is one, and each says what it said when it was filed.
    pub(super) fn are_sound(versions: &[Self]) -> bool {
        !versions.is_empty() && versions.iter().all(|version| version.hash == content_hash(&version.text))
    }
}

/// The hash of what a text says: the order of its fields says nothing.
pub(super) fn content_hash(text: &str) -> ContentHash {
    let said = serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value: Value| value.to_string());
    let mut half = ContentHash::default();
    half.copy_from_slice(&digest::digest(&digest::SHA256, said.as_bytes()).as_ref()[..16]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn paper(text: &str) -> Paper {
        let (who, date) = (EmployeeId::parse("li.na").unwrap(), jiff::civil::date(2026, 3, 2));
        Paper { who, date, mark: String::new(), text: Verbatim(text.into()) }
    }

    fn reread(folder: Folder) -> Folder {
        Folder::decode(&folder.encode().unwrap()).unwrap()
    }

    #[test]
    fn other_content_is_the_next_version_and_the_order_of_fields_is_no_content() {
        let mut folder = Folder::default();
        assert_eq!(folder.file(&paper(r#"{"a":1,"b":2}"#), at(1)), Filing::New);
        assert_eq!(folder.file(&paper(r#"{"b":2,"a":1}"#), at(2)), Filing::Same);
        assert_eq!(folder.file(&paper(r#"{"a":3}"#), at(5)), Filing::Changed);
        assert_eq!(folder.file(&paper(r#"{"a":1,"b":2}"#), at(4)), Filing::Same, "asked for earlier, arrived later");
        let filed = reread(folder).current(&paper("").who).unwrap();
        let expected = FiledPaper { paper: paper(r#"{"a":3}"#), number: 2, first_seen: at(5) };
        assert_eq!(filed, [expected]);
    }

    #[test]
    fn a_paper_is_withdrawn_by_a_second_look_and_counts_again_when_it_comes_back() {
        let (mut folder, name) = (Folder::default(), (paper("").date, String::new()));
        folder.file(&paper("{}"), at(1));
        let mut miss = |second, look| folder.miss(&name, at(second), look);
        assert!(!miss(1, SecondLook::Later), "asked for before it was seen");
        assert!(!miss(60, SecondLook::Later) && !miss(120, SecondLook::Later), "too soon");
        assert!(!miss(659, SecondLook::Doubted), "too much is missing");
        assert!(miss(660, SecondLook::Later));
        let mut folder = reread(folder);
        assert_eq!(folder.current(&paper("").who).unwrap(), []);
        assert_eq!(folder.file(&paper("{}"), at(900)), Filing::Changed);
        assert_eq!(reread(folder).current(&paper("").who).unwrap()[0].number, 1);
    }
}
