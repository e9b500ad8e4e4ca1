//! What must hold of every reader, whatever comes: an answer cut short is a named error, and damage to
//! one row leaves its neighbours as they were and the row itself used or set aside.
//!
//! A new reader is a new line of [`READERS`], with a row of its own that has every field filled.

mod damage;
mod samples;

use std::{collections::BTreeSet, fmt::Debug};

use jiff::civil::date;
use proptest::prelude::*;

use self::damage::{Damaged, damages};
use super::{
    Answer, Quarantined, WireError,
    addresses::addresses,
    agent,
    approval::{form, numbers},
    checkin, day_reports, departments, device_records, done, effective_rules, member, member_names, members,
    message::sent,
    operation::operations,
    placements, punches, range_reports, rosters, rules, token,
};
use crate::domain::DayRange;

type Read<T> = fn(&[u8]) -> Result<T, WireError>;

/// A reader of rows.
struct Reader {
    /// What it reads.
    interface: &'static str,
    /// Where the rows stand.
    list: &'static str,
    /// A row; `WHO` and `7041` stand for what tells rows apart.
    row: &'static str,
    /// The reader.
    read: Read<Summary>,
}

/// What a reader made of an answer.
struct Summary {
    /// All that it says of each row that it could use.
    used: Vec<String>,
    /// Places of rows that it set aside whole or in part.
    aside: BTreeSet<usize>,
}

const READERS: &[Reader] = &[
    Reader {
        interface: "getcheckindata",
        list: "checkindata",
        row: samples::PUNCH,
        read: |body| {
            let checkin::Rows { punches, quarantined, .. } = punches(body)?;
            Ok(summary(&punches, &quarantined, |punch| checkin::row(punch).to_string()))
        },
    },
    Reader {
        interface: "getcheckin_daydata",
        list: "datas",
        row: samples::DAY_REPORT,
        read: |body| Ok(told(&day_reports(body)?, |report| format!("{report:?} {}", report.given.0))),
    },
    Reader {
        interface: "getcheckin_monthdata",
        list: "datas",
        row: samples::RANGE_REPORT,
        read: |body| {
            let days = DayRange { from: date(2026, 6, 1), to: date(2026, 6, 30) };
            Ok(told(&range_reports(body, days)?, |report| format!("{report:?} {}", report.given.0)))
        },
    },
    Reader {
        interface: "getcorpcheckinoption",
        list: "group",
        row: samples::RULE,
        read: |body| {
            let read = rules(body)?;
            Ok(summary(&read.rules, &read.quarantined, debug))
        },
    },
    Reader {
        interface: "getcheckinoption",
        list: "info",
        row: samples::EFFECTIVE_RULE,
        read: |body| Ok(told(&effective_rules(body, date(2026, 6, 8))?, debug)),
    },
    Reader {
        interface: "getcheckinschedulist",
        list: "schedule_list",
        row: samples::ROSTER,
        read: |body| Ok(told(&rosters(body)?, debug)),
    },
    Reader {
        interface: "get_hardware_checkin_data",
        list: "checkindata",
        row: samples::DEVICE_RECORD,
        read: |body| {
            Ok(told(&device_records(body)?, |record| format!("{record:?} {:?} {:?}", record.serial, record.name)))
        },
    },
    Reader {
        interface: "department/simplelist",
        list: "department_id",
        row: samples::DEPARTMENT,
        read: |body| {
            let read = departments(body)?;
            Ok(summary(&read.departments, &read.quarantined, debug))
        },
    },
    Reader {
        interface: "user/list",
        list: "userlist",
        row: samples::MEMBER,
        read: |body| {
            let read = members(body)?;
            Ok(summary(&read.employees, &read.quarantined, debug))
        },
    },
    Reader {
        interface: "user/simplelist",
        list: "userlist",
        row: samples::MEMBER,
        read: |body| {
            let read = member_names(body)?;
            Ok(summary(&read.members, &read.quarantined, debug))
        },
    },
    Reader {
        interface: "user/list_id",
        list: "dept_user",
        row: samples::PLACEMENT,
        read: |body| {
            let read = placements(body)?;
            Ok(summary(&read.rows, &read.quarantined, debug))
        },
    },
    Reader {
        interface: "admin_oper_log/list",
        list: "record_list",
        row: samples::OPERATION,
        read: |body| {
            let read = operations(body)?;
            Ok(summary(&read.rows, &read.quarantined, |one| format!("{one:?} {} {:?}", one.words, one.address)))
        },
    },
];

/// Readers of answers that are no lists, each with an answer.
const WHOLE: &[(&str, &str, Read<()>)] = &[
    ("gettoken", samples::TOKEN, |body| token(body).map(drop)),
    ("agent/get", samples::AGENT, |body| agent(body).map(drop)),
    ("user/get", samples::PROFILE, |body| member(body).map(drop)),
    ("getapprovalinfo", samples::APPROVAL_NUMBERS, |body| numbers(body).map(drop)),
    ("getapprovaldetail", samples::APPROVAL, |body| form(body).map(drop)),
    ("message/send", samples::SENT, |body| sent(body).map(drop)),
    ("getcallbackip", samples::ADDRESSES, |body| addresses(body).map(drop)),
    ("punch_correction", samples::DONE, done),
];

