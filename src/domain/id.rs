//! Who and what: identifiers that cannot be mixed up.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A member's account name (成员 userid): 1 to 64 of `[A-Za-z0-9_@.-]`, beginning with a letter or digit.
///
/// WeCom holds userids unique whatever their case and lower-cases them in some answers, so two
/// spellings of one account are equal here; the spelling first seen is kept for display.
/// Source: documents 90195 and 90196.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmployeeId(Arc<str>);

/// A text that is no userid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a userid: 1 to 64 of A-Z a-z 0-9 _ @ . -, beginning with a letter or digit")]
pub struct NotAnEmployeeId(pub String);

impl EmployeeId {
    /// The longest userid, in bytes.
    pub const BYTES_MAX: usize = 64;

    /// Reads a userid.
    ///
    /// # Errors
    /// If the text breaks WeCom's spelling of a userid.
    pub fn parse(text: &str) -> Result<Self, NotAnEmployeeId> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_@.-".contains(&byte);
        let well_formed = (1..=Self::BYTES_MAX).contains(&text.len())
            && text.as_bytes()[0].is_ascii_alphanumeric()
            && text.bytes().all(allowed);
        if well_formed { Ok(Self(text.into())) } else { Err(NotAnEmployeeId(text.into())) }
    }

    /// The spelling as first seen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The spelling for comparison and for keys: lower case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    fn folded_bytes(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for EmployeeId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for EmployeeId {}

impl Ord for EmployeeId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded_bytes().cmp(other.folded_bytes())
    }
}

impl PartialOrd for EmployeeId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for EmployeeId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded_bytes().for_each(|byte| state.write_u8(byte));
        state.write_u8(0xff);
    }
}

impl fmt::Display for EmployeeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for EmployeeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<EmployeeId> for String {
    fn from(id: EmployeeId) -> Self {
        id.0.to_string()
    }
}

impl TryFrom<String> for EmployeeId {
    type Error = NotAnEmployeeId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id! {
    /// A department (部门); the root of a company is 1.
    DepartmentId
}
number_id! {
    /// A check-in rule (打卡规则), WeCom's `groupid`.
    RuleId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_account_are_one_person() {
        let contacts = EmployeeId::parse("LiNa").unwrap();
        let answer = EmployeeId::parse("lina").unwrap();
        assert_eq!(contacts, answer);
        assert_eq!(contacts.cmp(&answer), Ordering::Equal);
        assert_eq!(contacts.as_str(), "LiNa");
    }

    #[test]
    fn what_wecom_would_refuse_is_refused() {
        for text in ["", "_li", "li na", "李娜", &"x".repeat(65)] {
            assert_eq!(EmployeeId::parse(text), Err(NotAnEmployeeId(text.into())));
        }
    }
}
