//! A company as WeCom knows it: departments, members, rules, rows.
//!
//! A company comes from a [`Seed`](super::Seed) ([`CompanySpec`]), from a terminal's log
//! ([`Replay`](super::Replay)) or from objects in WeCom's own shapes ([`Company::from_wire`]).

mod register;

pub mod row;
pub mod shift;

mod seeded;

mod diary;

mod day;
mod due;

mod names;

pub use register::{Company, Department, Member, NotACompany};
pub use row::Row;
pub use seeded::CompanySpec;
