//! punchdeck keeps a company's WeCom (企业微信) check-in data in step with what WeCom knows, judges
//! attendance from it, and shows the people on duty that all of it works.
//!
//! # The picture
//!
//! ```text
//!        ┌────────────────┐  ┌──────────┐
//!        │      cli       │  │   tui    │     hands and eyes
//!        └───┬────────┬───┘  └────┬─────┘
//!            │   ┌────┴───┐       │  knows only `console`
//!            │   │ export │       │
//!        ┌───┴───┴────────┴──┐    │
//!        │      engine       │    │            one loop, one owner of the truth
//!        └───┬───────────┬───┘    │
//!        ┌───┴──┐     ┌──┴─────┐  │
//!        │ sync │     │ access │  │            what to fetch · who may
//!        └┬────┬┘     └──┬─────┘  │
//!   ┌─────┴─┐ ┌┴──────┐  │        │
//!   │ wecom │ │ store │  │        │            the outside world · the disk
//!   └──┬────┘ └──┬────┘  │        │
//!      │     ┌───┴───┐   │        │
//!      │     │ audit │   │        │            the chained record of everything done
//!      │     └───┬───┘   │        │
//!   ┌──┴─────────┴───────┴────────┴──┐
//!   │            console             │         requests and updates: plain data
//!   └────────────────┬───────────────┘
//!   ┌────────────────┴───────────────┐
//!   │             domain             │         attendance itself: no I/O, no clock, no async
//!   └────────────────────────────────┘
//!   beside the stack: clock, config, text (words in two languages).
//!   sim stands in for the world outside wecom.
//! ```
//!
//! Arrows point down. `tui` names nothing but `console`, the domain's words and `text`; only
//! `store::disk::sled` says sled, only `wecom::http` says reqwest, only `clock` reads a clock. A test
//! holds this and names each trespass.
//!
//! # A punch travels from WeCom to the screen
//!
//! 1. 09:17 in Shanghai, Li Na checks in on her phone. WeCom tells nobody: it pushes no event for punches.
//! 2. The engine's tick finds that today's rows are due and starts a pass.
//! 3. [`sync::plan`] says which calls that takes: at most a hundred people and thirty days in one.
//! 4. [`wecom::Client`] waits for its turn ([`wecom::quota`]), borrows the token ([`wecom::token`]), calls,
//!    and repeats what deserves it ([`wecom::retry`]).
//! 5. [`wecom::wire`] makes a [`domain::Punch`] of WeCom's row. Past it nobody knows a WeCom field name.
//! 6. The engine puts rows, coverage and cursor into one [`store::Unit`]; there is no way to write rows
//!    without their cursor.
//! 7. [`store::Store`] writes the unit in one batch and syncs it to the disk. Only then it is believed.
//! 8. The days that it touched are judged ([`domain::judge`]): Li Na is 17 minutes late.
//! 9. The queue opens an anomaly; [`engine::audience`] numbers the change and tells every console.
//! 10. [`console::View::apply`] changes what the screen knows; [`tui`] draws "李娜 迟到 17 分": the fact came
//!     from the engine, the words from [`text`], the colour from the theme.
//!
//! # What always holds
//!
//! - What is acknowledged survives SIGKILL; rows and cursor agree after any crash.
//! - At most one token refresh is in flight, and no call is made with a token that WeCom refused.
//! - No request leaves faster than its interface's quota allows.
//! - Every call that was planned is stored, pending, or reported as failed.
//! - A screen's view equals the last snapshot plus the changes since.
//! - Nobody is absent on a day that was not fetched after it was over.
//! - No secret, token or place reaches a log, an audit record or an error.
//! - The same data gives the same verdicts on any host, in any time zone.

pub mod domain;

pub mod console;

pub mod audit;
pub mod store;
pub mod wecom;

pub mod access;
pub mod sync;

pub mod engine;

pub mod export;
pub mod tui;

pub mod cli;

pub mod clock;
pub mod config;
pub mod text;

pub mod sim;
