//! WeCom's own addresses, and what administrators did.

use super::{Call, Client};
use crate::wecom::{
    bounds::Checked,
    error::ApiError,
    interface,
    operation::{Operation, Question},
    wire::{Cursor, Page, Segment, addresses, operation},
};

impl Client {
    /// Addresses that WeCom's interface answers from (document 92520). They move: ask daily.
    pub async fn api_addresses(&self) -> Result<Vec<Segment>, ApiError> {
        self.ask(Call::get(interface::API_ADDRESSES, Vec::new()), addresses::addresses).await
    }

    /// Addresses that WeCom calls back from (document 92521). They move: ask daily.
    pub async fn callback_addresses(&self) -> Result<Vec<Segment>, ApiError> {
        self.ask(Call::get(interface::CALLBACK_ADDRESSES, Vec::new()), addresses::addresses).await
    }

    /// A page of what administrators did (document 100179).
    pub async fn operations(
        &self,
        question: &Checked<Question>,
        from: Option<&Cursor>,
    ) -> Result<Page<Operation>, ApiError> {
        self.ask(Call::post(interface::OPERATIONS, operation::request(question, from)), operation::operations).await
    }
}