fn debug(row: &impl Debug) -> String {
    format!("{row:?}")
}

fn told<T>(answer: &Answer<T>, tell: impl Fn(&T) -> String) -> Summary {
    summary(&answer.rows, &answer.quarantined, tell)
}

fn summary<T>(rows: &[T], quarantined: &[Quarantined], tell: impl Fn(&T) -> String) -> Summary {
    Summary { used: rows.iter().map(tell).collect(), aside: quarantined.iter().map(|row| row.position).collect() }
}

impl Reader {
    /// Three rows, of three people.
    fn rows(&self) -> [String; 3] {
        let filled = |who, number| self.row.replace("WHO", who).replace("7041", number);
        [filled("li.lei", "7041"), filled("han.meimei", "7042"), filled("lucy", "7043")]
    }

    fn body(&self, rows: &[String]) -> String {
        format!(r#"{{"errcode":0,"errmsg":"ok","{}":[{}],"new_cursor":"x"}}"#, self.list, rows.join(","))
    }

    /// What the reader says of a row that is alone.
    fn alone(&self, row: &String) -> Vec<String> {
        (self.read)(self.body(std::slice::from_ref(row)).as_bytes()).unwrap().used
    }
}

#[test]
fn a_sound_answer_is_read_whole() {
    for reader in READERS {
        let rows = reader.rows();
        let read = (reader.read)(reader.body(&rows).as_bytes()).unwrap();
        assert_eq!(read.aside, [].into(), "{}", reader.interface);
        assert_eq!(
            read.used,
            rows.iter().flat_map(|row| reader.alone(row)).collect::<Vec<_>>(),
            "{}",
            reader.interface
        );
    }
}

#[test]
fn an_answer_cut_at_any_byte_is_a_named_error() {
    let cut = |name: &str, body: &str, read: &dyn Fn(&[u8]) -> Option<WireError>| {
        for end in 0..body.len() {
            let error = read(&body.as_bytes()[..end]);
            let named = if end == 0 {
                matches!(error, Some(WireError::NotJson { .. }))
            } else {
                error == Some(WireError::CutOff { bytes: end })
            };
            assert!(named, "{name} cut at {end}: {error:?}");
        }
    };
    for reader in READERS {
        cut(reader.interface, &reader.body(&reader.rows()), &|body| (reader.read)(body).err());
    }
    for (interface, body, read) in WHOLE {
        cut(interface, body, &|body| read(body).err());
    }
}

#[test]
fn damage_to_one_row_leaves_its_neighbours_as_they_were() {
    for reader in READERS {
        let rows = reader.rows();
        let neighbours: Vec<_> = [&rows[0], &rows[2]].into_iter().flat_map(|row| reader.alone(row)).collect();
        for Damaged { how, row } in damages(&rows[1]) {
            let body = damage::as_bytes(&reader.body(&[rows[0].clone(), row, rows[2].clone()]));
            let read = (reader.read)(&body).unwrap_or_else(|error| panic!("{}, {how}: {error}", reader.interface));
            let mut left = read.used;
            for neighbour in &neighbours {
                let place = left.iter().position(|row| row == neighbour);
                left.remove(place.unwrap_or_else(|| panic!("{}, {how}: a neighbour is lost", reader.interface)));
            }
            assert!(!left.is_empty() || read.aside == [1].into(), "{}, {how}: the row is lost", reader.interface);
            assert!(read.aside.is_subset(&[1].into()), "{}, {how}: {:?}", reader.interface, read.aside);
        }
    }
}

#[test]
fn damage_to_an_answer_that_is_no_list_breaks_no_reader() {
    for (_, sound, read) in WHOLE {
        assert!(read(sound.as_bytes()).is_ok());
        for Damaged { row, .. } in damages(sound) {
            let _ = read(&damage::as_bytes(&row));
        }
    }
}

#[test]
fn damage_around_the_rows_is_a_named_error_or_none() {
    for reader in READERS {
        let sound = (reader.read)(reader.body(&reader.rows()).as_bytes()).unwrap();
        for Damaged { how, row: body } in damages(r#"{"errcode":0,"errmsg":"ok","new_cursor":"x"}"#) {
            let rows = format!(r#","{}":[{}]}}"#, reader.list, reader.rows().join(","));
            let body = [body.trim_end_matches('}').trim_end_matches(','), &rows].concat();
            if let Ok(read) = (reader.read)(&damage::as_bytes(&body)) {
                assert_eq!((&read.used, &read.aside), (&sound.used, &sound.aside), "{}, {how}", reader.interface);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_break_a_reader(body in prop::collection::vec(any::<u8>(), 0..200)) {
        for reader in READERS {
            let _ = (reader.read)(&body);
        }
        for (.., read) in WHOLE {
            let _ = read(&body);
        }
    }
}
