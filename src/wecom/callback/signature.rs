//! The signature of a callback (消息体签名, document 90968).

use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use sha1::{Digest, Sha1};

/// Lowercase hex SHA-1 of the four texts, sorted by their bytes and written one after the other.
///
/// Nothing stands between them: if time and nonce change places, or a character moves from one part
/// to the next, the signature still holds. So neither time nor nonce is proven by it; an encrypted text
/// that lost characters this way has no readable length any more, and is refused for that.
#[must_use]
pub fn sign(token: &SecretString, timestamp: &str, nonce: &str, encrypted: &str) -> String {
    let mut parts = [token.expose_secret(), timestamp, nonce, encrypted];
    parts.sort_unstable();
    hex::encode(Sha1::digest(parts.concat()))
}

/// Whether two texts are the same, in a time that does not tell where they differ.
///
/// Their codes under one key are compared, because comparing codes is what ring promises to do so.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, one.as_bytes());
    let code = hmac::sign(&key, one.as_bytes());
    hmac::verify(&key, other.as_bytes(), code.as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_sorted_by_their_bytes() {
        let signed = sign(&"Token".into(), "1780000000", "nonce", "+Encrypted/");
        assert_eq!(signed, hex::encode(Sha1::digest("+Encrypted/1780000000Tokennonce")));
        assert_eq!(signed.len(), 40);
    }

    #[test]
    fn only_the_same_is_the_same() {
        assert!(is_same("", "") && is_same("c0ffee", "c0ffee"));
        for other in ["", "c0ffe", "c0ffee0", "C0FFEE", "c0ffef"] {
            assert!(!is_same("c0ffee", other), "{other}");
        }
    }
}
