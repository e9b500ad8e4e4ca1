//! What a callback address lets in, and that nothing else gets in.

use jiff::Timestamp;
use proptest::{prelude::*, sample::Index};

use super::*;
use crate::wecom::callback::cipher::BadKey;

const TOKEN: &str = "rehearsalToken01";
const KEY: &str = "punchdeckTestKey0000000000000000000000000aB";
const CORP: &str = "ww-rehearsal";

fn address(receive_id: &str) -> Callback {
    Callback::new(TOKEN.into(), &KEY.into(), receive_id).unwrap()
}

fn stamp() -> Stamp {
    Stamp::of(Timestamp::from_second(1_780_000_000).unwrap(), *b"sixteen bytes ofchance for tests")
}

/// A callback as it is posted.
fn posted(message: &str) -> (Query, String) {
    let sealed = address(CORP).seal(message, &stamp()).unwrap();
    let body = sealed.envelope(Some(1_000_002));
    (sealed.query, body)
}

/// The expected texts were made with the crypto module of Node.js, not with this code.
#[test]
fn what_is_sealed_here_is_what_others_would_seal() {
    let sealed = address(CORP).seal("打卡 hello", &stamp()).unwrap();
    let expected = "qxPAd+kFiSnfPhIDVEMt9qBsE6FEV7AZaIL7fZM8S3AViH+Ixg5g9SzgMopNmQ6tFmqK7gs06xlHkmsGUsa/wQ==";
    assert_eq!(sealed.encrypted, expected);
    let query = Query {
        msg_signature: "0d7a033ad67a12c73cba10eccf86e2d06de4c4c2".into(),
        timestamp: "1780000000".into(),
        nonce: "6368616e636520666f72207465737473".into(),
    };
    assert_eq!(sealed.query, query);
}

#[test]
fn a_posted_envelope_opens_and_a_checked_address_answers() {
    let (query, body) = posted("<xml><Event>subscribe</Event></xml>");
    assert_eq!(address(CORP).open(&query, body.as_bytes()).unwrap(), "<xml><Event>subscribe</Event></xml>");
    let echo = address(CORP).seal("94966531020182955848408", &stamp()).unwrap();
    assert_eq!(address(CORP).verify_url(&echo.query, &echo.encrypted).unwrap(), "94966531020182955848408");
}

#[test]
fn a_reply_carries_its_own_signature() {
    let sealed = address(CORP).seal("好", &stamp()).unwrap();
    let reply = xml::Element::parse(sealed.reply()).unwrap();
    let query = Query {
        msg_signature: reply.text_of("MsgSignature").unwrap().into(),
        timestamp: reply.text_of("TimeStamp").unwrap().into(),
        nonce: reply.text_of("Nonce").unwrap().into(),
    };
    assert_eq!(address(CORP).verify_url(&query, reply.text_of("Encrypt").unwrap()).unwrap(), "好");
}

