//! A theme: how each role looks.

use std::collections::BTreeMap;

use ratatui::style::Style;

use super::Role;

/// How each role looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    roles: BTreeMap<Role, Style>,
}

impl Theme {
    /// A theme that says this much; the rest falls back.
    #[must_use]
    pub fn new(name: impl Into<String>, roles: BTreeMap<Role, Style>) -> Self {
        Self { name: name.into(), roles }
    }

    /// How a role looks: as the theme says, or as the role it falls back to.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        match (self.roles.get(&role), role.fallback()) {
            (Some(style), _) => *style,
            (None, Some(next)) => self.style(next),
            (None, None) => Style::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;

    #[test]
    fn what_a_theme_leaves_out_looks_like_its_fallback() {
        let red = Style::new().fg(Color::Red);
        let yellow = Style::new().fg(Color::Yellow);
        let theme = Theme::new("two", BTreeMap::from([(Role::Alarm, red), (Role::Warn, yellow)]));
        assert_eq!(theme.style(Role::Urgent), red);
        assert_eq!(theme.style(Role::Stale), yellow);
        assert_eq!(theme.style(Role::Calm), Style::new());
    }

    #[test]
    fn every_chain_of_fallbacks_ends() {
        for role in Role::ALL {
            let steps = std::iter::successors(Some(role), |role| role.fallback()).take(9).count();
            assert!(steps < 9, "{role:?}");
        }
    }
}
