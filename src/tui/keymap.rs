//! Keys as data: which key does what, when. The footer and the help read the same table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use super::action::Action;
use super::{focus::Pane, widgets::Move};

/// What is on the screen, as far as keys are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Panes.
    Panes,
    /// A text: help, details.
    Reading,
    /// The heat map.
    Map,
    /// A question.
    Asking,
    /// A form; it owns every key that is not bound for it.
    Typing,
}

/// When a key is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Anywhere,
    /// Wherever one moves: panes and texts.
    Lists,
    /// In panes.
    Panes,
    /// In texts.
    Reading,
    /// In the heat map.
    Map,
    /// In front of a question.
    Asking,
    /// In the form.
    Typing,
}

/// A key: a code, with Ctrl or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    ctrl: bool,
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Any of these keys.
    pub keys: &'static [Key],
    /// When they are bound.
    pub when: When,
    /// What they do.
    pub action: Action,
    /// Where it stands among the hints of the footer; the highest give way first, none is no hint.
    pub hint: Option<u8>,
}

const fn char(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: false }
}
const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true }
}
const fn key(code: KeyCode) -> Key {
    Key { code, ctrl: false }
}
const fn bind(keys: &'static [Key], when: When, action: Action) -> Binding {
    Binding { keys, when, action, hint: None }
}
const fn hint(rank: u8, binding: Binding) -> Binding {
    Binding { hint: Some(rank), ..binding }
}

/// Every key there is. The first line that fits counts.
///
/// Nothing is bound to `[` and `O`, with which torn escape sequences go on, nor to keys that
/// terminals, multiplexers and shells take for themselves.
pub const BINDINGS: &[Binding] = &[
    hint(2, bind(&[char('r')], When::Panes, Action::Resync)),
    hint(3, bind(&[char('P')], When::Panes, Action::PauseResume)),
    hint(4, bind(&[char('X')], When::Panes, Action::Cancel)),
    hint(4, bind(&[char('R')], When::Panes, Action::Retry)),
    hint(2, bind(&[char('T')], When::Panes, Action::RetryToken)),
    hint(5, bind(&[key(KeyCode::Enter)], When::Panes, Action::Open)),
    bind(&[char('B')], When::Panes, Action::BackUp),
    hint(8, bind(&[char('h')], When::Panes, Action::HeatMap)),
    bind(&[char('w')], When::Panes, Action::Why),
    hint(1, bind(&[key(KeyCode::Enter), char('w')], When::Map, Action::Why)),
    hint(2, bind(&[key(KeyCode::Left), char('h')], When::Map, Action::EarlierDay)),
    hint(2, bind(&[key(KeyCode::Right), char('l')], When::Map, Action::LaterDay)),
    hint(4, bind(&[char('s')], When::Map, Action::Reorder)),
    hint(5, bind(&[key(KeyCode::Tab)], When::Map, Action::NextStream)),
    hint(3, bind(&[key(KeyCode::Esc)], When::Map, Action::Back)),
    bind(&[char('L')], When::Panes, Action::LogDetails),
    bind(&[char('1')], When::Panes, Action::Show(Pane::Anomalies)),
    bind(&[char('2')], When::Panes, Action::Show(Pane::Tokens)),
    bind(&[char('3')], When::Panes, Action::Show(Pane::Sync)),
    bind(&[char('4')], When::Panes, Action::Show(Pane::Audit)),
    bind(&[char('5')], When::Panes, Action::Show(Pane::Log)),
    hint(7, bind(&[key(KeyCode::Tab)], When::Panes, Action::NextPane)),
    bind(&[key(KeyCode::BackTab)], When::Panes, Action::PreviousPane),
    bind(&[char('j'), key(KeyCode::Down)], When::Lists, Action::Move(Move::Down)),
    bind(&[char('k'), key(KeyCode::Up)], When::Lists, Action::Move(Move::Up)),
    bind(&[key(KeyCode::PageDown)], When::Lists, Action::Move(Move::PageDown)),
    bind(&[key(KeyCode::PageUp)], When::Lists, Action::Move(Move::PageUp)),
    bind(&[ctrl('d')], When::Lists, Action::Move(Move::HalfDown)),
    bind(&[ctrl('u')], When::Lists, Action::Move(Move::HalfUp)),
    bind(&[char('g'), key(KeyCode::Home)], When::Lists, Action::Move(Move::First)),
    bind(&[char('G'), key(KeyCode::End)], When::Lists, Action::Move(Move::Last)),
    hint(1, bind(&[key(KeyCode::Esc)], When::Reading, Action::Back)),
    bind(&[char('w')], When::Reading, Action::Why),
    bind(&[key(KeyCode::Esc)], When::Panes, Action::Back),
    hint(1, bind(&[char('y')], When::Asking, Action::Yes)),
    hint(1, bind(&[char('n'), key(KeyCode::Esc), key(KeyCode::Enter), char('q')], When::Asking, Action::No)),
    hint(1, bind(&[key(KeyCode::Enter)], When::Typing, Action::Preview)),
    hint(3, bind(&[key(KeyCode::Tab)], When::Typing, Action::NextField)),
    bind(&[key(KeyCode::BackTab)], When::Typing, Action::PreviousField),
    hint(4, bind(&[key(KeyCode::Up)], When::Typing, Action::Move(Move::Up))),
    bind(&[key(KeyCode::Down)], When::Typing, Action::Move(Move::Down)),
    hint(5, bind(&[char(' ')], When::Typing, Action::Mark)),
    hint(2, bind(&[key(KeyCode::Esc)], When::Typing, Action::Back)),
    hint(1, bind(&[char('?')], When::Lists, Action::Help)),
    hint(6, bind(&[char('q')], When::Lists, Action::Quit)),
    bind(&[ctrl('l')], When::Anywhere, Action::Repaint),
    bind(&[ctrl('z')], When::Anywhere, Action::Suspend),
    bind(&[ctrl('c')], When::Anywhere, Action::Interrupt),
];

