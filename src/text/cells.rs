//! Text that is fit for the cells of a terminal.
//!
//! A name or an error message comes from outside and may hold anything: escape sequences, marks
//! that turn the writing direction, clusters whose width terminals disagree about. None of it may
//! move a border.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks on one character beyond which more of them are an attack, not a language.
const MARKS_MAX: usize = 4;

/// How many columns the text takes when each cluster is put into cells of its own.
///
/// Letters that some fonts join into one, as Arabic lam and alef, are counted apart: a terminal's
/// cells hold them apart.
#[must_use]
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The text without what a cell cannot hold.
///
/// Line ends and tabs become blanks; control characters, direction marks, joiners and variation
/// selectors go. A cluster whose width depends on who counts, or that is wider than two columns, is
/// reduced to its first character; one that is wider than two columns alone becomes U+FFFD.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let blanked = text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c });
    let visible: String = blanked.filter(|c| !is_unfit(*c)).collect();
    Cow::Owned(visible.graphemes(true).flat_map(agreed).collect())
}

/// The text, cut to at most `columns`; what was cut is marked with `mark`.
#[must_use]
pub fn cut(text: &str, columns: usize, mark: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(mark));
    let mut kept = take(text, room).to_owned();
    if width(mark) <= columns {
        kept.push_str(mark);
    }
    kept
}

/// The text, cut or filled with blanks to exactly `columns`.
#[must_use]
pub fn fit(text: &str, columns: usize, mark: &str) -> String {
    let mut fitted = cut(text, columns, mark);
    let missing = columns.saturating_sub(width(&fitted));
    fitted.extend(std::iter::repeat_n(' ', missing));
    fitted
}

/// As [`fit`], against the right edge.
#[must_use]
pub fn fit_right(text: &str, columns: usize, mark: &str) -> String {
    let kept = cut(text, columns, mark);
    let missing = columns.saturating_sub(width(&kept));
    " ".repeat(missing) + &kept
}

/// The text in lines of at most `columns`, broken at a blank where one is near the end of a line.
#[must_use]
pub fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while width(rest) > columns {
        let most = take(rest, columns.max(2));
        let ends_here = rest[most.len()..].starts_with(' ');
        let blank = most.rfind(' ').filter(|at| !ends_here && width(&most[*at..]) <= columns / 3);
        let (line, more) = rest.split_at(blank.unwrap_or(most.len()));
        lines.push(line.to_owned());
        rest = more.trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// The longest beginning that takes at most `columns`.
fn take(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = text.grapheme_indices(true).find_map(|(at, cluster)| {
        used += width(cluster);
        (used > columns).then_some(at)
    });
    &text[..end.unwrap_or(text.len())]
}

/// Characters that no cell shows, or that change what other cells show.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The characters of a cluster, if all terminals give it the same width; otherwise its first.
fn agreed(cluster: &str) -> impl Iterator<Item = char> {
    let by_character: usize = cluster.chars().filter_map(UnicodeWidthChar::width).sum();
    let agreed = by_character == cluster.width() && (1..=2).contains(&by_character);
    let begins = cluster.chars().next().and_then(UnicodeWidthChar::width).unwrap_or(0);
    let (first, most) = match begins {
        0 => (None, 0),
        1..=2 => (cluster.chars().next(), if agreed { MARKS_MAX } else { 0 }),
        _ => (Some(char::REPLACEMENT_CHARACTER), 0),
    };
    first.into_iter().chain(cluster.chars().skip(1).take(most))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_move_a_border_is_gone() {
        for (raw, fit) in [
            ("\u{1b}[31mred\u{7}", "[31mred"),
            ("two\nlines\tand\ra tab", "two lines and a tab"),
            ("\u{202e}txt.exe", "txt.exe"),
            ("warn \u{26a0}\u{fe0f}", "warn \u{26a0}"),
            ("\u{1F44D}\u{1F3FD}", "\u{1F44D}"),
            ("\u{0301}\u{0301}x", "x"),
            ("欧阳\u{200b}建国", "欧阳建国"),
            ("\u{17D8}.", "\u{FFFD}."),
        ] {
            assert_eq!(clean(raw), fit);
        }
    }

    #[test]
    fn a_wide_character_is_never_halved() {
        assert_eq!(cut("欧阳建国", 5, "~"), "欧阳~");
        assert_eq!(cut("欧阳建国", 4, "~"), "欧~");
        assert_eq!(fit("欧阳建国", 6, "~"), "欧阳~ ");
        assert_eq!(fit_right("42", 5, "~"), "   42");
        assert_eq!(cut("anything", 0, "~"), "");
    }

    #[test]
    fn letters_that_join_in_some_fonts_take_the_cells_they_are_put_into() {
        let lam_alef = "\u{0644}\u{0627}";
        assert_eq!(width(lam_alef), 2);
        assert_eq!(fit(lam_alef, 1, "~"), "~");
    }

    #[test]
    fn a_long_text_is_broken_at_blanks() {
        assert_eq!(broken("list the app under 打卡", 12), ["list the app", "under 打卡"]);
        assert_eq!(broken("可调用接口的应用", 6), ["可调用", "接口的", "应用"]);
        assert_eq!(broken("short", 12), ["short"]);
    }

    proptest! {
        #[test]
        fn fitting_gives_exactly_the_columns(text in any::<String>(), columns in 0usize..80) {
            let cleaned = clean(&text);
            prop_assert_eq!(width(&fit(&cleaned, columns, "~")), columns);
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
        }
    }
}
