//! WeCom's limits, kept before anything is sent: what is too long it cuts without a word, and for what is
//! wrong it names neither record nor field.

use std::{fmt, ops::Deref, ops::RangeInclusive};

use thiserror::Error;

/// Something whose limits WeCom publishes.
pub trait Bounded {
    /// Looks at every limit.
    ///
    /// # Errors
    /// The first that is broken.
    fn check(&self) -> Result<(), OutOfBounds>;
}

/// Something that keeps WeCom's limits; only such things can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<T>(T);

/// A limit that is broken. Says where and which, never what stood there: that may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{}{field} {breach}", Place(*.record))]
pub struct OutOfBounds {
    /// Which of several records, from 0.
    pub record: Option<usize>,
    /// WeCom's name of the field.
    pub field: &'static str,
    /// What is wrong with it.
    pub breach: Breach,
}

/// How a value breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// There must be something.
    Empty,
    /// The text is too long.
    TooLong(Limit),
    /// The list has more elements than this.
    TooMany(usize),
    /// It lies outside these, both included.
    Outside(i64, i64),
    /// It is not written as it should be.
    Malformed,
    /// It holds a control character, which JSON must escape and WeCom refuses escaped (40033).
    ControlCharacter,
}

/// How long a text may be, by the measure that its document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// UTF-8 bytes.
    Bytes(usize),
    /// Characters (字符), however many bytes each takes.
    Characters(usize),
}

impl<T: Bounded> Checked<T> {
    /// Something that keeps its limits.
    ///
    /// # Errors
    /// The first limit that is broken; then nothing can be sent.
    pub fn new(draft: T) -> Result<Self, OutOfBounds> {
        draft.check()?;
        Ok(Self(draft))
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Limit {
    /// Whether a text keeps it.
    #[must_use]
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Bytes(max) => text.len() <= max,
            Self::Characters(max) => text.chars().count() <= max,
        }
    }

    /// As much of a text as keeps it, with a mark where it was cut; the whole text if that does.
    #[must_use]
    pub fn shorten(self, text: String) -> String {
        if self.holds(&text) {
            return text;
        }
        let fits = |end: &usize| self.holds(&format!("{}{CUT}", &text[..*end]));
        let ends: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let end = ends.partition_point(|end| fits(end)).checked_sub(1).map_or(0, |last| ends[last]);
        format!("{}{CUT}", &text[..end])
    }
}

/// Stands where a text was cut.
const CUT: char = '…';

/// A text that may be empty.
pub(super) fn text(field: &'static str, text: &str, limit: Limit) -> Result<(), OutOfBounds> {
    if !limit.holds(text) {
        return broken(field, Breach::TooLong(limit));
    }
    let escaped = |character: char| character < ' ' && !"\n\r\t\u{8}\u{c}".contains(character);
    if text.contains(escaped) { broken(field, Breach::ControlCharacter) } else { Ok(()) }
}

/// A text that may not be empty.
pub(super) fn filled(field: &'static str, value: &str, limit: Limit) -> Result<(), OutOfBounds> {
    if value.is_empty() { broken(field, Breach::Empty) } else { text(field, value, limit) }
}

/// An address on the web, with its scheme.
pub(super) fn link(field: &'static str, url: &str, limit: Limit) -> Result<(), OutOfBounds> {
    filled(field, url, limit)?;
    let written = ["https://", "http://"].iter().any(|scheme| url.strip_prefix(scheme).is_some_and(|r| !r.is_empty()));
    if written && !url.contains(char::is_whitespace) { Ok(()) } else { broken(field, Breach::Malformed) }
}

/// A list.
pub(super) fn elements(field: &'static str, count: usize, allowed: RangeInclusive<usize>) -> Result<(), OutOfBounds> {
    match count {
        _ if allowed.contains(&count) => Ok(()),
        _ if count < *allowed.start() => broken(field, Breach::Empty),
        _ => broken(field, Breach::TooMany(*allowed.end())),
    }
}

/// A number.
pub(super) fn number(field: &'static str, value: i64, allowed: RangeInclusive<i64>) -> Result<(), OutOfBounds> {
    let (least, most) = allowed.into_inner();
    if (least..=most).contains(&value) { Ok(()) } else { broken(field, Breach::Outside(least, most)) }
}

/// Says that a field breaks a limit.
pub(super) fn broken(field: &'static str, breach: Breach) -> Result<(), OutOfBounds> {
    Err(OutOfBounds { record: None, field, breach })
}

struct Place(Option<usize>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |record| write!(f, "record {record}: "))
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::TooLong(limit) => write!(f, "is longer than {limit}"),
            Self::TooMany(max) => write!(f, "has more than {max} elements"),
            Self::Outside(least, most) => write!(f, "lies outside {least}..={most}"),
            Self::Malformed => f.write_str("is not written as it should be"),
            Self::ControlCharacter => f.write_str("holds a control character"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(max) => write!(f, "{max} bytes"),
            Self::Characters(max) => write!(f, "{max} characters"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_and_characters_are_counted_for_what_they_are() {
        let six = "考勤";
        assert!(Limit::Bytes(6).holds(six) && !Limit::Bytes(5).holds(six));
        assert!(Limit::Characters(2).holds(six) && !Limit::Characters(1).holds(six));
    }

    #[test]
    fn what_json_would_escape_as_a_code_is_refused_and_line_ends_are_not() {
        let limit = Limit::Bytes(9);
        assert_eq!(text("content", "a\nb\tc", limit), Ok(()));
        assert_eq!(text("content", "a\u{1}", limit).unwrap_err().breach, Breach::ControlCharacter);
    }

    #[test]
    fn a_broken_limit_names_record_and_field_and_not_the_value() {
        let error = OutOfBounds { record: Some(7), field: "notes", breach: Breach::TooLong(Limit::Characters(1024)) };
        assert_eq!(error.to_string(), "record 7: notes is longer than 1024 characters");
    }

    #[test]
    fn links_have_a_scheme_and_somewhere_to_go() {
        for (url, good) in
            [("https://a", true), ("http://a/b?c", true), ("a.com", false), ("https://", false), ("https://a b", false)]
        {
            assert_eq!(link("url", url, Limit::Bytes(2048)).is_ok(), good, "{url}");
        }
    }

    proptest! {
        #[test]
        fn a_shortened_text_fits_is_marked_and_could_not_be_longer(text in "\\PC{0,40}", max in 3_usize..40) {
            for limit in [Limit::Bytes(max), Limit::Characters(max)] {
                let short = limit.shorten(text.clone());
                prop_assert!(limit.holds(&short), "{short:?}");
                prop_assert_eq!(&limit.shorten(short.clone()), &short);
                if let Some(kept) = short.strip_suffix(CUT).filter(|_| short != text) {
                    let next = text[kept.len()..].chars().next().unwrap();
                    let longer = format!("{kept}{next}{CUT}");
                    prop_assert!(text.starts_with(kept));
                    prop_assert!(!limit.holds(&longer));
                }
            }
        }
    }
}
