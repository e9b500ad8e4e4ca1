//! What a callback holds once it is open: who, when, and what happened.

use std::fmt;

use jiff::Timestamp;
use ring::digest;

use super::{
    event::Event,
    xml::{Element, XmlError},
};

/// A message or an event, as WeCom tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// By which one that comes again is known.
    pub key: MessageKey,
    /// The company it is about (`ToUserName`, or `AuthCorpId` in the form for third parties).
    pub corp: Option<String>,
    /// When it happened (`CreateTime`, `TimeStamp`).
    pub created_at: Option<Timestamp>,
    /// The application it is meant for.
    pub agent: Option<i64>,
    /// What happened.
    pub event: Event,
    /// The XML as it came. May hold personal data: for the store, never for a log.
    pub raw: String,
}

/// What is the same each time a message is delivered, and different for every other one.
///
/// Document 90238 says to go by `MsgId`, and for events, which have none, by sender and time. But
/// several events of one sender in one second are common, and whoever goes by that loses them
/// (binarywang/WxJava issue 2314). The text itself tells them apart, and is the same each time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKey {
    /// WeCom's own number of a message.
    MsgId(String),
    /// SHA-256 of the decrypted text.
    Digest([u8; 32]),
}

impl Message {
    /// Reads the text of a callback.
    ///
    /// Only the XML itself can be at fault: an event that is not known, or lacks what it should have,
    /// is [`Event::Unknown`].
    ///
    /// # Errors
    /// If it is no XML, or breaks a bound.
    pub fn read(text: String) -> Result<Self, XmlError> {
        let root = Element::parse(&text)?;
        let either = |one, other| root.text_of(one).or_else(|| root.text_of(other));
        Ok(Self {
            key: MessageKey::of(&root, &text),
            corp: either("ToUserName", "AuthCorpId").map(str::to_owned),
            created_at: either("CreateTime", "TimeStamp").and_then(instant),
            agent: root.text_of("AgentID").and_then(|digits| digits.parse().ok()),
            event: Event::read(&root),
            raw: text,
        })
    }
}

impl MessageKey {
    fn of(root: &Element, text: &str) -> Self {
        let by_text = || {
            let mut bytes = [0; 32];
            bytes.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
            Self::Digest(bytes)
        };
        root.text_of("MsgId").map_or_else(by_text, |number| Self::MsgId(number.to_owned()))
    }
}

/// Without the raw text.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?} for {:?} at {:?})", self.event, self.agent, self.created_at)
    }
}

/// Unix seconds; nothing if there are more digits than time has.
pub(super) fn instant(digits: &str) -> Option<Timestamp> {
    Timestamp::from_second(digits.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(xml: &str) -> MessageKey {
        Message::read(xml.to_owned()).unwrap().key
    }

    #[test]
    fn events_of_one_second_are_told_apart_and_a_repeated_one_is_known() {
        let event = |userid: &str| {
            format!(
                "<xml><FromUserName>sys</FromUserName><CreateTime>1780000000</CreateTime><UserID>{userid}</UserID></xml>"
            )
        };
        assert_eq!(key(&event("LiNa")), key(&event("LiNa")));
        assert_ne!(key(&event("LiNa")), key(&event("WangWei")));
    }

    #[test]
    fn a_message_goes_by_its_number_whatever_its_digits() {
        let number = "45612553542513459290001";
        let text = format!("<xml><MsgId>{number}</MsgId><Content>one</Content></xml>");
        assert_eq!(key(&text), MessageKey::MsgId(number.into()));
    }

    #[test]
    fn a_third_party_is_told_in_words_of_its_own() {
        let xml = "<xml><SuiteId>ww-suite</SuiteId><AuthCorpId>ww-rehearsal</AuthCorpId>\
            <InfoType>change_contact</InfoType><TimeStamp>1780000000</TimeStamp>\
            <ChangeType>delete_user</ChangeType><UserID>LiNa</UserID></xml>";
        let message = Message::read(xml.into()).unwrap();
        assert_eq!(message.corp.as_deref(), Some("ww-rehearsal"));
        assert_eq!(message.created_at.map(Timestamp::as_second), Some(1_780_000_000));
        assert_eq!(message.agent, None);
        assert!(matches!(message.event, Event::Contact(_)), "{message:?}");
    }

    #[test]
    fn no_cut_of_a_message_panics_or_is_read() {
        let whole =
            "<xml><Event><![CDATA[change_contact]]></Event><ChangeType>create_party</ChangeType><Id>2</Id></xml>";
        assert!(Message::read(whole.into()).is_ok());
        for cut in 0..whole.len() {
            assert!(Message::read(whole[..cut].into()).is_err(), "after {cut}");
        }
    }
}
