//! Check-in (打卡): rules and records.

use bytes::Bytes;

use super::{Call, Client};
use crate::{
    domain::{EmployeeId, Window},
    wecom::{
        error::ApiError,
        interface,
        wire::{
            checkin,
            rules::{Rules, rules},
        },
    },
};

impl Client {
    /// All check-in rules of the company (document 93384), and the answer they came in.
    pub async fn rules(&self) -> Result<(Bytes, Rules), ApiError> {
        let call = Call::post(interface::RULES, "{}".to_owned());
        self.ask(call, |body| rules(body).map(|rules| (Bytes::copy_from_slice(body), rules))).await
    }

    /// Check-in rows of at most [`PEOPLE_MAX`](super::PEOPLE_MAX) people over at most
    /// [`WINDOW_MAX`](super::WINDOW_MAX) (document 90262).
    pub async fn punches(&self, people: &[EmployeeId], window: Window) -> Result<checkin::Rows, ApiError> {
        let call = Call::post(interface::RECORDS, checkin::request(people, window));
        self.ask(call, checkin::punches).await
    }
}
