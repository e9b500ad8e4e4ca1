//! The forms (审批) of a company.

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    form::Form,
    member::Member,
    register::{Company, Records},
};
use crate::domain::time::{DayRange, Window, wecom_date};

/// How far back a form may lie that is still being decided about a day.
const REVIEW_DAYS: i64 = 31;

impl Company {
    /// The form with this number.
    #[must_use]
    pub fn form(&self, sp_no: &str) -> Option<Form> {
        self.forms.get(sp_no).cloned().or_else(|| match &self.records {
            Records::Seeded(diary) => diary.form_numbered(sp_no),
            Records::Listed(_) => None,
        })
    }

    /// Every form handed in within a stretch of time and by a moment, in order.
    #[must_use]
    pub fn forms(&self, window: Window, now: Timestamp) -> Vec<Form> {
        let mut forms = self.forms.values().cloned().collect::<Vec<_>>();
        if let Records::Seeded(diary) = &self.records {
            for date in window.days_touched().filter(|date| *date <= wecom_date(now)) {
                forms
                    .extend(diary.forms_on(date).iter().filter(|form| !self.forms.contains_key(&form.number)).cloned());
            }
        }
        forms.retain(|form| window.contains(form.submitted) && form.status(now).is_some());
        forms.sort_by(|a, b| (a.submitted, &a.number).cmp(&(b.submitted, &b.number)));
        forms
    }

    /// The forms that a member handed in within the last month.
    #[must_use]
    pub fn forms_by(&self, member: &Member, now: Timestamp) -> Vec<Form> {
        let listed = self.forms.values().filter(|form| self.is_by(form, member)).cloned();
        let days = DayRange { from: wecom_date(now).saturating_sub(REVIEW_DAYS.days()), to: wecom_date(now) };
        listed.chain(days.days().filter_map(|date| self.seeded_form(member, date))).collect()
    }

    /// The form that a made-up person hands in on a day, unless something has happened to it since.
    pub(super) fn seeded_form(&self, member: &Member, date: Date) -> Option<Form> {
        match &self.records {
            Records::Seeded(diary) => {
                diary.form(&member.person, date).filter(|form| !self.forms.contains_key(&form.number))
            }
            Records::Listed(_) => None,
        }
    }

    /// Whether a form is (also) for this member, under any name they had.
    #[must_use]
    pub fn is_by(&self, form: &Form, member: &Member) -> bool {
        form.applicants.iter().any(|userid| {
            userid.eq_ignore_ascii_case(&member.userid)
                || self.staff.get(&userid.to_ascii_lowercase()).is_some_and(|known| {
                    known.spans().any(|(.., known)| known.as_ref().is_some_and(|known| known.person == member.person))
                })
        })
    }
}
