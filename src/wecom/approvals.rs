//! Which approval forms (审批) are asked for. Source: document 91816.

use std::mem;

use crate::{
    domain::{ApprovalStatus, DepartmentId, EmployeeId, Window},
    wecom::bounds::{self, Bounded, Breach, Limit, OutOfBounds},
};

/// Numbers of one page.
pub const PAGE_MAX: usize = 100;
/// The longest window, in seconds: 31 days.
const WINDOW_S_MAX: i64 = 31 * 86_400;
/// No document says how long the id of a template may be; real ones have 41 characters.
const TEMPLATE: Limit = Limit::Bytes(128);

/// Forms by the time they were submitted. What happens to a form later does not move it: re-read forms
/// that are open by their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// When they were submitted; at most 31 days.
    pub submitted: Window,
    /// Which of them. Filters of different kinds must all hold; only departments may be several.
    pub filters: Vec<Filter>,
}

/// What a form must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Of this template.
    Template(String),
    /// Submitted by them. Somebody who has left is refused (301055).
    Applicant(EmployeeId),
    /// Submitted from this department.
    Department(DepartmentId),
    /// This far.
    Status(ApprovalStatus),
    /// About this; only forms submitted after 2021-05-31 are known to be.
    Kind(Kind),
}

/// What a form is about (`record_type`), as far as attendance needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 请假.
    Leave,
    /// 打卡补卡.
    Correction,
    /// 出差.
    Trip,
    /// 外出.
    Outing,
    /// 加班.
    Overtime,
    /// 调班.
    ShiftSwap,
}

impl Question {
    /// Every form submitted in a window.
    #[must_use]
    pub fn all(submitted: Window) -> Self {
        Self { submitted, filters: Vec::new() }
    }
}

impl Bounded for Question {
    fn check(&self) -> Result<(), OutOfBounds> {
        bounds::number("starttime", self.submitted.start.as_second(), 1..=i64::from(u32::MAX))?;
        bounds::number("endtime", self.submitted.length().as_secs(), 1..=WINDOW_S_MAX)?;
        self.filters.iter().try_for_each(Bounded::check)?;
        let twice =
            |(index, filter): (usize, &Filter)| self.filters[..index].iter().any(|other| other.excludes(filter));
        if self.filters.iter().enumerate().any(twice) { bounds::broken("filters", Breach::TooMany(1)) } else { Ok(()) }
    }
}

impl Filter {
    /// Whether WeCom takes only one of the two.
    fn excludes(&self, other: &Self) -> bool {
        !matches!(self, Self::Department(_)) && mem::discriminant(self) == mem::discriminant(other)
    }
}

impl Bounded for Filter {
    fn check(&self) -> Result<(), OutOfBounds> {
        match self {
            Self::Template(id) => bounds::filled("template_id", id, TEMPLATE),
            Self::Applicant(_) | Self::Department(_) | Self::Status(_) | Self::Kind(_) => Ok(()),
        }
    }
}

impl Kind {
    /// WeCom's number of it.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Leave => 1,
            Self::Correction => 2,
            Self::Trip => 3,
            Self::Outing => 4,
            Self::Overtime => 5,
            Self::ShiftSwap => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::wecom::bounds::Checked;

    #[test]
    fn a_question_reaches_over_31_days_and_no_further() {
        let start = Timestamp::from_second(1_780_848_000).unwrap();
        for (length_s, good) in [(0, false), (1, true), (31 * 86_400, true), (31 * 86_400 + 1, false)] {
            let end = Timestamp::from_second(1_780_848_000 + length_s).unwrap();
            assert_eq!(Checked::new(Question::all(Window { start, end })).is_ok(), good, "{length_s}");
        }
    }

    #[test]
    fn only_departments_may_be_several() {
        let submitted = Window { start: Timestamp::from_second(1).unwrap(), end: Timestamp::from_second(9).unwrap() };
        let department = |number| Filter::Department(DepartmentId(number));
        for (filters, good) in [
            (vec![department(1), Filter::Kind(Kind::Leave), department(2)], true),
            (vec![Filter::Kind(Kind::Leave), department(1), Filter::Kind(Kind::Trip)], false),
        ] {
            assert_eq!(Checked::new(Question { submitted, filters }).is_ok(), good);
        }
    }
}
