//! The disk. What is committed is durable when the call returns, or it is not there at all.
//!
//! - [`mod@unit`]: what is written together, and what came of it
//! - [`Store`]: commit one, ask pages
//! - [`mod@check`]: read all of it; [`care`]: copy it, or move it out of the way
//! - [`block`]: a person's month of rows with their versions, one value on the disk
//! - [`folder`]: a person's month of papers with their versions, one value on the disk
//! - [`form`]: an approval form with its versions, and which forms are to be read again
//! - [`strip`]: the coverage of a hundred people's day, one value on the disk
//! - [`keys`]: order-preserving names of values; [`record`]: their versioned forms
//! - [`disk`]: the seam below, with sled and memory behind it; [`lock`]: one process at a time
//!
//! Nothing outside this folder knows of trees, keys or blocks, and only `disk::sled` names sled.

pub mod unit;

mod ledger;

mod draft;

mod answers;
mod filing;
mod listing;
mod merging;
mod sheets;

mod believing;
mod company;
mod facts;
mod history;
mod passes;
mod rules;

mod approvals;
mod kept;
mod known;
mod pages;
mod person;

pub mod care;
pub mod check;
mod copying;

pub mod block;
pub mod folder;
pub mod form;
pub mod keys;
pub mod record;
pub mod strip;

pub mod disk;
pub mod error;
pub mod lock;

pub use approvals::{FiledOperation, OperationPage, Submissions};
pub use believing::OrganisationAnswer;
pub use disk::{Disk, Health, memory::MemoryDisk, sled::SledDisk};
pub use error::StoreError;
pub use folder::FiledPaper;
pub use form::{FiledApproval, Watched};
pub use history::{DatedChange, OrganisationOutcome};
pub use kept::KeptPass;
pub use known::KnownDays;
pub use ledger::{Store, StoreSettings};
pub use pages::{RowPage, StoredRow};
pub use passes::PassRecord;
pub use person::Doubtful;
pub use rules::RuleVersion;
pub use unit::{
    Cursor, Filed, FormBatch, ListBatch, PapersBatch, Receipt, RecordsBatch, SecondLook, SetAside, Shrink, Unit,
};
