//! How a callback's text is encrypted (document 90968).
//!
//! AES-256-CBC with the first half of the key for an IV, over 16 bytes of chance, the length of the
//! text, the text, and the id of whom it is for; padded to 32 bytes, twice the size of an AES block.

use aes::{
    Aes256,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::NoPadding},
};
use base64::{
    Engine,
    alphabet::STANDARD as ALPHABET,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use secrecy::{ExposeSecret, ExposeSecretMut, SecretBox, SecretString};
use thiserror::Error;

/// Bytes of chance in front of every text, so that two equal texts are not equal when encrypted.
pub const RANDOM_BYTES: usize = 16;
const LENGTH_BYTES: usize = 4;
const KEY_CHARACTERS: usize = 43;
const PADDED_BYTES: usize = 32;

/// The last of the 43 characters carries bits that belong to no byte, and WeCom does not clear them.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The key of one callback address (`EncodingAESKey`).
#[derive(Debug)]
pub(super) struct Key(SecretBox<[u8; 32]>);

/// An `EncodingAESKey` that is none. Never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadKey {
    /// Not 43 characters.
    #[error("the EncodingAESKey has {found} characters instead of 43; copy it again, whole and without blanks")]
    Length {
        /// How many it has.
        found: usize,
    },
    /// A character that no key has.
    #[error("character {position} of the EncodingAESKey is neither letter nor digit; copy it again")]
    Character {
        /// Which, from 1.
        position: usize,
    },
}

/// What was encrypted.
pub(super) struct Plain {
    pub message: String,
    pub receive_id: String,
}

impl Key {
    /// Reads a key of 43 characters; `+` and `/` are accepted, as WeCom's own libraries do.
    pub fn parse(text: &SecretString) -> Result<Self, BadKey> {
        let text = text.expose_secret();
        let foreign = |one: char| !(one.is_ascii_alphanumeric() || matches!(one, '+' | '/'));
        if let Some(index) = text.chars().position(foreign) {
            return Err(BadKey::Character { position: index + 1 });
        }
        let wrong_length = BadKey::Length { found: text.len() };
        if text.len() != KEY_CHARACTERS {
            return Err(wrong_length);
        }
        let mut key = SecretBox::new(Box::new([0; 32]));
        LENIENT.decode_slice(text, key.expose_secret_mut()).map_err(|_| wrong_length)?;
        Ok(Self(key))
    }

    /// Encrypts a text as Base64; `None` if its length does not fit into four bytes.
    pub fn encrypt(&self, message: &str, receive_id: &str, random: [u8; RANDOM_BYTES]) -> Option<String> {
        let length = u32::try_from(message.len()).ok()?.to_be_bytes();
        let mut bytes = [&random[..], &length, message.as_bytes(), receive_id.as_bytes()].concat();
        pad(&mut bytes);
        let encryptor = cbc::Encryptor::<Aes256>::new_from_slices(self.0.expose_secret(), self.iv()).ok()?;
        Some(STANDARD.encode(encryptor.encrypt_padded_vec::<NoPadding>(&bytes)))
    }

    /// Decrypts what [`Key::encrypt`] made; `None` if it is anything else.
    pub fn decrypt(&self, encrypted: &str) -> Option<Plain> {
        let bytes = STANDARD.decode(encrypted).ok()?;
        let decryptor = cbc::Decryptor::<Aes256>::new_from_slices(self.0.expose_secret(), self.iv()).ok()?;
        let padded = decryptor.decrypt_padded_vec::<NoPadding>(&bytes).ok()?;
        let (_random, rest) = unpadded(&padded)?.split_at_checked(RANDOM_BYTES)?;
        let (length, rest) = rest.split_first_chunk::<LENGTH_BYTES>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (message, receive_id) = rest.split_at_checked(length)?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        Some(Plain { message: text(message)?, receive_id: text(receive_id)? })
    }

    fn iv(&self) -> &[u8] {
        &self.0.expose_secret()[..16]
    }
}

/// Appends 1 to 32 bytes, each of which says how many they are.
pub(super) fn pad(bytes: &mut Vec<u8>) {
    let count = PADDED_BYTES - bytes.len() % PADDED_BYTES;
    let [low, ..] = count.to_le_bytes();
    bytes.resize(bytes.len() + count, low);
}

