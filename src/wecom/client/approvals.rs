//! Approval forms (审批).

use super::{Call, Client};
use crate::{
    domain::{Approval, ApprovalNumber},
    wecom::{
        approvals::Question,
        bounds::Checked,
        error::ApiError,
        interface,
        wire::{Cursor, Page, approval},
    },
};

impl Client {
    /// A page of the numbers of forms (document 91816).
    pub async fn approvals(
        &self,
        question: &Checked<Question>,
        from: Option<&Cursor>,
    ) -> Result<Page<ApprovalNumber>, ApiError> {
        let call = Call::post(interface::APPROVAL_NUMBERS, approval::numbers_request(question, from));
        self.ask(call, approval::numbers).await
    }

    /// A form as it stands now (document 91983). WeCom gives one a call: 600 a minute.
    pub async fn approval(&self, number: &ApprovalNumber) -> Result<Approval, ApiError> {
        self.ask(Call::post(interface::APPROVAL, approval::form_request(number)), approval::form).await
    }
}
