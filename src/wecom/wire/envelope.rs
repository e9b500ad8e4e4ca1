//! What every answer has in common: `errcode`, `errmsg`, and the token's own answer.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::{error::WireError, lenient};

/// WeCom said no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// WeCom's code, never 0.
    pub errcode: i64,
    /// WeCom's words, without hint and address. They may change; nothing may depend on them.
    pub text: String,
    /// What WeCom's support wants to hear.
    pub hint: Option<String>,
    /// The address WeCom saw us come from.
    pub from_ip: Option<String>,
}

/// An access token, by the answer of `gettoken` (document 91039).
#[derive(Debug)]
pub struct Token {
    /// The token itself.
    pub text: SecretString,
    /// How long it holds from now on.
    pub expires_in: Duration,
}

/// How long a token holds if the answer does not say.
const USUAL_LIFE_S: u64 = 7_200;

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    errcode: Value,
    #[serde(default, deserialize_with = "lenient::text")]
    errmsg: Option<String>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(default, deserialize_with = "lenient::text")]
    access_token: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    expires_in: Option<i64>,
}

/// Reads the answer of `gettoken`.
pub fn token(body: &[u8]) -> Result<Token, WireError> {
    let answer: TokenAnswer = open(body)?;
    let text = answer.access_token.filter(|text| !text.is_empty()).ok_or(WireError::Lacks { field: "access_token" })?;
    let seconds = answer.expires_in.and_then(|s| u64::try_from(s).ok()).unwrap_or(USUAL_LIFE_S);
    Ok(Token { text: text.into(), expires_in: Duration::from_secs(seconds) })
}

/// Reads an answer that WeCom has not refused.
pub(super) fn open<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, WireError> {
    accept(body)?;
    serde_json::from_slice(body).map_err(|error| WireError::unreadable(&error, body))
}

/// Accepts an answer: one with an `errcode` other than 0, anywhere in the object, is an error; one
/// without is not. Words that are no text do not hide the code beside them.
pub(super) fn accept(body: &[u8]) -> Result<(), WireError> {
    let envelope: Envelope = serde_json::from_slice(body)
        .or_else(|_| serde_json::from_str(&String::from_utf8_lossy(body)))
        .map_err(|error| WireError::unreadable(&error, body))?;
    match lenient::as_int(&envelope.errcode) {
        Some(0) => Ok(()),
        None if envelope.errcode.is_null() => Ok(()),
        None => Err(WireError::Lacks { field: "errcode" }),
        Some(errcode) => Err(WireError::Refused(refusal(errcode, &envelope.errmsg.unwrap_or_default()))),
    }
}

/// Takes WeCom's words apart: `text, hint: [h], from ip: a, more info at …`, each part optional.
fn refusal(errcode: i64, message: &str) -> Refusal {
    let text_ends = [", hint:", ", from ip:", ", more info at"].iter().filter_map(|mark| message.find(mark)).min();
    let text = &message[..text_ends.unwrap_or(message.len())];
    let between = |mark: &str, ends: &[char]| {
        let rest = &message[message.find(mark)? + mark.len()..];
        let found = rest[..rest.find(ends).unwrap_or(rest.len())].trim();
        (!found.is_empty()).then(|| found.to_owned())
    };
    Refusal {
        errcode,
        text: text.trim().to_owned(),
        hint: between("hint: [", &[']']),
        from_ip: between("from ip: ", &[',', ' ', '\n']),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn refused(body: &str) -> Refusal {
        match open::<Value>(body.as_bytes()) {
            Err(WireError::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn words_hint_and_address_of_a_refusal_are_told_apart() {
        let body = r#"{"userlist":[],"errmsg":"not allow to access from your ip , hint: [1611_148_d23], from ip: 203.0.113.7, more info at https://x/?e=60020","errcode":60020}"#;
        assert_eq!(
            refused(body),
            Refusal {
                errcode: 60020,
                text: "not allow to access from your ip".into(),
                hint: Some("1611_148_d23".into()),
                from_ip: Some("203.0.113.7".into()),
            }
        );
    }

    #[test]
    fn a_refusal_in_few_words_or_none_is_still_one() {
        let bare = Refusal { errcode: -1, text: "system busy".into(), hint: None, from_ip: None };
        assert_eq!(refused(r#"{"errcode":-1,"errmsg":"system busy"}"#), bare);
        assert_eq!(refused(r#"{"errcode":"45009"}"#).errcode, 45009);
    }

    #[test]
    fn an_answer_without_a_code_is_no_refusal() {
        assert!(open::<Value>(br#"{"ip_list":[]}"#).is_ok());
    }

    #[test]
    fn half_a_character_in_the_words_does_not_hide_the_code() {
        let body = b"{\"errmsg\":\"\xe6\x9d\",\"errcode\":45009}";
        assert!(matches!(open::<Value>(body), Err(WireError::Refused(Refusal { errcode: 45009, .. }))));
    }

    #[test]
    fn half_an_answer_and_a_page_of_a_proxy_are_different_troubles() {
        assert_eq!(open::<Value>(br#"{"errcode":0,"#), Err(WireError::CutOff { bytes: 13 }));
        assert_eq!(open::<Value>(b"<html>"), Err(WireError::NotJson { line: 1, column: 1 }));
        assert!(matches!(open::<Value>(b""), Err(WireError::NotJson { .. })));
    }

    #[test]
    fn the_token_is_read_and_never_printed() {
        let read = token(br#"{"access_token":"t0p","expires_in":"60","errcode":0}"#).unwrap();
        assert_eq!((read.text.expose_secret(), read.expires_in.as_secs()), ("t0p", 60));
        assert!(!format!("{read:?}").contains("t0p"));
    }

    #[test]
    fn a_success_without_a_token_is_named() {
        assert_eq!(token(br#"{"errcode":0}"#).unwrap_err(), WireError::Lacks { field: "access_token" });
    }
}
