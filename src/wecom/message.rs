//! Messages (应用消息): what may be said, to whom, and whom it reached. Source: documents 90236 and 94867.
//!
//! WeCom drops without a word what exceeds 30 messages a minute or 1,000 an hour to one member: that a
//! message was taken is not that it was seen.

use std::{collections::BTreeSet, fmt, time::Duration};

use jiff::Timestamp;

use super::bounds::{self, Bounded, Breach, Limit, OutOfBounds};
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

/// A card with one link (`textcard`).
#[derive(Clone, PartialEq, Eq)]
pub struct TextCard {
    /// 1 to 128 characters.
    pub title: String,
    /// 1 to 512 characters; `<div class="gray|highlight|normal">` and `<br>` are understood.
    pub description: String,
    /// Where it leads, with scheme, at most 2048 bytes.
    pub url: String,
    /// What stands on its button, 1 to 4 characters; 详情 if not given.
    pub button: Option<String>,
}

/// A card with rows (`template_card` of the kind `text_notice`).
#[derive(Clone, PartialEq, Eq)]
pub struct NoticeCard {
    /// Where it comes from, in small.
    pub source: Option<Source>,
    /// Its heading; this or the subtitle must be there.
    pub heading: Option<Heading>,
    /// A figure, in large.
    pub figure: Option<Heading>,
    /// Its subtitle; this or the heading must be there.
    pub subtitle: Option<String>,
    /// At most six.
    pub rows: Vec<NoticeRow>,
    /// Links below, at most three.
    pub links: Vec<Link>,
    /// Where the card itself leads.
    pub url: String,
    /// Its id, unique for the application: 1 to 128 of `[0-9A-Za-z_@-]`.
    pub task_id: Option<String>,
}

/// Where a card comes from.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    /// Its words.
    pub words: String,
    /// Their colour.
    pub colour: Colour,
}

/// A colour that WeCom offers for a card's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// 灰色.
    Grey,
    /// 黑色.
    Black,
    /// 红色.
    Red,
    /// 绿色.
    Green,
}

/// A title with words below it.
#[derive(Clone, PartialEq, Eq)]
pub struct Heading {
    /// The title.
    pub title: String,
    /// What stands below, if anything.
    pub words: Option<String>,
}

/// A row of a card.
#[derive(Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// What it is about.
    pub key: String,
    /// What there is to say.
    pub value: String,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a row of a card leads.
#[derive(Clone, PartialEq, Eq)]
pub enum Leads {
    /// Nowhere.
    Nowhere,
    /// To an address with scheme.
    To(String),
    /// To a member's profile.
    Profile(EmployeeId),
}

/// A link below a card.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Its words.
    pub title: String,
    /// Where it leads, with scheme.
    pub url: String,
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
const URL: Limit = Limit::Bytes(2048);
const CARD_TITLE: Limit = Limit::Characters(128);
const CARD_WORDS: Limit = Limit::Characters(512);
const BUTTON: Limit = Limit::Characters(4);
const TASK_ID: Limit = Limit::Bytes(128);
/// Single texts of a notice have no published limit: only so that none of them runs away.
const NOTICE_WORDS: Limit = Limit::Bytes(1024);
const ROWS_MAX: usize = 6;
const LINKS_MAX: usize = 3;
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
                title: CARD_TITLE.shorten(card.title),
                description: CARD_WORDS.shorten(card.description),
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

impl Bounded for TextCard {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::filled("title", &self.title, CARD_TITLE)?;
        bounds::filled("description", &self.description, CARD_WORDS)?;
        bounds::link("url", &self.url, URL)?;
        each(self.button.as_ref(), |button| bounds::filled("btntxt", button, BUTTON))
    }
}

impl Bounded for NoticeCard {
    fn check(&self) -> Result<(), OutOfBounds> {
        if self.heading.is_none() && self.subtitle.is_none() {
            return bounds::broken("main_title", Breach::Empty);
        }
        each(&self.source, |source| bounds::filled("source", &source.words, NOTICE_WORDS))?;
        each(&self.heading, |heading| heading.check_as("main_title"))?;
        each(&self.figure, |figure| figure.check_as("emphasis_content"))?;
        each(&self.subtitle, |words| bounds::filled("sub_title_text", words, NOTICE_WORDS))?;
        bounds::elements("horizontal_content_list", self.rows.len(), 0..=ROWS_MAX)?;
        each(&self.rows, Bounded::check)?;
        bounds::elements("jump_list", self.links.len(), 0..=LINKS_MAX)?;
        each(&self.links, Bounded::check)?;
        bounds::link("card_action", &self.url, URL)?;
        each(&self.task_id, |id| task_id(id))
    }
}

impl Heading {
    fn check_as(&self, field: &'static str) -> Result<(), OutOfBounds> {
        bounds::filled(field, &self.title, NOTICE_WORDS)?;
        each(&self.words, |words| bounds::text(field, words, NOTICE_WORDS))
    }
}

impl Bounded for NoticeRow {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::filled("keyname", &self.key, NOTICE_WORDS)?;
        bounds::text("value", &self.value, NOTICE_WORDS)?;
        match &self.leads {
            Leads::To(url) => bounds::link("horizontal_content_list", url, URL),
            Leads::Nowhere | Leads::Profile(_) => Ok(()),
        }
    }
}

impl Bounded for Link {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::filled("jump_list", &self.title, NOTICE_WORDS)?;
        bounds::link("jump_list", &self.url, URL)
    }
}

fn task_id(id: &str) -> Result<(), OutOfBounds> {
    bounds::filled("task_id", id, TASK_ID)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-@".contains(&byte);
    if id.bytes().all(allowed) { Ok(()) } else { bounds::broken("task_id", Breach::Malformed) }
}

fn each<T>(
    things: impl IntoIterator<Item = T>,
    check: impl Fn(T) -> Result<(), OutOfBounds>,
) -> Result<(), OutOfBounds> {
    things.into_iter().try_for_each(check)
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
