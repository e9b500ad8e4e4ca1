//! Rows (document 90262).

use std::collections::BTreeSet;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    call::Call,
    refusal::Refusal,
    switches::{Leaver, OutOfRangeUser, RowOrder},
    tenant::World,
    wire,
};
use crate::sim::{
    company::{
        Member, Row,
        row::{OFF_DUTY, ON_DUTY, OUTING},
    },
    seed::Seed,
};

/// The most members one call may name.
pub const USERS_MAX: usize = 100;

/// The longest time one call may span: the documents say less than a month.
pub const SPAN_MAX: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a row takes on the wire, more or less.
const ROW_BYTES: usize = 640;

/// getcheckindata.
pub fn records(world: &World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let question: Question = wire::body(call)?;
    let inclusive = world.switches.endtime_inclusive;
    let span_max = SignedDuration::from_hours(24 * i64::from(world.switches.days_in_call_max));
    let window = wire::window(question.starttime, question.endtime, span_max, inclusive)?;
    let kinds = Kinds::wanted(question.opencheckindatatype)?;
    let mut rows = Vec::new();
    for member in world.named(&question.useridlist, now)? {
        let found = world.rows_known(member, window, now);
        rows.extend(found.filter(|row| kinds.include(row) && world.finds(row, window)).map(|row| world.dress(row)));
    }
    let answer = Answered { errcode: 0, errmsg: "ok", checkindata: world.in_order(&rows) };
    let mut body = Vec::with_capacity(rows.len() * ROW_BYTES);
    serde_json::to_writer(&mut body, &answer).map_err(|_| Refusal::code(-1))?;
    Ok(body.into())
}

/// The body of getcheckindata. What is missing reads as nothing and is refused as such.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Question {
    opencheckindatatype: u8,
    starttime: i64,
    endtime: i64,
    useridlist: Vec<String>,
}

#[derive(Serialize)]
struct Answered<'a> {
    errcode: i64,
    errmsg: &'static str,
    checkindata: Vec<&'a Row>,
}

impl World {
    /// The members named, each once. One unknown account fails the whole call, and is not named.
    pub(super) fn named(&self, userids: &[String], now: Timestamp) -> Result<Vec<&Member>, Refusal> {
        if !(1..=self.switches.users_in_call_max).contains(&userids.len()) {
            return Err(Refusal::code(301_023));
        }
        let mut named = BTreeSet::new();
        let mut members = Vec::new();
        for userid in userids.iter().filter(|userid| named.insert(userid.to_ascii_lowercase())) {
            let Some(member) = self.company.member(userid, now) else {
                match self.switches.leaver {
                    Leaver::Omit if self.company.has_left(userid, now) => continue,
                    Leaver::Omit | Leaver::NotInContacts => return Err(Refusal::code(301_021)),
                }
            };
            match (self.sees(member), self.switches.out_of_range_user) {
                (true, _) => members.push(member),
                (false, OutOfRangeUser::Omit) => (),
                (false, OutOfRangeUser::NoPrivilege) => return Err(Refusal::code(60011)),
                (false, OutOfRangeUser::NotInContacts) => return Err(Refusal::code(301_021)),
            }
        }
        Ok(members)
    }
}

/// `opencheckindatatype`.
#[derive(Clone, Copy)]
enum Kinds {
    OnAndOff,
    Outings,
    All,
}

impl Kinds {
    fn wanted(number: u8) -> Result<Self, Refusal> {
        match number {
            1 => Ok(Self::OnAndOff),
            2 => Ok(Self::Outings),
            3 => Ok(Self::All),
            _ => Err(Refusal::code(40058)),
        }
    }

    fn include(self, row: &Row) -> bool {
        match self {
            Self::OnAndOff => [ON_DUTY, OFF_DUTY].contains(&row.checkin_type.as_str()),
            Self::Outings => row.checkin_type == OUTING,
            Self::All => true,
        }
    }
}

impl World {
    fn in_order<'a>(&self, rows: &'a [Row]) -> Vec<&'a Row> {
        let mut rows: Vec<&Row> = rows.iter().collect();
        match self.switches.row_order {
            RowOrder::Time => rows.sort_by(|a, b| a.order().cmp(&b.order())),
            RowOrder::Person => (),
            RowOrder::Upload => rows.sort_by(|a, b| (a.born, a.order()).cmp(&(b.born, b.order()))),
            RowOrder::Random => rows.sort_by_cached_key(|row| Seed(0).digest(&format!("{:?}", row.order()))),
        }
        rows
    }
}
