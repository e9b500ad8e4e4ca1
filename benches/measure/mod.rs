//! What the longer benches share: percentiles, memory, and processes that are this one again.

use std::{
    env, fs,
    io::Write as _,
    process::{Child, Command, Stdio},
};

/// Says a line, even if nobody listens any more.
pub fn say(line: &str) {
    let _gone = writeln!(std::io::stdout(), "{line}");
}

/// The value that so many in a hundred are not above.
pub fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() * percent / 100).min(values.len() - 1)]
}

/// A figure of this process's memory by its name in `/proc/self/status`: `VmRSS` now, `VmHWM` at most.
pub fn memory(name: &str) -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.map_or("not known here".into(), |kib| format!("{} MB", kib / 1_000))
}

/// What this process was started as, if by [`again`]: the arguments behind the part's name.
pub fn part(name: &str) -> Option<Vec<String>> {
    let mut arguments = env::args().skip_while(|argument| argument != name);
    arguments.next().map(|_name| arguments.collect())
}

/// This program again, in a process of its own that plays the named part; its standard output is a pipe.
pub fn again(name: &str, arguments: &[&str]) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg(name).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap()
}