/// What a key does in a mode.
#[must_use]
pub fn lookup(pressed: &KeyEvent, mode: Mode) -> Option<Action> {
    BINDINGS
        .iter()
        .find(|binding| binding.when.holds(mode) && binding.keys.iter().any(|key| key.is(pressed)))
        .map(|binding| binding.action)
}

impl When {
    /// Whether it is so in a mode.
    #[must_use]
    pub fn holds(self, mode: Mode) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Lists => matches!(mode, Mode::Panes | Mode::Reading | Mode::Map),
            Self::Panes => mode == Mode::Panes,
            Self::Reading => mode == Mode::Reading,
            Self::Map => mode == Mode::Map,
            Self::Asking => mode == Mode::Asking,
            Self::Typing => mode == Mode::Typing,
        }
    }
}

impl Key {
    fn is(self, pressed: &KeyEvent) -> bool {
        self.code == pressed.code
            && self.ctrl == pressed.modifiers.contains(KeyModifiers::CONTROL)
            && !pressed.modifiers.contains(KeyModifiers::ALT)
    }

    /// What is written on it.
    #[must_use]
    pub fn label(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "Space".into(),
            KeyCode::Char(c) if self.ctrl => c.to_ascii_uppercase().to_string(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Tab => "Tab".into(),
            KeyCode::BackTab => "S-Tab".into(),
            KeyCode::Enter => "Enter".into(),
            KeyCode::Esc => "Esc".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            other => format!("{other:?}"),
        };
        if self.ctrl { format!("Ctrl-{name}") } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODES: [Mode; 5] = [Mode::Panes, Mode::Reading, Mode::Map, Mode::Asking, Mode::Typing];

    #[test]
    fn no_key_means_two_things_at_once() {
        for mode in MODES {
            let mut seen: Vec<Key> = Vec::new();
            for key in BINDINGS.iter().filter(|binding| binding.when.holds(mode)).flat_map(|binding| binding.keys) {
                assert!(!seen.contains(key), "{} twice in {mode:?}", key.label());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn enter_alone_never_says_yes() {
        let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        assert_eq!(lookup(&enter, Mode::Asking), Some(Action::No));
    }

    #[test]
    fn torn_escape_sequences_meet_no_binding() {
        for c in ['[', 'O'] {
            let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
            assert!(
                [Mode::Panes, Mode::Reading, Mode::Map, Mode::Asking].iter().all(|mode| lookup(&key, *mode).is_none())
            );
        }
    }

    #[test]
    fn every_mode_has_a_way_out() {
        for mode in MODES {
            let out = [Action::Quit, Action::Back, Action::No, Action::Interrupt];
            assert!(BINDINGS.iter().any(|binding| binding.when.holds(mode) && out.contains(&binding.action)));
        }
    }
}
