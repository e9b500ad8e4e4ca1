//! Cards: a title and words with a link, or rows below a heading. Source: document 90236.

use crate::{
    domain::EmployeeId,
    wecom::bounds::{self, Bounded, Breach, Limit, OutOfBounds},
};

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

const URL: Limit = Limit::Bytes(2048);
pub(super) const TITLE: Limit = Limit::Characters(128);
pub(super) const WORDS: Limit = Limit::Characters(512);
const BUTTON: Limit = Limit::Characters(4);
const TASK_ID: Limit = Limit::Bytes(128);
/// Single texts of a notice have no published limit: only so that none of them runs away.
const NOTICE_WORDS: Limit = Limit::Bytes(1024);
const ROWS_MAX: usize = 6;
const LINKS_MAX: usize = 3;

impl Bounded for TextCard {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::filled("title", &self.title, TITLE)?;
        bounds::filled("description", &self.description, WORDS)?;
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
