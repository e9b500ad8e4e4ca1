//! The command line: one file a command.
//!
//! [`arguments`] is what can be typed, [`help`] its words in two languages, [`place`] what every
//! command needs (time, language, configuration, store, engine), [`say`] how they speak, [`failure`]
//! how they end.

pub mod arguments;
pub mod chinese;
pub mod failure;
pub mod help;
pub mod place;
pub mod say;

mod audit;
mod config;
mod console;
mod demo;
mod export;
mod simulate;
mod status;
mod store;
mod story;
mod sync;
mod target;
mod trace;

use std::{ffi::OsString, process::ExitCode};

use arguments::{Arguments, Verb};
use failure::Failure;
use place::Place;

use crate::text::Text;

/// Parses, runs, and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let line: Vec<OsString> = std::env::args_os().collect();
    let arguments = match help::parse(&line) {
        Ok(arguments) => arguments,
        Err(error) => return unparsed(&error, &line),
    };
    let place = Place::new(&arguments.global);
    let json = arguments.wants_json();
    match run(arguments, &place) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => failure.report(place.text, json),
    }
}

/// Help, or what is wrong with the line; as JSON too if the line asks for it anywhere.
fn unparsed(error: &clap::Error, line: &[OsString]) -> ExitCode {
    // Help that cannot be printed leaves nothing to say and nobody to say it to.
    let _unprinted = error.print();
    if !error.use_stderr() {
        return ExitCode::from(failure::DONE);
    }
    if line.iter().any(|word| word == "--json") {
        let text = Text::new(help::language(line));
        failure::print_error("usage", error.to_string().trim_end(), text.see_help());
    }
    ExitCode::from(failure::USAGE)
}

fn run(arguments: Arguments, place: &Place) -> Result<u8, Failure> {
    match arguments.verb.unwrap_or(Verb::Console) {
        Verb::Console => console::run(place),
        Verb::Demo(options) => demo::run(place, &options),
        Verb::Sync(options) => sync::run(place, &options),
        Verb::Status(options) => status::run(place, &options),
        Verb::Trace(options) => trace::run(place, &options),
        Verb::Export(options) => export::run(place, &options),
        Verb::Store(options) => store::run(place, &options),
        Verb::Audit(options) => audit::run(place, &options),
        Verb::Config(options) => config::run(place, &options),
        Verb::Simulate(options) => simulate::run(place, &options),
    }
}
