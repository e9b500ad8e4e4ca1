//! How WeCom says no.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{call::Call, endpoint::Endpoint};
use crate::sim::seed::Seed;

/// An errcode other than 0 (document 90313).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub errcode: i64,
    words: Option<&'static str>,
    invalid_users: Option<String>,
}

impl Refusal {
    /// A refusal in the usual words for its code.
    #[must_use]
    pub const fn code(errcode: i64) -> Self {
        Self { errcode, words: None, invalid_users: None }
    }

    /// A refusal in words of its own.
    #[must_use]
    pub const fn saying(errcode: i64, words: &'static str) -> Self {
        Self { errcode, words: Some(words), invalid_users: None }
    }

    /// A refusal that names the accounts that are no receivers, as message/send does.
    #[must_use]
    pub const fn naming(errcode: i64, invalid_users: String) -> Self {
        Self { errcode, words: None, invalid_users: Some(invalid_users) }
    }

    /// The body, with the hint for WeCom's support and the address the call came from.
    #[must_use]
    pub fn to_wire(self, call: &Call, endpoint: Option<Endpoint>, number: u64, now: Timestamp) -> Value {
        let Self { errcode, words, invalid_users } = self;
        let words = words.unwrap_or_else(|| usual_words(errcode));
        let hint = hint(number, now);
        let errmsg = format!(
            "{words}, hint: [{hint}], from ip: {}, more info at https://open.work.weixin.qq.com/devtool/query?e={errcode}",
            call.from_ip
        );
        let mut body = json!({ "errcode": errcode, "errmsg": errmsg });
        if let Some(list) = endpoint.and_then(Endpoint::empty_list) {
            body[list] = json!([]);
        }
        if let Some(accounts) = invalid_users {
            body["invaliduser"] = json!(accounts);
        }
        body
    }
}

fn hint(number: u64, now: Timestamp) -> String {
    let hash = hex::encode(&Seed(number).digest("hint")[..16]);
    format!("{}_{number}_{hash}", now.as_second())
}

/// Words seen in the documents and in reports; they may change and nobody should match on them.
fn usual_words(errcode: i64) -> &'static str {
    match errcode {
        -1 => "system error",
        40001 => "invalid credential",
        40003 => "invalid userid",
        40008 => "invalid message type",
        40013 => "invalid corpid",
        40014 => "invalid access_token",
        40033 => "invalid charset",
        40056 => "invalid agentid",
        40058 => "invalid Request Parameter",
        40063 => "some parameters are empty",
        41001 => "access_token missing",
        41002 => "corpid missing",
        41004 => "secret missing",
        42001 => "access_token expired",
        42052 => "recall message over time limit",
        43012 => "callback url not set",
        45002 => "content size out of limit",
        45009 => "api freq out of limit",
        45029 => "reply data too large",
        45033 => "api concurrent out of limit",
        48002 => "api forbidden",
        48006 => "api forbidden for inactive agent",
        48009 => "api forbidden for contact sync secret",
        50003 => "agent disabled",
        50100 => "invalid cursor",
        60011 => "no privilege to access/modify contact/party/agent",
        60020 => "not allow to access from your ip",
        60111 => "userid not found",
        60123 => "department not found",
        81013 => "user & party & tag all invalid",
        82001 => "no receiver",
        301_002 => "agentid does not match access_token",
        301_021 => "userid错误",
        301_025 => "get approval param error",
        301_055 => "no approval auth",
        301_112 => "time range too long",
        301_023 => "useridlist invalid",
        301_024 => "time range invalid",
        _ => "error",
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::wecom::Method;

    #[test]
    fn a_refusal_names_the_address_and_carries_a_hint_and_an_empty_list() {
        let call = Call {
            method: Method::Get,
            endpoint: "user/list".into(),
            query: vec![("access_token".into(), "tell-nobody".into())],
            body: Bytes::new(),
            from_ip: [203, 0, 113, 7].into(),
        };
        let body = Refusal::code(60011).to_wire(&call, Some(Endpoint::UserList), 5, Timestamp::UNIX_EPOCH);
        let errmsg = body["errmsg"].as_str().unwrap();
        assert!(errmsg.starts_with("no privilege to access/modify contact/party/agent, hint: [0_5_"));
        assert!(
            errmsg.ends_with(
                "], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60011"
            )
        );
        assert_eq!(body["userlist"], json!([]));
        assert!(!format!("{call:?}").contains("tell-nobody"));
    }
}
