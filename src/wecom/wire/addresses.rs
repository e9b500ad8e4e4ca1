//! `get_api_domain_ip` and `getcallbackip`. Source: documents 92520 and 92521.

use std::{fmt, net::IpAddr};

use serde::Deserialize;
use serde_json::Value;

use super::{envelope::open, error::WireError, lenient};

/// One entry of a list of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A single address.
    Address(IpAddr),
    /// A network: its first address, and how many leading bits are fixed.
    Network(IpAddr, u8),
    /// Written in a way that this program does not know, kept as given.
    Other(String),
}

/// Reads either list. Old and new addresses stand beside each other for a while when WeCom moves.
pub fn addresses(body: &[u8]) -> Result<Vec<Segment>, WireError> {
    #[derive(Deserialize)]
    struct Answer {
        ip_list: Option<Vec<Value>>,
    }
    let answer: Answer = open(body)?;
    let given = answer.ip_list.ok_or(WireError::Lacks { field: "ip_list" })?;
    Ok(given.iter().map(|entry| Segment::read(&lenient::as_text(entry).unwrap_or_else(|| entry.to_string()))).collect())
}

impl Segment {
    /// Reads an entry: `203.0.113.7`, `203.0.113.0/24`, or whatever else.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let network = || {
            let (address, bits) = text.split_once('/')?;
            let (address, bits): (IpAddr, u8) = (address.parse().ok()?, bits.parse().ok()?);
            let all = if address.is_ipv4() { 32 } else { 128 };
            (bits <= all).then_some(Self::Network(address, bits))
        };
        text.parse().map(Self::Address).ok().or_else(network).unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Network(address, bits) => write!(f, "{address}/{bits}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_networks_and_the_unknown_are_told_apart_and_written_back() {
        let body =
            br#"{"ip_list":["203.0.113.7","203.0.113.0/24","2001:db8::/32","203.0.113.0/33","101.226.103.*",7]}"#;
        let read = addresses(body).unwrap();
        assert!(matches!(read[0], Segment::Address(_)));
        assert!(matches!(read[1..3], [Segment::Network(_, 24), Segment::Network(_, 32)]));
        assert!(read[3..].iter().all(|entry| matches!(entry, Segment::Other(_))));
        let written: Vec<_> = read.iter().map(ToString::to_string).collect();
        assert_eq!(written, ["203.0.113.7", "203.0.113.0/24", "2001:db8::/32", "203.0.113.0/33", "101.226.103.*", "7"]);
    }

    #[test]
    fn an_answer_without_its_list_is_no_empty_list() {
        assert_eq!(addresses(br#"{"errcode":0}"#), Err(WireError::Lacks { field: "ip_list" }));
    }
}
