//! Mends escape sequences that a slow link tore apart.
//!
//! crossterm takes an escape byte that comes alone for the Esc key; what follows then looks like
//! typed letters, and letters are verbs. So an Esc is held back for a moment: if `[` or `O` follows,
//! the sequence is read to its end here, and its key is passed on if it is one we know.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// How long an Esc is held back: longer than a gap between packets, shorter than a person notices.
pub const HELD_FOR: Duration = Duration::from_millis(50);
/// How long the rest of a torn sequence is waited for: no person types this, so letters that are
/// late are still no letters.
const TORN_FOR: Duration = Duration::from_millis(500);
/// Bytes of the longest sequence there is (a mouse report in a huge terminal), and some more.
const SEQUENCE_MAX: usize = 32;

/// The filter. Time is counted from any fixed moment.
#[derive(Debug, Default)]
pub struct EscapeFilter {
    state: State,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    Held {
        since: Duration,
    },
    Torn {
        last: Duration,
        so_far: String,
    },
}

impl EscapeFilter {
    /// Takes a key in; gives those that are certain now.
    #[must_use]
    pub fn push(&mut self, key: KeyEvent, now: Duration) -> Vec<KeyEvent> {
        let mut keys = self.expire(now);
        match (std::mem::take(&mut self.state), plain_char(&key)) {
            (State::Held { .. }, Some(c @ ('[' | 'O'))) => self.state = State::Torn { last: now, so_far: c.into() },
            (State::Torn { so_far, .. }, Some(c)) => keys.extend(self.extend(so_far, c, now)),
            (before, _) => {
                keys.extend(matches!(before, State::Held { .. }).then(escape));
                if is_escape(&key) {
                    self.state = State::Held { since: now };
                } else {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// Gives the Esc that was held back long enough to be one; forgets a sequence that never ended.
    #[must_use]
    pub fn expire(&mut self, now: Duration) -> Vec<KeyEvent> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        match std::mem::take(&mut self.state) {
            State::Held { .. } => vec![escape()],
            State::Open | State::Torn { .. } => Vec::new(),
        }
    }

    /// When [`EscapeFilter::expire`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        match &self.state {
            State::Open => None,
            State::Held { since } => Some(*since + HELD_FOR),
            State::Torn { last, .. } => Some(*last + TORN_FOR),
        }
    }

    fn extend(&mut self, mut so_far: String, c: char, now: Duration) -> Option<KeyEvent> {
        so_far.push(c);
        let ended = so_far.starts_with('O') || matches!(c, '\u{40}'..='\u{7e}');
        if ended {
            return known(&so_far);
        }
        if so_far.len() < SEQUENCE_MAX {
            self.state = State::Torn { last: now, so_far };
        }
        None
    }
}

/// The key of a whole sequence, without its escape.
fn known(sequence: &str) -> Option<KeyEvent> {
    let code = match sequence {
        "[A" | "OA" => KeyCode::Up,
        "[B" | "OB" => KeyCode::Down,
        "[C" | "OC" => KeyCode::Right,
        "[D" | "OD" => KeyCode::Left,
        "[H" | "OH" | "[1~" | "[7~" => KeyCode::Home,
        "[F" | "OF" | "[4~" | "[8~" => KeyCode::End,
        "[5~" => KeyCode::PageUp,
        "[6~" => KeyCode::PageDown,
        "[3~" => KeyCode::Delete,
        "[Z" => KeyCode::BackTab,
        _ => return None,
    };
    Some(KeyEvent::from(code))
}

fn escape() -> KeyEvent {
    KeyEvent::from(KeyCode::Esc)
}

fn is_escape(key: &KeyEvent) -> bool {
    key.code == KeyCode::Esc && key.modifiers.is_empty()
}

fn plain_char(key: &KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// What crossterm makes of bytes that come one by one.
    fn torn(bytes: &str, gap: Duration) -> Vec<KeyCode> {
        let mut filter = EscapeFilter::default();
        let mut now = Duration::from_secs(7);
        let mut keys = Vec::new();
        for c in bytes.chars() {
            let code = if c == '\u{1b}' { KeyCode::Esc } else { KeyCode::Char(c) };
            keys.extend(filter.push(KeyEvent::from(code), now));
            now += gap;
        }
        keys.extend(filter.expire(now + TORN_FOR));
        keys.into_iter().map(|key| key.code).collect()
    }

    #[test]
    fn a_torn_key_is_the_same_key() {
        for (bytes, code) in [
            ("\u{1b}[A", KeyCode::Up),
            ("\u{1b}OB", KeyCode::Down),
            ("\u{1b}[6~", KeyCode::PageDown),
            ("\u{1b}[Z", KeyCode::BackTab),
        ] {
            assert_eq!(torn(bytes, 30 * MS), [code]);
        }
    }

    #[test]
    fn a_torn_wheel_tick_is_nothing() {
        assert_eq!(torn("\u{1b}[<64;10;5M", 30 * MS), []);
    }

    #[test]
    fn an_escape_alone_is_an_escape() {
        assert_eq!(torn("\u{1b}", 30 * MS), [KeyCode::Esc]);
        assert_eq!(torn("\u{1b}\u{1b}", 30 * MS), [KeyCode::Esc, KeyCode::Esc]);
        assert_eq!(torn("\u{1b}j", 30 * MS), [KeyCode::Esc, KeyCode::Char('j')]);
        assert_eq!(torn("\u{1b}[", 60 * MS), [KeyCode::Esc, KeyCode::Char('[')]);
    }

    proptest! {
        #[test]
        fn no_part_of_a_sequence_becomes_a_letter(parameters in "[0-9;<?]{0,12}", last in "[A-Za-z~]", gap in 0u32..50, then in "[a-z]") {
            let keys = torn(&format!("\u{1b}[{parameters}{last}{then}"), gap * MS);
            let letters: Vec<_> = keys.iter().filter(|key| matches!(key, KeyCode::Char(_))).collect();
            prop_assert_eq!(letters, [&KeyCode::Char(then.chars().next().unwrap())]);
        }

        #[test]
        fn without_an_escape_every_key_passes(text in "[a-zA-Z0-9\\[\\]O]{0,20}") {
            let keys: String = torn(&text, MS).into_iter().filter_map(|key| if let KeyCode::Char(c) = key { Some(c) } else { None }).collect();
            prop_assert_eq!(keys, text);
        }
    }
}
