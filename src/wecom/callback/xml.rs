//! XML as callbacks need it: read into a tree, within bounds, and written one element at a time.
//!
//! An envelope is read before its signature is known to be good, so anybody who knows the address
//! can send anything here. Hence the bounds, and hence no DTD: without one there are no entities to
//! expand.

use std::fmt;

use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesRef, Event},
};
use thiserror::Error;

/// An approval with a hundred approvers and their comments is some 100 KB; WeCom sends nothing larger.
pub const XML_BYTES_MAX: usize = 1 << 20;
/// The deepest documented element, an approver's userid in `ProcessList`, is the seventh from outside.
pub const DEPTH_MAX: usize = 16;
/// Twice what the largest approval has; without it a megabyte of `<a/>` would become thirty in memory.
pub const ELEMENTS_MAX: usize = 20_000;

/// An element with all that is in it. Attributes are left out: WeCom uses none.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// XML that is not WeCom's. Never quotes it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}; WeCom sends none like it: find out who else posts to the callback address")]
pub struct XmlError {
    /// What is wrong with it.
    pub what: Flaw,
}

/// What is wrong with a piece of XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Larger than [`XML_BYTES_MAX`].
    #[error("XML of more than {XML_BYTES_MAX} bytes")]
    TooLarge,
    /// Nested deeper than [`DEPTH_MAX`].
    #[error("XML nested deeper than {DEPTH_MAX} elements")]
    TooDeep,
    /// More elements than [`ELEMENTS_MAX`].
    #[error("XML of more than {ELEMENTS_MAX} elements")]
    TooMany,
    /// A document type declaration.
    #[error("XML with a document type declaration")]
    DocType,
    /// A reference to an entity that only a declaration could explain, or to no character.
    #[error("XML with a reference to an entity of its own")]
    Entity,
    /// Not well-formed, not UTF-8, or cut off.
    #[error("no well-formed XML, or only a part of it")]
    Malformed,
}

impl Element {
    /// Reads a document.
    ///
    /// # Errors
    /// If it is not well-formed or breaks a bound.
    pub fn parse(xml: impl AsRef<[u8]>) -> Result<Self, XmlError> {
        read(xml.as_ref()).map_err(|what| XmlError { what })
    }

    /// The text directly in it, CDATA and plain alike, without the blanks around it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The first child of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of this name: a list, even of one.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of this name, unless there is none or it is empty.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text).filter(|text| !text.is_empty())
    }
}

/// Names only: the texts are people's.
impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name)?;
        self.children.iter().try_for_each(|child| child.fmt(f))
    }
}

/// `<name><![CDATA[text]]></name>`, whatever the text holds.
#[must_use]
pub fn cdata(name: &str, text: &str) -> String {
    let text = text.replace("]]>", "]]]]><![CDATA[>");
    format!("<{name}><![CDATA[{text}]]></{name}>")
}

fn read(xml: &[u8]) -> Result<Element, Flaw> {
    if xml.len() > XML_BYTES_MAX {
        return Err(Flaw::TooLarge);
    }
    let xml = str::from_utf8(xml).map_err(|_| Flaw::Malformed)?;
    let mut reader = Reader::from_str(xml);
    let mut tree = Growing::default();
    loop {
        let grown = match reader.read_event().map_err(|_| Flaw::Malformed)? {
            Event::Start(tag) => tree.open(tag.name().into_inner())?,
            Event::Empty(tag) => tree.open(tag.name().into_inner())?.and_then(|()| tree.close()),
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.write(&text.xml10_content()),
            Event::CData(text) => tree.write(&text.xml10_content()),
            Event::GeneralRef(reference) => tree.write(meaning(&reference)?.encode_utf8(&mut [0; 4])),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Some(()),
            Event::DocType(_) => return Err(Flaw::DocType),
            Event::Eof => return tree.root.filter(|_| tree.open.is_empty()).ok_or(Flaw::Malformed),
        };
        grown.ok_or(Flaw::Malformed)?;
    }
}

/// One of the five predefined entities, or a character by its number.
fn meaning(reference: &BytesRef<'_>) -> Result<char, Flaw> {
    let by_number = reference.resolve_char_ref().ok().flatten();
    let by_name = || resolve_xml_entity(reference).and_then(|text| text.chars().next());
    by_number.or_else(by_name).ok_or(Flaw::Entity)
}

/// A tree of which some elements are still open.
#[derive(Default)]
struct Growing {
    root: Option<Element>,
    open: Vec<Element>,
    elements: usize,
}

/// `None` is what no document may hold at that place.
impl Growing {
    fn open(&mut self, name: &str) -> Result<Option<()>, Flaw> {
        if self.open.len() == DEPTH_MAX {
            return Err(Flaw::TooDeep);
        }
        if self.elements == ELEMENTS_MAX {
            return Err(Flaw::TooMany);
        }
        self.elements += 1;
        self.open.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(self.root.is_none().then_some(()))
    }

