//! One loop, one owner of the truth.
//!
//! Everything that can happen is an [`event::Event`]; [`core::Core::step`] applies it to the state
//! and answers with [`effect::Effect`]s, without waiting and without a clock; [`run`] makes events of
//! the world and performs the effects. What one step may change is in a file of its own: `passes`
//! (what is being pulled, by which calls: `planning`, how fast: `progress`, and how it outlives the process: `keeping`), `harvest` and `failing` (what a call brought
//! home, or did not), `learning` (how much may be asked at once), `landing` (what the commit made of it), `verdicts` and [`queue`] (judged days
//! and anomalies), `alerts` and [`suspicion`] (what judging finds beside them), `troubles` (what is wrong with the connection), `requests` (what people ask).
//! Each step ends in `tidy`. [`audience`] tells the consoles, [`judging`] reads the disk for verdicts,
//! [`heat`] for the map of what is known, [`clues`] for all that is known of one person's day, which [`trace`]
//! puts together.

pub mod effect;
pub mod event;

pub mod core;
mod keeping;
mod passes;
mod planning;
mod progress;

mod failing;
mod forms;
mod harvest;
mod landing;
mod learning;

mod alerts;
pub mod queue;
pub mod suspicion;
mod troubles;
mod verdicts;

mod requests;
mod tidy;

pub mod audience;
pub mod judging;
mod looking;

pub mod heat;

mod audited;
pub mod clues;
pub mod trace;

mod restore;
pub mod run;
pub mod settings;
mod surveying;
mod weighing;

pub use run::{Engine, Parts, Pen};
pub use settings::{Settings, Tenure};
pub use weighing::price;

pub use crate::sync::Schedule;
