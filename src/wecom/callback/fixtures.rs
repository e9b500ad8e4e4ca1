//! Callbacks and vectors of others, read in place beside the repository where they are there.
//!
//! They are third-party and never copied; without them these tests say so and pass. Of two real events
//! the XML is lost: what was kept is a map made from it, in which a list of one is an object and some
//! elements are empty. Such a map is written as XML again and read as far as it goes.

use std::{fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::{
    cipher::{Key, pad},
    event::{ApprovalChange, ApprovalStep, ContactChange},
    *,
};
use crate::domain::{ApprovalStatus, DepartmentId, EmployeeId};

/// A vector of `vectors.json`: what it holds depends on what is done with it.
#[derive(Deserialize)]
struct Vector {
    id: String,
    op: String,
    expect: String,
    token: Option<String>,
    encoding_aes_key: Option<String>,
    receive_id: Option<String>,
    timestamp: Option<String>,
    nonce: Option<String>,
    msg_signature: Option<String>,
    echostr: Option<String>,
    body: Option<String>,
    encrypt: Option<String>,
    plaintext: Option<String>,
    random16: Option<String>,
    input_hex: Option<String>,
    padded_hex: Option<String>,
}

impl Vector {
    /// The address of the vector; a key that was not published is replaced, as only the signature counts.
    fn address(&self) -> Callback {
        let key = self.encoding_aes_key.clone().unwrap_or_else(|| "0".repeat(43));
        let receive_id = self.receive_id.clone().unwrap_or_default();
        Callback::new(self.token.clone().unwrap().into(), &key.into(), receive_id).unwrap()
    }

    fn encrypted(&self) -> &str {
        self.echostr.as_ref().or(self.encrypt.as_ref()).unwrap()
    }

    /// The parameters; a signature that was not captured is made.
    fn query(&self) -> Query {
        let (timestamp, nonce) = (self.timestamp.clone().unwrap(), self.nonce.clone().unwrap());
        let token = self.token.clone().unwrap().into();
        let sign = || signature::sign(&token, &timestamp, &nonce, self.encrypted());
        Query { msg_signature: self.msg_signature.clone().unwrap_or_else(sign), timestamp, nonce }
    }

    /// The text, by whichever way the vector came.
    fn opened(&self) -> Result<String, Refused> {
        let body =
            self.body.clone().unwrap_or_else(|| format!("<xml>{}</xml>", xml::cdata("Encrypt", self.encrypted())));
        match &self.echostr {
            Some(echostr) => self.address().verify_url(&self.query(), echostr),
            None => self.address().open(&self.query(), body.as_bytes()),
        }
    }

    fn check(&self) {
        let id = &self.id;
        match (self.op.as_str(), self.expect.as_str()) {
            ("verify_url" | "decrypt_post", "accept") => {
                assert_eq!(self.opened().as_ref(), Ok(self.plaintext.as_ref().unwrap()), "{id}");
            }
            ("decrypt_post" | "signature_must_fail", refuse) if refuse.starts_with("refuse") => {
                let (query, token) = (self.query(), self.token.clone().unwrap().into());
                let signed = signature::sign(&token, &query.timestamp, &query.nonce, self.encrypted());
                assert!(!signature::is_same(&signed, &query.msg_signature), "{id}");
                if self.encoding_aes_key.is_some() {
                    assert_eq!(self.opened(), Err(Refused::Signature), "{id}");
                }
            }
            ("signature", "signature good") => assert_eq!(self.opened(), Err(Refused::Undecipherable), "{id}"),
            ("key_must_fail", "refuse") => {
                assert!(Key::parse(&self.encoding_aes_key.clone().unwrap().into()).is_err(), "{id}");
            }
            ("encrypt_fixed_random", "same ciphertext") => self.check_encryption(),
            ("pkcs7_block32", "same bytes") => {
                let mut bytes = hex::decode(self.input_hex.as_ref().unwrap()).unwrap();
                pad(&mut bytes);
                assert_eq!(&hex::encode(bytes), self.padded_hex.as_ref().unwrap(), "{id}");
            }
            (op, expect) => panic!("{id}: {op} is to {expect}, and nobody here knows how"),
        }
    }

    fn check_encryption(&self) {
        let random = self.random16.clone().unwrap().into_bytes().try_into().unwrap();
        let at = self.timestamp.as_ref().map_or(0, |digits| digits.parse().unwrap());
        let nonce = self.nonce.clone().unwrap_or_default();
        let stamp = Stamp { at: jiff::Timestamp::from_second(at).unwrap(), nonce, random };
        let sealed = self.address().seal(self.plaintext.as_ref().unwrap(), &stamp).unwrap();
        assert_eq!(sealed.encrypted, self.encrypted(), "{}", self.id);
        if let Some(signature) = &self.msg_signature {
            assert_eq!(&sealed.query.msg_signature, signature, "{}", self.id);
        }
    }
}

/// The text of a file among the samples of others, if they are there.
fn sample(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures").join(name);
    let text = fs::read_to_string(&path);
    if text.is_err() {
        eprintln!("no sample at {}: nothing was tested", path.display());
    }
    text.ok()
}

/// A map that was made from XML, as XML again.
fn as_xml(name: &str, value: &Value) -> String {
    match value {
        Value::Array(siblings) => siblings.iter().map(|one| as_xml(name, one)).collect(),
        Value::Object(children) => {
            let children: String = children.iter().map(|(name, child)| as_xml(name, child)).collect();
            format!("<{name}>{children}</{name}>")
        }
        Value::String(text) => xml::cdata(name, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => panic!("{name} was never made from XML"),
    }
}

#[test]
fn every_vector_is_accepted_or_refused_as_marked() {
    let Some(text) = sample("vectors.json") else { return };
    let vectors: Vec<Vector> = serde_json::from_str(&text).unwrap();
    vectors.iter().for_each(Vector::check);
    assert!(vectors.len() >= 18, "only {} vectors", vectors.len());
}

/// The event of a sample, and of whom and when it is; nothing if the sample is not there.
fn event(name: &str) -> Option<Event> {
    let message = Message::read(sample(&format!("callback_{name}.xml"))?).unwrap();
    assert!(message.created_at.is_some() && message.corp.is_some(), "{name}: {message:?}");
    assert!(matches!(message.key, MessageKey::Digest(_)), "{name}");
    Some(message.event)
}

fn who(userid: &str) -> EmployeeId {
    EmployeeId::parse(userid).unwrap()
}

fn approval(event: Event) -> ApprovalChange {
    match event {
        Event::Approval(change) => change,
        other => panic!("{other:?}"),
    }
}

#[test]
fn approval_samples_are_read_whatever_comes_with_them() {
    for name in ["sys_approval_change__doc-shuaidd", "sys_approval_change__sdk-senparc"] {
        let Some(change) = event(name).map(approval) else { return };
        assert_eq!((change.number.as_str(), change.applicant), ("201910220003", Some(who("WuJunJie"))), "{name}");
        assert_eq!((change.status, change.step), (Some(ApprovalStatus::Pending), ApprovalStep::Commented), "{name}");
        assert_eq!(change.applied_at.unwrap().as_second(), 1_571_728_713, "{name}");
        assert_eq!(change.template.unwrap().len(), 43, "{name}");
    }
}

#[test]
fn real_approvals_are_read_from_what_was_kept_of_them() {
    let kept = |name| sample(name).map(|text| serde_json::from_str::<Value>(&text).unwrap());
    let read = |xml: String| approval(Message::read(xml).unwrap().event);
    let Some(agreed) = kept("callback_sys_approval_change__real-1888-map.json") else { return };
    let change = read(as_xml("xml", &agreed));
    assert_eq!((change.number.as_str(), change.applicant), ("202011240045", Some(who("UserId0001"))));
    assert_eq!((change.status, change.step), (Some(ApprovalStatus::Pending), ApprovalStep::Agreed));

    let Some(rejected) = kept("callback_sys_approval_change__real-easywechat-2592.json") else { return };
    let info = as_xml("ApprovalInfo", &rejected[0]);
    assert_eq!(xml::Element::parse(&info).unwrap().children("SpRecord").count(), 3);
    let change = read(format!("<xml><Event>sys_approval_change</Event>{info}</xml>"));
    assert_eq!((change.number.as_str(), change.applicant), ("202209220072", Some(who("userid1234"))));
    assert_eq!((change.status, change.step), (Some(ApprovalStatus::Rejected), ApprovalStep::Rejected));
}

#[test]
fn repeated_elements_of_the_samples_stay_lists() {
    let Some(text) = sample("callback_sys_approval_change__sdk-senparc.xml") else { return };
    let root = xml::Element::parse(text).unwrap();
    let info = root.child("ApprovalInfo").unwrap();
    let details: Vec<_> = info.children("SpRecord").map(|record| record.children("Details").count()).collect();
    assert_eq!(details, [2, 1]);
    assert_eq!((info.children("Notifyer").count(), info.children("Comments").count()), (2, 2));
}

#[test]
fn contact_samples_are_read_in_both_forms() {
    let departments = || vec![DepartmentId(1), DepartmentId(2), DepartmentId(3)];
    let created = ContactChange::MemberCreated { who: who("zhangsan"), departments: departments() };
    let renamed_to = Some(who("zhangsan001"));
    let updated = ContactChange::MemberUpdated { who: who("zhangsan"), renamed_to, departments: departments() };
    let (id, parent) = (DepartmentId(2), Some(DepartmentId(1)));
    let tagged = ContactChange::TagUpdated {
        tag: 1,
        members_added: vec![who("zhangsan"), who("lisi")],
        members_removed: vec![who("zhangsan1"), who("lisi1")],
        departments_added: vec![DepartmentId(1), DepartmentId(2)],
        departments_removed: vec![DepartmentId(3), DepartmentId(4)],
    };
    for (name, change) in [
        ("create_user__doc-gowecom", created.clone()),
        ("create_user__doc-skit", created),
        ("update_user__doc-gowecom", updated.clone()),
        ("update_user__doc-wxjava", updated),
        ("delete_user__doc-gowecom", ContactChange::MemberDeleted { who: who("zhangsan") }),
        ("create_party__doc-skit", ContactChange::DepartmentCreated { id, parent }),
        ("update_party__doc-gowecom", ContactChange::DepartmentUpdated { id, parent }),
        ("delete_party__doc-gowecom", ContactChange::DepartmentDeleted { id }),
        ("update_tag__doc-gowecom", tagged),
    ] {
        let Some(event) = event(&format!("change_contact.{name}")) else { return };
        assert_eq!(event, Event::Contact(change), "{name}");
    }
}

#[test]
fn other_samples_are_read_or_kept() {
    match event("batch_job_result__doc-gowecom") {
        Some(Event::Batch(batch)) => {
            assert_eq!((batch.kind.as_str(), batch.errcode, batch.job.len()), ("sync_user", Some(0), 43));
        }
        Some(other) => panic!("{other:?}"),
        None => return,
    }
    let kind = "open_approval_change".to_owned();
    assert_eq!(event("open_approval_change__doc-gowecom"), Some(Event::Unknown { kind }));
}

#[test]
fn no_sample_is_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    let Ok(entries) = fs::read_dir(folder) else { return };
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let kinds = names.filter_map(|name| Some(name.strip_prefix("callback_")?.strip_suffix(".xml")?.to_owned()));
    for kind in kinds {
        let event = event(&kind).unwrap();
        let is_kept = matches!(event, Event::Unknown { .. });
        assert_eq!(is_kept, kind.starts_with("open_approval_change"), "{kind}: {event:?}");
    }
}
