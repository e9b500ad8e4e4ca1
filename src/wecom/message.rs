//! Messages (应用消息): what may be said, to whom, and whom it reached. Source: documents 90236 and 94867.
//!
//! WeCom drops without a word what exceeds 30 messages a minute or 1,000 an hour to one member: that a
//! message was taken is not that it was seen.

mod card;

use std::{collections::BTreeSet, fmt, time::Duration};

use jiff::Timestamp;

pub use self::card::{Colour, Heading, Leads, Link, NoticeCard, NoticeRow, Source, TextCard};
use self::card::{TITLE, WORDS};
use super::bounds::{self, Bounded, Limit, OutOfBounds};
use crate::domain::EmployeeId;

/// Receivers of one message.
pub const RECEIVERS_MAX: usize = 1000;
/// For so long a message can be taken back; later answers 42052.
pub const RECALL_WITHIN: Duration = Duration::from_hours(24);

/// A message, as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Whom it is for, 1 to 1000 of them.
    pub to: BTreeSet<EmployeeId>,
    /// What it says.
    pub content: Content,
    /// If set, at most 4 hours: WeCom delivers the same message only once in that time.
    pub once_within: Option<Duration>,
}

/// What a message says. Its `Debug` shows the kind alone: notices are about people.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Plain text with line ends and links (`<a href>`), 1 to 2048 bytes.
    Text(String),
    /// WeCom's dialect: headings, bold, links, code, quotes, three colours. 1 to 2048 bytes. Not shown in
    /// 微信插件.
    Markdown(String),
    /// A card with one link.
    Card(TextCard),
    /// A card with rows.
    Notice(Box<NoticeCard>),
}

/// A message by WeCom's id of it: what it takes to take it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageId(pub String);

/// What became of a message. WeCom calls it a success even if most were not reached; if nobody was, it
/// is an error (81013).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// By this it can be taken back; WeCom may leave it out.
    pub id: Option<MessageId>,
    /// Who is unknown, has left, or is outside the visible range.
    pub unreachable: BTreeSet<EmployeeId>,
    /// Who is in range and has no licence for the interface.
    pub unlicensed: BTreeSet<EmployeeId>,
}

const TEXT: Limit = Limit::Bytes(2048);
const ONCE_S_MAX: i64 = 4 * 3600;

/// Whether a message sent then can still be taken back now.
#[must_use]
pub fn can_be_recalled(sent_at: Timestamp, now: Timestamp) -> bool {
    sent_at.saturating_add(RECALL_WITHIN).is_ok_and(|until| now < until)
}

impl Content {
    /// The same, with the texts that WeCom would cut without a word cut here and marked by `…`.
    ///
    /// Markup is text like any other: what must stay whole has to be kept short by its writer.
    #[must_use]
    pub fn shortened_to_fit(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(TEXT.shorten(text)),
            Self::Markdown(text) => Self::Markdown(TEXT.shorten(text)),
            Self::Card(card) => Self::Card(TextCard {
                title: TITLE.shorten(card.title),
                description: WORDS.shorten(card.description),
                ..card
            }),
            Self::Notice(card) => Self::Notice(card),
        }
    }
}

impl Bounded for Message {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::elements("touser", self.to.len(), 1..=RECEIVERS_MAX)?;
        if let Some(length) = self.once_within {
            let seconds = i64::try_from(length.as_secs()).unwrap_or(i64::MAX);
            bounds::number("duplicate_check_interval", seconds, 1..=ONCE_S_MAX)?;
        }
        self.content.check()
    }
}

impl Bounded for Content {
    fn check(&self) -> Result<(), OutOfBounds> {
        match self {
            Self::Text(text) | Self::Markdown(text) => bounds::filled("content", text, TEXT),
            Self::Card(card) => card.check(),
            Self::Notice(card) => card.check(),
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Markdown(_) => "Markdown(…)",
            Self::Card(_) => "Card(…)",
            Self::Notice(_) => "Notice(…)",
        })
    }
}

#[cfg(test)]
mod tests;
