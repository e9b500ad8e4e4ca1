//! One callback address: what it lets in and what it sends out (document 90968).

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use thiserror::Error;

use super::{
    cipher::{BadKey, Key},
    sealed::{Sealed, Stamp},
    signature,
    xml::{Element, XmlError},
};

/// The longest text that is sealed; in Base64 and in its envelope it stays below
/// [`XML_BYTES_MAX`](super::xml::XML_BYTES_MAX).
pub const MESSAGE_BYTES_MAX: usize = 1 << 19;

/// One callback address (接收消息服务器), as it is set up on the application's page.
#[derive(Debug)]
pub struct Callback {
    token: SecretString,
    key: Key,
    receive_id: String,
}

/// Settings with which no callback can be read. Never quotes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadSettings {
    /// The token.
    #[error("a callback's Token is 1 to 32 letters and digits; copy it again from the application's page (接收消息)")]
    Token,
    /// The key.
    #[error("{0}, from the application's page (接收消息)")]
    Key(#[from] BadKey),
}

/// The parameters of a call to the callback address, each percent-decoded once.
///
/// A decoder of forms serves, as WeCom writes `+` as `%2B`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Query {
    /// The signature over the other parameters and the encrypted text.
    pub msg_signature: String,
    /// When the call was made, in Unix seconds. As text: the signature is over its digits.
    pub timestamp: String,
    /// Chance, so that no two calls are alike.
    pub nonce: String,
}

/// A call to the callback address that is not let in. Never quotes it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// Not an envelope at all.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// An envelope with nothing in it.
    #[error("an envelope without Encrypt; set the callback to the encrypted XML form on the application's page")]
    Empty,
    /// Not signed with our token.
    #[error("wrong signature; compare the Token with the application's page, and find out who else posts here")]
    Signature,
    /// Signed, and encrypted with another key.
    #[error("signed but not readable; compare the EncodingAESKey with the application's page")]
    Undecipherable,
    /// Meant for another company or suite.
    #[error("meant for another company; compare the corpid with the company's page (我的企业)")]
    ReceiveId,
}

/// A text that is too long to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a text of more than {MESSAGE_BYTES_MAX} bytes; shorten it")]
pub struct TooLong;

impl Callback {
    /// The address with this `Token` and `EncodingAESKey`, which receives for `receive_id`: the corpid,
    /// a suite's id, or nothing for a third party that is a person.
    ///
    /// # Errors
    /// If the token or the key cannot be one.
    pub fn new(
        token: SecretString,
        encoding_aes_key: &SecretString,
        receive_id: impl Into<String>,
    ) -> Result<Self, BadSettings> {
        let key = Key::parse(encoding_aes_key)?;
        if is_token(&token) { Ok(Self { token, key, receive_id: receive_id.into() }) } else { Err(BadSettings::Token) }
    }

    /// For whom it receives.
    #[must_use]
    pub fn receive_id(&self) -> &str {
        &self.receive_id
    }

    /// Answers the check of the address (验证URL有效性): the text to send back, as it is and within a second.
    ///
    /// # Errors
    /// If the call is not from WeCom, or not for us.
    pub fn verify_url(&self, query: &Query, echostr: &str) -> Result<String, Refused> {
        self.read(query, echostr)
    }

    /// Opens the envelope that was posted: the text in it, usually XML.
    ///
    /// Says nothing about its age, nor whether it came before: see
    /// [`check_fresh`](super::check_fresh) and [`MessageKey`](super::MessageKey).
    ///
    /// # Errors
    /// If the envelope is not from WeCom, or not for us.
    pub fn open(&self, query: &Query, body: &[u8]) -> Result<String, Refused> {
        let envelope = Element::parse(body)?;
        let encrypted = envelope.text_of("Encrypt").ok_or(Refused::Empty)?;
        self.read(query, encrypted)
    }

    /// Encrypts and signs a text: a passive reply, or, for a simulator, a callback.
    ///
    /// # Errors
    /// If the text is longer than [`MESSAGE_BYTES_MAX`].
    pub fn seal(&self, message: &str, stamp: &Stamp) -> Result<Sealed, TooLong> {
        let short = Some(message).filter(|message| message.len() <= MESSAGE_BYTES_MAX);
        let encrypted = short.and_then(|message| self.key.encrypt(message, &self.receive_id, stamp.random));
        let encrypted = encrypted.ok_or(TooLong)?;
        let timestamp = stamp.at.as_second().to_string();
        let msg_signature = signature::sign(&self.token, &timestamp, &stamp.nonce, &encrypted);
        let query = Query { msg_signature, timestamp, nonce: stamp.nonce.clone() };
        Ok(Sealed { query, encrypted, receive_id: self.receive_id.clone() })
    }

    /// The signature comes first: nobody without the token learns anything from how decryption fails.
    fn read(&self, query: &Query, encrypted: &str) -> Result<String, Refused> {
        let signed = signature::sign(&self.token, &query.timestamp, &query.nonce, encrypted);
        if !signature::is_same(&signed, &query.msg_signature) {
            return Err(Refused::Signature);
        }
        let plain = self.key.decrypt(encrypted).ok_or(Refused::Undecipherable)?;
        if plain.receive_id == self.receive_id { Ok(plain.message) } else { Err(Refused::ReceiveId) }
    }
}

impl Query {
    /// When the call was made, if that can be read.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.timestamp.parse().ok().and_then(|second| Timestamp::from_second(second).ok())
    }
}

fn is_token(text: &SecretString) -> bool {
    let text = text.expose_secret();
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