/// What was padded; `None` if any byte of the padding is wrong.
fn unpadded(bytes: &[u8]) -> Option<&[u8]> {
    let last = *bytes.last()?;
    let count = usize::from(last);
    if !bytes.len().is_multiple_of(PADDED_BYTES) || !(1..=PADDED_BYTES).contains(&count) {
        return None;
    }
    let (body, padding) = bytes.split_at_checked(bytes.len() - count)?;
    padding.iter().all(|byte| *byte == last).then_some(body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Made for these tests; its last character carries bits that belong to no byte.
    const KEY: &str = "punchdeckTestKey0000000000000000000000000aB";

    fn key() -> Key {
        Key::parse(&KEY.into()).unwrap()
    }

    /// Encrypts bytes that need not be what WeCom would have padded.
    fn encrypted(bytes: &[u8]) -> String {
        let key = key();
        let encryptor = cbc::Encryptor::<Aes256>::new_from_slices(key.0.expose_secret(), key.iv()).unwrap();
        STANDARD.encode(encryptor.encrypt_padded_vec::<NoPadding>(bytes))
    }

    #[test]
    fn a_key_is_43_letters_and_digits() {
        assert_eq!(key().0.expose_secret()[..3], [0xa6, 0xe9, 0xdc]);
        let refusal = |text: &str| Key::parse(&text.into()).unwrap_err();
        assert_eq!(refusal(""), BadKey::Length { found: 0 });
        assert_eq!(refusal(&KEY[1..]), BadKey::Length { found: 42 });
        assert_eq!(refusal(&format!("{KEY}=")), BadKey::Character { position: 44 });
        assert_eq!(refusal(&format!(" {KEY}")), BadKey::Character { position: 1 });
        assert_eq!(refusal(&KEY.replace('k', "码")), BadKey::Character { position: 9 });
    }

    #[test]
    fn a_key_is_not_shown() {
        let shown = format!("{:?}", key());
        assert!(!shown.contains("punchdeck") && !shown.contains("166"), "{shown}");
    }

    #[test]
    fn the_padding_is_of_32_bytes_and_each_of_them_counts() {
        for length in 0..=64 {
            let mut padded = vec![7; length];
            pad(&mut padded);
            assert!(padded.len() > length && padded.len() - length <= 32 && padded.len() % 32 == 0, "{length}");
            assert_eq!(unpadded(&padded), Some(&[7].repeat(length)[..]));
            for wrong in length..padded.len() {
                let mut padded = padded.clone();
                padded[wrong] ^= 0x80;
                assert_eq!(unpadded(&padded), None, "{length}, byte {wrong}");
            }
        }
        for padding in [0, 33, 255] {
            assert_eq!(unpadded(&[padding; 64]), None, "{padding}");
        }
        assert_eq!(unpadded(&[]), None);
        assert_eq!(unpadded(&[16; 16]), None, "a block of AES is not a block of WeCom");
    }

    #[test]
    fn a_length_beyond_the_end_is_refused() {
        for length in [0_u32, 12, 13, 255, u32::MAX] {
            let mut bytes = [&[1; 16][..], &length.to_be_bytes(), b"hello", b"ww-corp"].concat();
            pad(&mut bytes);
            assert_eq!(key().decrypt(&encrypted(&bytes)).is_some(), length <= 12, "{length}");
        }
        let mut short = vec![1; 19];
        pad(&mut short);
        assert!(key().decrypt(&encrypted(&short)).is_none());
    }

    #[test]
    fn text_that_is_none_is_refused() {
        let mut bytes = [&[1; 16][..], &2_u32.to_be_bytes(), &[0xc3, 0x28]].concat();
        pad(&mut bytes);
        assert!(key().decrypt(&encrypted(&bytes)).is_none());
        for no_base64 in ["", "====", "ABC", "AAAA\nAAAA", "中文", "AAAAAAAAAAAAAAAAAAAAAB=="] {
            assert!(key().decrypt(no_base64).is_none(), "{no_base64}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_encrypted_is_decrypted(message in ".{0,200}", id in ".{0,40}", random: [u8; RANDOM_BYTES]) {
            let encrypted = key().encrypt(&message, &id, random).unwrap();
            let plain = key().decrypt(&encrypted).unwrap();
            prop_assert_eq!((plain.message, plain.receive_id), (message, id));
        }

        #[test]
        fn nothing_that_can_be_sent_panics(bytes: Vec<u8>) {
            let _any = key().decrypt(&STANDARD.encode(&bytes));
            let _any = key().decrypt(&String::from_utf8_lossy(&bytes));
        }
    }
}
