//! The cached token, sealed for the disk.
//!
//! The key is derived from the application's secret: whoever has the store alone has nothing, and a
//! changed secret makes the old cache unreadable by itself.

use jiff::Timestamp;
use ring::{
    aead, hkdf,
    rand::{SecureRandom, SystemRandom},
};
use secrecy::{ExposeSecret, SecretString};

use super::token::Token;

const SALT: &[u8] = b"punchdeck token cache v1";

/// Seals a token; `None` if the system gives no random numbers, and then nothing is cached.
#[must_use]
pub fn seal(token: &Token, secret: &SecretString) -> Option<Vec<u8>> {
    let mut nonce = [0; aead::NONCE_LEN];
    SystemRandom::new().fill(&mut nonce).ok()?;
    let mut sealed = Vec::from(token.fetched_at.as_second().to_be_bytes());
    sealed.extend(token.expires_at.as_second().to_be_bytes());
    sealed.extend(token.text.expose_secret().as_bytes());
    let nonce_used = aead::Nonce::assume_unique_for_key(nonce);
    key(secret)?.seal_in_place_append_tag(nonce_used, aead::Aad::empty(), &mut sealed).ok()?;
    Some([&nonce[..], &sealed].concat())
}

/// Opens what [`seal`] made; `None` if it was made with another secret, or changed.
#[must_use]
pub fn open(sealed: &[u8], secret: &SecretString) -> Option<Token> {
    let (nonce, body) = sealed.split_at_checked(aead::NONCE_LEN)?;
    let mut body = body.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
    let plain = key(secret)?.open_in_place(nonce, aead::Aad::empty(), &mut body).ok()?;
    let (fetched, rest) = plain.split_first_chunk()?;
    let (expires, text) = rest.split_first_chunk()?;
    Some(Token {
        text: String::from_utf8(text.to_vec()).ok()?.into(),
        fetched_at: Timestamp::from_second(i64::from_be_bytes(*fetched)).ok()?,
        expires_at: Timestamp::from_second(i64::from_be_bytes(*expires)).ok()?,
    })
}

fn key(secret: &SecretString) -> Option<aead::LessSafeKey> {
    let seed = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(secret.expose_secret().as_bytes());
    let derived = seed.expand(&[b"aes-256-gcm"], &aead::AES_256_GCM).ok()?;
    Some(aead::LessSafeKey::new(aead::UnboundKey::from(derived)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        let at = |second| Timestamp::from_second(second).unwrap();
        Token { text: "the-token-itself".into(), fetched_at: at(1_780_000_000), expires_at: at(1_780_007_200) }
    }

    #[test]
    fn only_the_same_secret_opens_it() {
        let sealed = seal(&token(), &"right".into()).unwrap();
        let opened = open(&sealed, &"right".into()).unwrap();
        assert_eq!(opened.text.expose_secret(), "the-token-itself");
        assert_eq!(opened.expires_at, token().expires_at);
        assert!(open(&sealed, &"wrong".into()).is_none());
    }

    #[test]
    fn the_text_is_not_in_it() {
        let sealed = seal(&token(), &"right".into()).unwrap();
        assert!(!sealed.windows(9).any(|part| part == b"the-token"));
    }
}
