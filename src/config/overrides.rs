//! Variables of the environment that override single keys of the file.

use std::{
    ffi::{OsStr, OsString},
    ops::Range,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue, Error},
};

use super::error::ConfigError;

/// Variables that begin with this override single keys: `PUNCHDECK_WECOM__BASE_URL`.
const PREFIX: &str = "PUNCHDECK_";
/// Variables of that prefix that are options of the command line.
const OPTIONS: [&str; 2] = ["PUNCHDECK_CONFIG", "PUNCHDECK_NOW"];

/// A variable and its value.
pub type Override = (String, String);

/// The overrides among the variables of an environment, in order of their names: an environment has
/// no order of its own.
///
/// # Errors
/// If one of them is not text.
pub fn among(environment: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Vec<Override>, ConfigError> {
    let ours = environment.into_iter().filter(|(name, _)| is_override(name));
    let mut overrides = ours.map(as_text).collect::<Result<Vec<_>, _>>()?;
    overrides.sort();
    Ok(overrides)
}

/// Puts each value at its key: as TOML if it reads as a value, else as text.
///
/// What comes from a variable is marked as standing behind the end of the file's text, so that
/// [`culprit`] knows it again.
pub(super) fn apply<'a>(table: &mut DeTable<'a>, text: &str, overrides: &'a [Override]) -> Result<(), ConfigError> {
    for (index, (name, value)) in overrides.iter().enumerate() {
        let start = behind(text) + index;
        set(table, name, value, start..start + 1)?;
    }
    Ok(())
}

/// The variable that an error is about, if it is about one.
pub(super) fn culprit<'a>(text: &str, overrides: &'a [Override], error: &Error) -> Option<&'a str> {
    let index = error.span()?.start.checked_sub(behind(text))?;
    overrides.get(index).map(|(name, _)| name.as_str())
}

fn is_override(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) && OPTIONS.iter().all(|option| name != *option)
}

fn as_text((name, value): (OsString, OsString)) -> Result<Override, ConfigError> {
    let shown = name.to_string_lossy().into_owned();
    let text = name.into_string().and_then(|name| Ok((name, value.into_string()?)));
    text.map_err(|_| ConfigError::wrong(&shown, "not UTF-8 text; set it again, or unset it"))
}

/// The first place that no error of the file's own text names; its end is one.
fn behind(text: &str) -> usize {
    text.len() + 1
}

fn set<'a>(table: &mut DeTable<'a>, name: &str, value: &'a str, mark: Range<usize>) -> Result<(), ConfigError> {
    let path = name.trim_start_matches(PREFIX).to_lowercase();
    let mut keys: Vec<&str> = path.split("__").collect();
    let last = keys.pop().unwrap_or_default();
    let key = |key: &str| Spanned::new(mark.clone(), key.to_owned().into());
    let mut place = table;
    for outer in keys {
        let inner =
            place.entry(key(outer)).or_insert_with(|| Spanned::new(mark.clone(), DeValue::Table(DeTable::new())));
        let DeValue::Table(inner) = inner.get_mut() else {
            return Err(ConfigError::wrong(name, "there is a value where this names a table; unset the variable"));
        };
        place = inner;
    }
    let read = DeValue::parse(value).map(Spanned::into_inner);
    let value = read.unwrap_or_else(|_| DeValue::String(value.into()));
    // A key that is there already would keep its own place.
    place.remove(last);
    place.insert(key(last), marked(value, &mark));
    Ok(())
}

/// The value with one mark for all its parts, whose own places are those in the variable.
fn marked<'a>(value: DeValue<'a>, mark: &Range<usize>) -> Spanned<DeValue<'a>> {
    let value = match value {
        DeValue::Array(items) => {
            DeValue::Array(items.into_iter().map(|item| marked(item.into_inner(), mark)).collect())
        }
        DeValue::Table(fields) => {
            let field = |(name, value): (Spanned<_>, Spanned<_>)| {
                (Spanned::new(mark.clone(), name.into_inner()), marked(value.into_inner(), mark))
            };
            DeValue::Table(fields.into_iter().map(field).collect())
        }
        plain => plain,
    };
    Spanned::new(mark.clone(), value)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStringExt;

    use super::*;

    fn variable(name: &str, value: &[u8]) -> (OsString, OsString) {
        (name.into(), OsString::from_vec(value.to_vec()))
    }

    #[test]
    fn what_is_not_ours_may_be_any_bytes_and_what_is_ours_is_named() {
        let foreign = variable("LS_COLORS", b"\xff\xfe");
        let ours = variable("PUNCHDECK_SYNC__LOOK_BACK_DAYS", b"7");
        let expected = vec![("PUNCHDECK_SYNC__LOOK_BACK_DAYS".to_owned(), "7".to_owned())];
        assert_eq!(among([foreign, ours]).unwrap(), expected);
        let error = among([variable("PUNCHDECK_DATA_DIR", b"/srv/\xff")]).unwrap_err().to_string();
        assert_eq!(error, "PUNCHDECK_DATA_DIR: not UTF-8 text; set it again, or unset it");
    }

    #[test]
    fn the_order_of_the_environment_does_not_matter() {
        let (one, two) = (variable("PUNCHDECK_DATA_DIR", b"/a"), variable("PUNCHDECK_CONSOLE__THEME", b"day"));
        assert_eq!(among([one.clone(), two.clone()]).unwrap(), among([two, one]).unwrap());
    }
}
