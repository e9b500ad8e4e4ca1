//! Lines on their way out: JSON Lines, or CSV that no spreadsheet runs.

use std::io::{self, Write};

use serde_json::Value;

use super::shape::Line;

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A header and a row a line; lists and objects as JSON in their cell.
    Csv,
}

/// Writes lines one after the other.
pub struct Sheet<W: Write> {
    out: Out<W>,
    columns: &'static [&'static str],
}

enum Out<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Sheet<W> {
    /// Begins an export; CSV gets its header at once.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn begin(format: Format, columns: &'static [&'static str], out: W) -> io::Result<Self> {
        let out = match format {
            Format::Jsonl => Out::Jsonl(out),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(columns).map_err(as_told)?;
                Out::Csv(Box::new(writer))
            }
        };
        Ok(Self { out, columns })
    }

    /// Writes one line.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn line(&mut self, line: &Line) -> io::Result<()> {
        match &mut self.out {
            Out::Jsonl(out) => {
                serde_json::to_writer(&mut *out, line)?;
                out.write_all(b"\n")
            }
            Out::Csv(out) => out.write_record(self.columns.iter().map(|name| cell(line.get(*name)))).map_err(as_told),
        }
    }

    /// Ends the export.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn end(self) -> io::Result<()> {
        match self.out {
            Out::Jsonl(mut out) => out.flush(),
            Out::Csv(mut out) => out.flush(),
        }
    }
}

/// What the system told, of whatever kind: the usual conversion makes every error an unknown one.
fn as_told(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(told) => told,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(number @ (Value::Number(_) | Value::Bool(_))) => number.to_string(),
        Some(nested @ (Value::Array(_) | Value::Object(_))) => nested.to_string(),
    }
}

/// A text that a spreadsheet would run as a formula begins with an apostrophe instead.
fn harmless(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format, lines: &[Value]) -> String {
        let mut out = Vec::new();
        let mut sheet = Sheet::begin(format, &["userid", "notes", "punches"], &mut out).unwrap();
        for line in lines {
            sheet.line(line.as_object().unwrap()).unwrap();
        }
        sheet.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_formula_in_a_note_is_only_text() {
        let line = serde_json::json!({ "userid": "li.na", "notes": "=cmd|'/c calc'!A0", "punches": [1, 2] });
        let csv = written(Format::Csv, std::slice::from_ref(&line));
        assert_eq!(csv, "userid,notes,punches\nli.na,'=cmd|'/c calc'!A0,\"[1,2]\"\n");
        let back: Value = serde_json::from_str(&written(Format::Jsonl, std::slice::from_ref(&line))).unwrap();
        assert_eq!(back, line);
    }
}
