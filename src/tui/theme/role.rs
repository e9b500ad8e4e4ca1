//! What a piece of the screen means.

/// A meaning that may look like something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Everything that means nothing in particular.
    Base,
    /// Headings of columns and blocks.
    Heading,
    /// Lines between panes.
    Border,
    /// The border of the pane that has the keys.
    Focus,
    /// The title of the pane that has the keys.
    FocusTitle,
    /// The row that keys act upon.
    Selection,
    /// Nothing works until somebody acts: the worst open anomaly.
    Urgent,
    /// Somebody must act.
    Alarm,
    /// Not as it should be.
    Warn,
    /// It came back, or gets worse.
    Worse,
    /// As it should be, done.
    Calm,
    /// Under way, or waiting for something known.
    Busy,
    /// Too old to be trusted.
    Stale,
    /// Changes made here change a real company.
    Armed,
    /// Nothing here is real: a demo, a rehearsal.
    Unreal,
    /// A key in a hint.
    Key,
    /// A row that was marked.
    Mark,
    /// A key that does nothing for this reader.
    Off,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Base,
        Self::Heading,
        Self::Border,
        Self::Focus,
        Self::FocusTitle,
        Self::Selection,
        Self::Urgent,
        Self::Alarm,
        Self::Warn,
        Self::Worse,
        Self::Calm,
        Self::Busy,
        Self::Stale,
        Self::Armed,
        Self::Unreal,
        Self::Key,
        Self::Mark,
        Self::Off,
    ];

    /// Its name in a theme's file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Heading => "heading",
            Self::Border => "border",
            Self::Focus => "focus",
            Self::FocusTitle => "focus_title",
            Self::Selection => "selection",
            Self::Urgent => "urgent",
            Self::Alarm => "alarm",
            Self::Warn => "warn",
            Self::Worse => "worse",
            Self::Calm => "calm",
            Self::Busy => "busy",
            Self::Stale => "stale",
            Self::Armed => "armed",
            Self::Unreal => "unreal",
            Self::Key => "key",
            Self::Mark => "mark",
            Self::Off => "off",
        }
    }

    /// The role it looks like where a theme says nothing about it.
    #[must_use]
    pub fn fallback(self) -> Option<Self> {
        match self {
            Self::Base => None,
            Self::Urgent | Self::Armed => Some(Self::Alarm),
            Self::Alarm | Self::Worse | Self::Stale | Self::Unreal => Some(Self::Warn),
            Self::Focus => Some(Self::Border),
            Self::FocusTitle => Some(Self::Focus),
            Self::Heading
            | Self::Border
            | Self::Selection
            | Self::Warn
            | Self::Calm
            | Self::Busy
            | Self::Key
            | Self::Mark
            | Self::Off => Some(Self::Base),
        }
    }
}
