//! WeCom, as a function: a call and the time in, an answer out.
//!
//! [`World`] keeps what WeCom keeps: tokens, counts against limits, blocks. What it says of people
//! comes from its [`Company`](super::Company); what goes wrong comes from its
//! [`Scenario`](super::Scenario); where the documents are silent, [`Switches`] decide.
//! Source: documents 90313 (codes), 90312 (limits), 91039 (tokens) and those named at each endpoint.

mod app;
mod tenant;

mod call;
mod endpoint;
mod handle;
mod permission;
mod refusal;
mod switches;
mod wire;

mod concurrency;
mod quota;
mod token;

mod checkin;
mod contacts;

mod message;
mod receivers;

mod operations;
mod outbox;

mod truth;

mod news;
mod turns;

mod hardware;
mod report;
mod roster;
mod rules;
mod totals;

mod approval;
mod writing;

mod journal;

#[cfg(test)]
mod tests;

pub use app::{App, AppChange, AppStanding, NewSecret, Range};
pub use call::{Answer, Call, Delivery};
pub use checkin::{SPAN_MAX, USERS_MAX};
pub use endpoint::Endpoint;
pub use journal::{Entry, JOURNAL_ENTRIES_MAX, Journal, Outcome};
pub use news::News;
pub use outbox::{Asked, OUTBOX_MESSAGES_MAX, Outbox, Sent};
pub use permission::{Holder, Listing};
pub use refusal::Refusal;
pub use switches::{
    ApprovalPages, DayReportReady, FrequencyWindow, Leaver, MissingRowTime, MissingRowsFrom, OldToken, OutOfRangeUser,
    RowOrder, Separator, Switches, TokenRepeat, ZeroFields,
};
pub use tenant::{Credentials, SharedWorld, World};
pub use token::TOKEN_LIFE;
