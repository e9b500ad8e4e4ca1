//! A text on its way: encrypted, signed, and put into one of WeCom's two envelopes.

use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};

use super::{cipher::RANDOM_BYTES, crypto::Query, xml::cdata};

const NONCE_BYTES: usize = 16;

/// When a text is sealed, and the chance in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// Chance that everybody sees. Letters and digits.
    pub nonce: String,
    /// Chance that is encrypted with the text.
    pub random: [u8; RANDOM_BYTES],
}

impl Stamp {
    /// A stamp of the system's random numbers; `None` if it gives none, and then nothing is sent.
    #[must_use]
    pub fn random(at: Timestamp) -> Option<Self> {
        let mut chance = [0; RANDOM_BYTES + NONCE_BYTES];
        SystemRandom::new().fill(&mut chance).ok()?;
        Some(Self::of(at, chance))
    }

    /// A stamp of chance that is at hand.
    #[must_use]
    pub fn of(at: Timestamp, chance: [u8; RANDOM_BYTES + NONCE_BYTES]) -> Self {
        let mut random = [0; RANDOM_BYTES];
        random.copy_from_slice(&chance[..RANDOM_BYTES]);
        Self { at, nonce: hex::encode(&chance[RANDOM_BYTES..]), random }
    }
}

/// A text that is encrypted and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The parameters of the address when it is posted.
    pub query: Query,
    /// The encrypted text, in Base64.
    pub encrypted: String,
    /// Whom it is for.
    pub receive_id: String,
}

impl Sealed {
    /// The answer to a callback (被动响应包): it carries its signature itself.
    #[must_use]
    pub fn reply(&self) -> String {
        let Query { msg_signature, timestamp, nonce } = &self.query;
        let (encrypted, signature) = (cdata("Encrypt", &self.encrypted), cdata("MsgSignature", msg_signature));
        format!("<xml>{encrypted}{signature}<TimeStamp>{timestamp}</TimeStamp>{}</xml>", cdata("Nonce", nonce))
    }

    /// The body of a callback as WeCom posts it, to an application or to the company.
    #[must_use]
    pub fn envelope(&self, agent: Option<i64>) -> String {
        let agent = agent.map(|agent| cdata("AgentID", &agent.to_string())).unwrap_or_default();
        let to = cdata("ToUserName", &self.receive_id);
        format!("<xml>{to}{}{agent}</xml>", cdata("Encrypt", &self.encrypted))
    }
}
