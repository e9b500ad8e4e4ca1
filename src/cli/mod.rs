//! The command line: one file a command.
//!
//! [`arguments`] is what can be typed, [`help`] its words in two languages, [`place`] what every
//! command needs (time, language, configuration, store, engine), [`failure`] how commands end.

pub mod arguments;
pub mod failure;
pub mod help;
pub mod place;

mod audit;
mod config;
mod console;
mod demo;
mod export;
mod simulate;
mod status;
mod sync;

use std::process::ExitCode;

use arguments::{Arguments, Verb};
use failure::Failure;
use place::Place;

/// Parses, runs, and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match help::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that cannot be printed leaves nothing to say and nobody to say it to.
            let _unprinted = error.print();
            return ExitCode::from(if error.use_stderr() { failure::USAGE } else { failure::DONE });
        }
    };
    let place = Place::new(&arguments.global);
    let json = arguments.wants_json();
    match run(arguments, &place) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => failure.report(place.text, json),
    }
}

fn run(arguments: Arguments, place: &Place) -> Result<u8, Failure> {
    match arguments.verb.unwrap_or(Verb::Console) {
        Verb::Console => console::run(place),
        Verb::Demo(options) => demo::run(place, &options),
        Verb::Sync(options) => sync::run(place, &options),
        Verb::Status(options) => status::run(place, &options),
        Verb::Export(options) => export::run(place, &options),
        Verb::Audit(options) => audit::run(place, &options),
        Verb::Config(options) => config::run(place, &options),
        Verb::Simulate(options) => simulate::run(place, &options),
    }
}
