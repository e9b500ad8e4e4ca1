//! What can be typed. The words of the help are in [`super::help`], in two languages.

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use jiff::{Timestamp, civil::Date};
use secrecy::SecretString;

use crate::{
    domain::{EmployeeId, Stream},
    export::Format,
    sim::Story,
    text::Lang,
    tui::ColorChoice,
};

/// A whole command line.
#[derive(Debug, Parser)]
#[command(name = "punchdeck", version)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Options that every command has.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Global {
    #[arg(long, global = true, value_name = "FILE", env = "PUNCHDECK_CONFIG")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    #[arg(long, global = true, value_name = "en|zh-CN", value_parser = language)]
    pub lang: Option<Lang>,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    #[arg(long, global = true, value_name = "INSTANT", env = "PUNCHDECK_NOW")]
    pub now: Option<Timestamp>,
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub enum Verb {
    Console,
    Demo(Demo),
    #[command(visible_alias = "resync")]
    Sync(Sync),
    Status(Status),
    Trace(Trace),
    Export(Export),
    Audit(Audit),
    Store(Store),
    Config(Config),
    Simulate(Simulate),
}

/// `demo`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Demo {
    #[arg(long, value_name = "N", default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub employees: u32,
    #[arg(long, value_name = "D", default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=400))]
    pub days: u32,
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    #[arg(long, value_name = "NAME")]
    pub faults: Option<Story>,
}

/// `sync`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Sync {
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    #[arg(long, value_name = "ID", value_parser = EmployeeId::parse)]
    pub user: Vec<EmployeeId>,
    #[arg(long, value_name = "NAME|ID")]
    pub dept: Vec<String>,
    #[arg(long, value_name = "NAME", value_parser = stream)]
    pub stream: Vec<Stream>,
    #[arg(long)]
    pub believe_missing: bool,
    #[arg(long, value_name = "PASS", conflicts_with_all = ["retry", "from", "to", "user", "dept", "stream", "believe_missing", "dry_run"])]
    pub resume: Option<u64>,
    #[arg(long, value_name = "PASS", conflicts_with_all = ["from", "to", "user", "dept", "stream", "believe_missing", "dry_run"])]
    pub retry: Option<u64>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
}

/// `status`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Status {
    #[arg(long)]
    pub json: bool,
}

/// `trace`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Trace {
    #[arg(value_name = "USER", value_parser = EmployeeId::parse)]
    pub who: EmployeeId,
    #[arg(value_name = "DATE")]
    pub date: Date,
    #[arg(long)]
    pub json: bool,
}

/// `export`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Export {
    #[arg(value_name = "WHAT")]
    pub what: Exported,
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    #[arg(long, value_name = "ID", value_parser = EmployeeId::parse)]
    pub user: Vec<EmployeeId>,
    #[arg(long, value_name = "ID")]
    pub dept: Vec<u32>,
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub format: FormatName,
    #[arg(long)]
    pub all_versions: bool,
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words of each value are its name")]
pub enum Exported {
    Records,
    Days,
    Anomalies,
    Audit,
    Coverage,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words of each value are its name")]
pub enum FormatName {
    Jsonl,
    Csv,
}

/// `audit`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub struct Audit {
    #[command(subcommand)]
    pub verb: AuditVerb,
}

/// What can be done with the audit log.
#[derive(Debug, Clone, Subcommand)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub enum AuditVerb {
    Verify(Verify),
}

/// `audit verify`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Verify {
    #[arg(long, value_name = "SEQ")]
    pub from: Option<u64>,
    #[arg(long, value_name = "FILE")]
    pub anchor: Option<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

/// `store`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub struct Store {
    #[command(subcommand)]
    pub verb: StoreVerb,
}

/// What can be done with the store.
#[derive(Debug, Clone, Subcommand)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub enum StoreVerb {
    Backup(Backup),
    Check(Check),
    Rebuild,
}

/// `store backup`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Backup {
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// `store check`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Check {
    #[arg(long)]
    pub json: bool,
}

/// `config`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub struct Config {
    #[command(subcommand)]
    pub verb: ConfigVerb,
}

/// What can be done with the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
#[expect(missing_docs, reason = "the words of each command are in `help`, in two languages")]
pub enum ConfigVerb {
    Check,
}

/// `simulate`.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "the words of each option are in `help`, in two languages")]
pub struct Simulate {
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub employees: u32,
    // More than the look-back of a sync, or people would seem absent before the company began.
    #[arg(long, value_name = "D", default_value_t = 40, value_parser = clap::value_parser!(u32).range(0..=4_000))]
    pub days: u32,
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    #[arg(long)]
    pub live: bool,
    #[arg(long)]
    pub shift_workers: bool,
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["employees", "days", "seed", "live", "shift_workers"])]
    pub punches: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    #[arg(long, value_name = "URL", requires_all = ["callback_token", "callback_key"])]
    pub callback: Option<String>,
    #[arg(long, value_name = "TOKEN", requires = "callback")]
    pub callback_token: Option<SecretString>,
    #[arg(long, value_name = "KEY", requires = "callback")]
    pub callback_key: Option<SecretString>,
}

/// When there is colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
#[expect(missing_docs, reason = "the words of each value are its name")]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

impl From<When> for ColorChoice {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Jsonl => Self::Jsonl,
            FormatName::Csv => Self::Csv,
        }
    }
}

impl Arguments {
    /// Whether a failure is also told as JSON on standard output.
    #[must_use]
    pub fn wants_json(&self) -> bool {
        match &self.verb {
            Some(Verb::Sync(options)) => options.json,
            Some(Verb::Status(options)) => options.json,
            Some(Verb::Trace(options)) => options.json,
            Some(Verb::Audit(Audit { verb: AuditVerb::Verify(options) })) => options.json,
            Some(Verb::Store(Store { verb: StoreVerb::Check(options) })) => options.json,
            Some(Verb::Store(Store { verb: StoreVerb::Backup(_) | StoreVerb::Rebuild })) => false,
            Some(Verb::Console | Verb::Demo(_) | Verb::Export(_) | Verb::Config(_) | Verb::Simulate(_)) | None => false,
        }
    }
}

fn language(tag: &str) -> Result<Lang, &'static str> {
    Lang::parse(tag).ok_or("en, zh-CN")
}

fn stream(name: &str) -> Result<Stream, String> {
    let names = Stream::ALL.map(Stream::name).join(", ");
    Stream::ALL.into_iter().find(|stream| stream.name() == name).ok_or(names)
}

fn speed(text: &str) -> Result<f64, &'static str> {
    text.parse().ok().filter(|speed| (0.1..=3_600.0).contains(speed)).ok_or("0.1 … 3600")
}
