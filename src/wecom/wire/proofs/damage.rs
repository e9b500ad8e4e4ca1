//! Every way in which one row can be damaged at one place.

use serde_json::Value;

/// A row with one thing wrong with it.
pub struct Damaged {
    /// What, in words.
    pub how: String,
    /// The row; [`as_bytes`] makes what cannot be text.
    pub row: String,
}

/// What a value may be instead: each other kind, numbers beyond all bounds, and what is no JSON value to
/// a reader though it looks like one.
const INSTEAD: [&str; 20] = [
    "null",
    "true",
    "7",
    "-1",
    "1.5",
    "\"x\"",
    "\"\"",
    "\"李\"",
    "[]",
    "[null]",
    "{}",
    "{\"x\":{}}",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1234567890123456789012345",
    "1e308",
    "1e999",
    "\"\\ud800\"",
    "\"¡\"",
];

/// Stands for what is put in as text afterwards.
const MARK: &str = "\"§\"";

/// The text as it goes over the line: every `¡` is half a character.
pub fn as_bytes(text: &str) -> Vec<u8> {
    text.split('¡').map(str::as_bytes).collect::<Vec<_>>().join(&[0xe6, 0x9d][..])
}

/// The row with each of its values removed, replaced by everything that there is, and given twice, and
/// with something new in each of its objects.
pub fn damages(row: &str) -> Vec<Damaged> {
    let row: Value = serde_json::from_str(row).unwrap();
    let mut found = vec![Damaged { how: "too deep".into(), row: format!("{}{}", "[".repeat(300), "]".repeat(300)) }];
    for place in places(&row) {
        found.push(removed(&row, &place));
        found.extend(replaced(&row, &place));
        found.extend(given_twice(&row, &place));
    }
    found.extend(places(&row).into_iter().chain([String::new()]).filter_map(|place| extended(&row, &place)));
    found
}

/// Everything inside, as JSON pointers.
fn places(value: &Value) -> Vec<String> {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(name, inner)| (name.clone(), inner)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, inner)| (index.to_string(), inner)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    let with_inner = |(name, inner): (String, &Value)| {
        let deeper = places(inner).into_iter().map({
            let name = name.clone();
            move |place| format!("/{name}{place}")
        });
        std::iter::once(format!("/{name}")).chain(deeper).collect::<Vec<_>>()
    };
    inside.into_iter().flat_map(with_inner).collect()
}

fn removed(row: &Value, place: &str) -> Damaged {
    let mut row = row.clone();
    let (above, name) = place.rsplit_once('/').unwrap();
    match row.pointer_mut(above).unwrap() {
        Value::Object(object) => drop(object.remove(name)),
        Value::Array(list) => drop(list.remove(name.parse().unwrap())),
        other => panic!("{above} holds nothing: {other}"),
    }
    Damaged { how: format!("without {place}"), row: row.to_string() }
}

/// An empty list in place of a list is no damage.
fn replaced(row: &Value, place: &str) -> impl Iterator<Item = Damaged> {
    let mut marked = row.clone();
    let old = std::mem::replace(marked.pointer_mut(place).unwrap(), "§".into());
    let marked = marked.to_string();
    let same = move |instead: &&str| !(old.is_array() && *instead == "[]");
    INSTEAD
        .iter()
        .copied()
        .filter(same)
        .map(move |instead| Damaged { how: format!("{instead} for {place}"), row: marked.replace(MARK, instead) })
}

/// Once before and once after the sound one, for a reader may believe the first or the last.
fn given_twice(row: &Value, place: &str) -> Vec<Damaged> {
    let (above, name) = place.rsplit_once('/').unwrap();
    let again = |mark: &str| {
        let mut row = row.clone();
        let object = row.pointer_mut(above)?.as_object_mut()?;
        object.insert(mark.to_owned(), Value::from(7));
        let row = row.to_string().replace(&format!("\"{mark}\""), &format!("\"{name}\""));
        Some(Damaged { how: format!("{place} twice ({mark})"), row })
    };
    ["!§", "§§"].into_iter().filter_map(again).collect()
}

fn extended(row: &Value, place: &str) -> Option<Damaged> {
    let mut row = row.clone();
    row.pointer_mut(place)?.as_object_mut()?.insert("brand_new".into(), serde_json::json!({ "a": [1, null] }));
    Some(Damaged { how: format!("something new in {place}"), row: row.to_string() })
}