    fn close(&mut self) -> Option<()> {
        let closed = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => self.root = Some(closed),
        }
        Some(())
    }

    fn write(&mut self, text: &str) -> Option<()> {
        match self.open.last_mut() {
            Some(element) => element.text.extend(text.chars().filter(|one| is_text(*one))),
            None => return text.trim().is_empty().then_some(()),
        }
        Some(())
    }
}

/// Whether a character says anything. Others get into comments by way of the clipboard: they are no
/// reason to lose an event, and nothing for a terminal.
fn is_text(one: char) -> bool {
    matches!(one, '\t' | '\n') || !one.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(xml: &str) -> Flaw {
        Element::parse(xml).unwrap_err().what
    }

    #[test]
    fn text_is_the_same_however_it_is_written() {
        for xml in [
            "<xml><Name>李娜 &amp; co &lt;1&gt;</Name></xml>",
            "<xml><Name><![CDATA[李娜 & co <1>]]></Name></xml>",
            "<xml><Name>\n  <![CDATA[李娜 &]]> co &#60;1&#x3E;</Name></xml>",
            "\u{feff}<?xml version=\"1.0\"?><xml lang=\"zh\"><!-- no --><Name>李娜 &amp;<!-- no --> co &lt;1></Name></xml>\n",
        ] {
            assert_eq!(Element::parse(xml).unwrap().text_of("Name"), Some("李娜 & co <1>"), "{xml}");
        }
    }

    #[test]
    fn siblings_are_a_list_even_of_one() {
        let counted = |xml: &str| Element::parse(xml).unwrap().children("SpRecord").count();
        assert_eq!(counted("<xml><Other/></xml>"), 0);
        assert_eq!(counted("<xml><SpRecord/></xml>"), 1);
        assert_eq!(counted("<xml><SpRecord/><Other/><SpRecord>1</SpRecord></xml>"), 2);
    }

    #[test]
    fn whatever_is_written_is_read_back() {
        for text in ["", "a ]]> b", "]]]]>>", "<![CDATA[", "&amp;", "打卡"] {
            let xml = format!("<xml>{}</xml>", cdata("Content", text));
            assert_eq!(Element::parse(&xml).unwrap().child("Content").unwrap().text(), text, "{xml}");
        }
    }

    #[test]
    fn a_billion_laughs_are_refused_at_the_declaration() {
        let laughs = "<!DOCTYPE xml [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><xml>&b;</xml>";
        assert_eq!(refusal(laughs), Flaw::DocType);
        let outside = "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\"><xml/>";
        assert_eq!(refusal(outside), Flaw::DocType);
        assert_eq!(refusal("<xml>&a;</xml>"), Flaw::Entity);
        for unknown in ["&nbsp;", "&#0;", "&#xd800;", "&#x110000;", "&#;"] {
            assert_eq!(refusal(&format!("<xml>{unknown}</xml>")), Flaw::Entity, "{unknown}");
        }
    }

    #[test]
    fn the_bounds_hold() {
        assert_eq!(refusal(&"<a>".repeat(10 << 20)), Flaw::TooLarge);
        assert_eq!(refusal(&"<a>".repeat(1 << 18)), Flaw::TooDeep);
        assert_eq!(refusal(&format!("<xml>{}</xml>", "<a/>".repeat(ELEMENTS_MAX))), Flaw::TooMany);
        let nested = |depth| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(Element::parse(nested(DEPTH_MAX)).is_ok());
        assert_eq!(refusal(&nested(DEPTH_MAX + 1)), Flaw::TooDeep);
        let largest = format!("<xml>{}</xml>", "x".repeat(XML_BYTES_MAX - 11));
        assert!(Element::parse(largest).is_ok());
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for xml in ["<a></b>", "</a>", "<a/><b/>", "text", "<a/>text", "<a>&</a>"] {
            assert_eq!(refusal(xml), Flaw::Malformed, "{xml}");
        }
    }

    #[test]
    fn control_characters_are_left_out() {
        let xml = "<xml><Speech><![CDATA[好\u{1b}[2J\u{8}\u{85}]]>\r\n&#27;\t&#7;再见</Speech></xml>";
        assert_eq!(Element::parse(xml).unwrap().text_of("Speech"), Some("好[2J\n\t再见"));
    }

    proptest! {
        #[test]
        fn nothing_that_looks_like_xml_panics(
            xml in r"(<a>|</a>|<b/>|<c d='|&amp;|&#x0;|&|;|<!\[CDATA\[|\]\]>|<!--|-->|<!DOCTYPE |<\?|\?>|[ x李>]){0,40}"
        ) {
            let read = Element::parse(&xml);
            prop_assert!(read.is_err() || xml.contains("<a>") || xml.contains("<b/>") || xml.contains("<c d='"), "{read:?}");
        }
    }

    #[test]
    fn a_document_cut_anywhere_is_refused() {
        let whole = "<?xml version=\"1.0\"?><xml><Name><![CDATA[a]]></Name><!-- b --><Id>1&amp;2</Id></xml>";
        for cut in 0..whole.len() {
            assert_eq!(refusal(&whole[..cut]), Flaw::Malformed, "{}", &whole[..cut]);
        }
    }
}
