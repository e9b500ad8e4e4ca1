//! The seam between the engine and whoever looks at it: plain data, both ways.
//!
//! A [`Console`] is a pair of queues. Requests go in; updates come out: a `Welcome`, a `Snapshot`,
//! then numbered changes, and a reply for each request. [`View::apply`] is the only place where what
//! a screen knows changes, so a screen in this process and one over a socket cannot differ.
//! Everything here is facts; words are found at the edge, in the reader's language.

pub mod fact;
pub mod heat;
pub mod learnt;
pub mod occasion;
pub mod request;
pub mod trace;
pub mod trouble;
pub mod update;
pub mod verb;
pub mod view;

use tokio::sync::mpsc;

pub use fact::{Fact, Level, LogLine};
pub use heat::{Census, HeatOrder, HeatPage, HeatQuery, HeatRow};
pub use learnt::{Extent, LearntLimit};
pub use occasion::Occasion;
pub use request::{Command, Ordinal, Query, QueueFilter, Request, RequestId, SyncRequest};
pub use trace::Trace;
pub use trouble::{Cause, Remedy, Trouble};
pub use update::{
    AuditRow, Change, DepartmentRow, Outcome, Page, PersonRow, PlanPreview, QueueRow, StreamCost, Update,
};
pub use verb::{Verb, VerbName};
pub use view::{Lane, View};

/// One end of the seam: what a screen, a command line or a socket holds.
#[derive(Debug)]
pub struct Console {
    /// What is asked.
    pub requests: mpsc::Sender<Request>,
    /// What comes back.
    pub updates: mpsc::Receiver<Update>,
}
