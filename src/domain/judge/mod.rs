//! From rule and rows to verdicts: day → slots → verdict → finding.
//!
//! Pure and total: the same [`Material`] gives the same days on every machine, whatever the host's
//! zone or clock. Fixed hours (固定上下班) are judged; days under rosters (排班) and free hours
//! (自由上下班) are `unknown`, never guessed.
//!
//! Read in this order: what is given (`material`), which rule covers the member (`cover`), what the
//! day asks (`demand`), when punches are due (`windows`), which punch goes where (`matching`), by how
//! far a day's limits move (`limits`), what can be seen (`sight`), what each slot comes to
//! (`verdict`), what the day comes to (`figures`, `absence`, `flags`), all together (`judgement`), and
//! what of it needs attention (`findings`, `words`).

mod material;

mod cover;
mod demand;
mod limits;
mod matching;
mod sight;
mod windows;

mod absence;
mod figures;
mod flags;
mod judgement;
mod verdict;

mod findings;
mod words;

pub use findings::{Finding, findings};
pub use judgement::judge;
pub use material::Material;
pub use words::unknown_words;

#[cfg(test)]
pub(in crate::domain) mod tests;
