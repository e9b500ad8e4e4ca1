//! On what occasion a pass runs: the cause of whatever it finds.

use serde::{Deserialize, Serialize};

/// Why a pass began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The poll of today and yesterday.
    Live,
    /// The hourly look at the last seven days.
    Week,
    /// The look at organisation and rules.
    Company,
    /// The look at the whole look-back: every night, and after it failed.
    Whole,
    /// What failed before is tried again.
    Repair,
    /// A machine delivered punches of past days only now (补传): their rows are read again.
    LateUpload,
    /// Approval forms (审批) are due to be read.
    Forms,
    /// A person asked for it.
    Asked,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Live, Self::Week, Self::Company, Self::Whole, Self::Repair, Self::LateUpload, Self::Forms, Self::Asked];

    /// The stable name for the store and for exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Week => "week",
            Self::Company => "company",
            Self::Whole => "whole",
            Self::Repair => "repair",
            Self::LateUpload => "late_upload",
            Self::Forms => "forms",
            Self::Asked => "asked",
        }
    }
}
