//! A world that answers like WeCom.
//!
//! Strict where the documents speak, switchable where they are silent, and scripted where things go
//! wrong, so that what is proven here can be believed there. The [`world`] is a pure function; it is
//! called in this process ([`transport`]) or over HTTP ([`http`]).
//!
//! Read in this order: what there is to tell ([`company`], [`replay`], [`seed`]), how it is told
//! ([`world`]), what goes wrong ([`weather`]), how it is carried ([`transport`], [`http`]), and what is told
//! unasked ([`push`]).

pub mod company;
pub mod replay;
pub mod seed;

pub mod world;

pub mod weather;

pub mod http;
pub mod transport;

pub mod push;

pub use company::{Company, CompanySpec};
pub use replay::{Replay, ReplayReport};
pub use seed::Seed;
pub use transport::InProcess;
pub use weather::{Case, Scenario, Story};
pub use world::{Credentials, SharedWorld, World};