#[test]
fn each_thing_that_can_be_set_up_wrongly_is_named() {
    let (query, body) = posted("hello");
    let with = |token: &str, key: &str, id| Callback::new(token.into(), &key.into(), id).unwrap();
    let other_key = KEY.replace('0', "1");
    for (address, refusal) in [
        (with("anotherToken", KEY, CORP), Refused::Signature),
        (with(TOKEN, &other_key, CORP), Refused::Undecipherable),
        (with(TOKEN, KEY, "ww-other"), Refused::ReceiveId),
        (with(TOKEN, KEY, ""), Refused::ReceiveId),
    ] {
        assert_eq!(address.open(&query, body.as_bytes()), Err(refusal));
    }
    assert_eq!(address(CORP).open(&query, b"<xml><ToUserName>ww</ToUserName></xml>"), Err(Refused::Empty));
    let no_envelope = address(CORP).open(&query, br#"{"encrypt":"..."}"#);
    assert!(matches!(no_envelope, Err(Refused::Xml(_))), "{no_envelope:?}");
}

#[test]
fn settings_that_cannot_be_right_are_refused_at_once() {
    let refusal = |token: &str, key: &str| Callback::new(token.into(), &key.into(), CORP).unwrap_err();
    for token in ["", "with blank", "t0ken!", &"x".repeat(33)] {
        assert_eq!(refusal(token, KEY), BadSettings::Token, "{token}");
    }
    assert_eq!(refusal(TOKEN, "short"), BadSettings::Key(BadKey::Length { found: 5 }));
}

#[test]
fn every_refusal_says_what_to_do_and_none_tells_a_secret() {
    let key = Callback::new(TOKEN.into(), &"short".into(), CORP).unwrap_err();
    let mut said = vec![key.to_string(), BadSettings::Token.to_string(), TooLong.to_string()];
    said.push(NotFresh { off_s: 3_600 }.to_string());
    let flaw = xml::Element::parse("<xml>").unwrap_err();
    let refusals =
        [Refused::Xml(flaw), Refused::Empty, Refused::Signature, Refused::Undecipherable, Refused::ReceiveId];
    said.extend(refusals.iter().map(ToString::to_string));
    for words in said {
        let (what, remedy) = words.split_once(';').unwrap_or_else(|| panic!("no remedy: {words}"));
        assert!(!what.is_empty() && remedy.len() > 8, "{words}");
    }
    let shown = format!("{:?} {:?}", address(CORP), address(CORP).seal("hello", &stamp()));
    assert!(!shown.contains(TOKEN) && !shown.contains("punchdeckTestKey"), "{shown}");
}

#[test]
fn what_is_too_long_is_not_sent_and_what_is_sent_can_be_opened() {
    let longest = "x".repeat(crypto::MESSAGE_BYTES_MAX);
    assert_eq!(address(CORP).seal(&format!("{longest}x"), &stamp()), Err(TooLong));
    let (query, body) = posted(&longest);
    assert_eq!(address(CORP).open(&query, body.as_bytes()).map(|text| text.len()), Ok(longest.len()));
}

#[test]
fn an_envelope_cut_anywhere_is_refused() {
    let (query, body) = posted("hello");
    for cut in 0..body.len() {
        assert!(address(CORP).open(&query, &body.as_bytes()[..cut]).is_err(), "after {cut}");
    }
}

#[test]
fn the_same_text_is_sealed_differently_each_time() {
    let at = Timestamp::from_second(1_780_000_000).unwrap();
    let seal = || address(CORP).seal("hello", &Stamp::random(at).unwrap()).unwrap();
    let (one, two) = (seal(), seal());
    assert_ne!(one.encrypted, two.encrypted);
    assert_ne!(one.query.nonce, two.query.nonce);
    assert_eq!(address(CORP).verify_url(&one.query, &one.encrypted).unwrap(), "hello");
}

proptest! {
    #[test]
    fn every_text_for_every_id_comes_back(message in any::<String>(), id in any::<String>(), chance: [u8; 32]) {
        let address = address(&id);
        let sealed = address.seal(&message, &Stamp::of(Timestamp::UNIX_EPOCH, chance)).unwrap();
        prop_assert_eq!(address.open(&sealed.query, sealed.envelope(None).as_bytes()), Ok(message));
    }

    /// The elements around the encrypted text are not signed: changing them changes nothing.
    #[test]
    fn no_changed_byte_of_an_envelope_changes_the_text(index: Index, flip in 1..=u8::MAX) {
        let sealed = address(CORP).seal("hello", &stamp()).unwrap();
        let mut changed = sealed.envelope(Some(1_000_002)).into_bytes();
        let place = index.index(changed.len());
        changed[place] ^= flip;
        let opened = address(CORP).open(&sealed.query, &changed);
        prop_assert!(opened.is_err() || opened == Ok("hello".into()), "byte {place} ^ {flip}: {opened:?}");
    }

    #[test]
    fn no_byte_of_the_encrypted_text_can_be_changed(index: Index, flip in 1..0x80_u8) {
        let sealed = address(CORP).seal("hello", &stamp()).unwrap();
        let mut changed = sealed.encrypted.clone().into_bytes();
        changed[index.index(sealed.encrypted.len())] ^= flip;
        let changed = String::from_utf8(changed).unwrap();
        prop_assert_eq!(address(CORP).verify_url(&sealed.query, &changed), Err(Refused::Signature));
    }

    #[test]
    fn no_parameter_can_be_changed(which in 0..3_usize, index: Index, other in "[0-9a-zA-Z]") {
        let (mut query, body) = posted("hello");
        let parameter = [&mut query.msg_signature, &mut query.timestamp, &mut query.nonce].into_iter().nth(which).unwrap();
        let place = index.index(parameter.len());
        prop_assume!(parameter[place..=place] != other);
        parameter.replace_range(place..=place, &other);
        prop_assert_eq!(address(CORP).open(&query, body.as_bytes()), Err(Refused::Signature));
    }

    #[test]
    fn nothing_that_is_posted_panics(body: Vec<u8>, signature in ".{0,50}", timestamp in ".{0,20}") {
        let query = Query { msg_signature: signature, timestamp, nonce: String::new() };
        let _at = query.sent_at();
        prop_assert!(address(CORP).open(&query, &body).is_err());
    }
}
